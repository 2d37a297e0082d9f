//! deque.

use micropython::{Deque, List, Obj, call, native_type};
#[cfg(feature = "write")]
use micropython::{Type, int, list};
#[cfg(feature = "write")]
use pickle::Reduced;

use crate::host::budget::Budget;
use crate::types::items::append_by_method;
#[cfg(feature = "write")]
use crate::types::recipe::call_class;

/// Whether `arg` may be a limit: its places are allocated at once.
#[inline(always)]
pub fn suits_as_limit(arg: Obj, budget: &Budget) -> bool {
    let bounded = |places| usize::try_from(places).is_ok_and(|p| budget.has_places(p));
    arg.is_none() || arg.small_int().is_some_and(bounded)
}

/// `deque(items)` without a limit, which MicroPython has none of. `None` where there is a limit.
#[inline(always)]
pub fn make(args: &[Obj]) -> Option<Obj> {
    if args.get(1).is_some_and(|limit| !limit.is_none()) {
        return None;
    }
    let deque = Deque::unlimited()?.obj();
    if let Some(items) = args.first() {
        // SAFETY: a call of list makes a list, and nobody else has it.
        let items =
            unsafe { List::from_known(call::call(native_type!(mp_type_list).obj(), &[*items])).items() };
        append_by_method(deque, items);
    }
    Some(deque)
}

/// `class()` or `class((), limit)`, and the items.
#[cfg(feature = "write")]
#[inline(always)]
pub fn reduce(deque: Deque, class: Type, recipe: &mut Reduced<Obj>) {
    let args = [list::new_tuple(&[]), int::new(deque.limit())];
    call_class(recipe, class, if deque.is_unlimited() { &[] } else { &args });
    recipe.list_items = Some(call::iterator(deque.obj()));
}
