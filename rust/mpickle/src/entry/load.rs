//! `loads` and `load`.

use core::mem::MaybeUninit;

#[cfg(feature = "streams")]
use micropython::HeapVec;
use micropython::{Obj, buffer, ffi, heap, native_type};
use model::{Decode, Step, Window};

#[cfg(feature = "streams")]
use crate::codec::{AnyDecoder, Codec};
use crate::entry::native::{Handle, Load, Native, ON_STACK};
use crate::entry::options::{self, LoadOptions, Own, Parsed};
use crate::host::Host;
use crate::stream::source::Source;
use crate::{arg, raise};

impl Host {
    /// Checks a complete object, which ends at `offset`, against the depth limit, and gives back what was held to make it.
    #[inline]
    pub fn finish(&mut self, obj: Obj, offset: usize) -> Obj {
        #[cfg(feature = "limits")]
        if self.max_depth != usize::MAX && crate::host::depth::exceeds(obj, self.max_depth) {
            raise::reading(self.codec, model::Error::TooDeep, offset, 0);
        }
        let _ = offset;
        self.pool.release();
        self.shapes.release();
        obj
    }
}

/// Makes the state that reads the memory of `data`: in `load`, if the C stack is large enough.
///
/// # Safety
/// `options` points to options with live objects; `load` stays as long as the handle is used.
unsafe fn in_memory(load: &mut MaybeUninit<Load>, data: Obj, options: *const LoadOptions) -> Handle {
    let block = if ON_STACK { load.as_mut_ptr().cast() } else { heap::block(size_of::<Load>()).cast() };
    // SAFETY: the caller's promise.
    let handle = unsafe { Handle::reader_at(block, options, Source::memory(data), true) };
    // SAFETY: as above.
    #[cfg(feature = "in-place")]
    unsafe {
        if !options::is_on((*options).copy) {
            handle.native().host.in_place = crate::host::in_place::InPlace::new(data);
        }
    }
    handle
}

/// `loads(data, …)` of pickles, as MicroPython calls it.
///
/// # Safety
/// The arguments of a call, as MicroPython passes them.
#[cfg(feature = "pickle")]
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_loads(
    n_args: usize,
    args: *const ffi::mp_obj_t,
    kw_args: *mut ffi::mp_map_t,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    unsafe { loads(&raw const ffi::mpickle_c_pickle_load, n_args, args, kw_args) }
}

/// `loads(data, …)` of the format that these are the options of.
///
/// # Safety
/// As [`loads`].
#[cfg(feature = "formats")]
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_loads_with(
    n_args: usize,
    args: *const ffi::mp_obj_t,
    kw_args: *mut ffi::mp_map_t,
    options: *const ffi::mpickle_c_options_t,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    unsafe { loads(options, n_args, args, kw_args) }
}

/// `loads(data, …)` of a format: three calls, in each function that C knows, so that no more than its frame is
/// on the C stack.
///
/// # Safety
/// `options` are those of a format; the others are the arguments that MicroPython calls a function with.
#[inline(always)]
unsafe fn loads(
    options: *const ffi::mpickle_c_options_t,
    n_args: usize,
    args: *const ffi::mp_obj_t,
    kw_args: *mut ffi::mp_map_t,
) -> ffi::mp_obj_t {
    let mut load = MaybeUninit::uninit();
    // SAFETY: the caller's promise; ours alone.
    unsafe {
        let handle = begin(&mut load, options, n_args, args, kw_args);
        let obj = read(handle, 0);
        end(handle);
        obj.raw()
    }
}

/// Parses the arguments. Apart from [`loads`], so that the options are off the C stack when the
/// codec works.
///
/// # Safety
/// As [`loads`].
#[inline(never)]
unsafe fn begin(
    load: &mut MaybeUninit<Load>,
    options: *const ffi::mpickle_c_options_t,
    n_args: usize,
    args: *const ffi::mp_obj_t,
    kw_args: *mut ffi::mp_map_t,
) -> Handle {
    let mut parsed = MaybeUninit::<Parsed<LoadOptions>>::uninit();
    // SAFETY: the caller's promise.
    unsafe {
        let own = Own(&raw const ffi::mpickle_c_arg_data, 1);
        let data = options::parse(options, own, n_args, args, kw_args, &mut parsed);
        in_memory(load, data, &raw const (*parsed.as_ptr()).options)
    }
}

/// Gives all memory of a load back, except that on the C stack.
///
/// # Safety
/// As [`Handle::free`].
unsafe fn end(handle: Handle) {
    // SAFETY: the caller's promise.
    unsafe {
        handle.native().reading().1.release();
        if !ON_STACK {
            handle.free();
        }
    }
}

/// Reads the pickle that begins at `*at`, and moves `*at` to its end.
///
/// # Safety
/// `options` points to options with live objects.
#[cfg(any(feature = "cbor", feature = "into", feature = "packets", feature = "protobuf-tables"))]
pub unsafe fn from_memory(data: Obj, at: &mut usize, options: *const LoadOptions) -> Obj {
    let mut load = MaybeUninit::uninit();
    // SAFETY: the caller's promise; ours alone.
    unsafe {
        let handle = in_memory(&mut load, data, options);
        let obj = read(handle, *at);
        *at += handle.native().reading().1.offset();
        end(handle);
        obj
    }
}

/// Reads the object that begins at `start`.
///
/// # Safety
/// As [`Handle::native`].
// The caller, who frees it, keeps the head of its block where the collector sees it.
#[cfg_attr(target_pointer_width = "64", inline)]
#[cfg_attr(not(target_pointer_width = "64"), inline(never))]
unsafe fn read(handle: Handle, start: usize) -> Obj {
    // SAFETY: the caller's promise.
    let native = unsafe { handle.native() };
    #[cfg(feature = "text")]
    (native.host.origin = start);
    loop {
        // Little is held while the decoder works, which needs the C stack.
        let (host, decoder, source) = native.reading();
        let data = source.file();
        let bytes = rest(data, start + decoder.offset());
        // Bytes stay as they are; anything else may be changed or moved by code that the pickle runs.
        let volatile = !data.is(native_type!(mp_type_bytes));
        let outcome = decoder.run(host, Window { bytes, last: true, volatile });
        if let Ok((_, Step::Again)) = outcome {
            continue;
        }
        let (host, decoder, _) = native.reading();
        let offset = start + decoder.offset();
        match outcome {
            Ok((_, Step::Done(obj))) => return host.finish(obj, offset),
            Ok((consumed, _)) => {
                let error = decoder.end_of_input(bytes.len() - consumed);
                raise::reading(host.codec, error, offset, 0);
            }
            Err(error) => raise::reading(host.codec, error, offset, decoder.culprit()),
        }
    }
}

/// The memory of `data` from `at` on, which is a bytes-like object; otherwise raises TypeError.
#[cfg_attr(target_pointer_width = "64", inline)]
#[cfg_attr(not(target_pointer_width = "64"), inline(never))]
fn rest<'a>(data: Obj, at: usize) -> &'a [u8] {
    let Some(bytes) = whole(data) else {
        raise::not_bytes(data);
    };
    bytes.get(at..).unwrap_or_default()
}

/// The memory of a bytes-like object; a str is none.
pub fn whole<'a>(data: Obj) -> Option<&'a [u8]> {
    if micropython::str::text(data).is_some() { None } else { buffer::bytes(data) }
}

/// `load(file, …)` of the format that these are the options of, as [`loads`]: the options are off the C stack when
/// the codec works.
///
/// # Safety
/// As [`loads`].
#[cfg(feature = "streams")]
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_load_with(
    n_args: usize,
    args: *const ffi::mp_obj_t,
    kw_args: *mut ffi::mp_map_t,
    options: *const ffi::mpickle_c_options_t,
) -> ffi::mp_obj_t {
    let mut load = MaybeUninit::uninit();
    // SAFETY: the caller's promise; ours alone.
    unsafe { loaded(begin_file(&mut load, options, n_args, args, kw_args)).raw() }
}

/// Parses the arguments of `load`.
///
/// # Safety
/// As [`loads`].
#[cfg(feature = "streams")]
#[inline(never)]
unsafe fn begin_file(
    load: &mut MaybeUninit<Load>,
    options: *const ffi::mpickle_c_options_t,
    n_args: usize,
    args: *const ffi::mp_obj_t,
    kw_args: *mut ffi::mp_map_t,
) -> Handle {
    let mut parsed = MaybeUninit::<Parsed<LoadOptions>>::uninit();
    // SAFETY: the caller's promise.
    unsafe {
        let own = Own(&raw const ffi::mpickle_c_arg_file, 1);
        let file = options::parse(options, own, n_args, args, kw_args, &mut parsed);
        of_file(load, file, &raw const (*parsed.as_ptr()).options)
    }
}

/// Makes the state that reads a file: in `load`, if the C stack is large enough.
///
/// # Safety
/// As [`in_memory`].
#[cfg(feature = "streams")]
#[inline(never)]
unsafe fn of_file(load: &mut MaybeUninit<Load>, file: Obj, options: *const LoadOptions) -> Handle {
    // SAFETY: the caller's promise.
    unsafe { of_source(load, Source::new(file), options) }
}

/// The same of what is at hand.
///
/// # Safety
/// As [`in_memory`].
#[cfg(feature = "streams")]
#[inline(always)]
pub unsafe fn of_source(load: &mut MaybeUninit<Load>, source: Source, options: *const LoadOptions) -> Handle {
    // SAFETY: the caller's promise.
    unsafe {
        if ON_STACK {
            Handle::reader_at(load.as_mut_ptr().cast(), options, source, true)
        } else {
            Handle::reader(options, source)
        }
    }
}

/// Reads the object, and gives all memory of the load back.
///
/// # Safety
/// As [`end`].
#[cfg(feature = "streams")]
#[inline(always)]
pub unsafe fn loaded(handle: Handle) -> Obj {
    // SAFETY: the caller's promise.
    unsafe {
        let obj = from_source(handle.native());
        end(handle);
        obj
    }
}

/// `load(file, …)`
///
/// # Safety
/// `file` is a live object, `options` points to options with live objects.
#[cfg(feature = "streams")]
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_load(
    file: ffi::mp_obj_t,
    options: *const LoadOptions,
) -> ffi::mp_obj_t {
    let mut load = MaybeUninit::uninit();
    // SAFETY: the caller's promise; ours alone.
    unsafe { loaded(of_file(&mut load, arg(file), options)).raw() }
}

/// Largest piece that is read ahead within a frame.
#[cfg(feature = "streams")]
const READ_AHEAD: usize = 256;

/// Reads one object and not a byte more; or one that ends with the stream.
#[cfg(feature = "streams")]
#[inline(never)]
pub fn from_source(native: &mut Native) -> Obj {
    native.reading().2.begin();
    // Bytes read and not yet consumed, from `start` on.
    let mut pending = HeapVec::<u8>::default();
    let (mut start, mut last) = (0, false);
    loop {
        // Little is held while the decoder works, which needs the C stack.
        let (host, decoder, _) = native.reading();
        let have = &pending.as_slice()[start..];
        let outcome = decoder.run(host, Window { bytes: have, last, volatile: false });
        let (host, decoder, _) = native.reading();
        let (consumed, step) = match outcome {
            Ok(outcome) => outcome,
            Err(error) => raise::reading(host.codec, error, decoder.offset(), decoder.culprit()),
        };
        start += consumed;
        match step {
            Step::Done(obj) => {
                pending.release();
                return host.finish(obj, decoder.offset());
            }
            Step::Again => {}
            Step::Need(need) => {
                last = more(native, &mut pending, start, need, last);
                start = 0;
            }
        }
    }
}

/// Reads `need` bytes at least of what the decoder has not had, or some of a payload straight into its place. `pending`
/// has the bytes that wait, from `start` on; from its beginning on afterwards. Returns whether nothing comes behind them,
/// which is an error unless the object ends there; so it is if that was `known`.
#[cfg(feature = "streams")]
#[cfg_attr(target_pointer_width = "64", inline)]
#[cfg_attr(not(target_pointer_width = "64"), inline(never))]
fn more(native: &mut Native, pending: &mut HeapVec<u8>, start: usize, need: usize, known: bool) -> bool {
    let mut last = false;
    let (host, decoder, source) = native.reading();
    let have = pending.len() - start;
    if start > 0 {
        pending.as_mut_slice().copy_within(start.., 0);
        pending.truncate(have);
    }
    // A file written in Python may come back.
    #[cfg(feature = "classes")]
    decoder.show(host);
    if !fill_payload(host, decoder, source) {
        let least = need - have;
        let most = READ_AHEAD.max(least);
        let whole = decoder.ends_with_input();
        let wish = if whole { most } else { decoder.safe_to_read(need, have).clamp(least, most) };
        pending.extend_with(wish, 0);
        let got = source.read(&mut pending.as_mut_slice()[have..]);
        pending.truncate(have + got);
        if got == 0 {
            last = !known && whole && !source.is_dry();
            if !last {
                ended(host.codec, decoder, source, have);
            }
        }
    }
    #[cfg(feature = "classes")]
    host.desk().hide();
    last
}

/// Raises the error for a stream that has no more, of which `have` bytes wait.
#[cfg(feature = "streams")]
#[cold]
#[inline(never)]
fn ended(codec: Codec, decoder: &AnyDecoder, source: &Source, have: usize) -> ! {
    let error = match source.is_dry() {
        false => decoder.end_of_input(have),
        true if source.has_begun() => model::Error::DataLost,
        true => model::Error::NoDataYet,
    };
    raise::reading(codec, error, decoder.offset(), 0)
}

/// After so many bytes of a payload from a method, the garbage is worth a collection.
#[cfg(feature = "streams")]
const LARGE: usize = 4096;

/// Reads a pending payload straight into its place. Says whether there was one.
#[cfg(feature = "streams")]
fn fill_payload(host: &Host, decoder: &mut AnyDecoder, source: &Source) -> bool {
    let (mut total, mut collected) = (0, 0);
    // Garbage that a method leaves behind the payload would keep it from growing in place.
    let mut collect = |read: usize, least: usize| {
        if source.is_method() && read - collected >= least {
            heap::collect();
            collected = read;
        }
    };
    loop {
        if total >= LARGE {
            collect(total, 1);
        }
        let place = match decoder.fill() {
            Ok([]) => return total > 0,
            Ok(place) => place,
        };
        let room = place.len();
        let mut got = 0;
        while got < room {
            match source.read(&mut place[got..]) {
                0 => break,
                count => got += count,
            }
            collect(total + got, LARGE.max((total + got) / 4));
        }
        decoder.filled(room, got);
        total += got;
        if got < room {
            ended(host.codec, decoder, source, 1);
        }
    }
}
