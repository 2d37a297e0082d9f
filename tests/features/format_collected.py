# A collection at every allocation: nothing that umsgpack or cbor2 needs is lost.
import gc

try:
    import umsgpack as codec

    ext, hook = codec.ExtType, {"ext_hook": codec.ExtType}
    more = [codec.Timestamp(5, 6)]
except ImportError:
    import cbor2 as codec

    ext, hook = codec.CBORTag, {"tag_hook": lambda decoder, tag: tag}
    more = [{1, 2, 3}, 1 << 70, -(1 << 70), codec.CBORTag(1, codec.CBORTag(6, b"x" * 40)), codec.undefined]

VALUES = [
    [[], {}, "", b"", 1.5, "text" * 9, b"bytes" * 9, 1 << 40, -(1 << 40)],
    {f"key {i}": [i, str(i), [i, {i: float(i)}]] for i in range(20)},
    [[[[["deep"]]]]] * 3,
    {(1, (2, "three")): [ext(100, b"content" * 5)] * 3},
]
VALUES.extend(more)

gc.threshold(1)
print(all(codec.loads(codec.dumps(x), **hook) == x for x in VALUES))
gc.threshold(-1)
