//! Files: native streams without a call into Python, anything else by its methods.

use core::cell::Cell;
#[cfg(feature = "write")]
use core::convert::Infallible;

use micropython::{Obj, buffer, call, ffi, int, native_type, str, stream};
#[cfg(feature = "write")]
use pickle::Sink;

use crate::host::name;
use crate::raise;

/// How a file is read.
#[derive(Clone, Copy)]
enum Reading {
    Native,
    /// `readinto(buffer)`
    Into(Obj),
    /// `read(count)`
    Read(Obj),
}

/// Bytes that are read at once by a method written in Python, at most.
const PIECE: usize = 512;

/// Something to read from.
pub struct Source {
    file: Obj,
    how: Reading,
    /// What `readinto` was given last.
    room: Cell<Option<Obj>>,
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
        Self { file, how, room: Cell::new(None) }
    }

    /// Bytes in memory, which are looked at where they are and never read.
    pub fn memory(data: Obj) -> Self {
        Self::over(data, Reading::Native)
    }

    /// The file.
    pub fn file(&self) -> Obj {
        self.file
    }

    /// Reads at most `data.len()` bytes, at least one unless the file ends.
    pub fn read(&self, data: &mut [u8]) -> usize {
        if data.is_empty() {
            return 0;
        }
        // Python code hands over bytes of its own, or gets room of its own: a second copy.
        let most = data.len().min(if matches!(self.how, Reading::Native) { usize::MAX } else { PIECE });
        let data = &mut data[..most];
        let bytes = match self.how {
            Reading::Native => return stream::read(self.file, data),
            Reading::Into(readinto) => {
                let room = self.room(data);
                let count = call::call(readinto, &[room]);
                if count.is_none() {
                    // Nothing there, on a stream that does not block.
                    return 0;
                }
                let count = count.small_int().and_then(|count| usize::try_from(count).ok());
                count.and_then(|count| buffer::bytearray(room).get(..count))
            }
            Reading::Read(read) => {
                let piece = call::call(read, &[int::new(data.len() as ffi::mp_int_t)]);
                if piece.is_none() {
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
        bytes.len()
    }

    /// A bytearray as long as `data` for the file, which may keep it. It is the same one again if that
    /// is large enough: many small blocks would soon lie in the way of what grows.
    fn room(&self, data: &[u8]) -> Obj {
        if let Some(room) = self.room.get()
            && buffer::set_len(room, data.len())
        {
            return room;
        }
        let room = buffer::new_bytearray(data);
        self.room.set(Some(room));
        room
    }

    /// Whether a method of the file's does the reading: calls of it leave used pieces in memory.
    pub fn is_method(&self) -> bool {
        !matches!(self.how, Reading::Native)
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
    pub crc: Option<pickle::crc::Crc32>,
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
            if stream::is_text(file) {
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
impl Sink<Infallible> for Target {
    fn write(&mut self, data: &[u8]) -> Result<(), Infallible> {
        #[cfg(feature = "files")]
        if let Some(crc) = &mut self.crc {
            crc.update(data);
        }
        #[cfg(feature = "async")]
        if let Some(full) = &mut self.full {
            *full = true;
        }
        match self.method {
            None => stream::write(self.file, data),
            Some(method) => {
                // The file may keep what it gets: it gets bytes of its own.
                let piece = str::new(native_type!(mp_type_bytes), data);
                let _ = call::call(method, &[piece]);
            }
        }
        Ok(())
    }

    #[cfg(feature = "async")]
    fn is_full(&self) -> bool {
        self.full == Some(true)
    }
}
