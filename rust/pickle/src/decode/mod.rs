//! Reading: bytes to objects.
//!
//! The decoder works on a [`Window`]: the part of the input that is in memory now. An opcode is
//! executed when it stands in the window with all of its argument; when it does not, the decoder
//! says how many bytes it needs and changes nothing. Only counted payloads may arrive in pieces:
//! they are collected in their final memory. So the whole input, a stream and a fed chunk are the
//! same to it.

mod machine;
mod rare;

use model::{Buffer, Decode, Error, Halt, Intake, Model, Reader, Step, Window};

use crate::lines::Searched;
use crate::object::Resolve;

/// Memo indices may be ahead of the bytes read by this many: honest writers number one by one.
const MEMO_SLACK: usize = 1024;

/// An unpickler. Between pickles it keeps its memo, as CPython's `Unpickler` does.
pub struct Decoder<M: Model> {
    stack: M::Vec<M::Obj>,
    marks: M::Vec<u32>,
    /// The index of the current opcode's operands on the stack.
    operands: usize,
    memo: M::Vec<Option<M::Obj>>,
    /// Places of the memo that were skipped.
    gaps: usize,
    intake: Intake<M>,
    /// A line that has not ended yet.
    searched: Searched,
    /// Protocol that PROTO named.
    protocol: u8,
    fix_imports: bool,
}

impl<M: Resolve> Decoder<M> {
    /// A decoder. `fix_imports` translates Python 2's names in protocols 0 to 2.
    #[inline(always)]
    #[must_use]
    pub fn new(fix_imports: bool) -> Self {
        Self {
            stack: Default::default(),
            marks: Default::default(),
            operands: 0,
            memo: Default::default(),
            gaps: 0,
            intake: Intake::default(),
            searched: Searched::default(),
            protocol: 0,
            fix_imports,
        }
    }

    /// Whether names are Python 2's: in pickles of protocols 0 to 2, if they are to be translated.
    #[must_use]
    pub fn is_python2(&self) -> bool {
        self.fix_imports && self.protocol < 3
    }

    /// The memo: what GET fetches.
    pub fn memo(&self) -> &M::Vec<Option<M::Obj>> {
        &self.memo
    }

    /// Another memo in its place.
    pub fn set_memo(&mut self, memo: M::Vec<Option<M::Obj>>) {
        self.gaps = memo.as_slice().iter().filter(|place| place.is_none()).count();
        self.memo = memo;
    }

    /// Puts a payload that was collected, if it is complete, onto the stack.
    pub(super) fn push_payload(&mut self, payload: Option<M::Obj>) -> Result<(), Halt> {
        if let Some(obj) = payload {
            self.push(obj)?;
            self.intake.payloads.clear();
        }
        Ok(())
    }

    /// Goes on with a payload that is being collected.
    fn resume_payload(&mut self, m: &mut M, r: &mut Reader<'_>) -> Result<(), Halt> {
        let payload = self.intake.payloads.resume(m, r)?;
        self.push_payload(payload)
    }
}

impl<M: Resolve> Decode<M> for Decoder<M> {
    /// Height of the stack at a MARK.
    type Level = u32;

    fn run(&mut self, m: &mut M, window: Window<'_>) -> Result<(usize, Step<M::Obj>), Error> {
        let mut reader = self.intake.reader(&window);
        let outcome = match self.resume_payload(m, &mut reader) {
            Ok(()) => self.execute(m, &mut reader),
            Err(halt) => halt,
        };
        // It is about the opcode that is waited for, if any is.
        if !matches!(outcome, Halt::Need) {
            self.searched = Searched::default();
        }
        let complete = if matches!(outcome, Halt::Done) { self.pop().ok() } else { None };
        // An error is about the opcode, or the protocol that PROTO names.
        let culprit = |error| usize::from(error == Error::UnsupportedProtocol);
        self.intake.finish(&window, &reader, outcome, complete, culprit)
    }

    fn intake(&self) -> &Intake<M> {
        &self.intake
    }

    fn intake_mut(&mut self) -> &mut Intake<M> {
        &mut self.intake
    }

    fn end_of_input(&self, have: usize) -> Error {
        let between =
            have == 0 && !self.intake.payloads.is_pending() && self.intake.frame_end <= self.intake.offset;
        if between { Error::OutOfInput } else { Error::Truncated }
    }

    /// Inside a frame that is what is left of it; behind an opcode's argument comes at least STOP.
    fn safe_to_read(&self, need: usize, have: usize) -> usize {
        let frame = self.intake.frame_end.saturating_sub(self.intake.offset);
        if frame > have {
            return frame - have;
        }
        let missing = need.saturating_sub(have).max(1);
        missing + usize::from(self.intake.payloads.is_pending() || have > 0)
    }

    fn lend(&mut self, stack: M::Vec<M::Obj>, levels: M::Vec<u32>) {
        self.stack = stack;
        self.marks = levels;
    }

    /// The memo stays too.
    fn begin(&mut self) {
        self.stack.truncate(0);
        self.marks.truncate(0);
        self.searched = Searched::default();
        self.protocol = 0;
        self.intake.begin();
    }

    fn reset(&mut self) {
        self.intake.offset = 0;
        self.begin();
        self.memo.release();
        self.gaps = 0;
    }

    fn release(&mut self) {
        self.stack.release();
        self.marks.release();
        self.memo.release();
        self.gaps = 0;
        self.intake.payloads.release();
    }
}
