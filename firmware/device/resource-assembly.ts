import type { Outbox } from "../outbox/outbox.js";
import { checkDeclaration, sensorsOf, withLayer } from "../resources/check-declaration.js";
import type { DeviceDeclaration } from "../resources/definition.js";
import { eventResource } from "../resources/event-source.js";
import { LayerPoll } from "../resources/layer-poll.js";
import { ResourceSet } from "../resources/resource-set.js";
import { Sampler } from "../resources/sampler.js";
import { SensorBank } from "../resources/sensor-bank.js";
import { CommandStore } from "../storage/command-store.js";
import { LongText } from "../storage/long-text.js";
import { ValueStore } from "../storage/value-store.js";
import type { Core } from "./core.js";
import { DeviceReports } from "./device-reports.js";
import { buildOutbox } from "./outbox-assembly.js";
import { Postman } from "./postman.js";
import { ReplayPace } from "./replay-pace.js";

/** The half of the device that works without a cloud: sensors, outputs, resources, and the readings on their way. */
export interface ResourceSide {
  readonly outbox: Outbox;
  readonly postman: Postman;
  readonly reports: DeviceReports;
}

/** Builds that half and sets it going. Throws a DeclarationError where the declaration makes no sense; nothing has begun then. */
export function startResources(application: DeviceDeclaration, core: Core): ResourceSide {
  const { board, io, keyValue, flash, settings, log, observe } = core;
  const { clock } = board;
  const declared = checkDeclaration(application, board);
  const world = { clock, random: () => board.random() };
  const sensors = new SensorBank({ sensors: sensorsOf(application, board), world, log });
  const layer = application.layer?.({
    sensors,
    outputs: board.outputs,
    clock,
    Timer: io.Timer,
    log,
    memory: new LongText({ domain: flash, name: "layer", mostParts: 10, log }),
    report: (alias, value, uptime) => {
      postman.reading(alias, value, uptime);
      postman.deliver();
    },
  });
  const definitions = withLayer(declared, layer?.definitions);
  const resources = new ResourceSet({
    definitions,
    accept: (alias, value) => layer?.accept(alias, value),
    outputs: board.outputs,
    keeper: new ValueStore({ domain: keyValue.open({ path: "values", format: "string" }) }),
    log,
    ...(application.onWrite === undefined ? {} : { onWrite: application.onWrite }),
  });
  const outbox = buildOutbox(core, definitions);
  const events = eventResource(definitions);
  const postman = new Postman({
    outbox,
    resources,
    commands: new CommandStore({ domain: keyValue.open({ path: "commands", format: "string" }) }),
    pace: new ReplayPace({
      uptime: () => clock.uptime(),
      random: () => board.random(),
      jitter: settings.replayJitterMilliseconds,
      rate: settings.replayReadingsPerSecond,
    }),
    clock,
    log,
    events,
    observe,
    report: (kind, details) => reports.report(kind, details),
  });
  const reports = new DeviceReports({
    resource: events,
    clock,
    log,
    observe,
    post: (alias, value, uptime) => {
      postman.reading(alias, value, uptime);
      postman.deliver();
    },
  });
  const sampler = new Sampler({
    resources,
    sensors,
    clock,
    log,
    onReading: (alias, value, uptime, quality) => postman.reading(alias, value, uptime, quality),
  });
  const layerPoll = new LayerPoll({ layer, log });
  const poll = (): void => {
    sampler.poll();
    layerPoll.poll();
    postman.poll();
  };
  poll();
  io.Timer.set(poll, settings.pollMilliseconds, settings.pollMilliseconds);
  return { outbox, postman, reports };
}
