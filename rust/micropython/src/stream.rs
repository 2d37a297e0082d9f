//! Streams with a native implementation: files, sockets, UARTs, `io.BytesIO`.

use crate::Obj;
use crate::ffi;

/// Whether `obj` can be read (or written) without calling Python.
#[must_use]
pub fn is_native(obj: Obj, write: bool) -> bool {
    let Some(class) = obj.struct_type() else {
        return false;
    };
    // A class written in Python may inherit the slot of a native one: its methods come first.
    if class.is_python() {
        return false;
    }
    let Some(protocol) = class.protocol() else {
        return false;
    };
    // Not every protocol is a stream's: ask for a method that only streams have.
    let name = if write { ffi::mpickle_c_name::write } else { ffi::mpickle_c_name::readinto };
    if class.lookup(crate::Qstr::of(name)).is_none() {
        return false;
    }
    // SAFETY: the protocol of a type with stream methods is a stream protocol.
    unsafe {
        let stream = &*protocol.cast::<ffi::mp_stream_p_t>();
        if write { stream.write.is_some() } else { stream.read.is_some() }
    }
}

/// Whether a native stream is one of text.
///
/// # Safety
/// `stream` is one, as [`is_native`] says.
#[must_use]
pub unsafe fn is_text(stream: Obj) -> bool {
    // SAFETY: the caller's promise.
    stream.type_of().protocol().is_some_and(|p| unsafe { (*p.cast::<ffi::mp_stream_p_t>()).is_text() != 0 })
}

/// How much was read or written, and the errno, 0 for none.
fn try_transfer(stream: Obj, data: *mut u8, len: usize, flags: u32) -> (usize, core::ffi::c_int) {
    let mut error = 0;
    // SAFETY: `data` has room for (or holds) `len` bytes.
    // EXCEPTION: none here; the driver may run scheduled code that raises.
    let count = unsafe { ffi::mp_stream_rw(stream.raw(), data.cast(), len as _, &mut error, flags as _) };
    (count as usize, error)
}

/// `begun` says that what was read before is lost if this raises.
fn transfer(stream: Obj, data: *mut u8, len: usize, flags: u32, begun: bool) -> usize {
    let (count, error) = try_transfer(stream, data, len, flags);
    if error != 0 {
        // SAFETY: an errno.
        // EXCEPTION: OSError.
        unsafe { ffi::mpickle_c_raise_stream(error, begun) };
    }
    count
}

/// Reads until `data` is full or the stream ends; returns how much was read. `begun` says that what
/// was read before is lost if this raises.
#[must_use]
pub fn read(stream: Obj, data: &mut [u8], begun: bool) -> usize {
    transfer(stream, data.as_mut_ptr(), data.len(), ffi::MP_STREAM_RW_READ, begun)
}

/// [`read`], but for an error, which is none here: `None`.
#[must_use]
pub fn try_read(stream: Obj, data: &mut [u8]) -> Option<usize> {
    let (count, error) = try_transfer(stream, data.as_mut_ptr(), data.len(), ffi::MP_STREAM_RW_READ);
    (error == 0).then_some(count)
}

/// Writes all of `data`.
pub fn write(stream: Obj, data: &[u8]) {
    let written = transfer(stream, data.as_ptr().cast_mut(), data.len(), ffi::MP_STREAM_RW_WRITE, false);
    if written != data.len() {
        // A full device reports a short write without an error.
        // SAFETY: an errno.
        // EXCEPTION: OSError.
        unsafe { ffi::mp_raise_OSError(ffi::MP_EIO as _) };
    }
}
