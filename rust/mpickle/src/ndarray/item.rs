//! One item: out of memory, and into it.

use micropython::{Obj, call, config, ffi, native_type};
use model::float::{Format, HALF, SINGLE};

use super::dtype::DType;
use super::fault::{Blame, Fault, fail};
use crate::raise;
use crate::types::{float, int};

/// Bytes of the longest item.
const LONGEST: usize = 16;

/// An item apart from memory: an int with its sign extended, or the bits of the real and the
/// imaginary part, in a word each or two; the least significant word first.
#[derive(Clone, Copy, PartialEq)]
pub struct Number([u32; 4]);

/// Zero, the start of every other number.
pub const ZERO: Number = Number([0; 4]);

/// How floats of so many bytes are stored; `None` for doubles.
fn format(unit: usize) -> Option<Format> {
    match unit {
        2 => Some(HALF),
        4 => Some(SINGLE),
        _ => None,
    }
}

impl Number {
    /// With the bytes of each word in the order of memory, or back.
    fn ordered(self) -> Self {
        if cfg!(target_endian = "big") { Self(self.0.map(u32::swap_bytes)) } else { self }
    }

    /// The bytes, least significant first where they are ordered.
    fn bytes(&mut self) -> &mut [u8; LONGEST] {
        // SAFETY: both are 16 bytes of plain data.
        unsafe { &mut *(&raw mut self.0).cast() }
    }

    /// The first `dtype.size` bytes.
    fn item(&mut self, dtype: DType) -> &mut [u8] {
        // SAFETY: no item is longer.
        unsafe { core::slice::from_raw_parts_mut(self.bytes().as_mut_ptr(), dtype.size as usize) }
    }

    /// The byte that extends an item to more bytes: its sign.
    fn sign(&mut self, dtype: DType) -> u8 {
        let negative = dtype.is_signed() && self.item(dtype).last().is_some_and(|last| *last >= 0x80);
        if negative { 0xff } else { 0 }
    }

    /// Out of memory.
    ///
    /// # Safety
    /// An item is there.
    pub unsafe fn load(dtype: DType, from: *const u8) -> Self {
        let mut number = ZERO;
        let item = number.item(dtype);
        // SAFETY: the caller's promise.
        unsafe { core::ptr::copy_nonoverlapping(from, item.as_mut_ptr(), item.len()) };
        if dtype.big {
            dtype.swap(item);
        }
        let sign = number.sign(dtype);
        number.bytes()[dtype.size as usize..].fill(sign);
        number.ordered()
    }

    /// Becomes the bytes of an item. Raises ValueError if it does not fit.
    pub fn store(&mut self, dtype: DType) -> &[u8] {
        *self = self.ordered();
        let sign = self.sign(dtype);
        if self.bytes()[dtype.size as usize..].iter().any(|byte| *byte != sign) {
            fail(Blame::Program, Fault::Value);
        }
        let item = self.item(dtype);
        if dtype.big {
            dtype.swap(item);
        }
        item
    }

    /// Two words.
    fn double(self, at: usize) -> u64 {
        u64::from(self.0[at]) | u64::from(self.0[at + 1]) << 32
    }

    fn set_double(&mut self, at: usize, value: u64) {
        (self.0[at], self.0[at + 1]) = (value as u32, (value >> 32) as u32);
    }

    fn is_negative(self) -> bool {
        self.0[3] != 0
    }

    /// The absolute value of a bool or int.
    pub fn magnitude(self) -> u64 {
        let word = self.double(0);
        if self.is_negative() { word.wrapping_neg() } else { word }
    }

    /// Real and imaginary part, rounded if need be.
    pub fn parts(self, dtype: DType) -> [f64; 2] {
        if dtype.is_whole() {
            return [nearest(self.is_negative(), self.magnitude()), 0.0];
        }
        match format(dtype.unit()) {
            Some(format) => [format.widen(self.0[0]), format.widen(self.0[1])],
            None => [f64::from_bits(self.double(0)), f64::from_bits(self.double(2))],
        }
    }

    /// Becomes a float or complex number of such parts.
    pub fn set_parts(&mut self, dtype: DType, [real, imag]: [f64; 2]) {
        if let Some(format) = format(dtype.unit()) {
            (self.0[0], self.0[1]) = (format.narrow(real), format.narrow(imag));
        } else {
            self.set_double(0, real.to_bits());
            self.set_double(2, imag.to_bits());
        }
    }

    /// Becomes a float or complex number of the same value, rounded if need be.
    #[inline(never)]
    pub fn become_float(&mut self, from: DType, to: DType) {
        let parts = self.parts(from);
        *self = ZERO;
        self.set_parts(to, parts);
    }

    /// As a Python object. Raises OverflowError or TypeError if this build has no such numbers.
    pub fn object(self, dtype: DType) -> Obj {
        if dtype.kind == b'b' {
            return Obj::bool(self.0[0] != 0);
        }
        if dtype.is_whole() {
            return int::new(None, self.ordered().bytes());
        }
        let [real, imag] = self.parts(dtype);
        if dtype.kind == b'f' {
            return float::new(real);
        }
        if !config::PY_BUILTINS_COMPLEX {
            raise::raise(ffi::mpickle_c_class::TYPE_ERROR, "no complex in this build");
        }
        float::new_complex(real, imag)
    }

    /// Becomes the value of a Python object. Raises ValueError or TypeError for what is no such
    /// number.
    #[inline(never)]
    pub fn set(&mut self, dtype: DType, obj: Obj) {
        if dtype.kind == b'f' {
            self.set_parts(dtype, [float::number(obj), 0.0]);
        } else if dtype.kind == b'c' {
            if !config::PY_BUILTINS_COMPLEX {
                fail(Blame::Program, Fault::Value);
            }
            let (real, imag) = float::complex_parts(obj);
            self.set_parts(dtype, [real, imag]);
        } else if dtype.kind == b'b' || obj == Obj::bool(true) || obj == Obj::bool(false) {
            self.0[0] = call::is_true(obj).into();
        } else if let Some(small) = obj.small_int() {
            self.set_double(0, small as i64 as u64);
            self.set_double(2, (small >> (ffi::mp_int_t::BITS - 1)) as i64 as u64);
        } else {
            // SAFETY: an int without small form, and room for 12 bytes; the rest is the sign.
            // EXCEPTION: none; it says false if they do not suffice.
            let fits = obj.is(native_type!(mp_type_int))
                && unsafe {
                    self.0[3] = (ffi::mp_obj_int_sign(obj.raw()) >> 31) as u32;
                    ffi::mpickle_c_int_to_bytes(obj.raw(), 12, self.bytes().as_mut_ptr())
                };
            *self = self.ordered();
            if !fits {
                fail(Blame::Program, Fault::Value);
            }
        }
    }
}

/// Whether both are the same number; NaN is not.
pub fn equal(dtype: DType, item: Number, other_dtype: DType, other: Number) -> bool {
    if dtype.is_whole() && other_dtype.is_whole() {
        return item == other;
    }
    let (a, b) = (item.parts(dtype), other.parts(other_dtype));
    same(a[0], b[0]) && same(a[1], b[1])
}

/// `a == b` without the library function for it, which is 0.7 KiB where the hardware has none.
#[inline(never)]
fn same(a: f64, b: f64) -> bool {
    let (a, b) = (a.to_bits(), b.to_bits());
    // Zeros have signs.
    a == b && a << 1 <= f64::INFINITY.to_bits() << 1 || (a | b) << 1 == 0
}

/// The double that is nearest to an int, as `as f64` gives it. That would be 3 KiB of addition and
/// multiplication of doubles where the hardware has none.
fn nearest(negative: bool, magnitude: u64) -> f64 {
    if magnitude == 0 {
        return 0.0;
    }
    // The first bit to the top.
    let (mut aligned, mut exponent) = (magnitude, 1023 + 62_u32);
    while aligned >> 63 == 0 {
        aligned <<= 1;
        exponent -= 1;
    }
    // Eleven bits go; the last of those that stay for now says whether any further one is set.
    let rough = aligned >> 1 | aligned & 1;
    // Half of the last place goes to the even neighbour.
    let mantissa = (rough + 0x1ff + (rough >> 10 & 1)) >> 10;
    // The mantissa's first bit adds one to the exponent, and so does what rounding carries over.
    let high = exponent << 20 | u32::from(negative) << 31;
    f64::from_bits((u64::from(high) << 32) + mantissa)
}
