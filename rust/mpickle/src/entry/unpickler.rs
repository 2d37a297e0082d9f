//! `Unpickler`.

use micropython::ffi;
use model::Decode;

use crate::entry::hooks::hook;
use crate::entry::load::{self};
use crate::entry::native::{Handle, NO_UNPICKLER, Native};
use crate::entry::options::LoadOptions;
use crate::names::interned::name;
use crate::stream::source::Source;
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
    unsafe {
        let handle = Handle::reader(options, Source::new(arg(file)));
        set_python2(handle.native());
        handle.raw()
    }
}

/// Looks up the hooks that a subclass or the instance defines, before each load.
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
    // SAFETY: C looked the native part up, and made it busy with this call, whose hooks have not
    // begun. It outlives the call because the instance, which is on the caller's stack, refers to it.
    let (host, ..) = unsafe { Handle::of(state).native() }.reading();
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
    let native = unsafe { Handle::of(state).native() };
    let (host, decoder, _) = native.reading();
    host.desk().hide();
    decoder.begin();
    let loaded = load::from_source(native);
    set_python2(native);
    loaded.raw()
}

/// Outside of a load, `find_class` takes names as the last pickle has them.
fn set_python2(native: &mut Native) {
    let (host, decoder, _) = native.reading();
    host.desk().python2.set(decoder.pickle().is_python2());
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
    // SAFETY: as above. A hook may have come back here: only the desk is looked at.
    let desk = unsafe { Handle::of(state).desk() };
    if !desk.reads {
        raise::raise(ffi::mpickle_c_class::TYPE_ERROR, NO_UNPICKLER);
    }
    desk.policy.find_by_name(module, name, desk.python2.get()).raw()
}
