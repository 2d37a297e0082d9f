//! Growable memory that the codec borrows from its host: the host decides where it lives.

use crate::Error;

/// A growable array. On MicroPython it is a block of the collector's heap that the collector
/// scans, so objects held in it stay alive; in tests it is a `Vec`.
///
/// Growth may fail with [`Error::OutOfMemory`] or, on MicroPython, leave the call altogether by
/// raising; an array is unchanged then.
pub trait Buffer<T: Copy>: Default {
    /// The error when growing fails: [`crate::Model::Fault`].
    type Fault: Into<Error>;

    /// The items.
    fn as_slice(&self) -> &[T];

    /// The items, writable.
    fn as_mut_slice(&mut self) -> &mut [T];

    /// Makes room for `extra` more items, with room to spare for later growth.
    ///
    /// # Errors
    /// [`Error::OutOfMemory`] when there is none.
    fn reserve(&mut self, extra: usize) -> Result<(), Self::Fault>;

    /// Makes room for exactly `extra` more items.
    ///
    /// # Errors
    /// [`Error::OutOfMemory`] when there is none.
    fn reserve_exact(&mut self, extra: usize) -> Result<(), Self::Fault>;

    /// Makes room for `extra` more items of an array that will hold `most` of them one day: it
    /// grows in steps, and never beyond that.
    ///
    /// # Errors
    /// [`Error::OutOfMemory`] when there is none.
    fn reserve_within(&mut self, extra: usize, most: usize) -> Result<(), Self::Fault> {
        let _ = most;
        self.reserve_exact(extra)
    }

    /// Appends one item.
    ///
    /// # Errors
    /// [`Error::OutOfMemory`] when there is no room.
    fn push(&mut self, item: T) -> Result<(), Self::Fault>;

    /// Appends all of `items`.
    ///
    /// # Errors
    /// [`Error::OutOfMemory`] when there is no room.
    fn extend(&mut self, items: &[T]) -> Result<(), Self::Fault>;

    /// Appends all of `head` and then all of `tail`, which is short.
    ///
    /// # Errors
    /// [`Error::OutOfMemory`] when there is no room.
    #[inline]
    fn extend_pair(&mut self, head: &[T], tail: &[T]) -> Result<(), Self::Fault> {
        self.extend(head)?;
        self.extend(tail)
    }

    /// Cuts the array to its first `len` items; longer than it is means no change.
    fn truncate(&mut self, len: usize);

    /// Gives the memory back.
    fn release(&mut self);

    /// Takes the last item.
    #[inline]
    fn pop(&mut self) -> Option<T> {
        let last = *self.as_slice().last()?;
        let len = self.len();
        self.truncate(len - 1);
        Some(last)
    }

    /// Number of items.
    #[inline]
    fn len(&self) -> usize {
        self.as_slice().len()
    }

    /// Whether there are no items.
    #[inline]
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Appends `count` copies of `item`.
    ///
    /// # Errors
    /// [`Error::OutOfMemory`] when there is no room.
    fn extend_with(&mut self, count: usize, item: T) -> Result<(), Self::Fault> {
        self.reserve(count)?;
        for _ in 0..count {
            self.push(item)?;
        }
        Ok(())
    }
}

/// Appends a code point, at most 0x10ffff, in UTF-8; surrogates take three bytes, as CPython's `surrogatepass`.
///
/// # Errors
/// As growing `out`.
pub fn push_point<B: Buffer<u8>>(out: &mut B, point: u32) -> Result<(), B::Fault> {
    let more = match point {
        0..=0x7f => return out.push(point as u8),
        0x80..=0x7ff => 1,
        0x800..=0xffff => 2,
        _ => 3,
    };
    // As many ones at the top as there are bytes.
    out.push((-0x80 >> more) as u8 | (point >> (6 * more)) as u8)?;
    for place in (0..more).rev() {
        out.push(0x80 | (point >> (6 * place) & 0x3f) as u8)?;
    }
    Ok(())
}
