//! One shape: that of a map that is there, whose table has the keys.

use super::Fill;
use crate::{Dict, Instance, Obj, Pool, Qstr, ffi};

/// The shape of a load.
pub struct Shapes(ffi::mpickle_c_shape_t);

impl Default for Shapes {
    fn default() -> Self {
        Self::new()
    }
}

impl Shapes {
    /// Nothing remembered.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        // SAFETY: numbers, and pointers that may be null as long as there is no entry.
        Self(unsafe { core::mem::zeroed() })
    }

    /// Lets the dictionary go whose keys are remembered.
    #[inline]
    pub fn release(&mut self) {
        *self = Self::new();
    }

    /// Puts `items`, which are key, value, key, value, into an empty dictionary, if their keys are remembered.
    /// Raises MemoryError.
    #[inline]
    pub fn fill(&mut self, _pool: &mut Pool, dict: Dict, items: &[Obj]) -> Fill {
        let (object, pairs) = (dict.obj().ptr(), items.as_ptr().cast());
        // SAFETY: a live dictionary, and so many pairs.
        // EXCEPTION: MemoryError, before anything has changed.
        let filled = unsafe { ffi::mpickle_c_shape_fill(&self.0, object, pairs, items.len() / 2) };
        if filled { Fill::Done } else { Fill::Again }
    }

    /// Remembers the keys of `items`, which [`Shapes::fill`] has just seen, and the places that they have in the
    /// dictionary, if the one before began with the same key.
    #[inline]
    pub fn learn(&mut self, dict: Dict, items: &[Obj]) {
        if !items.is_empty() {
            let (object, pairs) = (dict.obj().ptr(), items.as_ptr().cast());
            // SAFETY: a live dictionary, and so many pairs.
            // EXCEPTION: none.
            unsafe { ffi::mpickle_c_shape_learn(&mut self.0, object, pairs, items.len() / 2) }
        }
    }

    /// No instance gets its attributes.
    #[inline]
    pub fn set_attributes(&self, _pool: &mut Pool, _instance: Instance, _state: Dict) -> bool {
        false
    }

    /// Remembers no names.
    #[inline]
    pub fn learn_names(&mut self, _instance: Instance, _state: Dict, _name: impl FnMut(Obj) -> Qstr) {}
}
