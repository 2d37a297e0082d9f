//! Small dictionaries whose keys have come before: records have the same keys in the same order again and again.
//!
//! Keys that go in the same order into a table of as many slots come to stand where they stood the last time. So
//! their places are remembered, and a further dictionary is filled without a hash and without a search. The attributes
//! of an instance stand at the places of the keys of its state, since a name has the hash of its text.
//!
//! Boards, with 32 bits, remember one shape, and no attributes: they have little memory, flash and C stack.
//!
//! Only keys that are text or small ints are remembered, and by identity: nothing else has a say in where they stand.

#[cfg(all(feature = "runs", target_pointer_width = "64"))]
mod many;
#[cfg(not(feature = "runs"))]
mod none;
#[cfg(all(feature = "runs", not(target_pointer_width = "64")))]
mod one;

#[cfg(all(feature = "runs", target_pointer_width = "64"))]
pub use many::Shapes;
#[cfg(not(feature = "runs"))]
pub use none::Shapes;
#[cfg(all(feature = "runs", not(target_pointer_width = "64")))]
pub use one::Shapes;

/// The result of [`Shapes::fill`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Fill {
    /// The dictionary has the items.
    Done,
    /// Nothing. When the items are stored, [`Shapes::learn`] is worth its time.
    Again,
    /// Nothing.
    Unknown,
}
