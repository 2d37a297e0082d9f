# Pickler and Unpickler with hooks.
from io import BytesIO

import mpickle
from harness import every
from samples import THINGS, Sink, Thing, things

for protocol in (0, 2, 4, 5):
    # Pickler: what was written by a dump that failed is thrown away.
    class P(mpickle.Pickler):
        def persistent_id(self, obj):
            return "the id" if obj == "pid" else None

        def reducer_override(self, obj):
            return (Thing, (obj.x,)) if isinstance(obj, Thing) else NotImplemented

    class U(mpickle.Unpickler):
        def find_class(self, module, name):
            return Thing if name == "Thing" else super().find_class(module, name)

        def persistent_load(self, pid):
            return "pid"

    SHARED = ["shared", "text"]

    class Dumping:
        def __init__(self):
            self.sink = Sink()
            self.pickler = P(self.sink, protocol)
            self.pickler.dump(SHARED)
            self.good = len(self.sink.data)
            self.done = False

        def dump(self):
            if not self.done:
                self.sink.data = self.sink.data[: self.good]
                self.pickler.dump([THINGS, SHARED])
                self.done = True
            return self.sink.data

    def both(data):
        unpickler = U(BytesIO(data))
        first = unpickler.load()
        loaded, second = unpickler.load()
        return first is second and first == SHARED and things(loaded)

    every("Pickler %d" % protocol, Dumping.dump, both, Dumping)

    sink = Sink()
    P(sink, protocol).dump(THINGS)

    def load_more(file):
        file.seek(0)
        return U(file).load()

    every("Unpickler %d" % protocol, load_more, things, lambda: BytesIO(sink.data))

    def unpickler():
        file = BytesIO(sink.data)
        return file, U(file)

    def load_kept(subject):
        file, unpickler = subject
        file.seek(0)
        return unpickler.load()

    def load_kept_again(subject):
        subject[1].memo = {}
        return load_kept(subject)

    every("Unpickler kept %d" % protocol, load_kept, things, unpickler, load_kept_again)
