/** Options of {@link loadMicroPython}. */
export interface Options {
    /** Words of the stack for Python's calls, 2048 by default. */
    pystack?: number;
    /** Bytes of the heap at the start, 1 MiB by default; it grows. */
    heapsize?: number;
    /** Where `micropython.wasm` is, if not beside the module. */
    url?: string;
    /** Gives the next character of standard input. */
    stdin?: () => number | null;
    /** Takes what is printed: a line, or with `linebuffer: false` one byte. */
    stdout?: (text: any) => void;
    /** Takes what is printed to standard error. */
    stderr?: (text: any) => void;
    /** Whether output comes in lines, true by default. */
    linebuffer?: boolean;
}

/** An error that Python code raised and did not catch. */
export interface PythonError extends Error {
    name: "PythonError";
    /** The exception's class. */
    type: string;
}

/** An interpreter. */
export interface MicroPython {
    /** Emscripten's file system: `writeFile(path, bytes)`, `readFile(path)`. */
    FS: any;
    /** The variables of `__main__`. Whole numbers are cut to 32 bits. */
    globals: {
        get(name: string): any;
        set(name: string, value: any): void;
        delete(name: string): void;
    };
    /** Runs Python code, and returns None as null. */
    runPython(code: string): any;
    /** Runs Python code that may use `await` at its top. */
    runPythonAsync(code: string): Promise<any>;
    /** Imports a module. */
    pyimport(name: string): any;
    /** Makes an object of JavaScript's a module that Python code can import. */
    registerJsModule(name: string, module: any): void;
}

/** Starts an interpreter; one a page or worker at a time. */
export function loadMicroPython(options?: Options): Promise<MicroPython>;
