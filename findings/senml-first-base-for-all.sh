#!/bin/sh
# PyPI senml 0.1.0: the measurements of the second device of a pack are given to the first.
#
# One may expect: a base name or base time holds until a later record sets another (RFC 8428, section 4.1).
# Seen: only the first record is looked at for bases. Both temperatures are of device 1, the last time is 1000 and not
# 2000, and the document that is written again has lost the second name for good.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install -q --disable-pip-version-check senml==0.1.0 attrs==25.4.0 >&2

cat >expected <<'END'
dev1:t 1000.0 20.0
dev1:t 1000.0 30.0
dev1:h 1000.0 5.0
[{"bver": 5, "bn": "dev1:", "bt": 1000.0, "n": "t", "v": 20.0}, {"n": "t", "v": 30.0}, {"n": "h", "v": 5.0}]
END
env/bin/python - >seen <<'END'
import json

from senml.senml import SenMLDocument

document = SenMLDocument.from_json([
    {"bn": "dev1:", "bt": 1000, "n": "t", "v": 20},
    {"bn": "dev2:", "n": "t", "v": 30},
    {"bt": 2000, "n": "h", "v": 5},
])
for measurement in document.measurements:
    absolute = measurement.to_absolute(document.base)
    print(absolute.name, absolute.time, absolute.value)
print(json.dumps(document.to_json()))
END
diff expected seen
