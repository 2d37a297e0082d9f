//! Objects as messages have them, beyond [`model`].
//!
//! Entries have the numbers that they have in the [`crate::Schema`].

#[cfg(feature = "write")]
use model::Inspect;
use model::{Construct, Error, Model};

use crate::schema::Message;

/// The schema of what is read or written.
pub trait Typed: Model {
    /// The table of the schema, which has been checked. It stays what it is while a message is read or written.
    fn table(&self) -> &[u8];

    /// An error about a field is to come, at this offset of what is read. A model that can raise may do so here.
    fn blame(&mut self, field: u16, error: Error, offset: Option<usize>) {
        let _ = (field, error, offset);
    }
}

/// Objects, made while reading.
///
/// What can run Python code is called between [`Construct::at`] and [`Construct::left`], and the decoder
/// says [`model::Step::Again`] afterwards if the window is volatile.
pub trait Fill: Construct + Typed {
    /// A new record for this message, in which no field is set.
    ///
    /// # Errors
    /// Out of memory.
    fn begin(&mut self, message: Message) -> Result<Self::Obj, Self::Fault>;

    /// The record of a message that [`Fill::end`] gave, to which more has come.
    ///
    /// # Errors
    /// Out of memory.
    fn reopen(&mut self, message: Message, obj: Self::Obj) -> Result<Self::Obj, Self::Fault>;

    /// What is set for a field, unless it is None.
    fn get(&self, record: Self::Obj, message: Message, field: u16) -> Option<Self::Obj>;

    /// Sets a field; None removes it.
    ///
    /// # Errors
    /// Out of memory.
    fn assign(
        &mut self,
        record: Self::Obj,
        message: Message,
        field: u16,
        value: Option<Self::Obj>,
    ) -> Result<(), Self::Fault>;

    /// Adds items to a repeated field. Returns whether the field has to be looked at by [`Fill::end`]: it is not
    /// what it is to be when the message is complete.
    ///
    /// # Errors
    /// Out of memory.
    fn gather(
        &mut self,
        record: Self::Obj,
        message: Message,
        field: u16,
        items: &[Self::Obj],
    ) -> Result<bool, Self::Fault>;

    /// Sets an entry of the map that a field is. A key or a value that did not come has its default value.
    ///
    /// # Errors
    /// Out of memory.
    fn pair(
        &mut self,
        record: Self::Obj,
        message: Message,
        field: u16,
        pair: [Option<Self::Obj>; 2],
    ) -> Result<(), Self::Fault>;

    /// The value of an enum; `entry` is its name, if it has one.
    ///
    /// # Errors
    /// Out of memory.
    fn enum_value(&mut self, entry: Option<u16>, number: i32) -> Result<Self::Obj, Self::Fault>;

    /// The unknown fields that a record has, which [`Fill::keep`] was given.
    fn kept(&self, record: Self::Obj, message: Message) -> &[u8];

    /// Sets the unknown fields of a record: all of them, as they are written.
    ///
    /// # Errors
    /// Out of memory.
    fn keep(&mut self, record: Self::Obj, message: Message, fields: &[u8]) -> Result<(), Self::Fault>;

    /// The text of a str that the model has made.
    fn text(&self, obj: Self::Obj) -> &[u8];

    /// The object of a message that is complete; `unfinished` if [`Fill::gather`] said so for one of its fields.
    /// May run Python code.
    ///
    /// # Errors
    /// What a class of the program's raises.
    fn end(
        &mut self,
        message: Message,
        record: Self::Obj,
        unfinished: bool,
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

/// A decoder's or an encoder's result.
pub(crate) type Of<T, M> = Result<T, <M as Model>::Fault>;
