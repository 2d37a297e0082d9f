//! Recipes: a function and its arguments, out of which an object is made again.

use micropython::{Obj, Type, list};
#[cfg(feature = "arrays")]
use micropython::{buffer, call, native_type, str};
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

/// What is written as the bytes of a buffer: a memoryview of its bytes, or else a bytes object, over
/// the same memory.
#[cfg(feature = "arrays")]
pub fn bytes_over(owner: Obj) -> Obj {
    let data = buffer::bytes(owner).unwrap_or_default();
    if micropython::config::PY_BUILTINS_MEMORYVIEW {
        let bytes = buffer::bytearray_by_reference(data);
        return call::call(native_type!(mp_type_memoryview).obj(), &[bytes]);
    }
    // SAFETY: the buffer of an array begins at the head of its block; the recipe is written
    // before anything else can change the array.
    unsafe { str::by_reference(native_type!(mp_type_bytes), data) }
}
