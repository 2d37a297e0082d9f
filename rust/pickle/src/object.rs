//! Objects as pickles have them, beyond [`model`]: classes and functions, recipes of objects, buffers
//! that travel apart.

#[cfg(feature = "classes")]
mod classes;

#[cfg(any(feature = "buffers", feature = "text"))]
use model::Error;
use model::{Construct, Inspect};

#[cfg(feature = "classes")]
pub use classes::{Call, Instantiate, Override, Reduce, Reduced, State};

/// Without classes every model has all that is needed.
#[cfg(not(feature = "classes"))]
mod classes {
    pub trait Reduce {}
    impl<M> Reduce for M {}
    pub trait Instantiate {}
    impl<M> Instantiate for M {}
}
#[cfg(not(feature = "classes"))]
use classes::{Instantiate, Reduce};

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

/// Objects, looked at for pickling.
pub trait Describe: Inspect + Reduce {
    /// Told where the memo's entries are, when a pickle begins and whenever they move: they stay in
    /// the memory of `memo` until then.
    #[cfg(feature = "write")]
    #[inline]
    fn show_memo(&self, _memo: &Self::Vec<crate::MemoSlot<Self::Obj>>) {}

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
    /// The callback's exception.
    #[cfg(feature = "buffers")]
    fn buffer(&mut self, obj: Self::Obj) -> Result<BufferPlace<'_>, Self::Fault>;
}

/// The place of a buffer at protocol 5.
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

/// Objects, found and made while unpickling.
pub trait Resolve: Construct + Instantiate {
    /// An integer literal with sign and optional base prefix (CPython: `int(text, 0)`).
    ///
    /// # Errors
    /// Not a number.
    #[cfg(feature = "text")]
    fn int_text(&mut self, text: &[u8]) -> Result<Self::Obj, Error>;

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
    /// The call's exception; `function` is not callable; `args` is no tuple.
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
