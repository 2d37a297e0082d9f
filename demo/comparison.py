"""The same objects by pickle and by json, from MicroPython to CPython: what each keeps."""

import json
from array import array
from collections import OrderedDict, namedtuple

Row = namedtuple("Row", ("name", "kept", "pickled", "json_kept", "json_text"))


def samples(task, report):
    """Names and objects: of the demo's own data, and some that programs have."""
    layer = task.network.layers[0]
    shared = [1, 2]
    cycle = {"name": "loop"}
    cycle["self"] = cycle
    first = report.batches[0]
    return [
        ("numbers and text", [1, -2.5, "digit", True, None]),
        ("int of 80 bits", 1 << 80),
        ("image, bytes", task.images[0]),
        ("buffer, bytearray", bytearray(b"\x00\x01\xff")),
        ("weights, array('f')", layer.bias),
        ("shape, tuple", (64, 32)),
        ("counts by digit, int keys", {0: 51, 7: 48}),
        ("confusions, tuple keys", {(3, 5): 2, (8, 1): 1}),
        ("labels seen, set", {0, 1, 2}),
        ("no reading, nan", float("nan")),
        ("history, OrderedDict", OrderedDict([("z", 1), ("a", 2)])),
        ("guess, namedtuple", report.guesses[0]),
        ("telemetry, instance", first),
        ("one list, twice", [shared, shared]),
        ("a cycle", cycle),
    ]


def spelled_out(task):
    """The task in JSON, with lists in the place of everything that json does not know."""
    layers = [{"rows": [list(row) for row in layer.rows], "bias": list(layer.bias)} for layer in task.network.layers]
    return json.dumps({"layers": layers, "images": [list(image) for image in task.images]})


def same(sent, back):
    """Equal in value, type and identity of the parts, down through containers and instances."""
    pairs = {}
    todo = [(sent, back)]
    while todo:
        a, b = todo.pop()
        if type(a) is not type(b):
            return False
        if id(a) in pairs:
            # Seen before: then the other one must be the same object as before, too.
            if pairs[id(a)] is not b:
                return False
            continue
        if isinstance(a, (list, tuple)):
            if len(a) != len(b):
                return False
            todo.extend(zip(a, b, strict=True))
        elif isinstance(a, dict):
            if sorted(a, key=repr) != sorted(b, key=repr):
                return False
            todo.extend((a[k], b[k]) for k in a)
        elif isinstance(a, (bytes, bytearray, array, str, int, set, type(None))):
            if a != b:
                return False
        elif isinstance(a, float):
            if a != b and (a == a or b == b):
                return False
        else:
            todo.append((vars(a), vars(b)))
            continue
        if isinstance(a, (list, dict, bytearray)):
            pairs[id(a)] = b
    return True


def from_json(text):
    """What arrives of a JSON text, and in a few words what it is."""
    if isinstance(text, Exception):
        return None, f"{type(text).__name__}: {text}".rstrip(": ")
    try:
        obj = json.loads(text)
    except ValueError:
        return None, f"invalid: {text}"
    return obj, text


def rows(sent, answers):
    """One row for each object."""
    result = []
    for (name, obj), (_, back, text) in zip(sent, answers, strict=True):
        arrived, what = from_json(text)
        result.append(Row(name, same(obj, back), type(back).__name__, same(obj, arrived), loss(obj, arrived, what)))
    return result


def loss(obj, arrived, what):
    """What became of an object by json."""
    if arrived is None:
        return what
    if type(arrived) is not type(obj):
        return f"{type(arrived).__name__}: {what}"
    if isinstance(obj, dict) and [type(k) for k in arrived] != [type(k) for k in obj]:
        return f"{type(next(iter(arrived))).__name__} keys: {what}"
    if isinstance(obj, list) and obj and obj[0] is obj[-1] and arrived[0] is not arrived[-1]:
        return f"two lists: {what}"
    return what


def show(table):
    """Print the table."""
    print(f"     {'what crossed':<27}{'by mpickle':<22}by MicroPython's json")
    for row in table:
        mark = "kept" if row.kept else "LOST"
        json_mark = "kept" if row.json_kept else "lost"
        text = row.json_text if len(row.json_text) <= 46 else row.json_text[:45] + "…"
        print(f"     {row.name:<27}{mark}  {row.pickled:<16}{json_mark}  {'' if row.json_kept else text}".rstrip())
