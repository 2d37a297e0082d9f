//! MicroPython's heap in small: which of its blocks are in use (`py/gc.c`), and the pieces that a load takes in
//! advance (`rust/micropython/src/pool.rs`).

use super::layout::Layout;

/// So many blocks from this one on.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    at: usize,
    /// How many.
    pub blocks: usize,
}

/// Runs of fewer blocks than this have a place from which they are searched.
const SHORT: usize = 9;

/// A heap of a fixed number of blocks. The first run that is free and long enough is taken, as MicroPython does.
pub struct Arena {
    used: Vec<bool>,
    limit: usize,
    /// Before these places there is no free run of so many blocks.
    from: [usize; SHORT + 1],
}

impl Arena {
    /// One of so many blocks, all of them free.
    pub fn new(limit: usize) -> Self {
        Self { used: Vec::new(), limit, from: [0; SHORT + 1] }
    }

    /// Blocks up to the last that was ever used.
    pub fn most(&self) -> usize {
        self.used.len()
    }

    /// A run of free blocks, which are in use then.
    pub fn take(&mut self, blocks: usize) -> Option<Run> {
        let hint = blocks.min(SHORT);
        let (mut start, mut at) = (self.from[hint], self.from[hint]);
        // All blocks behind the last that was ever in use are free.
        while at < self.used.len() && at - start < blocks {
            at += 1;
            if self.used[at - 1] {
                start = at;
            }
        }
        if blocks > self.limit || start > self.limit - blocks {
            return None;
        }
        if start + blocks > self.used.len() {
            self.used.resize(start + blocks, false);
        }
        self.used[start..start + blocks].fill(true);
        // A run that is longer than these may have passed over some of theirs.
        if blocks <= SHORT {
            self.from[hint] = start + if blocks < SHORT { blocks } else { 0 };
        }
        Some(Run { at: start, blocks })
    }

    /// Takes pieces of so many blocks, `wish` of them or a few more: all that are free in a byte of the collector's
    /// table are taken together. Returns them, and the byte where the next search goes on.
    fn pieces(&mut self, blocks: usize, wish: usize, from: usize) -> (Vec<Run>, usize) {
        let first = self.from[1] / TOGETHER;
        let mut at = if blocks > 1 { first.max(from) } else { first };
        let mut taken = Vec::new();
        while at < self.limit / TOGETHER && taken.len() <= wish {
            let (mut start, end) = (at * TOGETHER, (at + 1) * TOGETHER);
            if end > self.used.len() {
                self.used.resize(end, false);
            }
            while start + blocks <= end {
                let free = self.used[start..start + blocks].iter().all(|used| !used);
                if free {
                    self.used[start..start + blocks].fill(true);
                    taken.push(Run { at: start, blocks });
                }
                start += 1;
            }
            at += 1;
        }
        if blocks == 1 {
            self.from[1] = at * TOGETHER;
        }
        let next = if taken.is_empty() { 0 } else { at };
        (taken, next)
    }

    /// Gives blocks back.
    pub fn free(&mut self, run: Run) {
        self.used[run.at..run.at + run.blocks].fill(false);
        for (blocks, from) in self.from.iter_mut().enumerate() {
            *from = (*from).min(run.at.saturating_sub(blocks.saturating_sub(1)));
        }
        // Longer runs may begin anywhere before.
        self.from[SHORT] = 0;
    }

    /// Makes a run longer where it is, if the blocks behind it are free.
    pub fn lengthen(&mut self, run: &mut Run, blocks: usize) -> bool {
        let (end, new) = (run.at + run.blocks, run.at + blocks);
        if new > self.limit || self.used.iter().take(new).skip(end).any(|used| *used) {
            return false;
        }
        if new > self.used.len() {
            self.used.resize(new, false);
        }
        self.used[end..new].fill(true);
        run.blocks = blocks;
        true
    }

    /// Makes a run shorter.
    pub fn shorten(&mut self, run: &mut Run, blocks: usize) {
        if blocks < run.blocks {
            self.free(Run { at: run.at + blocks, blocks: run.blocks - blocks });
            run.blocks = blocks;
        }
    }
}

/// Pieces of one size that are held in advance.
#[derive(Default)]
struct Shelf {
    pieces: Vec<Run>,
    wish: usize,
    wait: u8,
    from: usize,
}

/// All of them.
#[derive(Default)]
pub struct Pool {
    shelves: [Shelf; 4],
}

/// Blocks in a byte of the collector's table.
const TOGETHER: usize = 4;

impl Pool {
    /// A piece of so many blocks. None if the allocator is to be asked, which collects.
    pub fn take(&mut self, arena: &mut Arena, layout: Layout, blocks: usize) -> Option<Run> {
        let (largest, most) = if layout.is_large() { (4, 32) } else { (1, 8) };
        if blocks == 0 || blocks > largest {
            return None;
        }
        let shelf = &mut self.shelves[blocks - 1];
        if let Some(piece) = shelf.pieces.pop() {
            return Some(piece);
        }
        if shelf.wait > 0 {
            shelf.wait -= 1;
            return None;
        }
        let together = TOGETHER / blocks;
        shelf.wish = (shelf.wish * 2).clamp(together, most / blocks);
        (shelf.pieces, shelf.from) = arena.pieces(blocks, shelf.wish - together, shelf.from);
        shelf.pieces.reverse();
        if shelf.pieces.is_empty() {
            // There may be none for long.
            shelf.wait = u8::MAX;
        }
        shelf.pieces.pop()
    }

    /// Takes a piece back that is not needed after all. It is for the allocator if no pieces of its size were taken.
    pub fn take_back(&mut self, arena: &mut Arena, piece: Run) {
        match self.shelves.get_mut(piece.blocks.wrapping_sub(1)) {
            Some(shelf) if shelf.wish > 0 => shelf.pieces.push(piece),
            _ => arena.free(piece),
        }
    }
}
