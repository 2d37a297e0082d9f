//! The writer's memo: which objects were written, where, and which were met again.

use core::marker::PhantomData;

use model::{Buffer, Error, Model};

use crate::object::Describe;

/// One written object.
#[derive(Clone, Copy)]
pub struct Entry<O> {
    obj: O,
    /// Bits 0 to 30: its place, which is the output position behind it when the pickle stays in
    /// memory, and its memo index when it goes to a stream. Bit 31: it was fetched.
    place: u32,
}

const FETCHED: u32 = 1 << 31;
/// Size of the first table.
const START: usize = 16;
/// Tables grow fourfold up to this size, because each growth costs the allocator a search…
const FOURFOLD: usize = 256;
/// … then they double up to this size, and grow by half from there on, because memory is dear. On
/// large machines searches are.
const DOUBLING: usize = if cfg!(target_pointer_width = "64") { usize::MAX } else { 4096 };

/// Tables up to this size are filled up to one vacant slot: a search through all of it is short.
const SMALL: usize = 64;

/// A hash table by identity, with linear probing; a large one is at most three quarters full.
///
/// Entries keep the objects alive, so that no identity is used twice during one dump.
pub(crate) struct Memo<M: Model> {
    table: M::Vec<Option<Entry<M::Obj>>>,
    count: usize,
    /// How many objects the table takes.
    most: usize,
    /// Objects that are about to come.
    expected: usize,
    /// The identity that was last searched in vain, and the vacant slot where that search ended.
    missed: (usize, usize),
    model: PhantomData<M>,
}

impl<M: Model> Default for Memo<M> {
    #[inline(always)]
    fn default() -> Self {
        Self { table: Default::default(), count: 0, most: 0, expected: 0, missed: (0, 0), model: PhantomData }
    }
}

/// The slot where the search for an identity starts. Identities are mostly multiples of 8 or 16; the
/// upper bits of the product are spread over the table.
#[inline]
fn start(identity: usize, size: usize) -> usize {
    let hash = (identity as u32).wrapping_mul(0x9E37_79B9);
    if cfg!(target_pointer_width = "64") {
        ((u64::from(hash) * size as u64) >> 32) as usize
    } else if size <= 1 << 16 {
        // No product of two words in a small chip.
        (((hash >> 16) * size as u32) >> 16) as usize
    } else {
        (hash / (u32::MAX / size as u32 + 1)) as usize
    }
}

impl<M: Describe> Memo<M> {
    /// Gives it a first table, with nothing in it.
    pub(crate) fn lend(&mut self, table: M::Vec<Option<Entry<M::Obj>>>) {
        self.release();
        self.expected = 0;
        self.replace(table);
    }

    /// Whether nothing is in it.
    #[cfg(target_pointer_width = "64")]
    pub(crate) fn is_unused(&self) -> bool {
        self.count == 0
    }

    /// Size of the table for the expected objects; 0 if the table has room for them.
    pub(crate) fn wanted(&self) -> usize {
        let count = self.count + self.expected;
        if self.expected == 0 || count <= self.most { 0 } else { count * 4 / 3 + 2 }
    }

    /// Number of objects.
    pub(crate) fn len(&self) -> usize {
        self.count
    }

    /// Says that so many objects are about to come: the next growth makes room for them.
    pub(crate) fn expect(&mut self, objects: usize) {
        self.expected = objects;
    }

    /// The table slot of `obj`.
    #[inline]
    pub(crate) fn find(&mut self, m: &M, obj: M::Obj) -> Option<usize> {
        let table = self.table.as_slice();
        if table.is_empty() {
            return None;
        }
        let identity = m.identity(obj);
        let mut slot = start(identity, table.len());
        while let Some(entry) = &table[slot] {
            if m.identity(entry.obj) == identity {
                return Some(slot);
            }
            slot += 1;
            if slot == table.len() {
                slot = 0;
            }
        }
        self.missed = (identity, slot);
        None
    }

    /// Adds `obj`, which [`Memo::find`] does not find, with this place.
    #[inline]
    pub(crate) fn add(&mut self, m: &M, obj: M::Obj, place: usize) -> Result<(), M::Fault> {
        if place >= FETCHED as usize {
            return Err(m.fault(Error::TooLarge));
        }
        let entry = Entry { obj, place: place as u32 };
        let (identity, slot) = self.missed;
        if self.count >= self.most {
            self.grow(m)?;
            insert(m, self.table.as_mut_slice(), entry);
        } else if identity == m.identity(obj) && self.table.as_slice()[slot].is_none() {
            self.table.as_mut_slice()[slot] = Some(entry);
        } else {
            insert(m, self.table.as_mut_slice(), entry);
        }
        self.count += 1;
        Ok(())
    }

    /// [`Memo::add`] right after [`Memo::find`] did not find `obj`.
    #[inline]
    pub(crate) fn add_missed(&mut self, m: &M, obj: M::Obj, place: usize) -> Result<(), M::Fault> {
        let slot = self.missed.1;
        if self.count >= self.most || place >= FETCHED as usize {
            return self.add(m, obj, place);
        }
        self.table.as_mut_slice()[slot] = Some(Entry { obj, place: place as u32 });
        self.count += 1;
        Ok(())
    }

    /// The place of the object in `slot`.
    pub(crate) fn place(&self, slot: usize) -> usize {
        self.table.as_slice()[slot].map_or(0, |e| (e.place & !FETCHED) as usize)
    }

    /// Marks the entry in `slot` as fetched; returns whether this is the first time.
    #[inline]
    pub(crate) fn fetch(&mut self, slot: usize) -> bool {
        let Some(entry) = &mut self.table.as_mut_slice()[slot] else {
            return false;
        };
        let first = entry.place & FETCHED == 0;
        entry.place |= FETCHED;
        first
    }

    /// Tells the model where the entries are.
    pub(crate) fn show(&self, m: &M) {
        m.show_memo(&self.table);
    }

    /// The table that [`Memo::show`] shows.
    pub(crate) fn table(&self) -> &[Option<Entry<M::Obj>>] {
        self.table.as_slice()
    }

    /// Forgets all entries but those whose place is below `count`, which are so many.
    #[inline(never)]
    pub(crate) fn truncate(&mut self, m: &M, count: usize) -> Result<(), M::Fault> {
        if count == self.count {
            return Ok(());
        }
        if count == 0 {
            self.release();
            return Ok(());
        }
        let mut fresh = M::Vec::default();
        fresh.extend_with(self.table.len(), None)?;
        for entry in self.table.as_slice().iter().flatten() {
            if (entry.place & !FETCHED) < count as u32 {
                insert(m, fresh.as_mut_slice(), *entry);
            }
        }
        self.replace(fresh);
        self.count = count;
        Ok(())
    }

    /// Gives all memory back.
    pub(crate) fn release(&mut self) {
        self.replace(M::Vec::default());
        self.count = 0;
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, m: &M) -> Result<(), M::Fault> {
        let old = self.table.len();
        let size = match old {
            0 => START,
            1..FOURFOLD => old * 4,
            FOURFOLD..DOUBLING => old * 2,
            _ => old + old / 2,
        };
        let size = size.max(self.wanted());
        self.expected = 0;
        let mut fresh = M::Vec::default();
        fresh.reserve_exact(size)?;
        fresh.extend_with(size, None)?;
        self.refill(m, &mut fresh);
        self.replace(fresh);
        self.show(m);
        Ok(())
    }

    /// Copies all entries to a larger table.
    #[inline(never)]
    fn refill(&self, m: &M, fresh: &mut M::Vec<Option<Entry<M::Obj>>>) {
        for entry in self.table.as_slice().iter().flatten() {
            insert(m, fresh.as_mut_slice(), *entry);
        }
    }

    fn replace(&mut self, fresh: M::Vec<Option<Entry<M::Obj>>>) {
        self.missed = (0, 0);
        self.table.release();
        let size = fresh.len();
        self.most = if size <= SMALL { size.saturating_sub(1) } else { size / 4 * 3 };
        self.table = fresh;
    }
}

/// The first object in or behind `slot` of a memo's table, with its slot and its memo index, if the
/// pickle goes to a stream.
#[must_use]
pub fn memo_entry<O: Copy>(table: &[Option<Entry<O>>], slot: usize) -> Option<(usize, O, usize)> {
    let found = (slot..table.len()).find(|at| table[*at].is_some())?;
    table[found].map(|e| (found, e.obj, (e.place & !FETCHED) as usize))
}

/// Puts an entry into a table that has room for it and does not have it.
#[inline]
fn insert<M: Describe>(m: &M, table: &mut [Option<Entry<M::Obj>>], entry: Entry<M::Obj>) {
    let mut slot = start(m.identity(entry.obj), table.len());
    while table[slot].is_some() {
        slot += 1;
        if slot == table.len() {
            slot = 0;
        }
    }
    table[slot] = Some(entry);
}
