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
/// What can run Python code is called between [`Construct::at`] and [`Construct::left`], and the decoder
/// says [`model::Step::Again`] afterwards if the window is volatile.
pub trait Fill: Construct + Typed {
    /// What a message that [`Fill::end`] gave has for a field, unless it is None: more of it has come. May run Python
    /// code.
    ///
    /// # Errors
    /// What that raises.
    fn part(
        &mut self,
        obj: Self::Obj,
        message: Message,
        field: u16,
    ) -> Result<Option<Self::Obj>, Self::Fault>;

    /// The unknown fields that it has.
    fn kept(&self, obj: Self::Obj) -> &[u8];

    /// What a message has for a field that did not come, and for which its schema has no value.
    ///
    /// # Errors
    /// Out of memory.
    fn absent(&mut self, field: Field) -> Result<Self::Obj, Self::Fault>;

    /// The default value of a field's type, which is no message.
    ///
    /// # Errors
    /// Out of memory.
    fn zero(&mut self, field: Field) -> Result<Self::Obj, Self::Fault>;

    /// What a repeated field has, `known` and more items; and whether that is not what it is to be in the end.
    ///
    /// # Errors
    /// Out of memory.
    fn gather(
        &mut self,
        known: Option<Self::Obj>,
        items: &[Self::Obj],
    ) -> Result<(Self::Obj, bool), Self::Fault>;

    /// What a repeated field has in the end, of what [`Fill::gather`] made.
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
    /// What a class of the program's raises.
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
    /// What a record has for a field; `None` if it has nothing, which it may. May run Python code, which may change
    /// whatever is being written.
    ///
    /// # Errors
    /// The record has not what it must have, or is none.
    fn look(
        &mut self,
        record: Self::Obj,
        message: Message,
        field: u16,
    ) -> Result<Option<Self::Obj>, Self::Fault>;

    /// An iterator over the items of a repeated field that is neither a list nor a tuple. May run Python code.
    ///
    /// # Errors
    /// It cannot be iterated.
    fn iterate(&mut self, obj: Self::Obj) -> Result<Self::Obj, Self::Fault>;

    /// The next item of such an iterator. May run Python code.
    ///
    /// # Errors
    /// What it raises.
    fn next(&mut self, iterator: Self::Obj) -> Result<Option<Self::Obj>, Self::Fault>;

    /// The value of an enum that has this name, among its entries; `None` if there is no such name, or the object is
    /// no name.
    fn named(&self, of: Message, obj: Self::Obj) -> Option<u16>;

    /// The value of any number as a double; `None` if it is no number. May run Python code.
    ///
    /// # Errors
    /// What that raises.
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
