//! The native part of Pickler and Unpickler instances, and of each dump and load without one: what
//! a call needs to remember is on the heap, because C stacks are small.
//!
//! Code that a call runs may come back to the instance. It never gets at the [`Native`] that works:
//! `busy` keeps calls apart, and the [`Desk`] holds the parts that code may ask for meanwhile.

use core::mem::MaybeUninit;
use core::ops::{Deref, DerefMut};

#[cfg(feature = "into")]
use micropython::HeapVec;
use micropython::{Obj, ffi, heap};
#[cfg(feature = "into")]
use model::Decode;
#[cfg(feature = "write")]
use model::Destination;
#[cfg(all(feature = "into", feature = "write"))]
use model::Encode;
#[cfg(all(feature = "into", feature = "write", feature = "pickle"))]
use pickle::MemoSlot;

#[cfg(feature = "write")]
use crate::codec::AnyEncoder;
#[cfg(feature = "into")]
use crate::codec::AnyLevel;
#[cfg(all(feature = "into", feature = "write"))]
use crate::codec::AnyTask;
use crate::codec::{AnyDecoder, Codec};
#[cfg(feature = "write")]
use crate::entry::options::DumpOptions;
use crate::entry::options::{self, LoadOptions};
use crate::host::Host;
#[cfg(feature = "classes")]
use crate::host::desk::Desk;
#[cfg(feature = "into")]
use crate::host::memory::Memory;
use crate::stream::source::Source;
#[cfg(feature = "write")]
use crate::stream::source::Target;
use crate::{arg, raise};

/// A decoder or an encoder that was made where it is, by the one function that makes them.
pub struct Made<T>(MaybeUninit<T>);

impl<T> Deref for Made<T> {
    type Target = T;

    #[inline(always)]
    fn deref(&self) -> &T {
        // SAFETY: put_writer and put_reader, which alone make one, have filled it.
        unsafe { self.0.assume_init_ref() }
    }
}

impl<T> DerefMut for Made<T> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as above.
        unsafe { self.0.assume_init_mut() }
    }
}

/// Whether a state dumps or loads.
pub enum Role {
    /// Writes to a file.
    #[cfg(feature = "write")]
    Writer(Made<AnyEncoder>, Target),
    /// Reads from a file.
    Reader(Made<AnyDecoder>, Source),
}

/// The state of a dump or load. Nobody else uses it as long as the call goes on.
#[repr(C)]
pub struct Native {
    /// Options and hooks.
    pub host: Host,
    /// Encoder or decoder.
    pub role: Role,
}

/// An object of the type `mpickle_c_type_state`: a [`Native`], and the part that others may see meanwhile.
#[repr(C)]
pub struct Block {
    #[cfg(feature = "classes")]
    base: ffi::mp_obj_base_t,
    #[cfg(feature = "classes")]
    busy: bool,
    #[cfg(feature = "classes")]
    desk: Desk,
    native: Native,
}

/// A pointer to a [`Block`].
#[derive(Clone, Copy)]
pub struct Handle(*mut Block);

/// The error for a state that does not load.
pub const NO_UNPICKLER: &str = "not an Unpickler";

/// The state of one dump or load is on the heap if C stacks are small. A large heap is searched
/// for longer than that takes.
pub const ON_STACK: bool = size_of::<usize>() >= 8;

/// Objects of the memo, of which one place stays vacant, and tasks that a dump has room for before
/// it takes more memory; objects and levels of nesting that a load has. Each block costs the allocator a search.
#[cfg(all(feature = "into", feature = "write", feature = "pickle"))]
const SLOTS: usize = if ON_STACK { 64 } else { 16 };
#[cfg(all(feature = "into", feature = "write"))]
const TASKS: usize = if ON_STACK { 32 } else { 8 };
#[cfg(feature = "into")]
const STACK: usize = 16;
#[cfg(feature = "into")]
const LEVELS: usize = 8;

/// The block of a dump that is no Pickler's.
#[cfg(feature = "write")]
#[repr(C)]
pub struct Dump {
    block: Block,
    #[cfg(all(feature = "into", feature = "pickle"))]
    slots: [MaybeUninit<MemoSlot<Obj>>; SLOTS],
    #[cfg(feature = "into")]
    tasks: [MaybeUninit<AnyTask>; TASKS],
}

/// The block of a load that is no Unpickler's.
#[repr(C)]
pub struct Load {
    block: Block,
    #[cfg(feature = "into")]
    stack: [MaybeUninit<Obj>; STACK],
    #[cfg(feature = "into")]
    levels: [MaybeUninit<AnyLevel>; LEVELS],
}

// An exception jumps over whatever holds them.
#[cfg(feature = "write")]
const _: () = assert!(!core::mem::needs_drop::<Dump>());
const _: () = assert!(!core::mem::needs_drop::<Load>());

impl Handle {
    /// Makes all but the role.
    ///
    /// # Safety
    /// `block` points to room for it, which nobody else uses meanwhile.
    #[inline(always)]
    unsafe fn create(block: *mut Block, codec: Codec, reads: bool) -> Self {
        // SAFETY: the caller's promise; all fields but the role are written.
        unsafe {
            #[cfg(feature = "classes")]
            {
                let base = ffi::mp_obj_base_t { type_: &raw const ffi::mpickle_c_type_state };
                (&raw mut (*block).base).write(base);
                (&raw mut (*block).busy).write(false);
                (&raw mut (*block).desk).write(Desk::new(reads));
            }
            let host = Host::init(&mut *(&raw mut (*block).native.host).cast(), codec);
            #[cfg(feature = "classes")]
            (host.desk = &raw const (*block).desk);
            let _ = (host, reads);
            Self(block)
        }
    }

    /// Makes the state that writes pickles to `target`, in a block of its own; only one if `once`. Raises ValueError.
    #[cfg(feature = "write")]
    pub fn writer(options: &DumpOptions, destination: Destination, target: Target, once: bool) -> Self {
        let room = if once { size_of::<Dump>() } else { size_of::<Block>() };
        // SAFETY: a new block, which the caller keeps.
        unsafe { Self::writer_at(heap::block(room).cast(), options, destination, target, once) }
    }

    /// Makes the state that writes pickles to `target`; only one, in a [`Dump`], if `once`. Raises ValueError.
    ///
    /// # Safety
    /// As [`Handle::create`].
    // Two calls, one after the other: what each takes of the C stack is off it for the other.
    #[cfg(feature = "write")]
    #[inline(always)]
    pub unsafe fn writer_at(
        block: *mut Block,
        options: &DumpOptions,
        destination: Destination,
        target: Target,
        once: bool,
    ) -> Self {
        // SAFETY: the caller's promise.
        unsafe {
            put_writer(&raw mut (*block).native.role, options, destination, target);
            Self::with_writer(block, options, once)
        }
    }

    /// All of a state that writes but its role, which is there.
    ///
    /// # Safety
    /// As [`Handle::create`].
    #[cfg(feature = "write")]
    #[cfg_attr(not(feature = "into"), allow(unused_variables))]
    #[inline(never)]
    unsafe fn with_writer(block: *mut Block, options: &DumpOptions, once: bool) -> Self {
        // SAFETY: the caller's promise.
        let handle = unsafe { Self::create(block, Codec::of(options.codec), false) };
        // SAFETY: as above.
        let native = unsafe { handle.native() };
        // SAFETY: C keeps its objects alive.
        unsafe { options::set_dump(options, &mut native.host) };
        #[cfg(feature = "into")]
        if once {
            let dump: *mut Dump = block.cast();
            let (_, encoder, _) = native.writing();
            // SAFETY: the block has room for it, and lives as long as the encoder.
            unsafe {
                let tasks = Memory(HeapVec::over((&raw mut (*dump).tasks).cast(), TASKS));
                encoder.lend(Memory::default(), tasks, Memory::default());
                #[cfg(feature = "pickle")]
                {
                    let mut memo = Memory(HeapVec::over((&raw mut (*dump).slots).cast(), SLOTS));
                    memo.0.extend_with(SLOTS, None);
                    encoder.lend_memo(memo);
                }
            }
        }
        handle
    }

    /// Makes the state that reads pickles from `source`, in a block of its own. Raises whatever is wrong with the
    /// options.
    ///
    /// # Safety
    /// `options` points to options with live objects.
    pub unsafe fn reader(options: *const LoadOptions, source: Source) -> Self {
        // SAFETY: a new block, which the caller keeps; the caller's promise.
        unsafe { Self::reader_at(heap::block(size_of::<Block>()).cast(), options, source, false) }
    }

    /// Makes the state that reads pickles from `source`; only one, in a [`Load`], if `once`.
    ///
    /// # Safety
    /// As [`Handle::create`] and [`Handle::reader`].
    // As `writer_at`.
    #[inline(always)]
    pub unsafe fn reader_at(
        block: *mut Block,
        options: *const LoadOptions,
        source: Source,
        once: bool,
    ) -> Self {
        // SAFETY: the caller's promise.
        unsafe {
            put_reader(&raw mut (*block).native.role, &*options, source);
            Self::with_reader(block, &*options, once)
        }
    }

    /// All of a state that reads but its role, which is there.
    ///
    /// # Safety
    /// As [`Handle::create`] and [`Handle::reader`].
    #[cfg_attr(not(feature = "into"), allow(unused_variables))]
    #[inline(never)]
    unsafe fn with_reader(block: *mut Block, options: &LoadOptions, once: bool) -> Self {
        // SAFETY: the caller's promise.
        let handle = unsafe { Self::create(block, Codec::of(options.codec), true) };
        #[cfg(feature = "into")]
        let load: *mut Load = block.cast();
        // SAFETY: as above.
        let (host, decoder, _) = unsafe { handle.native() }.reading();
        // SAFETY: the caller's promise.
        unsafe { options::set_load(options, host, decoder) };
        #[cfg(feature = "into")]
        if once {
            // SAFETY: the block has room for it, and lives as long as the decoder.
            unsafe {
                decoder.lend(
                    Memory(HeapVec::over((&raw mut (*load).stack).cast(), STACK)),
                    Memory(HeapVec::over((&raw mut (*load).levels).cast(), LEVELS)),
                );
            }
        }
        handle
    }

    /// That of an object that C has checked.
    ///
    /// # Safety
    /// `raw` is a live object of this type.
    pub unsafe fn of(raw: ffi::mp_obj_t) -> Self {
        // SAFETY: the caller's promise.
        Self(unsafe { arg(raw) }.ptr())
    }

    /// The object.
    pub fn raw(self) -> ffi::mp_obj_t {
        // SAFETY: the struct of an object.
        unsafe { Obj::from_ptr(self.0) }.raw()
    }

    /// The state, for a call that goes on.
    ///
    /// # Safety
    /// The block is in use, and no other reference to this part of it is.
    #[inline(always)]
    pub unsafe fn native<'a>(self) -> &'a mut Native {
        // SAFETY: the caller's promise.
        unsafe { &mut (*self.0).native }
    }

    /// The part that others may see meanwhile.
    ///
    /// # Safety
    /// The block is in use.
    #[cfg(feature = "classes")]
    pub unsafe fn desk<'a>(self) -> &'a Desk {
        // SAFETY: the caller's promise; nobody has a unique reference to it.
        unsafe { &(*self.0).desk }
    }

    /// A pointer to the flag that a call goes on.
    ///
    /// # Safety
    /// The block is in use.
    #[cfg(feature = "classes")]
    pub unsafe fn busy(self) -> *mut bool {
        // SAFETY: the caller's promise.
        unsafe { &raw mut (*self.0).busy }
    }

    /// Gives the block back.
    ///
    /// # Safety
    /// Nobody uses it or its content any more.
    pub unsafe fn free(self) {
        // SAFETY: the caller's promise.
        unsafe { heap::free(self.0) }
    }
}

/// Makes the role that writes to `target`.
///
/// # Safety
/// `place` is room for it.
#[cfg(feature = "write")]
#[inline(never)]
unsafe fn put_writer(place: *mut Role, options: &DumpOptions, destination: Destination, target: Target) {
    // SAFETY: the caller's promise.
    unsafe {
        place.write(Role::Writer(Made(MaybeUninit::uninit()), target));
        if let Role::Writer(encoder, _) = &mut *place {
            AnyEncoder::put(encoder.0.as_mut_ptr(), options, destination);
        }
    }
}

/// Makes the role that reads from `source`.
///
/// # Safety
/// `place` is room for it.
#[inline(never)]
unsafe fn put_reader(place: *mut Role, options: &LoadOptions, source: Source) {
    // SAFETY: the caller's promise.
    unsafe {
        place.write(Role::Reader(Made(MaybeUninit::uninit()), source));
        match &mut *place {
            Role::Reader(decoder, _) => AnyDecoder::put(decoder.0.as_mut_ptr(), options),
            #[cfg(feature = "write")]
            Role::Writer(..) => {}
        }
    }
}

impl Native {
    /// Encoder and target; raises TypeError if the state does not write.
    #[cfg(feature = "write")]
    pub fn writing(&mut self) -> (&mut Host, &mut AnyEncoder, &mut Target) {
        self.writing_inline()
    }

    /// [`Native::writing`], larger, and its results are in registers: less C stack under all that writes.
    #[cfg(feature = "write")]
    #[inline(always)]
    pub fn writing_inline(&mut self) -> (&mut Host, &mut AnyEncoder, &mut Target) {
        match &mut self.role {
            Role::Writer(encoder, target) => (&mut self.host, &mut **encoder, target),
            Role::Reader(..) => wrong_role("not a Pickler"),
        }
    }

    /// Decoder and source; raises TypeError if the state does not read.
    pub fn reading(&mut self) -> (&mut Host, &mut AnyDecoder, &Source) {
        match &mut self.role {
            Role::Reader(decoder, source) => (&mut self.host, &mut **decoder, source),
            #[cfg(feature = "write")]
            Role::Writer(..) => wrong_role(NO_UNPICKLER),
        }
    }
}

/// Raises TypeError.
#[cfg(feature = "write")]
#[cold]
#[inline(never)]
fn wrong_role(text: &str) -> ! {
    raise::raise(ffi::mpickle_c_class::TYPE_ERROR, text)
}
