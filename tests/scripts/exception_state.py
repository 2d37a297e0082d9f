# Exceptions with a state, and of classes that MicroPython lacks: what it can hold arrives.
try:
    import mpickle as pickle
except ImportError:
    import pickle


def show(name, base, data):
    y = pickle.loads(data)
    print(name, isinstance(y, base), y.args)


def named(p, name, args, state=b""):
    """An exception as CPython writes it: its arguments are of text."""
    if p < 4:
        out = b"cbuiltins\n" + name + b"\n" if p == 3 else b"cexceptions\n" + name + b"\n"
    else:
        out = b"\x8c" + bytes([8]) + b"builtins\x8c" + bytes([len(name)]) + name + b"\x93"
    out += b"(" + b"".join([b"V" + arg + b"\n" for arg in args]) + b"tR"
    return (b"\x80" + bytes([p]) if p > 1 else b"") + out + state + b"."


for p in range(6):
    # The arguments once more, as CPython writes an AttributeError from 3.12 on.
    show("args", AttributeError, named(p, b"AttributeError", [b"x"], b"}(Vname\nVfoo\nVargs\n(Vx\ntub"))
    # They count.
    show("args", AttributeError, named(p, b"AttributeError", [b"x"], b"}Vargs\n(Vy\nI2\ntsb"))
    show("no args", ValueError, named(p, b"ValueError", [b"x"], b"}Vargs\n(tsb"))
    # add_note(), an attribute of the program's, nothing at all.
    show("notes", ValueError, named(p, b"ValueError", [b"x"], b"}V__notes__\n(lVn\nasb"))
    show("attribute", KeyError, named(p, b"KeyError", [b"k"], b"}Vextra\n(lsb"))
    show("None", KeyError, named(p, b"KeyError", [b"k"], b"Nb"))
    show("empty", KeyError, named(p, b"KeyError", [b"k"], b"}b"))
    show("import", ImportError, named(p, b"ImportError", [b"no"], b"}(Vname\nVm\nVpath\nV/lib/m.py\nub"))
show("module", ImportError, named(4, b"ModuleNotFoundError", [b"No module named 'm'"], b"}Vname\nVm\nsb"))

# Classes that MicroPython lacks load as what they are a kind of.
for base, names in (
    (ImportError, b"ModuleNotFoundError"),
    (RuntimeError, b"RecursionError"),
    (ArithmeticError, b"FloatingPointError"),
    (NameError, b"UnboundLocalError"),
    (SyntaxError, b"TabError IndentationError"),
    (Exception, b"BufferError ReferenceError SystemError StopAsyncIteration"),
    (Exception, b"Warning UserWarning DeprecationWarning BytesWarning ResourceWarning"),
    (OSError, b"FileNotFoundError ConnectionResetError TimeoutError IOError EnvironmentError"),
):
    for name in names.split():
        for p in (3, 4):
            show(name, base, named(p, name, [b"one"]))
# Those that Python 2 has too.
for base, names in (
    (ArithmeticError, b"FloatingPointError"),
    (NameError, b"UnboundLocalError"),
    (SyntaxError, b"TabError"),
    (Exception, b"BufferError ReferenceError SystemError Warning UserWarning BytesWarning StandardError"),
    (OSError, b"IOError EnvironmentError"),
):
    for name in names.split():
        show(name, base, named(2, name, [b"one"]))
x = pickle.loads(named(4, b"UnicodeDecodeError", []).replace(b"(tR", b"(Vutf-8\nC\x01xK\x00K\x01Vwhy\ntR"))
print(isinstance(x, ValueError), x.args)
print(isinstance(pickle.loads(b"csocket\ntimeout\n(tR."), OSError))
print(isinstance(pickle.loads(b"csocket\ngaierror\n(tR."), OSError))

# One and the same, before and after its state.
y = pickle.loads(b"(cbuiltins\nValueError\n(Va\ntRp0\n}Vargs\n(Vb\ntsbg0\nt.")
print(y[0] is y[1], y[0].args)


# A class of the program's has room for all of it.
class Mine(AttributeError):
    pass


for p in range(6):
    e = Mine("one", 2)
    e.extra = [3]
    y = pickle.loads(pickle.dumps(e, p))
    print(p, type(y) is Mine, y.args, y.extra)
y = pickle.loads(b"c__main__\nMine\n(Vx\ntR}(Vname\nVfoo\nVargs\n(Vx\ntub.")
print(y.args, y.name)
print(pickle.loads(pickle.dumps(y)).args)

# No state for an exception.
for state in (b"I5\nb", b"(lb", b"Vtext\nb"):
    try:
        print(pickle.loads(named(2, b"ValueError", [b"x"], state)))
    except (TypeError, pickle.UnpicklingError):
        print("refused")
