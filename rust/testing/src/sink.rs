//! Where encoders write to.

use model::{Error, Model, Sink};

/// A sink that keeps what it gets, and can fail or be full.
#[derive(Default)]
pub struct Keep {
    pub bytes: Vec<u8>,
    /// Fails with [`Error::CallFailed`] when this many bytes would be exceeded.
    pub room: Option<usize>,
    pub writes: usize,
    /// Is full from each write on until this is 0 again.
    pub waiting: Option<usize>,
    /// Panics where it is written to while it is full. Most encoders write the rest of their buffer all the same.
    pub strict: bool,
}

impl<M: Model<Fault = Error>> Sink<M> for Keep {
    fn write(&mut self, data: &[u8]) -> Result<(), Error> {
        assert!(
            !self.strict || self.waiting.is_none_or(|waiting| waiting == 0),
            "a write to a sink that is full"
        );
        if self.room.is_some_and(|room| self.bytes.len() + data.len() > room) {
            return Err(Error::CallFailed);
        }
        self.writes += 1;
        self.bytes.extend_from_slice(data);
        if let Some(waiting) = &mut self.waiting {
            *waiting += data.len();
        }
        Ok(())
    }

    fn is_full(&self) -> bool {
        self.waiting.is_some_and(|waiting| waiting > 0)
    }
}
