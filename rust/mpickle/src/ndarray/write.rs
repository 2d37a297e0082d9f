//! How arrays are written: as a call of `numpy.ndarray`, which every numpy reads without a
//! warning and which needs a third of the bytes of numpy's own form.

use micropython::{Obj, buffer, ffi, int, list, native_type};
use pickle::Reduced;

use super::numpy::dtype_of;
use super::{array, ulab};
use crate::host::Host;
use crate::raise;
use crate::reduce::bytes_over;

/// Puts the recipe for an array or dtype into `recipe`; false for anything else.
#[inline(never)]
pub fn reduce(host: &Host, obj: Obj, protocol: u8, recipe: &mut Reduced<Obj>) -> bool {
    let class = obj.type_of();
    let dtype = native_type!(mpickle_c_type_dtype);
    if class == dtype {
        *recipe = Reduced::function(dtype.obj(), list::new_tuple(&[dtype_of(obj).name(true)]));
        return true;
    }
    let mut args = [Obj::none(); 5];
    let mut len = 3;
    let (dtype, data, writable);
    if let Some(array) = array(obj) {
        if array.solid().is_none() {
            raise::raise(ffi::mpickle_c_class::PICKLING_ERROR, "array without memory");
        }
        args[0] = array.tuple(false, false);
        dtype = array.dtype;
        if array.is_contiguous(false) {
            (data, writable) = (obj, array.writable);
        } else if array.is_contiguous(true) {
            (data, writable) = (array.line().obj(), array.writable);
            (args[3], args[4]) = (int::new(0), array.tuple(true, false));
            len = 5;
        } else {
            (data, writable) = (buffer::adopt_bytearray(&mut array.gather()), true);
        }
    } else if ulab::is_array_class(class)
        && let Some(look) = ulab::look(obj)
    {
        (dtype, args[0], data) = look;
        writable = true;
    } else {
        return false;
    }
    // As short as numpy understands it.
    args[1] = dtype.name(true);
    args[2] = payload(host, data, writable && protocol >= 5);
    *recipe = Reduced::function(native_type!(mpickle_c_type_ndarray).obj(), list::new_tuple(&args[..len]));
    true
}

/// The memory of `owner`: apart from the pickle if that is asked for, else as bytearray where the
/// reader shall be able to write, or as bytes.
#[cfg_attr(not(feature = "buffers"), allow(unused_variables))]
fn payload(host: &Host, owner: Obj, writable: bool) -> Obj {
    #[cfg(feature = "buffers")]
    if host.buffer_callback.is_some() {
        return micropython::call::call(native_type!(mpickle_c_type_picklebuffer).obj(), &[owner]);
    }
    if writable {
        return buffer::bytearray_by_reference(buffer::bytes(owner).unwrap_or_default());
    }
    // Kept alive by whoever asked to have the array written.
    bytes_over(owner)
}
