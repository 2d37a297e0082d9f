//! Compressed objects: raw deflate (RFC 1951) by the firmware's own `deflate`, which looks back 1 KiB at most.
//!
//! DeflateIO works on a native stream, byte by byte. That stream is a [`Pipe`]: so a file written in Python will do, what
//! is in memory is read where it is, nothing behind the object is read, and what is written goes on in pieces.

use micropython::{HeapVec, Obj, buffer, ffi, heap};

use crate::arg;
use crate::codec::Codec;
use crate::raise;
use crate::stream::source::Source;
#[cfg(feature = "write")]
use crate::stream::source::Target;
#[cfg(feature = "write")]
use model::Sink;

/// Bytes of a file that are read or written at a time.
const PIECE: usize = 128;

/// The other end of a pipe.
enum Below {
    /// Bytes in memory.
    Memory(Obj),
    /// A file that is read.
    Source(Source),
    /// A file that is written.
    #[cfg(feature = "write")]
    Target(Target),
    /// Nothing: what is written is kept.
    #[cfg(feature = "write")]
    Kept,
}

/// An object of the type `mpickle_c_type_pipe`, of which no program knows.
#[repr(C)]
pub struct Pipe {
    base: ffi::mp_obj_base_t,
    codec: Codec,
    below: Below,
    /// The piece of a file that is read, or what was written.
    bytes: HeapVec<u8>,
    /// What is to be read: from here to there, of the memory or of the piece.
    at: usize,
    end: usize,
    /// Bytes that were read.
    passed: usize,
}

/// The stream over which DeflateIO works, and its DeflateIO.
#[cfg(feature = "write")]
pub struct Compressor {
    pipe: *mut Pipe,
    deflate: Obj,
}

impl Pipe {
    /// The pipe, and the DeflateIO over it. Raises NotImplementedError if the firmware has none.
    fn open(codec: Codec, below: Below, end: usize) -> (*mut Self, Obj) {
        let base = ffi::mp_obj_base_t { type_: &raw const ffi::mpickle_c_type_pipe };
        let pipe = heap::place(Self { base, codec, below, bytes: HeapVec::default(), at: 0, end, passed: 0 });
        // SAFETY: a live object now.
        // EXCEPTION: as above, and MemoryError.
        (pipe, unsafe { Obj::new(ffi::mpickle_c_deflate(Obj::from_ptr(pipe).raw())) })
    }

    /// Takes at least one byte, at most `data.len()`. Raises where there are no more.
    fn read(&mut self, data: &mut [u8]) -> usize {
        if self.at == self.end
            && let Below::Source(source) = &self.below
        {
            if self.bytes.is_empty() {
                self.bytes.extend_with(PIECE, 0);
            }
            (self.at, self.end) = (0, source.read(self.bytes.as_mut_slice()));
        }
        let bytes = match &self.below {
            Below::Memory(obj) => buffer::bytes(*obj).unwrap_or_default(),
            _ => self.bytes.as_slice(),
        };
        let bytes = bytes.get(self.at..self.end).unwrap_or_default();
        let count = bytes.len().min(data.len());
        if count == 0 {
            raise::refusing_at(self.codec, "compressed data: cut off", self.passed);
        }
        data[..count].copy_from_slice(&bytes[..count]);
        self.at += count;
        self.passed += count;
        count
    }

    /// Writes what has collected for a file.
    #[cfg(feature = "write")]
    fn flush(&mut self) {
        if let Below::Target(target) = &mut self.below {
            let Ok(()) = target.write(self.bytes.as_slice());
            self.bytes.truncate(0);
        }
    }

    #[cfg(feature = "write")]
    fn write(&mut self, data: &[u8]) {
        self.bytes.extend(data);
        if self.bytes.len() >= PIECE {
            self.flush();
        }
    }
}

impl Source {
    /// An object of this format that is compressed in the memory of `data`, up to `end`. Raises when more than `most`
    /// bytes come of it.
    pub fn packed(codec: Codec, data: Obj, end: usize, most: usize) -> Self {
        Self::expanding(Pipe::open(codec, Below::Memory(data), end).1, codec, most)
    }

    /// One that is compressed in a file, from where that is.
    pub fn packed_file(codec: Codec, file: Obj) -> Self {
        Self::expanding(Pipe::open(codec, Below::Source(Self::new(file)), 0).1, codec, usize::MAX)
    }
}

#[cfg(feature = "write")]
impl Compressor {
    /// One that writes to `target`.
    pub fn to_target(codec: Codec, target: Target) -> Self {
        let (pipe, deflate) = Pipe::open(codec, Below::Target(target), 0);
        Self { pipe, deflate }
    }

    /// What it takes: what is written there goes on compressed.
    pub fn input(&self) -> Target {
        Target::new(self.deflate)
    }

    /// Ends the compressed data. Returns the target, for what comes behind.
    pub fn end(&mut self) -> Option<&mut Target> {
        let pipe = self.close();
        pipe.flush();
        pipe.bytes.release();
        match &mut pipe.below {
            Below::Target(target) => Some(target),
            _ => None,
        }
    }

    /// Closes the DeflateIO, which writes what it still has.
    fn close(&mut self) -> &mut Pipe {
        // SAFETY: a live DeflateIO.
        // EXCEPTION: whatever the file raises.
        unsafe { ffi::mpickle_c_deflate_end(self.deflate.raw()) };
        // SAFETY: the pipe is ours; DeflateIO has let go of it.
        unsafe { &mut *self.pipe }
    }

    /// `data` compressed.
    pub fn memory(codec: Codec, data: &[u8]) -> HeapVec<u8> {
        let (pipe, deflate) = Pipe::open(codec, Below::Kept, 0);
        let mut compressor = Self { pipe, deflate };
        let Ok(()) = compressor.input().write(data);
        core::mem::take(&mut compressor.close().bytes)
    }
}

/// Reads from a pipe: returns how many bytes, one at least.
///
/// # Safety
/// `pipe` is one, and `data` has room for `len` bytes, one at least.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_pipe_read(pipe: ffi::mp_obj_t, data: *mut u8, len: usize) -> usize {
    // SAFETY: the caller's promise; DeflateIO alone has it, and waits.
    unsafe { (*arg(pipe).ptr::<Pipe>()).read(core::slice::from_raw_parts_mut(data, len)) }
}

/// Writes to a pipe.
///
/// # Safety
/// `pipe` is one, and `data` has `len` bytes.
#[cfg(feature = "write")]
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_pipe_write(pipe: ffi::mp_obj_t, data: *const u8, len: usize) {
    // SAFETY: as above.
    unsafe { (*arg(pipe).ptr::<Pipe>()).write(core::slice::from_raw_parts(data, len)) }
}
