//! Interned strings. Interning is for ever: names only, never data.

use crate::Obj;
use crate::ffi;

/// Longest text of a name (`MICROPY_QSTR_BYTES_IN_LEN` is 1 wherever it is not changed).
pub const MAX_LEN: usize = 255;

/// An interned string.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Qstr(pub(crate) ffi::qstr);

impl Qstr {
    /// The string of this number.
    #[must_use]
    pub fn new(number: usize) -> Self {
        Self(number as ffi::qstr)
    }

    /// A name that the C side lists in `MPICKLE_C_NAMES`.
    #[inline]
    #[must_use]
    pub fn of(name: ffi::mpickle_c_name::Type) -> Self {
        // SAFETY: the table in ROM has an entry for each name.
        Self(unsafe { *ffi::mpickle_c_names.as_ptr().add(name as usize) } as ffi::qstr)
    }

    /// The string with this text, if it is interned already.
    #[must_use]
    pub fn find(text: &[u8]) -> Option<Self> {
        // SAFETY: pointer and length of one slice.
        let found = unsafe { ffi::qstr_find_strn(text.as_ptr().cast(), text.len()) };
        (found != 0).then_some(Self(found))
    }

    /// The string with this text, interned now if need be.
    #[must_use]
    pub fn intern(text: &[u8]) -> Self {
        // SAFETY: pointer and length of one slice.
        // EXCEPTION: MemoryError; RuntimeError when the text is too long for a name.
        Self(unsafe { ffi::qstr_from_strn(text.as_ptr().cast(), text.len()) })
    }

    /// As a str object.
    #[inline]
    #[must_use]
    pub fn obj(self) -> Obj {
        Obj::from_qstr_number(self.0 as usize)
    }

    /// As C wants it.
    #[inline]
    #[must_use]
    pub fn raw(self) -> ffi::qstr {
        self.0
    }

    /// The text.
    #[must_use]
    pub fn text(self) -> &'static [u8] {
        let mut len = 0;
        // SAFETY: interned text is never freed or moved.
        unsafe {
            let data = ffi::qstr_data(self.0, &mut len);
            core::slice::from_raw_parts(data, len)
        }
    }
}
