#!/bin/sh
# betterproto 1.2.5: a list of strings is shorter after a trip over the wire.
#
# One may expect: a repeated field sends all its elements; only a single field may leave out its default.
# Seen: the empty strings are left out, so every element behind one moves forward and no longer matches the other lists
# of the message. Lists of numbers keep their zeros. Enums: the element -1 is read as 2**64 - 1.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install -q --disable-pip-version-check betterproto==1.2.5 >&2

cat >expected <<'END'
sent ['', 'kitchen', '', 'hall'] [0, 1, 0, 2]
read ['kitchen', 'hall'] [0, 1, 0, 2]
enum 18446744073709551615
END
env/bin/python - >seen <<'END'
from dataclasses import dataclass
from typing import List

import betterproto


class Level(betterproto.Enum):
    NONE = 0
    UNKNOWN = -1


@dataclass
class Rooms(betterproto.Message):
    names: List[str] = betterproto.string_field(1)
    floors: List[int] = betterproto.int32_field(2)
    level: Level = betterproto.enum_field(3)


sent = Rooms(names=["", "kitchen", "", "hall"], floors=[0, 1, 0, 2], level=Level.UNKNOWN)
read = Rooms().parse(bytes(sent))
print("sent", sent.names, sent.floors)
print("read", read.names, read.floors)
print("enum", read.level)
END
diff expected seen
