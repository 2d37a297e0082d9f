//! Native exceptions.

use crate::{Obj, ffi, heap};

/// Sets `args`, a tuple, unless the exception is in ROM or one of the interpreter's own.
///
/// # Safety
/// `exception` is of a native type derived from BaseException, `args` a tuple.
pub unsafe fn set_args(exception: Obj, args: Obj) {
    let exception = exception.ptr::<ffi::mp_obj_exception_t>();
    if heap::contains(exception.cast()) {
        // SAFETY: the caller's promise, and it can be written to.
        unsafe { (*exception).args = args.ptr() };
    }
}
