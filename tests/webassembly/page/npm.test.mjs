// The npm package: MPICKLE_NPM is its folder.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import process from "node:process";

const PACKAGE = process.env.MPICKLE_NPM;
const NAME = "micropython-mpickle";

let folder;

before(() => {
    folder = mkdtempSync(join(tmpdir(), "mpickle-npm-"));
    mkdirSync(join(folder, "node_modules"));
    cpSync(PACKAGE, join(folder, "node_modules", NAME), { recursive: true });
});

after(() => rmSync(folder, { recursive: true }));

/** Runs JavaScript with the package installed beside it; what it prints. */
function node(script) {
    const file = join(folder, "script.mjs");
    writeFileSync(file, script);
    return execFileSync(process.execPath, [file], { encoding: "utf8", cwd: folder });
}

/** Runs JavaScript with an interpreter, `python`. */
const withPython = (script) =>
    node(`import { loadMicroPython } from "${NAME}";\nconst python = await loadMicroPython();\n${script}`);

describe("the npm package", () => {
    it("has what its manifest names, and nothing else", () => {
        const said = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
            cwd: PACKAGE,
            encoding: "utf8",
            stdio: ["ignore", "pipe", "ignore"],
        });
        const [{ files, name }] = [JSON.parse(said)].flat();
        assert.equal(name, NAME);
        assert.deepEqual(files.map(({ path }) => path).sort(), [
            "LICENSE",
            "README.md",
            "micropython.d.mts",
            "micropython.mjs",
            "micropython.wasm",
            "package.json",
        ]);
    });

    it("runs what its README shows", () => {
        const readme = readFileSync(join(PACKAGE, "README.md"), "utf8");
        const [first, second] = [...readme.matchAll(/```js\n([^]*?)```/g)].map(([, code]) => code);
        assert.equal(node(first), "b'\\x80\\x04}\\x8c\\x01tG@5\\x80\\x00\\x00\\x00\\x00\\x00s.'\n");
        // What a server would send: a list, as `dump` writes it.
        const bytes = [128, 4, 93, 148, 75, 7, 97, 46];
        const server = `globalThis.fetch = async () => new Response(new Uint8Array([${bytes}]));\n`;
        assert.equal(withPython(`${server}${second}\nconsole.log([...copy].join(" "));`), `${bytes.join(" ")}\n`);
    });

    it("cuts whole numbers as its README says, and not those in pickles", () => {
        const printed = withPython(`
            const into = (value) => (python.globals.set("n", value), python.runPython("print(type(n).__name__, n)"));
            into(2 ** 32 + 5);
            into(2.5);
            into(2.0);
            const out = (code) => (python.runPython("n = " + code), console.log(python.globals.get("n")));
            out("2**32 + 5");
            out("2**31");
            out("2**53 / 1");
            python.runPython("import mpickle\\nprint(mpickle.loads(mpickle.dumps(2**100)))");
        `);
        assert.deepEqual(printed.trim().split("\n"), [
            "int 5",
            "float 2.5",
            "int 2",
            "5",
            "-2147483648",
            "9007199254740992",
            String(2n ** 100n),
        ]);
    });
});
