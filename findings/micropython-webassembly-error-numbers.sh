#!/bin/sh
# @micropython/micropython-webassembly-pyscript 1.28.0-6 (MicroPython 1.28 for node and browsers): errors of files have
# numbers that the module errno does not name.
#
# One may expect: e.errno == errno.ENOENT where a file is not there, as MicroPython's other ports and CPython have it.
# Seen: OSError has Emscripten's number, 44 (WASI's ENOENT), and errno.ENOENT is 2; a folder that exists is 20, which
# errno does not name, and EEXIST 17. A program that compares takes a file that is not there for another error.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit @micropython/micropython-webassembly-pyscript@1.28.0-6 >&2

cat >expected <<'END'
open 44 2 False
stat 44 2 False
mkdir 20 17 False
END
cat >run.mjs <<'END'
import { loadMicroPython } from "@micropython/micropython-webassembly-pyscript/micropython.mjs";

const mp = await loadMicroPython({ stdout: (line) => console.log(line), linebuffer: true });
mp.runPython(`
import errno, os

def number(name, call, expected):
    try:
        call()
    except OSError as e:
        print(name, e.errno, expected, e.errno == expected)

number("open", lambda: open("/nothing"), errno.ENOENT)
number("stat", lambda: os.stat("/nothing"), errno.ENOENT)
number("mkdir", lambda: os.mkdir("/tmp"), errno.EEXIST)
`);
END
node run.mjs >seen
diff expected seen
