//! Large blocks, found in the collector's table many blocks at a time.
//!
//! Its allocator looks at each block by itself, from the first that may be free to the end of what is in use: with a
//! large heap that takes many times as long as writing what the block is for. Here whole bytes of the table are looked
//! at, and of those in use one in as many as the block is long. It is the block that the allocator would have found.
//!
//! For boards, C does it in less flash (`cmodule/memory/take.c`): it looks at whole words of the table, and finds the
//! first block that has as many of them as it takes, wherever it begins.

use crate::ffi;

/// Whether this is compiled in.
pub(crate) const IS_WANTED: bool =
    cfg!(all(feature = "runs", target_pointer_width = "64", target_endian = "little"));
/// Bytes of the smallest block that is worth it.
#[cfg(all(feature = "runs", target_pointer_width = "64", target_endian = "little"))]
const LEAST: usize = 512;

/// A block of the collector's, of so many bytes that are all 0; null if there is none.
#[inline]
pub(crate) fn try_block(bytes: usize) -> *mut u8 {
    let block = find(bytes);
    if !block.is_null() {
        return block;
    }
    #[cfg(all(feature = "runs", not(target_pointer_width = "64")))]
    // SAFETY: a plain allocation.
    // EXCEPTION: none.
    let block = unsafe { ffi::mpickle_c_block(bytes) };
    #[cfg(not(all(feature = "runs", not(target_pointer_width = "64"))))]
    // SAFETY: a plain allocation.
    // EXCEPTION: none.
    let block = unsafe { ffi::gc_alloc(bytes, 0) };
    block.cast()
}

/// A block of so many bytes, which are all 0; null if there is none that large, or if it is small.
#[inline]
fn find(bytes: usize) -> *mut u8 {
    #[cfg(all(feature = "runs", target_pointer_width = "64", target_endian = "little"))]
    if bytes >= LEAST {
        return search::find(bytes);
    }
    let _ = bytes;
    core::ptr::null_mut()
}

/// The first byte of a table from this one on behind those, eight at a time, in which no block is free.
///
/// # Safety
/// The table is locked.
#[cfg(all(feature = "runs", target_pointer_width = "64"))]
#[inline]
pub(crate) unsafe fn skip(table: &ffi::mpickle_c_table_t, mut at: usize) -> usize {
    const FULL: u64 = u64::from_ne_bytes([0x55; 8]);
    while at + size_of::<u64>() <= table.len {
        // SAFETY: bytes of the table.
        let bits = unsafe { table.kinds.add(at).cast::<u64>().read_unaligned() };
        // Each block that is in use has one of its two bits.
        if (bits | bits >> 1) & FULL != FULL {
            break;
        }
        at += size_of::<u64>();
    }
    at
}

#[cfg(all(feature = "runs", target_pointer_width = "64", target_endian = "little"))]
mod search {
    use core::{mem::MaybeUninit, ptr};

    use crate::ffi;
    use crate::pool::UNIT;

    /// Blocks in a byte of the table, each of which is 0 in it when it is free.
    const BLOCKS: usize = ffi::MPICKLE_C_BLOCKS_PER_ATB as usize;
    const BITS: usize = 8 / BLOCKS;
    const HEAD: u8 = ffi::MPICKLE_C_AT_HEAD as u8;
    const TAIL: u8 = ffi::MPICKLE_C_AT_TAIL as u8;
    /// A byte with nothing but tails.
    const TAILS: u8 = TAIL * 0x55;
    /// Bytes that are looked at together.
    const WORD: usize = size_of::<u64>();

    // Heads and tails are told apart by two bits; the smallest row has a byte of its own.
    const _: () = assert!(BLOCKS == 4 && HEAD < 4 && TAIL < 4 && super::LEAST / UNIT > 3 * BLOCKS);

    /// As [`super::find`].
    #[inline(never)]
    pub(super) fn find(bytes: usize) -> *mut u8 {
        let mut table = MaybeUninit::uninit();
        // SAFETY: room for a table, which is unlocked below; a run of blocks that are free, which is ours then.
        // EXCEPTION: none.
        unsafe {
            if !ffi::mpickle_c_table_lock(table.as_mut_ptr()) {
                return ptr::null_mut();
            }
            let mut table = table.assume_init();
            let blocks = bytes.div_ceil(UNIT);
            let Some(start) = run(&table, blocks) else {
                ffi::mpickle_c_table_unlock(&table, 0, 0);
                return ptr::null_mut();
            };
            take(table.kinds, start, blocks);
            // Another thread may collect as soon as it is unlocked: the address is on the C stack before that.
            table.blocks = table.blocks.add(start * UNIT);
            ffi::mpickle_c_table_unlock(&table, blocks, start + blocks - 1);
            ptr::write_bytes(table.blocks, 0, blocks * UNIT);
            table.blocks
        }
    }

    /// The first of so many free blocks in a row.
    ///
    /// # Safety
    /// The table is locked.
    unsafe fn run(table: &ffi::mpickle_c_table_t, blocks: usize) -> Option<usize> {
        let (kinds, len) = (table.kinds, table.len);
        // Bytes of free blocks: as many as there are at least in such a row, and as are enough.
        let (least, enough) = ((blocks - 2 * (BLOCKS - 1)) / BLOCKS, blocks.div_ceil(BLOCKS));
        let mut low = table.first;
        // SAFETY: whatever is read is in the table.
        unsafe {
            let is_free = |at: usize| *kinds.add(at) == 0;
            while low + least <= len {
                // A row that begins here or later, and ends before the last of these bytes, is too short.
                let probe = low + least - 1;
                if !is_free(probe) {
                    low = super::skip(table, probe + 1);
                    continue;
                }
                let mut start = probe;
                while start > low && is_free(start - 1) {
                    start -= 1;
                }
                let mut at = probe + 1;
                while at + WORD <= len
                    && at - start < enough
                    && kinds.add(at).cast::<u64>().read_unaligned() == 0
                {
                    at += WORD;
                }
                while at < len && at - start < enough && is_free(at) {
                    at += 1;
                }
                // Free ones at the end of the byte before, and at the beginning of the next.
                let before = if start > table.first { (*kinds.add(start - 1)).leading_zeros() } else { 0 };
                let behind = if at < len { (*kinds.add(at)).trailing_zeros() } else { 0 };
                let (before, behind) = (before as usize / BITS, behind as usize / BITS);
                if before + (at - start) * BLOCKS + behind >= blocks {
                    return Some(start * BLOCKS - before);
                }
                low = at + 1;
            }
        }
        None
    }

    /// Marks so many free blocks as one that is in use.
    ///
    /// # Safety
    /// The table is locked, and they are in it.
    unsafe fn take(kinds: *mut u8, start: usize, blocks: usize) {
        let end = start + blocks;
        // SAFETY: the caller's promise.
        unsafe {
            let set = |block: usize, kind: u8| *kinds.add(block / BLOCKS) |= kind << (block % BLOCKS * BITS);
            set(start, HEAD);
            let (whole, rest) = ((start + 1).next_multiple_of(BLOCKS), end / BLOCKS * BLOCKS);
            (start + 1..whole).for_each(|block| set(block, TAIL));
            ptr::write_bytes(kinds.add(whole / BLOCKS), TAILS, (rest - whole) / BLOCKS);
            (rest..end).for_each(|block| set(block, TAIL));
        }
    }
}
