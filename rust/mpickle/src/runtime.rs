//! The panic handler and the memory functions, which a program without std must have.

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

/// Memory functions that Arm's code generator calls. A firmware without a C library does not have
/// these names, and Rust's own versions take a kilobyte. They are local to this library.
#[cfg(target_arch = "arm")]
macro_rules! eabi {
    ($name:literal => $to:literal $(, $arguments:literal)*) => {
        core::arch::global_asm!(
            concat!(".section .text.", $name, ", \"ax\", %progbits"),
            eabi!(@label $name),
            eabi!(@label $name, "4"),
            eabi!(@label $name, "8"),
            "push {{r4, lr}}",
            $($arguments,)*
            concat!("bl ", $to),
            "pop {{r4, pc}}",
            ".text",
        );
    };
    (@label $name:literal $(, $suffix:literal)?) => {
        concat!(
            ".global ", $name, $($suffix,)? "\n",
            ".hidden ", $name, $($suffix,)? "\n",
            ".type ", $name, $($suffix,)? ", %function\n",
            ".thumb_func\n",
            $name, $($suffix,)? ":",
        )
    };
}
#[cfg(target_arch = "arm")]
eabi!("__aeabi_memcpy" => "memcpy");
#[cfg(target_arch = "arm")]
eabi!("__aeabi_memmove" => "memmove");
#[cfg(target_arch = "arm")]
eabi!("__aeabi_memset" => "memset", "movs r3, r1", "movs r1, r2", "movs r2, r3");
#[cfg(target_arch = "arm")]
eabi!("__aeabi_memclr" => "memset", "movs r2, r1", "movs r1, #0");
