#!/bin/sh
# pycapnp 2.2.4: a text for a field of type Data is bytes in one place, and read as base64 in another.
#
# One may expect: text is encoded as UTF-8, or refused, and the same way wherever a field is set.
# Seen: assigned to the field it is UTF-8. In new_message() and from_dict() it is decoded as base64, so that a name of four
# letters becomes three other bytes without an error, and one of five letters is refused. Texts in lists are UTF-8 there, too.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install -q --disable-pip-version-check pycapnp==2.2.4 >&2

cat >reading.capnp <<'END'
@0xbf5147cbbecf40c1;
struct Reading {
  id @0 :Data;
  ids @1 :List(Data);
}
END
cat >expected <<'END'
assigned    b'pump' b'valve'
new_message b'\xa6\xe9\xa9' Error
from_dict   b'\xa6\xe9\xa9' Error
in a list   [b'pump', b'valve']
END
cat >ids.py <<'END'
import capnp

Reading = capnp.load("reading.capnp").Reading


def assigned(text):
    message = Reading.new_message()
    message.id = text
    return message.id


def from_dict(text):
    message = Reading.new_message()
    message.from_dict({"id": text})
    return message.id


def tried(function, text):
    try:
        return function(text)
    except Exception as error:
        return type(error).__name__


for name, function in (
    ("assigned", assigned),
    ("new_message", lambda text: Reading.new_message(id=text).id),
    ("from_dict", from_dict),
):
    print(f"{name:11}", *(tried(function, text) for text in ("pump", "valve")))
print("in a list  ", list(Reading.new_message(ids=["pump", "valve"]).ids))
END
env/bin/python ids.py >seen
diff expected seen
