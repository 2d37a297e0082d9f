"""Write the ``.exp`` files of the scripts whose expectation CPython can compute but not print by itself.

    python tests/tools/make_exp.py [--check]

The scripts run under CPython with ``optimal.py`` in the place of ``mpickle``. ``--check`` compares
with the files that are there and changes nothing.
"""

import contextlib
import io
import runpy
import sys
from pathlib import Path

import optimal

SCRIPTS = Path(__file__).resolve().parent.parent / "scripts"
NAMES = ("exact_bytes", "sizes")


def expectation(path):
    """What the script prints when ``mpickle`` is the optimal pickler."""
    sys.modules["mpickle"] = optimal
    # Classes are pickled by name, and the script is their main module.
    main = sys.modules["__main__"]
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out):
            runpy.run_path(str(path), run_name="__main__")
    finally:
        sys.modules["__main__"] = main
        del sys.modules["mpickle"]
    return out.getvalue()


def main():
    check = sys.argv[1:] == ["--check"]
    stale = []
    for name in NAMES:
        path = SCRIPTS / f"{name}.py"
        exp = Path(f"{path}.exp")
        text = expectation(path)
        if check and (not exp.exists() or exp.read_text() != text):
            stale.append(exp.name)
        elif not check:
            exp.write_text(text)
            print(f"{exp}: {text.count(chr(10))} lines")
    if stale:
        sys.exit(f"not what this CPython computes: {', '.join(stale)}")


if __name__ == "__main__":
    main()
