#!/bin/sh
# pycayennelpp 2.4.0: 400 comes back as -255.36 and 4.35 as 4.34.
#
# One may expect: an analog input of Cayenne LPP is two signed bytes of 0.01, so that 4.35 is written as 435 and a value
# above 327.67 is refused as the package refuses 655.36 ("exceed value range").
# Seen: the range is checked as if the bytes had no sign, so an ADC's 400 changes its sign on the way. What the float
# 100 * 4.35 has behind the point is cut off and not rounded: one in fourteen of all values is sent one step too small.
# Positions (steps of 0.0001 degree) lose a step as well.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install -q --disable-pip-version-check pycayennelpp==2.4.0 >&2

cat >expected <<'END'
analog_input (21.3,) 01020852 (21.3,)
analog_input (4.35,) 010201b2 (4.34,)
analog_input (400,) 01029c40 (-255.36,)
analog_input (655.36,) Invalid data, exceed value range!
gps (52.3702, 4.8952, 2.5) 018807fdb500bf380000fa (52.3701, 4.8952, 2.5)
4584 of 65536 analog values come back as others
END
env/bin/python - >seen <<'END'
from cayennelpp import LppFrame


def there_and_back(kind, *value):
    frame = LppFrame()
    getattr(frame, f"add_{kind}")(1, *value)
    sent = bytes(frame)
    return sent, LppFrame().from_bytes(sent).data[0].value


for kind, *value in ("analog_input", 21.3), ("analog_input", 4.35), ("analog_input", 400), ("analog_input", 655.36), \
        ("gps", 52.3702, 4.8952, 2.5):
    try:
        sent, read = there_and_back(kind, *value)
        print(kind, tuple(value), sent.hex(), read)
    except ValueError as error:
        print(kind, tuple(value), error)
steps = range(-(2**15), 2**15)
others = sum(there_and_back("analog_input", step / 100)[1] != (step / 100,) for step in steps)
print(f"{others} of {len(steps)} analog values come back as others")
END
diff expected seen
