//! Floats of this build, as doubles: widened and narrowed by integers where they are singles.

use micropython::ffi::mp_float_t;
use micropython::{Obj, Pool, float};
use model::float::SINGLE;

const SINGLES: bool = size_of::<mp_float_t>() == 4;

#[inline]
fn wide(value: mp_float_t) -> f64 {
    // One of the casts does nothing, and the other branch is gone.
    if SINGLES { SINGLE.widen((value as f32).to_bits()) } else { value as f64 }
}

#[inline]
fn narrow(value: f64) -> mp_float_t {
    if SINGLES { f32::from_bits(SINGLE.narrow(value)) as mp_float_t } else { value as mp_float_t }
}

/// A float object, narrowed to this build's precision.
#[inline]
pub fn new(value: f64) -> Obj {
    float::new(narrow(value))
}

/// As [`new`], in a pool's memory.
#[inline]
pub fn new_in(pool: &mut Pool, value: f64) -> Obj {
    float::new_in(pool, narrow(value))
}

/// A complex object.
pub fn new_complex(real: f64, imag: f64) -> Obj {
    float::new_complex(narrow(real), narrow(imag))
}

/// The value, if this is a float.
#[cfg(feature = "write")]
#[inline]
pub fn value(obj: Obj) -> Option<f64> {
    float::value(obj).map(wide)
}

/// The value of any number; raises TypeError for other objects.
#[cfg(feature = "arrays")]
pub fn number(obj: Obj) -> f64 {
    wide(float::number(obj))
}

/// Both parts of a complex object.
pub fn complex_parts(obj: Obj) -> (f64, f64) {
    let (real, imag) = float::complex_parts(obj);
    (wide(real), wide(imag))
}
