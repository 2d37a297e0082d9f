//! Encoders and decoders: the two traits that the entry points call.

use crate::{Construct, Error, Intake, Limits, Step, Window};
#[cfg(feature = "write")]
use crate::{Model, Sink};

/// A decoder: bytes to objects.
///
/// It works on a [`Window`], the part of the input that is in memory now, and can stop at any byte.
pub trait Decode<M: Construct> {
    /// The state that is kept for each level of nesting.
    type Level: Copy;

    /// Works through `window` until the object is complete, the window does not suffice, or the model
    /// ran foreign code over a volatile window. Returns the number of bytes consumed with it.
    ///
    /// After an error the decoder can only be [`Decode::begin`] anew; [`Decode::offset`] tells where it
    /// happened.
    ///
    /// # Errors
    /// Malformed input, and whatever the model refuses.
    fn run(&mut self, m: &mut M, window: Window<'_>) -> Result<(usize, Step<M::Obj>), Error>;

    /// Its state that is about the input.
    #[must_use]
    fn intake(&self) -> &Intake<M>;

    /// The same, to be changed.
    #[must_use]
    fn intake_mut(&mut self) -> &mut Intake<M>;

    /// Offset in the whole input of the head that is worked on: where an error is.
    #[must_use]
    fn offset(&self) -> usize {
        self.intake().offset
    }

    /// The byte that the last error is about.
    #[must_use]
    fn culprit(&self) -> u8 {
        self.intake().culprit()
    }

    /// Whether no object has begun since the offset was 0.
    #[must_use]
    fn is_between(&self) -> bool {
        self.offset() == 0
    }

    /// Whether the object may be complete when the input ends, and not before.
    #[must_use]
    fn ends_with_input(&self) -> bool {
        false
    }

    /// The error for an input that ends where the decoder needs more, and has `have` bytes that it did not
    /// consume: [`Error::OutOfInput`] between objects.
    #[must_use]
    fn end_of_input(&self, have: usize) -> Error;

    /// How many bytes can be read from a stream without taking any that belong to what follows this
    /// object, given that the decoder said [`Step::Need`] of `need` bytes with `have` of them already
    /// there.
    #[must_use]
    fn safe_to_read(&self, need: usize, have: usize) -> usize;

    /// The free part of a payload that is being collected, for the source to write into.
    /// Empty when no payload is pending.
    ///
    /// # Errors
    /// Out of memory.
    fn fill<'a>(&'a mut self) -> Result<&'a mut [u8], M::Fault>
    where
        M: 'a,
    {
        self.intake_mut().payloads.fill()
    }

    /// Says how many of the `room` bytes that [`Decode::fill`] gave were written.
    fn filled(&mut self, room: usize, written: usize) {
        self.intake_mut().filled(room, written);
    }

    /// Sets bounds for this object and those that follow.
    fn set_limits(&mut self, limits: Limits) {
        self.intake_mut().set_limits(limits);
    }

    /// Lends it memory to begin with: for objects that wait to be used, and for levels of nesting. Where
    /// it suffices nothing is allocated.
    fn lend(&mut self, stack: M::Vec<M::Obj>, levels: M::Vec<Self::Level>);

    /// Prepares for the next object; the offset stays.
    fn begin(&mut self);

    /// Forgets everything, and the offset starts at 0 again.
    fn reset(&mut self);

    /// Gives all memory back.
    fn release(&mut self);
}

/// The destination of an encoder's output.
#[cfg(feature = "write")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination {
    /// It stays in memory, and is as small as it can be.
    Memory,
    /// It goes to a sink through a small buffer.
    #[cfg(feature = "streams")]
    Stream,
}

#[cfg(feature = "write")]
impl Destination {
    /// Whether it goes to a sink.
    #[inline]
    #[must_use]
    pub fn is_stream(self) -> bool {
        #[cfg(feature = "streams")]
        return self == Destination::Stream;
        #[cfg(not(feature = "streams"))]
        false
    }
}

/// An encoder: objects to bytes.
#[cfg(feature = "write")]
pub trait Encode<M: Model> {
    /// Something that remains to be written.
    type Task: Copy;

    /// Begins an object that [`Encode::proceed`] goes on with. What a failed one left behind is dropped
    /// first.
    ///
    /// # Errors
    /// As [`Encode::dump`].
    fn begin(&mut self, m: &mut M, obj: M::Obj) -> Result<(), M::Fault>;

    /// Goes on until the object is complete, or until [`Sink::is_full`]. Returns whether it is complete.
    ///
    /// # Errors
    /// As [`Encode::dump`].
    fn proceed<S: Sink<M>>(&mut self, m: &mut M, sink: &mut S) -> Result<bool, M::Fault>;

    /// Writes one object. To memory: [`Encode::output`] has it then. To a stream: all of it has been
    /// handed to `sink`.
    ///
    /// # Errors
    /// Those of the model and of the sink, and [`Error::TooLarge`].
    fn dump<S: Sink<M>>(&mut self, m: &mut M, sink: &mut S, obj: M::Obj) -> Result<(), M::Fault> {
        self.begin(m, obj)?;
        while !self.proceed(m, sink)? {}
        Ok(())
    }

    /// The finished output, after writing to memory.
    fn output(&mut self) -> &mut M::Vec<u8>;

    /// Lends it memory to begin with: for the output, for the pending tasks, and for a number.
    /// Where it suffices nothing is allocated.
    fn lend(&mut self, output: M::Vec<u8>, tasks: M::Vec<Self::Task>, scratch: M::Vec<u8>);

    /// Gives all memory back but the output and the memo, to which later objects on the same stream refer.
    fn release_scratch(&mut self);

    /// Forgets what was written before, and gives its memory back.
    fn clear_memo(&mut self);
}
