//! The native part of Pickler and Unpickler instances, and of each dump and load without one: what
//! a call needs to remember is on the heap, because C stacks are small.

#[cfg(feature = "into")]
use core::mem::MaybeUninit;

use micropython::{HeapVec, Obj, call, dict, ffi, heap, int, list, native_type};
use pickle::{Buffer, Decoder};
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
use crate::registry::slots;
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
    base: ffi::mp_obj_base_t,
    /// A dump or load is going on.
    busy: bool,
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
        let base = ffi::mp_obj_base_t { type_: &raw const ffi::mpickle_c_type_state };
        // SAFETY: the caller's promise; all fields are written.
        unsafe {
            (&raw mut (*block).base).write(base);
            (&raw mut (*block).busy).write(false);
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

/// Whether this is the native part of a Pickler or Unpickler.
///
/// # Safety
/// `obj` is a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_is_state(obj: ffi::mp_obj_t) -> bool {
    // SAFETY: the caller's promise.
    unsafe { arg(obj) }.is(native_type!(mpickle_c_type_state))
}

/// Begins a call that runs foreign code; raises RuntimeError inside of another.
///
/// # Safety
/// `state` is the native part of a Pickler or Unpickler.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_enter(state: ffi::mp_obj_t) {
    // SAFETY: the caller's promise. Another thread may come at the same time.
    if unsafe { !slots::swap(&raw mut (*arg(state).ptr::<Native>()).busy, false, true) } {
        raise::raise(ffi::mpickle_c_class::RUNTIME_ERROR, "in use by a dump or load that is not finished");
    }
}

/// Ends such a call.
///
/// # Safety
/// `state` is the native part of a Pickler or Unpickler.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_leave(state: ffi::mp_obj_t) {
    // SAFETY: the caller's promise.
    unsafe { Native::of(state) }.busy = false;
}

/// The hook `name` of an instance, unless it is the one that the base class has.
pub fn hook(this: Obj, name: micropython::Qstr, default: Option<Obj>) -> Option<Obj> {
    let (function, owner) = call::method(this, name)?;
    if Some(function) == default {
        return None;
    }
    Some(match owner {
        Some(owner) => call::bind(function, owner),
        None => function,
    })
}

/// `memo`: a view of the memo.
///
/// # Safety
/// `state` is the native part of a Pickler or Unpickler.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_memo_proxy(state: ffi::mp_obj_t) -> ffi::mp_obj_t {
    let base = ffi::mp_obj_base_t { type_: &raw const ffi::mpickle_c_type_memo };
    let block = heap::place(ffi::mpickle_c_memo_t { base, state });
    // SAFETY: a live object now.
    unsafe { Obj::from_ptr(block) }.raw()
}

/// `memo.copy()`: of a Pickler `{id: (index, object)}`, of an Unpickler `{index: object}`.
///
/// # Safety
/// `state` is the native part of a Pickler or Unpickler.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_copy_memo(state: ffi::mp_obj_t) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let native = unsafe { Native::of(state) };
    let copy = dict::new();
    match &mut native.role {
        #[cfg(feature = "write")]
        Role::Pickler(encoder, _) => {
            let mut cursor = 0;
            while let Some((slot, obj, index)) = encoder.memo_entry(cursor) {
                let entry = list::new_tuple(&[int::new(index as ffi::mp_int_t), obj]);
                // SAFETY: a live object.
                // EXCEPTION: MemoryError.
                let id = unsafe { Obj::new(ffi::mp_obj_id(obj.raw())) };
                dict::store(copy, id, entry);
                cursor = slot + 1;
            }
        }
        Role::Unpickler(decoder, _) => {
            for (index, obj) in decoder.memo().as_slice().iter().enumerate() {
                if let Some(obj) = obj {
                    dict::store(copy, int::new(index as ffi::mp_int_t), *obj);
                }
            }
        }
    }
    copy.raw()
}

/// `memo = value`, a dictionary as `copy()` gives it or another's memo; None empties it.
///
/// # Safety
/// `state` is the native part of a Pickler or Unpickler, `value` a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_set_memo(
    state: ffi::mp_obj_t,
    value: ffi::mp_obj_t,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let value = unsafe { arg(value) };
    let entries = if value.is(native_type!(mpickle_c_type_memo)) {
        // SAFETY: the struct of that type, and its state.
        unsafe { arg(mpickle_copy_memo((*value.ptr::<ffi::mpickle_c_memo_t>()).state)) }
    } else if value.is_none() {
        dict::new()
    } else {
        value
    };
    if !dict::is_dict(entries) {
        raise::raise(ffi::mpickle_c_class::TYPE_ERROR, "memo must be a dict or a memo");
    }
    // SAFETY: the caller's promise.
    let native = unsafe { Native::of(state) };
    let mut objects = HeapVec::<Option<Obj>>::default();
    let mut cursor = 0;
    // SAFETY: the map of a dict.
    while let Some((at, key, value)) = unsafe { dict::entry(dict::map(entries), cursor) } {
        let (index, obj) = match &native.role {
            #[cfg(feature = "write")]
            Role::Pickler(..) => match list::is_tuple(value).then(|| list::tuple_items(value)) {
                Some([index, obj]) => (*index, *obj),
                _ => bad_entry(),
            },
            Role::Unpickler(..) => (key, value),
        };
        // An index is not beyond what a memo of this size has, so that a wrong one costs nothing.
        // SAFETY: the map of a dict.
        let most = unsafe { dict::len(dict::map(entries)) } + 65536;
        let Some(index) = index.small_int().and_then(|i| usize::try_from(i).ok()).filter(|i| *i < most)
        else {
            bad_entry();
        };
        if objects.len() <= index {
            objects.extend_with(index + 1 - objects.len(), None);
        }
        objects.as_mut_slice()[index] = Some(obj);
        cursor = at + 1;
    }
    match &mut native.role {
        #[cfg(feature = "write")]
        Role::Pickler(encoder, _) => {
            encoder.clear_memo();
            for obj in objects.as_slice() {
                let Some(obj) = obj else { bad_entry() };
                if let Err(error) = encoder.memo_add(&native.host, *obj) {
                    raise::writing(error);
                }
            }
        }
        Role::Unpickler(decoder, _) => decoder.set_memo(crate::memory::Memory(objects)),
    }
    Obj::none().raw()
}

#[cold]
fn bad_entry() -> ! {
    raise::raise(ffi::mpickle_c_class::VALUE_ERROR, "bad memo")
}
