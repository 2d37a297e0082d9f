//! The static library behind `import mpickle`.
//!
//! C parses arguments and calls the functions named `mpickle_…` here (declared in `mpickle.h`,
//! which cbindgen writes); this library calls MicroPython and the few C functions named
//! `mpickle_c_…` in cmodule. No other symbol is visible to the firmware's link.
//!
//! `host::Host` is MicroPython as the codec's model of objects.
#![no_std]
// A function that several features share has no caller if all of them are left out.
#![cfg_attr(not(all(feature = "write", feature = "arrays")), allow(dead_code, unused_imports))]

mod codec;
mod entry;
mod host;
#[cfg(feature = "compat")]
mod mplib;
mod names;
#[cfg(feature = "arrays")]
mod ndarray;
#[cfg(feature = "protobuf-tables")]
mod protobuf;
mod raise;
mod runtime;
#[cfg(any(feature = "classes", feature = "feed"))]
mod shared;
mod stream;
#[cfg(feature = "tree")]
mod tree;
mod types;

use micropython::{Obj, ffi};

/// An argument from C, which has checked it.
///
/// # Safety
/// `raw` is a live object.
unsafe fn arg(raw: ffi::mp_obj_t) -> Obj {
    // SAFETY: the caller's promise.
    unsafe { Obj::new(raw) }
}
