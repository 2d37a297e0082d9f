//! Nothing remembered.

use super::Fill;
use crate::{Dict, Instance, Obj, Pool, Qstr};

/// The shapes of a load.
#[derive(Default)]
pub struct Shapes;

impl Shapes {
    /// Nothing remembered.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self
    }

    /// Nothing is held.
    #[inline]
    pub fn release(&mut self) {}

    /// No dictionary is filled.
    #[inline]
    pub fn fill(&mut self, _pool: &mut Pool, _dict: Dict, _items: &[Obj]) -> Fill {
        Fill::Unknown
    }

    /// Remembers nothing.
    #[inline]
    pub fn learn(&mut self, _dict: Dict, _items: &[Obj]) {}

    /// No instance gets its attributes.
    #[inline]
    pub fn set_attributes(&self, _pool: &mut Pool, _instance: Instance, _state: Dict) -> bool {
        false
    }

    /// Remembers nothing.
    #[inline]
    pub fn learn_names(&mut self, _instance: Instance, _state: Dict, _name: impl FnMut(Obj) -> Qstr) {}
}
