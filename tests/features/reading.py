# A firmware that reads only: text protocols, Python 2's strings, and pickles fed in pieces.
import io

import mpickle

PICKLES = (
    b"(lp0\nI1\naI01\naF1.5\naVa\\u20ac\np1\nag1\naL100000000000000000000L\na.",
    b"(dp0\nS'key'\np1\n(I1\nI2\ntp2\ns.",
    b"U\x03abc.",
    b"T\x02\x00\x00\x00de.",
)
for data in PICKLES:
    print(mpickle.loads(data), mpickle.load(io.BytesIO(data)))
print(mpickle.loads(b"U\x01\xe4.", encoding="latin1"), mpickle.loads(b"U\x01\xe4.", encoding="bytes"))
try:
    mpickle.loads(b"U\x01\xe4.")
except UnicodeError as e:
    print("UnicodeError", e)

decoder = mpickle.Decoder()
found = []
for byte in b"".join(PICKLES):
    decoder.feed(bytes([byte]))
    found.extend(decoder)
print(found)
print(hasattr(mpickle, "dumps"), hasattr(mpickle, "Unpickler"))
