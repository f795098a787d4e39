import type { LogEntry, MessageEntry } from "../protocol.js";
import { element, part } from "./element.js";
import { FaultsPanel } from "./panels/faults-panel.js";
import { FlashPanel } from "./panels/flash-panel.js";
import { LifePanel } from "./panels/life-panel.js";
import { Lines, logLine, messageLine } from "./panels/lines.js";
import { watchMessageFilter } from "./panels/message-filter.js";
import { Notice } from "./panels/notice.js";
import { ResourcesPanel } from "./panels/resources-panel.js";
import { SurroundingsPanel } from "./panels/surroundings-panel.js";
import { Switch } from "./panels/switch.js";
import { type Ask, type Connection, command, follow } from "./simulation.js";

/** The page of a running simulation: panels, and which news each of them shows. */
const notice = new Notice();
const ask: Ask = (name, request) => {
  void command(name, request).then((reason) => {
    if (reason !== undefined) notice.refusal(reason);
  });
};
const life = new LifePanel();
const resources = new ResourcesPanel();
const surroundings = new SurroundingsPanel(ask);
const faults = new FaultsPanel(ask);
const flash = new FlashPanel();
const log = new Lines<LogEntry>(part("log-list", HTMLDivElement), logLine);
const messages = new Lines<MessageEntry>(part("message-list", HTMLDivElement), messageLine);
watchMessageFilter((accepts) => messages.filter(accepts));
const power = new Switch({
  label: "Power",
  words: ["cut", "on"],
  onSwitch: (on) => ask("power", { on }),
});
const network = new Switch({
  label: "Network",
  words: ["unplugged", "plugged in"],
  onSwitch: (plugged) => ask("network", { plugged }),
});
part("switches", HTMLFieldSetElement).append(power.element, network.element);

follow({
  facts: {
    about({ device, engine, cloud }) {
      document.title = `${device} · Bowline`;
      part("about", HTMLParagraphElement).replaceChildren(
        element("strong", {}, device),
        ` on ${engine}, with ${cloud}`,
      );
    },
    life: (value) => life.show(value),
    power: ({ on }) => power.show(on),
    network: ({ plugged }) => network.show(plugged),
    resources(views) {
      resources.show(views);
      surroundings.follow(views);
    },
    sensors: (views) => surroundings.showSensors(views),
    scenarios: (views) => surroundings.showScenarios(views),
    faultMenu: (views) => faults.offer(views),
    faults: (active) => faults.show(active),
    flash: (domains) => flash.show(domains),
  },
  lists: {
    samples: (entries) => resources.add(entries),
    log: (entries) => log.add(entries),
    messages: (entries) => messages.add(entries),
  },
  onBegin() {
    resources.clear();
    log.clear();
    messages.clear();
  },
  onConnection: showConnection,
});

/** Without a simulation nothing can be operated; what was told stays to be read. */
function showConnection(connection: Connection): void {
  notice.connection(connection);
  for (const group of document.querySelectorAll("fieldset")) group.disabled = connection !== "open";
  if (connection === "lost") life.stop("No connection to the simulation");
  if (connection !== "ended") return;
  life.stop("Simulation ended");
  document.title = `ended · ${document.title}`;
  resources.stop();
}
