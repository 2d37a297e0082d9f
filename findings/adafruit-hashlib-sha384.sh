#!/bin/sh
# PyPI adafruit-circuitpython-hashlib 1.4.22: its sha384 is SHA-384 on a board and another function on a computer.
#
# One may expect: the library gives a board and a computer the same digest, that of CPython's hashlib.
# Seen: where there is a hashlib, sha384 is hashlib's sha3_384, which is SHA-3; without one it is the library's own SHA-384.
# What a board has sent with its digest is damaged for a computer with the same library. The other five agree.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install -q --disable-pip-version-check --no-deps adafruit-circuitpython-hashlib==1.4.22 >&2

cat >expected <<'END'
on a computer: ec01498288516fc9 == sha3_384: True
on a board: cb00753f45a35e8b == sha384: True
others agree: sha1 md5 sha224 sha256 sha512
END
cat >digest.py <<'END'
import hashlib
import sys
import types

import adafruit_hashlib

data, names = b"abc", ("sha1", "md5", "sha224", "sha256", "sha512")
here = {name: hashlib.new(name, data).hexdigest() for name in (*names, "sha384", "sha3_384")}
computer = {name: adafruit_hashlib.new(name, data).hexdigest() for name in (*names, "sha384")}
print("on a computer:", computer["sha384"][:16], "== sha3_384:", computer["sha384"] == here["sha3_384"])
# As on a board whose firmware has no hashlib, and has MicroPython's const.
sys.modules["micropython"] = types.SimpleNamespace(const=int)
for name in [name for name in sys.modules if name.startswith("adafruit_hashlib")]:
    del sys.modules[name]
sys.modules["hashlib"] = None
import adafruit_hashlib

board = {name: adafruit_hashlib.new(name, data).hexdigest() for name in (*names, "sha384")}
print("on a board:", board["sha384"][:16], "== sha384:", board["sha384"] == here["sha384"])
print("others agree:", *(name for name in names if board[name] == computer[name] == here[name]))
END
env/bin/python digest.py >seen
diff expected seen
