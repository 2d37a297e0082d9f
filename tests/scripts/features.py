# `features` names what this firmware has.
import mpickle

NAMES = {
    "write": "dumps",
    "streams": "load",
    "classes": "register",
    "buffers": "PickleBuffer",
    "arrays": "ndarray",
    "feed": "Decoder",
    "async": "ALoader",
    "into": "load_from",
    "packets": "Unpacker",
    "files": "restore",
    "log": "records",
    "stub": "Stub",
    "compat": "mpickle",
}
features = mpickle.features
print(type(features), all(type(name) is str for name in features), len(set(features)) == len(features))
for feature, name in NAMES.items():
    if (feature in features) != hasattr(mpickle, name):
        print("FAIL", feature, name)


def works(*args, **kwargs):
    try:
        mpickle.loads(*args, **kwargs)
        return True
    except Exception:
        return False


print(works(b"I1\n.") == ("text" in features))
print(works(b"N.", max_bytes=100) == ("limits" in features))
print(works(b"N.", copy=False) == ("in-place" in features))
