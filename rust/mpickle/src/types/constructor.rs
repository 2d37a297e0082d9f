//! Calls of native types: what pickles may ask of them, and what MicroPython's constructors do not
//! understand as CPython's do.

use micropython::{
    Deque, Dict, HeapVec, List, Obj, Type, buffer, call, config, ffi, float, instance, int, native_type, str,
};

use crate::host::budget::{Budget, items};
use crate::host::construct::MAX_DIGITS;
use crate::names::interned::function as known;
use crate::raise;
use crate::types::encoding;
use crate::types::encoding::OnError;
use crate::types::items::append_by_method;
use crate::types::kinds;
use crate::types::kinds::is_number_code;

/// The class that a function makes an instance of, or that getattr looks into, with the arguments
/// for its constructor.
#[must_use]
pub fn class_within(function: Obj, args: &[Obj]) -> Option<(Obj, &[Obj])> {
    use ffi::mpickle_c_function::{ARRAY_RECONSTRUCTOR, GETATTR, NEWOBJ, NEWOBJ_EX, RECONSTRUCTOR};
    let is = |index| function == known(index);
    let (class, rest) = args.split_first()?;
    if is(NEWOBJ) {
        Some((*class, rest))
    } else if is(RECONSTRUCTOR) {
        Some((*class, rest.get(1..)?))
    } else if is(NEWOBJ_EX) {
        Some((*class, items(*rest.first()?)))
    } else if is(GETATTR) {
        Some((Type::from_obj(*class).unwrap_or_else(|| class.type_of()).obj(), &[]))
    } else {
        is(ARRAY_RECONSTRUCTOR).then_some((*class, &[]))
    }
}

/// Steps that going through `obj` takes: its length, as far as that is no business of Python code.
pub fn weight(obj: Obj) -> usize {
    if !obj.is_ptr() {
        return 0;
    }
    if let Some(dict) = Dict::of(obj) {
        return dict.count();
    }
    if obj.type_of().is_python() {
        return 0;
    }
    // SAFETY: a live object.
    // EXCEPTION: none: it is native.
    let len = unsafe { Obj::from_raw(ffi::mp_obj_len_maybe(obj.raw())) };
    len.and_then(Obj::small_int).map_or(0, |len| len as usize)
}

/// Checks a call of a native type, or of a class that inherits from one: nothing may come out of
/// it that is out of proportion to the arguments, which are counted.
#[inline]
pub fn check(budget: &mut Budget, function: Obj, args: &[Obj]) {
    if !args.is_empty() {
        check_args(budget, function, args);
    }
}

fn check_args(budget: &mut Budget, function: Obj, args: &[Obj]) {
    let Some(class) = Type::from_obj(function) else {
        return args.iter().for_each(|arg| budget.spend(weight(*arg)));
    };
    let class = if class.is_python() {
        let Some(base) = instance::native_base(class) else { return };
        base
    } else {
        class
    };
    for (at, arg) in args.iter().enumerate() {
        budget.spend(weight(*arg));
        if !suits(class, at, *arg, budget) {
            raise::unpickling_named("unusual argument of", class.name().text(), b"");
        }
    }
}

fn suits(class: Type, at: usize, arg: Obj, budget: &mut Budget) -> bool {
    let one_of = |classes: &[Type]| classes.contains(&class);
    // Longer than all that was read, perhaps: for what keeps it as it is.
    if arg.is(native_type!(mp_type_range)) {
        return kinds::is_namedtuple(class)
            || class == native_type!(mp_type_slice)
            || class.is_subclass_of(native_type!(mp_type_BaseException));
    }
    if one_of(&[native_type!(mp_type_bytes), native_type!(mp_type_bytearray)]) {
        let is_int = arg.small_int().is_some() || int::is_big(arg);
        // An encoding and what to do with errors come second.
        return if at == 0 { !is_int } else { str::text(arg).is_some() };
    }
    if one_of(&[native_type!(mp_type_int), native_type!(mp_type_float), native_type!(mp_type_complex)]) {
        return buffer::bytes(arg).is_none_or(|text| text.len() <= MAX_DIGITS);
    }
    if config::PY_ARRAY && class == native_type!(mp_type_array) {
        return at > 0 || is_number_code(arg);
    }
    if class == native_type!(mp_type_type) {
        return singleton(arg.type_of().obj()).is_some();
    }
    if class == native_type!(mp_type_str) {
        // Printing what holds itself twice, and that itself, does not end.
        return buffer::bytes(arg).is_some();
    }
    if config::PY_COLLECTIONS_DEQUE && class == native_type!(mp_type_deque) && at > 0 {
        let bounded = |places| usize::try_from(places).is_ok_and(|p| budget.has_places(p));
        return at == 1 && (arg.is_none() || arg.small_int().is_some_and(bounded));
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
    set_of(budget, function, args).or_else(|| unlike(function, args))
}

/// Calls of a native type that MicroPython's constructor does not understand as CPython's does.
pub fn unlike(function: Obj, args: &[Obj]) -> Option<Obj> {
    coded(function, args).or_else(|| special(function, args))
}

/// Calls without an encoding.
#[inline(never)]
fn special(function: Obj, args: &[Obj]) -> Option<Obj> {
    if config::PY_BUILTINS_SLICE
        && function == native_type!(mp_type_slice).obj()
        && let [start, stop, step] = args
    {
        // SAFETY: live objects.
        // EXCEPTION: MemoryError.
        return Some(unsafe { Obj::new(ffi::mp_obj_new_slice(start.raw(), stop.raw(), step.raw())) });
    }
    if config::PY_COLLECTIONS_DEQUE && function == native_type!(mp_type_deque).obj() {
        let limited = args.get(1).is_some_and(|limit| !limit.is_none());
        if !limited {
            let deque = Deque::unlimited()?.obj();
            if let Some(items) = args.first() {
                // SAFETY: what calling list makes, and nobody else has it.
                let items = unsafe {
                    List::from_known(call::call(native_type!(mp_type_list).obj(), &[*items])).items()
                };
                append_by_method(deque, items);
            }
            return Some(deque);
        }
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

/// Calls of `set` and `frozenset` with a list or tuple, whose elements are counted.
#[inline(never)]
pub fn set_of(budget: &mut Budget, function: Obj, args: &[Obj]) -> Option<Obj> {
    let class = Type::from_obj(function)?;
    let frozen = class == native_type!(mp_type_frozenset);
    let [elements] = args else { return None };
    if !(frozen || class == native_type!(mp_type_set)) || items(*elements).is_empty() {
        return None;
    }
    Some(budget.set_of(class, *elements))
}

/// Calls of `str`, `bytes` and `bytearray` with an encoding.
#[inline(never)]
fn coded(function: Obj, args: &[Obj]) -> Option<Obj> {
    if function == native_type!(mp_type_str).obj()
        && let [data, encoding, ..] = args
    {
        // MicroPython takes any encoding for UTF-8.
        let mut text = HeapVec::<u8>::default();
        let data = buffer::bytes(*data).unwrap_or_default();
        encoding::decode(data, encoding::named(*encoding), OnError::Strict, usize::MAX, &mut text);
        return Some(str::adopt(native_type!(mp_type_str), &mut text));
    }
    let is_bytearray = function == native_type!(mp_type_bytearray).obj();
    if (is_bytearray || function == native_type!(mp_type_bytes).obj())
        && let [text, encoding, ..] = args
    {
        let Some(text) = str::text(*text) else {
            raise::unpickling_type("cannot encode", *text);
        };
        let encoding = encoding::named(*encoding);
        if !is_bytearray {
            return Some(encoding::to_bytes(text, encoding));
        }
        let mut bytes = HeapVec::<u8>::with_capacity(text.len());
        encoding::encode(text, encoding, &mut bytes);
        return Some(buffer::adopt_bytearray(&mut bytes));
    }
    None
}
