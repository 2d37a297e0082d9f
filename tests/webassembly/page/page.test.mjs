// The try-it page in a browser, as its users have it: `cargo xtask test --only webassembly` gives it MPICKLE_PAGE.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import process from "node:process";

import { AXE, launch, serve } from "./browser.mjs";

/** Milliseconds in which Pyodide starts on a slow machine. */
const START = 120_000;
const PYTHON = process.env.PYTHON ?? "python3";

let server;
let browser;
/** One page for all tests: CPython takes seconds to start. */
let page;
/** The example that the address named. */
let chosen;

before(async () => {
    server = await serve(process.env.MPICKLE_PAGE);
    browser = await launch();
    page = await Page.open("cycle");
    chosen = await page.page.getByLabel("Example").inputValue();
});

after(async () => {
    await browser?.close();
    server?.close();
});

/** What people see of the page, by the names that screen readers read. */
class Page {
    static async open(example) {
        const self = new Page();
        self.requests = [];
        self.complaints = [];
        self.page = await browser.newPage();
        self.page.setDefaultTimeout(START);
        self.page.on("request", (request) => self.requests.push(request.url()));
        self.page.on("console", (message) => message.type() === "error" && self.complaints.push(message.text()));
        self.page.on("pageerror", (error) => self.complaints.push(String(error)));
        await self.page.goto(`${server.address}#${example}`);
        await self.ready();
        return self;
    }

    /** Chooses an example: both programs are its own again. */
    async choose(example) {
        await this.page.getByLabel("Example").selectOption(example);
    }

    side(name) {
        const root = this.page.getByRole("region", { name, exact: true });
        return {
            root,
            editor: root.getByRole("textbox", { name: `${name}’s program` }),
            run: root.getByRole("button", { name: `Run ${name}’s program` }),
            stop: root.getByRole("button", { name: `Stop ${name}` }),
            output: root.getByRole("log"),
        };
    }

    get micropython() {
        return this.side("MicroPython");
    }

    get cpython() {
        return this.side("CPython");
    }

    get toCPython() {
        return this.page.getByRole("button", { name: "pickle, from MicroPython to CPython" });
    }

    get toMicroPython() {
        return this.page.getByRole("button", { name: "pickle, from CPython to MicroPython" });
    }

    get news() {
        return this.page.getByRole("status");
    }

    /** Waits until both sides wait. */
    async ready() {
        await this.page.locator("#micropython[data-state=ready]").waitFor();
        await this.page.locator("#cpython[data-state=ready]").waitFor();
    }

    /** Presses a button, and waits until it is told what came of it. */
    async press(button) {
        await this.page.evaluate(() => (document.querySelector("#news").textContent = ""));
        await button.click();
        return this.told();
    }

    async told(what = /\S/) {
        await this.news.filter({ hasText: what }).waitFor();
        await this.ready();
        return this.news.textContent();
    }

    /** Puts a program into an editor, with the keyboard. */
    async write(side, program) {
        await side.editor.focus();
        await this.page.keyboard.press("ControlOrMeta+a");
        await this.page.keyboard.press("Delete");
        await this.page.keyboard.insertText(program);
    }

    /** What the table of sizes says, row by row. */
    async sizes() {
        const rows = await this.page.locator("#sizes tbody tr").all();
        const pairs = rows.map(async (row) => [
            await row.getByRole("rowheader").textContent(),
            await row.getByRole("cell").textContent(),
        ]);
        return Object.fromEntries(await Promise.all(pairs));
    }
}

/** A test that begins with an example. */
function test(name, example, body) {
    it(name, async () => {
        await page.choose(example);
        await body();
        assert.deepEqual(page.complaints.splice(0), []);
    });
}

/** What comes of each example: text that the other side prints, and of the sizes. */
const EXAMPLES = [
    {
        name: "records",
        toCPython: ["roof at [47.375, 8.5]", "1700000060 21.75 b'\\x01\\x80'", "1700000120 None b''"],
        toMicroPython: ["from the office", "humidity (0.2, 0.9)"],
        json: [/json writes what it cannot read/, /json cannot write it: TypeError/],
    },
    {
        name: "classes",
        toCPython: ["Reading(sensor='bme280', value=21.5) 70.7 °F", "first and last are one object: True"],
        toMicroPython: ["(Reading('ds18b20', -3.0),)", "first and last are one object: True"],
        json: [/json writes what it cannot read/, /TypeError/],
    },
    {
        name: "numpy",
        toCPython: ["[[1.5, -2.0, 0.25], [8.0, 16.0, 32.0]]"],
        toMicroPython: ["(2, 3) <f4", "[8.0, 16.0, 32.0]", "sum of the second row: 56.0"],
    },
    {
        name: "weights",
        toCPython: ["6 points: array('f', [0.2", "'bias': -"],
        toMicroPython: ["0.2 0.1 is 0: no", "0.7 0.9 is 1: yes", "0.8 0.4 is 1: yes"],
        json: [/json writes what it cannot read/, /TypeError/],
    },
    {
        name: "cycle",
        toCPython: ["house\n    kitchen\n        oven\n    attic"],
        toMicroPython: ["pump in ['pump', 'valve']", "parent and child agree: True"],
        json: [/json writes what it cannot read/, /json cannot write it/],
    },
    {
        name: "types",
        toCPython: ["1180591620717411303424", "frozenset({6})", "(3-4j)", "Point(x=8, y=9)", "Ellipsis"],
        toMicroPython: ["-1267650600228229401496703205376", "größer", "Point(x=8, y=9)", "1e+308"],
        json: [/json writes what it cannot read/, /TypeError/],
    },
];

describe("examples", () => {
    for (const { name, toCPython, toMicroPython, json } of EXAMPLES) {
        test(`${name}, both ways`, name, async () => {
            assert.match(await page.press(page.toCPython), /^\d+ bytes went from MicroPython to CPython\.$/);
            let printed = await page.cpython.output.textContent();
            for (const part of toCPython) {
                assert.ok(printed.includes(part), `${part} is not in ${printed}`);
            }
            if (json) {
                assert.match((await page.sizes())["json of MicroPython"], json[0]);
            }
            assert.match(await page.press(page.toMicroPython), /^\d+ bytes went from CPython to MicroPython\.$/);
            printed = await page.micropython.output.textContent();
            for (const part of toMicroPython) {
                assert.ok(printed.includes(part), `${part} is not in ${printed}`);
            }
            if (json) {
                assert.match((await page.sizes())["json of CPython"], json[1]);
            }
        });
    }

    test("what is refused", "refused", async () => {
        assert.match(
            await page.press(page.toMicroPython),
            /^MicroPython refused \d+ bytes from CPython: UnpicklingError: .*eval/,
        );
        assert.match(await page.micropython.output.textContent(), /Traceback[^]*UnpicklingError/);
        assert.match(await page.press(page.toCPython), /went from MicroPython to CPython/);
        assert.match(await page.cpython.output.textContent(), /'ask me nothing'/);
    });

    test("all that can be chosen are tried here", "records", async () => {
        assert.equal(chosen, "cycle");
        const names = await page.page.locator("#example option").evaluateAll((all) => all.map((one) => one.value));
        assert.deepEqual(names, [...EXAMPLES.map(({ name }) => name), "refused"]);
        for (const name of names) {
            await page.page.getByLabel("Example").selectOption(name);
            assert.equal(new URL(page.page.url()).hash, `#${name}`);
            assert.notEqual(await page.page.locator("#about").textContent(), "");
        }
    });
});

describe("the page", () => {
    test("nothing is loaded from elsewhere", "records", async () => {
        await page.press(page.toCPython);
        await page.press(page.toMicroPython);
        const others = page.requests.filter((url) => !url.startsWith(server.address) && !/^(data|blob):/.test(url));
        assert.deepEqual(others, []);
        assert.ok(page.requests.some((url) => url.endsWith(".wasm")));
    });

    test("the bytes shown and saved are the pickle", "records", async () => {
        await page.write(page.micropython, "obj = {'a': (1, 2.5, None), 'b': [b'x', 2**40]}\n");
        await page.write(page.cpython, "received = print\n");
        const told = await page.press(page.toCPython);
        const [saved] = await Promise.all([
            page.page.waitForEvent("download"),
            page.page.getByRole("link", { name: "Save the pickle" }).click(),
        ]);
        const script = "import pickle, sys; d = open(sys.argv[1], 'rb').read(); print(len(d), d.hex(' ')); print(pickle.loads(d))";
        const lines = execFileSync(PYTHON, ["-c", script, await saved.path()], { encoding: "utf8" }).split("\n");
        const [size, ...bytes] = lines[0].split(" ");
        assert.match(lines[1], /^\{'a': \(1, 2\.5, None\), 'b': \[b'x', 1099511627776\]\}$/);
        assert.match(told, new RegExp(`^${size} bytes`));
        const sizes = await page.sizes();
        assert.equal(sizes["pickle of MicroPython"], size);
        assert.ok(Number(sizes["the same, pickled again by CPython"]) >= Number(size));
        const shown = await page.page.locator("#opcodes tbody tr td:nth-child(2)").allTextContents();
        assert.equal(shown.join(" "), bytes.join(" "));
        const names = await page.page.locator("#opcodes tbody tr td:nth-child(3)").allTextContents();
        assert.equal(names[0], "PROTO");
        assert.equal(names.at(-1), "STOP");
    });

    test("json has a size where it does the job", "records", async () => {
        await page.write(page.micropython, "obj = ['text', 1, None, True]\nreceived = print\n");
        await page.write(page.cpython, "obj = [(1, 2)]\n");
        await page.press(page.toCPython);
        assert.equal((await page.sizes())["json of MicroPython"], "23");
        assert.match(await page.cpython.output.textContent(), /^\['text', 1, None, True\]\n$/);
        await page.press(page.toMicroPython);
        assert.equal((await page.sizes())["json of CPython"], "8; json gives back something else");
    });

    for (const name of ["MicroPython", "CPython"]) {
        test(`${name}: a program that does not end is stopped`, "records", async () => {
            const side = page.side(name);
            await page.write(side, "print('begun')\nwhile True:\n    pass\n");
            await side.run.click();
            await page.page.locator(`#${name.toLowerCase()}[data-state=running]`).waitFor();
            assert.ok(await page.toCPython.isDisabled());
            await side.stop.click();
            assert.equal(await page.told(/Ended/), "Ended: stopped.");
            await page.write(side, "print('again', 6 * 7)\n");
            await page.press(side.run);
            assert.match(await side.output.textContent(), /again 42/);
        });

        test(`${name}: an error is shown with its line, and nothing is sent`, "records", async () => {
            const side = page.side(name);
            await page.write(side, "x = 1\n\nobj = x / 0\n");
            const button = name === "CPython" ? page.toMicroPython : page.toCPython;
            assert.equal(await page.press(button), `${name}’s program failed: its output says why.`);
            assert.match(await side.output.textContent(), /line 3[^]*ZeroDivisionError/);
            assert.ok(await page.page.locator("#bytes").isHidden());
        });

        test(`${name}: without obj there is nothing to send`, "records", async () => {
            const side = page.side(name);
            await page.write(side, "x = 1\n");
            const button = name === "CPython" ? page.toMicroPython : page.toCPython;
            assert.match(await page.press(button), new RegExp(`^${name} cannot send: AttributeError: .*obj`));
        });

        test(`${name}: recursion without end is an error, and the next program runs`, "records", async () => {
            const side = page.side(name);
            await page.write(side, "def f():\n    return f()\n\n\nf()\n");
            await page.press(side.run);
            await page.write(side, "print('still', 'here')\n");
            await page.press(side.run);
            assert.match(await side.output.textContent(), /still here/);
        });

        test(`${name}: a program starts without what the last one left`, "records", async () => {
            const side = page.side(name);
            await page.write(side, "left = 1\n");
            await page.press(side.run);
            await page.write(side, "print('left' in globals())\n");
            await page.press(side.run);
            assert.match(await side.output.textContent(), /False/);
        });
    }
});

describe("everybody", () => {
    test("the keyboard is enough, and keeps its place", "records", async () => {
        const { keyboard } = page.page;
        const named = () =>
            page.page.evaluate(() => {
                const { activeElement: it } = document;
                return it.getAttribute("aria-label") ?? it.labels?.[0]?.textContent ?? it.textContent.trim();
            });
        await page.page.getByLabel("Example").focus();
        const stops = [await named()];
        for (let i = 0; i < 8; i++) {
            await keyboard.press("Tab");
            stops.push(await named());
        }
        assert.deepEqual(stops.slice(0, 3), ["Example", "MicroPython’s program", "Run MicroPython’s program"]);
        assert.deepEqual(stops.slice(4, 8), [
            "pickle, from MicroPython to CPython",
            "pickle, from CPython to MicroPython",
            "CPython’s program",
            "Run CPython’s program",
        ]);
        await page.toCPython.focus();
        await keyboard.press("Enter");
        await page.told(/went from MicroPython to CPython/);
        assert.equal(await named(), "pickle, from MicroPython to CPython");
        await page.micropython.editor.focus();
        await keyboard.press("ControlOrMeta+Enter");
        assert.equal(await page.told(/has run/), "MicroPython has run its program.");
        assert.equal(await named(), "MicroPython’s program");
    });

    for (const colorScheme of ["light", "dark"]) {
        test(`no barriers that axe knows of, ${colorScheme}`, "records", async () => {
            await page.page.emulateMedia({ colorScheme });
            await page.press(page.toCPython);
            const background = await page.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
            const [red] = background.match(/\d+/g).map(Number);
            assert.equal(red > 128, colorScheme === "light", background);
            await page.page.evaluate(readFileSync(AXE, "utf8"));
            const found = await page.page.evaluate(() => globalThis.axe.run(document));
            const barriers = found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(" ")}`);
            assert.deepEqual(barriers, []);
        });
    }

    test("a narrow screen needs no scrolling sideways", "records", async () => {
        await page.page.setViewportSize({ width: 360, height: 740 });
        await page.press(page.toCPython);
        const [wide, there] = await page.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
        assert.ok(wide <= there, `${wide} > ${there}`);
    });
});
