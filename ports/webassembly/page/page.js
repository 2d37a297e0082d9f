// The try-it page: two editors, two interpreters, and what goes between them.

import { editor } from "./editor.js";
import { EXAMPLES } from "./examples.js";
import { Interpreter, Stopped } from "./interpreter.js";

const find = (selector, root = document) => root.querySelector(selector);

/** One half of the page. */
class Side {
    constructor(id, name) {
        this.name = name;
        this.root = find(`#${id}`);
        this.output = find(".output", this.root);
        this.runs = find(".run", this.root);
        this.stops = find(".stop", this.root);
        this.editor = editor(find(".editor", this.root), `${name}’s program`, () => this.runs.click());
        this.interpreter = new Interpreter(new URL(`./${id}.js`, import.meta.url), {
            state: (state, text) => {
                this.state = state;
                find(".state", this.root).textContent = text;
                this.root.dataset.state = state;
                enable();
            },
            output: (text) => this.print(text),
        });
        this.stops.addEventListener("click", () => {
            this.interpreter.stop();
            this.editor.focus();
        });
        this.runs.addEventListener("click", () => act(() => this.run()));
    }

    /** Appends to what the program has printed. */
    print(text, kind) {
        if (kind) {
            const span = document.createElement("span");
            span.className = kind;
            span.textContent = text;
            this.output.append(span);
        } else {
            this.output.append(text);
        }
        this.output.scrollTop = this.output.scrollHeight;
    }

    /** Runs the program; false if it failed, which its output says. */
    async run() {
        this.output.replaceChildren();
        const { ok } = await this.interpreter.call("run", this.editor.text);
        say(ok ? `${this.name} has run its program.` : `${this.name}’s program failed: its output says why.`);
        return ok;
    }
}

let sides;
let busy = false;

/** Tells what has happened, to screen readers too. */
function say(text) {
    find("#news").textContent = text;
}

/** Which buttons can be pressed now. */
function enable() {
    if (!sides) {
        return;
    }
    for (const side of sides) {
        side.runs.disabled = busy || side.state !== "ready";
        side.stops.disabled = side.state !== "running";
    }
    const all = sides.every((side) => side.state === "ready");
    find("#to-cpython").disabled = find("#to-micropython").disabled = busy || !all;
}

/** Does one thing at a time, and tells why it came to nothing. The focus stays where it was. */
async function act(what) {
    if (busy) {
        return;
    }
    const focused = document.activeElement;
    busy = true;
    enable();
    try {
        await what();
    } catch (error) {
        say(error instanceof Stopped ? `Ended: ${error.message}.` : `This page failed: ${error.message}`);
    }
    busy = false;
    enable();
    // A button that was disabled has lost it.
    if (document.activeElement === document.body) {
        focused?.focus();
    }
}

/** Runs both programs, pickles what `from` has left, and gives it to `to`. */
async function send(from, to) {
    if (!(await from.run())) {
        return;
    }
    const sent = await from.interpreter.call("send");
    if (sent.error) {
        say(`${from.name} cannot send: ${sent.error}`);
        return;
    }
    if (!(await to.run())) {
        return;
    }
    const got = await to.interpreter.call("receive", sent.bytes);
    await show(from, to, sent, got);
    say(
        got.error
            ? `${to.name} refused ${sent.size} bytes from ${from.name}: ${got.error}`
            : `${sent.size} bytes went from ${from.name} to ${to.name}.`,
    );
}

function row(cells) {
    const tr = document.createElement("tr");
    cells.forEach(([text, kind], at) => {
        const cell = document.createElement(at === 0 ? "th" : "td");
        if (at === 0) {
            cell.scope = "row";
        }
        cell.className = kind ?? "";
        cell.textContent = text;
        tr.append(cell);
    });
    return tr;
}

/** A size, or why there is none. */
function measured({ size, why }) {
    return [[size, why].filter((part) => part !== undefined && part !== "").join("; ")];
}

let saved;

/** Shows what went over. */
async function show(from, to, sent, got) {
    const rows = [row([[`pickle of ${from.name}`], [sent.size]])];
    if (got.again) {
        rows.push(row([[`the same, pickled again by ${to.name}`], measured(got.again)]));
    }
    if (sent.json) {
        rows.push(row([[`json of ${from.name}`], measured(sent.json)]));
    }
    find("#sizes tbody").replaceChildren(...rows);

    const cpython = sides[1];
    const { rows: opcodes, left, error } = await cpython.interpreter.call("opcodes", sent.bytes);
    const lines = opcodes.map(([at, bytes, name, argument, meaning]) =>
        row([[at], [bytes, "code"], [name, "code"], [argument, "code"], [meaning]]),
    );
    if (left || error) {
        lines.push(row([["…"], [error ?? `${left} more`], [""], [""], [""]]));
    }
    find("#opcodes tbody").replaceChildren(...lines);

    URL.revokeObjectURL(saved);
    saved = URL.createObjectURL(new Blob([sent.bytes], { type: "application/octet-stream" }));
    find("#save").href = saved;
    find("#bytes").hidden = false;
}

/** Puts an example into the editors. */
function choose(name) {
    const example = EXAMPLES.find((one) => one.name === name) ?? EXAMPLES[0];
    find("#example").value = example.name;
    find("#about").textContent = example.about;
    sides[0].editor.text = example.micropython;
    sides[1].editor.text = example.cpython;
    for (const side of sides) {
        side.output.replaceChildren();
    }
    find("#bytes").hidden = true;
    say("");
}

function start() {
    sides = [new Side("micropython", "MicroPython"), new Side("cpython", "CPython")];
    const [micropython, cpython] = sides;
    const select = find("#example");
    select.append(...EXAMPLES.map(({ name, title }) => new Option(title, name)));
    select.addEventListener("change", () => {
        // The address says which example, so that it can be passed on.
        history.replaceState(null, "", `#${select.value}`);
        choose(select.value);
    });
    addEventListener("hashchange", () => choose(location.hash.slice(1)));
    choose(location.hash.slice(1));
    find("#to-cpython").addEventListener("click", () => act(() => send(micropython, cpython)));
    find("#to-micropython").addEventListener("click", () => act(() => send(cpython, micropython)));
    enable();
}

start();
