//! Errors, as one flat `Copy` enum. `rust/mpickle` turns them into Python exceptions.

use core::convert::Infallible;

/// A failed encode or decode. Of a machine word, so that a `Result` with it travels in registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub enum Error {
    /// No input where an opcode should be (CPython: `EOFError`).
    OutOfInput,
    /// The stream does not block, and has nothing yet (`EOFError`).
    #[cfg(feature = "streams")]
    NoDataYet,
    /// The stream does not block, and has no more of a pickle that began.
    #[cfg(feature = "streams")]
    DataLost,
    /// The input ends inside an opcode's argument.
    Truncated,
    /// A byte that is no opcode of protocols 0 to 5.
    UnknownOpcode,
    /// PROTO names a protocol above 5 (CPython: `ValueError`).
    UnsupportedProtocol,
    /// An opcode takes more from the stack than stands above the last MARK.
    StackUnderflow,
    /// An opcode wants a MARK and there is none.
    NoMark,
    /// SETITEMS or DICT on an odd number of items.
    OddItems,
    /// GET of an index that was never PUT.
    MemoMissing,
    /// PUT of an index that an honest pickle of this length cannot have, or that is negative.
    MemoIndex,
    /// A size that is negative or does not fit the address space.
    BadSize,
    /// A FRAME inside a FRAME.
    NestedFrame,
    /// An opcode's argument crosses the end of its FRAME.
    FrameStraddled,
    /// A str that is not UTF-8.
    BadUtf8,
    /// A text argument (number, quoted string, index, name) is malformed.
    BadText,
    /// PERSID or BINPERSID, but nobody can resolve it.
    NoPersistentLoad,
    /// EXT1, EXT2 or EXT4 with a code that is zero, negative or not registered.
    BadExtension,
    /// NEXT_BUFFER, but `buffers` was not given or is exhausted.
    NoBuffer,
    /// The persistent id cannot be written as a line of ASCII (protocol 0).
    PersistentIdText,
    /// A buffer was given to a protocol before 5.
    BufferProtocol,
    /// The name of a class or function cannot be written at this protocol.
    GlobalText,
    /// A container changed its size while it was being written (`RuntimeError`).
    Changed,
    /// The pickle outgrows what this build can address.
    TooLarge,
    /// The pickle is longer than the caller's limit.
    TooManyBytes,
    /// It makes more objects than the caller's limit.
    TooManyObjects,
    /// Its memo has more entries than the caller's limit.
    TooManyMemos,
    /// Its containers are nested deeper than the caller's limit.
    TooDeep,
    /// A byte or a number that the format keeps for later.
    Reserved,
    /// A key that the map has already.
    DuplicateKey,
    /// A head or a number that could be shorter, where the shortest is asked for.
    NotShortest,
    /// A key that does not come behind the one before it, where order is asked for.
    Unsorted,
    /// No length, where one is asked for.
    Indefinite,
    /// A break where nothing ends.
    BreakOutside,
    /// A chunk of a string that is no string of its type, or has no length.
    ChunkType,
    /// An integer below what the format has.
    IntTooLow,
    /// An integer above what the format has.
    IntTooHigh,
    /// A container that contains itself.
    Circular,
    /// An object that the format has no form for.
    Unsupported,
    /// A varint of more than ten bytes.
    LongVarint,
    /// A tag beyond 32 bits, or with the number 0.
    BadTag,
    /// A wire type that there is not.
    BadWireType,
    /// The tag that ends a group, where no such group began.
    EndGroup,
    /// A field that comes with another wire type than its own.
    WireType,
    /// A field that must be there is not.
    Required,
    /// Two fields of one oneof are set.
    OneOf,
    /// The allocator refused (only models that report it; MicroPython raises instead).
    OutOfMemory,
    /// A model's: a key or an element that cannot be hashed.
    Unhashable,
    /// A model's: an object of another type than the opcode is for.
    WrongType,
    /// Of a model: a call of an object that is not callable.
    NotCallable,
    /// Of a model: a state for an object that takes none.
    NoState,
    /// A model's: what was called has failed.
    CallFailed,
}

impl From<Infallible> for Error {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}
