//! Sinks: they take an encoder's bytes.

use crate::Model;

/// Bytes on their way out of an encoder.
pub trait Sink<M: Model> {
    /// Takes all of `data`.
    ///
    /// # Errors
    /// The sink cannot take the data.
    fn write(&mut self, data: &[u8]) -> Result<(), M::Fault>;

    /// Takes all of `data`, which is the memory of `obj`: a str, bytes or a bytearray.
    ///
    /// # Errors
    /// As [`Sink::write`].
    #[inline]
    fn write_object(&mut self, _obj: M::Obj, data: &[u8]) -> Result<(), M::Fault> {
        self.write(data)
    }

    /// Whether the encoder is to return before it writes another object. What is left in its buffer at the end it writes in
    /// any case.
    #[inline]
    fn is_full(&self) -> bool {
        false
    }
}

/// For encoders that keep all of their output in memory.
#[derive(Default)]
pub struct NoSink;

impl<M: Model> Sink<M> for NoSink {
    fn write(&mut self, _data: &[u8]) -> Result<(), M::Fault> {
        Ok(())
    }
}
