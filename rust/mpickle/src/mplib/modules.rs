//! `inject_dummy_module_func` and `revert_dummy_module_func`.
//!
//! A module that does not exist here is made in sys.modules, so that it can be imported; the
//! function is an alias as well, so that it is found in pickles and written under that name.

use micropython::{Map, Obj, Qstr, call, ffi, str};

use crate::names::interned::name;
use crate::names::modules;
use crate::names::registry::names;
use crate::{arg, raise};

/// The `__name__` of a function, or of its type where it has none.
pub fn function_name(function: Obj) -> Obj {
    // Not every build lets functions have attributes.
    if let Some((_, name)) = call::python_function(function) {
        return name.obj();
    }
    call::attribute(function, name!(__name__))
        .filter(|name| str::text(*name).is_some())
        .unwrap_or_else(|| function.type_of().name().obj())
}

/// The module of this name in sys.modules, made now if need be. None if it is a native one.
fn module(path: &[u8]) -> Option<Obj> {
    let name = Qstr::intern(path);
    if modules::all_native().lookup(name).is_some() {
        return None;
    }
    // SAFETY: an interned name.
    // EXCEPTION: MemoryError.
    Some(unsafe { Obj::new(ffi::mp_obj_new_module(name.raw())) })
}

/// Puts `function` into the module `path` under `name`.
pub fn inject(path: &[u8], name: &[u8], function: Obj) {
    let name = Qstr::intern(name);
    let mut outer: Option<Obj> = None;
    let mut start = 0;
    // `a`, `a.b`, `a.b.c`
    for end in 0..=path.len() {
        if end < path.len() && path[end] != b'.' {
            continue;
        }
        let Some(inner) = module(&path[..end]) else {
            outer = None;
            break;
        };
        if let Some(outer) = outer {
            let part = Qstr::intern(&path[start..end]);
            if call::attribute(outer, part).is_none() {
                call::set_attribute(outer, part, inner);
            }
        }
        outer = Some(inner);
        start = end + 1;
    }
    if let Some(module) = outer {
        call::set_attribute(module, name, function);
    }
    names::add(function, (Qstr::intern(path).obj(), name.obj()), [Obj::none(); names::GIVEN]);
}

fn text<'a>(obj: Obj) -> &'a [u8] {
    match str::text(obj) {
        Some(text) => text,
        None => raise::raise(ffi::mpickle_c_class::TYPE_ERROR, "names must be str"),
    }
}

/// `inject_dummy_module_func(module_path, function_name, function)`; `stand_in` is bound to the
/// name where there is no function.
///
/// # Safety
/// All arguments are live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_inject(
    path: ffi::mp_obj_t,
    name: ffi::mp_obj_t,
    function: ffi::mp_obj_t,
    stand_in: ffi::mp_obj_t,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let (path, name, mut function, stand_in) =
        unsafe { (arg(path), arg(name), arg(function), arg(stand_in)) };
    if !call::is_callable(function) {
        function = call::bind(stand_in, name);
    }
    inject(text(path), text(name), function);
    function.raw()
}

/// `revert_dummy_module_func(module_path, function_name)`
///
/// # Safety
/// All arguments are live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_revert(path: ffi::mp_obj_t, name: ffi::mp_obj_t) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let (path, name) = unsafe { (text(arg(path)), text(arg(name))) };
    names::remove(&|entry| entry.is_named(path, name));
    remove(path, name);
    // Modules that are empty now go too.
    let mut path = path;
    while let Some(map) = own_map(path) {
        if map.count() > 1 {
            break;
        }
        // SAFETY: sys.modules is in RAM.
        unsafe { modules::all_loaded().remove_name(Qstr::intern(path)) };
        let Some(dot) = path.iter().rposition(|b| *b == b'.') else { break };
        remove(&path[..dot], &path[dot + 1..]);
        path = &path[..dot];
    }
    Obj::none().raw()
}

/// The names of a module that is not in ROM; at least its own is among them.
fn own_map(path: &[u8]) -> Option<Map> {
    let globals = Qstr::find(path).and_then(modules::loaded).and_then(modules::module_globals)?;
    Some(globals.map()).filter(|map| !map.is_fixed())
}

/// Removes a name from a module that is not in ROM.
fn remove(path: &[u8], name: &[u8]) {
    if let (Some(map), Some(name)) = (own_map(path), Qstr::find(name)) {
        // SAFETY: it is in RAM.
        unsafe { map.remove_name(name) };
    }
}
