//! `adump`: a dump in pieces, between which C awaits the writer's `drain()`.

use micropython::ffi;

use crate::{pickler, raise};

/// Goes on until something was written, after it was drained. Returns whether the pickle is complete.
///
/// # Safety
/// `state` is the native part of a Pickler on a writer that is drained, `obj` the object at the first call and null at later ones;
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
