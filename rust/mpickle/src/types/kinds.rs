//! Which kind of type a type is.

use micropython::Type;
#[cfg(feature = "classes")]
use micropython::{Obj, native_type, str};

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

/// Named tuples are of classes.
#[cfg(not(feature = "classes"))]
pub fn is_namedtuple(_class: Type) -> bool {
    false
}
