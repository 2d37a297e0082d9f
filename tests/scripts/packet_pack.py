# pack(): the exact bytes of packets.
try:
    import mpickle

    mpickle.pack
except (ImportError, AttributeError):
    print("SKIP")  # no packets
    raise SystemExit

print(mpickle.pack(None))
print(mpickle.pack(None, 0))
print(mpickle.pack([1, 2], 2))
print(mpickle.pack({"k": 0.5}, protocol=-1))
print(mpickle.pack(obj=b"\x00\x00", protocol=3, fix_imports=False))

# Blocks of 254 bytes without a zero; the pickle has 7 bytes around the payload, the packet 7 more.
for size in (239, 240, 241, 242, 243, 244, 245, 500, 1000):
    packet = mpickle.pack(b"x" * size)
    print(size, len(packet), packet[1], packet[-6:], packet[1:-1].count(b"\x00"))
packet = mpickle.pack(bytes(1000))
print(len(packet), packet[:9], packet.count(b"\x01"), packet[-6:])

for wrong in ((), (1, 6), (1, "x"), (1, 2, 3)):
    try:
        mpickle.pack(*wrong)
    except (TypeError, ValueError) as e:
        print(type(e).__name__)
try:
    mpickle.pack(lambda: 0)
except mpickle.PicklingError:
    print("PicklingError")
