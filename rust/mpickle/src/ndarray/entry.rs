//! The functions that the types in cmodule/pickle/ndarray.c call.

use micropython::obj::NULL;
use micropython::{Obj, Qstr, ffi};

use super::fault::Blame;
use super::{NdArray, array, numpy};
use crate::arg;

/// # Safety
/// `this` is a `mpickle.ndarray`.
unsafe fn this<'a>(this: ffi::mp_obj_t) -> &'a mut NdArray {
    // SAFETY: the caller's promise.
    unsafe { &mut *arg(this).ptr::<NdArray>() }
}

/// `ndarray(shape, dtype, buffer, offset, strides)`; the last three may be None.
///
/// # Safety
/// `args` points to five live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_ndarray_new(args: *const ffi::mp_obj_t) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise; `Obj` has the layout of `mp_obj_t`.
    let args = unsafe { &*args.cast::<[Obj; 5]>() };
    numpy::view(args, Blame::Program).obj().raw()
}

/// `self.<attr>`; null if there is none.
///
/// # Safety
/// `object` is a `mpickle.ndarray`.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_ndarray_attr(
    object: ffi::mp_obj_t,
    attr: ffi::qstr,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let array = unsafe { this(object) };
    array.attribute(Qstr::new(attr as usize)).map_or(NULL, Obj::raw)
}

/// Length of the first axis; -1 if there is none.
///
/// # Safety
/// `object` is a `mpickle.ndarray`.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_ndarray_len(object: ffi::mp_obj_t) -> isize {
    // SAFETY: the caller's promise.
    let array = unsafe { this(object) };
    array.axes().first().map_or(-1, |axis| axis.length)
}

/// `self[index]`
///
/// # Safety
/// `object` is a `mpickle.ndarray`, `index` a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_ndarray_get(
    object: ffi::mp_obj_t,
    index: ffi::mp_obj_t,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let (array, index) = unsafe { (this(object), arg(index)) };
    array.get(index).raw()
}

/// `self[index] = value`
///
/// # Safety
/// `object` is a `mpickle.ndarray`, `index` and `value` are live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_ndarray_set(
    object: ffi::mp_obj_t,
    index: ffi::mp_obj_t,
    value: ffi::mp_obj_t,
) {
    // SAFETY: the caller's promise.
    let (array, index, value) = unsafe { (this(object), arg(index), arg(value)) };
    array.set(index, value);
}

/// Whether both are arrays of equal shape and numbers: 1 or 0, and -1 if `other` is no array.
///
/// # Safety
/// `object` is a `mpickle.ndarray`, `other` a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_ndarray_equal(object: ffi::mp_obj_t, other: ffi::mp_obj_t) -> i8 {
    // SAFETY: the caller's promise.
    let (object, other) = unsafe { (this(object), arg(other)) };
    array(other).map_or(-1, |other| object.equals(other).into())
}

/// Fills in `info`; says whether the memory can be had so.
///
/// # Safety
/// `object` is a `mpickle.ndarray`, `info` points to room for the answer.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_ndarray_buffer(
    object: ffi::mp_obj_t,
    info: *mut ffi::mp_buffer_info_t,
    write: bool,
) -> bool {
    // SAFETY: the caller's promise.
    unsafe { this(object).buffer(&mut *info, write) }
}

/// `self.tolist()`
///
/// # Safety
/// `object` is a `mpickle.ndarray`.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_ndarray_tolist(object: ffi::mp_obj_t) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    unsafe { this(object) }.list().raw()
}

/// `self.tobytes()`
///
/// # Safety
/// `object` is a `mpickle.ndarray`.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_ndarray_tobytes(object: ffi::mp_obj_t) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    unsafe { this(object) }.bytes().raw()
}

/// `self.reshape(shape)`
///
/// # Safety
/// `object` is a `mpickle.ndarray`, `shape` a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_ndarray_reshape(
    object: ffi::mp_obj_t,
    shape: ffi::mp_obj_t,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let (array, shape) = unsafe { (this(object), arg(shape)) };
    array.reshape(shape).obj().raw()
}

/// `dtype(name)`: of the type of this name, or in another dtype.
///
/// # Safety
/// `name` is a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_dtype_new(name: ffi::mp_obj_t) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    numpy::new_dtype(unsafe { arg(name) }).raw()
}
