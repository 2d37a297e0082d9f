//! `Wire.decode`: a message in memory.

use micropython::ffi;

use crate::arg;
use crate::entry::load;
use crate::entry::options::LoadOptions;

/// Reads the message that is in the memory of `data`.
///
/// # Safety
/// `data` is a live object, `options` points to options of Protocol Buffers with live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_protobuf_decode(
    data: ffi::mp_obj_t,
    options: *const LoadOptions,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    unsafe { load::from_memory(arg(data), &mut 0, options).raw() }
}
