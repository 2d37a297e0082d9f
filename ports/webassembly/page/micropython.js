// MicroPython with mpickle, in a worker.

import { print, serve } from "./worker.js";

/** Bytes. More is taken when it is full: this port collects garbage only when no Python code runs. */
const HEAP = 4 << 20;

const { loadMicroPython } = await import(new URL("./micropython/micropython.mjs", import.meta.url));

serve(async () => {
    const python = await loadMicroPython({ heapsize: HEAP, stdout: print, stderr: print });
    return { FS: python.FS, folder: "", module: python.pyimport };
});
