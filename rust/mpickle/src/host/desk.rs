//! The part of a call's state that code which it runs may see.
//!
//! While a dump or load works, its [`crate::host::Host`], encoder and decoder are its alone: hooks
//! that come back to the Pickler, Unpickler or Decoder find a [`Desk`] beside them, which is cells,
//! and nothing else of them is touched.

use core::cell::Cell;

use micropython::Obj;
#[cfg(feature = "write")]
use pickle::MemoSlot;

use crate::host::memory::Memory;
use crate::names::policy::Policy;

/// Part of the block of each [`crate::entry::native::Native`], and of each Decoder.
pub struct Desk {
    /// The policy: which objects a pickle may name and call.
    pub policy: Policy,
    /// The name that `find_class` is asked for now is one of Python 2's.
    pub python2: Cell<bool>,
    /// Whether pickles are read.
    pub reads: bool,
    memo: Cell<Memo>,
}

/// The place of the memo.
#[derive(Clone, Copy)]
pub enum Memo {
    /// In its Pickler or Unpickler: no call goes on.
    AtHome,
    /// Nobody can tell just now.
    InUse,
    /// So many places of a table of the encoder's.
    #[cfg(feature = "write")]
    Written(*const MemoSlot<Obj>, usize),
    /// So many places of the decoder's.
    Read(*const Option<Obj>, usize),
}

impl Desk {
    /// Before the options are known.
    pub const fn new(reads: bool) -> Self {
        Self { policy: Policy::new(), python2: Cell::new(false), reads, memo: Cell::new(Memo::AtHome) }
    }

    /// The place of the memo.
    pub fn memo(&self) -> Memo {
        self.memo.get()
    }

    /// The memo is this table of the encoder's, until it is another.
    #[cfg(feature = "write")]
    pub fn show_written(&self, table: &Memory<MemoSlot<Obj>>) {
        self.memo.set(Memo::Written(table.0.as_ptr(), table.0.len()));
    }

    /// The memo is this one of the decoder's, until [`Desk::hide`].
    #[inline]
    pub fn show_read(&self, memo: &Memory<Option<Obj>>) {
        self.memo.set(Memo::Read(memo.0.as_ptr(), memo.0.len()));
    }

    /// The memo may change its place from now on.
    #[inline]
    pub fn hide(&self) {
        self.memo.set(Memo::InUse);
    }

    /// No call goes on.
    pub fn put_back(&self) {
        self.memo.set(Memo::AtHome);
    }
}
