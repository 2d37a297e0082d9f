//! set and frozenset.

#[cfg(feature = "write")]
use micropython::call;
use micropython::{Obj, Type, native_type};
#[cfg(feature = "write")]
use pickle::Reduced;

use crate::host::budget::{Budget, items};
#[cfg(feature = "write")]
use crate::types::recipe::call_class;

/// Whether this is one of both.
#[cfg(feature = "write")]
pub fn is_set(class: Type) -> bool {
    class == native_type!(mp_type_set) || class == native_type!(mp_type_frozenset)
}

/// Calls of `set` and `frozenset` with a list or tuple, whose elements are counted.
#[inline(never)]
pub fn make(budget: &mut Budget, function: Obj, args: &[Obj]) -> Option<Obj> {
    let class = Type::from_obj(function)?;
    let frozen = class == native_type!(mp_type_frozenset);
    let [elements] = args else { return None };
    if !(frozen || class == native_type!(mp_type_set)) || items(*elements).is_empty() {
        return None;
    }
    Some(budget.set_of(class, *elements))
}

/// `class([...])`
#[cfg(feature = "write")]
#[inline(always)]
pub fn reduce(obj: Obj, class: Type, recipe: &mut Reduced<Obj>) {
    call_class(recipe, class, &[call::call(native_type!(mp_type_list).obj(), &[obj])]);
}
