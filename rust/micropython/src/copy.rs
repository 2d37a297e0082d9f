//! Copies of a few bytes.

use core::ptr;

/// `ptr::copy_nonoverlapping` for bytes that are mostly fewer than a call of `memcpy` is worth.
///
/// # Safety
/// As `ptr::copy_nonoverlapping`.
#[inline]
pub(crate) unsafe fn copy_short(from: *const u8, to: *mut u8, len: usize) {
    /// Copies the first and the last `T`, which may overlap.
    #[inline]
    unsafe fn ends<T>(from: *const u8, to: *mut u8, len: usize) {
        let last = len - size_of::<T>();
        // SAFETY: both are within `len` bytes. All is read before anything is written.
        unsafe {
            let (head, tail) =
                (from.cast::<T>().read_unaligned(), from.add(last).cast::<T>().read_unaligned());
            to.cast::<T>().write_unaligned(head);
            to.add(last).cast::<T>().write_unaligned(tail);
        }
    }
    // SAFETY: the caller's promise.
    unsafe {
        match len {
            8..=16 if cfg!(target_pointer_width = "64") => ends::<u64>(from, to, len),
            4..8 if cfg!(target_pointer_width = "64") => ends::<u32>(from, to, len),
            _ => ptr::copy_nonoverlapping(from, to, len),
        }
    }
}
