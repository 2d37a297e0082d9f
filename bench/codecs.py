"""The codecs of all formats, in MicroPython and in CPython. ``formats.py`` starts it and says on stdin what to measure.

build LETTER          make the object, and what each codec writes of it  -> NAME=SIZE ...
time NAME OPERATION   one sample                                         -> nanoseconds a call
"""

import sys

import workloads

from bench import repetitions, sample

MICROPYTHON = sys.implementation.name == "micropython"


def codecs():
    """Modules by name: those of all formats that are here, and peers."""
    import json  # noqa: PLC0415

    found = {"json": json}
    if MICROPYTHON:
        import cbor2  # noqa: PLC0415
        import mpickle  # noqa: PLC0415
        import umsgpack  # noqa: PLC0415

        found["pickle"] = mpickle
        found["msgpack"] = mpickle.msgpack
        found["cbor"] = mpickle.cbor
        # A file of this name goes before the native module.
        if umsgpack is not mpickle.msgpack:
            found["peer-msgpack"] = umsgpack
        if cbor2 is not mpickle.cbor:
            found["peer-cbor"] = cbor2
        return found
    import pickle  # noqa: PLC0415

    found["pickle"] = pickle
    try:
        import msgpack  # noqa: PLC0415

        found["msgpack"] = msgpack
        import cbor2  # noqa: PLC0415

        found["cbor"] = cbor2
    except ImportError:
        pass
    return found


def serve():
    """Answer the driver until its end of the pipe closes."""
    calls = {}
    counts = {}
    sizes = {}
    while True:
        words = sys.stdin.readline().split()
        if not words:
            return
        if words[0] == "build":
            obj = workloads.build(words[1])
            for name, module in codecs().items():
                data = module.dumps(obj)
                calls[name + " dumps"] = lambda m=module, o=obj: m.dumps(o)
                calls[name + " loads"] = lambda m=module, d=data: m.loads(d)
                sizes[name] = len(data)
            for name, call in calls.items():
                counts[name] = repetitions(call)
            print(" ".join([f"{name}={size}" for name, size in sizes.items()]))
        else:
            name = words[1] + " " + words[2]
            print(sample(calls[name], counts[name]))


serve()
