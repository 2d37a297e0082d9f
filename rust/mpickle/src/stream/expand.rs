//! Reading what is compressed: as `load` reads a file, which here is what a DeflateIO expands.

use core::mem::MaybeUninit;

use micropython::{Obj, ffi};

use crate::arg;
use crate::codec::Codec;
use crate::entry::load::{loaded, of_source};
use crate::entry::native::{Handle, Load};
use crate::entry::options::LoadOptions;
use crate::stream::source::Source;

/// Reads an object that is compressed in the memory of `data`, up to `end`: one of `most` bytes at most.
///
/// # Safety
/// `options` points to options with live objects.
pub unsafe fn packed(data: Obj, end: usize, most: usize, options: *const LoadOptions) -> Obj {
    let mut load = MaybeUninit::uninit();
    // SAFETY: the caller's promise; ours alone.
    unsafe { loaded(of_packed(&mut load, data, end, most, options)) }
}

/// Makes the state that reads it. Apart, so that what it takes is off the C stack when the codec works.
///
/// # Safety
/// As [`of_source`].
#[inline(never)]
unsafe fn of_packed(
    load: &mut MaybeUninit<Load>,
    data: Obj,
    end: usize,
    most: usize,
    options: *const LoadOptions,
) -> Handle {
    // SAFETY: the caller's promise.
    unsafe { of_source(load, Source::packed(Codec::of((*options).codec), data, end, most), options) }
}

/// Reads an object that is compressed in an open file.
///
/// # Safety
/// `file` is a live object, `options` points to options with live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_load_packed(
    file: ffi::mp_obj_t,
    options: *const LoadOptions,
) -> ffi::mp_obj_t {
    let mut load = MaybeUninit::uninit();
    // SAFETY: the caller's promise; ours alone.
    unsafe { loaded(of_packed_file(&mut load, arg(file), options)).raw() }
}

/// Makes the state that reads it.
///
/// # Safety
/// As [`of_source`].
#[inline(never)]
unsafe fn of_packed_file(load: &mut MaybeUninit<Load>, file: Obj, options: *const LoadOptions) -> Handle {
    // SAFETY: the caller's promise.
    unsafe { of_source(load, Source::packed_file(Codec::of((*options).codec), file), options) }
}
