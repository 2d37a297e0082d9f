#!/bin/sh
# micropython-senml 0.1.1: a record with a data value (bytes) can be written and not be read, not even by the package itself.
#
# One may expect: from_json() and from_cbor() of what to_json() and to_cbor() gave; in JSON base64url without padding
# (RFC 8428, section 4.3: "_9g" for these two bytes).
# Seen: KeyError with the label of booleans, since the reader asks for "vb" where the record has "vd"; and "/9g=" in JSON.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install -q --disable-pip-version-check micropython-senml==0.1.1 cbor2==6.3.0 >&2

cat >expected <<'END'
[{"n": "photo", "vd": "/9g=", "bn": "dev"}]
json KeyError 'vb'
[{0: 'photo', 8: b'\xff\xd8', -2: 'dev'}]
cbor KeyError 4
END
env/bin/python - >seen <<'END'
import cbor2
from senml import SenmlPack, SenmlRecord

sent = SenmlPack("dev")
sent.add(SenmlRecord("photo", value=bytearray(b"\xff\xd8")))
for form, data in ("json", sent.to_json()), ("cbor", sent.to_cbor()):
    print(data if form == "json" else cbor2.loads(data))
    try:
        getattr(SenmlPack("dev"), f"from_{form}")(data)
        print(form, "read")
    except KeyError as error:
        print(form, "KeyError", error)
END
diff expected seen
