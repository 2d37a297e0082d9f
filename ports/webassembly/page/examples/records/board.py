# What a weather station has measured: times, numbers, raw bytes,
# and None where a sensor was silent.
obj = {
    "station": ("roof", 47.375, 8.5),
    "readings": [
        (1700000000, 21.5, b"\x01\x7f"),
        (1700000060, 21.75, b"\x01\x80"),
        (1700000120, None, b""),
        (1700000180, 22.0, b"\x01\x82"),
    ],
}


def received(message):
    print("from", message["from"])
    for name in sorted(message["limits"]):
        print(name, message["limits"][name])
