//! Interned names. `cargo xtask mpy` reads this list, with the features that names are for, and puts it at the head of the
//! module's table of names.

use crate::native::obj::Obj;
use crate::native::table::{self, Native};

macro_rules! names {
    ($($(#[$when:meta])? $name:ident)*) => {
        /// An interned name: its place in the module's table.
        #[derive(Clone, Copy, PartialEq, Eq)]
        #[allow(non_camel_case_types, reason = "as Python spells them")]
        #[repr(u8)]
        pub enum Name {
            $($(#[$when])? $name,)*
        }
    };
}

names! {
    builtins
    #[cfg(feature = "pickle")]
    __builtin__
    #[cfg(feature = "pickle")]
    _codecs
    #[cfg(feature = "pickle")]
    encode
    #[cfg(feature = "pickle")]
    latin1
    bytes
    bytearray
    set
    frozenset
    memoryview
    int
    float
    #[cfg(feature = "streams")]
    read
    #[cfg(feature = "streams")]
    readinto
    #[cfg(feature = "streams")]
    write
    little
    from_bytes
    to_bytes
    __name__
    #[cfg(feature = "classes")]
    getattr
    #[cfg(feature = "classes")]
    _name
    #[cfg(feature = "classes")]
    find_class
    #[cfg(feature = "classes")]
    persistent_id
    #[cfg(feature = "classes")]
    persistent_load
    #[cfg(feature = "classes")]
    reducer_override
    #[cfg(feature = "classes")]
    _override
    #[cfg(feature = "classes")]
    _reduce
    #[cfg(feature = "classes")]
    _call
    #[cfg(feature = "classes")]
    _new
    #[cfg(feature = "classes")]
    _make
    #[cfg(feature = "classes")]
    _build
    #[cfg(feature = "classes")]
    _append
    #[cfg(feature = "classes")]
    _set
    #[cfg(feature = "pickle")]
    EOFError
    MemoryError
    #[cfg(feature = "streams")]
    OSError
    RuntimeError
    TypeError
    #[cfg(feature = "text")]
    UnicodeError
    ValueError
    #[cfg(feature = "tree")]
    isinstance
    #[cfg(feature = "pickle")]
    PicklingError
    #[cfg(feature = "pickle")]
    UnpicklingError
    #[cfg(feature = "msgpack")]
    PackException
    #[cfg(feature = "msgpack")]
    UnpackException
    #[cfg(feature = "msgpack")]
    UnsupportedTypeException
    #[cfg(feature = "msgpack")]
    InsufficientDataException
    #[cfg(feature = "msgpack")]
    InvalidStringException
    #[cfg(feature = "msgpack")]
    ReservedCodeException
    #[cfg(feature = "msgpack")]
    UnhashableKeyException
    #[cfg(feature = "msgpack")]
    DuplicateKeyException
    #[cfg(feature = "cbor")]
    CBOREncodeError
    #[cfg(feature = "cbor")]
    CBORDecodeError
    #[cfg(feature = "cbor")]
    CBOREncodeTypeError
    #[cfg(feature = "cbor")]
    CBOREncodeValueError
    #[cfg(feature = "cbor")]
    CBORDecodeValueError
    #[cfg(feature = "cbor")]
    CBORDecodeEOF
}

unsafe extern "C" {
    /// The numbers of the module's names; the first is the file's.
    safe static mp_native_qstr_table: [u16; 256];
}

impl Name {
    /// The number under which MicroPython has it.
    pub fn number(self) -> usize {
        usize::from(mp_native_qstr_table[1 + self as usize])
    }

    /// It as a str.
    pub fn obj(self) -> Obj {
        // SAFETY: the name's number.
        // EXCEPTION: none.
        unsafe { Obj::new((table::table().native_to_obj)(self.number(), Native::QSTR)) }
    }
}
