//! `float` and `complex`, in the precision of this build.

use crate::Obj;
use crate::ffi;

/// The value, if this is a float.
#[inline]
#[must_use]
pub fn value(obj: Obj) -> Option<f64> {
    #[cfg(any(repr = "a", repr = "b"))]
    {
        if !obj.is(crate::native_type!(mp_type_float)) {
            return None;
        }
        #[repr(C)]
        struct Float {
            base: ffi::mp_obj_base_t,
            value: ffi::mp_float_t,
        }
        // SAFETY: the struct of a float object in these representations (`py/objfloat.c`).
        Some(f64::from(unsafe { (*obj.ptr::<Float>()).value }))
    }
    #[cfg(not(any(repr = "a", repr = "b")))]
    {
        // SAFETY: any object.
        // EXCEPTION: none.
        unsafe {
            let mut value: ffi::mp_float_t = 0.0;
            ffi::mpickle_c_float_value(obj.raw(), &mut value).then_some(f64::from(value))
        }
    }
}

/// In the precision of this build. Where floats are no structs, a NaN of another pattern than the
/// usual one would be taken for a pointer or an interned string.
#[inline]
fn narrowed(value: f64) -> ffi::mp_float_t {
    if cfg!(any(repr = "c", repr = "d")) && value.is_nan() {
        return ffi::mp_float_t::NAN;
    }
    value as ffi::mp_float_t
}

/// A float object, narrowed to what this build has.
#[inline]
#[must_use]
pub fn new(value: f64) -> Obj {
    // SAFETY: any value.
    // EXCEPTION: MemoryError.
    unsafe {
        #[cfg(any(repr = "a", repr = "b"))]
        return Obj::new(ffi::mp_obj_new_float(narrowed(value)));
        #[cfg(not(any(repr = "a", repr = "b")))]
        return Obj::new(ffi::mpickle_c_new_float(narrowed(value)));
    }
}

/// A complex object.
#[must_use]
pub fn new_complex(real: f64, imag: f64) -> Obj {
    // SAFETY: any values.
    // EXCEPTION: MemoryError.
    unsafe { Obj::new(ffi::mp_obj_new_complex(narrowed(real), narrowed(imag))) }
}

/// Both parts of a complex object.
#[must_use]
pub fn complex_parts(obj: Obj) -> (f64, f64) {
    let (mut real, mut imag): (ffi::mp_float_t, ffi::mp_float_t) = (0.0, 0.0);
    // SAFETY: the caller checked that it is a complex.
    // EXCEPTION: none then.
    unsafe { ffi::mp_obj_get_complex(obj.raw(), &mut real, &mut imag) };
    (f64::from(real), f64::from(imag))
}
