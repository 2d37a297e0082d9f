"""Calls of built-in types: ``mpickle check`` and ``heap`` refuse what a board refuses, and nothing else."""

import itertools
import pickle
import subprocess
from pathlib import Path

import pytest

ARRAY_STATE = ("d", 16, b"\0" * 8)
OBJECTS = [
    None,
    True,
    -1,
    0,
    5,
    1000,
    1 << 80,
    2.5,
    "",
    "5",
    "ab",
    "x1",
    "é",
    "€",
    "latin-1",
    "ascii",
    "nonsense",
    "9" * 5000,
    b"",
    b"7",
    b"\xff\x00",
    bytearray(b"ab"),
    [],
    [1, 2],
    [300],
    ["a"],
    [[1, 2]],
    [[[], 2]],
    [(1, 2), ("a", "b")],
    (),
    (1, 2),
    {},
    {1: 2},
    {1, 2},
    frozenset([1]),
    range(3),
    slice(1, 2, 3),
    1j,
    ...,
]
TYPES = [
    "builtins bool",
    "builtins bytes",
    "builtins bytearray",
    "builtins complex",
    "builtins dict",
    "builtins float",
    "builtins frozenset",
    "builtins int",
    "builtins list",
    "builtins memoryview",
    "builtins object",
    "builtins range",
    "builtins set",
    "builtins slice",
    "builtins str",
    "builtins tuple",
    "builtins type",
    "builtins ValueError",
    "builtins getattr",
    "array array",
    "collections OrderedDict",
    "collections deque",
    "collections defaultdict",
    "collections Counter",
    "time struct_time",
    "_codecs encode",
]
BOARD = """
import sys
import mpickle
for line in sys.stdin:
    line = line.strip()
    if not line:
        break
    try:
        mpickle.loads(bytes.fromhex(line))
        print("loads")
    except Exception as e:
        print(type(e).__name__, e)
"""


def body(obj):
    """The opcodes that make an object."""
    return pickle.dumps(obj, 3)[2:-1]


def called(name, args, how):
    """A pickle of a call: by REDUCE, by NEWOBJ, or by copyreg's function."""
    function = b"c" + name.replace(" ", "\n").encode() + b"\n"
    if how == "copyreg":
        args = b"(" + function + b"".join(map(body, args)) + b"tR"
        return b"\x80\x03ccopyreg\n__newobj__\n" + args + b"."
    return (
        b"\x80\x03" + function + b"(" + b"".join(map(body, args)) + b"t" + (b"R" if how == "REDUCE" else b"\x81") + b"."
    )


def cases():
    """Pickles of calls with none to three arguments."""
    ones = [(obj,) for obj in OBJECTS]
    for name in TYPES:
        more = [(b"ab", "ascii"), ("ab", "latin-1"), ("é", "ascii"), ("é", "utf-8", "strict"), ("1f", 16), ("z", 16)]
        more += [(1, 2), (1.5, 2), (1, 2, 3), (1, 2, 0), ([1], None), ([], 5), ([], 1 << 40), ((), -1), (1, range(3))]
        more += [
            ("i", [1, 2]),
            ("i", b"\0" * 8),
            ("i", 3),
            ("i", range(3)),
            ("O", [1]),
            (list, "__new__"),
            (list, "append"),
        ]
        more += [([1, 2], "append"), ((1, 2), {}), (1, 2, 3, 4)]
        for args in [(), *ones, *more]:
            yield called(name, args, "REDUCE")
        for how, args in itertools.product(
            ("NEWOBJ", "copyreg"), [(), (5,), (range(3),), ("ab",), ([1, 2],), (1 << 80,)]
        ):
            yield called(name, args, how)
    for args in [
        ("d", 16, b"\0" * 8),
        ("d", 16, b"\0" * 7),
        ("d", 99, b""),
        ("O", 16, b""),
        ("i", 16, b"\0" * 8),
        ("i", 8, 5),
    ]:
        inner = b"".join(map(body, args))
        yield b"\x80\x03carray\n_array_reconstructor\n(carray\narray\n" + inner + b"tR."
        yield b"\x80\x03carray\n_array_reconstructor\n(cbuiltins\nlist\n" + inner + b"tR."
    # What is left of a refused call does not matter.
    yield b"\x80\x03cbuiltins\nbytearray\nM\xe8\x03\x85R0N."
    yield b"\x80\x03cos\nsystem\n0N."
    yield b"\x80\x03cfunctools\npartial\ncbuiltins\nbytes\n\x85R(cbuiltins\nbytes\n)NNtbM\xe8\x03\x85R."
    yield b"\x80\x03cfunctools\npartial\ncbuiltins\nlist\n\x85R(cbuiltins\nlist\n)NNtb]\x85R."


@pytest.fixture(scope="module")
def answers(micropython, tmp_path_factory):
    """Each pickle, its file, and what the board says to it."""
    folder = tmp_path_factory.mktemp("calls")
    (folder / "board.py").write_text(BOARD)
    datas = list(dict.fromkeys(cases()))
    lines = "".join(data.hex() + "\n" for data in datas) + "\n"
    done = subprocess.run(
        [micropython, folder / "board.py"], input=lines, capture_output=True, text=True, timeout=60, check=True
    )
    found = done.stdout.splitlines()
    assert len(found) == len(datas) > 1500
    paths = [Path(folder / f"{number}.pickle") for number in range(len(datas))]
    for path, data in zip(paths, datas, strict=True):
        path.write_bytes(data)
    return list(zip(datas, paths, found, strict=True))


@pytest.mark.parametrize("command", ["check", "heap"])
def test_as_the_board(tools, answers, command):
    """Status 0 if the board makes the object, 1 if it refuses the call, 2 if there is no such pickle at all."""
    wrong = []
    for (data, _, there), done in zip(answers, tools([command, path] for _, path, _ in answers), strict=True):
        status = done.status
        # What a program may allow takes heap.
        if (status == 0) != (there == "loads") and (command, b"system" in data) != ("heap", True):
            wrong.append(f"{data!r}: status {status}, and the board says: {there}")
    assert sum(there == "loads" for *_, there in answers) > 300
    assert not wrong, f"{len(wrong)} of {len(answers)}:\n" + "\n".join(wrong)


def test_words(tool, write):
    """The board's words, and the place."""
    large = (
        pickle.dumps({"blob": range(3)}, 2)
        .replace(b"xrange", b"bytearray")
        .replace(b"K\x00K\x03K\x01\x87", b"M\xe8\x03\x85")
    )
    done = tool("check", write(large))
    assert done.status == 1 and 'refused: bytearray: unusual argument\n    at ["blob"]' in done.out
    done = tool("heap", write(large))
    assert done.status == 1 and "a board refuses it: unusual argument of bytearray" in done.err
