# The strings of Python 2, read as the arguments for encoding and errors say.
try:
    import mpickle as pickle
except ImportError:
    import pickle


def attempt(data, **kw):
    try:
        y = pickle.loads(data, **kw)
        print(type(y).__name__, len(y), [i if type(i) is int else ord(i) for i in y])
    except UnicodeError:
        print("refused")


for data in (b"S'ab'\n.", b"U\x02ab.", b"T\x02\x00\x00\x00ab."):
    attempt(data)
    attempt(data, encoding="ASCII")
    attempt(data, encoding="ascii")
    attempt(data, encoding="latin1")
    attempt(data, encoding="latin-1")
    attempt(data, encoding="utf-8")
    attempt(data, encoding="bytes")
for data in (b"S'a\\xe9'\n.", b"U\x02a\xe9.", b"T\x02\x00\x00\x00a\xe9."):
    attempt(data)
    attempt(data, encoding="ASCII", errors="strict")
    attempt(data, encoding="ASCII", errors="ignore")
    attempt(data, encoding="ASCII", errors="replace")
    attempt(data, encoding="latin1")
    attempt(data, encoding="utf-8")
    attempt(data, encoding="bytes")
attempt(b"U\x03a\xc3\xa9.", encoding="utf-8")
attempt(b"U\x03a\xc3\xa9.", encoding="UTF-8", errors="strict")
# Keys and attribute names are strings of Python 2 too.
print(pickle.loads(b"\x80\x02}q\x00(U\x01aq\x01K\x01U\x01bq\x02K\x02u.") == {"a": 1, "b": 2})
print(pickle.loads(b"\x80\x02}U\x01aK\x01s.", encoding="bytes"))


class Thing:
    pass


x = pickle.loads(b"\x80\x02c__main__\nThing\n)\x81}U\x01aU\x01bsb.")
print(x.a)
# The quotes are the first and the last that there is.
for data in (
    b"S' '\n.",
    b"S' ' \n.",
    b"S ' '\n.",
    b"S' '\t\n.",
    b"S' '\r\n.",
    b"S'\"\n.",
    b"S'\n.",
    b"S''\n.",
    b"S\n.",
):
    try:
        print(repr(pickle.loads(data)))
    except pickle.UnpicklingError:
        print("refused")
