//! `Pickler`.

use micropython::{Obj, call, ffi};
use model::Encode;

use crate::arg;
use crate::entry::dump::{self};
use crate::entry::hooks::hook;
use crate::entry::native::{Handle, Native};
use crate::names::interned::name;

/// The state in the native part that C has looked up and marked busy.
///
/// # Safety
/// `state` is a live object of this type, and no other reference to this part of it is in use. It
/// outlives the call because the instance, which is on the caller's stack, refers to it.
pub unsafe fn native<'a>(state: ffi::mp_obj_t) -> &'a mut Native {
    // SAFETY: the caller's promise.
    unsafe { Handle::of(state).native() }
}

/// Looks up the hooks that a subclass or the instance defines, before each dump.
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
    // SAFETY: busy with this call, whose hooks have not begun.
    let (host, encoder, _) = unsafe { native(state) }.writing();
    host.hooks.persistent_id = persistent_id;
    host.hooks.reducer_override = reducer_override;
    host.hooks.dispatch_table = dispatch_table;
    encoder.pickle().set_fast(fast);
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
    unsafe {
        let native = native(state);
        native.host.given_name = None;
        dump::begin(native, arg(obj));
        dump::write(Handle::of(state));
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
    // SAFETY: the caller's promise; busy with this call.
    unsafe { native(state) }.writing().1.clear_memo();
    Obj::none().raw()
}
