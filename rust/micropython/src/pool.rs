//! Small objects' memory, taken from the collector many pieces at a time.
//!
//! Its allocator takes a lock, searches its table and clears what it finds for each object by itself: several times the
//! work of making the object. A pool holds some pieces of each small size in advance.
//! Each is an object of its own from the beginning: it is freed and grown like any other, and stands where the
//! allocator would have put it.

#[cfg(feature = "runs")]
use core::{mem::MaybeUninit, ptr};

#[cfg(feature = "runs")]
use crate::ffi;
#[cfg(all(feature = "runs", target_pointer_width = "64"))]
use crate::large;
use crate::{config, heap};

/// Bytes of the allocator's unit.
pub const UNIT: usize = config::BYTES_PER_GC_BLOCK as usize;

/// Units of the largest pieces that are held.
#[cfg(feature = "runs")]
const LARGEST: usize = if FAST { 4 } else { 1 };
/// Units held in pieces of one size at most. Boards have little memory.
#[cfg(feature = "runs")]
const MOST: usize = match (cfg!(feature = "short-runs"), FAST) {
    (true, _) => 2,
    (false, true) => 32,
    (false, false) => 8,
};
/// Whether a byte of the table can have more pieces than are held.
#[cfg(feature = "runs")]
const IS_SHORT: bool = MOST < BLOCKS;
/// Boards have little flash too.
#[cfg(feature = "runs")]
const FAST: bool = size_of::<usize>() >= 8;

/// As the collector's table has them.
#[cfg(all(feature = "runs", target_pointer_width = "64"))]
const HEAD: u8 = ffi::MPICKLE_C_AT_HEAD as u8;
/// A byte of the table with nothing else in it.
#[cfg(all(feature = "runs", target_pointer_width = "64"))]
const TAILS: usize = ffi::MPICKLE_C_AT_TAIL as usize * 0x55;
#[cfg(feature = "runs")]
const BLOCKS: usize = ffi::MPICKLE_C_BLOCKS_PER_ATB as usize;

/// Pieces of one size.
#[cfg(feature = "runs")]
#[derive(Clone, Copy)]
struct Shelf {
    /// Those from `next` up to `end` are held.
    next: u8,
    end: u8,
    /// How many were wished for last.
    wish: u8,
    /// How often to ask the allocator before more are searched for.
    wait: u8,
    /// The place in the allocator's table from which the search goes on.
    #[cfg(target_pointer_width = "64")]
    from: usize,
    pieces: [MaybeUninit<*mut u8>; MOST],
}

/// Memory for objects that will be made soon. The collector finds the pieces in it: it stands on the stack or on
/// the heap.
pub struct Pool {
    #[cfg(feature = "runs")]
    shelves: [Shelf; LARGEST],
}

impl Default for Pool {
    fn default() -> Self {
        Self::new()
    }
}

impl Pool {
    /// An empty one.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self {
            #[cfg(feature = "runs")]
            // Cleared: what an array was left with the collector would take for references, and a Decoder lives long.
            shelves: [const {
                Shelf {
                    next: 0,
                    end: 0,
                    wish: 0,
                    wait: 0,
                    #[cfg(target_pointer_width = "64")]
                    from: 0,
                    pieces: [MaybeUninit::zeroed(); MOST],
                }
            }; LARGEST],
        }
    }

    /// A block of so many bytes, all 0. Raises MemoryError.
    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    pub fn block(&mut self, bytes: usize) -> *mut u8 {
        #[cfg(feature = "runs")]
        if bytes.wrapping_sub(1) < LARGEST * UNIT {
            let units = units(bytes);
            let shelf = &mut self.shelves[units - 1];
            if shelf.next == shelf.end {
                return shelf.refill(units);
            }
            return shelf.pop();
        }
        heap::block(bytes)
    }

    /// A block for one value.
    #[inline]
    pub fn place<T>(&mut self, value: T) -> *mut T {
        const { assert!(!core::mem::needs_drop::<T>()) };
        let block = self.block(size_of::<T>()).cast::<T>();
        // SAFETY: the block has room for the value, and is aligned to four words.
        unsafe { block.write(value) };
        block
    }

    /// Takes a block back that this pool gave, or one of MicroPython's.
    ///
    /// # Safety
    /// It is the head of a block of so many bytes, and nobody uses it any more.
    pub unsafe fn take_back(&mut self, block: *mut u8, bytes: usize) {
        // SAFETY: the caller's promise.
        unsafe {
            #[cfg(feature = "runs")]
            if bytes.wrapping_sub(1) < LARGEST * UNIT
                && let units = units(bytes)
                && let shelf = &mut self.shelves[units - 1]
                && shelf.next > 0
            {
                ptr::write_bytes(block, 0, units * UNIT);
                shelf.next -= 1;
                shelf.pieces[usize::from(shelf.next)].write(block);
                return;
            }
            let _ = bytes;
            heap::free(block);
        }
    }

    /// Gives what is held back to the collector.
    #[inline(never)]
    pub fn release(&mut self) {
        #[cfg(feature = "runs")]
        for shelf in &mut self.shelves {
            while shelf.next < shelf.end {
                // SAFETY: a block that nobody has.
                unsafe { heap::free(shelf.pop()) };
            }
            shelf.wish = 0;
        }
    }
}

/// Units of a small piece.
#[cfg(feature = "runs")]
#[inline]
fn units(bytes: usize) -> usize {
    if LARGEST > 1 { bytes.div_ceil(UNIT) } else { 1 }
}

#[cfg(feature = "runs")]
impl Shelf {
    /// The next of those that are held.
    #[inline]
    fn pop(&mut self) -> *mut u8 {
        // A reference less that would keep what has been given out.
        let place = &mut self.pieces[usize::from(self.next) % MOST];
        let piece = core::mem::replace(place, MaybeUninit::new(ptr::null_mut()));
        self.next += 1;
        // SAFETY: those from `next` up to `end` are there.
        unsafe { piece.assume_init() }
    }

    /// Takes more, twice as many as before, and gives out one.
    #[cold]
    #[inline(never)]
    fn refill(&mut self, units: usize) -> *mut u8 {
        let units = if LARGEST > 1 { units } else { 1 };
        if self.wait > 0 {
            self.wait -= 1;
        } else {
            #[cfg(target_pointer_width = "64")]
            let taken = match units {
                // A loop for each size is several times as fast.
                2 => self.take(2),
                3 => self.take(3),
                4 => self.take(4),
                _ => self.take(1),
            };
            #[cfg(not(target_pointer_width = "64"))]
            let taken = self.take();
            if taken > 0 {
                (self.next, self.end) = (0, taken as u8);
                return self.pop();
            }
            // There may be none for long, and each search takes its time.
            self.wait = u8::MAX;
        }
        // The usual way, which collects.
        heap::block(units * UNIT)
    }

    /// Takes pieces that are free, and are cleared. Says how many.
    #[cfg(not(target_pointer_width = "64"))]
    #[inline]
    fn take(&mut self) -> usize {
        self.wish = (self.wish * 2).clamp(if IS_SHORT { MOST } else { BLOCKS } as u8, MOST as u8);
        // SAFETY: there is room for as many.
        // EXCEPTION: none.
        unsafe { ffi::mpickle_c_take(self.pieces.as_mut_ptr().cast(), self.wish.into()) }
    }

    /// Takes pieces that are free, and clears them. Says how many.
    #[cfg(target_pointer_width = "64")]
    #[inline(always)]
    fn take(&mut self, units: usize) -> usize {
        let mut table = MaybeUninit::uninit();
        // SAFETY: room for a table; it is unlocked below.
        // EXCEPTION: none, nor in between.
        let mut table = unsafe {
            if !ffi::mpickle_c_table_lock(table.as_mut_ptr()) {
                return 0;
            }
            table.assume_init()
        };
        let size = units * UNIT;
        // As many as are in a byte of the table are taken together.
        let together = if IS_SHORT { MOST / units } else { BLOCKS / units }.max(1);
        self.wish = (self.wish * 2).clamp(together as u8, (MOST / units).max(1) as u8);
        let wish = usize::from(self.wish) - together;
        // Bits of the blocks of a piece, and what they are when it is taken.
        let mask = (1 << (2 * units)) - 1;
        let taking = (usize::from(HEAD) | !3 & TAILS) & mask;
        let mut at = if units > 1 { table.first.max(self.from) } else { table.first };
        let (mut taken, mut last) = (0, 0);
        while at < table.len && taken <= wish {
            // SAFETY: a byte of the table, which nobody else changes while it is locked; a piece of free blocks, which is
            // ours then; there is room for as many as a byte has beyond what is wished for.
            unsafe {
                let kinds = table.kinds.add(at);
                let mut bits = usize::from(*kinds);
                if (bits | bits >> 1) & 0x55 != 0x55 {
                    let mut block = 0;
                    while block + units <= BLOCKS && !(IS_SHORT && taken == MOST) {
                        if bits >> (2 * block) & mask == 0 {
                            bits |= taking << (2 * block);
                            let piece = table.blocks.add((at * BLOCKS + block) * UNIT);
                            clear(piece, size);
                            (*self.pieces.as_mut_ptr().add(taken)).write(piece);
                            taken += 1;
                            last = at;
                        }
                        block += 1;
                    }
                    *kinds = bits as u8;
                } else {
                    at = large::skip(&table, at + 1) - 1;
                }
            }
            at += 1;
        }
        // From the beginning, after a collection.
        self.from = if taken > 0 { at - usize::from(IS_SHORT) } else { 0 };
        if units == 1 {
            // Some of the last byte may be left.
            table.first = if IS_SHORT { last } else { at };
        }
        // SAFETY: it is locked.
        unsafe { ffi::mpickle_c_table_unlock(&table, taken * units, last * BLOCKS + BLOCKS - 1) };
        taken
    }
}

/// Writes zeros, so few that no call is worth it.
///
/// # Safety
/// The memory is ours, aligned as a unit and some units long.
#[cfg(all(feature = "runs", target_pointer_width = "64"))]
#[inline]
unsafe fn clear(block: *mut u8, size: usize) {
    let words = block.cast::<usize>();
    for at in 0..size / size_of::<usize>() {
        // SAFETY: the caller's promise. Volatile: or it is a call.
        unsafe { words.add(at).write_volatile(0) };
    }
}
