//! Doubles to and from narrower floats, by integers: exact everywhere, and no floating-point
//! library in the firmware. (That of the RP2040 turns NaN into infinity and drops subnormals.)
//!
//! Formats: IEEE 754, binary16 and binary32.

/// Widths of a binary interchange format, in bits.
#[derive(Clone, Copy)]
pub struct Format {
    exponent: u32,
    fraction: u32,
}

/// binary16
pub const HALF: Format = Format { exponent: 5, fraction: 10 };
/// binary32
pub const SINGLE: Format = Format { exponent: 8, fraction: 23 };

const FRACTION: u32 = 52;
const BIAS: u32 = 1023;
const INFINITY: u64 = 0x7ff << FRACTION;

impl Format {
    /// The exponent of infinity and NaN.
    const fn top(self) -> u32 {
        (1 << self.exponent) - 1
    }

    const fn bias(self) -> u32 {
        self.top() / 2
    }

    /// The double of the same value. A NaN keeps its bits.
    #[must_use]
    pub const fn widen(self, bits: u32) -> f64 {
        let sign = (bits >> (self.exponent + self.fraction) & 1) as u64;
        let fraction = (bits & ((1 << self.fraction) - 1)) as u64;
        let cut = FRACTION - self.fraction;
        let exponent = bits >> self.fraction & self.top();
        let magnitude = if exponent == self.top() {
            INFINITY | fraction << cut
        } else if exponent > 0 {
            ((exponent + BIAS - self.bias()) as u64) << FRACTION | fraction << cut
        } else if fraction > 0 {
            // Subnormal: the highest bit goes into the exponent.
            let high = fraction.ilog2();
            let exponent = high + 1 + BIAS - self.bias() - self.fraction;
            ((exponent as u64) << FRACTION) + (fraction << (FRACTION - high) & ((1 << FRACTION) - 1))
        } else {
            0
        };
        f64::from_bits(sign << 63 | magnitude)
    }

    /// The bits of the nearest value, the even one of two; a quiet NaN for NaN.
    #[must_use]
    pub const fn narrow(self, value: f64) -> u32 {
        let bits = value.to_bits();
        let sign = ((bits >> 63) as u32) << (self.exponent + self.fraction);
        let magnitude = bits & !(1 << 63);
        let cut = FRACTION - self.fraction;
        let infinity = self.top() << self.fraction;
        if magnitude > INFINITY {
            let fraction = (magnitude >> cut) as u32 & ((1 << self.fraction) - 1);
            return sign | infinity | 1 << (self.fraction - 1) | fraction;
        }
        let exponent = (magnitude >> FRACTION) as i32 + self.bias() as i32 - BIAS as i32;
        if exponent >= self.top() as i32 {
            return sign | infinity;
        }
        let fraction = magnitude & ((1 << FRACTION) - 1);
        let (all, cut) = if exponent > 0 {
            ((exponent as u64) << FRACTION | fraction, cut)
        } else {
            // Subnormal: fewer bits are left; of very small ones none.
            let cut = cut + 1 + exponent.unsigned_abs();
            if cut > FRACTION + 1 {
                return sign;
            }
            (1 << FRACTION | fraction, cut)
        };
        let (kept, rest, half) = (all >> cut, all & ((1 << cut) - 1), 1 << (cut - 1));
        // A carry moves the exponent by itself, up to infinity.
        let up = rest > half || rest == half && kept & 1 == 1;
        sign | (kept as u32 + up as u32)
    }
}
