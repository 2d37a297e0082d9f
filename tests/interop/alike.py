"""CPython's pickle.py with the ways of mpickle: what differs by intention, done as mpickle does it.

A program that the two load differently is run once more by this. If the same comes out as from mpickle, the
difference is explained by what had to be done otherwise; else it is a finding. So an explanation covers
what it is about, with the objects that it is about, and nothing that merely stands beside it.
"""

import codecs
import copyreg
import io
import math
import pickle
import re
from array import array
from collections import OrderedDict, deque
from types import FunctionType, MethodType
from typing import ClassVar

import models
from describe import describe
from programs import MODULES, OLD

NEW = {old: new for new, old in OLD.items()}
# Written in Python: what MicroPython makes instances of without native code.
PYTHON = (models.Plain, models.Derived, models.ModelError)
# What MicroPython calls types of other names.
THEIR_NAMES = {"builtin_function_or_method": "function", "method": "bound_method"}
# No object of honest size is larger.
LARGE = 1 << 16
# No name of an attribute is longer, in bytes.
LONGEST = 255
# PUT may be ahead of the bytes read by so many.
AHEAD = 1024


# Why the two differ, in the order of the table in docs/differences.md.
RULES = (
    "a class without __init__ takes any arguments",
    "no state for native types",
    "an empty state is no state",
    "items only for containers",
    "states are dictionaries with str keys",
    "arguments are a plain tuple",
    "constructors take fewer forms",
    "constructors check less",
    "an OrderedDict takes any key",
    "no hash for range and slice",
    "no NaN equals itself",
    "sets and dictionaries have an order of their own",
    "only 00 and 01 are bool",
    "digits are read as MicroPython reads them",
    "OSError keeps its class and all its arguments",
    "getattr looks into what is written in Python",
    "functions do what they do there",
    "memo indices are bounded",
)
DIGITS = "digits are read as MicroPython reads them"
NO_ENCODING = "-ValueError: unknown encoding"
NO_BOOL = "'bool' object isn't iterable"
NO_INT = r"can't convert \w+ to int"
# By what is called: what mpickle says to arguments that CPython takes.
REFUSALS = {
    deque: "-UnpicklingError: unusual argument of 'deque'",
    OrderedDict: "-UnpicklingError: unusual argument of 'OrderedDict'",
    bytearray: f"-UnpicklingError: unusual argument of 'bytearray'|-TypeError: {NO_BOOL}|{NO_ENCODING}",
    bytes: f"-UnpicklingError: unusual argument of 'bytes'|-TypeError: {NO_BOOL}|{NO_ENCODING}",
    codecs.encode: NO_ENCODING,
    str: f"-UnpicklingError: unusual argument of 'str'|{NO_ENCODING}",
    slice: "-TypeError: can't create 'slice' instances",
    int: "-ValueError: invalid syntax for integer|-UnpicklingError: unusual argument of 'int'",
    range: f"-OverflowError: overflow converting long int|-TypeError: {NO_INT}",
}
# By what is called: what CPython says to arguments that mpickle takes.
LENIENT = {
    array: r"-OverflowError: |-TypeError: (array\(\) argument 1 must be a unicode character|cannot use a str)"
    "|-ValueError: bytes length not a multiple of item size",
    str: r"-TypeError: (decoding str is not supported|str\(\) argument '(encoding|errors)')",
    codecs.encode: r"-TypeError: encode\(\) argument 'errors'",
}


class Stop(Exception):
    """From here on the two go different ways; mpickle's outcome begins with this pattern."""

    def __init__(self, rule, pattern):
        self.rule = rule
        self.pattern = pattern


class Harmless:
    """Finds no other names than programs are made of."""

    def find_class(self, module, name):
        """Find one of these, and nothing else."""
        if name not in MODULES.get(NEW.get(module, module), ()):
            raise pickle.UnpicklingError(f"not here: {module} {name}")
        return super().find_class(module, name)


def their_name(obj):
    """The name of the type of `obj`, in an error of mpickle's."""
    name = type(obj).__name__
    return re.escape(THEIR_NAMES.get(name, name))


class Memo(dict):
    """A memo whose indices are bounded."""

    def __init__(self, owner):
        super().__init__()
        self.owner = owner

    def __setitem__(self, index, obj):
        if index > max(self, default=-1) + 1 and index > self.owner.file.tell() + AHEAD:
            raise Stop("memo indices are bounded", "-UnpicklingError: memo index out of range")
        super().__setitem__(index, obj)


class Alike(Harmless, pickle._Unpickler):
    """One load."""

    dispatch: ClassVar = dict(pickle._Unpickler.dispatch)

    def __init__(self, data):
        self.file = io.BytesIO(data)
        super().__init__(self.file)
        self.memo = Memo(self)
        # Whether an int as text had underscores.
        self.underscored = False
        # The rules that made a difference.
        self.applied = []
        # What was called so far: whether by NEWOBJ, what, and with which arguments.
        self.calls = []

    # Text and numbers.

    def text(self, size):
        """A str of so many bytes."""
        data = self.read(size)
        self.append(str(data, "utf-8", "surrogatepass"))

    dispatch[pickle.SHORT_BINUNICODE[0]] = lambda self: self.text(self.read(1)[0])
    dispatch[pickle.BINUNICODE[0]] = lambda self: self.text(int.from_bytes(self.read(4), "little"))
    dispatch[pickle.BINUNICODE8[0]] = lambda self: self.text(int.from_bytes(self.read(8), "little"))

    def load_int(self):
        """As pickle.py, where C takes two characters for a bool if their value is 0 or 1."""
        line = self.readline()[:-1]
        if line in (b"00", b"01"):
            self.append(line == b"01")
            return
        value = self.digits(line)
        if len(line) == 2 and value in (0, 1):
            self.applied.append("only 00 and 01 are bool")
        self.append(value)

    def load_long(self):
        """The L may be missing."""
        self.append(self.digits(self.readline()[:-1].removesuffix(b"L")))

    def digits(self, line):
        """An int as text."""
        self.underscored |= b"_" in line
        try:
            return int(line, 0)
        except ValueError:
            pass
        if b"_" in line:
            self.applied.append(DIGITS)
            line = line.replace(b"_", b"")
            return int(line, 10 if line.strip().lstrip(b"+-").isdigit() else 0)
        raise Stop(DIGITS, "-ValueError: invalid syntax for integer")

    def load_float(self):
        """Space around it does not matter."""
        line = self.readline()[:-1]
        if line != line.strip():
            self.applied.append(DIGITS)
        try:
            value = float(line)
        except ValueError:
            raise Stop(DIGITS, "-UnpicklingError: malformed text") from None
        if value in (math.inf, -math.inf) and b"n" not in line.lower():
            self.applied.append(DIGITS)
        self.append(value)

    def load_put(self):
        """The index is a number."""
        try:
            super().load_put()
        except ValueError:
            raise Stop(DIGITS, "-UnpicklingError: memo index out of range") from None

    dispatch[pickle.PUT[0]] = load_put
    dispatch[pickle.FLOAT[0]] = load_float
    dispatch[pickle.INT[0]] = load_int
    dispatch[pickle.LONG[0]] = load_long

    # Calls.

    def make(self, function, args, kwargs=None):
        """Call a function or class."""
        if function is copyreg.__newobj__ and args:
            return self.make_new(args[0], args[1:])
        self.calls.append((False, function, args))
        if function in PYTHON[:2] and args and function.__init__ is object.__init__:
            self.applied.append("a class without __init__ takes any arguments")
            return function()
        if function is OSError:
            return self.os_error(args)
        value = function(*args, **kwargs or {})
        if function is getattr and not (looked_into(args[0]) and within_reach(value)):
            raise Stop("getattr looks into what is written in Python", "-UnpicklingError: not allowed: ")
        return value

    def make_new(self, cls, args, kwargs=None):
        """Make an object by NEWOBJ."""
        self.calls.append((True, cls, args))
        if cls in PYTHON[:2] and (args or kwargs) and cls.__init__ is object.__init__:
            self.applied.append("a class without __init__ takes any arguments")
            return cls.__new__(cls)
        if cls is OSError:
            return self.os_error(args)
        return cls.__new__(cls, *args, **kwargs or {})

    def os_error(self, args):
        """An OSError: CPython chooses a class by the number, and takes three arguments apart."""
        error = OSError(*args)
        if type(error) is not OSError or len(args) > 2:
            self.applied.append("OSError keeps its class and all its arguments")
            error = OSError()
            error.args = args
        return error

    def load_reduce(self):
        args = self.stack.pop()
        self.stack[-1] = self.make(self.stack[-1], tuple_of(args))

    def load_newobj(self):
        args = self.stack.pop()
        self.stack[-1] = self.make_new(self.stack[-1], tuple_of(args))

    def load_newobj_ex(self):
        kwargs = self.stack.pop()
        args = self.stack.pop()
        self.stack[-1] = self.make_new(self.stack[-1], tuple_of(args), kwargs)

    def _instantiate(self, cls, args):
        if args or not isinstance(cls, type):
            self.append(self.make(cls, tuple(args)))
        else:
            self.append(self.make_new(cls, ()))

    dispatch[pickle.REDUCE[0]] = load_reduce
    dispatch[pickle.NEWOBJ[0]] = load_newobj
    dispatch[pickle.NEWOBJ_EX[0]] = load_newobj_ex

    # States.

    def load_build(self):
        obj, state = self.stack[-2:]
        if isinstance(obj, PYTHON):
            check_state(state)
        elif isinstance(obj, BaseException) and (state is None or type(state) is dict):
            self.stack.pop()
            if state:
                self.applied.append("no state for native types")
                if type(state.get("args")) is tuple:
                    obj.args = state["args"]
            return
        elif type(state) is dict and not state:
            self.stack.pop()
            if not hasattr(obj, "__setstate__") and not hasattr(obj, "__dict__"):
                self.applied.append("an empty state is no state")
            return
        else:
            raise Stop("no state for native types", f"-UnpicklingError: cannot set the state of '{their_name(obj)}'")
        super().load_build()

    dispatch[pickle.BUILD[0]] = load_build

    # Items.

    def put_items(self, kinds, method):
        """Put what is above the mark into what is below."""
        items = self.pop_mark()
        target = self.stack[-1]
        if type(target) not in (*kinds, deque) and not isinstance(target, PYTHON):
            raise Stop("items only for containers", f"-UnpicklingError: cannot put items into '{their_name(target)}'")
        if items:
            method(target, items)

    def load_appends(self):
        self.put_items((list,), extend)

    def load_setitems(self):
        self.put_items((dict, OrderedDict), set_items)

    def load_additems(self):
        self.put_items((set,), set.update)

    dispatch[pickle.APPENDS[0]] = load_appends
    dispatch[pickle.SETITEMS[0]] = load_setitems
    dispatch[pickle.ADDITEMS[0]] = load_additems

    def load_setitem(self):
        *_, target, key, value = self.stack
        del self.stack[-2:]
        if type(target) not in (dict, OrderedDict, deque) and not isinstance(target, PYTHON):
            raise Stop("items only for containers", f"-UnpicklingError: cannot put items into '{their_name(target)}'")
        set_items(target, [key, value])

    def load_append(self):
        target = self.stack[-2]
        if type(target) not in (list, deque) and not isinstance(target, PYTHON):
            raise Stop("items only for containers", f"-UnpicklingError: cannot put items into '{their_name(target)}'")
        super().load_append()

    dispatch[pickle.SETITEM[0]] = load_setitem
    dispatch[pickle.APPEND[0]] = load_append


def looked_into(obj):
    """Whether getattr looks into this: a class written in Python or an instance of one."""
    return obj in PYTHON if isinstance(obj, type) else isinstance(obj, PYTHON)


def within_reach(value):
    """Whether getattr may give this."""
    return isinstance(value, (type, FunctionType, MethodType, *PYTHON))


def tuple_of(args):
    """The arguments, which are a tuple."""
    if not isinstance(args, tuple):
        raise TypeError("arguments are no tuple")
    if type(args) is not tuple:
        raise Stop(
            "arguments are a plain tuple", f"-UnpicklingError: arguments must be a tuple, not '{their_name(args)}'"
        )
    return args


def check_state(state):
    """Stop at a state that is no dictionary with str keys, or None, or two of these."""
    parts = state if isinstance(state, tuple) and len(state) == 2 else (state,)
    for part in parts:
        if part is None:
            continue
        if type(part) is not dict:
            raise Stop("states are dictionaries with str keys", "-UnpicklingError: state must be a dict")
        wrong = [f"must be str, not '{their_name(key)}'" for key in part if type(key) is not str]
        if any(type(key) is str and len(key.encode(errors="surrogatepass")) > LONGEST for key in part):
            wrong.append("too long")
        if wrong:
            pattern = f"-UnpicklingError: attribute name ({'|'.join(wrong)})"
            raise Stop("states are dictionaries with str keys", pattern)


def extend(target, items):
    """Put items to the end."""
    if hasattr(target, "extend"):
        target.extend(items)
    else:
        for item in items:
            target.append(item)


def set_items(target, items):
    """Put items under their keys."""
    for key, value in zip(items[::2], items[1::2], strict=True):
        if type(target) is OrderedDict:
            try:
                hash(key)
            except TypeError:
                raise Stop("an OrderedDict takes any key", r"[+?]") from None
        target[key] = value


def large(obj):
    """Whether describing it would take long."""
    try:
        return isinstance(obj, (bytes, bytearray, list, tuple, str, range)) and len(obj) > LARGE
    except OverflowError:
        return True


def outcome(load):
    """What comes of a load: `+` and the description, `-` and the error, `?` and a type."""
    try:
        obj = load()
    except Stop:
        raise
    except Exception as e:
        return f"-{type(e).__name__}: {e}"
    if large(obj):
        return "?" + type(obj).__name__
    try:
        return "+" + describe(obj)
    except Exception:
        return "?" + type(obj).__name__


def without_nan(text):
    """A description without the keys and elements that are NaN."""
    return re.sub(r"\bnan(:[^,:()\[\]{}<>]*)?,", "", text)


def explain(data, theirs):
    """Why mpickle's outcome is not CPython's; None if nobody knows."""
    load = Alike(data)
    try:
        ours = outcome(load.load)
    except Stop as stop:
        if re.match(stop.pattern, theirs):
            return stop.rule
        # It may have failed before that.
        ours = "+"
    if ours == theirs:
        return load.applied[0] if load.applied else None
    called = [function for _, function, _ in load.calls]
    taken = [arg for _, _, args in load.calls for arg in args]
    if theirs[0] == "-" and ours[0] != "-":
        if load.underscored and theirs.startswith("-ValueError: invalid syntax for integer"):
            return DIGITS
        if any(re.match(REFUSALS.get(function, "$"), theirs) for function in called):
            return "constructors take fewer forms"
        for kind in (range, slice):
            if theirs == f"-TypeError: unsupported type for __hash__: '{kind.__name__}'" and kind in called:
                return "no hash for range and slice"
        for _, function, args in load.calls:
            if function is models.double and theirs.startswith(
                f"-TypeError: unsupported types for __mul__: '{type(args[0]).__name__}', 'int'"
            ):
                return "functions do what they do there"
    elif ours[0] == "-" and theirs[0] != "-":
        # It is the last call that failed.
        if called and re.match(LENIENT.get(called[-1], "$"), ours):
            return "constructors check less"
    elif without_nan(ours) == without_nan(theirs) and theirs.count("nan") > ours.count("nan"):
        return "no NaN equals itself"
    elif any(isinstance(arg, (set, frozenset, dict)) for arg in taken) and sorted(ours) == sorted(theirs):
        return "sets and dictionaries have an order of their own"
    return None
