# As registry_reset.py, whose registrations are gone when this one comes after it.
import copyreg

import mpickle

try:
    mpickle.register, copyreg.add_extension
except AttributeError:
    print("SKIP")  # no registry
    raise SystemExit


class Thing:
    def __init__(self, x=0):
        self.x = x


class Other:
    pass


def known(data):
    try:
        return mpickle.loads(data) is Thing
    except mpickle.UnpicklingError:
        return False


def look():
    print("alias", known(b"creset\nalias\n."))
    print("class", known(b"creset\nThing\n."), b"reset" in mpickle.dumps(Thing))
    print("extension", known(b"\x82\x07."), ("reset", "Thing") in copyreg._extension_registry)
    print("reducer", mpickle.loads(mpickle.dumps(Thing(5))).x, Other in copyreg.dispatch_table)


# This script has registered nothing yet, and what another one has is not there.
look()
mpickle.register(Thing, "reset.Thing")
mpickle.alias("reset.alias", Thing)
copyreg.pickle(Other, lambda other: (Other, ()))
copyreg.add_extension("reset", "Thing", 7)
look()
