//! `Wire.decode`: a message in memory, or to the end of a stream.

#[cfg(feature = "streams")]
use micropython::HeapVec;
use micropython::ffi;
#[cfg(feature = "streams")]
use model::{Decode, Error, Step, Window};

use crate::arg;
use crate::entry::load;
#[cfg(feature = "streams")]
use crate::entry::native::Handle;
use crate::entry::options::LoadOptions;
#[cfg(feature = "streams")]
use crate::raise;
#[cfg(feature = "streams")]
use crate::stream::source::Source;

/// Bytes that are read at once.
#[cfg(feature = "streams")]
const PIECE: usize = 256;

/// Reads the message that is in the memory of `data`.
///
/// # Safety
/// `data` is a live object, `options` points to options of Protocol Buffers with live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_protobuf_decode(
    data: ffi::mp_obj_t,
    options: *const LoadOptions,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    unsafe { load::from_memory(arg(data), &mut 0, options).raw() }
}

/// Reads the message that the stream `file` is to its end.
///
/// # Safety
/// `file` is a live object, `options` points to options of Protocol Buffers with live objects.
#[cfg(feature = "streams")]
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_protobuf_decode_stream(
    file: ffi::mp_obj_t,
    options: *const LoadOptions,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let handle = unsafe { Handle::reader(options, Source::new(arg(file))) };
    // SAFETY: ours alone.
    let (host, decoder, source) = unsafe { handle.native() }.reading();
    source.begin();
    let mut pending = HeapVec::<u8>::default();
    let (mut start, mut last) = (0, false);
    loop {
        let window = Window { bytes: &pending.as_slice()[start..], last, volatile: false };
        let (consumed, step) = match decoder.run(host, window) {
            Ok(outcome) => outcome,
            Err(error) => raise::reading(host.codec, error, decoder.offset(), decoder.culprit()),
        };
        start += consumed;
        match step {
            Step::Done(obj) => {
                pending.release();
                let obj = host.finish(obj, decoder.offset());
                decoder.release();
                // SAFETY: nobody uses it any more.
                unsafe { handle.free() };
                return obj.raw();
            }
            Step::Again => {}
            Step::Need(need) => {
                let have = pending.len() - start;
                if last {
                    let error = if source.is_dry() { Error::DataLost } else { decoder.end_of_input(have) };
                    raise::reading(host.codec, error, decoder.offset(), 0);
                }
                pending.remove_front(start);
                start = 0;
                pending.extend_with(PIECE.max(need - have), 0);
                let got = source.read(&mut pending.as_mut_slice()[have..]);
                pending.truncate(have + got);
                last = got == 0;
            }
        }
    }
}
