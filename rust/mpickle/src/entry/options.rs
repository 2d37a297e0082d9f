//! The options of dumps and loads, as C hands them over: the structs come from `cmodule/entry/options.h`.

use core::mem::MaybeUninit;

#[cfg(feature = "write")]
pub use micropython::ffi::mpickle_c_dump_options_t as DumpOptions;
pub use micropython::ffi::mpickle_c_load_options_t as LoadOptions;
use micropython::{Obj, call, ffi};
#[cfg(feature = "limits")]
use model::{Decode, Limits};

use crate::codec::AnyDecoder;
use crate::host::Host;
#[cfg(feature = "text")]
use crate::types::encoding;
use crate::{arg, raise};

/// Parsed arguments: the function's own, and options.
#[repr(C)]
pub struct Parsed<T> {
    own: ffi::mpickle_c_own_t,
    pub options: T,
}

impl<T> Parsed<T> {
    /// The value of an argument of the function's own.
    #[cfg(all(any(feature = "compress", feature = "signed"), feature = "write"))]
    pub fn value(&self, place: usize) -> &ffi::mp_arg_val_t {
        &self.own.values[place]
    }
}

/// The own arguments of a function: their table, and how many there are.
#[derive(Clone, Copy)]
pub struct Own(pub *const ffi::mp_arg_t, pub u8);

/// Parses the arguments of a function that has one of its own first, which this returns, and these options. Raises
/// TypeError, and whatever is wrong with the options.
///
/// # Safety
/// `options` says what is in `T`; the next three are the arguments that MicroPython calls a function with.
#[inline(always)]
pub unsafe fn parse<T>(
    options: *const ffi::mpickle_c_options_t,
    own: Own,
    n_args: usize,
    args: *const ffi::mp_obj_t,
    kw_args: *mut ffi::mp_map_t,
    parsed: &mut MaybeUninit<Parsed<T>>,
) -> Obj {
    let parsed = parsed.as_mut_ptr();
    // SAFETY: the caller's promise. C writes all options, and the one value.
    // EXCEPTION: as above.
    unsafe {
        (&raw mut (*parsed).own.table).write(own.0);
        (&raw mut (*parsed).own.count).write(own.1.into());
        ffi::mpickle_c_parse(options, n_args as _, args, kw_args, parsed.cast());
        arg((*parsed).own.values[0].u_obj)
    }
}

/// Whether an option is on.
///
/// # Safety
/// `option` is a live object.
#[inline]
pub unsafe fn is_on(option: ffi::mp_obj_t) -> bool {
    // SAFETY: the caller's promise.
    call::is_true(unsafe { arg(option) })
}

/// Gives the options to the objects' side of a dump; raises ValueError.
///
/// # Safety
/// Its objects live.
#[cfg(feature = "write")]
pub unsafe fn set_dump(options: &DumpOptions, host: &mut Host) {
    #[cfg(feature = "buffers")]
    if host.codec.is_pickle() {
        // SAFETY: the caller's promise; a pickle's.
        let callback = unsafe { arg(options.of.pickle.buffer_callback) };
        if !callback.is_none() {
            // SAFETY: the caller's promise.
            // EXCEPTION: ValueError for a bad protocol.
            if unsafe { protocol(options) } < 5 {
                raise::raise(ffi::mpickle_c_class::VALUE_ERROR, "buffer_callback needs protocol >= 5");
            }
            host.buffer_callback = Some(callback);
        }
    }
    #[cfg(feature = "tree")]
    // SAFETY: the caller's promise.
    unsafe {
        crate::tree::set_dump(options, host);
    }
    #[cfg(feature = "protobuf-tables")]
    if host.codec == crate::codec::Codec::Protobuf {
        // SAFETY: the caller's promise; this codec's.
        unsafe { host.protobuf.set_wire(options.of.protobuf.wire) };
    }
    let _ = (options, host);
}

/// The protocol of pickles, 0 to 5.
///
/// # Safety
/// Its objects live.
#[cfg(all(feature = "write", feature = "pickle"))]
#[inline]
pub unsafe fn protocol(options: &DumpOptions) -> u8 {
    // SAFETY: the caller's promise. C has made a small int of it.
    unsafe { arg(options.of.pickle.protocol) }.small_int().unwrap_or_default() as u8
}

/// Gives the options to the decoder and the host. Raises for wrong ones.
///
/// # Safety
/// Its objects live.
#[allow(unused_variables, reason = "without any features")]
pub unsafe fn set_load(options: &LoadOptions, host: &mut Host, decoder: &mut AnyDecoder) {
    #[cfg(any(feature = "text", feature = "classes"))]
    if host.codec.is_pickle() {
        // SAFETY: the caller's promise.
        unsafe { set_pickle(options, host) };
    }
    #[cfg(feature = "tree")]
    // SAFETY: the caller's promise.
    unsafe {
        crate::tree::set_load(options, host);
    }
    #[cfg(feature = "protobuf-tables")]
    if host.codec == crate::codec::Codec::Protobuf {
        // SAFETY: the caller's promise; this codec's.
        unsafe { host.protobuf.set_load(options) };
    }
    #[cfg(feature = "limits")]
    {
        let limits = [options.max_bytes, options.max_depth, options.max_objects, options.max_memo];
        // SAFETY: the caller's promise.
        let [bytes, depth, objects, memo] = limits.map(|raw| limit(unsafe { arg(raw) }));
        decoder.set_limits(Limits { bytes, objects, memo });
        host.max_depth = depth;
    }
    #[cfg(feature = "buffers")]
    if host.codec.is_pickle() {
        // SAFETY: the caller's promise; a pickle's.
        let buffers = unsafe { arg(options.of.pickle.buffers) };
        host.buffers = (!buffers.is_none()).then(|| call::iterator(buffers));
    }
}

/// The options that only pickles have, but for buffers.
///
/// # Safety
/// As [`set_load`]; they are a pickle's.
#[cfg(any(feature = "text", feature = "classes"))]
#[inline(always)]
unsafe fn set_pickle(options: &LoadOptions, host: &mut Host) {
    // SAFETY: the caller's promise.
    let own = unsafe { &options.of.pickle };
    #[cfg(feature = "text")]
    {
        // SAFETY: the caller's promise.
        let [name, errors] = unsafe { [arg(own.encoding), arg(own.errors)] };
        host.encoding = encoding::named(name);
        host.on_error = encoding::on_error(errors);
    }
    // SAFETY: the caller's promise.
    #[cfg(feature = "classes")]
    host.policy().allow(unsafe { arg(own.allow) });
    // SAFETY: the caller's promise.
    #[cfg(feature = "stub")]
    host.policy().unknown(unsafe { arg(own.unknown) });
}

/// A limit that the caller set; None is no limit.
#[cfg(feature = "limits")]
pub fn limit(value: Obj) -> usize {
    match micropython::int::word(value) {
        _ if value.is_none() => usize::MAX,
        // No size is larger.
        Some(limit) if limit >= 0 => usize::try_from(limit).unwrap_or(usize::MAX),
        _ => raise::raise(ffi::mpickle_c_class::VALUE_ERROR, "limits are positive ints"),
    }
}
