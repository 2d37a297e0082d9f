//! Lengths that are known when what they are of is written.

use model::{Buffer, Error};

use super::Encoder;
use super::scalars::varint;
use crate::object::{Look, Of};

/// A length that takes more than one byte.
#[derive(Clone, Copy)]
pub(super) struct Late {
    /// The place of the byte that was left free for it.
    place: u32,
    size: u32,
}

impl<M: Look> Encoder<M> {
    /// The length of all that was written from behind `start` on; `late` is what was late when it began.
    #[inline(never)]
    pub(super) fn set_length(&mut self, m: &M, start: u32, late: u32) -> Of<(), M> {
        let size = (self.out.len() - start as usize - 1) + (self.late - late) as usize;
        // Nobody reads 2 GiB.
        if size > i32::MAX as usize {
            return Err(m.fault(Error::TooLarge));
        }
        let (_, len) = varint(size as u64);
        if len == 1 {
            self.out.as_mut_slice()[start as usize] = size as u8;
            return Ok(());
        }
        self.late += len as u32 - 1;
        self.lates.push(Late { place: start, size: size as u32 })
    }

    /// Writes the lengths that are late, from the last one to the first.
    #[inline(never)]
    pub(super) fn make_room(&mut self, m: &M) -> Of<(), M> {
        if self.lates.is_empty() {
            return Ok(());
        }
        let mut end = self.out.len();
        let mut to = end + self.late as usize;
        if u32::try_from(to).is_err() {
            return Err(m.fault(Error::TooLarge));
        }
        sort(self.lates.as_mut_slice());
        self.out.extend_with(self.late as usize, 0)?;
        let out = self.out.as_mut_slice();
        for late in self.lates.as_slice().iter().rev() {
            let place = late.place as usize;
            let from = place + 1;
            to -= end - from;
            out.copy_within(from..end, to);
            let (bytes, len) = varint(late.size.into());
            to -= len;
            out[to..to + len].copy_from_slice(&bytes[..len]);
            end = place;
        }
        Ok(())
    }
}

/// By their places: a heap, which needs little flash and no memory.
fn sort(lates: &mut [Late]) {
    let len = lates.len();
    for root in (0..len / 2).rev() {
        sift_down(lates, root);
    }
    for end in (1..len).rev() {
        lates.swap(0, end);
        sift_down(&mut lates[..end], 0);
    }
}

fn sift_down(lates: &mut [Late], mut root: usize) {
    loop {
        let mut child = 2 * root + 1;
        if child >= lates.len() {
            return;
        }
        if child + 1 < lates.len() && lates[child].place < lates[child + 1].place {
            child += 1;
        }
        if lates[root].place >= lates[child].place {
            return;
        }
        lates.swap(root, child);
        root = child;
    }
}
