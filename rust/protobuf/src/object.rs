//! Objects as messages have them, beyond [`model`].
//!
//! Entries have the numbers that they have in the [`crate::Schema`].

#[cfg(feature = "write")]
use model::Inspect;
use model::{Construct, Error, Model};

use crate::schema::{Field, Message};

/// The schema of what is read or written.
pub trait Typed: Model {
    /// The table of the schema, which has been checked. It stays what it is while a message is read or written.
    fn table(&self) -> &[u8];

    /// An error about a field is to come, at this offset of what is read. A model that can raise may do so here.
    fn blame(&mut self, field: u16, error: Error, offset: Option<usize>) {
        let _ = (field, error, offset);
    }
}

/// Objects, made while reading. What a message has for its fields is the decoder's until it is complete: one object for
/// each, None for those that did not come.
///
/// Functions that may run Python code are called between [`Construct::at`] and [`Construct::left`], and the decoder
/// says [`model::Step::Again`] afterwards if the window is volatile.
pub trait Fill: Construct + Typed {
    /// The value of a field of a message that [`Fill::end`] gave, as more of the message has come; None if it has none. May
    /// run Python code.
    ///
    /// # Errors
    /// An exception of that code.
    fn part(
        &mut self,
        obj: Self::Obj,
        message: Message,
        field: u16,
    ) -> Result<Option<Self::Obj>, Self::Fault>;

    /// The unknown fields that it has.
    fn kept(&self, obj: Self::Obj) -> &[u8];

    /// The value of a field that did not come, and for which the schema has no default.
    ///
    /// # Errors
    /// Out of memory.
    fn absent(&mut self, field: Field) -> Result<Self::Obj, Self::Fault>;

    /// The default value of a field's type, which is no message.
    ///
    /// # Errors
    /// Out of memory.
    fn zero(&mut self, field: Field) -> Result<Self::Obj, Self::Fault>;

    /// The value of a repeated field: `known` and more items; and whether [`Fill`] makes something else of it at the end.
    ///
    /// # Errors
    /// Out of memory.
    fn gather(
        &mut self,
        known: Option<Self::Obj>,
        items: &[Self::Obj],
    ) -> Result<(Self::Obj, bool), Self::Fault>;

    /// The final value of a repeated field, made of the result of [`Fill::gather`].
    ///
    /// # Errors
    /// Out of memory.
    fn seal(&mut self, obj: Self::Obj) -> Result<Self::Obj, Self::Fault>;

    /// A map with one entry more.
    ///
    /// # Errors
    /// Out of memory.
    fn pair(&mut self, known: Option<Self::Obj>, pair: [Self::Obj; 2]) -> Result<Self::Obj, Self::Fault>;

    /// The value of an enum; `entry` is its name, if it has one.
    ///
    /// # Errors
    /// Out of memory.
    fn enum_value(&mut self, entry: Option<u16>, number: i32) -> Result<Self::Obj, Self::Fault>;

    /// The text of a str that the model has made.
    fn text(&self, obj: Self::Obj) -> &[u8];

    /// The object of a message that is complete, with what it has for each field, and its unknown fields as they are
    /// written. The outermost message may have a place to go to. May run Python code.
    ///
    /// # Errors
    /// An exception of a class of the program's.
    fn end(
        &mut self,
        message: Message,
        values: &[Self::Obj],
        unknown: &[u8],
        is_outermost: bool,
    ) -> Result<Self::Obj, Self::Fault>;
}

/// Objects, looked at for writing.
#[cfg(feature = "write")]
pub trait Look: Inspect + Typed {
    /// A record's value of a field; `None` if it has none, where that is allowed. May run Python code, which may change
    /// the objects that are being written.
    ///
    /// # Errors
    /// The record has not what it must have, or is none.
    fn look(
        &mut self,
        record: Self::Obj,
        message: Message,
        field: u16,
    ) -> Result<Option<Self::Obj>, Self::Fault>;

    /// An iterator over the items of a repeated field that is neither a list nor a tuple; `None` if it has none. May run
    /// Python code.
    ///
    /// # Errors
    /// An exception of the object's.
    fn iterate(&mut self, obj: Self::Obj) -> Result<Option<Self::Obj>, Self::Fault>;

    /// The next item of such an iterator. May run Python code.
    ///
    /// # Errors
    /// An exception of the iterator.
    fn next(&mut self, iterator: Self::Obj) -> Result<Option<Self::Obj>, Self::Fault>;

    /// The value of an enum that has this name, among its entries; `None` if there is no such name, or the object is
    /// no name.
    fn named(&self, of: Message, obj: Self::Obj) -> Option<u16>;

    /// The value of any number as a double; `None` if it is no number. May run Python code.
    ///
    /// # Errors
    /// An exception of the conversion.
    fn number(&mut self, obj: Self::Obj) -> Result<Option<f64>, Self::Fault>;

    /// The unknown fields that a record has: bytes, which are written behind those that the schema has. May run Python
    /// code.
    ///
    /// # Errors
    /// They are no bytes.
    fn unknown(&mut self, record: Self::Obj, message: Message) -> Result<Option<Self::Obj>, Self::Fault>;

    /// The memory of an object that is no str.
    fn memory(&self, obj: Self::Obj) -> Option<&[u8]>;
}

/// An encoder's result.
#[cfg(feature = "write")]
pub(crate) type Of<T, M> = Result<T, <M as Model>::Fault>;
