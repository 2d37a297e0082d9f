//! One item: out of memory, and into it.

use micropython::{HeapVec, Obj, config, ffi, int, native_type};
use pickle::float::{HALF, SINGLE};

use super::dtype::DType;
use super::fault::Fault;
use crate::float;
use crate::raise;

/// The value of an item.
#[derive(Clone, Copy)]
pub enum Value {
    Bool(bool),
    Int(i64),
    /// What no `Int` holds.
    Large(u64),
    Float(f64),
    Complex(f64, f64),
}

/// Reads an item of `dtype.size` bytes.
pub fn read(dtype: DType, item: &[u8]) -> Value {
    match dtype.kind {
        b'b' => Value::Bool(item[0] != 0),
        b'f' => Value::Float(real(item, dtype.big)),
        b'c' => {
            let (first, second) = item.split_at(item.len() / 2);
            Value::Complex(real(first, dtype.big), real(second, dtype.big))
        }
        kind => {
            let word = word(item, dtype.big);
            let spare = 64 - 8 * item.len() as u32;
            if kind == b'i' {
                Value::Int((word << spare) as i64 >> spare)
            } else {
                i64::try_from(word).map_or(Value::Large(word), Value::Int)
            }
        }
    }
}

/// Up to eight bytes as a number.
fn word(item: &[u8], big: bool) -> u64 {
    let mut bytes = [0; 8];
    let bytes = &mut bytes;
    bytes[..item.len()].copy_from_slice(item);
    if big {
        bytes[..item.len()].reverse();
    }
    u64::from_le_bytes(*bytes)
}

fn real(item: &[u8], big: bool) -> f64 {
    let bits = word(item, big);
    match item.len() {
        2 => HALF.widen(bits as u32),
        4 => SINGLE.widen(bits as u32),
        _ => f64::from_bits(bits),
    }
}

impl Value {
    /// As a Python object. Raises OverflowError or TypeError if this build has no such numbers.
    pub fn object(self) -> Obj {
        let bytes = match self {
            Value::Bool(value) => return Obj::bool(value),
            Value::Float(value) => return float::new(value),
            Value::Complex(real, imag) if config::PY_BUILTINS_COMPLEX => {
                return float::new_complex(real, imag);
            }
            Value::Complex(..) => raise::raise(ffi::mpickle_c_class::TYPE_ERROR, "no complex in this build"),
            Value::Int(value) => match ffi::mp_int_t::try_from(value) {
                Ok(value) if config::LONGINT_IMPL != 0 => return int::new(value),
                _ => ((value as u64).to_le_bytes(), if value < 0 { 0xff } else { 0 }),
            },
            Value::Large(value) => (value.to_le_bytes(), 0),
        };
        let mut long = [bytes.1; 9];
        long[..8].copy_from_slice(&bytes.0);
        match int::from_bytes(&long) {
            Some(obj) => obj,
            None => raise::raise(ffi::mpickle_c_class::OVERFLOW_ERROR, "int too big for this build"),
        }
    }

    /// Whether both are the same number; NaN is not.
    pub fn equals(self, other: Self) -> bool {
        match (self.plain(), other.plain()) {
            (Value::Int(a), Value::Int(b)) => a == b,
            (Value::Large(a), Value::Large(b)) => a == b,
            (Value::Large(_), Value::Int(_)) | (Value::Int(_), Value::Large(_)) => false,
            (a, b) => a.parts() == b.parts(),
        }
    }

    fn plain(self) -> Self {
        if let Value::Bool(value) = self { Value::Int(value.into()) } else { self }
    }

    /// Real and imaginary part, rounded if need be.
    pub fn parts(self) -> (f64, f64) {
        match self {
            Value::Bool(value) => (f64::from(u8::from(value)), 0.0),
            Value::Int(value) => (nearest(value < 0, value.unsigned_abs()), 0.0),
            Value::Large(value) => (nearest(false, value), 0.0),
            Value::Float(value) => (value, 0.0),
            Value::Complex(real, imag) => (real, imag),
        }
    }
}

/// The double that is nearest to an int, as `as f64` gives it. That would be 3 KiB of addition and
/// multiplication of doubles where the hardware has none.
fn nearest(negative: bool, magnitude: u64) -> f64 {
    if magnitude == 0 {
        return 0.0;
    }
    let zeros = magnitude.leading_zeros();
    let aligned = magnitude << zeros;
    let (mantissa, rest) = (aligned >> 11, aligned & 0x7ff);
    // Half of the last place goes to the even neighbour.
    let up = rest > 0x400 || rest == 0x400 && mantissa & 1 == 1;
    // The mantissa's first bit adds one to the exponent, and so does what rounding carries over.
    let exponent = u64::from(1023 + 62 - zeros);
    let bits = (exponent << 52) + mantissa + u64::from(up);
    f64::from_bits(bits | u64::from(negative) << 63)
}

/// The value of an object, for an item of this kind.
pub fn value_of(dtype: DType, obj: Obj) -> Result<Value, Fault> {
    match dtype.kind {
        b'b' => {
            // SAFETY: a live object.
            // EXCEPTION: what `__bool__` raises.
            Ok(Value::Bool(unsafe { ffi::mp_obj_is_true(obj.raw()) }))
        }
        b'f' => Ok(Value::Float(float::number(obj))),
        b'c' if config::PY_BUILTINS_COMPLEX => {
            let (real, imag) = float::complex_parts(obj);
            Ok(Value::Complex(real, imag))
        }
        b'c' => Err(Fault::Value),
        _ => integer(obj),
    }
}

fn integer(obj: Obj) -> Result<Value, Fault> {
    if let Some(value) = obj.small_int() {
        return Ok(Value::Int(value as i64));
    }
    if obj == Obj::bool(true) || obj == Obj::bool(false) {
        return Ok(Value::Int((obj == Obj::bool(true)).into()));
    }
    if !obj.is(native_type!(mp_type_int)) {
        return Err(Fault::Value);
    }
    let mut digits = HeapVec::<u8>::default();
    int::to_bytes(obj, &mut digits);
    let bytes = digits.as_slice();
    let fill = if bytes.last().is_some_and(|b| b & 0x80 != 0) { 0xff } else { 0 };
    let mut word = [fill; 8];
    let value = match bytes {
        [low @ .., 0] if low.len() == 8 => {
            word.copy_from_slice(low);
            Ok(Value::Large(u64::from_le_bytes(word)))
        }
        _ if bytes.len() <= 8 => {
            word[..bytes.len()].copy_from_slice(bytes);
            Ok(Value::Int(i64::from_le_bytes(word)))
        }
        _ => Err(Fault::Value),
    };
    digits.release();
    value
}

/// Bytes of an item of this type, `dtype.size` of them.
pub fn write(dtype: DType, value: Value) -> Result<[u8; 16], Fault> {
    let mut out = [0; 16];
    let unit = dtype.unit();
    match dtype.kind {
        b'b' => out[0] = (value.parts() != (0.0, 0.0)).into(),
        b'f' | b'c' => {
            let (real, imag) = value.parts();
            put_real(&mut out[..unit], real, dtype.big);
            if dtype.kind == b'c' {
                put_real(&mut out[unit..2 * unit], imag, dtype.big);
            }
        }
        kind => {
            let word = match value.plain() {
                Value::Int(v) if kind == b'i' || v >= 0 => v as u64,
                Value::Large(v) if kind == b'u' => v,
                _ => return Err(Fault::Value),
            };
            out[..8].copy_from_slice(&word.to_le_bytes());
            if dtype.big {
                out[..unit].reverse();
            }
            // What was cut off must not have mattered.
            if !read(dtype, &out[..unit]).equals(value) {
                return Err(Fault::Value);
            }
        }
    }
    Ok(out)
}

fn put_real(out: &mut [u8], value: f64, big: bool) {
    match out.len() {
        2 => out.copy_from_slice(&(HALF.narrow(value) as u16).to_le_bytes()),
        4 => out.copy_from_slice(&SINGLE.narrow(value).to_le_bytes()),
        _ => out.copy_from_slice(&value.to_le_bytes()),
    }
    if big {
        out.reverse();
    }
}
