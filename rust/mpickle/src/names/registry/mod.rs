//! The registry: names, reducers and constructors that the program has registered.
//!
//! - [`names`]: `register`, `alias`, `unregister`.
//! - [`copyreg`]: the dispatch table and the extension codes of CPython's copyreg.
//! - [`slots`]: where it is all kept; nothing until the first registration.

pub mod copyreg;
pub mod names;
pub mod slots;

use micropython::{Obj, Type};
use names::Entry;

/// The object that the program registered under this name.
pub fn find(module: &[u8], name: &[u8]) -> Option<Obj> {
    if !slots::exists() {
        return None;
    }
    #[cfg(feature = "compat")]
    if let Some(obj) = crate::mplib::registered::find(module, name) {
        return Some(obj);
    }
    names::by_name(module, name).map(Entry::obj)
}

/// Module and qualified name that the program registered for this object, as str objects.
#[cfg(feature = "write")]
pub fn name_of(obj: Obj) -> Option<(Obj, Obj)> {
    if !slots::exists() {
        return None;
    }
    #[cfg(feature = "compat")]
    if let Some(names) = crate::mplib::registered::name_of(obj) {
        return Some(names);
    }
    names::by_object(obj).map(Entry::names)
}

/// How the program wants an object to be written.
#[cfg(feature = "write")]
pub enum Wish {
    /// It said nothing.
    None,
    /// By the name that [`name_of`] has.
    Name,
    /// By this value, such as `__reduce__` returns.
    Value(Obj),
}

/// Whether there is anything that [`wish`] could find.
#[cfg(feature = "write")]
#[inline]
pub fn is_in_use() -> bool {
    slots::exists() || copyreg::foreign().is_some()
}

/// How the program wants `obj` to be written, which is no type and no function. `private` says
/// that a Pickler's own dispatch table stands in for that of copyreg.
#[cfg(feature = "write")]
#[cold]
pub fn wish(obj: Obj, private: bool) -> Wish {
    let class = obj.type_of();
    for entry in names::entries() {
        if entry.obj() == obj {
            return Wish::Name;
        }
        if entry.obj() == class.obj()
            && let Some(reduce) = entry.reduce()
        {
            return Wish::Value(names::reduce(class.obj(), reduce, obj));
        }
    }
    if private {
        return Wish::None;
    }
    match copyreg::reducer(class) {
        Some(reducer) => Wish::Value(micropython::call::call(reducer, &[obj])),
        None => Wish::None,
    }
}

/// The function that the program registered for making instances of a class.
#[inline(never)]
pub fn loader(class: Obj) -> Option<Obj> {
    if !slots::exists() || Type::from_obj(class).is_none() {
        return None;
    }
    names::by_object(class).and_then(Entry::load)
}

/// Gives `obj` its state as the program registered for its type. Returns the object that stands
/// for it from now on; `None` if nothing is registered.
#[cfg_attr(not(feature = "compat"), allow(unused_variables))]
pub fn set_state(obj: Obj, state: Obj) -> Option<Obj> {
    #[cfg(feature = "compat")]
    return crate::mplib::registered::set_state(obj, state);
    #[cfg(not(feature = "compat"))]
    None
}
