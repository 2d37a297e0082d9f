//! CBOR in a given order: keys of a map, and elements of a set, sorted by their bytes.
//!
//! All keys are written once, sorted where they lie, and dropped again; then the entries are written in that
//! order. So no value moves, however deep maps are in one another. Elements of sets change places: written
//! again, those of sets in sets in sets would be written very often.

use model::{Buffer, Error};

use super::Encoder;
use super::tasks::{Task, What};
use crate::object::Pack;

/// A key that was written once.
#[derive(Clone, Copy)]
pub(super) struct Key {
    /// The place in the output.
    place: u32,
    /// The place in its dictionary; of an element, its end in the output.
    cursor: u32,
}

impl Key {
    pub(super) fn cursor(self) -> usize {
        self.cursor as usize
    }
}

/// Whether the key at `a` comes before the one at `b`. No item of CBOR begins another one, so what is
/// behind them does not count.
fn is_before(bytes: &[u8], a: Key, b: Key) -> bool {
    bytes[a.place as usize..] < bytes[b.place as usize..]
}

/// Heapsort: small, in place, without recursion and of bounded time.
fn sort(bytes: &[u8], keys: &mut [Key]) {
    let len = keys.len();
    for start in (0..len / 2).rev() {
        sift_down(bytes, keys, start, len);
    }
    for end in (1..len).rev() {
        keys.swap(0, end);
        sift_down(bytes, keys, 0, end);
    }
}

fn sift_down(bytes: &[u8], keys: &mut [Key], mut root: usize, end: usize) {
    loop {
        let mut child = 2 * root + 1;
        if child >= end {
            return;
        }
        if child + 1 < end && is_before(bytes, keys[child], keys[child + 1]) {
            child += 1;
        }
        if !is_before(bytes, keys[root], keys[child]) {
            return;
        }
        keys.swap(root, child);
        root = child;
    }
}

impl<M: Pack> Encoder<M> {
    /// A key, at `cursor` in its dictionary, is about to be written.
    pub(super) fn note_key(&mut self, m: &M, cursor: u32) -> Result<(), M::Fault> {
        let Ok(place) = u32::try_from(self.out.len()) else {
            return Err(m.fault(Error::TooLarge));
        };
        self.order.push(Key { place, cursor })
    }

    /// All keys of the topmost task are written: sorts them, and goes on to write the entries. The elements
    /// of a set are all of it, and change places.
    #[inline(never)]
    pub(super) fn sort(&mut self, m: &M, top: usize) -> Result<(), M::Fault> {
        let task = &mut self.tasks.as_mut_slice()[top];
        let start = self.order.len() - task.used as usize;
        let (Ok(cursor), Ok(mut end)) = (u32::try_from(start), u32::try_from(self.out.len())) else {
            return Err(m.fault(Error::TooLarge));
        };
        let keys = &mut self.order.as_mut_slice()[start..];
        let place = keys[0].place as usize;
        if task.set {
            // The end of each of them, in place of its cursor.
            for key in keys.iter_mut().rev() {
                key.cursor = core::mem::replace(&mut end, key.place);
            }
        }
        sort(self.out.as_slice(), keys);
        self.let_go();
        let task = &mut self.tasks.as_mut_slice()[top];
        if !task.set {
            *task = Task { what: What::Sorted, cursor, left: task.used, value: false, ..*task };
            self.out.truncate(place);
            return Ok(());
        }
        self.scratch.truncate(0);
        for key in &self.order.as_slice()[start..] {
            self.scratch.extend(&self.out.as_slice()[key.place as usize..key.cursor as usize])?;
        }
        self.out.truncate(place);
        self.out.extend(self.scratch.as_slice())?;
        self.order.truncate(start);
        self.tasks.truncate(top);
        Ok(())
    }

    /// All entries are written.
    pub(super) fn end_sorted(&mut self, task: &Task<M::Obj>) {
        let start = self.order.len() - task.used as usize;
        self.order.truncate(start);
    }
}
