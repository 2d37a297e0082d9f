//! The type of an array out of a pickle: one of ulab's, an `array.array`, or `mpickle.ndarray`.

use core::num::NonZero;

use micropython::{Obj, buffer, config};

use super::NdArray;

/// The object for an array whose memory is not copied where it need not be.
pub fn place(array: &mut NdArray) -> Obj {
    if array.fresh {
        array.unshare();
    }
    #[cfg(feature = "ulab")]
    if let Some(numpy) = super::ulab::numpy()
        && let Some(made) = super::ulab::make(numpy, array)
    {
        return made;
    }
    if array.is_ours() {
        array.writable = true;
        if config::PY_ARRAY
            && array.dimensions == 1
            && !array.dtype.is_time()
            && array.fills()
            && let Some(typecode) = array.dtype.typecode()
        {
            return linear(typecode, array);
        }
    }
    array.obj()
}

/// An `array.array` that takes the memory over.
fn linear(typecode: NonZero<u8>, array: &mut NdArray) -> Obj {
    array.make_native();
    let made = buffer::new_bytearray(&[]);
    let block = array.take_block();
    // SAFETY: a new bytearray; the block holds the items.
    unsafe {
        if !block.is_null() {
            buffer::array(made).items = block.cast();
        }
        buffer::into_array(made, typecode.get(), array.count)
    }
}
