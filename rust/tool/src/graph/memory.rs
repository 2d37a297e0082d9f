//! Growable memory for the codecs: a `Vec`.

use model::{Buffer, Error};

/// A `Vec` as the codecs see it.
pub struct Block<T>(pub Vec<T>);

impl<T> Default for Block<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Copy> Buffer<T> for Block<T> {
    type Fault = Error;

    #[inline]
    fn as_slice(&self) -> &[T] {
        &self.0
    }

    #[inline]
    fn as_mut_slice(&mut self) -> &mut [T] {
        &mut self.0
    }

    fn reserve(&mut self, extra: usize) -> Result<(), Error> {
        self.0.try_reserve(extra).map_err(|_| Error::OutOfMemory)
    }

    fn reserve_exact(&mut self, extra: usize) -> Result<(), Error> {
        self.0.try_reserve_exact(extra).map_err(|_| Error::OutOfMemory)
    }

    #[inline]
    fn push(&mut self, item: T) -> Result<(), Error> {
        if self.0.len() == self.0.capacity() {
            self.reserve(1)?;
        }
        self.0.push(item);
        Ok(())
    }

    #[inline]
    fn extend(&mut self, items: &[T]) -> Result<(), Error> {
        self.reserve(items.len())?;
        self.0.extend_from_slice(items);
        Ok(())
    }

    fn truncate(&mut self, len: usize) {
        self.0.truncate(len);
    }

    fn release(&mut self) {
        self.0 = Vec::new();
    }

    fn extend_with(&mut self, count: usize, item: T) -> Result<(), Error> {
        self.reserve(count)?;
        self.0.resize(self.0.len() + count, item);
        Ok(())
    }
}
