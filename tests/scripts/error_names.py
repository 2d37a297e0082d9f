# Names that do not exist, or that are no names.
try:
    import mpickle as pickle
except ImportError:
    import pickle

# CPython has several classes for it.
REFUSED = (
    pickle.UnpicklingError
    if pickle.__name__ == "mpickle"
    else (pickle.UnpicklingError, AttributeError, ImportError, ValueError)
)


def attempt(data):
    try:
        pickle.loads(data)
        print("loaded")
    except REFUSED:
        print("refused")


attempt(b"cno_such_module_here\nname\n.")
attempt(b"cbuiltins\nno_such_name_here\n.")
attempt(b"c__main__\nno_such_name_here\n.")
attempt(b"\x80\x04\x8c\x08builtins\x8c\x0dno_such.thing\x93.")
attempt(b"\x80\x04\x8c\x00\x8c\x00\x93.")
attempt(b"c\n\n.")
attempt(b"c..\nx\n.")
attempt(b"cbuiltins\n\xff\xfe\n.")
attempt(b"\x80\x04NK\x05\x93.")
attempt(b"ino_such_module_here\nname\n(.")
attempt(b"(ino_such_module_here\nname\n.")
