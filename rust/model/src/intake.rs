//! The input of a decoder: its position in it, the limits, and a payload that arrives in pieces.

use crate::{Construct, Error, Halt, Limits, Model, Payloads, Reader, Step, Window};

/// The state of a decoder that is about its input, and not about the format.
pub struct Intake<M: Model> {
    /// Payloads, which may come in pieces.
    pub payloads: Payloads<M>,
    /// Offset of the next byte in the whole input.
    pub offset: usize,
    /// Offset where the innermost part whose length was given ends; not beyond `offset` outside of such parts.
    pub frame_end: usize,
    /// The caller's limits.
    pub limits: Limits,
    /// Offset that this object must not pass.
    end: usize,
    /// Objects that may still be made.
    pub objects: usize,
    /// The byte that the last error is about.
    culprit: u8,
}

impl<M: Model> Default for Intake<M> {
    #[inline(always)]
    fn default() -> Self {
        Self {
            payloads: Payloads::default(),
            offset: 0,
            frame_end: 0,
            limits: Limits::NONE,
            end: usize::MAX,
            objects: usize::MAX,
            culprit: 0,
        }
    }
}

impl<M: Construct> Intake<M> {
    /// A cursor at the start of `window`.
    #[inline(always)]
    pub fn reader<'w>(&self, window: &'w Window<'w>) -> Reader<'w> {
        Reader::new(window, self.offset, self.frame_end, self.end)
    }

    /// Ends a decoder's run, in which `reader` went as far as it did and `complete` was made, if it is. `culprit`
    /// says how far behind the head the byte is that an error is about.
    ///
    /// # Errors
    /// That of the run; nothing was left of an object that is complete.
    #[inline(always)]
    pub fn finish(
        &mut self,
        window: &Window<'_>,
        reader: &Reader<'_>,
        outcome: Halt,
        complete: Option<M::Obj>,
        culprit: impl FnOnce(Error) -> usize,
    ) -> Result<(usize, Step<M::Obj>), Error> {
        let consumed = reader.start();
        self.offset = self.offset.wrapping_add(consumed);
        self.frame_end = reader.frame_end();
        match outcome {
            Halt::Done => Ok((consumed, Step::Done(complete.ok_or(Error::StackUnderflow)?))),
            Halt::Need => Ok((consumed, Step::Need(reader.needed()))),
            Halt::Again | Halt::Rare => Ok((consumed, Step::Again)),
            Halt::Error(error) => {
                if let Some(start) = self.payloads.start() {
                    self.offset = start;
                }
                self.culprit = window.bytes.get(consumed + culprit(error)).copied().unwrap_or_default();
                Err(error)
            }
        }
    }

    /// From here on the limits count anew.
    fn arm(&mut self) {
        self.end = self.offset.wrapping_add(self.limits.bytes);
        self.objects = self.limits.objects;
    }

    /// Prepares for the next object; the offset stays.
    #[inline(always)]
    pub fn begin(&mut self) {
        self.payloads.clear();
        self.frame_end = 0;
        self.arm();
    }

    pub(crate) fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
        self.arm();
    }

    pub(crate) fn filled(&mut self, room: usize, written: usize) {
        if self.payloads.is_pending() {
            self.offset = self.offset.wrapping_add(written);
        }
        self.payloads.filled(room, written);
    }

    pub(crate) fn culprit(&self) -> u8 {
        self.culprit
    }
}
