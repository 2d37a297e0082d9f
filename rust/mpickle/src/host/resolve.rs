//! Names in pickles, and calls.

use core::convert::Infallible;

use micropython::Obj;
#[cfg(any(feature = "text", feature = "buffers"))]
use micropython::ffi;
#[cfg(feature = "buffers")]
use micropython::{buffer, call, native_type, str};
#[cfg(any(feature = "text", feature = "buffers"))]
use model::Error;
use pickle::Resolve;

use crate::host::Host;
#[cfg(feature = "text")]
use crate::host::construct::MAX_DIGITS;
#[cfg(any(feature = "text", feature = "buffers"))]
use crate::raise;
#[cfg(feature = "text")]
use crate::types;

impl Resolve for Host {
    #[cfg(feature = "text")]
    fn int_text(&mut self, text: &[u8]) -> Result<Obj, Error> {
        let text = text.trim_ascii();
        if text.is_empty() {
            return Err(Error::BadText);
        }
        if text.len() > MAX_DIGITS {
            raise::raise(ffi::mpickle_c_class::VALUE_ERROR, "too many digits");
        }
        // MicroPython skips underscores, and finds the rest to be 0.
        if !text.iter().any(u8::is_ascii_alphanumeric) {
            raise::raise(ffi::mpickle_c_class::VALUE_ERROR, "no digits");
        }
        Ok(types::int::of_text(text))
    }

    #[inline(always)]
    fn find_class(&mut self, module: Obj, name: Obj, python2: bool) -> Result<Obj, Infallible> {
        Ok(self.find_object(module, name, python2))
    }

    #[inline(always)]
    fn call(&mut self, function: Obj, args: Obj) -> Result<Obj, Infallible> {
        Ok(self.call_object(function, args))
    }

    #[cfg(feature = "buffers")]
    fn next_buffer(&mut self) -> Result<Obj, Error> {
        self.buffers.and_then(call::next).ok_or(Error::NoBuffer)
    }

    #[cfg(feature = "buffers")]
    fn read_only(&mut self, buffer: Obj) -> Result<Obj, Infallible> {
        self.forget_fresh();
        Ok(read_only(buffer))
    }
}

#[cfg(feature = "buffers")]
#[inline(never)]
fn read_only(obj: Obj) -> Obj {
    if buffer::bytes(obj).is_none() || str::text(obj).is_some() {
        raise::unpickling_type("not a buffer:", obj);
    }
    if !buffer::is_writable(obj) {
        return obj;
    }
    // SAFETY: the constructor of memoryview, for an object with the buffer protocol.
    // EXCEPTION: MemoryError.
    let view = call::call(native_type!(mp_type_memoryview).obj(), &[obj]);
    // SAFETY: what calling memoryview makes.
    let fields = unsafe { buffer::array(view) };
    let code = fields.typecode() & 0x7f;
    fields.set_typecode(code);
    view
}
