//! Memory that other cores, threads and interrupts may change at the same time.

use micropython::ffi;

/// Replaces `*place`, if it still holds `old`.
///
/// # Safety
/// `place` is valid.
pub unsafe fn swap<T: Copy + PartialEq>(place: *mut T, old: T, new: T) -> bool {
    // SAFETY: ended below; nothing between can raise or return.
    // EXCEPTION: none.
    let state = unsafe { ffi::mpickle_c_atomic_begin() };
    // SAFETY: the caller's promise; MicroPython's atomic section keeps everybody else out.
    let is_old = unsafe { place.read() == old };
    if is_old {
        // SAFETY: as above.
        unsafe { place.write(new) };
    }
    // SAFETY: the section that began above.
    // EXCEPTION: none.
    unsafe { ffi::mpickle_c_atomic_end(state) };
    is_old
}
