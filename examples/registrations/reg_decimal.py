"""CPython's decimal.Decimal: exact decimal numbers, for prices and meters.

Import it once. Values of any length, signs, exponents, NaN and infinities arrive and return as they
were; addition, subtraction, multiplication and comparison are exact.
"""

import mpickle

_SPECIAL = {"inf": "Infinity", "infinity": "Infinity", "nan": "NaN", "snan": "sNaN"}


@mpickle.register("decimal.Decimal")
class Decimal:
    """coefficient * 10 ** exponent, with a sign of its own because zero has one."""

    def __init__(self, value="0"):
        self.special = None
        text = str(value).strip().lower()
        self.negative = text[:1] == "-"
        text = text.lstrip("+-")
        for name in ("infinity", "inf", "snan", "nan"):
            if text.startswith(name):
                # A NaN may carry digits.
                self.special = _SPECIAL[name] + text[len(name) :]
                self.coefficient, self.exponent = 0, 0
                return
        mantissa, _, exponent = text.partition("e")
        whole, _, part = mantissa.partition(".")
        self.coefficient = int(whole + part)
        self.exponent = int(exponent or 0) - len(part)

    def __reduce__(self):
        return Decimal, (str(self),)

    def __str__(self):
        sign = "-" if self.negative else ""
        if self.special:
            return sign + self.special
        digits = str(self.coefficient)
        adjusted = self.exponent + len(digits) - 1
        if self.exponent <= 0 and adjusted >= -6:
            if self.exponent == 0:
                return sign + digits
            if adjusted < 0:
                digits = "0" * -adjusted + digits
            return sign + digits[: self.exponent] + "." + digits[self.exponent :]
        if len(digits) > 1:
            digits = digits[0] + "." + digits[1:]
        return "%s%sE%+d" % (sign, digits, adjusted)

    def __repr__(self):
        return "Decimal('%s')" % self

    def _at(self, exponent):
        # The signed coefficient for a smaller exponent.
        if self.special:
            raise ValueError("not a number: " + str(self))
        value = self.coefficient * 10 ** (self.exponent - exponent)
        return -value if self.negative else value

    def _aligned(self, other):
        other = other if isinstance(other, Decimal) else Decimal(other)
        exponent = min(self.exponent, other.exponent)
        return self._at(exponent), other._at(exponent), exponent

    def __eq__(self, other):
        if not isinstance(other, (Decimal, int)):
            return False
        if self.special or getattr(other, "special", None):
            same = isinstance(other, Decimal) and str(self) == str(other)
            return same and self.special == "Infinity"
        a, b, _ = self._aligned(other)
        return a == b

    def __hash__(self):
        a, exponent = self.coefficient, self.exponent
        while a and a % 10 == 0:
            a, exponent = a // 10, exponent + 1
        return hash((self.negative and a != 0, a, exponent if a else 0, self.special))

    def __lt__(self, other):
        a, b, _ = self._aligned(other)
        return a < b

    def __add__(self, other):
        a, b, exponent = self._aligned(other)
        return _made(a + b, exponent)

    def __sub__(self, other):
        a, b, exponent = self._aligned(other)
        return _made(a - b, exponent)

    def __mul__(self, other):
        other = other if isinstance(other, Decimal) else Decimal(other)
        exponent = self.exponent + other.exponent
        return _made(self._at(self.exponent) * other._at(other.exponent), exponent)

    def to_float(self):
        """The nearest float."""
        return float(str(self))


def _made(value, exponent):
    return Decimal("%de%d" % (value, exponent))
