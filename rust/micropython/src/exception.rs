//! Native exceptions.

use crate::{Obj, ffi, heap};

/// Sets `args`, a tuple, unless the exception is in ROM or one of the interpreter's own.
pub fn set_args(exception: Obj, args: Obj) {
    let exception = exception.ptr::<ffi::mp_obj_exception_t>();
    if heap::contains(exception.cast()) {
        // SAFETY: the caller knows that it is such a struct, and it can be written to.
        unsafe { (*exception).args = args.ptr() };
    }
}
