//! `memo` of Pickler and Unpickler.

use core::slice;

use micropython::{Dict, HeapVec, Obj, Tuple, ffi, heap, int, list, native_type};
use model::Buffer;
#[cfg(feature = "write")]
use model::Encode;
#[cfg(feature = "write")]
use pickle::{MemoSlot, memo_entry};

use crate::entry::hooks;
use crate::entry::native::{Handle, Role};
use crate::host::desk::Memo;
use crate::host::memory::Memory;
use crate::{arg, raise};

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
    let copy = Dict::new();
    // SAFETY: the caller's promise. What works in a call that goes on is not looked at: the desk
    // says where the memo is then.
    unsafe {
        let handle = Handle::of(state);
        match handle.desk().memo() {
            Memo::AtHome => match &mut handle.native().role {
                #[cfg(feature = "write")]
                Role::Writer(encoder, _) => copy_written(encoder.pickle().memo(), copy),
                Role::Reader(decoder, _) => copy_read(decoder.pickle().memo().as_slice(), copy),
            },
            Memo::InUse => hooks::in_use(),
            #[cfg(feature = "write")]
            Memo::Written(table, len) => copy_written(slice::from_raw_parts(table, len), copy),
            Memo::Read(memo, len) => copy_read(slice::from_raw_parts(memo, len), copy),
        }
    }
    copy.obj().raw()
}

#[cfg(feature = "write")]
#[inline(never)]
fn copy_written(table: &[MemoSlot<Obj>], copy: Dict) {
    let mut cursor = 0;
    while let Some((slot, obj, index)) = memo_entry(table, cursor) {
        let entry = list::new_tuple(&[int::new(index as ffi::mp_int_t), obj]);
        // SAFETY: a live object.
        // EXCEPTION: MemoryError.
        let id = unsafe { Obj::new(ffi::mp_obj_id(obj.raw())) };
        copy.store(id, entry);
        cursor = slot + 1;
    }
}

#[inline(never)]
fn copy_read(memo: &[Option<Obj>], copy: Dict) {
    for (index, obj) in memo.iter().enumerate() {
        if let Some(obj) = obj {
            copy.store(int::new(index as ffi::mp_int_t), *obj);
        }
    }
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
        Dict::new().obj()
    } else {
        value
    };
    let Some(entries) = Dict::of(entries) else {
        raise::raise(ffi::mpickle_c_class::TYPE_ERROR, "memo must be a dict or a memo");
    };
    // SAFETY: the caller's promise; busy with this call, which runs nothing of the program's.
    let native = unsafe { Handle::of(state).native() };
    let mut objects = HeapVec::<Option<Obj>>::default();
    let mut cursor = 0;
    while let Some((at, key, value)) = entries.entry(cursor) {
        let (index, obj) = match &native.role {
            #[cfg(feature = "write")]
            Role::Writer(..) => match Tuple::of(value).map(Tuple::items) {
                Some([index, obj]) => (*index, *obj),
                _ => bad_entry(),
            },
            Role::Reader(..) => (key, value),
        };
        // An index far beyond this memo is refused, so that a wrong one costs no memory.
        let most = entries.count() + 65536;
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
        Role::Writer(encoder, _) => {
            let encoder = encoder.pickle();
            encoder.clear_memo();
            for obj in objects.as_slice() {
                let Some(obj) = obj else { bad_entry() };
                let Ok(()) = encoder.memo_add(&native.host, *obj);
            }
        }
        Role::Reader(decoder, _) => decoder.pickle().set_memo(Memory(objects)),
    }
    Obj::none().raw()
}

#[cold]
fn bad_entry() -> ! {
    raise::raise(ffi::mpickle_c_class::VALUE_ERROR, "bad memo")
}
