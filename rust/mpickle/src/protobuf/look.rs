//! Messages that are written.

use core::convert::Infallible;
use core::mem::MaybeUninit;

use micropython::{Dict, Obj, buffer, call, ffi, float, heap, str};
use model::Destination;
use protobuf::{Look, Message};

use super::{name_of, unknown_of};
use crate::entry::dump;
use crate::entry::native::{Dump, Handle, ON_STACK};
use crate::entry::options::DumpOptions;
use crate::host::Host;
use crate::stream::source::Target;
use crate::{arg, raise};

/// `Wire.encode`: the bytes of a message.
///
/// # Safety
/// `record` is a live object, `options` points to options of Protocol Buffers with live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_protobuf_encode(
    record: ffi::mp_obj_t,
    options: *const DumpOptions,
) -> ffi::mp_obj_t {
    let mut dump = MaybeUninit::<Dump>::uninit();
    // SAFETY: the caller's promise; ours alone.
    unsafe {
        let block = if ON_STACK { dump.as_mut_ptr().cast() } else { heap::block(size_of::<Dump>()).cast() };
        let handle = Handle::writer_at(block, &*options, Destination::Memory, Target::default(), true);
        dump::begin(handle.native(), arg(record));
        dump::write(handle);
        dump::bytes(handle).raw()
    }
}

impl Host {
    /// The unknown fields of a record, if they are not None. Raises TypeError if they are no bytes.
    fn bytes_of(&self, found: Option<Obj>) -> Option<Obj> {
        let found = found.filter(|fields| !fields.is_none())?;
        if str::text(found).is_some() || buffer::bytes(found).is_none() {
            raise::raise(ffi::mpickle_c_class::TYPE_ERROR, "unknown fields must be bytes");
        }
        Some(found)
    }

    /// Raises for a field that a record has not.
    #[cold]
    #[inline(never)]
    fn missing(&self, field: u16) -> ! {
        let text = "no value, and no None, for field";
        let name = name_of(self.wire(), field).and_then(str::text).unwrap_or_default();
        raise::named(ffi::mpickle_c_class::CODEC_ERROR, text, name, b"")
    }
}

impl Look for Host {
    #[inline]
    fn look(&mut self, record: Obj, message: Message, field: u16) -> Result<Option<Obj>, Infallible> {
        let found = self.found(record, message, field);
        match found {
            Some(found) => Ok((!found.is_none()).then_some(found)),
            None if self.wire().sparse => Ok(None),
            None => self.missing(field),
        }
    }

    fn iterate(&mut self, obj: Obj) -> Result<Option<Obj>, Infallible> {
        let iterator = call::maybe_iterator(obj);
        self.check_place();
        Ok(iterator)
    }

    fn next(&mut self, iterator: Obj) -> Result<Option<Obj>, Infallible> {
        let item = call::next(iterator);
        self.check_place();
        Ok(item)
    }

    fn named(&self, of: Message, obj: Obj) -> Option<u16> {
        let text = str::text(obj)?;
        (of.first..of.first + of.count).find(|at| str::text(self.name(*at)) == Some(text))
    }

    fn number(&mut self, obj: Obj) -> Result<Option<f64>, Infallible> {
        let value = float::maybe(obj);
        self.check_place();
        #[allow(clippy::useless_conversion, reason = "floats may be single")]
        Ok(value.map(f64::from))
    }

    fn unknown(&mut self, record: Obj, _message: Message) -> Result<Option<Obj>, Infallible> {
        let Some(name) = unknown_of(self.wire()) else { return Ok(None) };
        let found = if self.records() == ffi::mpickle_c_records::INSTANCES {
            self.unknown_attribute(record)
        } else if let Some(dict) = Dict::of_any(record) {
            return Ok(self.bytes_of(dict.get(name)));
        } else {
            None
        };
        self.check_place();
        Ok(self.bytes_of(found))
    }

    #[inline]
    fn memory(&self, obj: Obj) -> Option<&[u8]> {
        if str::text(obj).is_some() { None } else { buffer::bytes(obj) }
    }
}
