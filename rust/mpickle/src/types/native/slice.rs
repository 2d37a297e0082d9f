//! slice and range.

use micropython::{Obj, ffi};
#[cfg(feature = "write")]
use micropython::{Type, int};
#[cfg(feature = "write")]
use pickle::Reduced;

#[cfg(feature = "write")]
use crate::types::recipe::call_class;

/// A slice of start, stop and step: MicroPython's type cannot be called.
#[inline(always)]
pub fn make([start, stop, step]: [Obj; 3]) -> Obj {
    // SAFETY: live objects.
    // EXCEPTION: MemoryError.
    unsafe { Obj::new(ffi::mp_obj_new_slice(start.raw(), stop.raw(), step.raw())) }
}

/// `slice(start, stop, step)`
#[cfg(feature = "write")]
#[inline(always)]
pub fn reduce(obj: Obj, class: Type, recipe: &mut Reduced<Obj>) {
    // SAFETY: the caller checked the type; a slice struct holds three live objects.
    let parts = unsafe {
        let slice = &*obj.ptr::<ffi::mp_obj_slice_t>();
        [Obj::new(slice.start), Obj::new(slice.stop), Obj::new(slice.step)]
    };
    call_class(recipe, class, &parts);
}

/// `range(start, stop, step)`
#[cfg(feature = "write")]
#[inline(always)]
pub fn reduce_range(range: Obj, class: Type, recipe: &mut Reduced<Obj>) {
    // SAFETY: the caller checked the type.
    let range = unsafe { &*range.ptr::<ffi::mpickle_c_range_t>() };
    call_class(recipe, class, &[range.start, range.stop, range.step].map(int::new));
}
