//! Calls that pickles ask for: which class they make an instance of, and the work that they cause, which is counted.

use micropython::{Dict, Obj, Type, ffi, instance};

use crate::host::budget::{Budget, items};
use crate::names::interned::function as known;
use crate::raise;
use crate::types::native;

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
        if !native::suits(class, at, *arg, budget) {
            raise::unpickling_named("unusual argument of", class.name().text(), b"");
        }
    }
}
