//! The static library behind `import mpickle`.
//!
//! C parses arguments and calls the functions named `mpickle_…` here (declared in `mpickle.h`,
//! which cbindgen writes); this library calls MicroPython and the few C functions named
//! `mpickle_c_…` in cmodule. No other symbol is visible to the firmware's link.
//!
//! [`host::Host`] is MicroPython as the codec's model of objects.
#![no_std]
// What several features share has no caller where they are all left out.
#![cfg_attr(not(all(feature = "write", feature = "arrays")), allow(dead_code, unused_imports))]

#[cfg(all(feature = "async", feature = "write"))]
mod adump;
#[cfg(feature = "arrays")]
mod array;
mod budget;
#[cfg(feature = "classes")]
mod builtin;
#[cfg(feature = "compat")]
mod compat;
mod construct;
#[cfg(feature = "classes")]
mod constructor;
#[cfg(feature = "limits")]
mod depth;
#[cfg(feature = "write")]
mod describe;
#[cfg(feature = "classes")]
mod desk;
#[cfg(feature = "write")]
mod dump;
#[cfg(any(feature = "classes", feature = "text"))]
mod encoding;
#[cfg(feature = "feed")]
mod feed;
#[cfg(feature = "files")]
mod file;
#[cfg(feature = "classes")]
mod find;
mod float;
#[cfg(feature = "classes")]
mod hooks;
mod host;
#[cfg(feature = "in-place")]
mod in_place;
#[cfg(feature = "write")]
mod inspect;
#[cfg(feature = "classes")]
mod instances;
#[cfg(feature = "into")]
mod into;
mod load;
#[cfg(all(feature = "classes", feature = "write"))]
mod locate;
#[cfg(feature = "classes")]
mod memo;
mod memory;
#[cfg(feature = "classes")]
mod names;
mod native;
#[cfg(feature = "arrays")]
mod ndarray;
#[cfg(feature = "packets")]
mod packet;
#[cfg(feature = "classes")]
mod partial;
#[cfg(all(feature = "classes", feature = "write"))]
mod pickler;
#[cfg(not(feature = "classes"))]
mod plain;
#[cfg(feature = "classes")]
mod policy;
mod raise;
#[cfg(all(feature = "classes", feature = "write"))]
mod recipe;
#[cfg(all(feature = "classes", feature = "write"))]
mod reduce;
#[cfg(feature = "classes")]
mod registry;
mod resolve;
mod runtime;
#[cfg(any(feature = "classes", feature = "feed"))]
mod shared;
#[cfg_attr(not(feature = "streams"), path = "source_memory.rs")]
mod source;
#[cfg(feature = "classes")]
mod state;
#[cfg(feature = "classes")]
mod unpickler;

use micropython::{Obj, ffi};

/// What C hands over, checked in C.
///
/// # Safety
/// `raw` is a live object.
unsafe fn arg(raw: ffi::mp_obj_t) -> Obj {
    // SAFETY: the caller's promise.
    unsafe { Obj::new(raw) }
}
