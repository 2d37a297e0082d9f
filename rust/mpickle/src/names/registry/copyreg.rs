//! CPython's copyreg: reducers by type, and codes for names. A module `copyreg` that the program
//! has imported counts too.

#[cfg(feature = "write")]
use micropython::Type;
use micropython::{Dict, Obj, Qstr, Tuple, call, ffi, int, list};

use super::slots::{self, Slot};
use crate::names::interned::name;
use crate::names::modules;
use crate::{arg, raise};

/// The module `copyreg`, if the program has one of its own.
#[inline]
pub fn foreign() -> Option<Obj> {
    modules::all_loaded().lookup(name!(copyreg))
}

/// The entry `key` of our table, or of the one with this name in the program's copyreg.
fn lookup(slot: Slot, table: Qstr, key: Obj) -> Option<Obj> {
    let find = |table: Obj| Dict::of(table)?.get(key);
    slots::get(slot).and_then(find).or_else(|| find(call::attribute(foreign()?, table)?))
}

/// The function that reduces objects of this type.
#[cfg(feature = "write")]
pub fn reducer(class: Type) -> Option<Obj> {
    lookup(Slot::DispatchTable, name!(dispatch_table), class.obj())
}

/// The code for this name.
#[cfg(feature = "write")]
pub fn code(module: Obj, name: Obj) -> Option<u32> {
    if slots::get(Slot::Extensions).is_none() && foreign().is_none() {
        return None;
    }
    let key = list::new_tuple(&[module, name]);
    let code = lookup(Slot::Extensions, name!(_extension_registry), key)?;
    u32::try_from(int::word(code)?).ok().filter(|code| (1..=i32::MAX as u32).contains(code))
}

/// Module and name for this code.
pub fn named(code: u32) -> Option<(Obj, Obj)> {
    let key = int::new(code as ffi::mp_int_t);
    let names = lookup(Slot::Codes, name!(_inverted_registry), key)?;
    match Tuple::of(names).map(Tuple::items) {
        Some([module, name]) => Some((*module, *name)),
        _ => None,
    }
}

fn fail(text: &str) -> ! {
    raise::raise(ffi::mpickle_c_class::VALUE_ERROR, text)
}

/// `pickle(type, reducer, constructor=None)`
///
/// # Safety
/// All arguments are live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_copyreg_pickle(
    class: ffi::mp_obj_t,
    reducer: ffi::mp_obj_t,
    constructor: ffi::mp_obj_t,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let (class, reducer, constructor) = unsafe { (arg(class), arg(reducer), arg(constructor)) };
    if !call::is_callable(reducer) || !constructor.is_none() && !call::is_callable(constructor) {
        raise::raise(ffi::mpickle_c_class::TYPE_ERROR, "reduction functions must be callable");
    }
    table(Slot::DispatchTable).store(class, reducer);
    Obj::none().raw()
}

/// The dictionary in a slot, made now if need be.
fn table(slot: Slot) -> Dict {
    // SAFETY: these slots hold dictionaries.
    unsafe { Dict::from_known(slots::get_or_make(slot)) }
}

/// `constructor(function)`
///
/// # Safety
/// `function` is a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_copyreg_constructor(function: ffi::mp_obj_t) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    if !call::is_callable(unsafe { arg(function) }) {
        raise::raise(ffi::mpickle_c_class::TYPE_ERROR, "constructors must be callable");
    }
    Obj::none().raw()
}

/// `add_extension(module, name, code)` and `remove_extension(module, name, code)`
///
/// # Safety
/// The objects are live.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_copyreg_extension(
    module: ffi::mp_obj_t,
    name: ffi::mp_obj_t,
    code: ffi::mp_int_t,
    add: bool,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let (module, name) = unsafe { (arg(module), arg(name)) };
    if add && !(1..=i32::MAX as ffi::mp_int_t).contains(&code) {
        fail("code out of range");
    }
    let (key, code) = (list::new_tuple(&[module, name]), int::new(code));
    let (codes, names) = (table(Slot::Extensions), table(Slot::Codes));
    let (old_code, old_key) = (codes.get(key), names.get(code));
    let same = old_code.is_some_and(|old| old.equals(code)) && old_key.is_some_and(|old| old.equals(key));
    match (add, same) {
        (true, true) => {}
        (true, false) if old_code.is_some() => fail("name is already registered with another code"),
        (true, false) if old_key.is_some() => fail("code is already in use for another name"),
        (true, false) => {
            codes.store(key, code);
            names.store(code, key);
        }
        (false, true) => {
            // SAFETY: both were made here, and are in RAM.
            unsafe {
                codes.remove(key);
                names.remove(code);
            }
        }
        (false, false) => fail("name is not registered with this code"),
    }
    Obj::none().raw()
}

/// The dictionary behind an attribute of `copyreg`, made now if need be.
#[unsafe(no_mangle)]
pub extern "C-unwind" fn mpickle_copyreg_table(index: usize) -> ffi::mp_obj_t {
    let slot = match index {
        0 => Slot::DispatchTable,
        1 => Slot::Extensions,
        2 => Slot::Codes,
        _ => Slot::Cache,
    };
    slots::get_or_make(slot).raw()
}
