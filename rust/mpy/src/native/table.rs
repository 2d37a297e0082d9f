//! The functions that a native module gets from the firmware: `mp_fun_table` of `py/nativeglue.h`, ABI 6.3 of .mpy
//! files. `ports/mpy/module.c` asserts the places of what is used here.

use core::ffi::c_int;

use crate::native::obj::{Obj, Raw};

/// Exceptions that the module has.
pub const ERRORS: usize = if cfg!(feature = "pickle") {
    2
} else if cfg!(feature = "cbor") {
    6
} else {
    8
};

/// The module's state, in its own static memory, which the collector searches.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct State {
    /// `builtins`
    pub builtins: Raw,
    /// `bytes`
    pub bytes: Raw,
    /// `bytearray`
    pub bytearray: Raw,
    /// `tuple`
    pub tuple: Raw,
    /// `int`
    pub int: Raw,
    /// `float`; 0 without floats.
    pub float: Raw,
    /// `bool`
    pub bool_: Raw,
    /// The type of `None`.
    pub none: Raw,
    /// `set`; 0 where there is none.
    pub set: Raw,
    /// `frozenset`; 0 where there is none.
    pub frozenset: Raw,
    /// Whether floats have single precision.
    pub single: Raw,
    /// The module's exceptions, in the order of their names.
    pub errors: [Raw; ERRORS],
    /// The str `latin-1`
    #[cfg(feature = "pickle")]
    pub latin1_dashed: Raw,
    /// `ExtType` and `Timestamp`, or `CBORTag` and `CBORSimpleValue`: named tuples.
    #[cfg(feature = "tree")]
    pub records: [Raw; 2],
    /// `undefined`
    #[cfg(feature = "cbor")]
    pub undefined: Raw,
    /// `memoryview`; 0 where there is none.
    pub memoryview: Raw,
    /// The object that is asked about what is not plain data; 0 without.
    pub rules: Raw,
}

/// The kinds of `native_to_obj` and `native_from_obj`.
pub struct Native;

impl Native {
    pub const INT: usize = 2;
    pub const UINT: usize = 3;
    pub const QSTR: usize = 8;
}

/// `mp_buffer_info_t`
#[repr(C)]
pub struct BufferInfo {
    pub data: *mut u8,
    pub len: usize,
    pub typecode: c_int,
}

/// `mp_stream_p_t`
#[repr(C)]
pub struct StreamProtocol {
    pub read: Option<unsafe extern "C-unwind" fn(Raw, *mut u8, usize, *mut c_int) -> usize>,
    pub write: Option<unsafe extern "C-unwind" fn(Raw, *const u8, usize, *mut c_int) -> usize>,
    pub ioctl: usize,
    pub is_text: usize,
}

/// `mp_fun_table_t`: an entry that nothing uses is a word.
#[repr(C)]
pub struct Table {
    pub none: Raw,
    pub false_: Raw,
    pub true_: Raw,
    pub native_from_obj: unsafe extern "C-unwind" fn(Raw, usize) -> usize,
    pub native_to_obj: unsafe extern "C-unwind" fn(usize, usize) -> Raw,
    unused_5: [usize; 4],
    pub load_attr: unsafe extern "C-unwind" fn(Raw, usize) -> Raw,
    unused_10: [usize; 6],
    pub obj_is_true: unsafe extern "C-unwind" fn(Raw) -> bool,
    pub unary_op: unsafe extern "C-unwind" fn(c_int, Raw) -> Raw,
    pub binary_op: unsafe extern "C-unwind" fn(c_int, Raw, Raw) -> Raw,
    pub new_tuple: unsafe extern "C-unwind" fn(usize, *const Obj) -> Raw,
    pub new_list: unsafe extern "C-unwind" fn(usize, *const Obj) -> Raw,
    pub new_dict: unsafe extern "C-unwind" fn(usize) -> Raw,
    pub new_set: unsafe extern "C-unwind" fn(usize, *const Obj) -> Raw,
    pub set_store: unsafe extern "C-unwind" fn(Raw, Raw),
    unused_24: usize,
    pub dict_store: unsafe extern "C-unwind" fn(Raw, Raw, Raw) -> Raw,
    unused_26: usize,
    pub call_function_n_kw: unsafe extern "C-unwind" fn(Raw, usize, *const Raw) -> Raw,
    pub call_method_n_kw: unsafe extern "C-unwind" fn(usize, usize, *const Raw) -> Raw,
    unused_29: [usize; 2],
    pub iternext: unsafe extern "C-unwind" fn(*mut Raw) -> Raw,
    unused_32: [usize; 2],
    pub raise: unsafe extern "C-unwind" fn(Raw) -> !,
    unused_35: [usize; 16],
    pub memmove: unsafe extern "C" fn(*mut u8, *const u8, usize) -> *mut u8,
    pub realloc: unsafe extern "C-unwind" fn(*mut u8, usize, bool) -> *mut u8,
    unused_53: [usize; 2],
    pub raise_msg: unsafe extern "C-unwind" fn(Raw, *const u8) -> !,
    pub obj_get_type: unsafe extern "C-unwind" fn(Raw) -> Raw,
    pub obj_new_str: unsafe extern "C-unwind" fn(*const u8, usize) -> Raw,
    pub obj_new_bytes: unsafe extern "C-unwind" fn(*const u8, usize) -> Raw,
    pub obj_new_bytearray_by_ref: unsafe extern "C-unwind" fn(usize, *mut u8) -> Raw,
    unused_60: [usize; 4],
    pub load_method_maybe: unsafe extern "C-unwind" fn(Raw, usize, *mut Raw),
    pub get_buffer: unsafe extern "C-unwind" fn(Raw, *mut BufferInfo, usize) -> bool,
    pub get_stream_raise: unsafe extern "C-unwind" fn(Raw, c_int) -> *const StreamProtocol,
    unused_67: [usize; 6],
    pub type_type: Raw,
    pub type_str: Raw,
    pub type_list: Raw,
    pub type_dict: Raw,
    unused_77: [usize; 7],
    pub stream_readinto_obj: Raw,
    unused_85: usize,
    pub stream_write_obj: Raw,
}

// `mpickle_state` in ports/mpy/module.c has room for it.
const _: () = assert!(size_of::<State>() <= 24 * size_of::<usize>());

unsafe extern "C" {
    safe static mp_fun_table: Table;
    /// Zero until `mpickle_m_init` has run; constant from then on.
    static mut mpickle_state: State;
}

/// The firmware's table.
#[inline]
pub fn table() -> &'static Table {
    &mp_fun_table
}

/// The module's state.
#[inline]
pub fn state() -> &'static State {
    let state = &raw const mpickle_state;
    // SAFETY: it is written while the module is imported only, by one writer, before any of its functions can
    // be called.
    unsafe { &*state }
}

/// Writes what the module remembers.
///
/// # Safety
/// While the module is imported: nobody has looked at it yet.
pub unsafe fn remember(state: State) {
    // SAFETY: the caller's promise.
    unsafe { (&raw mut mpickle_state).write(state) }
}
