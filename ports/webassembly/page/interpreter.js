// An interpreter in a worker: a program that does not end is ended with its worker.

/** The interpreter was ended while it ran. */
export class Stopped extends Error {}

export class Interpreter {
    #script;
    #hooks;
    #worker;
    #pending = null;
    #calls = 0;

    /**
     * `script` is the worker's; `hooks.state(name, text)` is told what it does ("loading", "ready", "running", "broken"),
     * `hooks.output(text)` what it prints.
     */
    constructor(script, hooks) {
        this.#script = script;
        this.#hooks = hooks;
        this.#start();
    }

    #start() {
        this.#hooks.state("loading", "loading …");
        this.#worker = new Worker(this.#script, { type: "module" });
        this.#worker.onmessage = ({ data }) => this.#hear(data);
        this.#worker.onerror = (event) => this.#end(event.message || "its worker does not load");
        this.ready = new Promise((resolve, reject) => {
            this.#pending = { id: 0, resolve, reject };
        });
        // Who waits is told; nobody needs to.
        this.ready.catch(() => {});
    }

    #hear({ id, output, version, result, broken }) {
        if (output !== undefined) {
            this.#hooks.output(output);
            return;
        }
        if (broken !== undefined) {
            this.#end(broken);
            return;
        }
        if (version !== undefined) {
            this.version = version;
        }
        if (this.#pending?.id === id) {
            const { resolve } = this.#pending;
            this.#pending = null;
            this.#hooks.state("ready", this.version);
            resolve(result);
        }
    }

    /** Nothing can be done with it any more. One that has worked before is started again. */
    #end(why) {
        this.#worker.terminate();
        const pending = this.#pending;
        this.#pending = null;
        if (this.version === undefined) {
            this.#hooks.state("broken", `does not start: ${why}`);
        } else {
            this.#start();
        }
        pending?.reject(new Stopped(why));
    }

    /** Ends what runs. */
    stop() {
        this.#end("stopped");
    }

    /** Calls a function of the worker's, and resolves to what it returns. One runs at a time. */
    async call(name, argument) {
        await this.ready;
        if (this.#pending) {
            throw new Error("it runs already");
        }
        this.#hooks.state("running", "running …");
        const id = ++this.#calls;
        return new Promise((resolve, reject) => {
            this.#pending = { id, resolve, reject };
            this.#worker.postMessage({ id, name, argument });
        });
    }
}
