import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ConsoleClient } from "../../../../tools/device-link/console-client.js";
import { askPlan, type Prompter } from "../../../../tools/work/provision/ask-plan.js";
import { PlanError } from "../../../../tools/work/provision/plan-error.js";
import { FakeConsole, type FakeReply } from "../../../support/fake-console.js";

const networks = [
  { ssid: "workshop", rssi: -50, sec: "wpa2" },
  { ssid: "guests", rssi: -70, sec: "none" },
];

interface Person {
  /** Answers by the beginning of the question; what is proposed where there is none. */
  readonly answers: Readonly<Record<string, string>>;
  /** Questions in their order. */
  readonly asked: string[];
  readonly proposed: Map<string, string>;
}

function prompter({ answers, asked, proposed }: Person): Prompter {
  const answer = (message: string): string | undefined => {
    asked.push(message);
    return Object.entries(answers).find(([beginning]) => message.startsWith(beginning))?.[1];
  };
  return {
    async text(message, initial) {
      proposed.set(message, initial);
      return answer(message) ?? initial;
    },
    secret: async (message) => answer(message) ?? "",
    async choice(message, choices) {
      const wanted = answer(message);
      const found = choices.find(({ value, name }) => value === wanted || name === wanted) ?? choices[0];
      if (found === undefined) throw new Error(`${message}: there is nothing to choose`);
      return found.value;
    },
    yes: async () => true,
  };
}

async function ask(
  answers: Record<string, string>,
  features = ["wifi"],
  scan: FakeReply = [["ok", { networks }]],
) {
  const device = new FakeConsole((payload) => {
    if (payload === "list")
      return [
        [
          "ok",
          {
            settings: [
              { key: "domain", value: "m2.example.org" },
              { key: "port", value: 443 },
            ],
          },
        ],
      ];
    if (payload === "wifi scan") return scan;
    return [["ok", { features }]];
  });
  const person: Person = { answers, asked: [], proposed: new Map() };
  const result = await askPlan(new ConsoleClient({ pipe: device.pipe }), prompter(person));
  return { ...result, ...person };
}

describe("what a board needs, asked in the terminal", () => {
  it("offers the networks that the board hears, and what it has now as the proposal", async () => {
    const { plan, passphrase, proposed } = await ask({
      "Wi-Fi": "workshop",
      Passphrase: "correct horse",
      Connector: "o33ara2ekbo800000",
    });
    assert.deepEqual(plan.wifi, { ssid: "workshop" });
    assert.equal(passphrase, "correct horse");
    assert.equal(proposed.get("Domain of the Connector"), "m2.example.org");
    assert.equal(plan.domain, "m2.example.org");
    assert.equal(plan.port, "443");
    assert.ok(!JSON.stringify(plan).includes("correct horse"));
  });

  it("asks for no passphrase of an open network", async () => {
    const { passphrase, asked } = await ask({ "Wi-Fi": "guests" });
    assert.equal(passphrase, "");
    assert.ok(!asked.some((message) => message.startsWith("Passphrase")));
  });

  it("takes a name that the board does not hear, also where the scan failed", async () => {
    const { plan } = await ask(
      { "Wi-Fi": "another one", "Name of": "hidden" },
      ["wifi"],
      [["err", { code: "timeout", msg: "" }]],
    );
    assert.deepEqual(plan.wifi, { ssid: "hidden" });
  });

  it("leaves the Wi-Fi as it is where that is wanted, and asks nothing of a board without", async () => {
    assert.equal((await ask({ "Wi-Fi": "leave it as it is" })).plan.wifi, undefined);
    const { plan, asked } = await ask({}, []);
    assert.equal(plan.wifi, undefined);
    assert.ok(!asked.some((message) => message.startsWith("Wi-Fi")));
  });

  it("asks for files only where a certificate is the way", async () => {
    const { plan } = await ask({
      "How does": "certificate",
      "File with the certificate": "a.pem",
      "File with its key": "a.key",
    });
    assert.deepEqual([plan.certificate, plan.key], ["a.pem", "a.key"]);
    const token = await ask({ "How does": "token" });
    assert.ok(!token.asked.some((message) => message.startsWith("File with the certificate")));
  });

  it("refuses answers that make no sense by the name of the field", async () => {
    await assert.rejects(
      ask({ Connector: "a\nb" }),
      (error) => error instanceof PlanError && /connectorId/.test(error.message),
    );
  });
});
