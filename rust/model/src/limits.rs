//! Limits that a caller sets for one message.

/// Limits of one message. By default there are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes, from PROTO to STOP.
    pub bytes: usize,
    /// Objects made. What is fetched from the memo is not counted again.
    pub objects: usize,
    /// Entries of the memo.
    pub memo: usize,
}

impl Limits {
    /// No bounds.
    pub const NONE: Self = Self { bytes: usize::MAX, objects: usize::MAX, memo: usize::MAX };
}
