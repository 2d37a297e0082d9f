// Draws the page for the README: `node picture.mjs FILE`.

import { statSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import process from "node:process";

import { launch, serve } from "./browser.mjs";

/** Bytes that a picture in the README may have. */
export const LARGEST = 150_000;

/** Draws the page after an object has gone over. */
export async function draw(file) {
    const server = await serve(process.env.MPICKLE_PAGE);
    const browser = await launch();
    try {
        const page = await browser.newPage({ viewport: { width: 1060, height: 1012 }, colorScheme: "light" });
        await page.goto(`${server.address}#classes`);
        await page.locator("#to-cpython:enabled").click({ timeout: 120_000 });
        await page.getByRole("status").filter({ hasText: "went from MicroPython to CPython" }).waitFor();
        await page.screenshot({ path: file });
    } finally {
        await browser.close();
        server.close();
    }
    const { size } = statSync(file);
    if (size > LARGEST) {
        throw new Error(`the picture has ${size} bytes, more than ${LARGEST}`);
    }
}

if (resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
    await draw(process.argv[2]);
}
