//! Recipes: a function and its arguments, out of which an object is made again.

use micropython::{Obj, Type, list};
#[cfg(feature = "arrays")]
use micropython::{buffer, ffi, heap};
#[cfg(feature = "arrays")]
use model::View;
use pickle::Reduced;

/// `function(*args)`, `args` being a tuple.
#[cfg_attr(target_os = "none", inline(never))]
pub fn call_function(recipe: &mut Reduced<Obj>, function: Obj, args: Obj) {
    *recipe = Reduced::function(function, args);
}

/// `class(*args)`
pub fn call_class(recipe: &mut Reduced<Obj>, class: Type, args: &[Obj]) {
    call_with(recipe, class.obj(), args);
}

/// `function(*args)`
#[inline(never)]
pub fn call_with(recipe: &mut Reduced<Obj>, function: Obj, args: &[Obj]) {
    call_function(recipe, function, list::new_tuple(args));
}

/// An object that is written as the bytes that `owner` has at that time. Hooks run before, and may
/// give the buffer other memory.
#[cfg(feature = "arrays")]
pub fn bytes_of(owner: Obj, writable: bool) -> Obj {
    let len = buffer::bytes(owner).map_or(0, <[u8]>::len);
    let base = ffi::mp_obj_base_t { type_: &raw const ffi::mpickle_c_type_lent };
    // EXCEPTION: MemoryError.
    let block = heap::place(ffi::mpickle_c_lent_t { base, owner: owner.raw(), len, writable });
    // SAFETY: a live object now.
    unsafe { Obj::from_ptr(block) }
}

/// The bytes that [`bytes_of`] stands for, unless their number is another one now.
///
/// # Safety
/// `lent` was made by [`bytes_of`].
#[cfg(feature = "arrays")]
pub unsafe fn lent<'a>(lent: Obj) -> Option<View<'a>> {
    // SAFETY: the caller's promise; the owner is live.
    let (lent, owner) = unsafe {
        let lent = &*lent.ptr::<ffi::mpickle_c_lent_t>();
        (lent, Obj::new(lent.owner))
    };
    let data = buffer::bytes(owner).unwrap_or_default();
    let view = if lent.writable { View::ByteArray(data) } else { View::Bytes(data) };
    (data.len() == lent.len).then_some(view)
}
