//! MessagePack's ext that hold an item of MessagePack: their length comes first, and is known last.
//!
//! The longest head is left free, and its place is kept. When the outermost ext is complete, one pass from
//! the start closes all gaps: each byte moves once, however deep the ext are in one another.

use model::{Buffer, Error, Sink, View};

use super::Encoder;
use super::tasks::{Task, What};
use crate::object::Pack;

/// Room for the longest head: a byte, four of length, the code.
const ROOM: usize = 6;

/// A head that is not written yet.
#[derive(Clone, Copy)]
pub(super) struct Gap {
    /// Where it is in the output.
    place: u32,
    /// Bytes of its ext; while that is open, what was saved before.
    size: u32,
    code: u8,
}

/// Bytes that the head of an ext of so many bytes takes.
fn head_size(size: usize) -> usize {
    match size {
        1 | 2 | 4 | 8 | 16 => 2,
        0..=0xff => 3,
        0x100..=0xffff => 4,
        _ => 6,
    }
}

impl<M: Pack> Encoder<M> {
    /// Begins an ext around `obj`.
    #[inline(never)]
    pub(super) fn begin_nested<S: Sink<M>>(
        &mut self,
        m: &mut M,
        sink: &mut S,
        code: u8,
        obj: M::Obj,
    ) -> Result<bool, M::Fault> {
        let (Ok(place), Ok(size)) = (u32::try_from(self.out.len()), u32::try_from(self.saved)) else {
            return Err(m.fault(Error::TooLarge));
        };
        let cursor = self.gaps.len() as u32;
        self.gaps.push(Gap { place, size, code })?;
        self.out.extend(&[0; ROOM])?;
        self.push(m, Task { cursor, ..Task::new(What::Close, obj) })?;
        self.hold();
        match (code, m.view(obj)) {
            (0x51, View::Set(count) | View::FrozenSet(count)) => {
                self.begin_items(m, What::Set, obj, count)?;
            }
            (0x51, _) => {
                self.begin_items(m, What::Set, obj, m.count(obj))?;
            }
            (0x52, _) => {
                self.begin_items(m, What::List, obj, m.len(obj))?;
            }
            (0x53, _) => {
                self.save_memory(m, sink, None, obj)?;
            }
            _ => {
                self.begin_items(m, What::Map, obj, m.count(obj))?;
            }
        }
        Ok(true)
    }

    /// The ext of this gap is complete.
    #[inline(never)]
    pub(super) fn end_nested(&mut self, m: &M, at: usize) -> Result<(), M::Fault> {
        let gap = &mut self.gaps.as_mut_slice()[at];
        let size = self.out.len() - gap.place as usize - ROOM - (self.saved - gap.size as usize);
        let Ok(short) = u32::try_from(size) else {
            return Err(m.fault(Error::TooLarge));
        };
        gap.size = short;
        self.saved += ROOM - head_size(size);
        self.let_go();
        if at > 0 { Ok(()) } else { self.close_gaps() }
    }

    /// Writes all heads, and moves what is behind them.
    fn close_gaps(&mut self) -> Result<(), M::Fault> {
        let count = self.gaps.len();
        let mut head = core::mem::take(&mut self.scratch);
        let (mut to, mut from) = (0, 0);
        for at in 0..=count {
            let gap = self.gaps.as_slice().get(at).copied();
            let end = gap.map_or(self.out.len(), |gap| gap.place as usize);
            self.out.as_mut_slice().copy_within(from..end, to);
            to += end - from;
            if let Some(gap) = gap {
                // Heads are written as all others are, into the scratch memory.
                head.truncate(0);
                core::mem::swap(&mut head, &mut self.out);
                let written = self.put_ext(gap.code, gap.size as usize);
                core::mem::swap(&mut head, &mut self.out);
                written?;
                self.out.as_mut_slice()[to..to + head.len()].copy_from_slice(head.as_slice());
                to += head.len();
                from = end + ROOM;
            }
        }
        self.scratch = head;
        self.out.truncate(to);
        self.gaps.truncate(0);
        self.saved = 0;
        Ok(())
    }
}
