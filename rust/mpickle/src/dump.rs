//! `dumps` and `dump`.

use micropython::{Obj, ffi, native_type, str};
use pickle::{Destination, Encoder};

use crate::host::Host;
use crate::memory::Memory;
use crate::source::Target;
use crate::{arg, raise};

pub fn host(buffer_callback: ffi::mp_obj_t, protocol: u8) -> Host {
    let mut host = Host::new();
    // SAFETY: C hands over live objects.
    let callback = unsafe { arg(buffer_callback) };
    if !callback.is_none() {
        if protocol < 5 {
            raise::raise(ffi::mpickle_c_class::VALUE_ERROR, "buffer_callback needs protocol >= 5");
        }
        host.buffer_callback = Some(callback);
    }
    host
}

/// `dumps(obj, protocol, fix_imports=…, buffer_callback=…)`
///
/// # Safety
/// `obj` and `buffer_callback` are live objects; `protocol` is 0 to 5.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_dumps(
    obj: ffi::mp_obj_t,
    protocol: u8,
    fix_imports: bool,
    buffer_callback: ffi::mp_obj_t,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let mut data = unsafe { in_memory(obj, protocol, fix_imports, buffer_callback) };
    str::adopt(native_type!(mp_type_bytes), &mut data.0).raw()
}

/// A pickle in memory.
///
/// # Safety
/// As [`mpickle_dumps`].
pub unsafe fn in_memory(
    obj: ffi::mp_obj_t,
    protocol: u8,
    fix_imports: bool,
    buffer_callback: ffi::mp_obj_t,
) -> Memory<u8> {
    let mut host = host(buffer_callback, protocol);
    let mut encoder = Encoder::new(protocol, fix_imports, Destination::Memory);
    // SAFETY: the caller's promise.
    let obj = unsafe { arg(obj) };
    if let Err(error) = encoder.dump(&mut host, &mut Target::nowhere(), obj) {
        raise::writing(error);
    }
    encoder.release_scratch();
    core::mem::take(encoder.output())
}

/// `dump(obj, file, protocol, fix_imports=…, buffer_callback=…)`
///
/// # Safety
/// `obj`, `file` and `buffer_callback` are live objects; `protocol` is 0 to 5.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_dump(
    obj: ffi::mp_obj_t,
    file: ffi::mp_obj_t,
    protocol: u8,
    fix_imports: bool,
    buffer_callback: ffi::mp_obj_t,
) -> ffi::mp_obj_t {
    let mut host = host(buffer_callback, protocol);
    let mut encoder = Encoder::new(protocol, fix_imports, Destination::Stream);
    // SAFETY: the caller's promise.
    let (obj, file) = unsafe { (arg(obj), arg(file)) };
    to_target(&mut host, &mut encoder, &mut Target::new(file), obj);
    Obj::none().raw()
}

/// Writes one pickle.
pub fn to_target(host: &mut Host, encoder: &mut Encoder<Host>, target: &mut Target, obj: Obj) {
    if let Err(error) = encoder.dump(host, target, obj) {
        raise::writing(error);
    }
    encoder.release_scratch();
    encoder.clear_memo();
    encoder.output().0.release();
}
