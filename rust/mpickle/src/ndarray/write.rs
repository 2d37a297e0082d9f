//! How arrays are written: as a call of `numpy.ndarray`, which every numpy reads without a
//! warning and which needs a third of the bytes of numpy's own form.

use micropython::{Obj, ffi, int, native_type};
use pickle::Reduced;

use super::dtype::DType;
use super::fault::Blame;
use super::numpy;
use super::{NdArray, array};
use crate::host::Host;
use crate::raise;
use crate::types::recipe::{bytes_of, call_with};

/// The parts of an array's recipe.
pub struct Look {
    pub dtype: DType,
    pub shape: Obj,
    /// The items one after the other: an object with the buffer protocol.
    pub data: Obj,
    /// Whether the reader shall be able to write.
    pub writable: bool,
    /// A tuple, where they are not those of the shape in C order.
    pub strides: Option<Obj>,
}

/// Puts the recipe for an array or dtype into `recipe`; false for anything else.
#[inline(never)]
pub fn reduce(host: &Host, obj: Obj, protocol: u8, recipe: &mut Reduced<Obj>) -> bool {
    let class = native_type!(mpickle_c_type_dtype);
    if obj.is(class) {
        let (dtype, units) = numpy::items_of(obj, Blame::Program);
        if dtype.kind == b'V' {
            raise::pickling_type("cannot pickle", class);
        }
        call_with(recipe, class.obj(), &[dtype.name(units, true)]);
        return true;
    }
    let Look { dtype, shape, data, writable, strides } = match array(obj) {
        Some(array) => look(array),
        #[cfg(feature = "ulab")]
        None if let Some(look) = super::ulab::look(obj) => look,
        None => return false,
    };
    // As short as numpy understands it.
    let dtype = dtype.name(None, true);
    let data = payload(host, data, writable && protocol >= 5);
    let args = [shape, dtype, data, int::new(0), strides.unwrap_or(data)];
    let len = if strides.is_some() { 5 } else { 3 };
    call_with(recipe, native_type!(mpickle_c_type_ndarray).obj(), &args[..len]);
    true
}

/// Without the rest of the memory that the array looks into; in Fortran order if it is so.
pub fn look(array: &NdArray) -> Look {
    if !array.fits(array.memory().1) {
        raise::raise(ffi::mpickle_c_class::PICKLING_ERROR, "array without memory");
    }
    let mut strides = None;
    let items = if array.is_contiguous(false) {
        if array.is_int() { array.line() } else { array }
    } else if array.is_contiguous(true) {
        strides = Some(array.tuple(true, false));
        array.line()
    } else {
        array.copied()
    };
    Look {
        dtype: array.dtype,
        shape: array.tuple(false, false),
        data: items.obj(),
        writable: items.writable,
        strides,
    }
}

/// The memory of `owner`: apart from the pickle if that is asked for, else as bytearray where the
/// reader shall be able to write, or as bytes.
#[cfg_attr(not(feature = "buffers"), allow(unused_variables))]
fn payload(host: &Host, owner: Obj, writable: bool) -> Obj {
    #[cfg(feature = "buffers")]
    if host.buffer_callback.is_some() {
        return micropython::call::call(native_type!(mpickle_c_type_picklebuffer).obj(), &[owner]);
    }
    bytes_of(owner, writable)
}
