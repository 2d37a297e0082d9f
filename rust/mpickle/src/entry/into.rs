//! `dump_into` and `load_from`: pickles in memory that the caller keeps.
//!
//! `dump_into` begins without the heap. The output goes to the caller's buffer, no byte of which
//! is touched behind its end: what stands there may be the next record. Pointers to objects must
//! not lie where Python code can write. And nothing is kept between calls, so that there is no
//! memory to take, give back, and guard against a second thread or an interrupt. So the memo and
//! the stack begin in arrays on the C stack, which cost nothing, are of each call's own, and are
//! seen by the collector. What outgrows them moves to the heap, as does output that outgrows the
//! buffer, to tell how long it is.

#[cfg(feature = "write")]
use core::mem::MaybeUninit;

#[cfg(feature = "write")]
use micropython::{HeapVec, Obj, buffer};
use micropython::{ffi, int, list};
#[cfg(feature = "write")]
use model::{Destination, Encode};
#[cfg(all(feature = "write", feature = "pickle"))]
use pickle::MemoSlot;

#[cfg(feature = "write")]
use crate::codec::{AnyEncoder, AnyTask, Codec};
use crate::entry::load::{self};
use crate::entry::options::LoadOptions;
#[cfg(feature = "write")]
use crate::entry::options::{self, DumpOptions};
#[cfg(feature = "write")]
use crate::host::Host;
#[cfg(feature = "write")]
use crate::host::memory::Memory;
#[cfg(feature = "write")]
use crate::stream::source::Target;
use crate::{arg, raise};

/// Places of the memo on the C stack, one of which stays vacant: 256 bytes with 32 bits, 1 KiB
/// with 64.
#[cfg(feature = "write")]
const SLOTS: usize = if size_of::<usize>() < 8 { 32 } else { 64 };
/// Tasks on the C stack: one for each level of nesting, up to five for an instance.
#[cfg(feature = "write")]
const TASKS: usize = SLOTS / 4;
/// Bytes of the longest integer that needs no heap, and one for its sign.
#[cfg(feature = "write")]
const NUMBER: usize = 17;

/// `offset` as a number of bytes, at most `len`; raises ValueError.
fn within(offset: ffi::mp_int_t, len: usize) -> usize {
    match usize::try_from(offset) {
        Ok(offset) if offset <= len => offset,
        _ => raise::raise(ffi::mpickle_c_class::VALUE_ERROR, "offset out of range"),
    }
}

/// Memory on the C stack.
#[cfg(feature = "write")]
type Place<T, const N: usize> = [MaybeUninit<T>; N];

/// An array over memory on the C stack.
///
/// # Safety
/// The array is not used when `place` is gone.
#[cfg(feature = "write")]
unsafe fn over<T: Copy, const N: usize>(place: &mut Place<T, N>) -> Memory<T> {
    // SAFETY: room for as many; the caller's promise.
    Memory(unsafe { HeapVec::over(place.as_mut_ptr().cast(), N) })
}

/// Lends an encoder the memory for its memo. Apart from [`mpickle_dump_into`], so that the array is not on the C stack when
/// the codec works.
///
/// # Safety
/// The encoder is not used when `slots` are gone.
#[cfg(all(feature = "write", feature = "pickle"))]
#[inline(never)]
unsafe fn lend_memo(encoder: &mut AnyEncoder, slots: &mut Place<MemoSlot<Obj>, SLOTS>) {
    // SAFETY: the caller's promise.
    let mut memo = unsafe { over(slots) };
    memo.0.extend_with(SLOTS, None);
    encoder.lend_memo(memo);
}

/// `dump_into(obj, buffer, offset, protocol, fix_imports=…, buffer_callback=…)`: the end of the
/// pickle.
///
/// # Safety
/// `obj` and `target` are live objects, `options` points to options with live objects.
#[cfg(feature = "write")]
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_dump_into(
    obj: ffi::mp_obj_t,
    target: ffi::mp_obj_t,
    offset: ffi::mp_int_t,
    options: *const DumpOptions,
) -> usize {
    // SAFETY: the caller's promise.
    let (obj, target, options) = unsafe { (arg(obj), arg(target), &*options) };
    let mut host = MaybeUninit::uninit();
    let host = Host::init(&mut host, Codec::of(options.codec));
    // SAFETY: the caller's promise.
    unsafe { options::set_dump(options, host) };
    let Some((start, len)) = buffer::raw_writable(target) else {
        raise::raise(ffi::mpickle_c_class::TYPE_ERROR, "a writable buffer is required");
    };
    let offset = within(offset, len);
    host.place = Some((target, start, len));

    #[cfg(feature = "pickle")]
    let mut slots: Place<MemoSlot<Obj>, SLOTS> = [const { MaybeUninit::uninit() }; SLOTS];
    let mut tasks: Place<AnyTask, TASKS> = [const { MaybeUninit::uninit() }; TASKS];
    let mut number: Place<u8, NUMBER> = [const { MaybeUninit::uninit() }; NUMBER];
    let mut encoder = MaybeUninit::<AnyEncoder>::uninit();
    // SAFETY: room for it, which this fills.
    let encoder = unsafe {
        AnyEncoder::put(encoder.as_mut_ptr(), options, Destination::Memory);
        encoder.assume_init_mut()
    };
    // SAFETY: what is lent outlives the encoder. The buffer's memory is where it is as long as the
    // object is not resized, which the host checks whenever foreign code has run.
    unsafe {
        let output = Memory(HeapVec::over(start.add(offset), len - offset));
        encoder.lend(output, over(&mut tasks), over(&mut number));
        #[cfg(feature = "pickle")]
        lend_memo(encoder, &mut slots);
    }
    let Ok(()) = encoder.dump(host, &mut Target::default(), obj);
    encoder.release_scratch();
    let output = &mut encoder.output().0;
    let size = output.len();
    if !output.is_borrowed() {
        output.release();
        // SAFETY: a number.
        // EXCEPTION: always.
        unsafe { ffi::mpickle_c_raise_size(size) };
    }
    offset + size
}

/// `load_from(buffer, offset, …)`: the object, and where it ends.
///
/// # Safety
/// `data` is a live object, `options` points to options with live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_load_from(
    data: ffi::mp_obj_t,
    offset: ffi::mp_int_t,
    options: *const LoadOptions,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let data = unsafe { arg(data) };
    let mut at = within(offset, load::whole(data).map_or(usize::MAX, <[u8]>::len));
    // SAFETY: the caller's promise.
    let obj = unsafe { load::from_memory(data, &mut at, options) };
    list::new_tuple(&[obj, int::new(at as ffi::mp_int_t)]).raw()
}
