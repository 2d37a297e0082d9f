//! The codec's growable memory: blocks of the collector's heap.

use core::convert::Infallible;

use micropython::HeapVec;
use model::Buffer;

/// [`HeapVec`] as the codec wants it. Growth raises MemoryError and never returns an error.
pub struct Memory<T>(pub HeapVec<T>);

impl<T: Copy> Default for Memory<T> {
    #[inline]
    fn default() -> Self {
        Self(HeapVec::default())
    }
}

impl<T: Copy> Buffer<T> for Memory<T> {
    type Fault = Infallible;

    #[inline]
    fn as_slice(&self) -> &[T] {
        self.0.as_slice()
    }

    #[inline]
    fn as_mut_slice(&mut self) -> &mut [T] {
        self.0.as_mut_slice()
    }

    #[inline]
    fn reserve(&mut self, extra: usize) -> Result<(), Infallible> {
        // Only a wish: borrowed memory is left when it is full.
        if !self.0.is_borrowed() {
            self.0.reserve(extra);
        }
        Ok(())
    }

    #[inline]
    fn reserve_exact(&mut self, extra: usize) -> Result<(), Infallible> {
        self.0.reserve_exact(extra);
        Ok(())
    }

    #[inline]
    fn reserve_within(&mut self, extra: usize, most: usize) -> Result<(), Infallible> {
        self.0.reserve_within(extra, most);
        Ok(())
    }

    #[inline]
    fn push(&mut self, item: T) -> Result<(), Infallible> {
        self.0.push(item);
        Ok(())
    }

    #[inline]
    fn extend(&mut self, items: &[T]) -> Result<(), Infallible> {
        self.0.extend(items);
        Ok(())
    }

    #[inline]
    fn extend_pair(&mut self, head: &[T], tail: &[T]) -> Result<(), Infallible> {
        self.0.extend_pair(head, tail);
        Ok(())
    }

    fn extend_with(&mut self, count: usize, item: T) -> Result<(), Infallible> {
        self.0.extend_with(count, item);
        Ok(())
    }

    #[inline]
    fn truncate(&mut self, len: usize) {
        self.0.truncate(len);
    }

    fn release(&mut self) {
        self.0.release();
    }

    #[inline]
    fn len(&self) -> usize {
        self.0.len()
    }
}
