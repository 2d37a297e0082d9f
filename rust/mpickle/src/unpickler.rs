//! `Unpickler`.

use micropython::ffi;

use crate::arg;
use crate::hooks::hook;
use crate::host::name;
use crate::load::{self, LoadOptions};
use crate::native::Native;
use crate::source::Source;

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
    let native = unsafe { Native::reader(options, Source::new(arg(file))) };
    set_python2(native);
    native.obj().raw()
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
    // SAFETY: C looked the native part up. The struct outlives the call because the instance,
    // which is on the caller's stack, refers to it.
    let (host, ..) = unsafe { Native::of(state) }.reading();
    host.hooks.find_class = find_class;
    host.hooks.persistent_load = persistent_load;
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
    // SAFETY: as above.
    let native = unsafe { Native::of(state) };
    native.reading().1.begin();
    let loaded = load::from_source(native);
    set_python2(native);
    loaded.raw()
}

/// Outside of a load, `find_class` takes names as the last pickle has them.
fn set_python2(native: &mut Native) {
    let (host, decoder, _) = native.reading();
    host.hooks.python2 = decoder.is_python2();
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
    // SAFETY: as above.
    let (host, ..) = unsafe { Native::of(state) }.reading();
    host.find_by_name(module, name, host.hooks.python2).raw()
}
