//! `Buffer` as a `Vec` that counts what it holds and can be made to fail.

use std::cell::Cell;

use model::{Buffer, Error};

thread_local! {
    static HELD: Cell<usize> = const { Cell::new(0) };
    static PEAK: Cell<usize> = const { Cell::new(0) };
    static GROWS_LEFT: Cell<Option<usize>> = const { Cell::new(None) };
}

/// No test needs more: what does is running away.
const MOST: usize = 1 << 29;

/// Most bytes that blocks held at once on this thread while `f` ran, beyond those held before.
pub fn peak_of<R>(f: impl FnOnce() -> R) -> (R, usize) {
    let before = HELD.get();
    PEAK.set(before);
    let result = f();
    (result, PEAK.get() - before)
}

/// Bytes that blocks hold on this thread.
pub fn held() -> usize {
    HELD.get()
}

/// Lets this many growths succeed on this thread, and fails the next; `None` lets all succeed.
pub fn fail_after(growths: Option<usize>) {
    GROWS_LEFT.set(growths);
}

#[derive(Debug)]
pub struct Block<T>(Vec<T>);

impl<T> Default for Block<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Block<T> {
    fn account(&mut self, change: impl FnOnce(&mut Vec<T>)) {
        HELD.set(HELD.get() - self.0.capacity() * size_of::<T>());
        change(&mut self.0);
        HELD.set(HELD.get() + self.0.capacity() * size_of::<T>());
        PEAK.set(PEAK.get().max(HELD.get()));
    }

    fn grow(&mut self, extra: usize, exact: bool) -> Result<(), Error> {
        if self.0.capacity() - self.0.len() >= extra {
            return Ok(());
        }
        if HELD.get() > MOST {
            return Err(Error::OutOfMemory);
        }
        match GROWS_LEFT.get() {
            Some(0) => return Err(Error::OutOfMemory),
            Some(left) => GROWS_LEFT.set(Some(left - 1)),
            None => {}
        }
        self.account(|items| {
            if exact {
                items.reserve_exact(extra);
            } else {
                items.reserve(extra);
            }
        });
        Ok(())
    }

    /// The memory itself; the block is empty afterwards.
    pub fn take(&mut self) -> Vec<T> {
        let mut taken = Vec::new();
        self.account(|items| taken = std::mem::take(items));
        taken
    }
}

impl<T> Drop for Block<T> {
    fn drop(&mut self) {
        self.take();
    }
}

impl<T: Copy> Buffer<T> for Block<T> {
    type Fault = Error;

    fn as_slice(&self) -> &[T] {
        &self.0
    }

    fn as_mut_slice(&mut self) -> &mut [T] {
        &mut self.0
    }

    fn reserve(&mut self, extra: usize) -> Result<(), Error> {
        self.grow(extra, false)
    }

    fn reserve_exact(&mut self, extra: usize) -> Result<(), Error> {
        self.grow(extra, true)
    }

    fn reserve_within(&mut self, extra: usize, most: usize) -> Result<(), Error> {
        // What is wanted at most is the payload and a byte for who ends it with a zero.
        let needed = self.0.len() + extra;
        assert!(needed < most, "{needed} of {most}");
        self.grow(extra, true)
    }

    fn push(&mut self, item: T) -> Result<(), Error> {
        self.grow(1, false)?;
        self.0.push(item);
        Ok(())
    }

    fn extend(&mut self, items: &[T]) -> Result<(), Error> {
        self.grow(items.len(), false)?;
        self.0.extend_from_slice(items);
        Ok(())
    }

    fn truncate(&mut self, len: usize) {
        self.0.truncate(len);
    }

    fn release(&mut self) {
        self.take();
    }
}
