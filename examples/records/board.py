"""Looks up records that the computer wrote, and appends some.

micropython board.py NAME COUNT
"""

import gc
import sys

import mpickle
from records import Reader, Writer

name, count = sys.argv[1], int(sys.argv[2])

reader = Reader(name)
before = len(reader)
# Not one after the other: the index says where each is.
answers = [reader[(i * 37) % before] for i in range(20)]
last = reader.block(before - 5, 5)
reader.close()

writer = Writer(name)
record = {"n": 0, "from": "board", "t": 0.0, "flags": (True, None)}
writer.append(record)
gc.collect()
gc.disable()
used = gc.mem_alloc()
for i in range(1, count):
    record["n"] = i
    writer.append(record)
# The slice of the buffer and the entry of the index; nothing for the pickles.
used = gc.mem_alloc() - used
gc.enable()
writer.append({"n": count, "from": "board", "large": bytes(1000)})
writer.close()

reader = Reader(name)
total = len(reader)
ours = sum(1 for r in reader if r["from"] == "board")
reader.close()
mpickle.dump((before, answers, last, used // (count - 1), total, ours), sys.stdout.buffer)
