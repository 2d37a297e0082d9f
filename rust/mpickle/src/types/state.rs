//! Instances and their state: NEWOBJ and BUILD.

use micropython::{
    Dict, HeapVec, Instance, Obj, Pool, Tuple, Type, call, exception, instance, list, native_type,
};

use crate::host::Host;
use crate::names::attributes::{self, Names};
use crate::names::find;
use crate::names::interned::name;
use crate::names::registry;
use crate::raise;
use crate::types::native;
use crate::types::native::partial;

/// `class.__new__(class, *args, **kwargs)`, in a pool's memory if there is one.
#[inline(never)]
pub fn new_object(pool: Option<&mut Pool>, class_obj: Obj, args: &[Obj], kwargs: Option<Obj>) -> Obj {
    let Some(class) = Type::from_obj(class_obj) else {
        raise::unpickling_type("NEWOBJ of no class but", class_obj);
    };
    let kwargs = kwargs.filter(|dict| match Dict::of(*dict) {
        Some(keywords) => keywords.count() > 0,
        None => raise::unpickling_type("NEWOBJ_EX keywords must be a dict, not", *dict),
    });
    if let Some(load) = registry::loader(class_obj) {
        return call_with(load, None, args, kwargs);
    }
    if !class.is_python() {
        return new_native(class, args, kwargs);
    }
    match class.own_function(name!(__new__)) {
        Some(new) => call_with(new, Some(class_obj), args, kwargs),
        None => bare(pool, class, args),
    }
}

/// `class.__new__(class, *args, **kwargs)` of a native class.
#[inline(never)]
fn new_native(class: Type, args: &[Obj], kwargs: Option<Obj>) -> Obj {
    // `__new__` of a mutable container ignores what its `__init__` would take.
    let args = if is_container(class) { &[] } else { args };
    if let Some(obj) = native::unlike(class.obj(), args) {
        return obj;
    }
    if kwargs.is_none()
        && let Some(obj) = class.make_new(args)
    {
        return obj;
    }
    call_with(class.obj(), None, args, kwargs)
}

/// An instance without `__init__`; `args` go to the native part, if there is one.
fn bare(pool: Option<&mut Pool>, class: Type, args: &[Obj]) -> Obj {
    let base = instance::native_base(class);
    if let (None, Some(pool)) = (base, pool) {
        // SAFETY: the callers know that the class is written in Python, and it has no native base.
        return unsafe { Instance::new_in(pool, class) }.obj();
    }
    let part = base.and_then(|base| native::unlike(base.obj(), args).or_else(|| base.make_new(args)));
    around(class, part)
}

/// An instance without `__init__` that has this native part.
pub fn around(class: Type, part: Option<Obj>) -> Obj {
    // SAFETY: the callers know that the class is written in Python, and a part is of its native base.
    unsafe {
        let object = Instance::new(class);
        if let Some(part) = part {
            object.set_native_part(part);
        }
        object.obj()
    }
}

/// Whether calling the class runs code of its own.
pub fn has_own_init(class: Type) -> bool {
    class.own_function(name!(__init__)).or_else(|| class.own_function(name!(__new__))).is_some()
}

static CONTAINERS: [Type; 6] = [
    native_type!(mp_type_list),
    native_type!(mp_type_dict),
    native_type!(mp_type_set),
    native_type!(mp_type_bytearray),
    native_type!(mp_type_ordereddict),
    native_type!(mp_type_deque),
];

fn is_container(class: Type) -> bool {
    CONTAINERS.contains(&class)
}

/// The items of an argument tuple.
pub fn tuple<'a>(args: Obj) -> &'a [Obj] {
    match Tuple::of(args) {
        Some(args) => args.items(),
        None => raise::unpickling_type("arguments must be a tuple, not", args),
    }
}

/// `function(first, *args, **kwargs)`
pub fn call_with(function: Obj, first: Option<Obj>, args: &[Obj], kwargs: Option<Obj>) -> Obj {
    if first.is_none() && kwargs.is_none() {
        return call::call(function, args);
    }
    let mut all = HeapVec::<Obj>::default();
    if let Some(first) = first {
        all.push(first);
    }
    all.extend(args);
    let positional = all.len();
    if let Some(kwargs) = kwargs {
        let mut cursor = 0;
        // SAFETY: the callers checked that, or made it.
        let kwargs = unsafe { Dict::from_known(kwargs) };
        while let Some((at, key, value)) = kwargs.entry(cursor) {
            all.push(attributes::attribute(key).obj());
            all.push(value);
            cursor = at + 1;
        }
    }
    let object = call::call_kw(function, positional, all.as_slice());
    all.release();
    object
}

/// Creates an instance for INST and OBJ: without arguments, by `class.__new__(class)`.
pub fn instantiate(class_obj: Obj, args: &[Obj]) -> Obj {
    match Type::from_obj(class_obj) {
        Some(class) if args.is_empty() && class.lookup(name!(__getinitargs__)).is_none() => {
            new_object(None, class_obj, args, None)
        }
        _ => call::call(registry::loader(class_obj).unwrap_or(class_obj), args),
    }
}

/// Gives `obj` its state. Returns it, or the object that takes its place.
#[inline]
pub fn build(obj: Obj, state: Obj, host: &mut Host) -> Obj {
    let class = obj.type_of();
    if class.is_python()
        && let Some((set, this)) = class.method(name!(__setstate__), obj)
    {
        let _ = call::call(set, &[this, state]);
        return obj;
    }
    if let Some(built) = registry::set_state(obj, state) {
        return built;
    }
    if !class.is_python() {
        return build_native(obj, class, state);
    }
    let (attributes, slots) = match Tuple::of(state).map(Tuple::items) {
        Some([attributes, slots]) => (*attributes, *slots),
        _ => (state, Obj::none()),
    };
    set_plain_attributes(obj, attributes, host);
    set_attributes(obj, slots, &mut host.names, true);
    obj
}

/// Of its state an exception has room for the arguments; other native objects take none.
#[cold]
#[inline(never)]
fn build_native(obj: Obj, class: Type, state: Obj) -> Obj {
    if partial::set_state(obj, state) {
        return obj;
    }
    let exception = find::is_exception(class);
    if let Some(state) = Dict::of(state) {
        let args = state.get(name!(args).obj()).filter(|args| list::is_tuple(*args));
        if exception && let Some(args) = args {
            // SAFETY: both were found to be so.
            unsafe { exception::set_args(obj, args) };
        }
        if exception || state.count() == 0 {
            return obj;
        }
    } else if exception && state.is_none() {
        return obj;
    }
    raise::unpickling_type("cannot set the state of", obj)
}

/// Stores the entries of `attributes` into an instance's dictionary.
#[inline(never)]
fn set_plain_attributes(obj: Obj, attributes: Obj, host: &mut Host) {
    // SAFETY: the caller looked at its class.
    let instance = unsafe { Instance::from_known(obj) };
    if let Some(state) = Dict::of(attributes) {
        if host.shapes.set_attributes(&mut host.pool, instance, state) {
            return;
        }
        instance.members().reserve(Some(&mut host.pool), state.count());
    }
    set_attributes(obj, attributes, &mut host.names, false);
    if let Some(state) = Dict::of(attributes) {
        host.shapes.learn_names(instance, state, |key| host.names.get(key));
    }
}

/// Stores the entries of `state` as attributes: into the instance's dictionary, or by assignment.
fn set_attributes(obj: Obj, state: Obj, names: &mut Names, assign: bool) {
    if state.is_none() {
        return;
    }
    let Some(state) = Dict::of(state) else { raise::unpickling_type("state must be a dict, not", state) };
    // SAFETY: the caller looked at its class.
    let members = unsafe { Instance::from_known(obj) }.members();
    let mut cursor = 0;
    while let Some((at, key, value)) = state.entry(cursor) {
        let name = names.get(key);
        if assign {
            call::set_attribute(obj, name, value);
        } else {
            // SAFETY: the members of an instance are in RAM.
            unsafe { members.store_name(name, value) };
        }
        cursor = at + 1;
    }
}

/// `copyreg._reconstructor(class, base, value)`
pub fn reconstruct(class_obj: Obj, base: Obj, value: Obj) -> Obj {
    let Some(class) = Type::from_obj(class_obj) else {
        raise::unpickling_type("_reconstructor of no class but", class_obj);
    };
    let load = registry::loader(class_obj);
    let named = |class: Type| crate::types::kinds::is_namedtuple(class);
    let args: &[Obj] = match load {
        Some(_) if value.is_none() => &[],
        Some(_) => &[value],
        None if base == native_type!(mp_type_object).obj() => &[],
        None if named(class) || instance::native_base(class).is_some_and(named) => tuple(value),
        None => &[value],
    };
    match load {
        None if class.is_python() => bare(None, class, args),
        _ => call::call(load.unwrap_or(class_obj), args),
    }
}
