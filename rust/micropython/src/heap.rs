//! Growable memory on the collector's heap.

use core::ptr;

use crate::ffi;

/// An array in one block of collected memory. The collector scans it, so objects in it live.
///
/// There is no destructor: what raises may jump over its owner, and the collector takes the
/// block later. [`HeapVec::release`] gives it back at once.
pub struct HeapVec<T> {
    items: *mut T,
    len: usize,
    capacity: usize,
}

impl<T: Copy> Default for HeapVec<T> {
    #[inline]
    fn default() -> Self {
        Self { items: ptr::null_mut(), len: 0, capacity: 0 }
    }
}

/// Bytes of the allocator's unit (`MICROPY_BYTES_PER_GC_BLOCK`, by default).
const UNIT: usize = 4 * size_of::<usize>();

/// Raises MemoryError.
#[cold]
fn out_of_memory(bytes: usize) -> ! {
    // SAFETY: raising is allowed wherever MicroPython called us.
    // EXCEPTION: always.
    unsafe { ffi::m_malloc_fail(bytes) }
}

/// A block of the collector's for one value.
#[must_use]
pub fn place<T>(value: T) -> *mut T {
    // SAFETY: a plain allocation.
    let block = unsafe { ffi::gc_alloc(size_of::<T>(), 0) }.cast::<T>();
    if block.is_null() {
        out_of_memory(size_of::<T>());
    }
    // SAFETY: the block has room for the value, and is aligned to four words.
    unsafe { block.write(value) };
    block
}

impl<T: Copy> HeapVec<T> {
    /// The items.
    #[inline]
    #[must_use]
    pub fn as_slice(&self) -> &[T] {
        if self.items.is_null() {
            return &[];
        }
        // SAFETY: the first `len` items are initialised; the block lives, as `self` holds it.
        unsafe { core::slice::from_raw_parts(self.items, self.len) }
    }

    /// The items, writable.
    #[inline]
    #[must_use]
    pub fn as_mut_slice(&mut self) -> &mut [T] {
        if self.items.is_null() {
            return &mut [];
        }
        // SAFETY: as above, and nobody else holds the block.
        unsafe { core::slice::from_raw_parts_mut(self.items, self.len) }
    }

    /// Number of items.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    #[inline]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Makes room for `extra` more items.
    #[inline]
    pub fn reserve(&mut self, extra: usize) {
        if self.capacity - self.len < extra {
            self.grow(extra);
        }
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, extra: usize) {
        let least = self.len.saturating_add(extra);
        // Each growth costs the allocator a search, so small blocks grow fast.
        let step = match self.capacity * size_of::<T>() {
            0..4096 => self.capacity * 3,
            4096..65536 => self.capacity,
            _ => self.capacity / 2,
        };
        // The first block is one unit of the allocator's: such a search also moves the place where
        // the next ones begin behind everything that is in use. Something small mostly follows
        // what is large, hence the addition.
        let start = (UNIT / size_of::<T>()).max(1);
        let wish = if least <= start { start } else { least.saturating_add(start) };
        let wish = wish.max(self.capacity.saturating_add(step));
        let modest = least.saturating_add(self.capacity / 8);
        if !self.try_resize(wish) && !self.try_resize(modest) {
            out_of_memory(least.saturating_mul(size_of::<T>()));
        }
    }

    /// Makes room for exactly `extra` more items.
    pub fn reserve_exact(&mut self, extra: usize) {
        let least = self.len.saturating_add(extra);
        if least > self.capacity && !self.try_resize(least) {
            out_of_memory(least.saturating_mul(size_of::<T>()));
        }
    }

    /// Cuts the block to what is used.
    pub fn shrink(&mut self) {
        if self.len == 0 {
            self.release();
        } else if self.len < self.capacity {
            self.try_resize(self.len);
        }
    }

    fn try_resize(&mut self, capacity: usize) -> bool {
        let Some(bytes) = capacity.checked_mul(size_of::<T>()) else {
            return false;
        };
        // SAFETY: `items` is null or the head of a block that we own.
        let block = unsafe {
            if self.items.is_null() {
                ffi::gc_alloc(bytes, 0)
            } else {
                ffi::gc_realloc(self.items.cast(), bytes, true)
            }
        };
        if block.is_null() {
            return false;
        }
        self.items = block.cast();
        self.capacity = capacity;
        true
    }

    /// Appends one item.
    #[inline]
    pub fn push(&mut self, item: T) {
        if self.len == self.capacity {
            self.grow(1);
        }
        // SAFETY: there is room behind the last item.
        unsafe { self.items.add(self.len).write(item) };
        self.len += 1;
    }

    /// Appends all of `items`.
    #[inline]
    pub fn extend(&mut self, items: &[T]) {
        self.reserve(items.len());
        // SAFETY: there is room behind the last item, and `items` is not in this block's spare
        // room, since it is initialised.
        unsafe { ptr::copy_nonoverlapping(items.as_ptr(), self.items.add(self.len), items.len()) };
        self.len += items.len();
    }

    /// Appends `count` copies of `item`.
    pub fn extend_with(&mut self, count: usize, item: T) {
        self.reserve(count);
        for at in self.len..self.len + count {
            // SAFETY: room was made.
            unsafe { self.items.add(at).write(item) };
        }
        self.len += count;
    }

    /// Keeps the first `len` items.
    #[inline]
    pub fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
    }

    /// Gives the memory back.
    pub fn release(&mut self) {
        let block = core::mem::take(self);
        if !block.items.is_null() {
            // SAFETY: we owned the block and forget it.
            unsafe { ffi::gc_free(block.items.cast()) };
        }
    }

    /// Hands the block over as it is; empty arrays have none. Length and capacity stay with the
    /// caller, who asked before.
    #[must_use]
    pub fn into_block(&mut self) -> *mut T {
        core::mem::take(self).items
    }
}
