//! `Unpickler`.

use micropython::ffi;
use pickle::Decoder;

use crate::host::{Host, name};
use crate::load::{self, LoadOptions};
use crate::native::{Native, Role, hook};
use crate::source::Source;
use crate::{arg, raise};

/// The native part of a new Unpickler.
///
/// # Safety
/// `file` is a live object; `options` points to options with live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_unpickler_new(
    file: ffi::mp_obj_t,
    options: *const LoadOptions,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let load::Reading { host, decoder } = unsafe { load::prepare(options) };
    // SAFETY: the caller's promise.
    let source = Source::new(unsafe { arg(file) });
    Native::create(host, Role::Unpickler(decoder, source)).raw()
}

fn parts<'a>(state: ffi::mp_obj_t) -> (&'a mut Host, &'a mut Decoder<Host>, &'a Source) {
    // SAFETY: C looked the native part up. The struct outlives the call because the instance,
    // which is on the caller's stack, refers to it; the fields are distinct.
    let native = unsafe { Native::of(state) };
    match &mut native.role {
        Role::Unpickler(decoder, source) => (&mut native.host, decoder, source),
        #[cfg(feature = "write")]
        Role::Pickler(..) => raise::raise(ffi::mpickle_c_class::TYPE_ERROR, "not an Unpickler"),
    }
}

/// Looks up what a subclass or the instance defines, before each load.
///
/// # Safety
/// `state` is the native part of the instance `this`; the others are the base class's methods.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_unpickler_hooks(
    state: ffi::mp_obj_t,
    this: ffi::mp_obj_t,
    find_class: ffi::mp_obj_t,
    persistent_load: ffi::mp_obj_t,
) {
    // SAFETY: the caller's promise.
    let (this, find_base, load_base) = unsafe { (arg(this), arg(find_class), arg(persistent_load)) };
    let find_class = hook(this, name!(find_class), Some(find_base));
    let persistent_load = hook(this, name!(persistent_load), Some(load_base));
    let (host, ..) = parts(state);
    host.find_class = find_class;
    host.persistent_load = persistent_load;
}

/// `Unpickler.load()`
///
/// # Safety
/// `state` is the native part of an Unpickler.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_unpickler_load(
    state: ffi::mp_obj_t,
    _none: ffi::mp_obj_t,
) -> ffi::mp_obj_t {
    let (host, decoder, source) = parts(state);
    decoder.begin();
    load::from_source(host, decoder, source).raw()
}

/// `Unpickler.find_class(module, name)`
///
/// # Safety
/// `state` is the native part of an Unpickler, the others are live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_find_class(
    state: ffi::mp_obj_t,
    module: ffi::mp_obj_t,
    name: ffi::mp_obj_t,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let (module, name) = unsafe { (arg(module), arg(name)) };
    let (host, ..) = parts(state);
    host.find_by_name(module, name, host.python2).raw()
}
