//! `Pickler`.

use micropython::{Obj, call, ffi};
use pickle::{Destination, Encoder};

use crate::dump::DumpOptions;
use crate::host::name;
use crate::native::{Native, Role, hook};
use crate::source::Target;
use crate::{arg, raise};

/// The native part of a new Pickler.
///
/// # Safety
/// `file` is a live object, `options` points to options with live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_pickler_new(
    file: ffi::mp_obj_t,
    options: *const DumpOptions,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let (file, options) = unsafe { (arg(file), &*options) };
    let host = options.host();
    let target = Target::new(file);
    let encoder = options.encoder(Destination::Stream);
    Native::create(host, Role::Pickler(encoder, target)).raw()
}

pub fn parts<'a>(
    state: ffi::mp_obj_t,
) -> (&'a mut Native, &'a mut Encoder<crate::host::Host>, &'a mut Target) {
    // SAFETY: C looked the native part up. The struct outlives the call because the instance,
    // which is on the caller's stack, refers to it; the three references do not overlap in use.
    unsafe {
        let native = Native::of(state);
        match &mut Native::of(state).role {
            Role::Pickler(encoder, target) => (native, encoder, target),
            Role::Unpickler(..) => raise::raise(ffi::mpickle_c_class::TYPE_ERROR, "not a Pickler"),
        }
    }
}

/// Looks up what a subclass or the instance defines, before each dump.
///
/// # Safety
/// `state` is the native part of the instance `this`; `persistent_id` is the base class's method.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_pickler_hooks(
    state: ffi::mp_obj_t,
    this: ffi::mp_obj_t,
    persistent_id: ffi::mp_obj_t,
) {
    // SAFETY: the caller's promise.
    let (this, base) = unsafe { (arg(this), arg(persistent_id)) };
    let persistent_id = hook(this, name!(persistent_id), Some(base));
    let reducer_override = hook(this, name!(reducer_override), None);
    let dispatch_table = call::attribute(this, name!(dispatch_table));
    let fast = call::attribute(this, name!(fast)).is_some_and(call::is_true);
    let (native, encoder, _) = parts(state);
    native.host.persistent_id = persistent_id;
    native.host.reducer_override = reducer_override;
    native.host.dispatch_table = dispatch_table;
    encoder.set_fast(fast);
}

/// `Pickler.dump(obj)`
///
/// # Safety
/// `state` is the native part of a Pickler, `obj` a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_pickler_dump(
    state: ffi::mp_obj_t,
    obj: ffi::mp_obj_t,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let obj = unsafe { arg(obj) };
    let (native, encoder, target) = parts(state);
    native.host.given_name = None;
    if let Err(error) = encoder.dump(&mut native.host, target, obj) {
        raise::writing(error);
    }
    Obj::none().raw()
}

/// `Pickler.clear_memo()`
///
/// # Safety
/// `state` is the native part of a Pickler.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_pickler_clear_memo(
    state: ffi::mp_obj_t,
    _none: ffi::mp_obj_t,
) -> ffi::mp_obj_t {
    parts(state).1.clear_memo();
    Obj::none().raw()
}
