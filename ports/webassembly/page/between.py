"""What the page asks of a Python: the same module runs in MicroPython and in CPython.

A program is run as `__main__`. What it leaves in `obj` is pickled; what comes goes to its function `received`, or is
printed. Answers are JSON, as the page reads it.
"""

import json
import sys

import __main__

try:
    import mpickle as pickle
except ImportError:
    import pickle

_MICROPYTHON = sys.implementation.name == "micropython"
# Opcodes and characters of an argument that the page shows.
_OPCODES = 300
_LONGEST = 60


def version():
    """The implementation's name and version."""
    name = "MicroPython" if _MICROPYTHON else "CPython"
    number = sys.implementation.version if _MICROPYTHON else sys.version_info
    return "%s %d.%d.%d" % ((name,) + tuple(number)[:3])


def run(program):
    """Runs a program in an empty `__main__`, and says whether it came to its end. An error is printed."""
    names = __main__.__dict__
    for name in list(names):
        if not name.startswith("__"):
            del names[name]
    try:
        if _MICROPYTHON:
            exec(program, names)
        else:
            _remember(program)
            exec(compile(program, "program.py", "exec"), names)
    except BaseException as error:
        _show(error)
        return False
    return True


def send(path):
    """Pickles the program's `obj` into a file, or writes `pickled`, which is one already."""
    try:
        if hasattr(__main__, "pickled"):
            data, other = bytes(__main__.pickled), None
        else:
            data = pickle.dumps(__main__.obj)
            other = _as_json(__main__.obj)
        with open(path, "wb") as f:
            f.write(data)
    except BaseException as error:
        return _failed(error)
    return json.dumps({"size": len(data), "json": other})


def receive(path):
    """Loads a file, gives the object to the program's `received`, and says how it would be written from here."""
    try:
        with open(path, "rb") as f:
            obj = pickle.loads(f.read())
        # Before the program changes it.
        again = _size(obj)
        received = getattr(__main__, "received", None)
        if received is None:
            print(repr(obj))
        else:
            received(obj)
    except BaseException as error:
        return _failed(error)
    return json.dumps({"again": again})


def opcodes(path):
    """The opcodes of a pickle: place, bytes, name, argument and meaning of each."""
    import pickletools

    with open(path, "rb") as f:
        data = f.read()
    rows = []
    try:
        found = list(pickletools.genops(data))
    except ValueError as error:
        return json.dumps({"rows": [], "error": str(error)})
    ends = [at for _, _, at in found[1:]] + [len(data)]
    for (opcode, argument, at), end in list(zip(found, ends))[:_OPCODES]:
        shown = "" if argument is None else _short(repr(argument))
        meaning = " ".join(opcode.doc.split("\n\n")[0].split())
        rows.append([at, _short(data[at : min(end, at + _LONGEST)].hex(" ")), opcode.name, shown, meaning])
    return json.dumps({"rows": rows, "left": max(0, len(found) - _OPCODES)})


def _as_json(obj):
    """What `json` makes of an object: its size, or why it will not do."""
    try:
        text = json.dumps(obj)
    except Exception as error:
        return {"why": "json cannot write it: " + _name(error)}
    try:
        same = json.loads(text) == obj
    except Exception:
        return {"why": "json writes what it cannot read"}
    return {"size": len(text.encode()), "why": "" if same else "json gives back something else"}


def _size(obj):
    """How many bytes an object takes when this side writes it, or why it does not."""
    try:
        return {"size": len(pickle.dumps(obj))}
    except Exception as error:
        return {"why": _name(error)}


def _failed(error):
    _show(error)
    return json.dumps({"error": _name(error)})


def _name(error):
    text = str(error)
    return type(error).__name__ + (": " + text if text else "")


def _short(text):
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _remember(program):
    """Has tracebacks show the program's lines."""
    import linecache

    linecache.cache["program.py"] = (len(program), None, program.splitlines(True), "program.py")


def _show(error):
    if _MICROPYTHON:
        sys.print_exception(error, sys.stdout)
        return
    import traceback

    # Without the line of this file that called the program.
    deeper = error.__traceback__.tb_next if error.__traceback__ else None
    traceback.print_exception(type(error), error, deeper, file=sys.stdout)
