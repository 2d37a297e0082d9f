//! Objects as a codec sees them. MicroPython is one model of them; the tests have another.

use crate::{Buffer, Error};

/// The types that both directions share.
pub trait Model: Sized {
    /// A reference to an object. Copying it copies the reference; equal ones refer to the same.
    type Obj: Copy + PartialEq;
    /// Growable memory in which the model keeps alive whatever objects are held there.
    type Vec<T: Copy>: Buffer<T, Fault = Self::Fault>;
    /// The error of an operation. A model that raises instead of returning has
    /// [`core::convert::Infallible`] here, so that no code is generated for errors.
    type Fault: Into<Error>;

    /// The failure for an error that writing meets.
    fn fault(&self, error: Error) -> Self::Fault;
}

/// The type of an object, and the value of a small one.
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
    /// `bytes`, or an object that shall be read back as such.
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
    /// A buffer that may travel apart from the rest.
    Buffer,
    /// A class or function, known by its name.
    Global,
    /// Anything else.
    Object,
}

/// Objects, looked at for writing.
///
/// Methods that take a position re-read the container each time: hooks may have changed it.
pub trait Inspect: Model {
    /// The type of `obj`.
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

    /// A number that tells objects apart while they live.
    fn identity(&self, obj: Self::Obj) -> usize;

    /// Appends the integer's shortest little-endian two's complement to `out`.
    ///
    /// # Errors
    /// As growing `out`.
    fn int_bytes(&mut self, obj: Self::Obj, out: &mut Self::Vec<u8>) -> Result<(), Self::Fault>;

    /// Appends the integer in decimal to `out`.
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
    /// Text in the encoding that the caller named.
    #[cfg(feature = "text")]
    Encoded,
    /// An integer, little-endian two's complement; empty is 0.
    Int,
}

/// Objects, built while reading.
pub trait Construct: Model {
    /// Told before what may call or change objects, or decode text in an encoding that the caller
    /// named: the offset in the input, behind the head, by which work can be measured; and the objects
    /// that the input can refer to by number, which stay as they are until [`Construct::left`].
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

    /// A float, narrowed to the model's precision.
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
}
