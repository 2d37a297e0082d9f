//! What an array out of a pickle becomes: one of ulab's, an `array.array`, or `mpickle.ndarray`.

use micropython::{Obj, buffer, call, config, native_type, str};

use super::memory::Payload;
use super::{NdArray, ulab};

/// The object for an array whose memory is `payload`, which is not copied where it need not be.
pub fn place(array: &mut NdArray, payload: Payload) -> Obj {
    if let Some(made) = ulab::make(array, payload) {
        return made;
    }
    let ours = payload.is_ours();
    if config::PY_ARRAY
        && ours
        && array.dimensions == 1
        && array.fills(payload)
        && let Some(typecode) = array.dtype.typecode()
    {
        payload.make_native(array.dtype);
        return linear(typecode, array.dtype.size, payload);
    }
    array.writable = ours || buffer::is_writable(payload.obj);
    array.obj()
}

impl NdArray {
    /// Whether the items are all of the memory, in its order.
    pub fn fills(&self, payload: Payload) -> bool {
        self.is_whole(payload) && self.is_contiguous(false)
    }

    /// Whether there are as many as the memory has, from its beginning on.
    pub fn is_whole(&self, payload: Payload) -> bool {
        self.offset == 0 && payload.data().is_some_and(|data| data.len() == self.size())
    }
}

/// An `array.array` that takes the memory over.
fn linear(typecode: u8, size: u8, payload: Payload) -> Obj {
    let made = call::call(native_type!(mp_type_array).obj(), &[str::new_str(&[typecode])]);
    if let Some((block, len)) = payload.take_block() {
        let array = buffer::array(made);
        array.items = block.cast();
        array.len = len / size as usize;
        array.set_free(0);
    }
    made
}
