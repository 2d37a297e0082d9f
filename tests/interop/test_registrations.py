"""examples/registrations: CPython's objects go there and come back equal, at protocols 2 to 5."""

import datetime
import enum
import pickle
import sys
import types
import uuid
from collections import Counter, defaultdict
from decimal import Decimal
from fractions import Fraction

import pytest
from registrations import run

PROTOCOLS = range(2, 6)
HOUR = datetime.timedelta(hours=1)
CET = datetime.timezone(HOUR, "CET")


class Valve(enum.Enum):
    """Known over there as a class of another name."""

    CLOSED = 0
    OPEN = 1
    STUCK = "stuck"
    SHUT = 0


class Level(enum.IntEnum):
    """Members that are integers."""

    LOW = 1
    HIGH = 2


@pytest.fixture(scope="module", autouse=True)
def plant():
    """Valve and Level live in plant.models."""
    module = types.ModuleType("plant.models")
    for cls in (Valve, Level):
        cls.__module__ = module.__name__
        setattr(module, cls.__name__, cls)
    sys.modules["plant"] = types.ModuleType("plant")
    sys.modules[module.__name__] = module
    yield
    del sys.modules["plant"], sys.modules[module.__name__]


def trip(peer, module, obj, protocol):
    """What returns, and the text that it has there."""
    source = f"""
x = mpickle.loads(data)
result = mpickle.dumps((mpickle.dumps(x, {protocol}), [str(i) for i in x]))
"""
    back, texts = pickle.loads(run(peer, module, source, pickle.dumps(obj, protocol)))
    return pickle.loads(back), texts


def check(peer, module, objects, protocol, texts=True):
    """Equal in value and type, and (where asked) in their text over there."""
    back, strings = trip(peer, module, objects, protocol)
    assert back == objects
    assert [type(i) for i in back] == [type(i) for i in objects]
    if texts:
        assert strings == [str(i) for i in objects]


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_datetime(peer, protocol):
    """Moments, days and times with and without zones, durations, zones."""
    objects = [
        datetime.datetime(2024, 5, 6, 7, 8, 9, 123456),
        datetime.datetime(1, 1, 1),
        datetime.datetime.max,
        datetime.datetime(2024, 2, 29, 23, 59, 59, tzinfo=datetime.UTC),
        datetime.datetime(2024, 2, 29, 23, 59, 59, 7, tzinfo=CET),
        datetime.date(1969, 7, 20),
        datetime.date.max,
        datetime.time(1, 2, 3, 4),
        datetime.time(0, 0),
        datetime.time(12, 30, tzinfo=CET),
        datetime.timedelta(0),
        datetime.timedelta(5, 4, 3),
        datetime.timedelta(-1, 86399, 999999),
        datetime.timedelta.max,
        datetime.timedelta.min,
        HOUR,
    ]
    check(peer, "reg_datetime", objects, protocol)
    zones = [CET, datetime.UTC, datetime.timezone(-HOUR * 5.5), datetime.timezone(HOUR / 3600)]
    check(peer, "reg_datetime", zones, protocol, texts=False)
    moments = [datetime.datetime(2024, 1, 1, tzinfo=zone) for zone in zones]
    check(peer, "reg_datetime", moments, protocol)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_datetime_details(peer, protocol):
    """What == does not see: fold, which protocols 4 and 5 carry, names of zones, one zone for two moments."""
    moment = datetime.datetime(2024, 10, 27, 2, 30, tzinfo=CET, fold=1)
    time = datetime.time(2, 30, fold=1)
    (a, b, c), _ = trip(peer, "reg_datetime", [moment, time, moment.replace(hour=3, fold=0)], protocol)
    assert (a.fold, b.fold, c.fold) == ((1, 1, 0) if protocol >= 4 else (0, 0, 0))
    assert a.tzname() == "CET" and a.tzinfo is c.tzinfo


def test_datetime_made_there(peer):
    """Objects that were made on the board, with its own constructors."""
    source = """
values = [
    datetime(2024, 5, 6, 7, 8, 9, tzinfo=timezone.utc), date(2024, 5, 6), time(7, 8), timedelta(0, 90061, 2500000),
    timezone(timedelta(0, 3600)), datetime(2024, 5, 6) < datetime(2024, 5, 7), timedelta(1, 2, 3) == timedelta(1, 2, 3),
    date(2024, 5, 6) == date(2024, 5, 7), timedelta(1, 1, 500000).total_seconds(),
    len({date(2024, 5, 6), date(2024, 5, 6)}),
]
result = mpickle.dumps(values)
"""
    assert pickle.loads(run(peer, "reg_datetime", source)) == [
        datetime.datetime(2024, 5, 6, 7, 8, 9, tzinfo=datetime.UTC),
        datetime.date(2024, 5, 6),
        datetime.time(7, 8),
        datetime.timedelta(1, 3663, 500000),
        datetime.timezone(HOUR),
        True,
        True,
        False,
        86401.5,
        1,
    ]


NUMBERS = """
0 -0 1 -1.50 100 3.14159265358979323846264338327950288 123456789012345678901234567890 0.000001 0.00
1E+3 1E-7 1.23E-10 -4.5E+20 0E+5 0E-9 9E+999999 NaN sNaN NaN123 Infinity -Infinity
"""
DECIMALS = NUMBERS.split()


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_decimal(peer, protocol):
    """Value, sign, exponent and special values; compared by text because NaN equals nothing."""
    objects = [Decimal(text) for text in DECIMALS]
    back, texts = trip(peer, "reg_decimal", objects, protocol)
    assert [str(i) for i in back] == texts == [str(i) for i in objects]
    assert all(type(i) is Decimal for i in back)


def test_decimal_calculates(peer):
    """Exact results, as there."""
    source = """
a, b = mpickle.loads(data)
same = [a == b, a == Decimal("1.50"), Decimal("1.5") == a]
result = mpickle.dumps([a + b, a - b, a * b, b + 1, a < b] + same + [a.to_float()])
"""
    a, b = Decimal("1.50"), Decimal("-2E+2")
    result = pickle.loads(run(peer, "reg_decimal", source, pickle.dumps([a, b])))
    expected = [a + b, a - b, a * b, b + 1, a < b, a == b, True, True, 1.5]
    assert result == expected
    assert [str(i) for i in result[:4]] == [str(i) for i in expected[:4]]


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_fraction(peer, protocol):
    """Ratios of any size."""
    check(
        peer,
        "reg_fraction",
        [Fraction(3, 4), Fraction(-7, 2), Fraction(5), Fraction(0), Fraction(10**30, 3**40)],
        protocol,
    )


def test_fraction_calculates(peer):
    """Sums, products and comparisons, and the text that CPython 3.8 writes."""
    source = """
a, b = mpickle.loads(data)
result = mpickle.dumps([a + b, a - b, a * b, a / b, a < b, a == Fraction(6, 8), a + 1, Fraction("-5/10"), a.to_float()])
"""
    a, b = Fraction(3, 4), Fraction(-5, 6)
    result = pickle.loads(run(peer, "reg_fraction", source, pickle.dumps([a, b])))
    assert result == [a + b, a - b, a * b, a / b, False, True, a + 1, Fraction(-1, 2), 0.75]


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_uuid(peer, protocol):
    """Also those that say whether they are safe."""
    check(peer, "reg_uuid", [uuid.UUID(int=0), uuid.UUID(int=2**128 - 1), uuid.uuid4(), uuid.uuid1()], protocol)


def test_uuid_made_there(peer):
    """By text, by bytes and at random."""
    text = "12345678-9abc-def0-1234-56789abcdef0"
    source = f"""
a = UUID({text!r})
result = mpickle.dumps([a, UUID(bytes=a.bytes), UUID(hex=a.hex) == a, uuid4(), uuid4() == uuid4()])
"""
    a, b, same, random, equal = pickle.loads(run(peer, "reg_uuid", source))
    assert a == b == uuid.UUID(text)
    assert (same, random.version, random.variant, equal) == (True, 4, uuid.RFC_4122, False)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_collections(peer, protocol):
    """Contents and the factory."""
    objects = [
        defaultdict(list, {"a": [1], 2: []}),
        defaultdict(int),
        defaultdict(None, {"x": 1}),
        defaultdict(dict, {"deep": {"k": (1, 2)}}),
        Counter("abracadabra"),
        Counter(),
        Counter({("t", 1): -5, None: 10**20}),
    ]
    check(peer, "reg_collections", objects, protocol, texts=False)
    back, _ = trip(peer, "reg_collections", objects, protocol)
    assert [i.default_factory for i in back[:4]] == [list, int, None, dict]


def test_collections_there(peer):
    """They do what they are for."""
    source = """
d, c = mpickle.loads(data)
d["new"].append(5)
c.update("aab")
c["z"] += 2
result = mpickle.dumps([d, c, c["missing"], c.most_common(2)])
"""
    data = pickle.dumps([defaultdict(list, {"old": [1]}), Counter(b=5)])
    d, c, missing, common = pickle.loads(run(peer, "reg_collections", source, data))
    assert d == {"old": [1], "new": [5]} and d["more"] == []
    assert c == Counter(b=6, a=2, z=2) and (missing, common[0]) == (0, ("b", 6))


ENUMS = """
@enum("plant.models.Valve")
class Valve:
    CLOSED = 0
    OPEN = 1
    STUCK = "stuck"
    SHUT = 0

    def flows(self):
        return self is Valve.OPEN

@enum("plant.models.Level")
class Level:
    LOW = 1
    HIGH = 2
"""


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_enum(peer, protocol):
    """Members are members: the very same objects, on both sides."""
    source = f"""{ENUMS}
x = mpickle.loads(data)
same = [x[0] is Valve.OPEN, x[1] is Valve.CLOSED, x[1] is Valve.SHUT, x[2] is Valve.STUCK]
same += [x[3] is Level.HIGH, x[4]["k"] is x[0]]
names = [i.name for i in x[:4]]
result = mpickle.dumps((same, names, x[0].flows(), x[1].flows(), len(members(Level)), mpickle.dumps(x, {protocol})))
"""
    objects = [Valve.OPEN, Valve.CLOSED, Valve.STUCK, Level.HIGH, {"k": Valve.OPEN}]
    same, names, opened, closed, count, back = pickle.loads(
        run(peer, "reg_enum", source, pickle.dumps(objects, protocol))
    )
    assert same == [True] * 6
    assert (opened, closed, count) == (True, False, 2)
    assert sorted(names) in (["CLOSED", "HIGH", "OPEN", "STUCK"], ["HIGH", "OPEN", "SHUT", "STUCK"])
    back = pickle.loads(back)
    assert all(a is b for a, b in zip(back[:4], objects[:4], strict=True)) and back[4]["k"] is Valve.OPEN


def test_enum_without_such_a_value(peer):
    """A member that this side does not know."""
    source = f"""{ENUMS}
try:
    mpickle.loads(data)
    result = "loaded"
except ValueError as e:
    result = str(e)
"""
    data = b"\x80\x02cplant.models\nValve\nK\x07\x85R."
    assert run(peer, "reg_enum", source, data).decode() == "7 is no Valve"
