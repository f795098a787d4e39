import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bowline } from "../support/bowline.js";

/** A computer without the SDK and without ESP-IDF. */
const { MODDABLE: _sdk, IDF_PATH: _idf, ...bare } = process.env;

describe("bowline build", () => {
  it("says in one line each what is missing and how to get it, and ends with 4", async () => {
    const { code, stdout, stderr } = await bowline(["build", "--board", "esp32c3"], bare);
    assert.equal(code, 4);
    assert.match(stdout, /missing +Moddable SDK: .*xs-dev setup/);
    assert.match(stdout, /missing +ESP-IDF: .*xs-dev setup --device esp32.*--check/);
    assert.equal(stderr, "bowline: the build lacks what is named above\n");
  });

  it("tells programs the same as objects", async () => {
    const { code, stdout } = await bowline(["build", "--check", "--board", "esp32", "--json"], bare);
    assert.equal(code, 4);
    const [line = ""] = stdout.split("\n");
    assert.deepEqual(Object.keys(JSON.parse(line)), ["event", "part", "advice"]);
  });

  it("knows its boards", async () => {
    const { code, stderr } = await bowline(["build", "--board", "toaster"], bare);
    assert.equal(code, 2);
    assert.match(stderr, /--board toaster: there is no such board; there are esp32, esp32c3, .*wt32_eth01/);
    assert.equal((await bowline(["build"], bare)).code, 2);
  });

  it("takes no secret into an image, and nothing that is no setting", async () => {
    const secret = await bowline(["build", "--board", "esp32", "password=letmein"], bare);
    assert.equal(secret.code, 2);
    assert.match(secret.stderr, /readable in the image; .*bowline provision/);
    assert.doesNotMatch(secret.stderr, /letmein/);
    assert.equal((await bowline(["build", "--board", "esp32", "nonsense"], bare)).code, 2);
  });
});
