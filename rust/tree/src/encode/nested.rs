//! MessagePack's ext that hold an item of MessagePack, `umsgpack`'s own and registered ones: their length comes first, and is known last.
//!
//! Room for the longest head is left free. When an ext is complete its head is written to the end of that
//! room; when the outermost one is, one pass closes all gaps before heads: each byte moves once, however
//! deep ext are in one another.

use model::{Buffer, Error, Sink};

use super::Encoder;
use super::tasks::{Task, What};
use crate::format::move_bytes;
use crate::object::Pack;

/// Room for the longest head: a byte, four of length, the code.
const ROOM: usize = 6;

/// Bytes before the head of an ext that nothing is in.
#[derive(Clone, Copy)]
pub(super) struct Gap {
    /// Where they are in the output.
    place: u32,
    size: u32,
}

impl<M: Pack> Encoder<M> {
    /// Leaves room for the head of an ext, and a task for its end.
    #[inline(never)]
    pub(super) fn begin_ext(&mut self, m: &M, code: u8, obj: M::Obj) -> Result<(), M::Fault> {
        let (Ok(place), Ok(left)) = (u32::try_from(self.out.len()), u32::try_from(self.saved)) else {
            return Err(m.fault(Error::TooLarge));
        };
        let cursor = self.gaps.len() as u32;
        self.gaps.push(Gap { place, size: 0 })?;
        self.out.extend(&[0; ROOM])?;
        self.push(m, Task { cursor, left, used: code.into(), ..Task::new(What::Close, obj) })?;
        self.hold();
        Ok(())
    }

    /// Begins an ext around `obj`.
    #[inline(never)]
    pub(super) fn begin_nested<S: Sink<M>>(
        &mut self,
        m: &mut M,
        sink: &mut S,
        code: u8,
        obj: M::Obj,
    ) -> Result<bool, M::Fault> {
        self.begin_ext(m, code, obj)?;
        let (what, items) = match code {
            0x51 => (What::Set, m.count(obj)),
            0x52 => (What::List, m.len(obj)),
            0x53 => return self.save_data(m, sink, None, obj).map(|_| true),
            _ => (What::Map, m.count(obj)),
        };
        self.begin_items(m, what, obj, items).map(|_| true)
    }

    /// An ext is complete.
    #[inline(never)]
    pub(super) fn end_nested(&mut self, m: &M, task: &Task<M::Obj>) -> Result<(), M::Fault> {
        let at = task.cursor as usize;
        let place = self.gaps.as_slice()[at].place as usize;
        let end = self.out.len();
        // What was saved since it began is saved within it.
        let size = end - place - ROOM - (self.saved - task.left as usize);
        self.check_size(m, size)?;
        self.put_ext(task.used as u8, size)?;
        let gap = ROOM - (self.out.len() - end);
        let head = self.out.len();
        move_bytes(self.out.as_mut_slice(), end, head, place + gap);
        self.out.truncate(end);
        self.gaps.as_mut_slice()[at].size = gap as u32;
        self.saved += gap;
        self.let_go();
        if at == 0 {
            self.close_gaps();
        }
        Ok(())
    }

    /// Moves what is behind gaps.
    fn close_gaps(&mut self) {
        let end = self.out.len();
        let out = self.out.as_mut_slice();
        let mut gaps = self.gaps.as_slice().iter();
        let Some(mut gap) = gaps.next() else { return };
        let mut to = gap.place as usize;
        loop {
            let next = gaps.next();
            let from = (gap.place + gap.size) as usize;
            let stop = next.map_or(end, |next| next.place as usize);
            to = move_bytes(out, from, stop, to);
            match next {
                Some(next) => gap = next,
                None => break,
            }
        }
        self.out.truncate(to);
        self.gaps.truncate(0);
        self.saved = 0;
    }
}
