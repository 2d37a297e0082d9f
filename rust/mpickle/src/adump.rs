//! `adump`: a dump in pieces, between which C awaits the writer's `drain()`.

use micropython::ffi;
use pickle::{Destination, Encoder};

use crate::native::{Native, Role};
use crate::source::Target;
use crate::{arg, dump, pickler, raise};

/// The native part of an adump: that of a Pickler, on a writer that is drained.
///
/// # Safety
/// `writer` and `buffer_callback` are live objects; `protocol` is 0 to 5.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_adump_new(
    writer: ffi::mp_obj_t,
    protocol: u8,
    fix_imports: bool,
    buffer_callback: ffi::mp_obj_t,
) -> ffi::mp_obj_t {
    let host = dump::host(buffer_callback, protocol);
    // SAFETY: the caller's promise.
    let target = Target::new(unsafe { arg(writer) });
    let encoder = Encoder::new(protocol, fix_imports, Destination::Stream);
    Native::create(host, Role::Pickler(encoder, target)).raw()
}

/// Goes on until something was written, after it was drained. Returns whether the pickle is complete.
///
/// # Safety
/// `state` is the native part of an adump, `obj` the object at the first call and null at later ones;
/// no other call of this function is going on.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_adump_proceed(state: ffi::mp_obj_t, obj: ffi::mp_obj_t) -> bool {
    let (native, encoder, target) = pickler::parts(state);
    target.drained();
    // SAFETY: the caller's promise.
    let begun = match unsafe { micropython::Obj::from_raw(obj) } {
        Some(obj) => encoder.begin(&mut native.host, target, obj),
        None => Ok(()),
    };
    match begun.and_then(|()| encoder.proceed(&mut native.host, target)) {
        Ok(done) => done,
        Err(error) => raise::writing(error),
    }
}
