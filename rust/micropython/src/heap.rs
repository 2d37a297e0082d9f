//! Growable memory on the collector's heap.

use core::marker::PhantomData;
use core::ptr;

use crate::copy::copy_short;
use crate::ffi;
use crate::large::try_block;

/// An array in one block of collected memory. The collector scans it, so objects in it live.
///
/// There is no destructor: what raises may jump over its owner, and the collector takes the
/// block later. [`HeapVec::release`] gives it back at once.
pub struct HeapVec<T> {
    room: Room,
    items: PhantomData<T>,
}

// An exception jumps over it: the collector takes the block then.
const _: () = assert!(!core::mem::needs_drop::<HeapVec<crate::Obj>>());

impl<T: Copy> Default for HeapVec<T> {
    #[inline]
    fn default() -> Self {
        Self { room: Room::none(), items: PhantomData }
    }
}

use crate::pool::UNIT;

/// Stands for the block of an empty array: aligned for any item, and never followed.
const NO_BLOCK: *mut u8 = ptr::without_provenance_mut(UNIT);

/// Raises MemoryError.
#[cold]
fn out_of_memory(bytes: usize) -> ! {
    // SAFETY: raising is allowed wherever MicroPython called us.
    // EXCEPTION: always.
    unsafe { ffi::m_malloc_fail(bytes) }
}

/// A block of the collector's, of so many bytes that are all 0.
#[must_use]
pub fn block(bytes: usize) -> *mut u8 {
    let block = try_block(bytes);
    if block.is_null() {
        out_of_memory(bytes);
    }
    block
}

/// A block of the collector's for one value.
// So the value is made in the block, and not on the C stack first.
#[inline(always)]
#[must_use]
pub fn place<T>(value: T) -> *mut T {
    const { assert!(!core::mem::needs_drop::<T>()) };
    let block = block(size_of::<T>()).cast::<T>();
    // SAFETY: the block has room for the value, and is aligned to four words.
    unsafe { block.write(value) };
    block
}

/// Gives such a block back at once.
///
/// # Safety
/// Nobody uses it any more.
pub unsafe fn free<T>(block: *mut T) {
    // SAFETY: the head of a block.
    unsafe { ffi::gc_free(block.cast()) }
}

/// Lets the collector run now.
pub fn collect() {
    // SAFETY: objects are found on the C stack and in what it points to, as in any allocation.
    // EXCEPTION: none; finalisers' exceptions end there.
    unsafe { ffi::gc_collect() }
}

/// The memory of an array, whatever its items are: lengths count items of a size that is told to
/// each method that needs it, so that there is one copy of these methods in the firmware.
struct Room {
    block: *mut u8,
    len: usize,
    capacity: usize,
    /// The memory is somebody else's: it is left when it does not suffice.
    #[cfg(feature = "borrow")]
    borrowed: bool,
}

/// Whether an address is in the collector's heap.
#[must_use]
pub fn contains(address: *const u8) -> bool {
    // SAFETY: any address may be asked about.
    // EXCEPTION: none.
    unsafe { ffi::mpickle_c_on_heap(address.cast()) }
}

/// Whether an address is the head of a block in use.
#[must_use]
pub fn is_block(address: *const u8) -> bool {
    // SAFETY: any address may be asked about.
    unsafe { ffi::gc_nbytes(address.cast()) > 0 }
}

impl Room {
    const NONE: Self = Self {
        block: NO_BLOCK,
        len: 0,
        capacity: 0,
        #[cfg(feature = "borrow")]
        borrowed: false,
    };

    /// [`Self::NONE`]: on boards, where a call is shorter than the copy.
    #[cfg_attr(target_os = "none", inline(never))]
    fn none() -> Self {
        Self::NONE
    }

    #[inline]
    fn is_borrowed(&self) -> bool {
        #[cfg(feature = "borrow")]
        return self.borrowed;
        #[cfg(not(feature = "borrow"))]
        return false;
    }

    /// Makes room for at least `extra` more items, and some to spare.
    #[cold]
    #[inline(never)]
    fn grow(&mut self, extra: usize, size: usize) {
        let least = self.len.saturating_add(extra);
        // Each growth costs the allocator a search, so small blocks grow fast.
        let step = match self.capacity * size {
            0..4096 => self.capacity * 3,
            4096..65536 => self.capacity,
            _ if cfg!(target_pointer_width = "64") => self.capacity,
            _ => self.capacity / 2,
        };
        // The first block is one unit of the allocator's: such a search also moves the place where
        // the next ones begin behind everything that is in use. Something small mostly follows
        // what is large, hence the addition.
        let start = (UNIT / size).max(1);
        let wish = if least <= start { start } else { least.saturating_add(start) };
        let wish = wish.max(self.capacity.saturating_add(step));
        let modest = least.saturating_add(self.capacity / 8);
        if !self.try_resize(wish, size) && !self.try_resize(modest, size) {
            out_of_memory(least.saturating_mul(size));
        }
    }

    /// Makes room for exactly `extra` more items.
    #[inline]
    fn reserve_exact(&mut self, extra: usize, size: usize) {
        let least = self.len.saturating_add(extra);
        if least > self.capacity && !self.try_resize(least, size) {
            out_of_memory(least.saturating_mul(size));
        }
    }

    /// Makes room for `extra` more items, doubling up to `most` of them.
    #[inline(never)]
    fn reserve_within(&mut self, extra: usize, most: usize, size: usize) {
        if self.capacity - self.len < extra {
            let least = self.len.saturating_add(extra);
            let wish = self.capacity.saturating_mul(2).min(most).max(least);
            if !self.try_resize(wish, size) && !self.try_resize(least, size) {
                out_of_memory(least.saturating_mul(size));
            }
        }
    }

    fn try_resize(&mut self, capacity: usize, size: usize) -> bool {
        let Some(bytes) = capacity.checked_mul(size) else {
            return false;
        };
        let owned = self.capacity > 0 && !self.is_borrowed();
        // First in place, then elsewhere: two calls in a row take less C stack than one call that
        // makes the other.
        // SAFETY: the head of a block that we own.
        if !owned || unsafe { ffi::gc_realloc(self.block.cast(), bytes, false) }.is_null() {
            let block = try_block(bytes);
            if block.is_null() {
                return false;
            }
            if self.len > 0 {
                // SAFETY: `len` items are initialised, and the new block is not smaller.
                unsafe { ptr::copy_nonoverlapping(self.block, block, self.len * size) };
            }
            if owned {
                // SAFETY: nobody else knows it.
                unsafe { ffi::gc_free(self.block.cast()) };
            }
            #[cfg(feature = "borrow")]
            {
                self.borrowed = false;
            }
            self.block = block;
        }
        self.capacity = capacity;
        true
    }

    #[inline(never)]
    fn release(&mut self) {
        let old = core::mem::replace(self, Self::NONE);
        if old.capacity > 0 && !old.is_borrowed() {
            // SAFETY: we owned the block and forget it.
            unsafe { ffi::gc_free(old.block.cast()) };
        }
    }
}

#[cfg(feature = "borrow")]
impl HeapVec<u8> {
    /// Two arrays over a new block that this empty array holds for them: `bytes` bytes at its head,
    /// and so many items behind them. `None` when there is no such block.
    ///
    /// # Safety
    /// They are not used when this array is gone or has changed otherwise than by
    /// [`HeapVec::take_back`].
    #[must_use]
    pub unsafe fn divide<T: Copy>(&mut self, bytes: usize, items: usize) -> Option<(Self, HeapVec<T>)> {
        let head = bytes.checked_next_multiple_of(UNIT)?;
        let whole = items.checked_mul(size_of::<T>())?.checked_add(head)?;
        if self.room.capacity > 0 || whole == 0 || !self.room.try_resize(whole, 1) {
            return None;
        }
        // SAFETY: both are within the block, and aligned as it is; the caller's promise.
        Some(unsafe { (Self::over(self.start(), head), HeapVec::over(self.start().add(head).cast(), items)) })
    }

    /// Gives `part`, the bytes of [`HeapVec::divide`], all of the block if it is still there, else
    /// gives the block back. The items are not used any more.
    pub fn take_back(&mut self, part: &mut Self) {
        if self.room.capacity == 0 {
            return;
        }
        if part.is_borrowed() {
            self.room.len = part.len();
            *part = core::mem::take(self);
        } else {
            self.release();
        }
    }
}

impl<T: Copy> HeapVec<T> {
    /// An empty array, which has no memory.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self { room: Room::NONE, items: PhantomData }
    }

    /// An empty array with room for so many items. Raises MemoryError.
    // With less on the C stack than growing takes.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        let bytes = capacity.max(1).saturating_mul(size_of::<T>());
        Self { room: Room { block: block(bytes), capacity, ..Room::NONE }, items: PhantomData }
    }

    #[inline]
    fn start(&self) -> *mut T {
        self.room.block.cast()
    }

    /// An empty array over memory that somebody else owns, for as long as that suffices; then it
    /// moves to a block of its own.
    ///
    /// # Safety
    /// At `start`, aligned, is room for `capacity` items; it stays there, and nobody else looks at
    /// it, until the array is dropped or has left it.
    #[cfg(feature = "borrow")]
    #[must_use]
    pub unsafe fn over(start: *mut T, capacity: usize) -> Self {
        let room = Room { block: start.cast(), len: 0, capacity, borrowed: capacity > 0 };
        Self { room, items: PhantomData }
    }

    /// The same, empty array for as many items that are no larger and need no other alignment.
    #[must_use]
    pub fn of_smaller<U>(self) -> HeapVec<U> {
        const { assert!(size_of::<U>() <= size_of::<T>() && align_of::<U>() <= align_of::<T>()) };
        debug_assert!(self.room.len == 0);
        HeapVec { room: self.room, items: PhantomData }
    }

    /// Whether the memory is still that of [`HeapVec::over`].
    #[inline]
    #[must_use]
    pub fn is_borrowed(&self) -> bool {
        self.room.is_borrowed()
    }

    /// The items.
    #[inline]
    #[must_use]
    pub fn as_slice(&self) -> &[T] {
        // SAFETY: the first `len` items are initialised; the block lives, as `self` holds it.
        unsafe { core::slice::from_raw_parts(self.start(), self.room.len) }
    }

    /// The address of the items, as long as the array does not grow.
    #[inline]
    #[must_use]
    pub fn as_ptr(&self) -> *const T {
        self.start()
    }

    /// The items, writable.
    #[inline]
    #[must_use]
    pub fn as_mut_slice(&mut self) -> &mut [T] {
        // SAFETY: as above, and nobody else holds the block.
        unsafe { core::slice::from_raw_parts_mut(self.start(), self.room.len) }
    }

    /// Number of items.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        self.room.len
    }

    /// Whether there are none.
    #[inline]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.room.len == 0
    }

    /// Makes room for `extra` more items.
    #[inline]
    pub fn reserve(&mut self, extra: usize) {
        if self.room.capacity - self.room.len < extra {
            self.room.grow(extra, size_of::<T>());
        }
    }

    /// Makes room for exactly `extra` more items.
    #[inline]
    pub fn reserve_exact(&mut self, extra: usize) {
        self.room.reserve_exact(extra, size_of::<T>());
    }

    /// Makes room for `extra` more items of an array that will hold `most` of them one day: it
    /// doubles until then, and never grows beyond that.
    #[inline]
    pub fn reserve_within(&mut self, extra: usize, most: usize) {
        self.room.reserve_within(extra, most, size_of::<T>());
    }

    /// Cuts the block to what is used, unless it is as good as full: the allocator goes through all
    /// of it.
    pub fn shrink(&mut self) {
        if self.room.len == 0 {
            self.release();
        } else if self.room.capacity - self.room.len > self.room.len / 64 {
            self.room.try_resize(self.room.len, size_of::<T>());
        }
    }

    /// Appends one item.
    #[inline]
    pub fn push(&mut self, item: T) {
        if self.room.len == self.room.capacity {
            self.room.grow(1, size_of::<T>());
        }
        // SAFETY: there is room behind the last item.
        unsafe { self.start().add(self.room.len).write(item) };
        self.room.len += 1;
    }

    /// Appends all of `items`.
    #[inline]
    pub fn extend(&mut self, items: &[T]) {
        self.reserve(items.len());
        // SAFETY: there is room behind the last item, and `items` is not in this block's spare
        // room, since it is initialised.
        unsafe { ptr::copy_nonoverlapping(items.as_ptr(), self.start().add(self.room.len), items.len()) };
        self.room.len += items.len();
    }

    /// Removes the first `count` items, which are not more than there are.
    pub fn remove_front(&mut self, count: usize) {
        let left = self.room.len - count;
        // SAFETY: both are items of this block.
        unsafe { ptr::copy(self.start().add(count), self.start(), left) };
        self.room.len = left;
    }

    /// Appends all of `head` and then all of `tail`, which is short.
    #[inline]
    pub fn extend_pair(&mut self, head: &[T], tail: &[T]) {
        self.reserve(head.len() + tail.len());
        // SAFETY: as in `extend`, for both.
        unsafe {
            let end = self.start().add(self.room.len);
            ptr::copy_nonoverlapping(head.as_ptr(), end, head.len());
            copy_short(tail.as_ptr().cast(), end.add(head.len()).cast(), size_of_val(tail));
        }
        self.room.len += head.len() + tail.len();
    }

    /// Appends `count` copies of `item`.
    pub fn extend_with(&mut self, count: usize, item: T) {
        self.reserve(count);
        for at in self.room.len..self.room.len + count {
            // SAFETY: room was made.
            unsafe { self.start().add(at).write(item) };
        }
        self.room.len += count;
    }

    /// Keeps the first `len` items.
    #[inline]
    pub fn truncate(&mut self, len: usize) {
        self.room.len = self.room.len.min(len);
    }

    /// Gives the memory back.
    #[inline]
    pub fn release(&mut self) {
        self.room.release();
    }

    /// Hands the block over as it is; the block of an array without capacity is null. Length and
    /// capacity stay with the caller, who asked before.
    #[must_use]
    pub fn into_block(&mut self) -> *mut T {
        let room = core::mem::replace(&mut self.room, Room::NONE);
        if room.capacity == 0 { ptr::null_mut() } else { room.block.cast() }
    }
}
