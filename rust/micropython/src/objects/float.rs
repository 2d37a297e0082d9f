//! `float` and `complex`, in the precision of this build.

use crate::ffi;
use crate::{Obj, Pool};

/// The value, if this is a float.
#[inline]
#[must_use]
pub fn value(obj: Obj) -> Option<ffi::mp_float_t> {
    #[cfg(any(repr = "a", repr = "b"))]
    {
        if !obj.is(crate::native_type!(mp_type_float)) {
            return None;
        }
        // SAFETY: the struct of a float object in these representations.
        Some(unsafe { (*obj.ptr::<ffi::mpickle_c_float_t>()).value })
    }
    #[cfg(not(any(repr = "a", repr = "b")))]
    {
        // SAFETY: any object.
        // EXCEPTION: none.
        unsafe {
            let mut value: ffi::mp_float_t = 0.0;
            ffi::mpickle_c_float_value(obj.raw(), &mut value).then_some(value)
        }
    }
}

/// In object representations C and D a NaN with unusual bits would be taken for a
/// pointer or an interned string.
#[inline]
fn plain(value: ffi::mp_float_t) -> ffi::mp_float_t {
    if cfg!(any(repr = "c", repr = "d")) && value.is_nan() { ffi::mp_float_t::NAN } else { value }
}

/// A float object.
#[inline]
#[must_use]
pub fn new(value: ffi::mp_float_t) -> Obj {
    // SAFETY: any value.
    // EXCEPTION: MemoryError.
    unsafe {
        #[cfg(any(repr = "a", repr = "b"))]
        return Obj::new(ffi::mp_obj_new_float(plain(value)));
        #[cfg(not(any(repr = "a", repr = "b")))]
        return Obj::new(ffi::mpickle_c_new_float(plain(value)));
    }
}

/// A float object in a pool's memory.
#[inline]
#[must_use]
pub fn new_in(pool: &mut Pool, value: ffi::mp_float_t) -> Obj {
    #[cfg(any(repr = "a", repr = "b"))]
    {
        let base = ffi::mp_obj_base_t { type_: crate::native_type!(mp_type_float).raw() };
        // SAFETY: the struct of a float object in these representations.
        unsafe { Obj::from_ptr(pool.place(ffi::mpickle_c_float_t { base, value: plain(value) })) }
    }
    #[cfg(not(any(repr = "a", repr = "b")))]
    {
        let _ = pool;
        new(value)
    }
}

/// The value of any number; `None` for other objects.
#[must_use]
pub fn maybe(obj: Obj) -> Option<ffi::mp_float_t> {
    let mut value: ffi::mp_float_t = 0.0;
    // SAFETY: a live object, and room for the value.
    // EXCEPTION: none.
    unsafe { ffi::mp_obj_get_float_maybe(obj.raw(), &mut value) }.then_some(value)
}

/// The value of any number. Raises TypeError for other objects.
#[must_use]
pub fn number(obj: Obj) -> ffi::mp_float_t {
    // SAFETY: a live object.
    // EXCEPTION: TypeError.
    unsafe { ffi::mp_obj_get_float(obj.raw()) }
}

/// A complex object.
#[must_use]
pub fn new_complex(real: ffi::mp_float_t, imag: ffi::mp_float_t) -> Obj {
    // SAFETY: any values.
    // EXCEPTION: MemoryError.
    unsafe { Obj::new(ffi::mp_obj_new_complex(plain(real), plain(imag))) }
}

/// Both parts of a complex object, or of another number.
#[must_use]
pub fn complex_parts(obj: Obj) -> (ffi::mp_float_t, ffi::mp_float_t) {
    let (mut real, mut imag) = (0.0, 0.0);
    // SAFETY: any object.
    // EXCEPTION: TypeError if it is no number.
    unsafe { ffi::mp_obj_get_complex(obj.raw(), &mut real, &mut imag) };
    (real, imag)
}
