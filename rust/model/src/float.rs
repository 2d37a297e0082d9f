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

const BIAS: u32 = 1023;
/// The exponent of infinity and NaN.
const TOP: u32 = 0x7ff;
/// The first bit of a word, and half of its range.
const HIGH: u32 = 1 << 31;

// Words of 32 bits: small chips have no others.
impl Format {
    /// The exponent of infinity and NaN.
    const fn top(self) -> u32 {
        (1 << self.exponent) - 1
    }

    /// The difference between the exponent's bias in a double and in this format.
    const fn bias(self) -> u32 {
        BIAS - self.top() / 2
    }

    /// The double of the same value. A NaN keeps its bits.
    #[must_use]
    pub const fn widen(self, bits: u32) -> f64 {
        let sign = bits >> (self.exponent + self.fraction) << 31;
        let mut fraction = bits << (32 - self.fraction);
        let mut exponent = bits >> self.fraction & self.top();
        if exponent == self.top() {
            exponent = TOP;
        } else if exponent > 0 {
            exponent += self.bias();
        } else if fraction != 0 {
            // Subnormal: the highest bit goes into the exponent.
            exponent = self.bias() + 1;
            let mut carried = false;
            while !carried {
                carried = fraction & HIGH != 0;
                fraction <<= 1;
                exponent -= 1;
            }
        }
        let high = sign | exponent << 20 | fraction >> 12;
        f64::from_bits((high as u64) << 32 | (fraction << 20) as u64)
    }

    /// The bits of the nearest value, the even one of two; a quiet NaN for NaN.
    #[must_use]
    pub const fn narrow(self, value: f64) -> u32 {
        let bits = value.to_bits();
        let sign = ((bits >> 63) as u32) << (self.exponent + self.fraction);
        let infinity = self.top() << self.fraction;
        // The first 32 bits of the significand, whose last one stands for all that follow, too.
        let exponent = (bits >> 52) as u32 & TOP;
        let significand = HIGH | (bits >> 21) as u32 | (bits & 0x1f_ffff != 0) as u32;
        let mut cut = 31 - self.fraction;
        if exponent == TOP && significand != HIGH {
            return sign | infinity | 1 << (self.fraction - 1) | (significand & !HIGH) >> cut;
        }
        if exponent >= self.bias() + self.top() {
            return sign | infinity;
        }
        let mut above = 0;
        if exponent > self.bias() {
            // The first bit adds one to the exponent.
            above = (exponent - self.bias() - 1) << self.fraction;
        } else {
            // Subnormal: fewer bits are left; of very small ones none.
            cut += 1 + self.bias() - exponent;
            if cut > 32 {
                return sign;
            }
        }
        let (kept, rest) =
            if cut == 32 { (0, significand) } else { (significand >> cut, significand << (32 - cut)) };
        // A carry moves the exponent by itself, up to infinity.
        let up = rest > HIGH || rest == HIGH && kept & 1 == 1;
        sign | (above + kept + up as u32)
    }
}
