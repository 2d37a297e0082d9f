"""Seeds for the fuzzers: the corpus of the tests, and arrays of numpy if it is here.

python3 fuzz/seeds.py FOLDER
"""

import base64
import hashlib
import json
import pickle
import sys
import zlib
from pathlib import Path

try:
    import numpy as np
except ImportError:
    np = None

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parent / "tests" / "corpus" / "corpus.jsonl"
MOST = 2000
# The opcodes that no writer of today emits.
RARE = (
    b"(ishapes\nCollected\nN.",
    b"(cshapes\nCollected\nI1\nI2\no.",
    b"cshapes\ntold\n(K\x01tR.",
    b"cshapes\nPlain\n)\x81}(X\x01\x00\x00\x00aK\x01X\x01\x00\x00\x00bh\x00ub.",
    b"cshapes\nListed\n)\x81(K\x01K\x02e}X\x01\x00\x00\x00aNsb.",
    b"cshapes\nPaired\n)\x81(K\x01K\x02u.",
    b"cshapes\nTupled\n(K\x01K\x02t\x85\x81.",
    b"cshapes\nKeyed\n)\x81}(X\x06\x00\x00\x00numberK\x07ub\x85}N\x86.",
    b"ccopy_reg\n_reconstructor\n(cshapes\nPlain\nc__builtin__\nobject\nNtR(dp0\nS'a'\nI5\nsb.",
    b"ccollections\nOrderedDict\n)R(K\x01K\x02u.",
    b"ccollections\ndeque\n]K\x05\x86R(K\x01K\x02e.",
    b"carray\narray\n(X\x01\x00\x00\x00h](K\x01K\x02etR.",
    b"c__builtin__\nxrange\n(I0\nI10\nI3\ntR.",
    b"c_codecs\nencode\n(V\\u00e9\nVlatin1\ntR.",
    b"c__builtin__\ngetattr\n(cshapes\nOuter\nVInner\ntR)\x81.",
    b"\x97\x98.",
    b"Pid\n.",
    b"\x82\x01.",
)


def pickles():
    """All of them."""
    for line in CORPUS.read_text().splitlines():
        for text in json.loads(line)["pickles"].values():
            yield zlib.decompress(base64.b85decode(text))
    yield from RARE
    if np is None:
        return
    arrays = [np.arange(6).astype(t).reshape(2, 3) for t in ("u1", "<i2", ">i4", "<f4", ">f8", "?", "<c8")]
    arrays += [np.zeros(()), np.zeros((0, 3)), np.asfortranarray(arrays[3]), np.float32(1.5), np.dtype("<f8")]
    for array in arrays:
        for protocol in (0, 2, 4, 5):
            yield pickle.dumps(array, protocol)


def main():
    """Write each pickle with a few choices of options behind it."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(pickles()):
        if len(data) < MOST:
            for options in (b"", bytes((number * 17 % 256, number % 256, 128, 255))):
                seed = data + options
                (folder / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)


if __name__ == "__main__":
    main()
