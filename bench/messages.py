"""How many instructions Protocol Buffers take beside minipb in Python and PyPI's protobuf, counted by callgrind.

    python bench/messages.py --micropython PATH [--peer FOLDER] [--upb] [--only LETTERS]

FOLDER has minipb.py and what it imports that MicroPython lacks (bisect, logging). With --upb the same messages are
written and read by PyPI's protobuf in this Python too (upb.py), out of dicts and into dicts. A process that does an
operation so many times is compared with one that is the same but does it never. All write the same bytes.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from instructions import collected

HERE = Path(__file__).resolve().parent
# Workloads: letter, and how often each operation is done by the native module.
LETTERS = "acdg"
CALLS = 20
OPERATIONS = ("encode", "decode")

# What MicroPython runs: the letter, the operation, how often; it prints the size and a checksum of the bytes.
SOURCE = """
import binascii, sys
import minipb
import workloads
letter, operation, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
obj = workloads.build(letter)
if letter == "c":
    record = {"items": [{"key": key, "value": value} for key, value in sorted(obj.items())]}
else:
    record = {"items": obj}
wire = minipb.Wire({
    "a": (("items", "#t"),),
    "c": (("items", "+[", (("key", "U"), ("value", "t"))),),
    "d": (("items", "+[", (("id", "U"), ("t", "t"), ("temp", "d"), ("ok", "b"), ("tags", "+U"))),),
    "g": (("items", "+U"),),
}[letter])
data = wire.encode(record)
for _ in range(times):
    if operation == "encode":
        wire.encode(record)
    else:
        wire.decode(data)
print(len(data), binascii.crc32(data))
"""


def measure(program, script, letter, calls, **how):
    """Instructions a call by operation, and what is written."""
    result = []
    for operation in OPERATIONS:
        nothing, _ = collected(program, script, (letter, operation, "0"), **how)
        all_of_them, written = collected(program, script, (letter, operation, str(calls)), **how)
        result.append((all_of_them - nothing) // calls)
    return result, written


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--micropython", required=True, help="a unix MicroPython with the feature protobuf")
    parser.add_argument("--peer", metavar="FOLDER", help="where minipb.py is")
    parser.add_argument("--upb", action="store_true", help="PyPI's protobuf too")
    parser.add_argument("--only", default=LETTERS, metavar="LETTERS", help="these workloads only")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "messages_board.py"
        script.write_text(SOURCE)
        for letter in options.only:
            native, written = measure(options.micropython, script, letter, CALLS)
            line = ", ".join(f"{name} {count:,}" for name, count in zip(OPERATIONS, native, strict=True))
            others = {}
            if options.peer:
                others["minipb in Python"] = measure(options.micropython, script, letter, 1, path=(options.peer,))
            if options.upb:
                others["protobuf"] = measure(sys.executable, HERE / "upb.py", letter, CALLS, options=("-B",))
            for name, (counts, same) in others.items():
                assert written == same, f"{letter}: {written} and {same}"
                ratios = [p / n for p, n in zip(counts, native, strict=True)]
                line += f"; {name} " + ", ".join(f"× {ratio:.1f}" for ratio in ratios)
            print(f"{letter}: {line}", flush=True)


if __name__ == "__main__":
    main()
