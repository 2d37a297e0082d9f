//! CBOR's references to strings: which were written, and under which number.

use model::{Buffer, Model, View};

use crate::format::is_numbered;
use crate::object::Pack;

/// Size of the first table.
const START: usize = 16;

/// A hash table by content, with linear probing, at most three quarters full.
pub(super) struct Strings<M: Model> {
    table: M::Vec<Option<(M::Obj, u32)>>,
    /// Strings in the table.
    count: usize,
    /// The number that the next string gets.
    next: usize,
}

impl<M: Model> Default for Strings<M> {
    #[inline(always)]
    fn default() -> Self {
        Self { table: Default::default(), count: 0, next: 0 }
    }
}

/// The bytes of a str or bytes object, and whether it is a str.
fn content<M: Pack>(m: &M, obj: M::Obj) -> (&[u8], bool) {
    match m.view(obj) {
        View::Str(data) => (data, true),
        View::Bytes(data) => (data, false),
        _ => (&[], false),
    }
}

/// The slot of a string in a table that is not full: its own, or the vacant one for it.
fn slot<M: Pack>(m: &M, table: &[Option<(M::Obj, u32)>], obj: M::Obj) -> usize {
    let wanted = content(m, obj);
    // FNV-1a
    let hash = wanted
        .0
        .iter()
        .fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    // Its size is a power of two.
    let last = table.len() - 1;
    let mut slot = hash as usize & last;
    while let Some((other, _)) = table[slot] {
        if content(m, other) == wanted {
            break;
        }
        slot = (slot + 1) & last;
    }
    slot
}

impl<M: Pack> Strings<M> {
    /// Forgets all strings.
    pub(super) fn clear(&mut self) {
        self.table.truncate(0);
        self.count = 0;
        self.next = 0;
    }

    /// Gives the memory back.
    pub(super) fn release(&mut self) {
        self.table.release();
    }

    /// A string of `len` bytes is written that nothing will refer to. Returns whether it has a number.
    pub(super) fn pass(&mut self, len: usize) -> bool {
        let numbered = is_numbered(self.next, len);
        self.next += usize::from(numbered);
        numbered
    }

    /// The number of a string of `len` bytes that was written already; otherwise it is noted.
    #[inline(never)]
    pub(super) fn find(&mut self, m: &M, obj: M::Obj, len: usize) -> Result<Option<usize>, M::Fault> {
        if self.count >= self.table.len() / 4 * 3 {
            self.grow(m)?;
        }
        let slot = slot(m, self.table.as_slice(), obj);
        if let Some((_, number)) = self.table.as_slice()[slot] {
            return Ok(Some(number as usize));
        }
        let number = self.next;
        if self.pass(len) {
            self.table.as_mut_slice()[slot] = Some((obj, number as u32));
            self.count += 1;
        }
        Ok(None)
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, m: &M) -> Result<(), M::Fault> {
        let size = (self.table.len() * 2).max(START);
        let mut fresh = M::Vec::<Option<(M::Obj, u32)>>::default();
        fresh.reserve_exact(size)?;
        fresh.extend_with(size, None)?;
        for entry in self.table.as_slice().iter().flatten() {
            let slot = slot(m, fresh.as_slice(), entry.0);
            fresh.as_mut_slice()[slot] = Some(*entry);
        }
        self.table.release();
        self.table = fresh;
        Ok(())
    }
}
