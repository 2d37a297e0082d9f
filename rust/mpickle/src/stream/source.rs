//! Files: native streams without a call into Python, anything else by its methods.

use core::cell::Cell;
#[cfg(feature = "write")]
use core::convert::Infallible;

use micropython::{Obj, buffer, call, ffi, int, native_type, str, stream};
#[cfg(feature = "write")]
use micropython::{config, heap};
#[cfg(feature = "write")]
use model::Sink;

#[cfg(feature = "compress")]
use crate::codec::Codec;
#[cfg(feature = "write")]
use crate::host::Host;
use crate::names::interned::name;
use crate::raise;

/// How a file is read.
#[derive(Clone, Copy)]
enum Reading {
    Native,
    /// `readinto(buffer)`
    Into(Obj),
    /// `read(count)`
    Read(Obj),
    /// A DeflateIO over an object of this format.
    #[cfg(feature = "compress")]
    Expanding(Codec),
}

/// Bytes that are read at once by a method written in Python, at most.
const PIECE: usize = 512;

/// Something to read from.
pub struct Source {
    file: Obj,
    how: Reading,
    /// The object that `readinto` was given last.
    room: Cell<Option<Obj>>,
    /// The file had nothing yet when it was read last: it does not block.
    dry: Cell<bool>,
    /// Something was read since [`Source::begin`].
    begun: Cell<bool>,
    /// Bytes that may be expanded, and those that were.
    #[cfg(feature = "compress")]
    most: usize,
    #[cfg(feature = "compress")]
    expanded: Cell<usize>,
}

impl Source {
    /// The file, if it can be read; otherwise raises TypeError.
    pub fn new(file: Obj) -> Self {
        let how = if stream::is_native(file, false) {
            Reading::Native
        } else if let Some(readinto) = call::attribute(file, name!(readinto)) {
            Reading::Into(readinto)
        } else if let Some(read) = call::attribute(file, name!(read)) {
            Reading::Read(read)
        } else {
            raise::raise(ffi::mpickle_c_class::TYPE_ERROR, "file must have a 'read' or 'readinto' attribute");
        };
        Self::over(file, how)
    }

    fn over(file: Obj, how: Reading) -> Self {
        Self {
            file,
            how,
            room: Cell::new(None),
            dry: Cell::new(false),
            begun: Cell::new(false),
            #[cfg(feature = "compress")]
            most: usize::MAX,
            #[cfg(feature = "compress")]
            expanded: Cell::new(0),
        }
    }

    /// What a DeflateIO expands of an object of this format: at most `most` bytes, for more raises.
    #[cfg(feature = "compress")]
    pub fn expanding(deflate: Obj, codec: Codec, most: usize) -> Self {
        Self { most, ..Self::over(deflate, Reading::Expanding(codec)) }
    }

    /// Reads of a DeflateIO.
    #[cfg(feature = "compress")]
    #[inline(never)]
    fn expand(&self, codec: Codec, data: &mut [u8]) -> usize {
        let before = self.expanded.get();
        let Some(count) = stream::try_read(self.file, data) else {
            raise::refusing_at(codec, "compressed data: damaged", before);
        };
        if count > self.most - before {
            raise::refusing_at(codec, "compressed data: longer than max_size", self.most);
        }
        self.expanded.set(before + count);
        count
    }

    /// Bytes in memory, which are looked at where they are and never read.
    pub fn memory(data: Obj) -> Self {
        Self::over(data, Reading::Native)
    }

    /// The file.
    pub fn file(&self) -> Obj {
        self.file
    }

    /// A pickle begins.
    pub fn begin(&self) {
        self.begun.set(false);
        self.dry.set(false);
    }

    /// Whether something was read since [`Source::begin`].
    pub fn has_begun(&self) -> bool {
        self.begun.get()
    }

    /// Whether the last [`Source::read`] found nothing because nothing has come yet.
    pub fn is_dry(&self) -> bool {
        self.dry.get()
    }

    /// Reads at most `data.len()` bytes, at least one unless the file ends.
    pub fn read(&self, data: &mut [u8]) -> usize {
        if data.is_empty() {
            return 0;
        }
        // Python code hands over bytes of its own, or gets room of its own: a second copy.
        let most = data.len().min(if self.is_method() { PIECE } else { usize::MAX });
        let data = &mut data[..most];
        let bytes = match self.how {
            Reading::Native => {
                let count = stream::read(self.file, data, self.begun.get());
                self.begun.set(count > 0);
                return count;
            }
            #[cfg(feature = "compress")]
            Reading::Expanding(codec) => return self.expand(codec, data),
            Reading::Into(readinto) => {
                let room = self.room(data);
                let count = call::call(readinto, &[room]);
                if count.is_none() {
                    self.dry.set(true);
                    return 0;
                }
                let count = count.small_int().and_then(|count| usize::try_from(count).ok());
                // SAFETY: a bytearray, and what it holds is copied at once.
                count.and_then(|count| unsafe { buffer::bytearray(room) }.get(..count))
            }
            Reading::Read(read) => {
                let piece = call::call(read, &[int::new(data.len() as ffi::mp_int_t)]);
                if piece.is_none() {
                    self.dry.set(true);
                    return 0;
                }
                let bytes = buffer::bytes(piece).filter(|_| str::text(piece).is_none());
                if bytes.is_none() {
                    raise::raise(ffi::mpickle_c_class::TYPE_ERROR, "read() must return bytes");
                }
                bytes
            }
        };
        let Some((place, bytes)) = bytes.and_then(|bytes| Some((data.get_mut(..bytes.len())?, bytes))) else {
            raise::raise(ffi::mpickle_c_class::VALUE_ERROR, "read() returned too much")
        };
        place.copy_from_slice(bytes);
        self.begun.set(true);
        bytes.len()
    }

    /// A bytearray as long as `data` for the file, which may keep it. It is the same one again if that
    /// is large enough: many small blocks would soon lie in the way of what grows.
    fn room(&self, data: &[u8]) -> Obj {
        if let Some(room) = self.room.get()
            // SAFETY: a bytearray.
            && unsafe { buffer::set_len(room, data.len()) }
        {
            return room;
        }
        let room = buffer::new_bytearray(data);
        self.room.set(Some(room));
        room
    }

    /// Whether a method of the file's does the reading: calls of it leave used pieces in memory.
    pub fn is_method(&self) -> bool {
        matches!(self.how, Reading::Into(_) | Reading::Read(_))
    }
}

/// Something to write to.
#[cfg(feature = "write")]
pub struct Target {
    file: Obj,
    /// The `write` method, unless the file is native.
    method: Option<Obj>,
    /// Of all that is written, if wanted.
    #[cfg(feature = "files")]
    pub crc: Option<model::crc::Crc32>,
    /// The same for a signature.
    #[cfg(feature = "signed")]
    pub mac: Option<crate::entry::sign::Mac>,
    /// Something was written since it was last drained; never, if it need not be.
    #[cfg(feature = "async")]
    full: Option<bool>,
}

/// For pickles that stay in memory, which are never written to it. One kind of target means one
/// copy of the encoder in the firmware.
#[cfg(feature = "write")]
impl Default for Target {
    fn default() -> Self {
        Self::over(Obj::none(), None)
    }
}

#[cfg(feature = "write")]
impl Target {
    /// The file, if it can be written; otherwise raises TypeError.
    pub fn new(file: Obj) -> Self {
        if stream::is_native(file, true) {
            // SAFETY: it is a native stream.
            if unsafe { stream::is_text(file) } {
                raise::raise(ffi::mpickle_c_class::TYPE_ERROR, "file must be binary");
            }
            return Self::over(file, None);
        }
        let Some(method) = call::attribute(file, name!(write)) else {
            raise::raise(ffi::mpickle_c_class::TYPE_ERROR, "file must have a 'write' attribute");
        };
        Self::over(file, Some(method))
    }

    fn over(file: Obj, method: Option<Obj>) -> Self {
        Self {
            file,
            method,
            #[cfg(feature = "files")]
            crc: None,
            #[cfg(feature = "signed")]
            mac: None,
            #[cfg(feature = "async")]
            full: None,
        }
    }

    /// From here on it is full after each write until it is drained, which this says too.
    #[cfg(feature = "async")]
    pub fn drained(&mut self) {
        self.full = Some(false);
    }
}

#[cfg(feature = "write")]
impl Target {
    /// Before `data` is written.
    #[inline]
    fn note(&mut self, _data: &[u8]) {
        #[cfg(feature = "files")]
        if let Some(crc) = &mut self.crc {
            crc.update(_data);
        }
        #[cfg(feature = "signed")]
        if let Some(mac) = &self.mac {
            mac.update(_data);
        }
        #[cfg(feature = "async")]
        if let Some(full) = &mut self.full {
            *full = true;
        }
    }
}

#[cfg(feature = "write")]
impl Sink<Host> for Target {
    fn write(&mut self, data: &[u8]) -> Result<(), Infallible> {
        self.note(data);
        match self.method {
            None => stream::write(self.file, data),
            Some(method) => {
                // The file may keep the object that it gets: it gets bytes of its own.
                let piece = str::new(native_type!(mp_type_bytes), data);
                let _ = call::call(method, &[piece]);
            }
        }
        Ok(())
    }

    fn write_object(&mut self, obj: Obj, data: &[u8]) -> Result<(), Infallible> {
        match self.method {
            Some(method) if let Some(whole) = itself(obj, data) => {
                self.note(data);
                let _ = call::call(method, &[whole]);
                Ok(())
            }
            _ => self.write(data),
        }
    }

    #[cfg(feature = "async")]
    fn is_full(&self) -> bool {
        self.full == Some(true)
    }
}

/// Typecodes of memoryviews whose items are bytes: `B`, and MicroPython's own of a bytearray.
#[cfg(feature = "write")]
const BYTES: usize = b'B' as usize;
#[cfg(feature = "write")]
const BYTEARRAY: usize = 1;

/// The object that has this memory, as a method written in Python may keep it: bytes, a bytearray,
/// bytes over the memory of a str, or a memoryview of an array.
#[cfg(feature = "write")]
fn itself(obj: Obj, data: &[u8]) -> Option<Obj> {
    // Without memoryview no object can stand for the memory of an array.
    let bytes = native_type!(mp_type_bytes);
    if !config::PY_BUILTINS_MEMORYVIEW {
        return None;
    }
    if obj.is(bytes) || obj.is(native_type!(mp_type_bytearray)) {
        return Some(obj);
    }
    if obj.is(native_type!(mp_type_memoryview)) {
        // Of bytes, or of a bytearray.
        // SAFETY: it is one.
        let typecode = unsafe { buffer::array(obj) }.typecode() & 0x7f;
        return matches!(typecode, BYTES | BYTEARRAY).then_some(obj);
    }
    let is_whole = heap::is_block(data.as_ptr()) || !heap::contains(data.as_ptr());
    #[cfg(feature = "arrays")]
    if obj.is(native_type!(mpickle_c_type_lent)) {
        // SAFETY: as it is with a memoryview that the program has made of the array.
        return is_whole.then(|| unsafe { buffer::view(data.as_ptr(), data) });
    }
    // SAFETY: a str does not change, and its memory begins at the head of a block or is for ever.
    is_whole.then(|| unsafe { str::by_reference(bytes, data) })
}
