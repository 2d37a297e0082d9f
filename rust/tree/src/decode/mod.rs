//! Reading: bytes to objects.
//!
//! A head is taken when it stands in the window as a whole; otherwise nothing changes but the number of
//! bytes that the decoder asks for. Only strings may arrive in pieces. Containers that are not complete
//! are [`Frame`]s on a stack, their items stand on another: there is no recursion.

#[cfg(feature = "cbor")]
mod cbor;
mod frames;
mod machine;
#[cfg(feature = "msgpack")]
mod msgpack;
mod quick;

use model::{Buffer, Decode, Error, Halt, Intake, Model, Step, Window};

use crate::format::Format;
use crate::object::Unpack;

/// Machines with words of 64 bits have room for shortcuts.
const SHORTCUTS: bool = cfg!(target_pointer_width = "64");
/// Keys that are remembered, in sets of four: a key of the same text is the same object.
const KEYS: usize = 16;
/// Keys of which it is remembered what came behind them.
const NEXT: usize = if SHORTCUTS { KEYS } else { 0 };

/// How a decoder reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadOptions {
    /// Arrays become tuples, at all levels. In keys they do so anyway.
    pub use_tuple: bool,
    /// Maps become dictionaries that keep their order.
    pub ordered: bool,
    /// Equal keys in a map are refused; otherwise the last one counts.
    pub unique_keys: bool,
    /// CBOR: only what RFC 8949, section 4.2.1, would write.
    pub deterministic: bool,
    /// CBOR: containers and strings without a length are read.
    pub allow_indefinite: bool,
    /// Containers and tags in one another, at most: of those that the object has.
    pub max_depth: usize,
}

impl ReadOptions {
    /// The defaults of `umsgpack` and `cbor2`.
    #[must_use]
    pub const fn new(format: Format) -> Self {
        Self {
            use_tuple: false,
            ordered: false,
            unique_keys: format.is_msgpack(),
            deterministic: false,
            allow_indefinite: true,
            max_depth: usize::MAX,
        }
    }
}

/// The container that a frame's items go into.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Shape {
    // These are made and filled before they are complete.
    List,
    Map,
    Set,
    Tuple,
    FrozenSet,
    /// The payload of an ext.
    Ext,
    /// The item of an ext of MessagePack's, or of the tag of a set.
    SetOf,
    TupleOf,
    ByteArrayOf,
    OrderedOf,
    /// The item of an ext that the program has registered.
    #[cfg(feature = "registry")]
    Registered,
    /// The item of a tag that the model knows.
    Tag,
    /// The item itself.
    Through,
    /// The item itself, whose strings can be referred to.
    Space,
    /// The bytes of a number.
    Positive,
    /// The bytes of a number below zero.
    Negative,
    /// Chunks of bytes.
    Bytes,
    /// Chunks of text.
    Text,
}

impl Shape {
    /// Whether an object comes of it that holds others. What else there is says how to read an item.
    #[inline]
    fn is_container(self) -> bool {
        self as u8 <= Self::FrozenSet as u8 || self == Self::Tag
    }
}

/// No kind of item is wanted more than others.
const ANY: u8 = u8::MAX;

/// Something that is not complete.
#[derive(Clone, Copy)]
pub struct Frame {
    /// Of a tag its number, of an ext its code, of a nested one where the enclosing one ends, of a registered one too; of a map
    /// where in [`Decoder::order`] its previous key is; of a space which one was before.
    number: u64,
    /// The place at which its items begin on the stack.
    start: u32,
    /// Items that are to come.
    left: u32,
    shape: Shape,
    /// The kind of its items, or [`ANY`].
    want: u8,
    /// The code of a registered ext.
    #[cfg(feature = "registry")]
    code: u8,
    /// Its end is not known.
    open: bool,
    /// The container is made, and stands before the items.
    made: bool,
    /// Whether it is a key, or part of one.
    key: Key,
}

/// Whether an item must be hashable: arrays are tuples then, and sets frozen sets.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Key {
    No,
    /// It is an element of a set, or part of one.
    Element,
    /// It is a key of a map, or part of one.
    Map,
}

/// Reads MessagePack or CBOR.
pub struct Decoder<M: Model> {
    format: Format,
    options: ReadOptions,
    stack: M::Vec<M::Obj>,
    frames: M::Vec<Frame>,
    /// Frames of containers.
    depth: usize,
    intake: Intake<M>,
    /// The last keys, by a hash.
    keys: [Option<M::Obj>; KEYS],
    /// For each key, the place of the one that followed it the last time; and the key that came last.
    next: [u8; NEXT],
    last: u8,
    /// The number of the head at hand.
    number: u64,
    /// The code of the ext at hand.
    code: u8,
    /// CBOR: strings that can be referred to by number, from `space` on.
    refs: M::Vec<Option<M::Obj>>,
    #[cfg(feature = "cbor")]
    space: u32,
    /// CBOR: what has come of a string in chunks; or a number.
    #[cfg(feature = "cbor")]
    bytes: M::Vec<u8>,
    #[cfg(feature = "cbor")]
    chunk_left: usize,
    /// CBOR, deterministic: for each open map its previous key as it was written, and from `key_start` on
    /// the key at hand.
    #[cfg(feature = "cbor")]
    order: M::Vec<u8>,
    #[cfg(feature = "cbor")]
    key_start: usize,
}

impl<M: Unpack> Decoder<M> {
    /// A decoder.
    #[inline(always)]
    #[must_use]
    pub fn new(format: Format, mut options: ReadOptions) -> Self {
        if options.deterministic {
            options.allow_indefinite = false;
        }
        Self {
            format,
            options,
            stack: Default::default(),
            frames: Default::default(),
            depth: 0,
            intake: Intake::default(),
            keys: [None; KEYS],
            next: [0; NEXT],
            last: 0,
            number: 0,
            code: 0,
            refs: Default::default(),
            #[cfg(feature = "cbor")]
            space: cbor::NO_SPACE,
            #[cfg(feature = "cbor")]
            bytes: Default::default(),
            #[cfg(feature = "cbor")]
            chunk_left: 0,
            #[cfg(feature = "cbor")]
            order: Default::default(),
            #[cfg(feature = "cbor")]
            key_start: 0,
        }
    }

    /// The format that it reads.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }
}

impl<M: Unpack> Decode<M> for Decoder<M> {
    type Level = Frame;

    fn run(&mut self, m: &mut M, window: Window<'_>) -> Result<(usize, Step<M::Obj>), Error> {
        let mut reader = self.intake.reader(&window);
        let outcome = self.execute(m, &mut reader);
        let complete = if matches!(outcome, Halt::Done) { self.stack.pop() } else { None };
        self.intake.finish(&window, &reader, outcome, complete, |_| 0)
    }

    fn intake(&self) -> &Intake<M> {
        &self.intake
    }

    fn intake_mut(&mut self) -> &mut Intake<M> {
        &mut self.intake
    }

    fn end_of_input(&self, have: usize) -> Error {
        let between = have == 0 && !self.intake.payloads.is_pending() && self.frames.is_empty();
        if between { Error::OutOfInput } else { Error::Truncated }
    }

    fn safe_to_read(&self, need: usize, have: usize) -> usize {
        let piece = self.intake.frame_end.saturating_sub(self.intake.offset);
        if piece > have {
            return piece - have;
        }
        let missing = need.saturating_sub(have).max(1);
        // Each item that the container waits for behind this one takes a byte at least.
        let more = self.frames.as_slice().last().map_or(0, |frame| frame.left.saturating_sub(1));
        missing.saturating_add(more as usize)
    }

    fn lend(&mut self, stack: M::Vec<M::Obj>, levels: M::Vec<Frame>) {
        self.stack = stack;
        self.frames = levels;
    }

    fn begin(&mut self) {
        self.stack.truncate(0);
        self.frames.truncate(0);
        self.depth = 0;
        self.refs.truncate(0);
        #[cfg(feature = "cbor")]
        {
            self.space = cbor::NO_SPACE;
            self.bytes.truncate(0);
            self.chunk_left = 0;
            self.order.truncate(0);
        }
        self.intake.begin();
    }

    fn reset(&mut self) {
        self.intake.offset = 0;
        self.begin();
        self.keys = [None; KEYS];
    }

    fn release(&mut self) {
        self.stack.release();
        self.frames.release();
        self.intake.payloads.release();
        self.keys = [None; KEYS];
        self.refs.release();
        #[cfg(feature = "cbor")]
        {
            self.bytes.release();
            self.order.release();
        }
    }
}
