// CPython, as Pyodide has it, in a worker.

import { print, serve } from "./worker.js";

const { loadPyodide } = await import(new URL("./pyodide/pyodide.mjs", import.meta.url));

let python;

serve(async () => {
    // It takes seconds to start: between.py empties __main__.
    python ??= await loadPyodide({ stdout: print, stderr: print });
    return { FS: python.FS, folder: "/home/pyodide", module: python.pyimport };
});
