//! Recipes: how objects without an opcode of their own are written.

use micropython::{Dict, Instance, Obj, Tuple, Type, call, dict, ffi, instance, int, list, native_type, str};
use pickle::{Call, Reduced, State};

use crate::host::Host;
use crate::host::refuse;
use crate::names::find;
use crate::names::interned::{function as known, name};
use crate::types::kinds;
use crate::types::native::{self, partial, set};
use crate::types::recipe::call_class;
use crate::types::recipe::call_function;
use crate::types::recipe::call_with;
use crate::types::state;

/// Whether this is a function, native or written in Python, that has a name.
pub fn is_function(obj: Obj) -> bool {
    obj.type_of().is_native_function() || call::python_function(obj).is_some()
}

/// Puts the recipe for `obj` into `recipe`; false means that it is written by name.
#[inline(never)]
pub fn reduce(host: &mut Host, obj: Obj, protocol: u8, recipe: &mut Reduced<Obj>) -> bool {
    #[cfg(feature = "arrays")]
    if crate::ndarray::write::reduce(host, obj, protocol, recipe) {
        return true;
    }
    // Before [`native::reduce`], which has it for subclasses: lists of items are made on less C stack.
    #[cfg(feature = "arrays")]
    if obj.is(native_type!(mp_type_array)) {
        crate::types::native::array::reduce(obj, obj.type_of().obj(), protocol, recipe);
        return true;
    }
    if !obj.type_of().is_python() {
        return native::reduce(host, obj, obj.type_of(), protocol, recipe);
    }
    if let Some(reduced) = by_method(host, obj, protocol, recipe) {
        return reduced;
    }
    reduce_instance(host, obj, protocol, recipe);
    true
}

/// `copyreg._reconstructor(class, base, value)`, as instances are made before protocol 2.
pub(super) fn reconstructor(recipe: &mut Reduced<Obj>, class: Type, base: Obj, value: Obj) {
    call_with(recipe, known(ffi::mpickle_c_function::RECONSTRUCTOR), &[class.obj(), base, value]);
}

/// The recipe of an instance's own `__reduce_ex__` or `__reduce__`, if it has one.
#[inline(never)]
fn by_method(host: &mut Host, obj: Obj, protocol: u8, recipe: &mut Reduced<Obj>) -> Option<bool> {
    let class = obj.type_of();
    let result = if let Some((reduce, this)) = class.method(name!(__reduce_ex__), obj) {
        call::call(reduce, &[this, int::new(protocol.into())])
    } else {
        let (reduce, this) = class.method(name!(__reduce__), obj)?;
        call::call(reduce, &[this])
    };
    Some(explicit(host, obj, result, protocol, recipe))
}

/// The recipe for an instance that has no such method.
#[inline(never)]
fn reduce_instance(host: &mut Host, obj: Obj, protocol: u8, recipe: &mut Reduced<Obj>) {
    let class = obj.type_of();
    let native = instance::native_base(class);
    if let Some(native) = native
        && reduces_itself(native, class)
    {
        native::reduce(host, native_part(obj), class, protocol, recipe);
        recipe.state = state_of(obj, class, 2);
        return;
    }
    if protocol >= 2
        && !native.is_some_and(|native| set::is_set(native) || native == native_type!(mp_type_bytearray))
    {
        new_object(host, obj, protocol, recipe);
    } else {
        old_object(obj, class, native, recipe);
    }
    recipe.state = state_of(obj, class, protocol);
    if protocol >= 2 {
        native_items(obj, native, recipe);
    }
}

/// Whether CPython's type has a `__reduce__` of its own, by which the class is called with the items.
/// If a class has an `__init__` of its own, it may want other arguments: if there is another
/// way, it is the safer one.
fn reduces_itself(native: Type, class: Type) -> bool {
    if find::is_exception(native)
        || native == native_type!(mp_type_deque)
        || native == native_type!(mp_type_array)
    {
        return true;
    }
    let safer = set::is_set(native)
        || native == native_type!(mp_type_bytearray)
        || native == native_type!(mp_type_ordereddict);
    safer && !state::has_own_init(class)
}

/// The recipe for `copyreg._reconstructor`, which makes an object with this native part.
fn old_object(obj: Obj, class: Type, native: Option<Type>, recipe: &mut Reduced<Obj>) {
    let (base, value) = match native {
        Some(base) if kinds::is_namedtuple(base) => {
            let part = named_tuple(native_part(obj)).items();
            (native_type!(mp_type_tuple).obj(), list::new_tuple(part))
        }
        Some(base) => {
            let part = native_part(obj);
            // The memo must not take the container of an object that is not complete for one that is.
            let holds = is_list_like(base) || is_dict_like(base) || set::is_set(base);
            let copy = if holds { base.make_new(&[part]) } else { None };
            (base.obj(), copy.unwrap_or(part))
        }
        None => (native_type!(mp_type_object).obj(), Obj::none()),
    };
    reconstructor(recipe, class, base, value);
}

/// `class.__new__(class, …)` with the arguments that the class gives, or its native part needs.
#[inline(never)]
fn new_object(host: &Host, obj: Obj, protocol: u8, recipe: &mut Reduced<Obj>) {
    let class = obj.type_of();
    call_class(recipe, class, &[]);
    recipe.call = Call::New;
    if let Some((get, this)) = class.method(name!(__getnewargs_ex__), obj) {
        let result = call::call(get, &[this]);
        if let Some([args, kwargs]) = Tuple::of(result).map(Tuple::items)
            && list::is_tuple(*args)
            && let Some(keywords) = Dict::of(*kwargs)
        {
            recipe.args = *args;
            if keywords.count() > 0 {
                new_with_keywords(class, *kwargs, protocol, recipe);
            }
            return;
        }
        bad_reduce(host, "__getnewargs_ex__ must return a tuple and a dict");
    }
    if let Some((get, this)) = class.method(name!(__getnewargs__), obj) {
        recipe.args = call::call(get, &[this]);
        if !list::is_tuple(recipe.args) {
            bad_reduce(host, "__getnewargs__ must return a tuple");
        }
        return;
    }
    if let Some(native) = instance::native_base(class) {
        let part = native_part(obj);
        if kinds::is_namedtuple(native) {
            recipe.args = list::new_tuple(named_tuple(part).items());
        } else if native == native_type!(mp_type_complex) {
            native::reduce(host, part, class, protocol, recipe);
            recipe.call = Call::New;
        } else if !is_list_like(native) && !is_dict_like(native) {
            recipe.args = list::new_tuple(&[part]);
        }
    }
}

/// `class.__new__(class, *args, **kwargs)`, where `recipe` has the arguments. Before protocol 4 that
/// is `partial(class.__new__, class, *args, **kwargs)()`.
#[inline(never)]
fn new_with_keywords(class: Type, kwargs: Obj, protocol: u8, recipe: &mut Reduced<Obj>) {
    recipe.function = class.obj();
    recipe.call = Call::NewEx(kwargs);
    if protocol >= 4 {
        return;
    }
    recipe.call = Call::Function;
    match class.own_function(name!(__new__)) {
        Some(new) => {
            // SAFETY: the caller checked that, or made it.
            let args = unsafe { Tuple::from_known(recipe.args) }.items();
            let args = list::tuple_of(1 + args.len(), |at| if at == 0 { class.obj() } else { args[at - 1] });
            recipe.function = partial::new(new, args, kwargs);
            recipe.args = list::new_tuple(&[]);
        }
        None => {
            recipe.function = known(ffi::mpickle_c_function::NEWOBJ_EX);
            recipe.args = list::new_tuple(&[class.obj(), recipe.args, kwargs]);
        }
    }
}

/// An instance of a class written in Python.
fn instance(obj: Obj) -> Instance {
    // SAFETY: as [`reduce`] found.
    unsafe { Instance::from_known(obj) }
}

/// The native part of an instance.
fn native_part(obj: Obj) -> Obj {
    // SAFETY: the callers know the native base of its class.
    unsafe { instance(obj).native_part() }
}

/// An object of a type that [`kinds::is_namedtuple`].
pub(super) fn named_tuple(obj: Obj) -> Tuple {
    // SAFETY: the struct of tuples, as the callers found.
    unsafe { Tuple::from_known(obj) }
}

/// An object of a type that [`is_dict_like`].
pub(super) fn dictionary(obj: Obj) -> Dict {
    // SAFETY: the struct of dictionaries, as the callers found.
    unsafe { Dict::from_known(obj) }
}

fn is_list_like(class: Type) -> bool {
    class == native_type!(mp_type_list)
}

fn is_dict_like(class: Type) -> bool {
    class == native_type!(mp_type_dict) || class == native_type!(mp_type_ordereddict)
}

/// Items of an instance that is a list or a dictionary.
fn native_items(obj: Obj, native: Option<Type>, recipe: &mut Reduced<Obj>) {
    let Some(native) = native else { return };
    let part = native_part(obj);
    if is_list_like(native) {
        recipe.list_items = Some(call::iterator(part));
    } else if is_dict_like(native) {
        recipe.dict = Some((part, dictionary(part).count()));
    }
}

/// The state: the result of `__getstate__`, or the instance's attributes.
#[inline(never)]
fn state_of(obj: Obj, class: Type, protocol: u8) -> State<Obj> {
    if let Some((get, this)) = class.method(name!(__getstate__), obj) {
        let state = call::call(get, &[this]);
        // Before protocol 2 CPython leaves out any state that is false.
        let left_out = state.is_none() || protocol < 2 && !call::is_true(state);
        return if left_out { State::None } else { State::Object(state) };
    }
    if class.lookup(name!(__slots__)).is_some() {
        return slots_state(obj, class);
    }
    let count = instance(obj).members().count();
    if count == 0 { State::None } else { State::Attributes(obj, count) }
}

/// The state of an instance with `__slots__`, as CPython has it: `(attributes, slots)`. To
/// MicroPython both are attributes.
#[inline(never)]
fn slots_state(obj: Obj, class: Type) -> State<Obj> {
    let (attributes, slots) = (Dict::new(), Dict::new());
    let mut cursor = 0;
    while let Some((at, name, value)) = instance(obj).members().entry(cursor) {
        let part = if is_slot(class, name) { slots } else { attributes };
        part.store(name, value);
        cursor = at + 1;
    }
    let (has_attributes, has_slots) = (attributes.count() > 0, slots.count() > 0);
    let (attributes, slots) = (attributes.obj(), slots.obj());
    match (has_attributes, has_slots) {
        (false, false) => State::None,
        (true, false) => State::Object(attributes),
        (true, true) => State::Object(list::new_tuple(&[attributes, slots])),
        (false, true) => State::Object(list::new_tuple(&[Obj::none(), slots])),
    }
}

/// Whether the `__slots__` of a class, or of one that it inherits from, has this name.
fn is_slot(class: Type, name: Obj) -> bool {
    let mut class = Some(class).filter(|c| c.is_python());
    while let Some(at) = class {
        let slots = at.locals().and_then(|locals| locals.map().lookup(name!(__slots__)));
        if let Some(slots) = slots {
            if slots.equals(name) {
                return true;
            }
            if str::text(slots).is_none() {
                let names = call::iterator(slots);
                while let Some(slot) = call::next(names) {
                    if slot.equals(name) {
                        return true;
                    }
                }
            }
        }
        class = at.parent().and_then(Type::from_obj).filter(|c| c.is_python());
    }
    false
}

#[cold]
fn bad_reduce(host: &Host, text: &str) -> ! {
    refuse::refused(Some(host), text, None)
}

/// Reads the result of `__reduce__` or `__reduce_ex__`: a name, or a tuple of two to six items, which
/// goes into `recipe`; false for a name.
#[inline(never)]
pub fn explicit(host: &mut Host, obj: Obj, result: Obj, protocol: u8, recipe: &mut Reduced<Obj>) -> bool {
    if str::text(result).is_some() {
        host.given_name = Some(result);
        return false;
    }
    let items = Tuple::of(result).map_or(&[][..], Tuple::items);
    let [called, args, rest @ ..] = items else { wrong_size(host) };
    if rest.len() > 4 {
        wrong_size(host);
    }
    call_function(recipe, *called, *args);
    let Some(parts) = Tuple::of(*args) else { bad_reduce(host, "second item of __reduce__ must be a tuple") };
    if !call::is_callable(*called) {
        bad_reduce(host, "first item of __reduce__ must be callable");
    }
    let given = |at: usize| rest.get(at).copied().filter(|o| !o.is_none());
    recipe.state = given(0).map_or(State::None, State::Object);
    recipe.list_items = given(1).map(call::iterator);
    recipe.dict_items = given(2).map(call::iterator);
    recipe.setter = given(3);
    // `copyreg.__newobj__(class, …)` has an opcode of its own, from protocol 2 on.
    let is = |index| protocol >= 2 && *called == known(index);
    if is(ffi::mpickle_c_function::NEWOBJ) {
        match parts.items() {
            [class, args @ ..] if *class == obj.type_of().obj() => {
                recipe.call = Call::New;
                recipe.function = *class;
                recipe.args = list::new_tuple(args);
            }
            _ => bad_reduce(host, "__newobj__ wants the object's class first"),
        }
    } else if is(ffi::mpickle_c_function::NEWOBJ_EX) {
        match parts.items() {
            [class, args, kwargs] if list::is_tuple(*args) && dict::is_dict(*kwargs) => {
                let Some(class) = Type::from_obj(*class) else {
                    bad_reduce(host, "__newobj_ex__ wants a class first");
                };
                recipe.args = *args;
                new_with_keywords(class, *kwargs, protocol, recipe);
            }
            _ => bad_reduce(host, "__newobj_ex__ wants a class, a tuple and a dict"),
        }
    }
    true
}

#[cold]
fn wrong_size(host: &Host) -> ! {
    bad_reduce(host, "__reduce__ must return a string or a tuple of 2 to 6 items")
}
