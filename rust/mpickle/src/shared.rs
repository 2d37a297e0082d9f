//! What other cores, threads and interrupts may change at the same time.

use critical_section::RawRestoreState;
use micropython::ffi;

struct MicroPython;
critical_section::set_impl!(MicroPython);

// SAFETY: MicroPython's atomic sections keep out other cores, threads and interrupts.
unsafe impl critical_section::Impl for MicroPython {
    unsafe fn acquire() -> RawRestoreState {
        // SAFETY: released below.
        // EXCEPTION: none.
        unsafe { ffi::mpickle_c_atomic_begin() as RawRestoreState }
    }

    unsafe fn release(state: RawRestoreState) {
        // SAFETY: what `acquire` returned.
        // EXCEPTION: none.
        unsafe { ffi::mpickle_c_atomic_end(state as _) };
    }
}

/// Replaces `*place`, if it still holds `old`.
///
/// # Safety
/// `place` is valid.
pub unsafe fn swap<T: Copy + PartialEq>(place: *mut T, old: T, new: T) -> bool {
    critical_section::with(|_| {
        // SAFETY: the caller's promise; nobody else is here.
        unsafe {
            let free = place.read() == old;
            if free {
                place.write(new);
            }
            free
        }
    })
}
