//! One item: out of memory, and into it.

use micropython::{HeapVec, Obj, config, ffi, int, native_type};
use pickle::float::{HALF, SINGLE};

use super::dtype::DType;
use crate::float;
use crate::raise;

/// Bytes of the longest item.
pub const LONGEST: usize = 16;

/// An item of `dtype.size` bytes as a Python object. Raises OverflowError or TypeError if this
/// build has no such numbers.
pub fn object(dtype: DType, item: &[u8]) -> Obj {
    match dtype.kind {
        b'b' => return Obj::bool(item[0] != 0),
        b'f' => return float::new(parts(dtype, item).0),
        b'c' if config::PY_BUILTINS_COMPLEX => {
            let (real, imag) = parts(dtype, item);
            return float::new_complex(real, imag);
        }
        b'c' => raise::raise(ffi::mpickle_c_class::TYPE_ERROR, "no complex in this build"),
        _ => {}
    }
    let (word, negative) = integer(dtype, item);
    let mut long = [if negative { 0xff } else { 0 }; 9];
    long[..8].copy_from_slice(&word.to_le_bytes());
    match int::from_bytes(&long) {
        Some(obj) => obj,
        None => raise::raise(ffi::mpickle_c_class::OVERFLOW_ERROR, "int too big for this build"),
    }
}

/// Up to eight bytes as a number.
fn word(item: &[u8], big: bool) -> u64 {
    let mut word = 0;
    for at in 0..item.len() {
        word = word << 8 | u64::from(item[if big { at } else { item.len() - 1 - at }]);
    }
    word
}

/// A bool or int, extended to 64 bits, and whether that is less than 0.
fn integer(dtype: DType, item: &[u8]) -> (u64, bool) {
    let word = word(item, dtype.big);
    let spare = 64 - 8 * item.len() as u32;
    let signed = (word << spare) as i64 >> spare;
    if dtype.kind == b'i' { (signed as u64, signed < 0) } else { (word, false) }
}

fn real(item: &[u8], big: bool) -> f64 {
    let bits = word(item, big);
    match item.len() {
        2 => HALF.widen(bits as u32),
        4 => SINGLE.widen(bits as u32),
        _ => f64::from_bits(bits),
    }
}

/// Real and imaginary part, rounded if need be.
pub fn parts(dtype: DType, item: &[u8]) -> (f64, f64) {
    match dtype.kind {
        b'f' => (real(item, dtype.big), 0.0),
        b'c' => {
            let (first, second) = item.split_at(item.len() / 2);
            (real(first, dtype.big), real(second, dtype.big))
        }
        _ => (nearest(integer(dtype, item).1, magnitude(dtype, item)), 0.0),
    }
}

/// The absolute value of a bool or int.
pub fn magnitude(dtype: DType, item: &[u8]) -> u64 {
    let (word, negative) = integer(dtype, item);
    if negative { word.wrapping_neg() } else { word }
}

/// Whether both items are the same number; NaN is not.
pub fn equal(dtype: DType, item: &[u8], other_dtype: DType, other: &[u8]) -> bool {
    if dtype.is_whole() && other_dtype.is_whole() {
        return integer(dtype, item) == integer(other_dtype, other);
    }
    let (a, b) = (parts(dtype, item), parts(other_dtype, other));
    same(a.0, b.0) && same(a.1, b.1)
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
    let zeros = magnitude.leading_zeros();
    let aligned = magnitude << zeros;
    let (mantissa, rest) = (aligned >> 11, aligned as u32 & 0x7ff);
    // Half of the last place goes to the even neighbour.
    let up = rest > 0x400 || rest == 0x400 && mantissa as u32 & 1 == 1;
    // The mantissa's first bit adds one to the exponent, and so does what rounding carries over.
    let exponent = u64::from(1023 + 62 - zeros);
    let bits = (exponent << 52) + mantissa + u64::from(up);
    f64::from_bits(bits | u64::from(negative) << 63)
}

/// Puts the value of an object into `item`, of `dtype.size` bytes. Says whether it fits.
pub fn write(dtype: DType, obj: Obj, item: &mut [u8]) -> bool {
    match dtype.kind {
        b'b' => {
            // SAFETY: a live object.
            // EXCEPTION: what `__bool__` raises.
            item[0] = unsafe { ffi::mp_obj_is_true(obj.raw()) }.into();
            true
        }
        b'f' => {
            put(dtype, (float::number(obj), 0.0), item);
            true
        }
        b'c' if config::PY_BUILTINS_COMPLEX => {
            put(dtype, float::complex_parts(obj), item);
            true
        }
        b'c' => false,
        kind => write_int(obj, kind == b'i', dtype.big, item),
    }
}

fn write_int(obj: Obj, signed: bool, big: bool, item: &mut [u8]) -> bool {
    let truth = obj == Obj::bool(true);
    let obj = if truth || obj == Obj::bool(false) { int::new(truth.into()) } else { obj };
    if obj.small_int().is_none() && !obj.is(native_type!(mp_type_int)) {
        return false;
    }
    let mut digits = HeapVec::<u8>::default();
    int::to_bytes(obj, &mut digits);
    let (fill, used) = match digits.as_slice() {
        [.., last] if *last >= 0x80 => (0xff, if signed { digits.len() } else { usize::MAX }),
        // A byte for the sign alone.
        [.., 0] if !signed => (0, digits.len() - 1),
        _ => (0, digits.len()),
    };
    let fits = used <= item.len();
    if fits {
        item.fill(fill);
        item[..used].copy_from_slice(&digits.as_slice()[..used]);
        if big {
            item.reverse();
        }
    }
    digits.release();
    fits
}

/// Puts a float or complex number into `item`.
pub fn put(dtype: DType, (real, imag): (f64, f64), item: &mut [u8]) {
    let (first, second) = item.split_at_mut(dtype.unit());
    put_real(first, real, dtype.big);
    if !second.is_empty() {
        put_real(second, imag, dtype.big);
    }
}

fn put_real(out: &mut [u8], value: f64, big: bool) {
    let mut bits = match out.len() {
        2 => u64::from(HALF.narrow(value)),
        4 => u64::from(SINGLE.narrow(value)),
        _ => value.to_bits(),
    };
    for byte in out.iter_mut() {
        *byte = bits as u8;
        bits >>= 8;
    }
    if big {
        out.reverse();
    }
}
