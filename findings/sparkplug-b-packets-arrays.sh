#!/bin/sh
# sparkplug-b-packets 0.12.2025: arrays of booleans and of strings are others for pysparkplug 0.6.1.
#
# One may expect: the Sparkplug 3.0 specification ("Datatype Details", array types) has an example of each: twelve
# booleans are 0c000000 and then 34d0, the first one in the highest bit; strings have a zero byte behind each.
# Seen: the package starts at the lowest bit, and it sends the digits of the strings' bytes as text. pysparkplug keeps
# to the examples, so each of the two reads other values than the other wrote; and its own list of strings comes
# back to sparkplug-b-packets with an empty one more.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install -q --disable-pip-version-check pysparkplug==0.6.1 paho-mqtt==1.6.1 protobuf==6.33.2 >&2
env/bin/pip install -q --disable-pip-version-check --no-deps sparkplug-b-packets==0.12.2025 >&2

cat >expected <<'END'
booleans of the specification 001101001101
sparkplug-b-packets writes 0c0000002c0b
pysparkplug writes 0c00000034d0
pysparkplug reads from it 001011000000
strings ['ABC', 'hello']
sparkplug-b-packets writes b'414243\x0068656c6c6f\x00'
pysparkplug writes b'ABC\x00hello\x00'
pysparkplug reads from it ['414243', '68656c6c6f']
sparkplug-b-packets reads from itself ['ABC', 'hello', '']
END
env/bin/python - >seen <<'END'
from pysparkplug import DataType
from sparkplub_b_packets.core import array_packer

booleans = [digit == "1" for digit in "001101001101"]
print("booleans of the specification 001101001101")
written = array_packer.convert_to_packed_boolean_array(booleans)
print("sparkplug-b-packets writes", written.hex())
print("pysparkplug writes", DataType.BOOLEAN_ARRAY.encode(tuple(booleans)).hex())
print("pysparkplug reads from it", "".join("01"[value] for value in DataType.BOOLEAN_ARRAY.decode(written)))

strings = ["ABC", "hello"]
print("strings", strings)
written = array_packer.convert_to_packed_string_array(strings)
print("sparkplug-b-packets writes", written)
print("pysparkplug writes", DataType.STRING_ARRAY.encode(strings))
print("pysparkplug reads from it", list(DataType.STRING_ARRAY.decode(written)))
print("sparkplug-b-packets reads from itself", array_packer.convert_from_packed_string_array(written))
END
diff expected seen
