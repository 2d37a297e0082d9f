//! `pack` and `Unpacker`: packets for lines that lose and damage bytes.

#[cfg(feature = "write")]
use core::mem::MaybeUninit;

use micropython::{HeapVec, Obj, buffer, ffi, heap, native_type, str};
use model::Buffer;
#[cfg(feature = "write")]
use model::Encode;
use model::packet::{Damage, Deframer, Found};
#[cfg(feature = "signed")]
use model::packet::{SIGNATURE, SIGNED};

use crate::codec::Codec;
#[cfg(feature = "write")]
use crate::entry::dump::{self, Packing};
use crate::entry::load::{self};
use crate::entry::options::LoadOptions;
#[cfg(feature = "signed")]
use crate::entry::sign::Mac;
use crate::host::memory::Memory;
#[cfg(feature = "compress")]
use crate::stream::expand;
#[cfg(all(feature = "compress", feature = "write"))]
use crate::stream::pipe::Compressor;
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
#[cfg(all(feature = "write", feature = "formats"))]
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
    let mut own = Packing::default();
    // SAFETY: the caller's promise; ours alone.
    unsafe {
        let handle = dump::to_memory(&mut room, options, n_args, args, kw_args, &raw mut own);
        dump::write(handle);
        let (host, encoder, _) = handle.native().writing();
        #[cfg(feature = "compress")]
        let packed = own.compress && compress(host.codec, encoder.output());
        #[cfg(not(feature = "compress"))]
        let packed = false;
        if !packed && let Some(tail) = host.codec.tail() {
            let Ok(()) = encoder.output().push(tail);
        }
        #[cfg(feature = "signed")]
        if let (key, counter) = (arg(own.key), own.counter)
            && !key.is_none()
        {
            let mac = Mac::new(key);
            mac.update(encoder.output().as_slice());
            let Ok(()) = encoder.output().extend(&mac.sign(counter, SIGNED));
        }
        let Ok(()) = model::packet::seal(encoder.output());
        dump::bytes(handle).raw()
    }
}

/// Puts the object compressed in its place, and the byte that says so behind it, if that is shorter. Says whether it has.
#[cfg(all(feature = "compress", feature = "write"))]
#[inline(never)]
fn compress(codec: Codec, data: &mut Memory<u8>) -> bool {
    let mut packed = Compressor::memory(codec, data.as_slice());
    // The byte of the format is behind an object as it is too, unless that is a pickle.
    let is_shorter = packed.len() + usize::from(codec.is_pickle()) < data.0.len();
    if is_shorter {
        packed.push(codec.packed());
        core::mem::swap(&mut data.0, &mut packed);
    }
    packed.release();
    is_shorter
}

/// Places in [`Unpacker::counts`].
const GOOD: usize = 0;
const DAMAGED: usize = 1;
const FOREIGN: usize = 2;
#[cfg(feature = "signed")]
const FORGED: usize = 3;
/// Behind those that [`mpickle_unpacker_reset`] takes back.
const COUNTER: usize = if cfg!(feature = "signed") { 4 } else { 3 };
const COUNTS: usize = if cfg!(feature = "signed") { 5 } else { 3 };

/// An object of the type `mpickle_c_type_unpacker`.
#[repr(C)]
struct Unpacker {
    base: ffi::mp_obj_base_t,
    options: LoadOptions,
    /// The longest packet that is taken, without its checksum.
    max_size: usize,
    deframer: Deframer,
    /// The buffer of the deframer.
    packet: Memory<u8>,
    /// Pickles that arrived: bytes, each taken at its delivery.
    arrived: HeapVec<Obj>,
    delivered: usize,
    /// Packets that arrived as they were sent, those that did not, and those of other formats. With signatures also those
    /// that are not what the sender signed, and the counter of the last that is.
    counts: [usize; COUNTS],
    damage: Option<Damage>,
    /// None takes packets without a signature.
    #[cfg(feature = "signed")]
    key: Obj,
    /// Counters must rise.
    #[cfg(feature = "signed")]
    ordered: bool,
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
/// `options` points to options with live objects; `sign`, with the feature, to the values of `key` and `counter`.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_unpacker_new(
    max_size: usize,
    options: *const LoadOptions,
    sign: *const ffi::mp_arg_val_t,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let options = unsafe { *options };
    #[cfg(not(feature = "signed"))]
    let _ = sign;
    // SAFETY: the caller's promise.
    // EXCEPTION: for what is no key and no counter.
    #[cfg(feature = "signed")]
    let (counter, [key, given]) =
        unsafe { (ffi::mpickle_c_sign(sign), [arg((*sign).u_obj), arg((*sign.add(1)).u_obj)]) };
    #[cfg(feature = "signed")]
    let max_size = max_size.saturating_add(if key.is_none() { 0 } else { SIGNATURE });
    let block = heap::place(Unpacker {
        base: ffi::mp_obj_base_t { type_: &raw const ffi::mpickle_c_type_unpacker },
        options,
        max_size,
        deframer: Deframer::new(max_size),
        packet: Memory::default(),
        arrived: HeapVec::default(),
        delivered: 0,
        #[cfg(feature = "signed")]
        counts: [0, 0, 0, 0, counter as usize],
        #[cfg(not(feature = "signed"))]
        counts: [0; COUNTS],
        damage: None,
        #[cfg(feature = "signed")]
        key,
        #[cfg(feature = "signed")]
        ordered: !given.is_none(),
    });
    // SAFETY: a live object now.
    unsafe { Obj::from_ptr(block) }.raw()
}

#[cfg(feature = "signed")]
impl Unpacker {
    /// Counts a packet that the sender has not signed.
    #[inline(never)]
    fn refuse(&mut self, why: Damage) {
        self.counts[FORGED] += 1;
        self.damage = Some(why);
    }

    /// Whether a packet that came undamaged is one of the sender's.
    fn accept(&mut self, packet: Obj) -> bool {
        let counter = buffer::bytes(packet).and_then(<[u8]>::split_last_chunk).and_then(|(data, tail)| {
            let mac = Mac::new(self.key);
            mac.update(data);
            mac.check(SIGNED, tail)
        });
        let why = match counter {
            None => Damage::Signature,
            Some(counter) if self.ordered && counter as usize <= self.counts[COUNTER] => Damage::Replay,
            Some(counter) => {
                self.counts[COUNTER] = counter as usize;
                return true;
            }
        };
        self.counts[GOOD] -= 1;
        self.refuse(why);
        false
    }
}

/// Drops a packet that is of another format, or that is not signed although it must be. Says whether it has.
#[inline(always)]
fn drop_foreign(this: &mut Unpacker) -> bool {
    let packet = this.packet.as_slice();
    let codec = Codec::of(this.options.codec);
    let is_own = |mark: Option<&u8>| {
        #[cfg(feature = "compress")]
        if mark == Some(&codec.packed()) {
            return true;
        }
        mark == Some(&codec.mark())
    };
    #[cfg(feature = "signed")]
    {
        let signed = packet.last() == Some(&SIGNED);
        let last = packet.len().wrapping_sub(if signed { 1 + SIGNATURE } else { 1 });
        let (own, must) = (is_own(packet.get(last)), !this.key.is_none());
        if own && signed == must {
            return false;
        }
        if own && must {
            this.packet.truncate(0);
            this.refuse(Damage::Unsigned);
            return true;
        }
    }
    #[cfg(not(feature = "signed"))]
    if is_own(packet.last()) {
        return false;
    }
    this.packet.truncate(0);
    this.counts[FOREIGN] += 1;
    true
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
    take(this, input);
    Obj::none().raw()
}

/// Takes bytes of the line.
#[cfg_attr(feature = "log", inline(never))]
fn take(this: &mut Unpacker, input: &[u8]) {
    for byte in input {
        let Ok(found) = this.deframer.take(*byte, &mut this.packet);
        match found {
            Found::Nothing => {}
            Found::Packet if drop_foreign(this) => {}
            Found::Packet => {
                // If there is no memory for it, the next one begins all the same.
                let mut packet = core::mem::take(&mut this.packet.0);
                let pickle = str::adopt(native_type!(mp_type_bytes), &mut packet);
                this.arrived.push(pickle);
                this.counts[GOOD] += 1;
            }
            Found::Damaged(damage) => {
                this.counts[DAMAGED] += 1;
                this.damage = Some(damage);
            }
        }
    }
}

/// Bytes of a log that are read at a time.
#[cfg(feature = "log")]
const PIECE: usize = 256;

/// Takes the next bytes of an open file. False if there are no more, which ends a packet.
///
/// # Safety
/// `this` is an Unpacker, `file` a live object.
#[cfg(feature = "log")]
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_unpacker_read(this: ffi::mp_obj_t, file: ffi::mp_obj_t) -> bool {
    let mut piece = HeapVec::<u8>::default();
    piece.extend_with(PIECE, 0);
    // SAFETY: the caller's promise.
    let count = crate::stream::source::Source::new(unsafe { arg(file) }).read(piece.as_mut_slice());
    // SAFETY: the caller's promise; the file, which may have come here too, is done.
    let this = unsafe { unpacker(this) };
    take(this, if count == 0 { &[0] } else { &piece.as_slice()[..count] });
    piece.release();
    count > 0
}

/// Takes the next pickle that has arrived.
#[inline(always)]
fn arrived(this: &mut Unpacker) -> Option<Obj> {
    let place = this.arrived.as_mut_slice().get_mut(this.delivered)?;
    let pickle = core::mem::replace(place, Obj::none());
    this.delivered += 1;
    if this.delivered == this.arrived.len() {
        this.arrived.truncate(0);
        this.delivered = 0;
    }
    Some(pickle)
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
    #[cfg(not(feature = "signed"))]
    let next = arrived(this);
    #[cfg(feature = "signed")]
    let next = loop {
        match arrived(this) {
            Some(packet) if !this.key.is_none() && !this.accept(packet) => {}
            next => break next,
        }
    };
    let Some(pickle) = next else {
        return core::ptr::null_mut::<core::ffi::c_void>() as ffi::mp_obj_t;
    };
    #[cfg(feature = "compress")]
    {
        #[cfg(feature = "signed")]
        let signature = if this.key.is_none() { 0 } else { SIGNATURE };
        #[cfg(not(feature = "signed"))]
        let signature = 0;
        let packet = buffer::bytes(pickle).unwrap_or_default();
        let end = packet.len().wrapping_sub(1 + signature);
        if packet.get(end) == Some(&Codec::of(this.options.codec).packed()) {
            // SAFETY: as below.
            return unsafe {
                expand::packed(pickle, end, this.max_size - signature, &raw const this.options)
            }
            .raw();
        }
    }
    // SAFETY: live objects; the struct outlives the call, and its options stay.
    unsafe { load::from_memory(pickle, &mut 0, &raw const this.options) }.raw()
}

/// `Unpacker.reset()`: as if it were new, but for the last counter, so that what came before stays refused.
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
    for which in 0..COUNTER {
        this.counts[which] = 0;
    }
    this.damage = None;
    Obj::none().raw()
}

/// `Unpacker.good`, `Unpacker.damaged` and `Unpacker.foreign`, which have the numbers 0, 1 and 2, and with signatures
/// `forged` and `counter`.
///
/// # Safety
/// `this` is an Unpacker.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_unpacker_count(this: ffi::mp_obj_t, which: usize) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let this = unsafe { unpacker(this) };
    // SAFETY: any value.
    // EXCEPTION: MemoryError, if it is no small int.
    unsafe { ffi::mp_obj_new_int_from_uint(this.counts.get(which).copied().unwrap_or_default() as _) }
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
