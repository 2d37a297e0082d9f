//! The native part of Pickler and Unpickler instances, and of each dump and load without one: what
//! a call needs to remember is on the heap, because C stacks are small.

#[cfg(feature = "into")]
use core::mem::MaybeUninit;

#[cfg(feature = "into")]
use micropython::HeapVec;
use micropython::{Obj, ffi, heap};
use pickle::Decoder;
#[cfg(feature = "write")]
use pickle::{Destination, Encoder};
#[cfg(all(feature = "into", feature = "write"))]
use pickle::{MemoSlot, PendingTask};

#[cfg(feature = "write")]
use crate::dump::DumpOptions;
use crate::host::Host;
use crate::load::LoadOptions;
#[cfg(feature = "into")]
use crate::memory::Memory;
use crate::source::Source;
#[cfg(feature = "write")]
use crate::source::Target;
use crate::{arg, raise};

/// What an instance does.
pub enum Role {
    /// Writes to a file.
    #[cfg(feature = "write")]
    Pickler(Encoder<Host>, Target),
    /// Reads from a file.
    Unpickler(Decoder<Host>, Source),
}

/// An object of the type `mpickle_c_type_state`.
#[repr(C)]
pub struct Native {
    #[cfg(feature = "classes")]
    base: ffi::mp_obj_base_t,
    /// A dump or load is going on.
    #[cfg(feature = "classes")]
    pub busy: bool,
    /// Options and hooks.
    pub host: Host,
    /// Encoder or decoder.
    pub role: Role,
}

/// What one dump or load remembers is on the heap where C stacks are small. A large heap is searched
/// for longer than that takes.
pub const ON_STACK: bool = size_of::<usize>() >= 8;

/// Objects of the memo, of which one place stays vacant, and tasks that a dump has room for before
/// it takes more memory; objects and MARKs that a load has. Each block costs the allocator a search.
#[cfg(all(feature = "into", feature = "write"))]
const SLOTS: usize = if ON_STACK { 64 } else { 16 };
#[cfg(all(feature = "into", feature = "write"))]
const TASKS: usize = if ON_STACK { 32 } else { 8 };
#[cfg(feature = "into")]
const STACK: usize = 16;
#[cfg(feature = "into")]
const MARKS: usize = 8;

/// The block of a dump that is no Pickler's.
#[cfg(feature = "write")]
#[repr(C)]
pub struct Dump {
    native: Native,
    #[cfg(feature = "into")]
    slots: [MaybeUninit<MemoSlot<Obj>>; SLOTS],
    #[cfg(feature = "into")]
    tasks: [MaybeUninit<PendingTask<Obj>>; TASKS],
}

/// The block of a load that is no Unpickler's.
#[repr(C)]
pub struct Load {
    native: Native,
    #[cfg(feature = "into")]
    stack: [MaybeUninit<Obj>; STACK],
    #[cfg(feature = "into")]
    marks: [MaybeUninit<u32>; MARKS],
}

impl Native {
    /// # Safety
    /// At `block` is room for it, which nobody else uses as long as it is in use.
    #[inline(always)]
    unsafe fn create<'a>(block: *mut Self, role: Role) -> &'a mut Self {
        // SAFETY: the caller's promise; all fields are written.
        unsafe {
            #[cfg(feature = "classes")]
            {
                let base = ffi::mp_obj_base_t { type_: &raw const ffi::mpickle_c_type_state };
                (&raw mut (*block).base).write(base);
                (&raw mut (*block).busy).write(false);
            }
            Host::init(&mut *(&raw mut (*block).host).cast());
            (&raw mut (*block).role).write(role);
            &mut *block
        }
    }

    /// What writes pickles to `target`, in a block of its own; only one if `once`. Raises ValueError.
    #[cfg(feature = "write")]
    pub fn writer<'a>(
        options: &DumpOptions,
        destination: Destination,
        target: Target,
        once: bool,
    ) -> &'a mut Self {
        let room = if once { size_of::<Dump>() } else { size_of::<Self>() };
        // SAFETY: a new block, which whoever calls this keeps.
        unsafe { Self::writer_at(heap::block(room).cast(), options, destination, target, once) }
    }

    /// What writes pickles to `target`; only one, in a [`Dump`], if `once`. Raises ValueError.
    ///
    /// # Safety
    /// As [`Native::create`].
    #[cfg(feature = "write")]
    #[cfg_attr(not(feature = "into"), allow(unused_variables))]
    #[inline(never)]
    pub unsafe fn writer_at<'a>(
        block: *mut Self,
        options: &DumpOptions,
        destination: Destination,
        target: Target,
        once: bool,
    ) -> &'a mut Self {
        // SAFETY: the caller's promise.
        let native = unsafe { Self::create(block, Role::Pickler(options.encoder(destination), target)) };
        options.set(&mut native.host);
        #[cfg(feature = "into")]
        if once {
            let dump: *mut Dump = (&raw mut *native).cast();
            let (_, encoder, _) = native.writing();
            // SAFETY: the block has room for it, and lives as long as the encoder.
            unsafe {
                let mut memo = Memory(HeapVec::over((&raw mut (*dump).slots).cast(), SLOTS));
                memo.0.extend_with(SLOTS, None);
                let tasks = Memory(HeapVec::over((&raw mut (*dump).tasks).cast(), TASKS));
                encoder.lend(Memory::default(), memo, tasks, Memory::default());
            }
        }
        native
    }

    /// What reads pickles from `source`, in a block of its own. Raises whatever is wrong with the
    /// options.
    ///
    /// # Safety
    /// `options` points to options with live objects.
    pub unsafe fn reader<'a>(options: *const LoadOptions, source: Source) -> &'a mut Self {
        // SAFETY: a new block, which whoever calls this keeps; the caller's promise.
        unsafe { Self::reader_at(heap::block(size_of::<Self>()).cast(), options, source, false) }
    }

    /// What reads pickles from `source`; only one, in a [`Load`], if `once`.
    ///
    /// # Safety
    /// As [`Native::create`] and [`Native::reader`].
    #[cfg_attr(not(feature = "into"), allow(unused_variables))]
    #[inline(never)]
    pub unsafe fn reader_at<'a>(
        block: *mut Self,
        options: *const LoadOptions,
        source: Source,
        once: bool,
    ) -> &'a mut Self {
        // SAFETY: the caller's promise.
        let options = unsafe { &*options };
        // SAFETY: the caller's promise.
        let native =
            unsafe { Self::create(block, Role::Unpickler(Decoder::new(options.fix_imports), source)) };
        #[cfg(feature = "into")]
        let load: *mut Load = block.cast();
        let (host, decoder, _) = native.reading();
        // SAFETY: the caller's promise.
        unsafe { options.set(host, decoder) };
        #[cfg(feature = "into")]
        if once {
            // SAFETY: the block has room for it, and lives as long as the decoder.
            unsafe {
                decoder.lend(
                    Memory(HeapVec::over((&raw mut (*load).stack).cast(), STACK)),
                    Memory(HeapVec::over((&raw mut (*load).marks).cast(), MARKS)),
                );
            }
        }
        native
    }

    /// The parts of what writes; raises TypeError if it does not.
    #[cfg(feature = "write")]
    pub fn writing(&mut self) -> (&mut Host, &mut Encoder<Host>, &mut Target) {
        match &mut self.role {
            Role::Pickler(encoder, target) => (&mut self.host, encoder, target),
            Role::Unpickler(..) => raise::raise(ffi::mpickle_c_class::TYPE_ERROR, "not a Pickler"),
        }
    }

    /// The parts of what reads; raises TypeError if it does not.
    pub fn reading(&mut self) -> (&mut Host, &mut Decoder<Host>, &Source) {
        match &mut self.role {
            Role::Unpickler(decoder, source) => (&mut self.host, decoder, source),
            #[cfg(feature = "write")]
            Role::Pickler(..) => raise::raise(ffi::mpickle_c_class::TYPE_ERROR, "not an Unpickler"),
        }
    }

    /// The object.
    pub fn obj(&mut self) -> Obj {
        // SAFETY: the struct of an object.
        unsafe { Obj::from_ptr(self) }
    }

    /// Gives its block back.
    ///
    /// # Safety
    /// Nobody uses it any more, nor what it holds.
    pub unsafe fn free(&mut self) {
        // SAFETY: the caller's promise.
        unsafe { heap::free(self) }
    }

    /// The struct of an object that C has checked.
    ///
    /// # Safety
    /// `raw` is a live object of this type, and no other reference to the struct is in use.
    pub unsafe fn of<'a>(raw: ffi::mp_obj_t) -> &'a mut Self {
        // SAFETY: the caller's promise.
        unsafe { &mut *arg(raw).ptr::<Self>() }
    }
}
