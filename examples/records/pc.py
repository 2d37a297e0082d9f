"""Writes records to a file, lets the board read and append some, and reads them all."""

import os
import sys
import tempfile
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))

from link import Board
from records import Reader, Writer, reindex

COUNT = 300
BOARDS = 200

with tempfile.TemporaryDirectory() as folder:
    name = str(Path(folder) / "log")
    written = [{"n": i, "from": "pc", "t": i / 4, "note": "x" * (i % 40)} for i in range(COUNT)]
    writer = Writer(name)
    for record in written:
        writer.append(record)
    writer.close()

    with Board(__file__, name, BOARDS) as board:
        before, answers, last, used, total, ours = board.receive()
    assert before == COUNT
    assert answers == [written[(i * 37) % COUNT] for i in range(20)]
    assert last == written[-5:]
    print(f"the board looked up 20 of {before} records and appended {ours}, with {used} bytes of heap for each")
    assert total == COUNT + BOARDS + 1 and ours == BOARDS + 1

    reader = Reader(name)
    assert len(reader) == total
    assert list(reader)[:COUNT] == written
    for i in range(BOARDS):
        assert reader[COUNT + i] == {"n": i, "from": "board", "t": 0.0, "flags": (True, None)}
    assert reader.block(COUNT, BOARDS) == [reader[COUNT + i] for i in range(BOARDS)]
    assert reader[total - 1]["large"] == bytes(1000)
    reader.close()
    sizes = [os.path.getsize(name + end) for end in (".rec", ".idx")]
    print(f"{total} records in {sizes[0]:,} bytes, and {sizes[1]:,} for the index")

    # The index is lost, and the last record was cut off by a power failure.
    Path(name + ".idx").unlink()
    os.truncate(name + ".rec", sizes[0] - 7)
    assert reindex(name) == total - 1
    reader = Reader(name)
    assert reader[total - 2]["n"] == BOARDS - 1
    reader.close()
    print(f"OK: {total} records, written and read on both sides")
