"""What loading pickles takes on the heap, measured on MicroPython by its own collector.

heap_board.py after STUBS FILE      what the object of each line's pickle (in hexadecimal) takes
heap_board.py STUBS FREE FILE       prints "done" if the pickle loads with so many bytes free
"""

import gc
import sys

from heap_emulated import after, load


def main(what, stubs, path):
    """As the command line says."""
    if what == "after":
        with open(path) as file:
            for line in file:
                data = bytes.fromhex(line.strip())
                try:
                    # Names are interned by the first.
                    load(data, stubs)
                except Exception as error:
                    print(type(error).__name__)
                    continue
                print(after(data, stubs))
        return
    with open(path, "rb") as file:
        data = file.read()
    file = None
    # What is free is in one piece: small holes are filled before the rest is taken.
    fill = [None] * 1000
    gc.collect()
    for at in range(1000):
        fill[at] = at + 0.5
    ballast = bytearray(gc.mem_free() - int(what))
    load(data, stubs)
    print("done", len(ballast) > 0)


main(sys.argv[1], sys.argv[2] == "stubs", sys.argv[3])
