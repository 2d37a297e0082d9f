//! `list` and `tuple`.

use crate::ffi::{self, mp_obj_list_t, mp_obj_tuple_t};
use crate::{Obj, Pool, large, native_type};
use core::ffi::c_void;

/// A tuple, or another object with its struct: a named tuple.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct Tuple(Obj);

impl Tuple {
    /// `obj`, if it is a tuple and not of a subtype.
    #[inline]
    #[must_use]
    pub fn of(obj: Obj) -> Option<Self> {
        is_tuple(obj).then_some(Self(obj))
    }

    /// A new tuple.
    #[inline]
    #[must_use]
    pub fn new(items: &[Obj]) -> Self {
        Self(new_tuple(items))
    }

    /// `obj`, which is known to be one.
    ///
    /// # Safety
    /// `obj` is a tuple or a named tuple.
    #[inline]
    #[must_use]
    pub const unsafe fn from_known(obj: Obj) -> Self {
        Self(obj)
    }

    /// The tuple as an object.
    #[inline]
    #[must_use]
    pub fn obj(self) -> Obj {
        self.0
    }

    /// Its items. Tuples do not change.
    #[inline]
    #[must_use]
    pub fn items<'a>(self) -> &'a [Obj] {
        // SAFETY: the struct of tuples; `Obj` has the layout of `mp_obj_t`.
        unsafe {
            let tuple = self.0.ptr::<mp_obj_tuple_t>();
            core::slice::from_raw_parts((&raw const (*tuple).items).cast::<Obj>(), (*tuple).len)
        }
    }
}

/// A list.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct List(Obj);

impl List {
    /// `obj`, if it is a list and not of a subtype.
    #[inline]
    #[must_use]
    pub fn of(obj: Obj) -> Option<Self> {
        obj.is(native_type!(mp_type_list)).then_some(Self(obj))
    }

    /// `obj`, which is known to be one.
    ///
    /// # Safety
    /// `obj` is a list.
    #[inline]
    #[must_use]
    pub const unsafe fn from_known(obj: Obj) -> Self {
        Self(obj)
    }

    /// A new list.
    #[inline]
    #[must_use]
    pub fn new(items: &[Obj]) -> Self {
        // SAFETY: pointer and length of one slice, which is copied and not written.
        // EXCEPTION: MemoryError.
        Self(unsafe { Obj::new(ffi::mp_obj_new_list(items.len(), items.as_ptr().cast_mut().cast())) })
    }

    /// A new list in a pool's memory.
    #[inline]
    #[must_use]
    pub fn new_in(pool: &mut Pool, items: &[Obj]) -> Self {
        // As MicroPython has it.
        let alloc = items.len().max(4);
        let block = pool.block(alloc * size_of::<Obj>());
        let base = ffi::mp_obj_base_t { type_: native_type!(mp_type_list).raw() };
        // SAFETY: a new block with room for the items; the struct of a list.
        unsafe {
            core::ptr::copy_nonoverlapping(items.as_ptr(), block.cast(), items.len());
            let list = mp_obj_list_t { base, alloc, len: items.len(), items: block.cast() };
            Self(Obj::from_ptr(pool.place(list)))
        }
    }

    /// As [`List::extend`]; a list without items gets its first in a pool's memory.
    #[inline]
    pub fn extend_in(self, pool: &mut Pool, items: &[Obj]) {
        let list = self.0.ptr::<mp_obj_list_t>();
        let word = size_of::<Obj>();
        // SAFETY: the struct of lists, whose block nobody else has.
        unsafe {
            // Boards have no flash for that.
            if size_of::<usize>() >= 8 && (*list).len == 0 && items.len() > (*list).alloc {
                let block = pool.block(size_of_val(items));
                let (old, bytes) = ((*list).items, (*list).alloc * word);
                (*list).items = block.cast();
                (*list).alloc = items.len();
                pool.take_back(old.cast(), bytes);
            }
        }
        self.extend(items);
    }

    /// The list as an object.
    #[inline]
    #[must_use]
    pub fn obj(self) -> Obj {
        self.0
    }

    /// Its items.
    ///
    /// # Safety
    /// Nothing changes the list while the slice is used: neither we nor the program.
    #[inline]
    #[must_use]
    pub unsafe fn items<'a>(self) -> &'a [Obj] {
        // SAFETY: the struct of lists; its first `len` items are live.
        unsafe {
            let list = &*self.0.ptr::<mp_obj_list_t>();
            core::slice::from_raw_parts(list.items.cast::<Obj>(), list.len)
        }
    }

    /// Its items, writable.
    ///
    /// # Safety
    /// As [`List::items`]; and nobody else has the list.
    #[inline]
    #[must_use]
    pub unsafe fn items_mut<'a>(self) -> &'a mut [Obj] {
        // SAFETY: the struct of lists; its first `len` items are live.
        unsafe {
            let list = &mut *self.0.ptr::<mp_obj_list_t>();
            core::slice::from_raw_parts_mut(list.items.cast::<Obj>(), list.len)
        }
    }

    /// The item at a position, if there is one now.
    #[inline]
    #[must_use]
    pub fn get(self, at: usize) -> Option<Obj> {
        // SAFETY: the slice ends here.
        unsafe { self.items() }.get(at).copied()
    }

    /// Whether this very object is among the items.
    #[inline]
    #[must_use]
    pub fn holds(self, obj: Obj) -> bool {
        // SAFETY: the slice ends here, and identities are compared.
        unsafe { self.items() }.contains(&obj)
    }

    /// Appends items.
    pub fn extend(self, items: &[Obj]) {
        let list = self.0.ptr::<mp_obj_list_t>();
        // SAFETY: the struct of lists; its block is replaced before the lengths
        // change, and items are copied into room that was made.
        // EXCEPTION: none but MemoryError, raised before anything changed.
        unsafe {
            let len = (*list).len;
            let wanted = len + items.len();
            if wanted > (*list).alloc {
                // A list that is being filled in batches gets room for another batch at least.
                let spare = if len == 0 { 0 } else { (len / 2).min(wanted) };
                let word = size_of::<Obj>();
                let mut alloc = wanted + spare;
                let mut block = grow((*list).items.cast(), len * word, alloc * word);
                if block.is_null() && spare > 0 {
                    alloc = wanted;
                    block = ffi::gc_realloc((*list).items.cast(), alloc * word, true);
                }
                if block.is_null() {
                    ffi::m_malloc_fail(alloc * word);
                }
                (*list).items = block.cast();
                (*list).alloc = alloc;
                // Spare room must hold no stale objects.
                core::ptr::write_bytes((*list).items.add(wanted), 0, spare.min(alloc - wanted));
            }
            core::ptr::copy_nonoverlapping(items.as_ptr(), (*list).items.cast::<Obj>().add(len), items.len());
            (*list).len = wanted;
        }
    }
}

/// A block of so many bytes that begins with the first `used` of another, which it takes the place of; null if there is
/// none, and then the other stays.
///
/// # Safety
/// `old` is the head of a block, or null, and nobody uses it afterwards.
unsafe fn grow(old: *mut c_void, used: usize, bytes: usize) -> *mut c_void {
    // SAFETY: the caller's promise.
    // EXCEPTION: none.
    unsafe {
        let block = ffi::gc_realloc(old, bytes, !large::IS_WANTED);
        if !block.is_null() || !large::IS_WANTED {
            return block;
        }
        let block: *mut c_void = large::try_block(bytes).cast();
        if !block.is_null() {
            core::ptr::copy_nonoverlapping(old.cast::<u8>(), block.cast(), used);
            ffi::gc_free(old);
        }
        block
    }
}

/// Whether this is a tuple, not of a subtype.
#[inline]
#[must_use]
pub fn is_tuple(obj: Obj) -> bool {
    obj.is(native_type!(mp_type_tuple))
}

/// A new tuple.
#[inline]
#[must_use]
pub fn new_tuple(items: &[Obj]) -> Obj {
    // SAFETY: pointer and length of one slice, which is copied.
    // EXCEPTION: MemoryError.
    unsafe { Obj::new(ffi::mp_obj_new_tuple(items.len(), items.as_ptr().cast())) }
}

/// A new tuple in a pool's memory.
#[inline]
#[must_use]
pub fn new_tuple_in(pool: &mut Pool, items: &[Obj]) -> Obj {
    if items.is_empty() {
        return new_tuple(items);
    }
    let block = pool.block(core::mem::offset_of!(mp_obj_tuple_t, items) + size_of_val(items));
    let tuple = block.cast::<mp_obj_tuple_t>();
    let class = native_type!(mp_type_tuple);
    // SAFETY: a new block with room for a tuple of so many items.
    unsafe {
        (&raw mut (*tuple).base.type_).write(class.raw());
        (&raw mut (*tuple).len).write(items.len());
        let room = (&raw mut (*tuple).items).cast::<Obj>();
        core::ptr::copy_nonoverlapping(items.as_ptr(), room, items.len());
        Obj::from_ptr(tuple)
    }
}

/// A new tuple of `item(0)`, `item(1)` and so on.
#[inline]
#[must_use]
pub fn tuple_of(len: usize, item: impl Fn(usize) -> Obj) -> Obj {
    // SAFETY: a tuple that is made without items has room for them. They are filled in before
    // anybody sees it, and the collector does not mind what it finds there until then.
    // EXCEPTION: MemoryError.
    unsafe {
        let tuple = Obj::new(ffi::mp_obj_new_tuple(len, core::ptr::null()));
        let items = (&raw mut (*tuple.ptr::<mp_obj_tuple_t>()).items).cast::<Obj>();
        for at in 0..len {
            items.add(at).write(item(at));
        }
        tuple
    }
}
