//! Payloads: bytes with a count before them, which become one object. What has not come whole is
//! collected in the memory that the object will have.

use crate::object::{Construct, Model, Payload};
use crate::window::{Halt, Reader};
use crate::{Buffer, Error};

/// Whether input comes in pieces; otherwise every window is the last.
const STREAMS: bool = cfg!(feature = "streams");
/// First growth step of a payload that arrives in pieces: what is announced is not allocated
/// before some of it has come.
const STEP: usize = 512;
/// Payloads up to this size are waited for, not collected.
const WHOLE: usize = 64;

/// Room for a payload of which `have` bytes are there and `left` are to come: the model may want
/// to end it with a NUL.
fn room(have: usize, left: usize) -> usize {
    have.saturating_add(left).saturating_add(1)
}

/// Collects payloads, one after the other.
pub struct Payloads<M: Model> {
    bytes: M::Vec<u8>,
    /// The kind of the one that arrives in pieces. Its fields are not in an `Option`: what `None` leaves unwritten a
    /// collector would take for references, where a decoder lives in its heap.
    kind: Option<Payload>,
    /// Bytes of it that are to come.
    left: usize,
    /// Offset of its head.
    start: usize,
}

impl<M: Model> Default for Payloads<M> {
    #[inline(always)]
    fn default() -> Self {
        Self { bytes: Default::default(), kind: None, left: 0, start: 0 }
    }
}

impl<M: Construct> Payloads<M> {
    /// Whether a payload of `size` bytes is taken from the window whole; otherwise
    /// [`Payloads::collect`] takes it.
    #[inline]
    #[must_use]
    pub fn is_whole(r: &Reader<'_>, size: usize) -> bool {
        !STREAMS || r.has(size) || size <= WHOLE || r.is_last()
    }

    /// Whether a payload is being collected.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        self.kind.is_some()
    }

    /// Offset of the head of the payload that is being collected.
    #[must_use]
    pub fn start(&self) -> Option<usize> {
        self.kind.map(|_| self.start)
    }

    /// Drops what is being collected.
    pub fn clear(&mut self) {
        self.bytes.truncate(0);
        self.kind = None;
    }

    /// Gives the memory back.
    pub fn release(&mut self) {
        self.bytes.release();
    }

    /// Begins with a payload of `size` bytes, of which those in the window are taken at once;
    /// returns the object if it is complete.
    ///
    /// # Errors
    /// It does not fit its enclosing piece or the limits; [`Halt::Need`]; what the model refuses.
    #[cold]
    #[inline(never)]
    pub fn collect(
        &mut self,
        m: &mut M,
        r: &mut Reader<'_>,
        kind: Payload,
        size: usize,
    ) -> Result<Option<M::Obj>, Halt> {
        if r.straddles(size) {
            return Err(Error::FrameStraddled.into());
        }
        r.check_ahead(size)?;
        self.start = r.commit();
        self.bytes.truncate(0);
        self.kind = Some(kind);
        self.left = size;
        self.resume(m, r)
    }

    /// Goes on with a payload that is being collected; returns the object if it is complete, and
    /// None if nothing is being collected. [`Payloads::start`] holds until [`Payloads::clear`] is called,
    /// when the object has its place.
    ///
    /// # Errors
    /// [`Halt::Need`]; what the model refuses.
    pub fn resume(&mut self, m: &mut M, r: &mut Reader<'_>) -> Result<Option<M::Obj>, Halt> {
        let Some(kind) = self.kind else {
            return Ok(None);
        };
        if !STREAMS {
            return Ok(None);
        }
        let piece = r.take_some(self.left);
        self.bytes.reserve_within(piece.len(), room(self.bytes.len(), self.left))?;
        self.bytes.extend(piece)?;
        self.left -= piece.len();
        if self.left > 0 {
            return Err(r.need(self.left.min(STEP)));
        }
        Ok(Some(m.adopt(kind, &mut self.bytes)?))
    }

    /// The free part of the payload that is being collected, for the source to write into. Empty
    /// when there is none.
    ///
    /// # Errors
    /// Out of memory.
    pub fn fill(&mut self) -> Result<&mut [u8], M::Fault> {
        if self.kind.is_none() {
            return Ok(&mut []);
        }
        let old = self.bytes.len();
        // Twice what has come; and all, when two sevenths have: what cannot grow where it is needs the
        // least memory then.
        let enough = old >= STEP && old > self.left / 5 * 2;
        let step = if enough { self.left } else { self.left.min(old.max(STEP)) };
        self.bytes.reserve_within(step, room(old, self.left))?;
        self.bytes.extend_with(step, 0)?;
        Ok(&mut self.bytes.as_mut_slice()[old..])
    }

    /// Says how many of the `room` bytes that [`Payloads::fill`] gave were written.
    pub fn filled(&mut self, room: usize, written: usize) {
        let keep = self.bytes.len() - room + written;
        self.bytes.truncate(keep);
        if self.kind.is_some() {
            self.left -= written;
        }
    }
}
