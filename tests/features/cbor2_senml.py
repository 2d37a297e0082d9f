# Packs of measurements as SenML, RFC 8428, has them: whole numbers for keys, names and times that a base is
# added to.
import cbor2

BASE_NAME, BASE_TIME, BASE_UNIT, NAME, UNIT, VALUE, TEXT, BOOLEAN, SUM, TIME = -2, -3, -4, 0, 1, 2, 3, 4, 5, 6


def pack(name, start, unit, records):
    out = []
    for key, value, time in records:
        kind = BOOLEAN if isinstance(value, bool) else TEXT if isinstance(value, str) else VALUE
        out.append({NAME: key, kind: value, TIME: time})
    out[0].update({BASE_NAME: name, BASE_TIME: start, BASE_UNIT: unit})
    return out


def resolve(records):
    base = {}
    for record in records:
        for key in (BASE_NAME, BASE_TIME, BASE_UNIT):
            if key in record:
                base[key] = record[key]
        value = next(record[key] for key in (VALUE, TEXT, BOOLEAN) if key in record)
        yield base[BASE_NAME] + record[NAME], value, base[BASE_TIME] + record.get(TIME, 0), base[BASE_UNIT]


records = pack(
    "urn:dev:ow:10e2073a01080063:", 1276020076, "A", [("voltage", 120.125, 0), ("on", True, -5), ("text", "warm", -4)]
)
data = cbor2.dumps(records, canonical=True)
print(len(data), data)
for line in resolve(cbor2.loads(data, deterministic=True)):
    print(line)
# As a server may send it: doubles, and a half float
example = (
    b"\x87\xa7\x21\x78\x1burn:dev:ow:10e2073a0108006:\x22\xfb\x41\xd3\x03\xa1\x5b\x00\x10\x62"
    b"\x23\x61A\x20\x05\x00\x67voltage\x01\x61V\x02\xfb\x40\x5e\x06\x66\x66\x66\x66\x66"
    b"\xa3\x00\x67current\x06\x24\x02\xfb\x3f\xf3\x33\x33\x33\x33\x33\x33"
    b"\xa3\x00\x67current\x06\x23\x02\xfb\x3f\xf4\xcc\xcc\xcc\xcc\xcc\xcd"
    b"\xa3\x00\x67current\x06\x22\x02\xfb\x3f\xf6\x66\x66\x66\x66\x66\x66"
    b"\xa3\x00\x67current\x06\x21\x02\xf9\x3e\x00"
    b"\xa3\x00\x67current\x06\x20\x02\xfb\x3f\xf9\x99\x99\x99\x99\x99\x9a"
    b"\xa3\x00\x67current\x06\x00\x02\xfb\x3f\xfb\x33\x33\x33\x33\x33\x33"
)
records = cbor2.loads(example)
print(len(records), sorted(records[0]), records[5])
