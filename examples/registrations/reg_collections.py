"""CPython's collections.defaultdict and collections.Counter. Import it once."""

import mpickle


@mpickle.register("collections.defaultdict")
class defaultdict(dict):
    """A dict that makes what is missing."""

    def __init__(self, default_factory=None, items=()):
        super().__init__(items)
        self.default_factory = default_factory

    def __getitem__(self, key):
        if key not in self:
            if self.default_factory is None:
                raise KeyError(key)
            self[key] = self.default_factory()
        return super().__getitem__(key)

    def __reduce__(self):
        args = () if self.default_factory is None else (self.default_factory,)
        return defaultdict, args, None, None, iter(self.items())


@mpickle.register("collections.Counter")
class Counter(dict):
    """A dict that counts."""

    def __init__(self, items=()):
        super().__init__()
        self.update(items)

    def update(self, items):  # pyright: ignore[reportIncompatibleMethodOverride]
        """Add the counts of a dict, or count the items of anything else."""
        if isinstance(items, dict):
            for key, count in items.items():
                self[key] = self[key] + count
        else:
            for key in items:
                self[key] = self[key] + 1

    def __getitem__(self, key):
        return self.get(key, 0)

    def most_common(self, n=None):
        """Pairs of item and count, the largest count first."""
        return sorted(self.items(), key=lambda pair: -pair[1])[:n]

    def __reduce__(self):
        return Counter, (dict(self.items()),)
