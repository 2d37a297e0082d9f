//! `dumps` and `dump`.

use core::mem::MaybeUninit;
use model::{Destination, Encode};

use micropython::{Obj, ffi, native_type, str};

use crate::arg;
use crate::entry::native::{Dump, Handle, Native, ON_STACK};
use crate::entry::options::DumpOptions;
use crate::host::memory::Memory;
use crate::stream::source::Target;

/// What `dumps(obj, …)` begins with: C has the arguments on its stack until here.
///
/// # Safety
/// `obj` is a live object, `options` points to options with live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_dumps_begin(
    obj: ffi::mp_obj_t,
    options: *const DumpOptions,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let (obj, options) = unsafe { (arg(obj), &*options) };
    if ON_STACK {
        let mut block = MaybeUninit::<Dump>::uninit();
        // SAFETY: room that stays until the pickle is taken.
        let native = unsafe {
            let block = block.as_mut_ptr().cast();
            Handle::writer_at(block, options, Destination::Memory, Target::default(), true).native()
        };
        begin(native, obj);
        write(native);
        let mut data = output(native);
        return str::adopt(native_type!(mp_type_bytes), &mut data.0).raw();
    }
    to_memory(obj, options).raw()
}

/// What writes a pickle to memory, begun.
fn to_memory(obj: Obj, options: &DumpOptions) -> Handle {
    let handle = Handle::writer(options, Destination::Memory, Target::default(), true);
    // SAFETY: ours alone.
    begin(unsafe { handle.native() }, obj);
    handle
}

/// What `pack(obj, …)` begins with.
///
/// # Safety
/// As [`mpickle_dumps_begin`].
#[cfg(feature = "packets")]
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_pack_begin(
    obj: ffi::mp_obj_t,
    options: *const DumpOptions,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    unsafe { to_memory(arg(obj), &*options) }.raw()
}

/// Writes the pickle.
///
/// # Safety
/// `begun` comes from [`mpickle_dumps_begin`].
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_dumps_write(begun: ffi::mp_obj_t) {
    if !ON_STACK {
        // SAFETY: the caller's promise.
        write(unsafe { Handle::of(begun).native() });
    }
}

/// The bytes that `dumps(obj, …)` returns.
///
/// # Safety
/// `begun` comes from [`mpickle_dumps_begin`], and was written.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_dumps_end(begun: ffi::mp_obj_t) -> ffi::mp_obj_t {
    if ON_STACK {
        return begun;
    }
    // SAFETY: the caller's promise.
    unsafe { bytes(Handle::of(begun)) }.raw()
}

/// The pickle that was written, as bytes. All other memory is given back.
///
/// # Safety
/// As [`Handle::free`].
#[inline(never)]
pub unsafe fn bytes(handle: Handle) -> Obj {
    // SAFETY: the caller's promise.
    let mut data = output(unsafe { handle.native() });
    // SAFETY: the caller's promise; the output was taken out of it.
    unsafe { handle.free() };
    str::adopt(native_type!(mp_type_bytes), &mut data.0)
}

/// The pickle that was written. All memory but that of `native` is given back.
fn output(native: &mut Native) -> Memory<u8> {
    let (_, encoder, _) = native.writing();
    encoder.release_scratch();
    core::mem::take(encoder.output())
}

/// `dump(obj, file, …)`
///
/// # Safety
/// `obj` and `file` are live objects, `options` points to options with live objects.
#[cfg(feature = "streams")]
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_dump(
    obj: ffi::mp_obj_t,
    file: ffi::mp_obj_t,
    options: *const DumpOptions,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let (obj, file, options) = unsafe { (arg(obj), arg(file), &*options) };
    let handle = Handle::writer(options, Destination::Stream, Target::new(file), true);
    // SAFETY: ours alone.
    unsafe {
        let native = handle.native();
        begin(native, obj);
        go_on(native);
        finish(handle);
    }
    Obj::none().raw()
}

/// Begins a pickle.
pub fn begin(native: &mut Native, obj: Obj) {
    let (host, encoder, _) = native.writing();
    let Ok(()) = encoder.begin(host, obj);
}

/// Writes a pickle that was begun; returns whether it is complete, or else the target is full.
// The caller, who frees it, keeps the head of its block where the collector sees it.
#[cfg(feature = "streams")]
#[inline(never)]
pub fn go_on(native: &mut Native) -> bool {
    write(native)
}

#[inline(always)]
fn write(native: &mut Native) -> bool {
    let (host, encoder, target) = native.writing();
    let Ok(complete) = encoder.proceed(host, target);
    complete
}

/// Gives all memory of a dump back.
///
/// # Safety
/// As [`Handle::free`].
#[cfg(feature = "streams")]
pub unsafe fn finish(handle: Handle) {
    // SAFETY: the caller's promise.
    let (_, encoder, _) = unsafe { handle.native() }.writing();
    encoder.release_scratch();
    encoder.clear_memo();
    encoder.output().0.release();
    // SAFETY: the caller's promise.
    unsafe { handle.free() };
}
