//! Objects of classes that `register` has given an ext of MessagePack or a tag of CBOR.
//!
//! The ext or tag holds one item: the arguments, as an array (a single argument that is no array stands by itself); or
//! the state, which is a map of attributes or the result of `__getstate__`.

#[cfg(feature = "write")]
use micropython::{Dict, Instance, Type};
use micropython::{HeapVec, Obj, call, dict, list, str};
use model::Error;

use crate::host::{Host, budget};
#[cfg(feature = "write")]
use crate::names::interned::name;
use crate::names::registry::names::{self, Entry};
pub use crate::names::registry::names::{Code, by_code};
use crate::raise;
use crate::types::{constructor, kinds, state};

/// The number that a class is registered with, and what is written within the ext or tag.
#[cfg(feature = "write")]
#[inline(never)]
pub fn form(host: &Host, obj: Obj, code: Code) -> Option<(u64, Obj)> {
    let (entry, number) = names::by_class(obj.type_of(), code)?;
    Some((number, content(host, obj, entry)))
}

/// Whether [`form`] has something to say.
#[cfg(feature = "write")]
pub fn has_form(obj: Obj, code: Code) -> bool {
    names::by_class(obj.type_of(), code).is_some()
}

/// The item that is written for an object.
#[cfg(feature = "write")]
fn content(host: &Host, obj: Obj, entry: Entry) -> Obj {
    let class = obj.type_of();
    if let Some(reduce) = entry.reduce() {
        let result = call::call(reduce, &[obj]);
        let Some(args) = micropython::Tuple::of(result).map(micropython::Tuple::items) else {
            host.unsupported(obj);
        };
        return match args {
            // The form of `__reduce__`'s result: calls are no data.
            [function, args, ..] if call::is_callable(*function) && list::is_tuple(*args) => {
                host.unsupported(obj)
            }
            [only] if !is_array(*only) => *only,
            _ => result,
        };
    }
    if let Some(tuple) = kinds::tuple(obj) {
        return list::new_tuple(tuple.items());
    }
    if !class.is_python() || micropython::instance::native_base(class).is_some() {
        host.unsupported(obj);
    }
    if let Some((get, this)) = class.method(name!(__getstate__), obj) {
        return call::call(get, &[this]);
    }
    attributes(obj)
}

/// The attributes of an instance of a class written in Python, as a dictionary.
#[cfg(feature = "write")]
fn attributes(obj: Obj) -> Obj {
    // SAFETY: the caller looked at its class.
    let members = unsafe { Instance::from_known(obj) }.members();
    let dict = Dict::new();
    dict.map().reserve(None, members.count());
    let mut cursor = 0;
    while let Some((at, name, value)) = members.entry(cursor) {
        dict.store(name, value);
        cursor = at + 1;
    }
    dict.obj()
}

/// Whether it is written as an array.
#[cfg(feature = "write")]
fn is_array(obj: Obj) -> bool {
    let is = |class: Type| obj.type_of().is_subclass_of(class);
    is(micropython::native_type!(mp_type_list)) || is(micropython::native_type!(mp_type_tuple))
}

/// The object of a class that is registered, out of what was read within its ext or tag.
#[inline(never)]
pub fn make(host: &mut Host, entry: Entry, content: Obj) -> Obj {
    host.forget_fresh();
    let class = entry.obj();
    let load = entry.load();
    let takes_args = load.is_some() || entry.is_reduced() || is_named(class);
    if !takes_args {
        return with_state(host, class, content);
    }
    let mut args = HeapVec::<Obj>::default();
    if micropython::List::of(content).is_some() || list::is_tuple(content) {
        args.extend(budget::items(content));
    } else {
        args.push(content);
    }
    let function = load.unwrap_or(class);
    constructor::check(&mut host.budget, function, args.as_slice());
    let made = call::call(function, args.as_slice());
    args.release();
    made
}

/// Whether it is the class of named tuples.
fn is_named(class: Obj) -> bool {
    micropython::Type::from_obj(class).is_some_and(kinds::is_namedtuple)
}

/// An instance that has not been initialised, with this state.
fn with_state(host: &mut Host, class: Obj, content: Obj) -> Obj {
    let obj = state::new_object(None, class, &[], None);
    if !takes_state(obj, content) {
        raise::reading(host.codec, Error::WrongType, host.budget.read, 0);
    }
    state::build(obj, content, host)
}

/// Whether `content` can be the state of an object: anything, if its class has a method for that, and attributes
/// otherwise.
fn takes_state(obj: Obj, content: Obj) -> bool {
    let class = obj.type_of();
    if !class.is_python() {
        return false;
    }
    if class.method(crate::names::interned::name!(__setstate__), obj).is_some() {
        return true;
    }
    if content.is_none() {
        return true;
    }
    let Some(state) = micropython::Dict::of(content).filter(|_| dict::is_dict(content)) else { return false };
    let mut cursor = 0;
    while let Some((at, key, _)) = state.entry(cursor) {
        if str::text(key).is_none_or(|text| text.len() > micropython::qstr::MAX_LEN) {
            return false;
        }
        cursor = at + 1;
    }
    true
}
