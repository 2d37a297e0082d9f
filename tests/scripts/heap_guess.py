# Lists of many dictionaries: some of them tell how much room the others are given, and may tell wrong.
import gc

try:
    import mpickle as pickle
except ImportError:
    import pickle

if hasattr(gc, "mem_free") and gc.mem_free() < 256 * 1024:
    print("SKIP")  # more memory than a board has
    raise SystemExit

COUNT = 100
SHARED = "shared by all of them"


def check(name, records):
    """Through both, with what was shared still shared."""
    data = pickle.dumps(records, 4)
    again = pickle.loads(data)
    assert again == records, name
    assert pickle.loads(pickle.dumps(again, 2)) == records, name
    texts = [record["text"] for record in again if type(record) is dict and record.get("text") is not None]
    print(name, len(again), all([(text is texts[0]) == (text == texts[0]) for text in texts]))


check("alike", [{"n": i, "x": i / 4, "list": ["a%d" % i, i], "text": SHARED} for i in range(COUNT)])
check("empty", [{} for _ in range(COUNT)])
check(
    "few are small", [{"n": i, "text": SHARED} if i < 2 else {"n": "n%d" % i * 30, "b": [i] * 9} for i in range(COUNT)]
)
check("few are large", [{"n": "n" * 2000, "b": b"b" * 1000} if i in (0, 1) else {"n": i} for i in range(COUNT)])
check("ever more", [{str(k): k for k in range(i // 4)} for i in range(COUNT)])
check("other things", [{"n": i} if i % 3 else [i, (i, str(i)), None] for i in range(COUNT)])
check("other things first", [[i] if i < 3 else {"n": i} for i in range(COUNT)])
check("none is new", [{"text": SHARED, "list": [SHARED]}] * COUNT)
inner = {"n": 1, "text": SHARED}
check("one in all", [{"in": inner, "list": [inner, {"m": [i]}]} for i in range(COUNT)])

# Where the heap has no room for a guess, there may be room for the pickle.
records = [{"n": "n" * 600} if i in (0, 1) else {"n": None} for i in range(COUNT)]
held = []
try:
    while len(held) < 4000:
        held.append(bytearray(1000))
except MemoryError:
    pass
for _ in range(len(held) // 10):
    held.pop()
gc.collect()
print(pickle.loads(pickle.dumps(records, 4)) == records)
