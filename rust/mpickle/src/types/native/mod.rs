//! Built-in types, those of MicroPython's that are written in C: what each is called in a pickle, how it is made and
//! taken apart, and which of its arguments are counted.
//!
//! | type | name | made | taken apart | counted |
//! |---|---|---|---|---|
//! | str, bytes, bytearray | in `builtins` | [`text`]: with an encoding | bytearray: [`text`]; the others have opcodes | no int as size |
//! | set, frozenset | in `builtins` | [`set`] | [`set`]: `set([...])` | every element |
//! | deque | `collections.deque` | [`deque`]: without a limit | [`deque`]: and its items | the limit |
//! | range, slice | in `builtins` | [`mod@slice`] | [`mod@slice`] | a range as an argument |
//! | int, float, complex | in `builtins` | complex: [`unlike`] | complex: [`reduce`] | length of text |
//! | OrderedDict | in `collections` | by MicroPython | [`reduce`]: `OrderedDict()` and its items | every key |
//! | array | `array.array` | [`mod@array`] | [`mod@array`] | by the bytes that are there |
//! | partial | `functools.partial` | `cmodule/pickle/globals.c` | [`partial`]: and a state | no partial in another |
//! | exceptions | in `builtins` | by MicroPython | [`reduce`]: by `args` | nothing |
//! | named tuples | in the program's module | by MicroPython | [`reduce`]: by their items | nothing |
//! | NoneType, ellipsis | `type(None)` | [`singleton`] | [`singleton`] | only these two |
//!
//! A list, a tuple, a dict and a number have opcodes. `cmodule/pickle/globals.c` has the names that MicroPython lacks or spells
//! in another way. The table is code, [`suits`], [`unlike`] and [`reduce`], since that takes less flash than rows
//! with pointers to functions: most types need only one or two of the three.

#[cfg(feature = "arrays")]
pub mod array;
mod deque;
pub mod partial;
pub mod set;
mod slice;
mod text;

#[cfg(feature = "write")]
use micropython::{Deque, call, ffi, list};
use micropython::{Obj, Type, buffer, config, float, native_type};
#[cfg(feature = "write")]
use pickle::{Call, Reduced, State};

use crate::host::budget::{Budget, items};
use crate::host::construct::MAX_DIGITS;
#[cfg(feature = "write")]
use crate::host::{Host, refuse};
use crate::names::find;
#[cfg(feature = "write")]
use crate::names::interned::{function as known, name};
#[cfg(feature = "write")]
use crate::types::float as wide;
use crate::types::kinds;
#[cfg(feature = "write")]
use crate::types::recipe::{call_class, call_function, call_with};
#[cfg(feature = "write")]
use crate::types::reduce::{dictionary, named_tuple, reconstructor};

/// Built-in types whose construction does nothing but make a value.
static DATA_TYPES: [Type; 15] = [
    native_type!(mp_type_bool),
    native_type!(mp_type_bytes),
    native_type!(mp_type_bytearray),
    native_type!(mp_type_complex),
    native_type!(mp_type_dict),
    native_type!(mp_type_float),
    native_type!(mp_type_frozenset),
    native_type!(mp_type_int),
    native_type!(mp_type_list),
    native_type!(mp_type_memoryview),
    native_type!(mp_type_object),
    native_type!(mp_type_range),
    native_type!(mp_type_set),
    native_type!(mp_type_str),
    native_type!(mp_type_tuple),
];

/// Whether this is one of them.
pub fn is_data_type(class: Type) -> bool {
    DATA_TYPES.contains(&class)
}

/// Whether `arg` may be the argument at place `at` of a call of `class`.
pub fn suits(class: Type, at: usize, arg: Obj, budget: &mut Budget) -> bool {
    let one_of = |classes: &[Type]| classes.contains(&class);
    // A range may be longer than the input: only types that keep it as it is may have it.
    if arg.is(native_type!(mp_type_range)) {
        return kinds::is_namedtuple(class)
            || class == native_type!(mp_type_slice)
            || class.is_subclass_of(native_type!(mp_type_BaseException));
    }
    if one_of(&[native_type!(mp_type_bytes), native_type!(mp_type_bytearray)]) {
        return text::suits(at, arg);
    }
    if one_of(&[native_type!(mp_type_int), native_type!(mp_type_float), native_type!(mp_type_complex)]) {
        return buffer::bytes(arg).is_none_or(|text| text.len() <= MAX_DIGITS);
    }
    if config::PY_ARRAY && class == native_type!(mp_type_array) {
        return at > 0 || kinds::is_number_code(arg);
    }
    if class == native_type!(mp_type_type) {
        return singleton(arg.type_of().obj()).is_some();
    }
    if class == native_type!(mp_type_str) {
        // Printing a container that holds itself twice does not end.
        return buffer::bytes(arg).is_some();
    }
    if config::PY_COLLECTIONS_DEQUE && class == native_type!(mp_type_deque) && at > 0 {
        return at == 1 && deque::suits_as_limit(arg, budget);
    }
    if one_of(&[
        native_type!(mp_type_set),
        native_type!(mp_type_frozenset),
        native_type!(mp_type_dict),
        native_type!(mp_type_ordereddict),
    ]) {
        for item in items(arg) {
            budget.check_key(*item);
        }
    }
    true
}

/// The only object of a type that is written as `type(object)`.
pub fn singleton(class: Obj) -> Option<Obj> {
    [Obj::none(), Obj::ellipsis()].into_iter().find(|only| only.type_of().obj() == class)
}

/// Calls of a native type that MicroPython's constructor does not understand as CPython's does, or
/// that have to be counted.
pub fn otherwise(budget: &mut Budget, function: Obj, args: &[Obj]) -> Option<Obj> {
    set::make(budget, function, args).or_else(|| unlike(function, args))
}

/// Calls of a native type that MicroPython's constructor does not understand as CPython's does.
pub fn unlike(function: Obj, args: &[Obj]) -> Option<Obj> {
    text::make(function, args).or_else(|| special(function, args))
}

/// Calls without an encoding.
#[inline(never)]
fn special(function: Obj, args: &[Obj]) -> Option<Obj> {
    if config::PY_BUILTINS_SLICE
        && function == native_type!(mp_type_slice).obj()
        && let [start, stop, step] = args
    {
        return Some(slice::make([*start, *stop, *step]));
    }
    if config::PY_COLLECTIONS_DEQUE && function == native_type!(mp_type_deque).obj() {
        return deque::make(args);
    }
    if config::PY_BUILTINS_COMPLEX
        && function == native_type!(mp_type_complex).obj()
        && let [real, imag] = args
    {
        // MicroPython adds the parts up, and zeros lose their signs.
        return Some(float::new_complex(float::value(*real)?, float::value(*imag)?));
    }
    None
}

#[cfg(feature = "write")]
/// The recipe for a native object, or for an instance of `class` that has it as its native part.
#[inline(never)]
pub fn reduce(host: &Host, obj: Obj, class: Type, protocol: u8, recipe: &mut Reduced<Obj>) -> bool {
    let native = obj.type_of();
    if config::PY_BUILTINS_COMPLEX && native == native_type!(mp_type_complex) {
        let (real, imag) = wide::complex_parts(obj);
        call_class(recipe, class, &[wide::new(real), wide::new(imag)]);
    } else if set::is_set(native) {
        set::reduce(obj, class, recipe);
    } else if native == native_type!(mp_type_bytearray) {
        text::reduce_bytearray(obj, class, protocol, recipe);
    } else if native == native_type!(mp_type_range) {
        slice::reduce_range(obj, class, recipe);
    } else if config::PY_BUILTINS_SLICE && native == native_type!(mp_type_slice) {
        slice::reduce(obj, class, recipe);
    } else if config::PY_COLLECTIONS_ORDEREDDICT && native == native_type!(mp_type_ordereddict) {
        call_class(recipe, class, &[]);
        recipe.dict = Some((obj, dictionary(obj).count()));
    } else if let Some(deque) = Deque::of(obj) {
        deque::reduce(deque, class, recipe);
    } else if config::PY_ARRAY && cfg!(feature = "arrays") && native == native_type!(mp_type_array) {
        #[cfg(feature = "arrays")]
        array::reduce(obj, class.obj(), protocol, recipe);
    } else if find::is_exception(native) {
        let args = call::attribute(obj, name!(args)).unwrap_or_else(|| list::new_tuple(&[]));
        call_function(recipe, class.obj(), args);
    } else if native == native_type!(mp_type_object) {
        if protocol >= 2 {
            call_class(recipe, class, &[]);
            recipe.call = Call::New;
        } else {
            reconstructor(recipe, class, class.obj(), Obj::none());
        }
    } else if let Some(only) = singleton(obj) {
        call_class(recipe, native, &[only]);
    } else if kinds::is_namedtuple(native) {
        if protocol >= 2 {
            call_class(recipe, class, named_tuple(obj).items());
            recipe.call = Call::New;
        } else {
            let plain = list::new_tuple(named_tuple(obj).items());
            reconstructor(recipe, class, native_type!(mp_type_tuple).obj(), plain);
        }
    } else if let Some((function, this)) = call::bound_parts(obj) {
        // A method: `getattr(this, name)`, if that gives the same method.
        let name = call::python_function(function).map(|(_, name)| name);
        let found = name.and_then(|name| call::attribute(this, name)).and_then(call::bound_parts);
        match name {
            Some(name) if found == Some((function, this)) => {
                call_with(recipe, known(ffi::mpickle_c_function::GETATTR), &[this, name.obj()]);
            }
            _ => refuse::refused(Some(host), "cannot pickle", Some((native.name().text(), b""))),
        }
    } else if let Some([function, args, keywords]) = partial::fields(obj).map(partial::parts) {
        call_class(recipe, native, &[function]);
        recipe.state = State::Object(list::new_tuple(&[function, args, keywords, Obj::none()]));
    } else if find::fixed_name(obj).is_some() {
        // `Ellipsis` and the like.
        return false;
    } else {
        refuse::refused(Some(host), "cannot pickle", Some((class.name().text(), b"")))
    }
    true
}
