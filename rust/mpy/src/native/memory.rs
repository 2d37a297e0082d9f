//! The codec's growable memory: blocks of the collector's heap, which it searches for objects.

use core::convert::Infallible;
use core::marker::PhantomData;
use core::ptr;

use model::Buffer;

use crate::native::raise;
use crate::native::table::table;

/// The smallest block that the collector gives.
const UNIT: usize = 4 * size_of::<usize>();

/// A block of so many bytes. Raises MemoryError.
pub fn block(bytes: usize) -> *mut u8 {
    // SAFETY: a plain allocation.
    let block = unsafe { (table().realloc)(ptr::null_mut(), bytes, false) };
    if block.is_null() {
        raise::out_of_memory();
    }
    block
}

/// Gives a block back.
///
/// # Safety
/// Its head; nobody uses it any more.
pub unsafe fn free<T>(block: *mut T) {
    // SAFETY: the caller's promise.
    unsafe { (table().realloc)(block.cast(), 0, false) };
}

/// An array in one block. There is no destructor: what raises may jump over its owner, and the
/// collector takes the block later.
pub struct Memory<T> {
    room: Room,
    items: PhantomData<T>,
}

/// The memory of an array, whatever its items are.
struct Room {
    block: *mut u8,
    len: usize,
    capacity: usize,
}

impl Room {
    /// An address that is aligned for any item, and never followed.
    const NONE: Self = Self { block: ptr::without_provenance_mut(UNIT), len: 0, capacity: 0 };

    /// Makes room for at least `extra` more items, and some to spare.
    #[cold]
    #[inline(never)]
    fn grow(&mut self, extra: usize, size: usize) {
        let least = self.len.saturating_add(extra);
        let bytes = self.capacity * size;
        // Each growth costs the allocator a search, so small blocks grow fast.
        let step = match bytes {
            0..4096 => self.capacity * 3,
            4096..65536 => self.capacity,
            _ if cfg!(target_pointer_width = "64") => self.capacity,
            _ => self.capacity / 2,
        };
        let start = (UNIT / size).max(1);
        let wish = if least <= start { start } else { least.saturating_add(start) };
        let wish = wish.max(self.capacity.saturating_add(step));
        let modest = least.saturating_add(self.capacity / 8);
        if !self.resize(wish, size) && !self.resize(modest, size) {
            raise::out_of_memory();
        }
    }

    #[inline(never)]
    fn reserve_within(&mut self, extra: usize, most: usize, size: usize) {
        if self.capacity - self.len < extra {
            let least = self.len.saturating_add(extra);
            let wish = self.capacity.saturating_mul(2).min(most).max(least);
            if !self.resize(wish, size) && !self.resize(least, size) {
                raise::out_of_memory();
            }
        }
    }

    fn resize(&mut self, capacity: usize, size: usize) -> bool {
        let Some(bytes) = capacity.checked_mul(size) else {
            return false;
        };
        let old = if self.capacity == 0 { ptr::null_mut() } else { self.block };
        // SAFETY: null, or the head of a block that we own; its content moves with it.
        let block = unsafe { (table().realloc)(old, bytes, true) };
        if block.is_null() {
            return false;
        }
        self.block = block;
        self.capacity = capacity;
        true
    }

    #[inline(never)]
    fn release(&mut self) {
        let old = core::mem::replace(self, Self::NONE);
        if old.capacity > 0 {
            // SAFETY: we owned the block and forget it.
            unsafe { free(old.block) };
        }
    }
}

impl<T: Copy> Memory<T> {
    #[inline]
    fn start(&self) -> *mut T {
        self.room.block.cast()
    }

    /// Cuts the block to what is used, unless it is as good as full.
    fn shrink(&mut self) {
        if self.room.capacity - self.room.len > self.room.len / 64 {
            self.room.resize(self.room.len, size_of::<T>());
        }
    }

    /// Hands the block over; null if there is none.
    pub fn take_block(&mut self) -> *mut T {
        let room = core::mem::replace(&mut self.room, Room::NONE);
        if room.capacity == 0 { ptr::null_mut() } else { room.block.cast() }
    }
}

impl Memory<u8> {
    /// The bytes as a str or bytes, whose data ends with a NUL; it takes the block.
    pub fn take_text(&mut self, class: usize) -> crate::native::obj::Obj {
        let len = self.room.len;
        let Ok(()) = self.push(0);
        self.shrink();
        crate::native::obj::new_text(class, self.take_block(), len)
    }
}

impl<T: Copy> Default for Memory<T> {
    #[inline]
    fn default() -> Self {
        Self { room: Room::NONE, items: PhantomData }
    }
}

impl<T: Copy> Buffer<T> for Memory<T> {
    type Fault = Infallible;

    #[inline]
    fn as_slice(&self) -> &[T] {
        // SAFETY: the first `len` items are initialised; the block lives, as `self` holds it.
        unsafe { core::slice::from_raw_parts(self.start(), self.room.len) }
    }

    #[inline]
    fn as_mut_slice(&mut self) -> &mut [T] {
        // SAFETY: as above, and nobody else holds the block.
        unsafe { core::slice::from_raw_parts_mut(self.start(), self.room.len) }
    }

    #[inline]
    fn reserve(&mut self, extra: usize) -> Result<(), Infallible> {
        if self.room.capacity - self.room.len < extra {
            self.room.grow(extra, size_of::<T>());
        }
        Ok(())
    }

    fn reserve_exact(&mut self, extra: usize) -> Result<(), Infallible> {
        self.room.reserve_within(extra, 0, size_of::<T>());
        Ok(())
    }

    fn reserve_within(&mut self, extra: usize, most: usize) -> Result<(), Infallible> {
        self.room.reserve_within(extra, most, size_of::<T>());
        Ok(())
    }

    #[inline]
    fn push(&mut self, item: T) -> Result<(), Infallible> {
        if self.room.len == self.room.capacity {
            self.room.grow(1, size_of::<T>());
        }
        // SAFETY: there is room behind the last item.
        unsafe { self.start().add(self.room.len).write(item) };
        self.room.len += 1;
        Ok(())
    }

    #[inline]
    fn extend(&mut self, items: &[T]) -> Result<(), Infallible> {
        let Ok(()) = self.reserve(items.len());
        // SAFETY: there is room behind the last item, and `items` is not in it, since it is initialised.
        unsafe { ptr::copy_nonoverlapping(items.as_ptr(), self.start().add(self.room.len), items.len()) };
        self.room.len += items.len();
        Ok(())
    }

    fn extend_with(&mut self, count: usize, item: T) -> Result<(), Infallible> {
        let Ok(()) = self.reserve(count);
        for at in self.room.len..self.room.len + count {
            // SAFETY: room was made.
            unsafe { self.start().add(at).write(item) };
        }
        self.room.len += count;
        Ok(())
    }

    #[inline]
    fn truncate(&mut self, len: usize) {
        self.room.len = self.room.len.min(len);
    }

    fn release(&mut self) {
        self.room.release();
    }

    #[inline]
    fn len(&self) -> usize {
        self.room.len
    }
}
