import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type ConnectorOptions,
  parseResourceOption,
  startConnector,
} from "../../../../host-sim/emulators/connector/index.js";

test("alias:format[:settable] describes a resource", () => {
  assert.deepEqual(parseResourceOption("temperature:number"), {
    alias: "temperature",
    format: "number",
    settable: false,
  });
  assert.deepEqual(parseResourceOption("led:boolean:settable"), {
    alias: "led",
    format: "boolean",
    settable: true,
  });
});

for (const [option, problem] of [
  ["", "alias"],
  ["led", 'format is ""'],
  ["led:bool", 'format is "bool"'],
  ["a.b:number", "alias"],
  ["a/b:number", "alias"],
  [":number", "alias"],
  ["led:boolean:yes", '"yes" is not "settable"'],
  ["led:boolean:settable:again", "settable"],
] as const) {
  test(`the resource option "${option}" is refused with its problem and an example`, () => {
    assert.throws(
      () => parseResourceOption(option),
      ({ message }: Error) => message.includes(problem) && message.includes("led:boolean:settable"),
    );
  });
}

/** What a caller in JavaScript may pass where the types would stop it. */
function unchecked(value: string): never {
  return value as never;
}

const WRONG: readonly (readonly [message: RegExp, options: Partial<ConnectorOptions>])[] = [
  [/^stateDir is empty/, { stateDir: "" }],
  [/^id "Bad_Id" is not a DNS label/, { id: "Bad_Id" }],
  [/^domain "a\.\.b" is not a DNS name/, { domain: "a..b" }],
  [/^port 70000 is not between/, { port: 70_000 }],
  [/^port 1\.5 is not between/, { port: 1.5 }],
  [
    /^authentication is "passwort", not one of token, password, certificate/,
    { authentication: unchecked("passwort") },
  ],
  [/^dialect is "E", not one of A, B, C, D/, { dialect: unchecked("E") }],
  [/^identity "mac-address" is neither .* any, mac,/, { identity: unchecked("mac-address") }],
  [/^addresses: "10\.0\.0\.0\/33" is neither/, { addresses: ["10.0.0.0/33"] }],
  [/^addresses: "localhost" is neither/, { addresses: ["localhost"] }],
  [/^pki is for authentication "certificate" only/, { pki: { ca: "" } }],
  [/^pki\.ca is not a certificate in PEM/, { authentication: "certificate", pki: { ca: "no PEM" } }],
  [/^bind "localhost" is not an IP address/, { bind: "localhost" }],
  [
    /^resource "a" is defined twice/,
    {
      resources: [
        { alias: "a", format: "number" },
        { alias: "a", format: "string" },
      ],
    },
  ],
];
for (const [message, options] of WRONG) {
  test(`a wrong option is named before anything is created: ${message.source}`, async () => {
    await assert.rejects(startConnector({ stateDir: "/nonexistent/never-made", port: 0, ...options }), {
      message,
    });
  });
}
