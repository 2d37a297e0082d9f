"""Pickles of people who mean harm: the board's table, and attacks on CPython. Nothing of them runs, not even here."""

import ast
import fractions
import os
import pickle
import subprocess
import time
from array import array
from binascii import crc32
from collections import OrderedDict, deque

import mpickle
import numpy as np
import pytest
from conftest import ROOT
from mpickle import _mpickle

REFUSED = (pickle.UnpicklingError, EOFError, ValueError, TypeError, OverflowError, AttributeError, ImportError)


def board_table():
    """The table of tests/scripts/hostile.py."""
    tree = ast.parse((ROOT / "tests/scripts/hostile.py").read_text())
    values = {
        node.targets[0].id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    zeros = eval(compile(ast.Expression(values["Q"]), "hostile", "eval"))
    return eval(compile(ast.Expression(values["TABLE"]), "hostile", "eval"), {"Q": zeros})


TABLE = board_table()
# Harmless, and plain data on a computer as well.
TAKEN = {"a deque with twice the places", "number of many digits"}


def test_table_is_there():
    """Else the tests below would test nothing."""
    assert len(TABLE) > 100


@pytest.mark.parametrize(("name", "data"), TABLE, ids=[f"{at} {name}" for at, (name, _) in enumerate(TABLE)])
def test_board_table(name, data, write, capfd):
    """Each is refused as data, and the command ends with an answer, whatever the file."""
    begin = time.monotonic()
    try:
        mpickle.loads(data, allow="data")
        loaded = True
    except REFUSED:
        loaded = False
    except RecursionError:
        loaded = False
    path = str(write(data))
    for command in (
        ["show"],
        ["show", "--raw"],
        ["check"],
        ["cat"],
        ["heap"],
        ["cat", "--jsonl"],
        ["convert", "--to", "json"],
    ):
        assert _mpickle.main(["mpickle", command[0], path, *command[1:]]) in (0, 1, 2)
    capfd.readouterr()
    assert time.monotonic() - begin < 5
    if name in TAKEN:
        return
    # Tuples in tuples are refused where hashing them would take long; here CPython hashes so few at once.
    assert not loaded or "tuple" in name or "frozenset" in name or "MARK" not in name


class Runs:
    """Unpickled, it makes a file."""

    def __init__(self, function, *args):
        self.recipe = function, args

    def __reduce__(self):
        return self.recipe


def attacks(path):
    """Pickles that make a file if they are loaded by pickle."""
    command = f"touch {path}"
    system = pickle.dumps(Runs(os.system, command))
    yield "os.system", system
    yield "subprocess.Popen", pickle.dumps(Runs(subprocess.Popen, ["touch", str(path)]))
    yield "eval", pickle.dumps(Runs(eval, f"open({str(path)!r}, 'w')"))
    yield "open", pickle.dumps(Runs(open, str(path), "w"))
    yield "getattr", b"cbuiltins\ngetattr\n(cos\nsystem\nS'__call__'\ntR(S'" + command.encode() + b"'\ntR."
    yield "by an instance's class", b"(S'" + command.encode() + b"'\nios\nsystem\n."
    # numpy loads the memory of an object's scalar by its own pickle.
    inner = b"\x80\x04C" + bytes([len(system)]) + system
    dtype = b"cnumpy\ndtype\n(S'O8'\nI00\nI01\ntR"
    yield "numpy's scalar", b"cnumpy.core.multiarray\nscalar\n(" + dtype + inner[2:] + b"tR."
    yield "in a packet's state", b"ccollections\nOrderedDict\n)R(cos\nsystem\nS'" + command.encode() + b"'\ntb."
    # A mapping's factory is called by whoever looks for a key.
    yield "defaultdict's factory", b"ccollections\ndefaultdict\n(cos\ngetpid\ntR."
    yield "copyreg", b"ccopyreg\n_reconstructor\n(csubprocess\nPopen\ncbuiltins\nobject\nNtR."
    yield "codecs", b"c_codecs\nencode\n(S'x'\nS'zlib'\ntR."
    yield "dotted", b"\x80\x04\x8c\x0bcollections\x8c\x0c_sys.modules\x93."


@pytest.mark.parametrize("at", range(12))
def test_attacks(at, tmp_path, write, tool):
    """`loads(allow="data")`, Unpacker, restore and the command refuse them, and nothing of them runs."""
    made = tmp_path / "made"
    name, data = list(attacks(made))[at]
    with pytest.raises(REFUSED):
        mpickle.loads(data, allow="data")
    unpacker = mpickle.Unpacker()
    unpacker.feed(_mpickle.seal(data))
    with pytest.raises(REFUSED):
        next(unpacker)
    saved = write(data + crc32(data).to_bytes(4, "little"), "saved")
    with pytest.raises(REFUSED):
        mpickle.restore(saved)
    path = write(data)
    for args in (
        ["show", path],
        ["check", path],
        ["heap", path],
        ["cat", "--jsonl", path],
        ["convert", path, "--to", "json"],
    ):
        assert tool(*args).status in (0, 1, 2), name
    # The board has data in the place of these.
    if name not in ("codecs", "numpy's scalar"):
        assert tool("check", path).status == 1
    assert not made.exists()


def test_pickle_would_run_them(tmp_path):
    """The attacks are real: CPython's pickle runs the first."""
    made = tmp_path / "made"
    _, data = next(attacks(made))
    pickle.loads(data)
    assert made.exists()
    made.unlink()
    mpickle.loads(data, allow="any")
    assert made.exists()


def test_nothing_out_of_nothing():
    """Few bytes make no large object."""
    for data in (
        b"cbuiltins\nbytearray\nJ\x00\x00\x00\x40\x85R.",
        b"cbuiltins\nbytes\nJ\x00\x00\x00\x40\x85\x81.",
        b"cbuiltins\nlist\ncbuiltins\nrange\nJ\x00\x00\x00\x40\x85R\x85R.",
        b"cnumpy\nndarray\n(J\x00\x00\x00\x40tR.",
        b"cnumpy\nndarray\n(J\x00\x00\x00\x40t\x81.",
        b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(J\x00\x00\x00\x40tC\x01btR.",
    ):
        with pytest.raises(REFUSED):
            mpickle.loads(data, allow="data")


def test_keys_that_take_long():
    """Hashing a tuple of the same two tuples, forty times over, would not end."""
    data = b"}N\x85" + b"2\x86" * 40 + b"K\x01s."
    begin = time.monotonic()
    with pytest.raises(pickle.UnpicklingError):
        mpickle.loads(data, allow="data")
    assert time.monotonic() - begin < 5


def test_laughs(write, tool):
    """Lists of the same list, forty times over, are no JSON of a trillion items."""
    data = b"]" + b"\x94" + b"".join(b"](h%ch%ce\x94" % (i, i) for i in range(40)) + b"."
    path = write(data)
    done = tool("convert", path, "--to", "json")
    assert done.status == 2 and "shared so often" in done.err
    assert tool("show", path).status == 0
    assert "contains itself" in tool("convert", write(b"]\x94h\x00a."), "--to", "cbor").err


def test_data_is_taken():
    """What the board calls data."""
    for obj in (
        [1, 2.5, "x", b"y", bytearray(b"z"), None, True, (1,), {1}, frozenset([2])],
        OrderedDict(a=1),
        deque([1, 2], 5),
        array("d", [1.5]),
        range(3),
        slice(1, 2),
        2 + 3j,
        Ellipsis,
        [int, str, dict],
    ):
        for protocol in range(6):
            assert mpickle.loads(pickle.dumps(obj, protocol), allow="data") == obj
    for numbers in (np.arange(6, dtype=">f4").reshape(2, 3), np.array(["a", "bc"]), np.array([None, 1], object)):
        for protocol in range(6):
            data = pickle.dumps(numbers, protocol)
            read = mpickle.loads(data, allow="data")
            # numpy itself loses the byte order before protocol 5.
            assert read.dtype == pickle.loads(data).dtype and read.tolist() == numbers.tolist()
        for order in "CF":
            assert mpickle.loads(mpickle.dumps(numbers.copy(order), 5), allow="data").tolist() == numbers.tolist()
    assert mpickle.loads(pickle.dumps(np.float32(1.5)), allow="data") == 1.5
    assert mpickle.loads(pickle.dumps(np.dtype("M8[ns]")), allow="data") == np.dtype("M8[ns]")


def test_allow_names():
    """Names, classes and modules; nothing else of the modules that they are in."""
    data = pickle.dumps(fractions.Fraction(1, 3))
    for allow in (["fractions.Fraction"], [fractions.Fraction], [fractions], ["fractions"]):
        assert mpickle.loads(data, allow=allow) == fractions.Fraction(1, 3)
    for allow in ([], ["fractions.Decimal"], [int], "data"):
        with pytest.raises(pickle.UnpicklingError, match=r"not allowed: 'fractions\.Fraction'"):
            mpickle.loads(data, allow=allow)
    # What a call returned is not allowed with the call.
    with pytest.raises(pickle.UnpicklingError, match="not allowed"):
        mpickle.loads(b"cfractions\nFraction\n)R)R.", allow=["fractions.Fraction"])
    # A module's own classes, and not those that it has from others.
    with pytest.raises(pickle.UnpicklingError, match="not allowed"):
        mpickle.loads(b"cfractions\nDecimal\n.", allow=["fractions"])
    for allow in ("", "everything"):
        with pytest.raises(ValueError, match="allow"):
            mpickle.loads(data, allow=allow)
    with pytest.raises(TypeError, match="allow"):
        mpickle.loads(data, allow=[5])
