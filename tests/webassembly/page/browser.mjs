// A browser, and a plain static server for what it looks at.

import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { once } from "node:events";
import process from "node:process";

// By NODE_PATH, which `import` does not know.
const require = createRequire(import.meta.url);
const { chromium } = require("playwright-core");

/** The source of axe, which looks for what keeps people from using a page. */
export const AXE = require.resolve("axe-core/axe.min.js");

// Without these the browser looks up addresses of its maker at every start.
const QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
];

/** Serves a folder as any computer with Python can; resolves to its address and a function that ends it. */
export async function serve(folder) {
    const words = ["-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", folder];
    const server = spawn(process.env.PYTHON ?? "python3", words, { stdio: ["ignore", "pipe", "ignore"] });
    const [line] = await once(server.stdout, "data");
    const port = /port (\d+)/.exec(line)[1];
    return { address: `http://127.0.0.1:${port}/`, close: () => server.kill() };
}

/** Chromium as Debian has it. */
export async function launch() {
    const root = process.getuid?.() === 0;
    return chromium.launch({
        executablePath: process.env.MPICKLE_CHROMIUM ?? "/usr/bin/chromium",
        args: root ? [...QUIET, "--no-sandbox"] : QUIET,
    });
}
