//! Which kind of type a type is.

#[cfg(feature = "classes")]
use micropython::str;
use micropython::{Obj, Tuple, Type, native_type};

/// Whether this is the typecode of an array of numbers. MicroPython has arrays of objects and of
/// pointers too, and makes them out of any bytes.
#[cfg(feature = "classes")]
pub fn is_number_code(code: Obj) -> bool {
    matches!(str::text(code), Some([code]) if b"bBhHiIlLqQfd".contains(code))
}

/// A type made by `collections.namedtuple`: native, derived from tuple.
#[cfg(feature = "classes")]
pub fn is_namedtuple(class: Type) -> bool {
    !class.is_python() && class.parent() == Some(native_type!(mp_type_tuple).obj())
}

/// `obj` as a tuple, if it is one or a named one.
#[inline(always)]
pub fn tuple(obj: Obj) -> Option<Tuple> {
    let class = obj.type_of();
    // SAFETY: both have the struct.
    (class == native_type!(mp_type_tuple) || is_namedtuple(class)).then(|| unsafe { Tuple::from_known(obj) })
}

/// Named tuples are of classes.
#[cfg(not(feature = "classes"))]
pub fn is_namedtuple(_class: Type) -> bool {
    false
}
