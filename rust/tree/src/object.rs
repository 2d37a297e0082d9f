//! Objects as MessagePack and CBOR have them, beyond [`model`].

#[cfg(feature = "write")]
use model::Inspect;
use model::{Construct, Error};

/// Objects, made while reading.
///
/// Functions that may run Python code are called between [`Construct::at`] and [`Construct::left`], and the decoder
/// says [`model::Step::Again`] afterwards if the window is volatile.
pub trait Unpack: Construct {
    /// The memory of a str or bytes object that the model has made; empty for any other object.
    fn data(&self, obj: Self::Obj) -> &[u8];

    /// `dict[key] = value` for each pair of `items`, in a new dictionary if `dict` is None, which keeps its
    /// order if it is `ordered`. Returns the dictionary. A model that makes nothing of `ordered` may ignore
    /// it.
    ///
    /// # Errors
    /// An unhashable key; if keys are `unique`, [`Error::DuplicateKey`] for one that the dictionary has
    /// already.
    fn map(
        &mut self,
        dict: Option<Self::Obj>,
        items: &[Self::Obj],
        ordered: bool,
        unique: bool,
    ) -> Result<Self::Obj, Self::Fault>;

    /// The object in place of a complete dictionary: of any, also of one in a key.
    ///
    /// # Errors
    /// An exception of a hook.
    fn complete(&mut self, dict: Self::Obj) -> Result<Self::Obj, Self::Fault> {
        Ok(dict)
    }

    /// Whether the ext `code`, 0x51 to 0x54, is one of `umsgpack`'s own, which holds one item: a set and a
    /// tuple are an array, a bytearray is bin, an OrderedDict is a map. Otherwise it goes to
    /// [`Unpack::ext`], as every other ext does.
    #[cfg(feature = "msgpack")]
    fn is_nested(&mut self, code: u8) -> bool {
        let _ = code;
        false
    }

    /// Whether the content of any other ext, of this code, is one item, which [`Unpack::registered`] makes an
    /// object of. Otherwise it goes to [`Unpack::ext`].
    #[cfg(all(feature = "msgpack", feature = "registry"))]
    fn holds_item(&mut self, code: i8) -> bool {
        let _ = code;
        false
    }

    /// The object of an ext of which [`Unpack::holds_item`] said so, around `obj`.
    ///
    /// # Errors
    /// An exception of a hook; content that does not fit the ext.
    #[cfg(all(feature = "msgpack", feature = "registry"))]
    fn registered(&mut self, code: i8, obj: Self::Obj) -> Result<Self::Obj, Self::Fault> {
        let _ = code;
        Ok(obj)
    }

    /// The object of an ext. `data` is a bytes object that nobody else holds. See
    /// [`crate::parse_timestamp`] for the code −1.
    ///
    /// # Errors
    /// The code is unknown; what a hook raises.
    #[cfg(feature = "msgpack")]
    fn ext(&mut self, code: i8, data: Self::Obj) -> Result<Self::Obj, Self::Fault>;

    /// The object of a tag around `obj`. Not asked for the tags 2 and 3 (large integers), 25 and 256
    /// (references to strings), 258 (sets) and 55799 (CBOR itself).
    ///
    /// `obj` of a typed array, RFC 8746, is the bytes object that was made last: the array can take its
    /// memory. Tag 40 then has a list of the shape and that array.
    ///
    /// # Errors
    /// An exception of a hook; content that does not fit the tag.
    #[cfg(feature = "cbor")]
    fn tag(&mut self, number: u64, obj: Self::Obj) -> Result<Self::Obj, Self::Fault>;

    /// A simple value of CBOR, 0 to 19 and 32 to 255; 23 is `undefined`. Runs no Python code.
    ///
    /// # Errors
    /// Out of memory.
    fn simple(&mut self, value: u8) -> Result<Self::Obj, Error> {
        let _ = value;
        Err(Error::Reserved)
    }
}

/// Which question [`Pack::form`] is.
#[cfg(feature = "write")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Before the type of the object is looked at, if [`Pack::intercepts`]: forms that go before native
    /// types.
    First,
    /// The type of the object has no form: classes and hooks.
    Last,
    /// As `Last`, of what a hook gave for another object: hooks are not asked again.
    Replaced,
}

/// How an object is written.
#[cfg(feature = "write")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form<O> {
    /// By its type; to [`Ask::Last`] and [`Ask::Replaced`]: not at all.
    Plain,
    /// As this one, which is looked at as any other but for hooks.
    Instead(O),
    /// As a list of [`Inspect::len`] items of this object.
    Array(O),
    /// As a dictionary with the [`Inspect::entry`]s of this object.
    Map(O),
    /// As bytes: the [`Pack::memory`] of this object.
    Bytes(O),
    /// MessagePack: an ext of this code with the [`Pack::memory`] of this object. CBOR: a tag of this number
    /// around it as bytes, which is how typed arrays are written.
    Data(u64, O),
    /// CBOR: a tag around this object, which is looked at as any other. MessagePack, with the feature
    /// `registry`: an ext of this code around it.
    Tag(u64, O),
    /// CBOR: a simple value; 23 is `undefined`.
    Simple(u8),
    /// MessagePack: the ext 0x51 to 0x54 around this object, which is written as `umsgpack` does: elements
    /// of a set, items of a tuple, memory of a bytearray, entries of a dictionary.
    Nested(u8, O),
}

/// Objects, looked at for writing.
#[cfg(feature = "write")]
pub trait Pack: Inspect {
    /// Whether [`Ask::First`] is asked of all objects but None.
    #[inline]
    fn intercepts(&self) -> bool {
        false
    }

    /// How `obj` is written. May run Python code, which may change whatever is being written.
    ///
    /// # Errors
    /// There is no form for it, or what a hook raises.
    fn form(&mut self, obj: Self::Obj, ask: Ask) -> Result<Form<Self::Obj>, Self::Fault>;

    /// The memory of an object that is no str, bytes or bytearray.
    fn memory(&self, obj: Self::Obj) -> Option<&[u8]>;
}
