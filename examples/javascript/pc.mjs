// Reads what the board writes, with npm's cborg, and answers.
import assert from "node:assert";
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { decodeFirst, encode } from "cborg";

const path = process.argv[process.argv.indexOf("--micropython") + 1];
const board = spawn(path, [fileURLToPath(new URL("board.py", import.meta.url))], {
  stdio: ["pipe", "pipe", "inherit"],
});

// The objects that have come whole: a length that is not there yet is an error of cborg's.
async function* objects(stream) {
  let bytes = new Uint8Array();
  for await (const chunk of stream) {
    bytes = Buffer.concat([bytes, chunk]);
    while (bytes.length > 0) {
      let object;
      try {
        [object, bytes] = decodeFirst(bytes);
      } catch (error) {
        if (!/not enough/.test(error.message)) throw error;
        break;
      }
      yield object;
    }
  }
}

const measured = [];
for await (const object of objects(board.stdout)) {
  console.log("measured:", object);
  measured.push(object);
  if (object !== "done") board.stdin.write(encode({ got: object.id, keys: Object.keys(object).sort() }));
}

assert.deepStrictEqual(measured[0], { id: 7, t: 21.5, ok: true, tags: ["room", "floor"] });
assert.strictEqual(measured[1].id, 2 ** 40);
assert.deepStrictEqual([...measured[1].raw], [0, 1, 255]);
assert.strictEqual(measured[1].unit, "\u00b0C");
assert.strictEqual(measured[2], "done");
console.log("OK: JavaScript reads what the board writes, and the board reads its answers");
