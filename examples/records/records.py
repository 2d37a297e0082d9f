"""Records in a file, with random access: the same file on the computer and on the board.

`name.rec` has pickles back to back, so that any pickle module reads it from front to back;
`name.idx` has the end of each as four bytes, little-endian. Both are only ever appended to. The
index says nothing that the records do not: `reindex` writes it anew.
"""

try:
    import mpickle as pickle
except ImportError:
    import pickle  # type: ignore[no-redef]

try:
    from mpickle import dump_into, load_from
except ImportError:
    # CPython, where memory is no matter.
    from io import BytesIO

    def dump_into(obj, buffer, offset=0):  # type: ignore[misc]
        """Write the pickle into the buffer; returns its end."""
        data = pickle.dumps(obj, 4)
        if offset + len(data) > len(buffer):
            raise ValueError("buffer too small", len(data))
        buffer[offset : offset + len(data)] = data
        return offset + len(data)

    def load_from(buffer, offset=0):  # type: ignore[misc]
        """The object, and where its pickle ends."""
        stream = BytesIO(buffer)
        stream.seek(offset)
        obj = pickle.load(stream)
        return obj, stream.tell()


class Writer:
    """Appends records. The buffer is made once: a record that fits takes no memory."""

    def __init__(self, name, room=256):
        self.data = open(name + ".rec", "ab")  # noqa: SIM115 (closed in close)
        self.index = open(name + ".idx", "ab")  # noqa: SIM115 (closed in close)
        self.buffer = bytearray(room)
        self.end = self.data.seek(0, 2)

    def append(self, record):
        """Write one record behind the others."""
        try:
            size = dump_into(record, self.buffer)
        except ValueError as e:
            # The error says how long it is.
            self.buffer = bytearray(e.args[1])
            size = dump_into(record, self.buffer)
        self.data.write(memoryview(self.buffer)[:size])
        self.end += size
        self.index.write(self.end.to_bytes(4, "little"))

    def close(self):
        """Close both files; the records first."""
        self.data.close()
        self.index.close()


class Reader:
    """Records by number, and one after the other."""

    def __init__(self, name):
        self.data = open(name + ".rec", "rb")  # noqa: SIM115 (closed in close)
        self.index = open(name + ".idx", "rb")  # noqa: SIM115 (closed in close)
        self.count = self.index.seek(0, 2) // 4

    def __len__(self):
        return self.count

    def __getitem__(self, number):
        if not 0 <= number < self.count:
            raise IndexError(number)
        # The end of the record before is where this one begins.
        self.index.seek(4 * number - 4 if number else 0)
        start = int.from_bytes(self.index.read(4), "little") if number else 0
        self.data.seek(start)
        return pickle.load(self.data)

    def block(self, first, count):
        """Several records with one read."""
        self.index.seek(4 * first - 4 if first else 0)
        ends = self.index.read(4 * (count + 1 if first else count))
        at = int.from_bytes(ends[:4], "little") if first else 0
        self.data.seek(at)
        block = self.data.read(int.from_bytes(ends[-4:], "little") - at)
        records = []
        at = 0
        while at < len(block):
            record, at = load_from(block, at)
            records.append(record)
        return records

    def __iter__(self):
        self.data.seek(0)
        for _ in range(self.count):
            yield pickle.load(self.data)

    def close(self):
        """Close both files."""
        self.data.close()
        self.index.close()


def reindex(name):
    """Write the index anew; returns the number of records. What is cut off at the end is left out."""
    count = 0
    with open(name + ".rec", "rb") as data, open(name + ".idx", "wb") as index:
        while True:
            try:
                pickle.load(data)
            except (EOFError, pickle.UnpicklingError):
                return count
            index.write(data.tell().to_bytes(4, "little"))
            count += 1
