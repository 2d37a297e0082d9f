//! The object model as the codec sees it. MicroPython is one; the tests have another.

use crate::{Buffer, Error};

/// The types that both directions share.
pub trait Model: Sized {
    /// A reference to an object. Copying it copies the reference; equal ones refer to the same.
    type Obj: Copy + PartialEq;
    /// Growable memory in which the model keeps alive whatever objects are held there.
    type Vec<T: Copy>: Buffer<T>;
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
    GetAttr,
    /// The string `latin1`
    Latin1,
    /// The string `latin-1`
    Latin1Dashed,
}

/// How a reduced object is created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call<O> {
    /// `function(*args)`: REDUCE
    Function,
    /// `class.__new__(class, *args)`: NEWOBJ
    New,
    /// `class.__new__(class, *args, **kwargs)`: NEWOBJ_EX
    NewEx(O),
}

/// The state that a reduced object gets after its creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State<O> {
    /// None: no BUILD.
    None,
    /// This object.
    Object(O),
    /// The attributes of this instance, as a dictionary of that many entries
    /// ([`Inspect::entry`] walks them) that need not exist as an object.
    Attributes(O, usize),
}

/// An object as recipe: what `__reduce_ex__` returns.
#[derive(Clone, Copy, Debug)]
pub struct Reduced<O> {
    /// How it is called.
    pub call: Call<O>,
    /// The function or class.
    pub function: O,
    /// A tuple.
    pub args: O,
    /// Attributes or state.
    pub state: State<O>,
    /// Called as `setter(object, state)` in place of BUILD.
    pub setter: Option<O>,
    /// An iterator over items to append.
    pub list_items: Option<O>,
    /// A dictionary of items to set, with its number of entries.
    pub dict: Option<(O, usize)>,
    /// An iterator over pairs to set.
    pub dict_items: Option<O>,
}

impl<O> Reduced<O> {
    /// `function(*args)` and nothing after it.
    pub const fn function(function: O, args: O) -> Self {
        Self {
            call: Call::Function,
            function,
            args,
            state: State::None,
            setter: None,
            list_items: None,
            dict: None,
            dict_items: None,
        }
    }
}

/// What a hook or the registry says about an object before it is dispatched by type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Override {
    /// Nothing: go on by type.
    None,
    /// Write it by the recipe.
    Reduced,
    /// Write it by name.
    Global,
}

/// Objects, looked at for writing.
///
/// Methods that take a position re-read the container each time: hooks may have changed it.
pub trait Inspect: Model {
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

    /// A number that tells objects apart while they live.
    fn identity(&self, obj: Self::Obj) -> usize;

    /// Appends the integer's shortest little-endian two's complement to `out`.
    ///
    /// # Errors
    /// As growing `out`.
    fn int_bytes(&mut self, obj: Self::Obj, out: &mut Self::Vec<u8>) -> Result<(), Error>;

    /// Appends the integer in decimal to `out` (protocols 0 and 1).
    ///
    /// # Errors
    /// As growing `out`.
    #[cfg(feature = "text")]
    fn int_decimal(&mut self, obj: Self::Obj, out: &mut Self::Vec<u8>) -> Result<(), Error>;

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

    /// The next object of an iterator that [`Inspect::reduce`] returned.
    ///
    /// # Errors
    /// What iteration raises.
    fn next(&mut self, iter: Self::Obj) -> Result<Option<Self::Obj>, Error>;

    /// Both halves of a pair out of [`Reduced::dict_items`].
    ///
    /// # Errors
    /// Not a pair.
    fn pair(&mut self, obj: Self::Obj) -> Result<(Self::Obj, Self::Obj), Error>;

    /// Module and qualified name, both str objects, under which `obj` is found again.
    ///
    /// # Errors
    /// It would not be found there.
    fn global(&mut self, obj: Self::Obj) -> Result<(Self::Obj, Self::Obj), Error>;

    /// The object that stands for a well-known function or class.
    fn known(&mut self, known: Known) -> Self::Obj;

    /// Puts the recipe for `obj` into `recipe`; `Ok(false)` means: by name.
    ///
    /// # Errors
    /// It cannot be pickled.
    fn reduce(
        &mut self,
        obj: Self::Obj,
        protocol: u8,
        recipe: &mut Reduced<Self::Obj>,
    ) -> Result<bool, Error>;

    /// Whether [`Inspect::intercept`] wants to see every object (a `persistent_id` hook).
    #[inline]
    fn intercepts(&self) -> bool {
        false
    }

    /// Asks hooks that come before the memo: `persistent_id`.
    ///
    /// # Errors
    /// What the hook raises.
    fn intercept(&mut self, _obj: Self::Obj) -> Result<Option<Self::Obj>, Error> {
        Ok(None)
    }

    /// `str(obj)`, for a persistent id in protocol 0.
    ///
    /// # Errors
    /// What `__str__` raises.
    #[cfg(feature = "text")]
    fn text_of(&mut self, obj: Self::Obj) -> Result<Self::Obj, Error> {
        Ok(obj)
    }

    /// Asks hooks that come after the memo and before the type: `reducer_override`.
    ///
    /// # Errors
    /// What the hook raises.
    fn override_reduce(
        &mut self,
        _obj: Self::Obj,
        _recipe: &mut Reduced<Self::Obj>,
    ) -> Result<Override, Error> {
        Ok(Override::None)
    }

    /// The extension code registered for a global, 1 to 2^31-1.
    fn extension(&mut self, _module: Self::Obj, _name: Self::Obj) -> Option<u32> {
        None
    }

    /// Offers a buffer to `buffer_callback`.
    ///
    /// # Errors
    /// What the callback raises.
    #[cfg(feature = "buffers")]
    fn buffer(&mut self, obj: Self::Obj) -> Result<BufferPlace<'_>, Error>;
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
    OldStr,
    /// An integer, little-endian two's complement; empty is 0.
    Int,
}

/// Objects, built while reading.
pub trait Construct: Model {
    /// Told before what may call or change objects: the offset in the input. Work can be
    /// measured by it.
    fn at(&mut self, _offset: usize) {}

    /// Told before the codec goes through so many of its own entries for one opcode. A model that
    /// measures work may raise.
    fn work(&mut self, _steps: usize) {}

    /// `None`
    fn none(&mut self) -> Self::Obj;
    /// `True` or `False`
    fn bool(&mut self, value: bool) -> Self::Obj;

    /// A small integer.
    ///
    /// # Errors
    /// Out of memory.
    fn int(&mut self, value: i32) -> Result<Self::Obj, Error>;

    /// A float, narrowed to what the model has.
    ///
    /// # Errors
    /// Out of memory.
    fn float(&mut self, value: f64) -> Result<Self::Obj, Error>;

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
    fn tuple(&mut self, items: &[Self::Obj]) -> Result<Self::Obj, Error>;

    /// A list.
    ///
    /// # Errors
    /// Out of memory.
    fn list(&mut self, items: &[Self::Obj]) -> Result<Self::Obj, Error>;

    /// A dictionary; `items` are key, value, key, value.
    ///
    /// # Errors
    /// An unhashable key, or no memory.
    fn dict(&mut self, items: &[Self::Obj]) -> Result<Self::Obj, Error>;

    /// An empty set.
    ///
    /// # Errors
    /// The model has no sets, or no memory.
    fn set(&mut self) -> Result<Self::Obj, Error>;

    /// A frozen set.
    ///
    /// # Errors
    /// An unhashable element, no frozen sets, or no memory.
    fn frozen_set(&mut self, items: &[Self::Obj]) -> Result<Self::Obj, Error>;

    /// `list.extend(items)`
    ///
    /// # Errors
    /// `list` cannot be appended to.
    fn append(&mut self, list: Self::Obj, items: &[Self::Obj]) -> Result<(), Error>;

    /// `dict[key] = value` for each pair of `items`.
    ///
    /// # Errors
    /// `dict` takes no items, or an unhashable key.
    fn set_items(&mut self, dict: Self::Obj, items: &[Self::Obj]) -> Result<(), Error>;

    /// `set.add(item)` for each of `items`.
    ///
    /// # Errors
    /// `set` takes no elements, or an unhashable one.
    fn add(&mut self, set: Self::Obj, items: &[Self::Obj]) -> Result<(), Error>;

    /// The class or function of this name. `python2` says that the names are Python 2's.
    ///
    /// # Errors
    /// Not found, or not allowed.
    fn find_class(&mut self, module: Self::Obj, name: Self::Obj, python2: bool) -> Result<Self::Obj, Error>;

    /// `function(*args)`
    ///
    /// # Errors
    /// What the call raises; not callable; `args` is no tuple.
    fn call(&mut self, function: Self::Obj, args: Self::Obj) -> Result<Self::Obj, Error>;

    /// `class.__new__(class, *args, **kwargs)`
    ///
    /// # Errors
    /// What the call raises; not a class; `args` is no tuple or `kwargs` no dictionary.
    fn new_object(
        &mut self,
        class: Self::Obj,
        args: Self::Obj,
        kwargs: Option<Self::Obj>,
    ) -> Result<Self::Obj, Error>;

    /// Creates an instance for INST and OBJ: without `__init__` if there are no `args`.
    ///
    /// # Errors
    /// What the call raises; not callable.
    fn instantiate(&mut self, class: Self::Obj, args: &[Self::Obj]) -> Result<Self::Obj, Error>;

    /// Gives `obj` its state: by `__setstate__`, else into its attributes. Returns `obj`, or
    /// another object that takes its place.
    ///
    /// # Errors
    /// `obj` takes no state, or what `__setstate__` raises.
    fn build(&mut self, obj: Self::Obj, state: Self::Obj) -> Result<Self::Obj, Error>;

    /// Resolves a persistent id.
    ///
    /// # Errors
    /// [`Error::NoPersistentLoad`] when nobody can.
    fn persistent(&mut self, _id: Self::Obj) -> Result<Self::Obj, Error> {
        Err(Error::NoPersistentLoad)
    }

    /// The object registered under an extension code.
    ///
    /// # Errors
    /// [`Error::BadExtension`] when there is none.
    fn extension(&mut self, _code: u32) -> Result<Self::Obj, Error> {
        Err(Error::BadExtension)
    }

    /// The next out-of-band buffer.
    ///
    /// # Errors
    /// [`Error::NoBuffer`] when there is none.
    fn next_buffer(&mut self) -> Result<Self::Obj, Error> {
        Err(Error::NoBuffer)
    }

    /// A read-only view of a buffer.
    ///
    /// # Errors
    /// Not a buffer.
    fn read_only(&mut self, buffer: Self::Obj) -> Result<Self::Obj, Error> {
        Ok(buffer)
    }
}
