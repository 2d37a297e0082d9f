//! The static library in `mpickle.mpy`, for firmware that has no mpickle built in.
//!
//! A native module knows nothing of the firmware that loads it but a table of functions
//! (`table`) and the layouts of common objects, which belong to the ABI of .mpy files (6.3): the
//! codec's model of objects stands on these. `ports/mpy` has the C half: the module's names and
//! arguments.
#![no_std]
// A function that several features share has no caller if all of them are left out.
#![cfg_attr(not(all(feature = "text", feature = "classes")), allow(dead_code, unused_imports))]

mod budget;
mod construct;
mod entry;
mod format;
mod host;
mod inspect;
mod native;
#[cfg_attr(not(feature = "streams"), path = "no_stream.rs")]
mod stream;

use core::panic::PanicInfo;

use native::{names, raise};

/// A bug in this module must not take the firmware down: it is raised as a RuntimeError.
#[panic_handler]
fn panic(_info: &PanicInfo) -> ! {
    raise::raise(names::Name::RuntimeError, "mpickle: internal error")
}

/// The precompiled core of hosted targets names this symbol although nothing unwinds here.
#[cfg(not(target_os = "none"))]
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}
