# Ints as text, at protocols 0 and 1: around the sizes at which builds keep them otherwise, both signs.
# A build that has no int so large says so; none gives another.
try:
    import mpickle as pickle
except ImportError:
    import pickle


def read(data, text):
    try:
        return str(pickle.loads(data)) == text
    except OverflowError:
        # Builds with ints of 64 bits.
        return not -4.6e18 < float(text) < 4.6e18


for bits in (8, 15, 16, 29, 30, 31, 32, 33, 47, 61, 62, 63):
    half = 1 << (bits - 1)
    # Never beyond 64 bits on the way.
    values = (half - 1, half, half + (half - 1), -half, -half + 1, -half - 1 if bits < 64 else -half)
    for x in values + (-half - (half - 1), -half - half):
        text = str(x)
        print(
            text,
            [pickle.loads(pickle.dumps(x, protocol)) == x for protocol in (0, 1, 2)],
            pickle.dumps(x, 0) in (b"I%s\n." % text.encode(), b"L%sL\n." % text.encode()),
            [read(form % text.encode(), text) for form in (b"I%s\n.", b"L%sL\n.", b"L%s\n.", b"I %s \n.")],
        )

# As literals may be written.
for text, value in (
    ("0x7fffffffffffffff", "9223372036854775807"),
    ("-0x7FFFFFFFFFFFFFFF", "-9223372036854775807"),
    ("0b" + "1" * 40, "1099511627775"),
    ("-0o777777777777777", "-35184372088831"),
    ("0x1_000", "4096"),
):
    print(text, [read(form % text.encode(), value) for form in (b"I%s\n.", b"L%sL\n.")])

# Beyond 64 bits.
for text in (
    "9223372036854775808",
    "-9223372036854775809",
    "18446744073709551615",
    "18446744073709551616",
    "-18446744073709551616",
    "99999999999999999999",
    "-99999999999999999999",
    "340282366920938463463374607431768211456",
):
    print(text, [read(form % text.encode(), text) for form in (b"I%s\n.", b"L%sL\n.")])

# What is no number.
for text in ("123456789012x", "-123456789012x", "--5", "+-5", "- 5", "12345678901234 5", "0x", "0xg", "0b2", "x", "é"):
    for form in (b"I%s\n.", b"L%sL\n."):
        try:
            print(text, pickle.loads(form % text.encode()))
        except ValueError:
            print(text, "ValueError")
