//! Shortcuts for small integers and short strings, of which most pickles consist, and one block for
//! the output and the memo.
//!
//! They write the same bytes as the long way, in a fraction of the instructions.

use model::{Buffer, Error, View};

use super::Encoder;
use super::save::EXPECTED;
use crate::object::Describe;
use crate::opcode::SHORT_BINUNICODE;

/// Machines with words of 64 bits have room for the code.
pub(super) const IS_WANTED: bool = cfg!(target_pointer_width = "64");

/// Bytes that opcodes and byte counts around one payload take, at most.
pub(super) const AROUND: usize = 16;

/// Items of a list that are worth looking at some of them.
const MANY: usize = 64;
/// Items that are looked at.
const SAMPLES: usize = 8;
/// Entries of them that are.
const MOST: usize = 16;

impl<M: Describe> Encoder<M> {
    /// Whether nothing but the type of an object decides on how it is written.
    pub(super) fn can_be_quick(&self, m: &M) -> bool {
        IS_WANTED && !self.is_stream() && self.protocol >= 4 && !self.fast && !Self::intercepts(m)
    }

    /// Makes room for all of `obj`, which is to be written first, as far as a look at it tells.
    pub(super) fn expect_root(&mut self, m: &M, obj: M::Obj) -> Result<(), M::Fault> {
        match m.view(obj) {
            View::List => {
                let items = m.len(obj);
                if items > EXPECTED && self.expect_strings(m, obj, items)?
                    || self.expect_records(m, obj, items)?
                {
                    return Ok(());
                }
                self.expect(m, obj, items, false)
            }
            View::Dict(entries) => self.expect(m, obj, entries, true),
            View::Str(data) | View::Bytes(data) | View::ByteArray(data) => {
                self.out.buf.reserve(data.len().saturating_add(AROUND))
            }
            _ => Ok(()),
        }
    }

    /// Makes room for so many bytes and for the objects that the memo expects in one block, before
    /// anything is written, if the model can do that: its allocator may have to search long for each
    /// block. Returns whether it has.
    #[cfg(target_pointer_width = "64")]
    pub(super) fn share(&mut self, m: &M, room: usize) -> Result<bool, M::Fault> {
        let slots = self.memo.wanted();
        if !self.quick || slots == 0 || !self.memo.is_unused() || !self.out.buf.is_empty() {
            return Ok(false);
        }
        let Some((bytes, mut table)) = m.share(&mut self.shared, room, slots) else {
            return Ok(false);
        };
        table.extend_with(slots, None)?;
        self.out.buf.release();
        self.out.buf = bytes;
        self.memo.lend(table);
        Ok(true)
    }

    #[cfg(not(target_pointer_width = "64"))]
    pub(super) fn share(&mut self, _m: &M, _room: usize) -> Result<bool, M::Fault> {
        Ok(false)
    }

    /// Ends what [`Encoder::share`] began. The memo is empty.
    #[inline]
    pub(super) fn reclaim(&mut self, _m: &M) {
        #[cfg(target_pointer_width = "64")]
        _m.reclaim(&mut self.shared, &mut self.out.buf);
    }

    /// [`Encoder::expect`] for a list of many strings, whose room is known if they are all different.
    /// Returns whether it is such a list, and there is so much memory.
    fn expect_strings(&mut self, m: &M, list: M::Obj, items: usize) -> Result<bool, M::Fault> {
        let mut room = AROUND + 3 * items;
        for at in 0..items {
            let item = m.item(list, at);
            // If a few objects repeat, this soon finds one.
            let repeated = at > 0 && item == m.item(list, at / 2);
            match item.and_then(|item| m.glance(item)) {
                Some(View::Str(text)) if !repeated => room += text.len(),
                _ => return Ok(false),
            }
        }
        self.memo.expect(items);
        self.share(m, room + (room >> 12))
    }

    /// [`Encoder::expect`] for a list of many dictionaries, some of which tell what the others hold. Returns whether
    /// it is such a list, and there is so much memory.
    fn expect_records(&mut self, m: &M, list: M::Obj, items: usize) -> Result<bool, M::Fault> {
        if !IS_WANTED || items < MANY {
            return Ok(false);
        }
        let (mut room, mut objects) = (0, 0);
        let mut before = None;
        for sample in 0..SAMPLES {
            // Not at equal distances: what comes in turn is met in another order.
            let at = (items - 1) * sample * sample / ((SAMPLES - 1) * (SAMPLES - 1));
            let Some(record) = m.item(list, at) else { return Ok(false) };
            let View::Dict(entries) = m.view(record) else { return Ok(false) };
            room += AROUND / 2;
            objects += 1;
            let mut cursor = 0;
            for _ in 0..entries.min(MOST) {
                let Some((at, _, value)) = m.entry(record, cursor) else { break };
                cursor = at + 1;
                // The keys are the same in all.
                room += 5;
                let repeated = before.and_then(|before| m.entry(before, at));
                if repeated.is_some_and(|(_, _, other)| other == value) {
                    room += 5;
                    continue;
                }
                match m.view(value) {
                    View::Str(data) | View::Bytes(data) | View::ByteArray(data) => {
                        room += AROUND / 2 + data.len();
                        objects += 1;
                    }
                    View::List => {
                        let held = m.len(value).min(MOST);
                        room += AROUND / 2;
                        objects += 1 + held;
                        for at in 0..held {
                            room += AROUND / 2;
                            if let Some(View::Str(text)) = m.item(value, at).and_then(|item| m.glance(item)) {
                                room += text.len();
                            }
                        }
                    }
                    _ => room += 9,
                }
            }
            before = Some(record);
        }
        let all = |sum: usize| (sum / SAMPLES + 1).saturating_mul(items);
        self.memo.expect(all(objects));
        self.estimated = self.share(m, all(room))?;
        if !self.estimated {
            // There may be room for less.
            self.memo.expect(0);
        }
        Ok(self.estimated)
    }

    /// Writes `obj`, which the model knows at a glance.
    #[inline(never)]
    pub(super) fn save_quickly(&mut self, m: &M, obj: M::Obj) -> Result<(), M::Fault> {
        match m.glance(obj) {
            Some(view) => self.save_view(m, obj, view),
            None => Err(m.fault(Error::Changed)),
        }
    }

    #[cfg_attr(target_pointer_width = "64", inline(always))]
    fn save_view(&mut self, m: &M, obj: M::Obj, view: View<'_>) -> Result<(), M::Fault> {
        match view {
            View::Int(value) => self.save_int(value),
            View::Float(value) => self.save_float(value),
            View::Str(text) => self.save_text(m, obj, text),
            _ => Err(m.fault(Error::Changed)),
        }
    }

    #[cfg_attr(target_pointer_width = "64", inline(always))]
    fn save_text(&mut self, m: &M, obj: M::Obj, text: &[u8]) -> Result<(), M::Fault> {
        if let Some(at) = self.memo.find(m, obj) {
            return self.save_get(at);
        }
        // The model promises short texts.
        self.out.buf.extend_pair(&[SHORT_BINUNICODE, text.len() as u8], text)?;
        self.memo.add_missed(m, obj, self.out.buf.len())
    }

    /// Writes items of a list while there are shortcuts for them, at most so many. Returns how many.
    #[inline(never)]
    pub(super) fn save_run(
        &mut self,
        m: &M,
        list: M::Obj,
        next: usize,
        most: usize,
    ) -> Result<usize, M::Fault> {
        for run in 0..most {
            if self.out.buf.len() >= self.out.limit {
                return Ok(run);
            }
            let Some((item, view)) = m.item(list, next + run).and_then(|item| Some((item, m.glance(item)?)))
            else {
                return Ok(run);
            };
            self.save_view(m, item, view)?;
        }
        Ok(most)
    }
}
