import assert from "node:assert/strict";
import { once } from "node:events";
import { readdirSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, describe, it, type TestContext } from "node:test";
import { I2CBus } from "../../host-sim/world/i2c-bus.js";
import { answerI2C } from "../../host-sim/world/i2c-call.js";
import { TMP117 } from "../../host-sim/world/i2c-tmp117.js";
import { run, temporaryFolder } from "../contract/bench.js";
import { programOf } from "./io-suites/program.js";
import { differences, folders, isLateness, notRun } from "./io-suites/table.js";
import { findSDK } from "./support/sdk.js";

/**
 * An outside judge of `host-sim/io`: the SDK's own suites for its io modules, read where it is installed, on the XS engine from npm against our
 * modules. See `io-suites/table.ts` for what is run, what is not, and what differs.
 */
const suites = join(findSDK().folder, "tests/modules");
let web: Server;

before(async () => {
  web = createServer((_, response) => response.end("a page of more than eight bytes"));
  web.listen(0, "127.0.0.1");
  await once(web, "listening");
});

after(() => {
  web.closeAllConnections();
  web.close();
});

/** What does not hold, in words; a suite that ends its device is one failure. */
async function failuresOf(t: TestContext, suite: string): Promise<readonly string[]> {
  const bus = new I2CBus({ wait: () => undefined });
  bus.attach(0x48, new TMP117(() => performance.now()));
  const call = (_: string, payload: unknown): unknown =>
    answerI2C(({ data }) => (data === 4 ? bus : undefined), payload);
  const { port } = web.address() as AddressInfo;
  const program = programOf(join(suites, suite), temporaryFolder(t), port);
  const { report } = await run(t, program, { engine: "xs", call });
  const { failures } = (await report()) as { failures: readonly string[] };
  return failures.filter((failure) => !isLateness(suite, failure));
}

function suitesOf(folder: string): readonly string[] {
  return readdirSync(join(suites, folder))
    .filter((file) => file.endsWith(".js") && !/fixture/i.test(file))
    .map((file) => `${folder}/${file}`);
}

for (const folder of folders) {
  describe(`the SDK's suites in ${folder}, against our modules on XS`, () => {
    for (const suite of suitesOf(folder)) {
      const reason = notRun[suite];
      it(suite, reason === undefined ? {} : { skip: reason }, async (t) => {
        const known = differences.find((difference) => difference.suite === suite);
        const failures = await failuresOf(t, suite);
        const surprises = failures.filter((failure) => known?.says.test(failure) !== true);
        assert.deepEqual(surprises, []);
        assert.equal(failures.length, known?.count ?? 0, known?.reason);
      });
    }
  });
}

it("has a word about each of the SDK's folders of io suites", () => {
  const told = [...folders, ...Object.keys(notRun)];
  const untold = readdirSync(join(suites, "io"))
    .filter((name) => statSync(join(suites, "io", name)).isDirectory())
    .filter((name) => !told.some((place) => `${place}/`.startsWith(`io/${name}/`)));
  assert.deepEqual(untold, []);
});
