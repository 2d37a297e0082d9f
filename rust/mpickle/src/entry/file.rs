//! Files of `save` and `restore`: an object, the byte of its format, and the CRC-32 of both.

use micropython::{HeapVec, ffi};
use model::crc::Crc32;
#[cfg(feature = "signed")]
use model::packet::{SIGNATURE, SIGNED_FILE};

use crate::arg;
#[cfg(feature = "signed")]
use crate::entry::sign::Mac;
use crate::stream::source::Source;

/// Bytes that are read at a time.
const PIECE: usize = 256;
/// Bytes of the checksum and of the format in front of it.
const TAIL: usize = 4 + 1;

/// Reads `file` to its end, and calls `each` with every piece.
fn pieces(file: ffi::mp_obj_t, each: &mut dyn FnMut(&[u8])) {
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

/// Bytes that are kept of a file's end: the signature too, and the format before it.
#[cfg(feature = "signed")]
const KEPT: usize = TAIL + SIGNATURE;
#[cfg(not(feature = "signed"))]
const KEPT: usize = TAIL;

/// The byte that names the format of an open file, if that is whole: its checksum is right. Otherwise 0. Of a signed file
/// it is the mark; if `sign` has a key, the byte before the signature, if that is right.
///
/// # Safety
/// `file` is a live object; `sign` is null, or its key is None or one that C has checked.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_file_format(
    file: ffi::mp_obj_t,
    sign: *mut ffi::mpickle_c_file_sign_t,
) -> u8 {
    let (mut crc, mut size, mut tail) = (Crc32::default(), 0_usize, [0; KEPT]);
    #[cfg(not(feature = "signed"))]
    let _ = sign;
    #[cfg(feature = "signed")]
    // SAFETY: the caller's promise.
    let sign = unsafe { sign.as_mut() };
    #[cfg(feature = "signed")]
    let mac = sign.as_ref().and_then(|sign| {
        // SAFETY: the caller's promise.
        let key = unsafe { arg(sign.key) };
        (!key.is_none()).then(|| (Mac::new(key), (sign.size as usize).saturating_sub(KEPT - 1)))
    });
    pieces(file, &mut |piece| {
        crc.update(piece);
        #[cfg(feature = "signed")]
        if let Some((mac, signed)) = &mac {
            mac.update(&piece[..piece.len().min(signed.saturating_sub(size))]);
        }
        size = size.saturating_add(piece.len());
        for byte in &piece[piece.len().saturating_sub(KEPT)..] {
            tail.rotate_left(1);
            tail[KEPT - 1] = *byte;
        }
    });
    // Erased flash has the right checksum too, where it is eight bytes long, and no such format. A pickle has its
    // format as its last byte, and is longer than that.
    let [.., format, _, _, _, _] = tail;
    if size <= TAIL || !crc.is_intact() || !format.is_ascii_graphic() {
        return 0;
    }
    #[cfg(feature = "signed")]
    if let Some(sign) = sign {
        if let Some((mac, _)) = mac {
            let [mark, signature @ .., _, _, _, _] = &tail;
            // It is as long as it was, so that what was signed ends where the signature begins.
            return match mac.check(SIGNED_FILE, signature) {
                Some(counter) if size == sign.size as usize => {
                    sign.counter = counter;
                    *mark
                }
                _ => 0,
            };
        }
        sign.size = size as _;
    }
    format
}

#[cfg(feature = "write")]
mod write {
    use micropython::ffi;
    use model::crc::Crc32;
    use model::{Destination, Sink};

    use crate::arg;
    #[cfg(feature = "compress")]
    use crate::codec::Codec;
    use crate::entry::dump::{self};
    use crate::entry::native::Handle;
    use crate::entry::options::DumpOptions;
    #[cfg(feature = "signed")]
    use crate::entry::sign::Mac;
    #[cfg(feature = "compress")]
    use crate::stream::pipe::Compressor;
    use crate::stream::source::Target;

    /// Writes an object, its format and its checksum to an open file; with a signature if `key` is not None, and compressed
    /// if `compress`.
    ///
    /// # Safety
    /// `obj` and `file` are live objects, `options` points to options with live objects, and `key` is None or one that C
    /// has checked.
    #[unsafe(no_mangle)]
    pub unsafe extern "C-unwind" fn mpickle_file_write(
        obj: ffi::mp_obj_t,
        file: ffi::mp_obj_t,
        options: *const DumpOptions,
        key: ffi::mp_obj_t,
        counter: u32,
        compress: bool,
    ) {
        // SAFETY: the caller's promise.
        let (obj, file, options) = unsafe { (arg(obj), arg(file), &*options) };
        let mut target = Target::new(file);
        target.crc = Some(Crc32::default());
        #[cfg(not(feature = "signed"))]
        let _ = (key, counter);
        #[cfg(feature = "signed")]
        {
            // SAFETY: the caller's promise.
            target.mac = Some(unsafe { arg(key) }).filter(|key| !key.is_none()).map(Mac::new);
        }
        #[cfg(not(feature = "compress"))]
        let _ = compress;
        #[cfg(feature = "compress")]
        let codec = Codec::of(options.codec);
        #[cfg(feature = "compress")]
        let (mut compressor, target) = if compress {
            let compressor = Compressor::to_target(codec, target);
            let input = compressor.input();
            (Some(compressor), input)
        } else {
            (None, target)
        };
        let handle = Handle::writer(options, Destination::Stream, target, true);
        // SAFETY: ours alone.
        let (host, _, target) = unsafe {
            dump::begin(handle.native(), obj);
            dump::write(handle);
            handle.native().writing()
        };
        let tail = host.codec.tail();
        #[cfg(feature = "compress")]
        let (target, tail) = match compressor.as_mut().and_then(Compressor::end) {
            Some(target) => (target, Some(codec.packed())),
            None => (target, tail),
        };
        if let Some(tail) = tail {
            let Ok(()) = target.write(&[tail]);
        }
        #[cfg(feature = "signed")]
        if let Some(mac) = target.mac.take() {
            let tail = mac.sign(counter, super::SIGNED_FILE);
            let Ok(()) = target.write(&tail);
        }
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
        super::pieces(from, &mut |piece| {
            let Ok(()) = target.write(piece);
        });
    }
}
