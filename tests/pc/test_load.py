"""`load` and `Unpickler` with `allow` and limits: from files of all kinds, pickle after pickle, with hooks."""

import datetime
import io
import os
import pickle
from collections import OrderedDict

import mpickle
import numpy as np
import pytest

OBJECTS = [1, "two", {"k": [b"x" * 3000, (4, {5})]}, OrderedDict(a=1), np.arange(2000.0), None, bytes(10_000)]


class Only:
    """A file with `read` alone, which gives some bytes at a time."""

    def __init__(self, data, most):
        self.file = io.BytesIO(data)
        self.most = most

    def read(self, n):
        return self.file.read(min(n, self.most))


def same(left, right):
    """Of objects with arrays."""
    return np.array_equal(left, right) if isinstance(right, np.ndarray) else left == right


@pytest.mark.parametrize("protocol", range(6))
def test_pickles_in_a_row(tmp_path, protocol):
    """From every kind of file, which is left at the next byte."""
    data = b"".join(pickle.dumps(obj, protocol) for obj in OBJECTS) + b"rest"
    path = tmp_path / "file"
    path.write_bytes(data)
    with open(path, "rb") as buffered, open(path, "rb", buffering=0) as raw:
        for file in (io.BytesIO(data), buffered, raw, Only(data, 1 << 30), Only(data, 100)):
            unpickler = mpickle.Unpickler(file, allow="data")
            for n, obj in enumerate(OBJECTS):
                found = unpickler.load() if n % 2 else mpickle.load(file, allow="data")
                assert same(found, obj)
            assert file.read(5) == b"rest"


def test_what_is_not_allowed_is_refused():
    """As by loads; and the file is behind it."""
    day = datetime.date(2026, 5, 6)
    data = pickle.dumps(day) + pickle.dumps([1])
    for call in (mpickle.load, lambda file, **options: mpickle.Unpickler(file, **options).load()):
        file = io.BytesIO(data)
        with pytest.raises(pickle.UnpicklingError, match=r"not allowed: 'datetime\.date'"):
            call(file, allow="data")
        assert call(file, allow="data") == [1]
        assert call(io.BytesIO(data), allow=[datetime.date]) == day
        assert call(io.BytesIO(data), allow="any") == day
        assert call(io.BytesIO(data)) == day
    for wrong in ("everything", 5):
        with pytest.raises((TypeError, ValueError)):
            mpickle.load(io.BytesIO(data), allow=wrong)


def test_limits():
    """Each by itself, without allow too."""
    obj = [[1, 2, 3], "x" * 3000]
    data = pickle.dumps(obj)
    for name, most in (("max_bytes", len(data)), ("max_depth", 2), ("max_objects", 7)):
        assert mpickle.load(io.BytesIO(data), **{name: most}) == obj
        for file in (io.BytesIO(data), Only(data, 100)):
            with pytest.raises(pickle.UnpicklingError, match=name):
                mpickle.load(file, **{name: 1})


def test_a_size_is_not_believed():
    """A payload that does not come takes no memory."""
    for head in (b"\x80\x05\x8e" + b"\xff" * 7 + b"\x00", b"\x80\x04\x95" + b"\xff" * 7 + b"\x7f"):
        for file in (io.BytesIO(head + b"x"), Only(head + b"x", 5)):
            with pytest.raises((EOFError, pickle.UnpicklingError)):
                mpickle.load(file, allow="data")
    for data in (b"", b"\x80", b"(lp0\n"):
        with pytest.raises(EOFError):
            mpickle.load(io.BytesIO(data), allow="data")
    with pytest.raises(pickle.UnpicklingError, match="invalid load key"):
        mpickle.load(io.BytesIO(b"\xff" * 10), allow="data")


class Hooks(mpickle.Unpickler):
    """Takes one class, and ids."""

    def find_class(self, module, name):
        """As in pickle's documentation."""
        if (module, name) == ("datetime", "date"):
            return datetime.date
        raise pickle.UnpicklingError(f"no {name}")

    def persistent_load(self, pid):
        """An id itself."""
        return ("id", pid)


@pytest.mark.parametrize("options", [{}, {"allow": "data"}, {"max_objects": 100}], ids=str)
def test_hooks(options):
    """Of subclasses, with and without allow."""

    class Writer(pickle.Pickler):
        def persistent_id(self, obj):
            return 7 if obj == "far" else None

    day = datetime.date(2026, 5, 6)
    file = io.BytesIO()
    Writer(file).dump([day, "far"])
    Writer(file).dump(os.getcwd)
    file.seek(0)
    unpickler = Hooks(file, **options)
    assert unpickler.load() == [day, ("id", 7)]
    with pytest.raises(pickle.UnpicklingError, match="no getcwd"):
        unpickler.load()


def test_without_options_it_is_pickles_own():
    """The memo goes on from load to load."""
    file = io.BytesIO()
    pickler = pickle.Pickler(file)
    shared = ["shared"]
    for obj in (shared, [shared]):
        pickler.dump(obj)
    file.seek(0)
    unpickler = mpickle.Unpickler(file)
    first, second = unpickler.load(), unpickler.load()
    assert second[0] is first
    assert isinstance(unpickler, pickle.Unpickler)
