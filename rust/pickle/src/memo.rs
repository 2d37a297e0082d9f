//! The writer's memo: which objects were written, where, and which were met again.

use core::marker::PhantomData;

use crate::model::{Inspect, Model};
use crate::{Buffer, Error};

/// One written object and the output position behind it.
#[derive(Clone, Copy)]
struct Entry<O> {
    obj: O,
    /// Bits 0 to 30: position where its MEMOIZE or PUT belongs (or has been written), or, after
    /// [`Memo::rank`], its final index. Bit 31: it was fetched.
    place: u32,
}

const FETCHED: u32 = 1 << 31;
const VACANT: u32 = u32::MAX;
/// Entries up to this many are searched without an index.
const LINEAR: usize = 4;

/// Entries in the order of writing, and an open-addressing index over them by identity.
///
/// Entries keep the objects alive, so that no identity is used twice during one dump.
pub(crate) struct Memo<M: Model> {
    entries: M::Vec<Entry<M::Obj>>,
    /// Power-of-two table of positions in `entries`, at most two thirds full.
    index: M::Vec<u32>,
    model: PhantomData<M>,
}

impl<M: Model> Default for Memo<M> {
    fn default() -> Self {
        Self {
            entries: Default::default(),
            index: Default::default(),
            model: PhantomData,
        }
    }
}

/// Spreads identities, which are mostly multiples of 8 or 16, over the table.
#[inline]
fn spread(identity: usize, mask: usize) -> usize {
    #[cfg(target_pointer_width = "64")]
    let product = (identity as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
    #[cfg(not(target_pointer_width = "64"))]
    let product = (identity as u32).wrapping_mul(0x9E37_79B9) >> 12;
    product as usize & mask
}

impl<M: Inspect> Memo<M> {
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The number of the entry for `obj`.
    #[inline]
    pub(crate) fn find(&self, m: &M, obj: M::Obj) -> Option<usize> {
        let identity = m.identity(obj);
        let entries = self.entries.as_slice();
        let index = self.index.as_slice();
        if index.is_empty() {
            return entries.iter().position(|e| m.identity(e.obj) == identity);
        }
        let mask = index.len() - 1;
        let mut slot = spread(identity, mask);
        loop {
            let at = index[slot];
            if at == VACANT {
                return None;
            }
            if m.identity(entries[at as usize].obj) == identity {
                return Some(at as usize);
            }
            slot = (slot + 1) & mask;
        }
    }

    /// Adds `obj`, which [`Memo::find`] does not find, at this output position.
    pub(crate) fn add(&mut self, m: &M, obj: M::Obj, place: usize) -> Result<(), Error> {
        let count = self.entries.len();
        if place >= FETCHED as usize || count >= VACANT as usize {
            return Err(Error::TooLarge);
        }
        if (count >= LINEAR && self.index.is_empty()) || (count + 1) * 3 > self.index.len() * 2 && count >= LINEAR {
            self.reindex(m, count + 1)?;
        }
        self.entries.push(Entry { obj, place: place as u32 })?;
        self.link(m, count);
        Ok(())
    }

    /// Marks entry `at` as fetched.
    #[inline]
    pub(crate) fn fetch(&mut self, at: usize) {
        self.entries.as_mut_slice()[at].place |= FETCHED;
    }

    /// Turns the positions of fetched entries into final indices and appends the positions to
    /// `puts`, in ascending order.
    pub(crate) fn rank(&mut self, puts: &mut M::Vec<u32>) -> Result<(), Error> {
        let mut rank = 0;
        for entry in self.entries.as_mut_slice() {
            if entry.place & FETCHED != 0 {
                puts.push(entry.place & !FETCHED)?;
                entry.place = FETCHED | rank;
                rank += 1;
            }
        }
        Ok(())
    }

    /// The final index of entry `at`, after [`Memo::rank`].
    pub(crate) fn ranked(&self, at: usize) -> u32 {
        self.entries.as_slice()[at].place & !FETCHED
    }

    /// The object of entry `at`.
    pub(crate) fn object(&self, at: usize) -> Option<M::Obj> {
        self.entries.as_slice().get(at).map(|e| e.obj)
    }

    /// Forgets all but the first `count` entries.
    pub(crate) fn truncate(&mut self, m: &M, count: usize) -> Result<(), Error> {
        if count < self.entries.len() {
            self.entries.truncate(count);
            if count == 0 {
                self.index.release();
            } else if !self.index.is_empty() {
                self.reindex(m, count)?;
            }
        }
        Ok(())
    }

    /// Gives all memory back.
    pub(crate) fn release(&mut self) {
        self.entries.release();
        self.index.release();
    }

    fn link(&mut self, m: &M, at: usize) {
        let index = self.index.as_mut_slice();
        if index.is_empty() {
            return;
        }
        let mask = index.len() - 1;
        let mut slot = spread(m.identity(self.entries.as_slice()[at].obj), mask);
        while index[slot] != VACANT {
            slot = (slot + 1) & mask;
        }
        index[slot] = at as u32;
    }

    /// Makes an index with room for half as many entries again as `count` and links what is there.
    fn reindex(&mut self, m: &M, count: usize) -> Result<(), Error> {
        let size = (count * 2).next_power_of_two().max(16);
        self.index.release();
        self.index.reserve_exact(size)?;
        self.index.extend_with(size, VACANT)?;
        for at in 0..self.entries.len() {
            self.link(m, at);
        }
        Ok(())
    }
}
