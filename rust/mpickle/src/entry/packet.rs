//! `pack` and `Unpacker`: packets for lines that lose and damage bytes.

#[cfg(feature = "write")]
use core::mem::MaybeUninit;

use micropython::{HeapVec, Obj, buffer, ffi, heap, int, native_type, str};
#[cfg(feature = "write")]
use model::Encode;
use model::packet::{Damage, Deframer, Found};

#[cfg(feature = "write")]
use crate::entry::dump;
use crate::entry::load::{self};
use crate::entry::options::LoadOptions;
use crate::host::memory::Memory;
use crate::{arg, raise};

/// `pack(obj, …)` of pickles, as MicroPython calls it.
///
/// # Safety
/// The arguments of a call, as MicroPython passes them.
#[cfg(all(feature = "write", feature = "pickle"))]
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_pack(
    n_args: usize,
    args: *const ffi::mp_obj_t,
    kw_args: *mut ffi::mp_map_t,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    unsafe { pack(&raw const ffi::mpickle_c_pickle_dump, n_args, args, kw_args) }
}

/// `pack(obj, …)` of the format that these are the options of.
///
/// # Safety
/// As [`pack`].
#[cfg(all(feature = "write", feature = "tree"))]
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_pack_with(
    n_args: usize,
    args: *const ffi::mp_obj_t,
    kw_args: *mut ffi::mp_map_t,
    options: *const ffi::mpickle_c_options_t,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    unsafe { pack(options, n_args, args, kw_args) }
}

/// `pack(obj, …)` of a format.
///
/// # Safety
/// `options` are those of a format; the others are the arguments that MicroPython calls a function with.
#[cfg(feature = "write")]
#[inline(always)]
unsafe fn pack(
    options: *const ffi::mpickle_c_options_t,
    n_args: usize,
    args: *const ffi::mp_obj_t,
    kw_args: *mut ffi::mp_map_t,
) -> ffi::mp_obj_t {
    let mut room = MaybeUninit::uninit();
    // SAFETY: the caller's promise; ours alone.
    unsafe {
        let handle = dump::to_memory(&mut room, options, n_args, args, kw_args);
        dump::write(handle);
        let Ok(()) = model::packet::seal(handle.native().writing().1.output());
        dump::bytes(handle).raw()
    }
}

/// An object of the type `mpickle_c_type_unpacker`.
#[repr(C)]
struct Unpacker {
    base: ffi::mp_obj_base_t,
    options: LoadOptions,
    max_size: usize,
    deframer: Deframer,
    /// The buffer of the deframer.
    packet: Memory<u8>,
    /// Pickles that arrived: bytes, each taken at its delivery.
    arrived: HeapVec<Obj>,
    delivered: usize,
    good: usize,
    damaged: usize,
    damage: Option<Damage>,
}

/// The struct of an object that C has checked.
///
/// # Safety
/// `raw` is a live Unpacker, and no other reference to the struct is in use.
unsafe fn unpacker<'a>(raw: ffi::mp_obj_t) -> &'a mut Unpacker {
    // SAFETY: the caller's promise.
    unsafe { &mut *arg(raw).ptr() }
}

/// `Unpacker(max_size, …)`
///
/// # Safety
/// `options` points to options with live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_unpacker_new(
    max_size: usize,
    options: *const LoadOptions,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let options = unsafe { *options };
    let block = heap::place(Unpacker {
        base: ffi::mp_obj_base_t { type_: &raw const ffi::mpickle_c_type_unpacker },
        options,
        max_size,
        deframer: Deframer::new(max_size),
        packet: Memory::default(),
        arrived: HeapVec::default(),
        delivered: 0,
        good: 0,
        damaged: 0,
        damage: None,
    });
    // SAFETY: a live object now.
    unsafe { Obj::from_ptr(block) }.raw()
}

/// `Unpacker.feed(chunk)`. Nothing of it runs Python code, so the chunk stays as it is.
///
/// # Safety
/// `this` is an Unpacker, `chunk` a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_unpacker_feed(
    this: ffi::mp_obj_t,
    chunk: ffi::mp_obj_t,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let (this, chunk) = unsafe { (unpacker(this), arg(chunk)) };
    let input = match buffer::bytes(chunk) {
        Some(bytes) if str::text(chunk).is_none() => bytes,
        // A UART returns this when there is nothing to read.
        None if chunk.is_none() => &[],
        _ => raise::not_bytes(chunk),
    };
    for byte in input {
        let Ok(found) = this.deframer.take(*byte, &mut this.packet);
        match found {
            Found::Nothing => {}
            Found::Packet => {
                // If there is no memory for it, the next one begins all the same.
                let mut packet = core::mem::take(&mut this.packet.0);
                let pickle = str::adopt(native_type!(mp_type_bytes), &mut packet);
                this.arrived.push(pickle);
                this.good += 1;
            }
            Found::Damaged(damage) => {
                this.damaged += 1;
                this.damage = Some(damage);
            }
        }
    }
    Obj::none().raw()
}

/// The next object, or null. Whatever its pickle raises, the packet is taken.
///
/// # Safety
/// `this` is an Unpacker.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_unpacker_next(this: ffi::mp_obj_t) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise; the pickle's own code may come here again, and finds a
    // struct that is in order.
    let this = unsafe { unpacker(this) };
    let Some(place) = this.arrived.as_mut_slice().get_mut(this.delivered) else {
        return core::ptr::null_mut::<core::ffi::c_void>() as ffi::mp_obj_t;
    };
    let pickle = core::mem::replace(place, Obj::none());
    this.delivered += 1;
    if this.delivered == this.arrived.len() {
        this.arrived.truncate(0);
        this.delivered = 0;
    }
    // SAFETY: live objects; the struct outlives the call, and its options stay.
    unsafe { load::from_memory(pickle, &mut 0, &raw const this.options) }.raw()
}

/// `Unpacker.reset()`: as if it were new.
///
/// # Safety
/// `this` is an Unpacker.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_unpacker_reset(this: ffi::mp_obj_t) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let this = unsafe { unpacker(this) };
    this.deframer = Deframer::new(this.max_size);
    this.packet.0.release();
    this.arrived.release();
    this.delivered = 0;
    this.good = 0;
    this.damaged = 0;
    this.damage = None;
    Obj::none().raw()
}

/// `Unpacker.good` and `Unpacker.damaged`.
///
/// # Safety
/// `this` is an Unpacker.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_unpacker_count(this: ffi::mp_obj_t, damaged: bool) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let this = unsafe { unpacker(this) };
    int::new((if damaged { this.damaged } else { this.good }) as ffi::mp_int_t).raw()
}

/// `Unpacker.damage`: the damage of the last packet that was dropped, or None.
///
/// # Safety
/// `this` is an Unpacker.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_unpacker_damage(this: ffi::mp_obj_t) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    match unsafe { unpacker(this) }.damage {
        Some(damage) => str::new_str(damage.text().as_bytes()).raw(),
        None => Obj::none().raw(),
    }
}
