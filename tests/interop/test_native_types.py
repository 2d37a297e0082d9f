"""Native types that MicroPython lacks, or has in another form: CPython's own pickles, and what comes back."""

import builtins
import os
import pickle
import time
from collections import Counter, defaultdict, deque

import pytest

PROTOCOLS = range(6)


def show(peer, obj, protocol, what="x"):
    """What a board says about a pickle."""
    return peer.run(f"x = mpickle.loads(data); result = str({what})", pickle.dumps(obj, protocol)).decode()


def exceptions():
    """Every exception class of the builtins."""
    return sorted({c for c in vars(builtins).values() if isinstance(c, type) and issubclass(c, BaseException)}, key=str)


def make(cls, state):
    """An exception of a class, with or without a state."""
    if issubclass(cls, UnicodeTranslateError):
        args = ("x", 0, 1, "why")
    elif issubclass(cls, UnicodeError) and cls is not UnicodeError:
        args = ("utf-8", b"x" if cls is UnicodeDecodeError else "x", 0, 1, "why")
    elif issubclass(cls, getattr(builtins, "BaseExceptionGroup", ())):
        args = ("several", [ValueError("one")])
    else:
        args = ("text", ("file", 1, 2, "line") if issubclass(cls, SyntaxError) else 5)
    e = cls(*args)
    if state:
        e.mine = [1]
        e.__notes__ = ["a note"]
    return e


@pytest.mark.parametrize("state", [False, True], ids=["plain", "state"])
@pytest.mark.parametrize("cls", exceptions(), ids=lambda c: c.__name__)
def test_exception(peer, cls, state):
    """It loads as its class, or as the nearest of its bases that the board has."""
    for protocol in PROTOCOLS:
        e = make(cls, state)
        data = pickle.dumps(e, protocol)
        # Python 2's names may be those of a base.
        names = [c.__name__ for c in type(pickle.loads(data)).__mro__ if c is not object]
        here = peer.run("import builtins; result = ' '.join(dir(builtins))").decode().split()
        expected = next(name for name in names if name in here)
        assert show(peer, e, protocol, "type(x).__name__") == expected
        if not hasattr(builtins, "BaseExceptionGroup") or not issubclass(cls, BaseExceptionGroup):
            assert show(peer, e, protocol, "x.args") == str(e.args)
        again = pickle.loads(peer.round_trip(data, protocol))
        assert isinstance(e, type(again)) or cls is not type(pickle.loads(data))
        assert len(again.args) == len(e.args)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_raised(peer, protocol):
    """Exceptions as they were raised, with what CPython puts into their state."""
    for code in ("import no_such_module", "from os import no_such_name", "no_such_name", "(5).foo", "1 // 0", "[][1]"):
        with pytest.raises(Exception) as caught:
            exec(code, {})
        e = caught.value
        assert show(peer, e, protocol, "x.args[0]") == str(e.args[0])
        assert type(pickle.loads(peer.round_trip(pickle.dumps(e, protocol), protocol))) in type(e).__mro__[:2]


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_struct_sequences(peer, protocol):
    """Tuples with names are tuples."""
    for x in (time.gmtime(0), time.localtime(), os.stat("."), os.uname(), os.times(), os.terminal_size((80, 24))):
        assert pickle.loads(peer.round_trip(pickle.dumps(x, protocol), protocol)) == tuple(x)
    for code in ("sys.implementation", "time.localtime(0)", "os.stat('.')", "os.statvfs('.')"):
        answer = peer.run(f"import sys, os, time\nresult = mpickle.dumps(({code}, tuple({code})[:2]), {protocol})")
        x, start = pickle.loads(answer)
        assert type(x) is tuple and x[: len(start)] == start


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_object(peer, protocol):
    """object(), types without a name, and what is shared among them."""
    o = object()
    obj = [o, o, type(None), type(...), object, type, {type(None): o}]
    y = pickle.loads(peer.round_trip(pickle.dumps(obj, protocol), protocol))
    assert type(y[0]) is object and y[0] is y[1] and y[0] is y[6][type(None)]
    assert y[2:6] == obj[2:6]
    assert show(peer, obj, protocol, "x[2] is type(None) and x[3] is type(...) and x[5] is type") == "True"
    assert show(peer, type(NotImplemented), protocol, "x is type(NotImplemented)") == "True"


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_dictionaries(peer, protocol):
    """defaultdict and Counter."""
    d = defaultdict(list, {1: [2], "a": []})
    d["self"] = d
    y = pickle.loads(peer.round_trip(pickle.dumps(d, protocol), protocol))
    assert type(y) is dict and y.pop("self") is y and y == {1: [2], "a": []}
    c = Counter("abracadabra")
    y = pickle.loads(peer.round_trip(pickle.dumps([c, c], protocol), protocol))
    assert type(y[0]) is dict and y[0] is y[1] and y[0] == dict(c)


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("count", [0, 1, 10, 500])
def test_deque(peer, protocol, count):
    """A deque keeps its limit, or that it has none."""
    for limit in (None, 3, count, 600):
        y = pickle.loads(peer.round_trip(pickle.dumps(deque(range(count), limit), protocol), protocol))
        assert y == deque(range(count), limit) and y.maxlen == limit
