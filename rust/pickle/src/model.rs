//! The object model as the codec sees it. MicroPython is one; the tests have another.

#[cfg(feature = "classes")]
mod classes;

use crate::{Buffer, Error};
#[cfg(feature = "classes")]
pub use classes::{Call, Instantiate, Override, Reduce, Reduced, State};

/// What every model of data can do without classes.
#[cfg(not(feature = "classes"))]
mod classes {
    pub trait Reduce {}
    impl<M> Reduce for M {}
    pub trait Instantiate {}
    impl<M> Instantiate for M {}
}
#[cfg(not(feature = "classes"))]
use classes::{Instantiate, Reduce};

/// The types that both directions share.
pub trait Model: Sized {
    /// A reference to an object. Copying it copies the reference; equal ones refer to the same.
    type Obj: Copy + PartialEq;
    /// Growable memory in which the model keeps alive whatever objects are held there.
    type Vec<T: Copy>: Buffer<T, Fault = Self::Fault>;
    /// What a failed operation returns. A model that raises, and so does not return at all, has
    /// [`core::convert::Infallible`] here: there is no code then for what cannot happen.
    type Fault: Into<Error>;

    /// The failure for an error that writing meets.
    fn fault(&self, error: Error) -> Self::Fault;
}

/// What an object is, with its value where that is immediate.
pub enum View<'a> {
    /// `None`
    None,
    /// `True` or `False`
    Bool(bool),
    /// An integer that fits a machine word.
    Int(isize),
    /// Any other integer; see [`Inspect::int_bytes`].
    BigInt,
    /// A float, widened to double precision.
    Float(f64),
    /// Text in UTF-8 (surrogates encoded as three bytes, as CPython's `surrogatepass`).
    Str(&'a [u8]),
    /// `bytes`, or what shall be read back as such.
    Bytes(&'a [u8]),
    /// `bytearray`
    ByteArray(&'a [u8]),
    /// A tuple of that many items; see [`Inspect::item`].
    Tuple(usize),
    /// A list; see [`Inspect::item`].
    List,
    /// A dictionary of that many entries; see [`Inspect::entry`].
    Dict(usize),
    /// A set of that many elements; see [`Inspect::element`].
    Set(usize),
    /// A frozen set of that many elements; see [`Inspect::element`].
    FrozenSet(usize),
    /// A buffer offered for out-of-band transport; see [`Inspect::buffer`].
    Buffer,
    /// A class or function, written by name; see [`Inspect::global`].
    Global,
    /// Anything else; see [`Inspect::reduce`].
    Object,
}

/// Objects that old protocols need to spell out newer types, and the strings that go with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// `builtins.set`
    Set,
    /// `builtins.frozenset`
    FrozenSet,
    /// `builtins.bytes`
    Bytes,
    /// `builtins.bytearray`
    ByteArray,
    /// `_codecs.encode`
    Encode,
    /// `builtins.getattr`
    #[cfg(feature = "classes")]
    GetAttr,
    /// The string `latin1`
    Latin1,
    /// The string `latin-1`
    Latin1Dashed,
}

/// Objects, looked at for writing.
///
/// Methods that take a position re-read the container each time: hooks may have changed it.
pub trait Inspect: Model + Reduce {
    /// What `obj` is.
    fn view(&self, obj: Self::Obj) -> View<'_>;

    /// Whether `obj` may be one of None, booleans and numbers, which have no place in the memo. A
    /// model that can tell cheaply saves a [`Inspect::view`] of everything else.
    #[inline]
    fn is_atom(&self, _obj: Self::Obj) -> bool {
        true
    }

    /// [`Inspect::view`] of what is met most, where that takes a few instructions: integers, floats
    /// and strings of less than 256 bytes.
    #[inline]
    fn glance(&self, _obj: Self::Obj) -> Option<View<'_>> {
        None
    }

    /// Two arrays in one new block, which `block`, an empty array, holds for them: one with room for
    /// `bytes` bytes at its head, and one for so many items. `block` is left alone until it is
    /// handed to [`Inspect::reclaim`]. `None` if two blocks are as cheap, or there is none.
    #[inline]
    fn share<T: Copy>(
        &self,
        _block: &mut Self::Vec<u8>,
        _bytes: usize,
        _items: usize,
    ) -> Option<(Self::Vec<u8>, Self::Vec<T>)> {
        None
    }

    /// Ends what [`Inspect::share`] began, if it did, when the items are not used any more: `bytes`
    /// owns its memory then.
    #[inline]
    fn reclaim(&self, _block: &mut Self::Vec<u8>, _bytes: &mut Self::Vec<u8>) {}

    /// Told where the memo's entries are, when a pickle begins and whenever they move: they stay in
    /// the memory of `memo` until then.
    #[cfg(feature = "write")]
    #[inline]
    fn show_memo(&self, _memo: &Self::Vec<crate::MemoSlot<Self::Obj>>) {}

    /// A number that tells objects apart while they live.
    fn identity(&self, obj: Self::Obj) -> usize;

    /// Appends the integer's shortest little-endian two's complement to `out`.
    ///
    /// # Errors
    /// As growing `out`.
    fn int_bytes(&mut self, obj: Self::Obj, out: &mut Self::Vec<u8>) -> Result<(), Self::Fault>;

    /// Appends the integer in decimal to `out` (protocols 0 and 1).
    ///
    /// # Errors
    /// As growing `out`.
    #[cfg(feature = "text")]
    fn int_decimal(&mut self, obj: Self::Obj, out: &mut Self::Vec<u8>) -> Result<(), Self::Fault>;

    /// Length of a list or tuple.
    fn len(&self, seq: Self::Obj) -> usize;

    /// Item `index` of a list or tuple.
    fn item(&self, seq: Self::Obj, index: usize) -> Option<Self::Obj>;

    /// The first entry of a dictionary (or of an instance's attributes) at or after `cursor`,
    /// with the cursor of that entry.
    fn entry(&self, map: Self::Obj, cursor: usize) -> Option<(usize, Self::Obj, Self::Obj)>;

    /// Number of entries of a dictionary, attributes of an instance or elements of a set.
    fn count(&self, container: Self::Obj) -> usize;

    /// The first element of a set at or after `cursor`, with the cursor of that element.
    fn element(&self, set: Self::Obj, cursor: usize) -> Option<(usize, Self::Obj)>;

    /// Module and qualified name, both str objects, under which `obj` is found again.
    ///
    /// # Errors
    /// It would not be found there.
    fn global(&mut self, obj: Self::Obj) -> Result<(Self::Obj, Self::Obj), Self::Fault>;

    /// The object that stands for a well-known function or class.
    fn known(&mut self, known: Known) -> Self::Obj;

    /// Offers a buffer to `buffer_callback`.
    ///
    /// # Errors
    /// What the callback raises.
    #[cfg(feature = "buffers")]
    fn buffer(&mut self, obj: Self::Obj) -> Result<BufferPlace<'_>, Self::Fault>;
}

/// What becomes of a buffer at protocol 5.
#[cfg(feature = "buffers")]
pub enum BufferPlace<'a> {
    /// Out of band; `readonly` adds READONLY_BUFFER.
    OutOfBand {
        /// The receiver must not write to it.
        readonly: bool,
    },
    /// In the pickle, as `bytes` when read-only, else as `bytearray`.
    InBand {
        /// The receiver must not write to it.
        readonly: bool,
        /// The bytes.
        data: &'a [u8],
    },
}

/// Kinds of payload that the model builds from bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payload {
    /// UTF-8 text (`surrogatepass`).
    Str,
    /// `bytes`
    Bytes,
    /// `bytearray`
    ByteArray,
    /// A `str` of Python 2, to be decoded as the caller's `encoding` says.
    #[cfg(feature = "text")]
    OldStr,
    /// An integer, little-endian two's complement; empty is 0.
    Int,
}

/// Objects, built while reading.
pub trait Construct: Model + Instantiate {
    /// Told before what may call or change objects, or decode a `str` of Python 2: the offset in the
    /// input, behind the opcode, by which work can be measured; and the memo, which stays as it is
    /// until [`Construct::left`].
    fn at(&mut self, _offset: usize, _memo: &Self::Vec<Option<Self::Obj>>) {}

    /// Told after that.
    #[inline]
    fn left(&mut self) {}

    /// `None`
    fn none(&mut self) -> Self::Obj;
    /// `True` or `False`
    fn bool(&mut self, value: bool) -> Self::Obj;

    /// A small integer.
    ///
    /// # Errors
    /// Out of memory.
    fn int(&mut self, value: i32) -> Result<Self::Obj, Self::Fault>;

    /// A float, narrowed to what the model has.
    ///
    /// # Errors
    /// Out of memory.
    fn float(&mut self, value: f64) -> Result<Self::Obj, Self::Fault>;

    /// An object of this kind, with a copy of `data`.
    ///
    /// # Errors
    /// `data` is not valid for the kind, or no memory.
    fn payload(&mut self, kind: Payload, data: &[u8]) -> Result<Self::Obj, Error>;

    /// An object of this kind that takes the memory of `data`, which is left empty.
    ///
    /// # Errors
    /// As [`Construct::payload`].
    fn adopt(&mut self, kind: Payload, data: &mut Self::Vec<u8>) -> Result<Self::Obj, Error>;

    /// An integer literal with sign and optional base prefix (CPython: `int(text, 0)`).
    ///
    /// # Errors
    /// Not a number.
    #[cfg(feature = "text")]
    fn int_text(&mut self, text: &[u8]) -> Result<Self::Obj, Error>;

    /// A tuple.
    ///
    /// # Errors
    /// Out of memory.
    fn tuple(&mut self, items: &[Self::Obj]) -> Result<Self::Obj, Self::Fault>;

    /// A list.
    ///
    /// # Errors
    /// Out of memory.
    fn list(&mut self, items: &[Self::Obj]) -> Result<Self::Obj, Self::Fault>;

    /// A dictionary; `items` are key, value, key, value.
    ///
    /// # Errors
    /// An unhashable key, or no memory.
    fn dict(&mut self, items: &[Self::Obj]) -> Result<Self::Obj, Self::Fault>;

    /// An empty set.
    ///
    /// # Errors
    /// The model has no sets, or no memory.
    fn set(&mut self) -> Result<Self::Obj, Self::Fault>;

    /// A frozen set.
    ///
    /// # Errors
    /// An unhashable element, no frozen sets, or no memory.
    fn frozen_set(&mut self, items: &[Self::Obj]) -> Result<Self::Obj, Self::Fault>;

    /// `list.extend(items)`
    ///
    /// # Errors
    /// `list` cannot be appended to.
    fn append(&mut self, list: Self::Obj, items: &[Self::Obj]) -> Result<(), Self::Fault>;

    /// `dict[key] = value` for each pair of `items`.
    ///
    /// # Errors
    /// `dict` takes no items, or an unhashable key.
    fn set_items(&mut self, dict: Self::Obj, items: &[Self::Obj]) -> Result<(), Self::Fault>;

    /// `set.add(item)` for each of `items`.
    ///
    /// # Errors
    /// `set` takes no elements, or an unhashable one.
    fn add(&mut self, set: Self::Obj, items: &[Self::Obj]) -> Result<(), Self::Fault>;

    /// The class or function of this name, or one of [`Known`] at least. `python2` says that the
    /// names are Python 2's.
    ///
    /// # Errors
    /// Not found, or not allowed.
    fn find_class(
        &mut self,
        module: Self::Obj,
        name: Self::Obj,
        python2: bool,
    ) -> Result<Self::Obj, Self::Fault>;

    /// `function(*args)`
    ///
    /// # Errors
    /// What the call raises; not callable; `args` is no tuple.
    fn call(&mut self, function: Self::Obj, args: Self::Obj) -> Result<Self::Obj, Self::Fault>;

    /// The next out-of-band buffer.
    ///
    /// # Errors
    /// [`Error::NoBuffer`] when there is none.
    #[cfg(feature = "buffers")]
    fn next_buffer(&mut self) -> Result<Self::Obj, Error> {
        Err(Error::NoBuffer)
    }

    /// A read-only view of a buffer.
    ///
    /// # Errors
    /// Not a buffer.
    #[cfg(feature = "buffers")]
    fn read_only(&mut self, buffer: Self::Obj) -> Result<Self::Obj, Self::Fault> {
        Ok(buffer)
    }
}
