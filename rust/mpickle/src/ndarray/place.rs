//! What an array out of a pickle becomes: one of ulab's, an `array.array`, or `mpickle.ndarray`.

use micropython::{Obj, buffer, call, config, native_type, str};

use super::fault::Fault;
use super::memory::Payload;
use super::{Parts, ulab};

/// The object for an array whose memory is `payload`, which is not copied where it need not be.
pub fn place(mut parts: Parts, payload: Payload) -> Result<Obj, Fault> {
    if let Some(made) = ulab::make(&parts, payload)? {
        return Ok(made);
    }
    if let Some(typecode) = parts.dtype.typecode()
        && config::PY_ARRAY
        && parts.shape().len() == 1
        && fills(&parts, payload)
        && payload.is_ours()
    {
        payload.make_native(parts.dtype)?;
        return linear(typecode, parts.dtype.size, payload);
    }
    parts.writable = payload.is_ours() || buffer::is_writable(payload.obj);
    Ok(parts.array())
}

/// Whether the items are all of the memory, in its order.
pub fn fills(parts: &Parts, payload: Payload) -> bool {
    let bytes = super::layout::bytes(parts.shape(), parts.dtype.size);
    let len = payload.bytes().map(<[u8]>::len);
    parts.offset == 0 && matches!((bytes, len), (Ok(a), Ok(b)) if a == b) && parts.is_contiguous(false)
}

/// An `array.array` that takes the memory over.
fn linear(typecode: u8, size: u8, payload: Payload) -> Result<Obj, Fault> {
    let made = call::call(native_type!(mp_type_array).obj(), &[str::new_str(&[typecode])]);
    let (block, len) = payload.take_block()?;
    if len > 0 {
        let array = buffer::array(made);
        array.items = block.cast();
        array.len = len / size as usize;
        array.set_free(0);
    }
    Ok(made)
}
