//! `dumps` and `dump`.

use micropython::{Obj, ffi, native_type, str};
use pickle::{Destination, Encoder};

use crate::host::Host;
use crate::memory::Memory;
use crate::source::Target;
use crate::{arg, raise};

/// Arguments of `dumps` and its relatives.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct DumpOptions {
    /// 0 to 5.
    pub protocol: u8,
    /// Python 3's names are translated for protocols below 3.
    pub fix_imports: bool,
    /// None, or what is called with each out-of-band buffer.
    pub buffer_callback: ffi::mp_obj_t,
}

impl DumpOptions {
    /// The objects' side of a dump; raises ValueError.
    pub fn host(&self) -> Host {
        let mut host = Host::new();
        // SAFETY: C hands over live objects.
        let callback = unsafe { arg(self.buffer_callback) };
        if !callback.is_none() {
            if self.protocol < 5 {
                raise::raise(ffi::mpickle_c_class::VALUE_ERROR, "buffer_callback needs protocol >= 5");
            }
            host.buffer_callback = Some(callback);
        }
        host
    }

    /// The opcodes' side of a dump.
    pub fn encoder(&self, destination: Destination) -> Encoder<Host> {
        Encoder::new(self.protocol, self.fix_imports, destination)
    }
}

/// `dumps(obj, …)`
///
/// # Safety
/// `obj` is a live object, `options` points to options with live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_dumps(
    obj: ffi::mp_obj_t,
    options: *const DumpOptions,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let mut data = unsafe { in_memory(obj, options) };
    str::adopt(native_type!(mp_type_bytes), &mut data.0).raw()
}

/// A pickle in memory.
///
/// # Safety
/// As [`mpickle_dumps`].
pub unsafe fn in_memory(obj: ffi::mp_obj_t, options: *const DumpOptions) -> Memory<u8> {
    // SAFETY: the caller's promise.
    let (obj, options) = unsafe { (arg(obj), &*options) };
    let mut host = options.host();
    let mut encoder = options.encoder(Destination::Memory);
    if let Err(error) = encoder.dump(&mut host, &mut Target::nowhere(), obj) {
        raise::writing(error);
    }
    encoder.release_scratch();
    core::mem::take(encoder.output())
}

/// `dump(obj, file, …)`
///
/// # Safety
/// `obj` and `file` are live objects, `options` points to options with live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_dump(
    obj: ffi::mp_obj_t,
    file: ffi::mp_obj_t,
    options: *const DumpOptions,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let (obj, file, options) = unsafe { (arg(obj), arg(file), &*options) };
    let mut host = options.host();
    let mut encoder = options.encoder(Destination::Stream);
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
