"""CPython's fractions.Fraction: exact ratios of two integers. Import it once."""

import mpickle


@mpickle.register("fractions.Fraction")
class Fraction:
    """numerator / denominator in lowest terms; the denominator is positive."""

    def __init__(self, numerator=0, denominator=1):
        if isinstance(numerator, str):
            # CPython 3.8 to 3.10 write the text.
            numerator, _, below = numerator.partition("/")
            numerator, denominator = int(numerator), int(below or 1)
        if denominator == 0:
            raise ZeroDivisionError("Fraction(%d, 0)" % numerator)
        a, b = abs(numerator), abs(denominator)
        while b:
            a, b = b, a % b
        if denominator < 0:
            a = -a
        self.numerator, self.denominator = numerator // a, denominator // a

    def __reduce__(self):
        return Fraction, (self.numerator, self.denominator)

    def __str__(self):
        return "%d/%d" % (self.numerator, self.denominator) if self.denominator != 1 else str(self.numerator)

    def __repr__(self):
        return "Fraction(%d, %d)" % (self.numerator, self.denominator)

    def __eq__(self, other):
        if isinstance(other, int):
            return self.denominator == 1 and self.numerator == other
        return type(other) is Fraction and self.numerator == other.numerator and self.denominator == other.denominator

    def __hash__(self):
        return hash(self.numerator) if self.denominator == 1 else hash((self.numerator, self.denominator))

    def __lt__(self, other):
        other = _fraction(other)
        return self.numerator * other.denominator < other.numerator * self.denominator

    def __add__(self, other):
        other = _fraction(other)
        below = self.denominator * other.denominator
        return Fraction(self.numerator * other.denominator + other.numerator * self.denominator, below)

    def __sub__(self, other):
        other = _fraction(other)
        return self + Fraction(-other.numerator, other.denominator)

    def __mul__(self, other):
        other = _fraction(other)
        return Fraction(self.numerator * other.numerator, self.denominator * other.denominator)

    def __truediv__(self, other):
        other = _fraction(other)
        return Fraction(self.numerator * other.denominator, self.denominator * other.numerator)

    def to_float(self):
        """The nearest float."""
        return self.numerator / self.denominator


def _fraction(value):
    return value if isinstance(value, Fraction) else Fraction(value)
