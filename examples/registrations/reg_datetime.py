"""datetime, date, time, timedelta and timezone of CPython, for boards without a datetime module.

Import it once. What CPython pickles arrives as one of these classes, and what they pickle arrives
there as CPython's own. They hold the value, compare, and print as CPython's do; they do not calculate.
"""

import mpickle


class _Value:
    """Compared and hashed by what `_key` returns; written as a call with `_key`'s value."""

    def __eq__(self, other):
        return type(other) is type(self) and self._key() == other._key()

    def __lt__(self, other):
        return self._key() < other._key()

    def __hash__(self):
        return hash(self._key())

    def __reduce__(self):
        return type(self), self._key()


@mpickle.register("datetime.timedelta")
class timedelta(_Value):
    """A duration: days of any sign, and the rest of a day."""

    def __init__(self, days=0, seconds=0, microseconds=0):
        seconds += microseconds // 1000000
        self.days = days + seconds // 86400
        self.seconds = seconds % 86400
        self.microseconds = microseconds % 1000000

    def _key(self):
        return self.days, self.seconds, self.microseconds

    def total_seconds(self):
        """All of it in seconds."""
        return self.days * 86400 + self.seconds + self.microseconds / 1000000

    def __str__(self):
        days = "%d day%s, " % (self.days, "" if abs(self.days) == 1 else "s") if self.days else ""
        minutes, seconds = self.seconds // 60, self.seconds % 60
        return "%s%d:%02d:%02d%s" % (days, minutes // 60, minutes % 60, seconds, _fraction(self.microseconds))


@mpickle.register("datetime.timezone")
class timezone(_Value):
    """A fixed distance from UTC, with or without a name."""

    def __init__(self, offset, name=None):
        self.offset = offset
        self.name = name

    def _key(self):
        return (self.offset,) if self.name is None else (self.offset, self.name)

    def __eq__(self, other):
        # As there: the name does not count.
        return type(other) is timezone and self.offset == other.offset

    def __hash__(self):
        return hash(self.offset)

    def suffix(self):
        """What stands behind a time: `+02:00`."""
        minutes = self.offset.days * 1440 + self.offset.seconds // 60
        seconds = self.offset.seconds % 60
        sign = "+"
        if minutes < 0:
            sign = "-"
            minutes = -minutes - (1 if seconds else 0)
            seconds = -seconds % 60
        return "%s%02d:%02d%s" % (sign, minutes // 60, minutes % 60, ":%02d" % seconds if seconds else "")


timezone.utc = timezone(timedelta(0))


@mpickle.register("datetime.date")
class date(_Value):
    """A day. In a pickle: four bytes."""

    def __init__(self, year, month=None, day=None):
        if month is None:
            year, month, day = _ymd(_payload(year))[:3]
        self.year, self.month, self.day = year, month, day

    def _key(self):
        return self.year, self.month, self.day

    def __reduce__(self):
        return date, (bytes((self.year >> 8, self.year & 255, self.month, self.day)),)

    def __str__(self):
        return "%04d-%02d-%02d" % self._key()


@mpickle.register("datetime.time")
class time(_Value):
    """A time of day. In a pickle: six bytes, and the time zone if it has one."""

    def __init__(self, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, fold=0):
        if isinstance(hour, (bytes, str)):
            data = _payload(hour)
            tzinfo = minute or None
            fold = data[0] >> 7
            hour, minute, second, microsecond = _hms(bytes((data[0] & 127,)) + data[1:])
        self.hour, self.minute, self.second, self.microsecond = hour, minute, second, microsecond
        self.tzinfo, self.fold = tzinfo, fold

    def _key(self):
        return self.hour, self.minute, self.second, self.microsecond

    def __eq__(self, other):
        return type(other) is time and self._key() == other._key() and self.tzinfo == other.tzinfo

    def __reduce_ex__(self, protocol):
        # Pickles before protocol 4 have no place for fold.
        fold = 128 if self.fold and protocol > 3 else 0
        return time, _with_zone(bytes((self.hour | fold,)) + _ms_bytes(self), self.tzinfo)

    def __str__(self):
        return "%02d:%02d:%02d" % self._key()[:3] + _fraction(self.microsecond) + _zone(self.tzinfo)


@mpickle.register("datetime.datetime")
class datetime(_Value):
    """A moment. In a pickle: ten bytes, and the time zone if it has one."""

    def __init__(self, year, month=None, day=None, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, fold=0):
        if isinstance(year, (bytes, str)):
            data = _payload(year)
            tzinfo = month
            year, month, day, fold = _ymd(data)
            hour, minute, second, microsecond = _hms(data[4:])
        self.year, self.month, self.day = year, month, day
        self.hour, self.minute, self.second, self.microsecond = hour, minute, second, microsecond
        self.tzinfo, self.fold = tzinfo, fold

    def _key(self):
        return self.year, self.month, self.day, self.hour, self.minute, self.second, self.microsecond

    def __eq__(self, other):
        return type(other) is datetime and self._key() == other._key() and self.tzinfo == other.tzinfo

    def __reduce_ex__(self, protocol):
        fold = 128 if self.fold and protocol > 3 else 0
        data = bytes((self.year >> 8, self.year & 255, self.month | fold, self.day, self.hour)) + _ms_bytes(self)
        return datetime, _with_zone(data, self.tzinfo)

    def __str__(self):
        text = "%04d-%02d-%02d %02d:%02d:%02d" % self._key()[:6]
        return text + _fraction(self.microsecond) + _zone(self.tzinfo)


def _payload(data):
    # Python 2's pickles, read with encoding="latin1", have text.
    return bytes([ord(c) for c in data]) if isinstance(data, str) else data


def _ymd(data):
    return data[0] << 8 | data[1], data[2] & 127, data[3], data[2] >> 7


def _hms(data):
    return data[0], data[1], data[2], data[3] << 16 | data[4] << 8 | data[5]


def _ms_bytes(t):
    us = t.microsecond
    return bytes((t.minute, t.second, us >> 16, us >> 8 & 255, us & 255))


def _with_zone(data, tzinfo):
    return (data,) if tzinfo is None else (data, tzinfo)


def _zone(tzinfo):
    return tzinfo.suffix() if tzinfo else ""


def _fraction(microseconds):
    return ".%06d" % microseconds if microseconds else ""
