//! The object reference, and how this build represents the kinds that are no pointers.

use core::num::NonZero;

use crate::ffi::{self, mp_obj_t};
use crate::{Type, config};

#[cfg(repr = "d")]
type Bits = u64;
#[cfg(not(repr = "d"))]
type Bits = usize;

/// A reference to a live object, never null. The collector keeps it alive wherever it stands on
/// the stack or in collected memory.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct Obj(NonZero<Bits>);

/// `MP_OBJ_NULL`: no object, where a field or an argument of C's may lack one.
pub const NULL: mp_obj_t = 0 as mp_obj_t;

/// The low bits that mark qstrs and immediate objects (`py/obj.h`).
mod tag {
    use super::Bits;
    #[cfg(repr = "a")]
    pub const QSTR: (Bits, Bits, u32) = (7, 2, 3);
    #[cfg(repr = "b")]
    pub const QSTR: (Bits, Bits, u32) = (7, 3, 3);
    #[cfg(repr = "c")]
    pub const QSTR: (Bits, Bits, u32) = (0xff80_000f, 0x0000_0006, 4);
    #[cfg(repr = "d")]
    pub const QSTR: (Bits, Bits, u32) = (0xffff_0000_0000_0000, 0x0002_0000_0000_0000, 1);
}

impl Obj {
    /// The reference that C holds, unless it is null or a marker.
    ///
    /// # Safety
    /// `raw` is null or a live object.
    #[inline]
    #[must_use]
    pub unsafe fn from_raw(raw: mp_obj_t) -> Option<Self> {
        NonZero::new(raw as Bits).map(Self)
    }

    /// The object in a slot of a hash table, unless the slot is vacant or its entry was deleted.
    ///
    /// # Safety
    /// `raw` is null, the mark of a deleted entry or a live object.
    #[inline]
    #[must_use]
    pub unsafe fn from_slot(raw: mp_obj_t) -> Option<Self> {
        if is_sentinel(raw) {
            return None;
        }
        // SAFETY: the caller's promise.
        unsafe { Self::from_raw(raw) }
    }

    /// The reference that C holds.
    ///
    /// # Safety
    /// `raw` is a live object, not null.
    #[inline]
    #[must_use]
    pub unsafe fn new(raw: mp_obj_t) -> Self {
        // SAFETY: the caller says that it is not null.
        Self(unsafe { NonZero::new_unchecked(raw as Bits) })
    }

    /// An object out of a pointer to its struct.
    ///
    /// # Safety
    /// `ptr` points to a live object.
    #[inline]
    #[must_use]
    pub unsafe fn from_ptr<T>(ptr: *const T) -> Self {
        // SAFETY: the caller says that it is an object, hence not null.
        Self(unsafe { NonZero::new_unchecked(ptr as usize as Bits) })
    }

    /// As C wants it.
    #[inline]
    #[must_use]
    pub fn raw(self) -> mp_obj_t {
        self.0.get() as mp_obj_t
    }

    /// As C wants it where null says that there is none.
    #[inline]
    #[must_use]
    pub fn raw_or_null(obj: Option<Self>) -> mp_obj_t {
        obj.map_or(0, |obj| obj.0.get()) as mp_obj_t
    }

    /// A number that tells this object from all others that live. Qstrs and small integers have
    /// odd or tagged numbers, so that they differ from any pointer.
    #[inline]
    #[must_use]
    pub fn identity(self) -> usize {
        self.0.get() as usize
    }

    /// Whether this is a pointer to an object struct.
    #[inline]
    #[must_use]
    pub fn is_ptr(self) -> bool {
        let bits = self.0.get();
        #[cfg(any(repr = "a", repr = "c"))]
        return bits & 3 == 0;
        #[cfg(repr = "b")]
        return bits & 1 == 0;
        #[cfg(repr = "d")]
        return bits & 0xffff_0000_0000_0000 == 0;
    }

    /// The pointer; only meaningful if [`Obj::is_ptr`].
    #[inline]
    #[must_use]
    pub fn ptr<T>(self) -> *mut T {
        self.0.get() as usize as *mut T
    }

    /// The value, if this is a small integer.
    #[inline]
    #[must_use]
    pub fn small_int(self) -> Option<ffi::mp_int_t> {
        let bits = self.0.get();
        #[cfg(any(repr = "a", repr = "c"))]
        return (bits & 1 != 0).then_some((bits as ffi::mp_int_t) >> 1);
        #[cfg(repr = "b")]
        return (bits & 3 == 1).then_some((bits as ffi::mp_int_t) >> 2);
        #[cfg(repr = "d")]
        return (bits >> 48 == 1).then_some(((bits << 16) as ffi::mp_int_t) >> 17);
    }

    /// The small integer of this value, if there is one.
    #[inline]
    #[must_use]
    pub fn from_small_int(value: i32) -> Option<Self> {
        let value = value as ffi::mp_int_t;
        #[cfg(any(repr = "a", repr = "c"))]
        let bits = ((value << 1) | 1) as Bits;
        #[cfg(repr = "b")]
        let bits = ((value << 2) | 1) as Bits;
        #[cfg(repr = "d")]
        let bits = ((value as Bits & 0x7fff_ffff_ffff) << 1) | 0x0001_0000_0000_0001;
        let obj = Self(NonZero::new(bits)?);
        (obj.small_int() == Some(value)).then_some(obj)
    }

    /// The number of the interned string, if this is one.
    #[inline]
    #[must_use]
    pub fn qstr_number(self) -> Option<usize> {
        let bits = self.0.get();
        let (mask, tag, shift) = tag::QSTR;
        #[cfg(repr = "d")]
        return (bits & mask == tag).then_some(bits as u32 as usize >> shift);
        #[cfg(not(repr = "d"))]
        return (bits & mask == tag).then_some(bits >> shift);
    }

    /// The interned string of this number.
    #[inline]
    #[must_use]
    pub(crate) fn from_qstr_number(number: usize) -> Self {
        let (_, tag, shift) = tag::QSTR;
        let bits = ((number as Bits) << shift) | tag;
        #[cfg(repr = "d")]
        let bits = bits | 1;
        // SAFETY: the tag is not zero.
        Self(unsafe { NonZero::new_unchecked(bits) })
    }

    /// The type, if this is a pointer to an object struct; ints, interned strings, None and the
    /// like may have no struct.
    #[inline]
    #[must_use]
    pub fn struct_type(self) -> Option<Type> {
        if !self.is_ptr() {
            return None;
        }
        // SAFETY: a pointer object starts with its base, whose type is never null.
        Some(unsafe { Type::from_ptr((*self.ptr::<ffi::mp_obj_base_t>()).type_) })
    }

    /// The type of any object.
    #[inline]
    #[must_use]
    pub fn type_of(self) -> Type {
        match self.struct_type() {
            Some(class) => class,
            // SAFETY: any object may be asked.
            // EXCEPTION: it does not raise.
            None => unsafe { Type::from_ptr(ffi::mp_obj_get_type(self.raw())) },
        }
    }

    /// Whether this is of exactly this type.
    #[inline]
    #[must_use]
    pub fn is(self, class: Type) -> bool {
        self.struct_type() == Some(class)
    }

    /// `None`
    #[inline]
    #[must_use]
    pub fn none() -> Self {
        constant(config::NONE, ffi::mpickle_c_const::NONE as usize)
    }

    /// `True` or `False`
    #[inline]
    #[must_use]
    pub fn bool(value: bool) -> Self {
        if value {
            constant(config::TRUE, ffi::mpickle_c_const::TRUE as usize)
        } else {
            constant(config::FALSE, ffi::mpickle_c_const::FALSE as usize)
        }
    }

    /// `Ellipsis`
    #[must_use]
    pub fn ellipsis() -> Self {
        // SAFETY: an object in ROM.
        unsafe { Self::from_ptr(&raw const ffi::mp_const_ellipsis_obj) }
    }

    /// `NotImplemented`
    #[must_use]
    pub fn not_implemented() -> Self {
        // SAFETY: an object in ROM.
        unsafe {
            if crate::config::PY_BUILTINS_NOTIMPLEMENTED {
                Self::from_ptr(&raw const ffi::mp_const_notimplemented_obj)
            } else {
                Self::from_ptr(&raw const ffi::mpickle_c_type_absent)
            }
        }
    }

    /// The string `latin-1`, which no name in C can be.
    #[must_use]
    pub fn latin_1() -> Self {
        constant(0, ffi::mpickle_c_const::LATIN_1 as usize)
    }

    /// Whether this is `None`.
    #[inline]
    #[must_use]
    pub fn is_none(self) -> bool {
        self == Self::none()
    }

    /// Whether both have equal values.
    ///
    /// Runs `__eq__` of Python classes.
    #[must_use]
    pub fn equals(self, other: Self) -> bool {
        // SAFETY: both live.
        // EXCEPTION: what `__eq__` raises.
        unsafe { ffi::mp_obj_equal(self.raw(), other.raw()) }
    }
}

/// Whether this is the mark of a deleted entry.
#[inline]
pub(crate) fn is_sentinel(raw: mp_obj_t) -> bool {
    // All bits: where objects are wider than pointers, a float may have such a lower half.
    raw as Bits == ffi::mpickle_c_const::SENTINEL as Bits
}

/// The object with these bits, or, where they are 0, that of cmodule's table.
#[inline]
fn constant(bits: u64, index: usize) -> Obj {
    match NonZero::new(bits as Bits) {
        Some(bits) => Obj(bits),
        // SAFETY: a table in ROM with a live object for each of its indices; a rom object has the
        // size and bits of an object reference in every representation.
        None => unsafe { Obj::new(*ffi::mpickle_c_consts.as_ptr().add(index).cast::<mp_obj_t>()) },
    }
}
