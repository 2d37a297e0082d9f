//! What a Rust program without std must bring along.

use core::panic::PanicInfo;

use micropython::ffi::mpickle_c_panic;

/// A bug in this module must not take the firmware down: it is raised as a
/// RuntimeError. The message stays out of the image, and core::fmt with it.
#[panic_handler]
fn panic(_info: &PanicInfo) -> ! {
    // SAFETY: raising is allowed wherever MicroPython called us.
    // EXCEPTION: always; nothing in this library needs a destructor.
    unsafe { mpickle_c_panic() }
}

/// The precompiled core of hosted targets names this symbol although nothing
/// unwinds here.
///
/// cbindgen:ignore
#[cfg(not(target_os = "none"))]
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}
