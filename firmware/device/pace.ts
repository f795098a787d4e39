import type { ConnectorTiming } from "../cloud/connector/options.js";
import type { Settings } from "../storage/settings.js";
import type { BackOffOptions } from "./back-off.js";

type Random = () => number;

/** The wait before a try, for what may be over soon. */
export function quickPace(settings: Settings, random: Random): BackOffOptions {
  return {
    first: settings.retryFirstMilliseconds,
    cap: Math.max(settings.retryFirstMilliseconds, settings.retryMostMilliseconds),
    stable: settings.stableMilliseconds,
    random,
  };
}

/** For what somebody has to mend first. Full jitter could mean no wait at all, and a refusal deserves one: hence the floor. */
export function slowPace(settings: Settings, random: Random): BackOffOptions {
  return {
    ...quickPace(settings, random),
    first: settings.refusedFirstMilliseconds,
    cap: Math.max(settings.refusedFirstMilliseconds, settings.refusedMostMilliseconds),
    floor: settings.refusedFirstMilliseconds / 2,
  };
}

export function connectorTiming(settings: Settings): ConnectorTiming {
  return {
    keepAlive: settings.keepAliveSeconds * 1000,
    connectTimeout: settings.connectSeconds * 1000,
    activationTimeout: settings.activationSeconds * 1000,
    acknowledgeTimeout: settings.acknowledgeSeconds * 1000,
  };
}
