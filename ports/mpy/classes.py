# The part of mpickle.mpy that is written in Python: what pickles have beyond plain data. It runs behind the native
# part, in the same module; the native part asks the object that `_rules` was given.
import builtins
import sys


def _function(x=None):
    def inner():
        return x

    return inner


def _generator():
    yield


# Functions written in Python: native ones have other types. What a pickle may call are these, classes written in
# Python, exceptions, and data types.
_FUNCTIONS = (type(_function), type(_function(0)), type(_generator))
_names = {}
_objects = {}
_reducers = {}
# Native functions that may be called.
_granted = [getattr]


def _refuse(what, module, name):
    raise UnpicklingError("%s '%s.%s'" % (what, module, name))


def _reconstructor(cls, base, state):
    if type(cls) is not type or not _reachable(cls):
        raise UnpicklingError("not a class")
    return _new(cls, (), None) if base is object else _call(cls, (state,))


def _newobj(cls, *args):
    return _new(cls, args, None)


# CPython's codes of items, in both byte orders: those of little ends are even from 2 on.
def _array_reconstructor(cls, code, form, data):
    import struct

    if cls is not _array:
        raise UnpicklingError("not an array")
    sizes = {0: 1, 1: 1, 2: 2, 4: 2, 6: 4, 8: 4, 10: 8, 12: 8, 14: 4, 16: 8}
    order = "<"
    if form in (3, 5, 7, 9, 11, 13, 15, 17):
        form -= 1
        order = ">"
    want = {0: "B", 1: "b", 2: "H", 4: "h", 6: "I", 8: "i", 10: "Q", 12: "q", 14: "f", 16: "d"}.get(form)
    if want is None or code not in "bBhHiIlLqQfd":
        raise UnpicklingError("unknown form of array")
    count = len(data) // sizes[form]
    return cls(code, struct.unpack(order + str(count) + want, data))


def _form(code):
    import struct

    size = struct.calcsize(code)
    if code in "fd":
        return 14 if size == 4 else 16
    at = {1: 0, 2: 2, 4: 6, 8: 10}[size]
    return at + (code in "bhilq") * (1 if size == 1 else 2)


def _fix(module, name, obj):
    _objects[module + "." + name] = obj
    _names[obj] = (module, name)


for _name in ("complex", "range", "object", "int", "float", "bool", "str", "list", "tuple", "dict", "memoryview"):
    if hasattr(builtins, _name):
        _fix("builtins", _name, getattr(builtins, _name))
for _name in ("bytes", "bytearray", "set", "frozenset"):
    if hasattr(builtins, _name):
        _objects["builtins." + _name] = getattr(builtins, _name)
_fix("builtins", "getattr", getattr)
_fix("copyreg", "_reconstructor", _reconstructor)
_fix("copyreg", "__newobj__", _newobj)
try:
    from array import array as _array

    _fix("array", "array", _array)
    _fix("array", "_array_reconstructor", _array_reconstructor)
except ImportError:
    _array = None
try:
    from collections import OrderedDict as _Ordered

    _fix("collections", "OrderedDict", _Ordered)
except ImportError:
    _Ordered = None

# Types whose objects an instance would have within itself: how such a one is made without `__init__` is the
# firmware's own.
_NATIVE = (int, float, str, bytes, bytearray, list, tuple, dict) + tuple(
    getattr(builtins, _name) for _name in ("set", "frozenset", "complex") if hasattr(builtins, _name)
)


def _reachable(obj):
    kind = type(obj)
    if kind is type:
        if obj in _names or issubclass(obj, BaseException) or hasattr(obj, "__module__"):
            return True
        # What namedtuple makes.
        return issubclass(obj, tuple)
    return kind in _FUNCTIONS or any(obj is granted for granted in _granted)


def _is_class(obj):
    return type(obj) is type and hasattr(obj, "__module__")


# What constructors take from a pickle: nothing that takes long, or much memory, for few bytes.
_ARGUMENTS = {
    list: (list, tuple),
    tuple: (list, tuple),
    dict: (),
    str: (str,),
    int: (str, int, float),
    float: (str, int, float),
}


def _call(function, args):
    if not _reachable(function):
        _refuse("not allowed:", "", getattr(function, "__name__", type(function).__name__))
    if function is getattr:
        if len(args) != 2 or not _reachable(args[0]):
            _refuse("unusual argument of", "", "getattr")
        found = getattr(args[0], "__dict__", {}).get(args[1])
        if not _reachable(found):
            _refuse("not allowed:", "", args[1])
        return found
    if function in _ARGUMENTS and args:
        if len(args) > 1 or not isinstance(args[0], _ARGUMENTS[function]):
            _refuse("unusual argument of", "builtins", function.__name__)
        if function is int and isinstance(args[0], str) and len(args[0]) > 4301:
            raise UnpicklingError("too many digits")
    if _array and function is _array:
        # Others have objects and pointers as items, made of any bytes.
        code = args[0] if args else ""
        if not isinstance(code, str) or len(code) != 1 or code not in "bBhHiIlLqQfd":
            _refuse("unusual argument of", "array", "array")
    return function(*args)


def _new(cls, args, kwargs):
    if issubclass(cls, BaseException) or not _is_class(cls):
        # Of native types the constructor makes all of it.
        if kwargs:
            _refuse("unusual argument of", "", getattr(cls, "__name__", "?"))
        return _call(cls, args)
    if issubclass(cls, _NATIVE):
        _refuse("needs mpickle built in:", cls.__module__, cls.__name__)
    if hasattr(cls, "__new__"):
        return cls.__new__(cls, *args, **(kwargs or {}))
    return object.__new__(cls)


def _holder(obj):
    # The module that has a class which does not say so: native ones, and what namedtuple makes.
    name = obj.__name__
    for module in ("builtins", "__main__"):
        if getattr(__import__(module), name, None) is obj:
            return module
    for module, holder in sys.modules.items():
        if getattr(holder, name, None) is obj:
            return module
    raise PicklingError("cannot pickle class '%s': not found" % name)


class _Rules:
    """What the native part asks; a Pickler or Unpickler is one, and changes some."""

    _given = None

    def _name(self, obj):
        name = self._given
        if name:
            self._given = None
            return getattr(obj, "__module__", None) or type(obj).__module__, name
        if type(obj) is type or type(obj) in _FUNCTIONS or obj is getattr:
            found = _names.get(obj)
            if found:
                return found
        if type(obj) is type:
            module = getattr(obj, "__module__", None)
            if module is None:
                module = _holder(obj)
        else:
            module = obj.__globals__.get("__name__") if hasattr(obj, "__globals__") else "__main__"
        name = getattr(obj, "__name__", "?")
        holder = builtins if module == "builtins" else sys.modules.get(module) or __import__(module)
        if getattr(holder, name, None) is not obj:
            raise PicklingError("cannot pickle '%s.%s': not found under that name" % (module, name))
        return module, name

    def _find(self, module, name):
        if not 0 < len(module) < 128 or not 0 < len(name) < 128:
            raise UnpicklingError("not a name")
        found = _objects.get(module + "." + name)
        if found is not None:
            return found
        if module == "builtins":
            obj = builtins
        else:
            if not all(c.isalpha() or c.isdigit() or c in "_." for c in module) or not all(module.split(".")):
                _refuse("not allowed:", module, name)
            obj = sys.modules.get(module)
            if obj is None:
                try:
                    __import__(module)
                except ImportError:
                    _refuse("not found:", module, name)
                obj = sys.modules.get(module)
                if obj is None:
                    # A native module is in no table.
                    obj = __import__(module)
        for part in name.split("."):
            # Asked for by `getattr`, a name that nobody has would stay in memory.
            if not part or part not in getattr(obj, "__dict__", ()):
                _refuse("not found:", module, name)
            obj = getattr(obj, part)
        if not _reachable(obj):
            _refuse("not allowed:", module, name)
        return obj

    def find_class(self, module, name):
        """The class or function of this name."""
        return self._find(module, name)

    def _reduce(self, obj, protocol):
        cls = type(obj)
        if cls in _FUNCTIONS:
            return None
        reducer = _reducers.get(cls)
        if reducer:
            return self._recipe(reducer(obj), obj)
        if _array and cls is _array:
            code = repr(obj[:0])[7]
            if code not in "bBhHiIlLqQfd":
                raise PicklingError("cannot pickle 'array'")
            if protocol < 3:
                return (None, cls, (code, list(obj)), None, None, None, None)
            args = (cls, code, _form(code), bytes(memoryview(obj)))
            return (None, _array_reconstructor, args, None, None, None, None)
        if _Ordered and cls is _Ordered:
            return (None, cls, (), None, None, iter(obj.items()), None)
        if cls is range:
            return (None, cls, (obj.start, obj.stop, obj.step), None, None, None, None)
        if cls in _names and cls is not object:
            if cls.__name__ == "complex":
                return (None, cls, (obj.real, obj.imag), None, None, None, None)
            raise PicklingError("cannot pickle '%s'" % cls.__name__)
        if cls is object:
            return (True, cls, (), None, None, None, None)
        if hasattr(obj, "__reduce_ex__"):
            return self._recipe(obj.__reduce_ex__(protocol), obj)
        if hasattr(obj, "__reduce__"):
            return self._recipe(obj.__reduce__(), obj)
        state = None
        if hasattr(obj, "__getstate__"):
            state = obj.__getstate__()
        elif hasattr(obj, "__dict__"):
            state = dict(obj.__dict__) or None
        if issubclass(cls, BaseException):
            return (None, cls, obj.args, state, None, None, None)
        if not _is_class(cls):
            if issubclass(cls, tuple):
                return (True, cls, tuple(obj), None, None, None, None)
            raise PicklingError("cannot pickle '%s'" % cls.__name__)
        if issubclass(cls, _NATIVE):
            raise PicklingError("cannot pickle '%s': needs mpickle built in" % cls.__name__)
        args = ()
        if hasattr(obj, "__getnewargs_ex__"):
            args, kwargs = obj.__getnewargs_ex__()
            if kwargs:
                if protocol < 4:
                    raise PicklingError("cannot pickle '%s': needs protocol 4" % cls.__name__)
                return (kwargs, cls, args, state, None, None, None)
        elif hasattr(obj, "__getnewargs__"):
            args = obj.__getnewargs__()
        if protocol < 2:
            if args:
                raise PicklingError("cannot pickle '%s': needs protocol 2" % cls.__name__)
            return (None, _reconstructor, (cls, object, None), state or None, None, None, None)
        return (True, cls, args, state, None, None, None)

    def _recipe(self, value, obj):
        if isinstance(value, str):
            self._given = value
            return None
        if not isinstance(value, tuple) or not 2 <= len(value) <= 6:
            raise PicklingError("__reduce__ must return a str or a tuple of 2 to 6 items")
        function, args, state, items, pairs, setter = value + (None,) * (6 - len(value))
        if not isinstance(args, tuple) or not callable(function):
            raise PicklingError("__reduce__ must return a callable and a tuple")
        if function is _newobj:
            return (True, args[0], args[1:], state, items and iter(items), pairs and iter(pairs), setter)
        return (None, function, args, state, items and iter(items), pairs and iter(pairs), setter)

    def _override(self, obj):
        value = self.reducer_override(obj)
        return NotImplemented if value is NotImplemented else self._recipe(value, obj)

    def _call(self, function, args):
        return _call(function, args)

    def _new(self, cls, args, kwargs):
        if type(cls) is not type:
            raise UnpicklingError("not a class")
        return _new(cls, args, kwargs)

    def _make(self, cls, args):
        if args or not _is_class(cls):
            return self._call(cls, args)
        return _new(cls, (), None)

    def _build(self, obj, state):
        if not hasattr(type(obj), "__module__") and not isinstance(obj, BaseException):
            raise UnpicklingError("cannot set the state of '%s'" % type(obj).__name__)
        if hasattr(obj, "__setstate__"):
            obj.__setstate__(state)
            return obj
        slots = None
        if isinstance(state, tuple) and len(state) == 2:
            state, slots = state
        for part in (state, slots):
            if part is not None:
                if not isinstance(part, dict):
                    raise UnpicklingError("a state must be a dict")
                for name, value in part.items():
                    if not isinstance(name, str):
                        raise UnpicklingError("names of attributes must be str")
                    setattr(obj, name, value)
        return obj

    def _append(self, obj, items):
        if not hasattr(type(obj), "__module__") or not hasattr(obj, "append"):
            raise UnpicklingError("cannot put items into '%s'" % type(obj).__name__)
        if hasattr(obj, "extend"):
            obj.extend(items)
        else:
            for item in items:
                obj.append(item)

    def _set(self, obj, items):
        if type(obj) is not _Ordered and not (hasattr(type(obj), "__module__") and hasattr(obj, "__setitem__")):
            raise UnpicklingError("cannot put items into '%s'" % type(obj).__name__)
        for at in range(0, len(items), 2):
            obj[items[at]] = items[at + 1]


_rules(_Rules())


class Pickler(_Rules):
    """Writes objects to a file; each pickle stands alone."""

    def __init__(self, file, protocol=None, *, fix_imports=True):
        self._to = (file, protocol, fix_imports)

    def dump(self, obj):
        """Writes one object."""
        file, protocol, fix_imports = self._to
        dump(obj, file, protocol, fix_imports=fix_imports, _rules=self)


class Unpickler(_Rules):
    """Reads objects from a file."""

    def __init__(self, file, **options):
        self._from = (file, options)

    def load(self):
        """Reads one object."""
        file, options = self._from
        return load(file, _rules=self, **options)


def register(cls, name=None):
    """Gives a class the name that it has on the other side: "module.name"."""
    if isinstance(cls, str):
        return lambda decorated: register(decorated, cls)
    module, _, short = name.rpartition(".")
    _fix(module, short, cls)
    return cls


def alias(name, obj):
    """Has a name in pickles stand for this object."""
    _fix(*name.rsplit(".", 1), obj)
    _granted.append(obj)


def reducer(cls, function):
    """Has `function(obj)` give what `__reduce__` would, for objects of a class: `copyreg.pickle`."""
    _reducers[cls] = function
