//! `dumps` and `dump`.

use core::mem::MaybeUninit;
use model::{Destination, Encode};

use micropython::{Obj, ffi, heap, native_type, str};

use crate::arg;
use crate::entry::native::{Dump, Handle, Native, ON_STACK};
use crate::entry::options::{self, DumpOptions, Own, Parsed};
use crate::stream::source::Target;

/// `dumps(obj, …)` of pickles, as MicroPython calls it.
///
/// # Safety
/// The arguments of a call, as MicroPython passes them.
#[cfg(feature = "pickle")]
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_dumps(
    n_args: usize,
    args: *const ffi::mp_obj_t,
    kw_args: *mut ffi::mp_map_t,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    unsafe { dumps(&raw const ffi::mpickle_c_pickle_dump, n_args, args, kw_args) }
}

/// `dumps(obj, …)` of the format that these are the options of.
///
/// # Safety
/// As [`dumps`].
#[cfg(feature = "formats")]
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_dumps_with(
    n_args: usize,
    args: *const ffi::mp_obj_t,
    kw_args: *mut ffi::mp_map_t,
    options: *const ffi::mpickle_c_options_t,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    unsafe { dumps(options, n_args, args, kw_args) }
}

/// `dumps(obj, …)` of a format: three calls, in each function that C knows, so that no more than its frame is
/// on the C stack.
///
/// # Safety
/// `options` are those of a format; the others are the arguments that MicroPython calls a function with.
#[inline(always)]
unsafe fn dumps(
    options: *const ffi::mpickle_c_options_t,
    n_args: usize,
    args: *const ffi::mp_obj_t,
    kw_args: *mut ffi::mp_map_t,
) -> ffi::mp_obj_t {
    let mut dump = MaybeUninit::uninit();
    // SAFETY: the caller's promise; ours alone.
    unsafe {
        let handle = to_memory(&mut dump, options, n_args, args, kw_args, core::ptr::null_mut());
        write(handle);
        bytes(handle).raw()
    }
}

/// The arguments that `pack` has beyond those of `dumps`.
#[cfg_attr(not(feature = "signed"), derive(Default))]
pub struct Packing {
    /// Compressed, if that is shorter.
    #[cfg(feature = "compress")]
    pub compress: bool,
    /// None for no signature.
    #[cfg(feature = "signed")]
    pub key: ffi::mp_obj_t,
    #[cfg(feature = "signed")]
    pub counter: u32,
}

#[cfg(feature = "signed")]
impl Default for Packing {
    fn default() -> Self {
        Self {
            #[cfg(feature = "compress")]
            compress: false,
            key: Obj::none().raw(),
            counter: 0,
        }
    }
}

/// How many own arguments `pack` has, and the place of `key`.
#[cfg(any(feature = "compress", feature = "signed"))]
const PACK: u8 = 1 + cfg!(feature = "compress") as u8 + 2 * cfg!(feature = "signed") as u8;
#[cfg(feature = "signed")]
const KEY: usize = 1 + cfg!(feature = "compress") as usize;

/// Parses the arguments, and begins to write to memory: on the C stack, where it is large enough, in `dump`.
/// Apart from [`dumps`], so that the options are off the C stack when the codec works.
///
/// # Safety
/// As [`dumps`]; `dump` stays as long as the handle is used. `packing` is null, or can be written.
#[inline(never)]
pub unsafe fn to_memory(
    dump: &mut MaybeUninit<Dump>,
    options: *const ffi::mpickle_c_options_t,
    n_args: usize,
    args: *const ffi::mp_obj_t,
    kw_args: *mut ffi::mp_map_t,
    packing: *mut Packing,
) -> Handle {
    let mut parsed = MaybeUninit::<Parsed<DumpOptions>>::uninit();
    // SAFETY: the caller's promise.
    unsafe {
        #[cfg(not(any(feature = "compress", feature = "signed")))]
        let own = Own(&raw const ffi::mpickle_c_arg_obj, 1);
        #[cfg(any(feature = "compress", feature = "signed"))]
        let own = if packing.is_null() {
            Own(&raw const ffi::mpickle_c_arg_obj, 1)
        } else {
            Own(&raw const ffi::mpickle_c_arg_pack as _, PACK)
        };
        let obj = options::parse(options, own, n_args, args, kw_args, &mut parsed);
        #[cfg(any(feature = "compress", feature = "signed"))]
        if let Some(packing) = packing.as_mut() {
            let given = &*parsed.as_ptr();
            // EXCEPTION: where the firmware cannot compress; for what is no key and no counter.
            #[cfg(feature = "compress")]
            (packing.compress = ffi::mpickle_c_compress(given.value(1).u_bool));
            #[cfg(feature = "signed")]
            {
                packing.key = given.value(KEY).u_obj;
                packing.counter = ffi::mpickle_c_sign(given.value(KEY));
            }
        }
        #[cfg(not(any(feature = "compress", feature = "signed")))]
        let _ = packing;
        let block = if ON_STACK { dump.as_mut_ptr().cast() } else { heap::block(size_of::<Dump>()).cast() };
        let options = &(*parsed.as_ptr()).options;
        let handle = Handle::writer_at(block, options, Destination::Memory, Target::default(), true);
        begin(handle.native(), obj);
        handle
    }
}

/// The pickle that was written, as bytes. All other memory is given back.
///
/// # Safety
/// As [`Handle::free`]; it comes from [`to_memory`].
#[cfg_attr(target_pointer_width = "64", inline)]
#[cfg_attr(not(target_pointer_width = "64"), inline(never))]
pub unsafe fn bytes(handle: Handle) -> Obj {
    // SAFETY: the caller's promise.
    let (_, encoder, _) = unsafe { handle.native() }.writing();
    encoder.release_scratch();
    let mut data = core::mem::take(encoder.output());
    if !ON_STACK {
        // SAFETY: the caller's promise; the output was taken out of it.
        unsafe { handle.free() };
    }
    str::adopt(native_type!(mp_type_bytes), &mut data.0)
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
        begin(handle.native(), obj);
        write(handle);
        finish(handle);
    }
    Obj::none().raw()
}

/// Makes the state that writes to an open file, for later calls.
///
/// # Safety
/// `file` is a live object, `options` points to options with live objects.
#[cfg(any(feature = "classes", feature = "async"))]
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_writer_new(
    file: ffi::mp_obj_t,
    options: *const DumpOptions,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let (file, options) = unsafe { (arg(file), &*options) };
    Handle::writer(options, Destination::Stream, Target::new(file), false).raw()
}

/// Begins an object.
pub fn begin(native: &mut Native, obj: Obj) {
    let (host, encoder, _) = native.writing();
    let Ok(()) = encoder.begin(host, obj);
}

/// Goes on writing; returns true when the object is complete, and false when the target is full.
///
/// # Safety
/// As [`Handle::native`].
// The caller, who frees it, keeps the head of its block where the collector sees it.
#[cfg_attr(target_pointer_width = "64", inline)]
#[cfg_attr(not(target_pointer_width = "64"), inline(never))]
pub unsafe fn write(handle: Handle) -> bool {
    // SAFETY: the caller's promise.
    let (host, encoder, target) = unsafe { handle.native() }.writing_inline();
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
