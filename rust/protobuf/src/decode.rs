//! Reading: bytes to objects.
//!
//! A tag and the number, the 4 or 8 bytes or the length behind it are taken when they stand in the window as a
//! whole; otherwise nothing changes but the number of bytes that the decoder asks for. Only strings may arrive in
//! pieces. Messages that are not complete are [`Frame`]s on a stack; what they have for each field stands on another, with
//! the items of a repeated field that is being read above that: there is no recursion.

mod ends;
mod machine;
pub(crate) mod scalars;
mod unknown;

use model::{Buffer, Decode, Error, Halt, Intake, Model, Step, Window};

use crate::object::Fill;
use crate::schema::Message;

/// How a message ends, and which part of it is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Root {
    /// With the input.
    Whole,
    /// As the length before it says, a varint.
    Delimited,
    /// The items of its repeated field of this entry, one after the other; the message ends with the input.
    Items(u16),
}

/// No field.
const NONE: u16 = u16::MAX;
/// A frame that has no end of its own.
const OPEN: usize = usize::MAX;

/// The kind of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Shape {
    /// Nothing has begun.
    Start,
    /// A message; what it has for each field is on the stack.
    Message,
    /// An entry of a map; key and value are on the stack.
    Pair,
    /// The values of a repeated field behind one tag.
    Packed,
    /// Bytes of an unknown field.
    Skip,
    /// Fields of an unknown group.
    SkipGroup,
    /// The items that [`Root::Items`] wants: the message around them.
    Around,
}

/// Something that is not complete.
#[derive(Clone, Copy)]
pub struct Frame {
    /// The offset in the input where it ends, or that of the innermost one around it that has an end.
    end: usize,
    /// The place on the stack at which the values of its fields begin.
    start: u32,
    /// The number of the group whose end tag ends it; 0 for what is no group.
    group: u32,
    /// Its fields in the schema.
    message: Message,
    /// The field of the enclosing message that it is.
    field: u16,
    /// The repeated field whose items are above those, or [`NONE`]. Of a map's entry: that, unless its bytes are kept.
    run: u16,
    /// The entry to try first for the next field.
    next: u16,
    shape: Shape,
    /// Some field is not what it is to be in the end. Of what is skipped: it is kept. Of a map's entry: it is dropped.
    unfinished: bool,
    /// The place at which its unknown fields begin among those that are kept.
    kept: u32,
}

impl Frame {
    /// Around all of them.
    const START: Self = Self {
        end: OPEN,
        start: 0,
        group: 0,
        message: Message::NONE,
        field: NONE,
        run: NONE,
        next: 0,
        shape: Shape::Start,
        unfinished: false,
        kept: 0,
    };
}

/// How a decoder reads.
#[derive(Clone, Copy, Debug)]
pub struct ReadOptions {
    /// How a message ends.
    pub root: Root,
    /// Bits that a negative `int32` or `int64` was written with: 64, unless somebody else's writer is wrong.
    pub int_bits: u8,
    /// Messages are not nested deeper than that.
    pub max_depth: usize,
    /// Unknown fields are kept, and not skipped.
    pub keep: bool,
    /// Fields that do not come have the default values that the schema has for them.
    pub defaults: bool,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { root: Root::Whole, int_bits: 64, max_depth: usize::MAX, keep: false, defaults: true }
    }
}

/// Reads messages.
pub struct Decoder<M: Model> {
    options: ReadOptions,
    stack: M::Vec<M::Obj>,
    /// The innermost frame.
    top: Frame,
    /// Those around it, [`Frame::START`] first.
    frames: M::Vec<Frame>,
    intake: Intake<M>,
    /// The unknown fields of all messages that are not complete.
    unknown: M::Vec<u8>,
    /// The entry of the field that gets the collected payload.
    target: u16,
    /// Stays empty: nothing refers to what was read before.
    memo: M::Vec<Option<M::Obj>>,
}

impl<M: Fill> Decoder<M> {
    /// A decoder.
    #[inline(always)]
    #[must_use]
    pub fn new(options: ReadOptions) -> Self {
        Self {
            options,
            stack: Default::default(),
            top: Frame::START,
            frames: Default::default(),
            intake: Intake::default(),
            unknown: Default::default(),
            target: NONE,
            memo: Default::default(),
        }
    }

    /// The frame that is in no other.
    fn outermost(&self) -> &Frame {
        self.frames.as_slice().get(1).unwrap_or(&self.top)
    }
}

impl<M: Fill> Decode<M> for Decoder<M> {
    type Level = Frame;

    fn run(&mut self, m: &mut M, window: Window<'_>) -> Result<(usize, Step<M::Obj>), Error> {
        let mut reader = self.intake.reader(&window);
        let outcome = match self.resume(m, &mut reader) {
            Ok(()) => self.execute(m, &mut reader),
            Err(halt) => halt,
        };
        let complete = if matches!(outcome, Halt::Done) { self.stack.pop() } else { None };
        self.intake.finish(&window, &reader, outcome, complete, |_| 0)
    }

    fn intake(&self) -> &Intake<M> {
        &self.intake
    }

    fn intake_mut(&mut self) -> &mut Intake<M> {
        &mut self.intake
    }

    /// Of what is between the items of a message some bytes may have been read.
    fn is_between(&self) -> bool {
        self.end_of_input(0) == Error::OutOfInput
    }

    fn ends_with_input(&self) -> bool {
        self.options.root == Root::Whole
    }

    fn end_of_input(&self, have: usize) -> Error {
        let is_around = matches!(self.top.shape, Shape::Start | Shape::Around);
        let between = have == 0 && !self.intake.payloads.is_pending() && is_around;
        if between { Error::OutOfInput } else { Error::Truncated }
    }

    fn safe_to_read(&self, need: usize, have: usize) -> usize {
        // All of a message whose end is known; what ends with the input has nothing behind it.
        let end = self.outermost().end;
        let rest = if end == OPEN { 0 } else { end.saturating_sub(self.intake.offset) };
        need.max(rest).saturating_sub(have).max(1)
    }

    fn lend(&mut self, stack: M::Vec<M::Obj>, levels: M::Vec<Frame>) {
        self.stack = stack;
        self.frames = levels;
    }

    fn begin(&mut self) {
        self.stack.truncate(0);
        self.unknown.truncate(0);
        // The message around items goes on.
        let outermost = *self.outermost();
        let goes_on = outermost.shape == Shape::Around;
        self.top = if goes_on { outermost } else { Frame::START };
        self.frames.truncate(goes_on.into());
        self.intake.begin();
    }

    fn reset(&mut self) {
        self.intake.offset = 0;
        self.frames.truncate(0);
        self.top = Frame::START;
        self.begin();
    }

    fn release(&mut self) {
        self.stack.release();
        self.frames.release();
        self.intake.payloads.release();
        self.unknown.release();
    }
}
