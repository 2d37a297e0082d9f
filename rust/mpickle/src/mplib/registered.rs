//! `register_pickle`, and the use of its registrations when reading and writing.
//!
//! They are dictionaries in a list that the program may look at, change and clear.

use micropython::{Dict, List, Obj, Qstr, Tuple, call, dict, ffi, native_type, str};

use super::modules;
use crate::names::modules::{dotted, import};
use crate::names::registry::names;
use crate::names::registry::slots::{self, Slot};

type Field = ffi::mpickle_c_field::Type;
use ffi::mpickle_c_field as field;

/// The module of registered functions that have no name of their own in pickles.
const HOME: &[u8] = b"internal_reconstruct";

fn key(index: Field) -> Obj {
    // SAFETY: the table has an entry for each parameter.
    Qstr::new(unsafe { *ffi::mpickle_c_fields.as_ptr().add(index as usize) } as usize).obj()
}

/// The field `index` of a registration, if it is set.
fn get(registration: Dict, index: Field) -> Option<Obj> {
    registration.get(key(index)).filter(|value| !value.is_none())
}

/// All registrations. The list is read anew each time: comparing may run the program's code.
struct Registrations {
    at: usize,
}

impl Iterator for Registrations {
    type Item = Dict;

    #[inline(never)]
    fn next(&mut self) -> Option<Dict> {
        // SAFETY: what this slot holds.
        let all = unsafe { List::from_known(slots::get(Slot::Registrations)?) };
        loop {
            let registration = all.get(self.at)?;
            self.at += 1;
            if let Some(registration) = Dict::of(registration) {
                return Some(registration);
            }
        }
    }
}

fn registrations() -> Registrations {
    Registrations { at: 0 }
}

/// Whether the field holds `module.name`.
fn is_path(registration: Dict, index: Field, module: &[u8], name: &[u8]) -> bool {
    let full = get(registration, index).map_or(&[][..], str::text_or_empty);
    names::separator(full, module, name) == Some(b'.')
}

/// `a.b.c` as `a.b` and `c`, or split after `module` where that is given.
fn split(full: Obj, module: Option<Obj>) -> Option<(Obj, Obj)> {
    let full = str::text(full)?;
    let at = match module.and_then(str::text) {
        Some(module) if full.starts_with(module) && full.get(module.len()) == Some(&b'.') => module.len(),
        _ => full.iter().rposition(|b| *b == b'.')?,
    };
    Some(names::cut(full, at))
}

/// The registered object of this name: a reconstructor, or else a class.
pub fn find(module: &[u8], name: &[u8]) -> Option<Obj> {
    let places = [
        (field::MAP_RECONSTRUCTOR_FUNC, field::RECONSTRUCT_FUNC, field::OBJ_RECONSTRUCTOR_FUNC),
        (field::MAP_OBJ_FULL_NAME, field::OBJ_TYPE, field::OBJ_FULL_NAME),
    ];
    for (path, object, own_path) in places {
        for r in registrations() {
            if !is_path(r, path, module, name) {
                continue;
            }
            let found = get(r, object).or_else(|| {
                let module = if object == field::OBJ_TYPE { get(r, field::OBJ_MODULE) } else { None };
                resolve(get(r, own_path)?, module)
            });
            if found.is_some() {
                return found;
            }
        }
    }
    None
}

/// The object that a registration names here; the program named it, so it may be anything.
fn resolve(full: Obj, module: Option<Obj>) -> Option<Obj> {
    let (module, name) = split(full, module)?;
    dotted(import(str::text(module)?)?, str::text(name)?)
}

/// The name that a registration gives to its class or its reconstructor.
#[cfg(feature = "write")]
pub fn name_of(obj: Obj) -> Option<(Obj, Obj)> {
    registrations().find_map(|r| {
        if get(r, field::OBJ_TYPE) == Some(obj) {
            let module = get(r, field::MAP_OBJ_MODULE);
            let own_name = micropython::Type::from_obj(obj).map(|class| class.name().obj());
            let full = get(r, field::MAP_OBJ_FULL_NAME);
            return full.and_then(|full| split(full, module)).or_else(|| Some((module?, own_name?)));
        }
        if get(r, field::RECONSTRUCT_FUNC) == Some(obj) {
            return split(get(r, field::MAP_RECONSTRUCTOR_FUNC)?, None);
        }
        None
    })
}

/// Gives `obj` its state as registered for its type. Returns the object that stands for it from
/// now on; `None` if nothing is registered.
pub fn set_state(obj: Obj, state: Obj) -> Option<Obj> {
    let class = obj.type_of();
    let mut of_class = registrations().filter(|r| get(*r, field::OBJ_TYPE) == Some(class.obj()));
    of_class.find_map(|r| match get(r, field::SETSTATE_FUNC) {
        Some(set) => Some(call::call(set, &[obj, state])),
        None if class.is_python() && is_attributes(state) => None,
        // It was meant to do without a state that it cannot take.
        None => Some(obj),
    })
}

/// Whether a class takes this state by itself.
fn is_attributes(state: Obj) -> bool {
    dict::is_dict(state) || Tuple::of(state).is_some_and(|parts| parts.items().len() == 2)
}

/// `register_pickle(…)`; `values` in the order of the parameters.
///
/// # Safety
/// `values` points to a live object for each parameter.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_register_pickle(values: *const ffi::mp_obj_t) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise; `Obj` has the layout of `mp_obj_t`.
    let values = unsafe { core::slice::from_raw_parts(values.cast::<Obj>(), field::FIELD_COUNT as usize) };
    let record = Dict::new();
    for (index, value) in values.iter().enumerate() {
        record.store(key(index as Field), *value);
    }
    let function = values[field::RECONSTRUCT_FUNC as usize];
    if !values[field::OBJ_RECONSTRUCTOR_FUNC as usize].is_none() {
        record.store(key(field::RECONSTRUCT_FUNC), Obj::none());
    } else if call::is_callable(function) {
        let name = modules::function_name(function);
        let (home, name) = (Qstr::intern(HOME), str::text_or_empty(name));
        modules::inject(home.text(), name, function);
        let mut path = micropython::HeapVec::<u8>::default();
        path.extend(HOME);
        path.push(b'.');
        path.extend(name);
        let full = str::adopt(native_type!(mp_type_str), &mut path);
        record.store(key(field::OBJ_RECONSTRUCTOR_FUNC), full);
    }
    // SAFETY: what this slot holds.
    unsafe { List::from_known(slots::get_or_make(Slot::Registrations)) }.extend(&[record.obj()]);
    let reduce = values[field::REDUCE_FUNC as usize];
    let class = values[field::OBJ_TYPE as usize];
    if !class.is_none() && !reduce.is_none() {
        // SAFETY: what this slot holds.
        unsafe { Dict::from_known(slots::get_or_make(Slot::DispatchTable)) }.store(class, reduce);
    }
    Obj::none().raw()
}

/// `registered_pickle_dict_list`
#[unsafe(no_mangle)]
pub extern "C-unwind" fn mpickle_registrations() -> ffi::mp_obj_t {
    slots::get_or_make(Slot::Registrations).raw()
}
