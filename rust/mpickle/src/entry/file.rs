//! Files of `save` and `restore`: a pickle and its CRC-32.

use micropython::{HeapVec, ffi};
use model::crc::Crc32;

use crate::arg;
use crate::stream::source::Source;

/// Bytes that are read at a time.
const PIECE: usize = 256;
/// The checksum, and the shortest pickle.
const SHORTEST: usize = 4 + 2;
/// The byte of erased flash; no pickle begins with it. Eight of them have the right checksum.
const ERASED: u8 = 0xff;

/// Reads `file` to its end, and calls `each` with every piece.
fn pieces(file: ffi::mp_obj_t, mut each: impl FnMut(&[u8])) {
    // SAFETY: C hands over a live object.
    let source = Source::new(unsafe { arg(file) });
    let mut piece = HeapVec::<u8>::default();
    piece.extend_with(PIECE, 0);
    loop {
        let count = source.read(piece.as_mut_slice());
        if count == 0 {
            piece.release();
            return;
        }
        each(&piece.as_slice()[..count]);
    }
}

/// Whether an open file is whole: its checksum is right.
///
/// # Safety
/// `file` is a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_file_whole(file: ffi::mp_obj_t) -> bool {
    let (mut crc, mut size, mut erased) = (Crc32::default(), 0_usize, false);
    pieces(file, |piece| {
        erased |= size == 0 && piece[0] == ERASED;
        crc.update(piece);
        size = size.saturating_add(piece.len());
    });
    size >= SHORTEST && !erased && crc.is_intact()
}

#[cfg(feature = "write")]
mod write {
    use micropython::ffi;
    use model::crc::Crc32;
    use model::{Destination, Sink};

    use crate::arg;
    use crate::entry::dump::{self};
    use crate::entry::native::Handle;
    use crate::entry::options::DumpOptions;
    use crate::stream::source::Target;

    /// Writes a pickle and its checksum to an open file.
    ///
    /// # Safety
    /// `obj` and `file` are live objects, `options` points to options with live objects.
    #[unsafe(no_mangle)]
    pub unsafe extern "C-unwind" fn mpickle_file_write(
        obj: ffi::mp_obj_t,
        file: ffi::mp_obj_t,
        options: *const DumpOptions,
    ) {
        // SAFETY: the caller's promise.
        let (obj, file, options) = unsafe { (arg(obj), arg(file), &*options) };
        let mut target = Target::new(file);
        target.crc = Some(Crc32::default());
        let handle = Handle::writer(options, Destination::Stream, target, true);
        // SAFETY: ours alone.
        let (_, _, target) = unsafe {
            dump::begin(handle.native(), obj);
            dump::write(handle);
            handle.native().writing()
        };
        let crc = target.crc.unwrap_or_default().value();
        let Ok(()) = target.write(&crc.to_le_bytes());
        // SAFETY: ours alone.
        unsafe { dump::finish(handle) };
    }

    /// Copies an open file to another.
    ///
    /// # Safety
    /// Both are live objects.
    #[unsafe(no_mangle)]
    pub unsafe extern "C-unwind" fn mpickle_file_copy(from: ffi::mp_obj_t, to: ffi::mp_obj_t) {
        // SAFETY: the caller's promise.
        let mut target = Target::new(unsafe { arg(to) });
        super::pieces(from, |piece| {
            let Ok(()) = target.write(piece);
        });
    }
}
