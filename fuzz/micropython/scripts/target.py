"""What is fuzzed: loads and its relatives with every option, chosen by the last bytes of an input."""

import gc
import io
from array import array

import mpickle
import shapes
from mpickle import UnpicklingError

# Between so many inputs the heap is collected and the module is asked whether it still works.
EVERY = 500
CHECK = b"\x80\x04]\x94(K\x01}\x94\x8c\x01aK\x02C\x013\x86\x94se."
ALLOW = (None, "data", "python", ("shapes.Plain", shapes.Listed, "builtins.eval:", "shapes.told", gc))
ENCODINGS = ("ASCII", "latin1", "utf-8", "bytes")
ERRORS = ("strict", "ignore", "replace")
BUFFERS = b"first", bytearray(b"second"), memoryview(b"third")
# What a broken pickle may end in; anything else, and whatever is no Exception, is a finding.
REFUSED = (
    UnpicklingError,
    EOFError,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    ImportError,
    MemoryError,
    RuntimeError,
    ArithmeticError,
)
WRITTEN = REFUSED + (mpickle.PicklingError, OSError)  # noqa: RUF005  (MicroPython has no such tuples)


class Reader:
    """A file in Python, which gives less than it is asked for."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    def read(self, count):
        """Return at most half of what is wanted."""
        piece = self.data[self.at : self.at + (count + 1) // 2]
        self.at += len(piece)
        return bytes(piece)


class Into(Reader):
    """The same by readinto."""

    def readinto(self, room):
        """Write at most half of what is wanted."""
        piece = self.read(len(room))
        room[: len(piece)] = piece
        return len(piece)


class Finder(mpickle.Unpickler):
    """Hooks in Python, one of which unpickles something else meanwhile."""

    def find_class(self, module, name):
        """Know one class, and leave the rest to the module."""
        if name == "Circle":
            return shapes.Plain
        mpickle.loads(CHECK)
        return super().find_class(module, name)

    def persistent_load(self, pid):
        """Return the id itself."""
        return (pid,)


def load_finder(data, **options):
    options.pop("copy", None)
    return Finder(io.BytesIO(data), **options).load()


def load_again(data, **options):
    """Several pickles by one Unpickler, which keeps its memo."""
    options.pop("copy", None)
    unpickler = mpickle.Unpickler(io.BytesIO(data), **options)
    first = unpickler.load()
    try:
        return first, unpickler.load()
    except EOFError:
        return first


def load_fed(data, **options):
    """A decoder that is fed in pieces of a few sizes."""
    options.pop("copy", None)
    options.pop("buffers", None)
    decoder = mpickle.Decoder(**options)
    found = []
    at, size = 0, len(data) % 13 + 1
    while at < len(data):
        decoder.feed(data[at : at + size])
        at += size
        size = size * 5 % 97 + 1
        for obj in decoder:
            found.append(obj)
    decoder.needed()
    return found


def by_stream(wrap):
    def load(data, **options):
        options.pop("copy", None)
        return mpickle.load(wrap(data), **options)

    return load


def by_view(data, **options):
    """From the middle of a block."""
    return mpickle.loads(memoryview(b"123" + bytes(data) + b"4")[3:-1], **options)


def by_offset(data, **options):
    options.pop("copy", None)
    return mpickle.load_from(data, 0, **options)[0]


WAYS = (
    mpickle.loads,
    lambda data, **options: mpickle.loads(bytes(data), **options),
    lambda data, **options: mpickle.loads(bytearray(data), **options),
    by_view,
    by_stream(lambda data: io.BytesIO(data)),
    by_stream(Reader),
    by_stream(Into),
    load_finder,
    load_again,
    load_fed,
    by_offset,
)

runs = 0


def one(view):
    """One input: a pickle, and behind it four bytes that choose."""
    global runs
    runs += 1
    size = len(view)
    how, text, limit, most = (
        (view[size - 4], view[size - 3], view[size - 2], view[size - 1]) if size >= 4 else (0, 0, 0, 0)
    )
    data = view[: size - 4] if size >= 4 else view
    options = {"allow": ALLOW[how & 3], "encoding": ENCODINGS[text & 3], "errors": ERRORS[(text >> 2) % 3]}
    if how & 4:
        options["copy"] = False
    if how & 8:
        options["buffers"] = BUFFERS
    if text & 64:
        options["fix_imports"] = False
    if limit & 1:
        options["max_bytes"] = most * 4
    if limit & 2:
        options["max_depth"] = most & 31
    if limit & 4:
        options["max_objects"] = most
    if limit & 8:
        options["max_memo"] = most
    shapes.calls.clear()
    try:
        obj = WAYS[(how >> 4) % len(WAYS) if limit & 128 else 0](data, **options)
    except REFUSED:
        obj = None
    if how & 3 == 1 and shapes.calls:
        raise SystemExit("plain data called something")
    if obj is not None:
        look(obj)
        again(obj, text % 6)
    if runs % EVERY == 0:
        obj = None
        gc.collect()
        if mpickle.loads(CHECK) != [1, {"a": (2, b"3")}]:
            raise SystemExit("the module is broken")


def look(obj):
    """Look at the items of arrays, which are objects only if a pickle has made them up."""
    for x in obj if type(obj) in (list, tuple) else (obj,):
        if isinstance(x, (array, mpickle.ndarray)):
            str(x)


def again(obj, protocol):
    """Write what was read, and read that."""
    try:
        mpickle.loads(mpickle.dumps(obj, protocol))
    except WRITTEN:
        return
