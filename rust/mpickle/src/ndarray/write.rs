//! How arrays are written: as a call of `numpy.ndarray`, which every numpy reads without a
//! warning and which needs a third of the bytes of numpy's own form.

use micropython::{Obj, Type, buffer, ffi, int, list, native_type, str};
use pickle::Reduced;

use super::dtype::DType;
use super::numpy::dtype_of;
use super::{NdArray, array, ulab};
use crate::host::Host;
use crate::raise;

/// Where an array goes: the protocol, and whether its memory may go out of band.
#[derive(Clone, Copy)]
struct Way {
    protocol: u8,
    apart: bool,
}

/// The recipe for an array or dtype; `None` for anything else.
pub fn reduce(host: &Host, obj: Obj, class: Type, protocol: u8) -> Option<Reduced<Obj>> {
    let way = Way { protocol, apart: host.buffer_callback.is_some() };
    if let Some(array) = array(obj) {
        return Some(of_array(obj, array, way));
    }
    let dtype = native_type!(mpickle_c_type_dtype);
    if class == dtype {
        return Some(Reduced::function(dtype.obj(), list::new_tuple(&[name_of(dtype_of(obj))])));
    }
    if ulab::is_array_class(class) {
        let (dtype, shape, data) = ulab::look(obj)?;
        return Some(call(&[shape, name_of(dtype), payload(data, true, way)]));
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

fn of_array(obj: Obj, array: &NdArray, way: Way) -> Reduced<Obj> {
    if !array.memory().is_some_and(|memory| array.fits(memory.len())) {
        raise::raise(ffi::mpickle_c_class::PICKLING_ERROR, "array without memory");
    }
    let (shape, dtype) = (array.tuple(false, false), name_of(array.dtype));
    if array.is_contiguous(false) {
        return call(&[shape, dtype, payload(obj, array.writable, way)]);
    }
    if array.is_contiguous(true) {
        let data = payload(array.line().obj(), array.writable, way);
        return call(&[shape, dtype, data, int::new(0), array.tuple(true, false)]);
    }
    let data = buffer::adopt_bytearray(&mut array.gather());
    call(&[shape, dtype, payload(data, true, way)])
}

/// The memory of `owner`, as bytearray where the reader shall be able to write, else as bytes.
fn payload(owner: Obj, writable: bool, way: Way) -> Obj {
    #[cfg(feature = "buffers")]
    if way.apart {
        return micropython::call::call(native_type!(mpickle_c_type_picklebuffer).obj(), &[owner]);
    }
    let data = buffer::bytes(owner).unwrap_or_default();
    if writable && way.protocol >= 5 {
        return buffer::bytearray_by_reference(data);
    }
    // SAFETY: the recipe is written before anything else can change the array, which is kept
    // alive by whoever asked to have it written, or begins at the head of its block.
    unsafe { str::by_reference(native_type!(mp_type_bytes), data) }
}
