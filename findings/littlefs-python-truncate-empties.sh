#!/bin/sh
# littlefs-python 0.19.0: truncate(4) leaves no byte of the file.
#
# One may expect: the first 4 bytes stay, as with Python's files and with truncate() at position 4.
# Seen: the size is not looked at: truncate(size) cuts at the position, which is 0 after opening, in append mode too;
# a size beyond the end empties the file as well. A log on a board's image that was to lose its tail is gone.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install -q --disable-pip-version-check littlefs-python==0.19.0 >&2

cat >expected <<'END'
python r+b truncate(4) b'0123'
littlefs r+b truncate(4) b''
python ab truncate(4) b'0123'
littlefs ab truncate(4) b''
littlefs r+b seek(4), truncate() b'0123'
END
env/bin/python - >seen <<'END'
from littlefs import LittleFS


def contents(open, mode, cut):
    with open("log", "wb") as file:
        file.write(b"0123456789")
    with open("log", mode) as file:
        cut(file)
    with open("log", "rb") as file:
        return file.read()


image = LittleFS(block_size=512, block_count=16)
for mode in "r+b", "ab":
    for name, opener in ("python", open), ("littlefs", image.open):
        print(name, mode, "truncate(4)", contents(opener, mode, lambda file: file.truncate(4)))
print("littlefs r+b seek(4), truncate()", contents(image.open, "r+b", lambda file: (file.seek(4), file.truncate())))
END
diff expected seen
