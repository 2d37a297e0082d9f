//! Files: native streams without a call into Python, anything else by its methods.

use core::convert::Infallible;
use core::ffi::c_int;

use model::{Buffer, Sink};

use crate::construct::new_bytearray;
use crate::host::Host;
use crate::native::memory::Memory;
use crate::native::names::Name;
use crate::native::obj::{Obj, Raw, call_method, new_copy};
use crate::native::raise;
use crate::native::table::{StreamProtocol, state, table};

/// A stream's function returns this when it fails (`MP_STREAM_ERROR`).
const ERROR: usize = usize::MAX;
/// `MP_STREAM_OP_READ` and `MP_STREAM_OP_WRITE`
const READ: c_int = 1;
const WRITE: c_int = 2;
/// `MP_EAGAIN`
const AGAIN: c_int = 11;
/// `MP_EIO`
const IO: c_int = 5;
/// Bytes that are read at once by a method written in Python, at most.
const PIECE: usize = 512;

/// How a file is used: its own functions, or a method and the object that it is called with.
#[derive(Clone, Copy)]
enum How {
    Native(&'static StreamProtocol, Raw),
    Method([Raw; 2]),
    /// `read(count)`
    Read([Raw; 2]),
}

/// The functions of a native stream.
fn protocol(stream: Raw, operation: c_int) -> &'static StreamProtocol {
    // SAFETY: an object with a stream's methods; the protocol is constant.
    // EXCEPTION: OSError if it cannot be used so.
    unsafe { &*(table().get_stream_raise)(stream, operation) }
}

/// Something to read from.
pub struct Source {
    how: How,
    /// Something was read since the pickle began.
    pub begun: bool,
    /// The file had nothing yet when it was read last: it does not block.
    pub dry: bool,
    /// The object that `readinto` was given last: many small blocks would soon lie in the way of what grows.
    room: Option<Obj>,
}

impl Source {
    /// The file, if it can be read; otherwise raises TypeError.
    pub fn new(file: Obj) -> Self {
        let how = if let Some(found) = file.method(Name::readinto) {
            if found[0] == table().stream_readinto_obj {
                How::Native(protocol(found[1], READ), found[1])
            } else {
                How::Method(found)
            }
        } else if let Some(found) = file.method(Name::read) {
            How::Read(found)
        } else {
            raise::raise(Name::TypeError, "file must have a 'read' or 'readinto' attribute");
        };
        Self { how, begun: false, dry: false, room: None }
    }

    /// Reads at most `data.len()` bytes, at least one unless the file ends.
    pub fn read(&mut self, data: &mut [u8]) -> usize {
        let count = match self.how {
            How::Native(functions, stream) => {
                let mut error = 0;
                let count = match functions.read {
                    // SAFETY: a stream, its function, and room for so many bytes.
                    // EXCEPTION: what the driver raises.
                    Some(read) => unsafe { read(stream, data.as_mut_ptr(), data.len(), &raw mut error) },
                    None => 0,
                };
                if count == ERROR {
                    raise::os_error(error, self.begun && error == AGAIN);
                }
                count
            }
            // Python code hands over bytes of its own, or gets room of its own: a second copy.
            How::Method(_) | How::Read(_) => {
                let most = data.len().min(PIECE);
                self.by_method(&mut data[..most])
            }
        };
        self.begun |= count > 0;
        count
    }

    #[inline(never)]
    fn by_method(&mut self, data: &mut [u8]) -> usize {
        let room;
        let bytes = match self.how {
            How::Read([method, this]) => {
                let count = Obj::from_small_int(data.len() as isize).unwrap_or_else(Obj::none);
                let piece = call_method(&[method, this, count.raw()], 1);
                if piece.is_none() {
                    self.dry = true;
                    return 0;
                }
                let bytes = if piece.is_str() { None } else { piece.buffer() };
                if bytes.is_none() {
                    raise::raise(Name::TypeError, "read() must return bytes");
                }
                bytes
            }
            How::Method([method, this]) => {
                room = match self.room {
                    // SAFETY: a bytearray, which the file may have kept or changed, but is one still.
                    Some(room) if unsafe { room.set_bytearray_len(data.len()) } => room,
                    _ => {
                        let mut block = Memory::<u8>::default();
                        let Ok(()) = block.extend_with(data.len(), 0);
                        new_bytearray(&mut block)
                    }
                };
                self.room = Some(room);
                let count = call_method(&[method, this, room.raw()], 1);
                if count.is_none() {
                    self.dry = true;
                    return 0;
                }
                let count = count.small_int().and_then(|count| usize::try_from(count).ok());
                count.and_then(|count| room.buffer().unwrap_or_default().get(..count))
            }
            How::Native(..) => None,
        };
        let Some((place, bytes)) = bytes.and_then(|bytes| Some((data.get_mut(..bytes.len())?, bytes))) else {
            raise::raise(Name::ValueError, "read() returned too much")
        };
        place.copy_from_slice(bytes);
        bytes.len()
    }
}

/// Something to write to.
#[derive(Default)]
pub struct Target(Option<How>);

impl Target {
    /// The file, if it can be written; otherwise raises TypeError.
    pub fn new(file: Obj) -> Self {
        let Some(found) = file.method(Name::write) else {
            raise::raise(Name::TypeError, "file must have a 'write' attribute");
        };
        if found[0] != table().stream_write_obj {
            return Self(Some(How::Method(found)));
        }
        let functions = protocol(found[1], WRITE);
        if functions.is_text & 1 != 0 {
            raise::raise(Name::TypeError, "file must be binary");
        }
        Self(Some(How::Native(functions, found[1])))
    }
}

impl Sink<Host> for Target {
    fn write(&mut self, mut data: &[u8]) -> Result<(), Infallible> {
        match self.0 {
            Some(How::Native(StreamProtocol { write: Some(write), .. }, stream)) => {
                while !data.is_empty() {
                    let mut error = 0;
                    // SAFETY: a stream, its function, and so many bytes.
                    // EXCEPTION: what the driver raises.
                    let count = unsafe { write(stream, data.as_ptr(), data.len(), &raw mut error) };
                    if count == ERROR {
                        raise::os_error(error, false);
                    }
                    if count == 0 {
                        // A full device reports a short write without an error.
                        raise::os_error(IO, false);
                    }
                    data = &data[count.min(data.len())..];
                }
            }
            Some(How::Method([method, this])) => {
                // The file may keep the object that it gets: it gets bytes of its own.
                let piece = new_copy(state().bytes, data);
                call_method(&[method, this, piece.raw()], 1);
            }
            _ => {}
        }
        Ok(())
    }
}
