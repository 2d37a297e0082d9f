#!/bin/sh
# kpn-senml 1.0.1: a pack that the package has written comes back without times, units and sums, and looks empty.
#
# One may expect: from_cbor() of to_cbor() gives the records that went in, and "for record in pack" walks them.
# Seen: only names and values are read, so the sum is None; the iterator ends before its first record.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install -q --disable-pip-version-check kpn-senml==1.0.1 cbor2==6.3.0 >&2

cat >expected <<'END'
sent t 20 1003 Cel None
sent e None 1002 J 15
read t 20 None None None
read e None None None None
records by iteration: 0 of 2, 0 of 2
END
env/bin/python - >seen <<'END'
from kpn_senml import SenmlPack, SenmlRecord


def show(verb, record, device=None):
    print(verb, record.name, record.value, record.time, record.unit, record.sum)


sent = SenmlPack("dev")
for record in SenmlRecord("t", value=20, time=1003, unit="Cel"), SenmlRecord("e", sum=15, time=1002, unit="J"):
    sent.add(record)
    show("sent", record)
read = SenmlPack("dev", callback=lambda record, device: show("read", record))
read.from_cbor(sent.to_cbor())
print(f"records by iteration: {len(list(sent))} of 2, {len(list(read))} of 2")
END
diff expected seen
