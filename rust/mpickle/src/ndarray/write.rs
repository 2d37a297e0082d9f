//! How arrays are written: as a call of `numpy.ndarray`, which every numpy reads without a
//! warning and which needs a third of the bytes of numpy's own form.

use micropython::{Obj, Type, buffer, ffi, int, list, native_type, str};
use pickle::Reduced;

use super::dtype::DType;
use super::fault::Fault;
use super::numpy::dtype_of;
use super::{NdArray, array, ulab};
use crate::raise;

/// The recipe for an array or dtype; `None` for anything else.
pub fn reduce(obj: Obj, class: Type, protocol: u8) -> Option<Reduced<Obj>> {
    if let Some(array) = array(obj) {
        return match of_array(obj, array, protocol) {
            Ok(recipe) => Some(recipe),
            Err(_) => raise::raise(ffi::mpickle_c_class::PICKLING_ERROR, "array without memory"),
        };
    }
    let dtype = native_type!(mpickle_c_type_dtype);
    if class == dtype {
        return Some(Reduced::function(dtype.obj(), list::new_tuple(&[name_of(dtype_of(obj))])));
    }
    if ulab::is_array_class(class) {
        let (dtype, shape, data) = ulab::look(obj)?;
        let memory = buffer::bytes(data).unwrap_or_default();
        return Some(call(&[shape, name_of(dtype), over(memory, true, protocol)]));
    }
    None
}

fn call(args: &[Obj]) -> Reduced<Obj> {
    Reduced::function(native_type!(mpickle_c_type_ndarray).obj(), list::new_tuple(args))
}

/// As short as numpy understands it.
fn name_of(dtype: DType) -> Obj {
    let (text, len) = dtype.text();
    str::new_str(&text[usize::from(dtype.size == 1)..len])
}

fn of_array(obj: Obj, array: &NdArray, protocol: u8) -> Result<Reduced<Obj>, Fault> {
    let attribute = |name| array.attribute(name).unwrap_or(obj);
    let shape = attribute(crate::host::name!(shape));
    let dtype = name_of(array.dtype);
    if array.is_contiguous(false) {
        return Ok(call(&[shape, dtype, over(array.solid()?, array.writable, protocol)]));
    }
    if array.is_contiguous(true) {
        let data = over(array.solid()?, array.writable, protocol);
        let strides = attribute(crate::host::name!(strides));
        return Ok(call(&[shape, dtype, data, int::new(0), strides]));
    }
    let mut copy = array.gather()?;
    let data = if protocol >= 5 {
        buffer::adopt_bytearray(&mut copy)
    } else {
        str::adopt(native_type!(mp_type_bytes), &mut copy)
    };
    Ok(call(&[shape, dtype, data]))
}

/// The memory as bytearray where the reader shall be able to write, else as bytes.
fn over(data: &[u8], writable: bool, protocol: u8) -> Obj {
    if writable && protocol >= 5 {
        return buffer::bytearray_by_reference(data);
    }
    // SAFETY: the recipe is written before anything else can change the array, which is kept
    // alive by whoever asked to have it written.
    unsafe { str::bytes_by_reference(data) }
}
