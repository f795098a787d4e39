import type { Board } from "../../firmware/ports/board.js";
import type { RestartReason, Restarts } from "../../firmware/ports/restarts.js";
import { Appliance } from "./appliance.js";
import { DeviceClock } from "./device-clock.js";
import { DeviceTimers } from "./device-timers.js";
import { type KeyValueContent, keyValueFor } from "./key-value.js";
import { Life } from "./life.js";
import { networkFor } from "./network/device-network.js";
import { resolverFor, tcpFor } from "./network/device-sockets.js";
import { tlsFor } from "./network/tls-stand-in.js";
import type { SettingsPair } from "./occurrence.js";
import { OutboxFlash } from "./outbox-flash.js";
import { PowerPoints } from "./power-points.js";
import type { DeviceProgram } from "./program.js";
import type { World } from "./world.js";

export const deviceId = "AA:BB:CC:DD:EE:FF";

/** How the device was set up in the factory: one that reads its sensors every half hour need not look every second. */
const defaults = Object.freeze({
  connectorId: "o33ara2ekbo800000",
  keepAliveSeconds: 1200,
  pollMilliseconds: 30_000,
  clockSyncSeconds: 7200,
});

/** How long a chip needs to boot, milliseconds. */
const bootTime = 500;
const day = 86_400_000;

/** What the device has while it has power. */
export interface Powered {
  readonly life: Life;
  readonly timers: DeviceTimers;
  readonly clock: DeviceClock;
}

/** The device as a thing: its chip, its flash and the plug in the wall. Flash outlives the power, the rest does not. */
export class Machine {
  readonly points = new PowerPoints();
  readonly flash: OutboxFlash;
  readonly keyValues: KeyValueContent = new Map();
  /** How long the next power cut in the middle of an operation of flash lasts, milliseconds. */
  offTime = 5000;
  #world: World;
  #program: DeviceProgram;
  #appliance: Appliance;
  #present: Powered | undefined;
  #lives = 0;
  #memo: string | undefined;

  constructor(world: World, program: DeviceProgram) {
    this.#world = world;
    this.#program = program;
    this.flash = new OutboxFlash({ points: this.points, random: world.random.flash, time: world.time });
    this.#appliance = new Appliance({
      taken: (reading) => world.tell({ kind: "taken", ...reading }),
      applied: (order) => world.tell({ kind: "applied", ...order }),
    });
  }

  /** Undefined without power. */
  get present(): Powered | undefined {
    return this.#present;
  }

  /** Takes the power away, now, and gives it back later. Without power already, nothing happens. */
  cutPower(offTime: number): void {
    if (this.#present === undefined) return;
    this.#memo = undefined;
    this.#end();
    this.#world.time.after(offTime + bootTime, () => this.powerOn("power-on"));
  }

  /** Gives the power back. With power already, nothing happens. */
  powerOn(reason: RestartReason): void {
    if (this.#present !== undefined) return;
    const { time, timeOfDay } = this.#world;
    this.#lives += 1;
    const life = new Life({
      number: this.#lives,
      bornAt: time.now,
      onCrash: (error) => this.#crashed(error),
    });
    const timers = new DeviceTimers(time, life);
    const onSet = (): void => this.#world.tell({ kind: "clock", why: "set" });
    const clock = new DeviceClock({ time, life, timeOfDay, onSet });
    const present = { life, timers, clock };
    this.#present = present;
    this.#world.tell({ kind: "power-on", life: this.#lives });
    life.run(() => this.#boot(present, reason));
  }

  /** The operator stores two settings that belong together, as the console does it. */
  store(pair: SettingsPair): void {
    const present = this.#present;
    if (present === undefined) return;
    const { tell } = this.#world;
    tell({ kind: "settings", phase: "tried", pair });
    present.life.run(() => {
      try {
        this.#settings(present).write({ ...pair });
        tell({ kind: "settings", phase: "done", pair });
      } catch {
        // Flash failed: the operator is told, and the old pair has to hold.
      }
    });
  }

  /** Whether flash holds this text somewhere. */
  holds(text: string): boolean {
    for (const values of this.keyValues.values()) {
      for (const value of values.values()) if (value.includes(text)) return true;
    }
    return false;
  }

  /** The operator erases the device's token and starts it again. */
  forgetCredentials(): void {
    this.#world.tell({ kind: "token-erased" });
    const values = this.keyValues.get("bowline");
    for (const key of [...(values?.keys() ?? [])]) if (key.startsWith("c-")) values?.delete(key);
    this.cutPower(1000);
  }

  #boot(present: Powered, reason: RestartReason): void {
    const { life, timers, clock } = present;
    const { time, timeOfDay, link, cloud, tell } = this.#world;
    const { startDevice, MQTTClient, powerUp } = this.#program;
    powerUp(timers);
    const { keepAliveSeconds, acknowledgeSeconds } = this.#settings(present).read();
    tell({ kind: "settings", phase: "held", pair: { keepAliveSeconds, acknowledgeSeconds } });
    const sockets = { time, link, life, accept: cloud.accept.bind(cloud) };
    const validity = { from: timeOfDay.now - 10 * day, until: timeOfDay.now + 30 * 365 * day };
    startDevice({
      application: this.#appliance.declarationFor(life),
      board: this.#board(present, reason),
      io: {
        MQTTClient: MQTTClient as never,
        TLSSocket: tlsFor(clock, validity),
        TCP: tcpFor(sockets),
        Resolver: resolverFor(sockets),
        Timer: timers,
      },
      keyValue: this.#keyValue(life),
    });
  }

  #board({ life, clock }: Powered, reason: RestartReason): Board {
    const { random, tell, link, time } = this.#world;
    const board = {
      name: "simulation",
      identity: () => deviceId,
      network: networkFor({ link, time, life }),
      restarts: this.#restarts(life, reason),
      // An exception that nobody caught ends the simulation: there is nothing to hear of it for.
      onFault: () => {},
      outboxFlash: this.flash.regionFor(life, this.#mishaps),
      clock,
      random: () => random.device.real(),
      entropy: (count: number) => random.device.bytes(count),
      trustedRoot: () => new ArrayBuffer(1),
      trustedRoots: () => [new ArrayBuffer(1)],
      defaults,
      sensors: {},
      outputs: { valve: { write: () => life.check() } },
      observe: (event: Parameters<Board["observe"]>[0]) => {
        if (life.isAlive) tell({ kind: "device", event });
      },
    };
    return board;
  }

  #restarts(life: Life, reason: RestartReason): Restarts {
    return {
      reason,
      restart: () => {
        life.check();
        this.#end();
        this.#world.time.after(bootTime, () => this.powerOn("software"));
      },
      readMemo: () => this.#memo,
      writeMemo: (text) => {
        life.check();
        this.#memo = text;
      },
    };
  }

  #settings({ life }: Powered): InstanceType<DeviceProgram["SettingsStore"]> {
    const { SettingsStore, Log } = this.#program;
    const domain = this.#keyValue(life).open({ path: "bowline", format: "string" });
    return new SettingsStore({
      domain,
      log: new Log({ sink: () => {} }),
      defaults,
    });
  }

  #keyValue(life: Life): ReturnType<typeof keyValueFor> {
    return keyValueFor({ content: this.keyValues, points: this.points, life, ...this.#mishaps });
  }

  get #mishaps(): { cut(): void; failed(): void } {
    return {
      cut: () => this.cutPower(this.offTime),
      failed: () => this.#world.tell({ kind: "flash-failed" }),
    };
  }

  #crashed(error: unknown): void {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#world.tell({ kind: "crash", reason });
    this.#end();
    this.#world.time.after(bootTime, () => this.powerOn("abort"));
  }

  #end(): void {
    const present = this.#present;
    if (present === undefined) return;
    this.#present = undefined;
    present.life.end();
    this.#world.tell({ kind: "power-lost", life: present.life.number });
  }
}
