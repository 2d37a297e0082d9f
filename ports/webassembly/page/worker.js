// What both workers do: they answer calls, and pass on what Python prints.

import between from "./between.py";

/** Where between.py reads what has come, and writes what goes. */
const INCOMING = "/incoming";
const OUTGOING = "/outgoing";
/** What is printed beyond so many characters in one call is not shown. */
const LONGEST = 100_000;

let printed = 0;

/** Passes a line of output on to the page. */
export function print(line) {
    const left = LONGEST - printed;
    printed += line.length + 1;
    if (left <= 0) {
        return;
    }
    const output = printed > LONGEST ? `${line.slice(0, left)}\n… more is not shown\n` : `${line}\n`;
    postMessage({ output });
}

/**
 * Answers the page's calls. `load` resolves to `{FS, module, fresh}`: Emscripten's file system, a function that imports a
 * module of Python's, and one that gives all of this anew, without what the last program left.
 */
export async function serve(load) {
    let side;
    const renew = async () => {
        side = await load();
        side.FS.writeFile(`${side.folder}/between.py`, between);
        side.between = side.module("between");
    };
    const calls = {
        /** Runs a program in an empty `__main__`. */
        async run(program) {
            await renew();
            return { ok: side.between.run(program) };
        },
        /** Pickles what the program has left. */
        send() {
            const said = JSON.parse(side.between.send(OUTGOING));
            return said.error ? said : { ...said, bytes: side.FS.readFile(OUTGOING) };
        },
        /** Gives the program what has come. */
        receive(bytes) {
            side.FS.writeFile(INCOMING, bytes);
            return JSON.parse(side.between.receive(INCOMING));
        },
        /** The opcodes of a pickle. */
        opcodes(bytes) {
            side.FS.writeFile(INCOMING, bytes);
            return JSON.parse(side.between.opcodes(INCOMING));
        },
    };
    const answer = async ({ id, name, argument }) => {
        printed = 0;
        try {
            postMessage({ id, result: await calls[name](argument) });
        } catch (error) {
            // Python's own errors have been printed: this is the interpreter's.
            postMessage({ id, broken: String(error?.message ?? error) });
        }
    };
    try {
        await renew();
        onmessage = ({ data }) => answer(data);
        postMessage({ id: 0, version: side.between.version() });
    } catch (error) {
        postMessage({ id: 0, broken: String(error?.message ?? error) });
    }
}
