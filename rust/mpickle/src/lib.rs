//! The static library behind `import mpickle`.
//!
//! C calls the functions named `mpickle_…` here (declared in `mpickle.h`,
//! which cbindgen writes); this library calls MicroPython and the few C
//! functions named `mpickle_c_…` in cmodule. No other symbol is visible to
//! the firmware's link.
#![no_std]

mod runtime;

use micropython::ffi::{self, mp_obj_t};

/// Proves that a Rust panic arrives in Python as a RuntimeError.
#[unsafe(no_mangle)]
pub extern "C-unwind" fn mpickle_probe(index: usize) -> mp_obj_t {
    let list = [1u8, 2, 3];
    // SAFETY: a small number.
    // EXCEPTION: small ints are not allocated.
    unsafe { ffi::mp_obj_new_int(list[index].into()) }
}
