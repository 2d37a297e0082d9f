"""Sends a signed measurement, and obeys commands that are signed.

What is signed is bytes; so both sides must write the same ones for the same object. `canonical=True` writes CBOR in
the one form of RFC 8949, section 4.2.1, and `deterministic=True` refuses all others.
"""

import hashlib
import sys

import cbor2

KEY = b"sixteen byte key"


def sha256(*parts):
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.digest()


def mac(data):
    """HMAC-SHA-256, RFC 2104."""
    key = KEY + bytes(64 - len(KEY))
    inner = sha256(bytes(byte ^ 0x36 for byte in key), data)
    return sha256(bytes(byte ^ 0x5C for byte in key), inner)


def same(a, b):
    """In a time that does not say where they differ."""
    return len(a) == len(b) and not sum(x ^ y for x, y in zip(a, b))


def send(obj):
    data = cbor2.dumps(obj, canonical=True)
    cbor2.dump([data, mac(data)], sys.stdout.buffer)


send({"n": "greenhouse", "v": 21.5, "t": 1700000000, "u": "Cel"})
while True:
    data, code = cbor2.load(sys.stdin.buffer)
    if not same(mac(data), code):
        send("not signed by you")
        continue
    try:
        command = cbor2.loads(data, deterministic=True)
    except cbor2.CBORDecodeError as e:
        send("not deterministic: " + str(e))
        continue
    if command == "stop":
        break
    send({"done": command})
