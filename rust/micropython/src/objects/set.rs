//! `set` and `frozenset`.

use crate::ffi::{self, mpickle_c_set_t};
use crate::{Obj, native_type, probe};

/// A set, frozen or not.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct Set(Obj);

impl Set {
    /// `obj`, if it is a set or a frozen one, and not of a subtype.
    #[inline(always)]
    #[must_use]
    pub fn of(obj: Obj) -> Option<Self> {
        (obj.is(native_type!(mp_type_set)) || obj.is(native_type!(mp_type_frozenset))).then_some(Self(obj))
    }

    /// `obj`, which is known to be one.
    ///
    /// # Safety
    /// `obj` is a set or a frozen one.
    #[inline]
    #[must_use]
    pub const unsafe fn from_known(obj: Obj) -> Self {
        Self(obj)
    }

    /// A new, empty set.
    #[expect(clippy::new_without_default, reason = "it allocates")]
    #[must_use]
    pub fn new() -> Self {
        // SAFETY: no elements are read.
        // EXCEPTION: MemoryError.
        Self(unsafe { Obj::new(ffi::mp_obj_new_set(0, core::ptr::null_mut())) })
    }

    /// The set as an object.
    #[inline]
    #[must_use]
    pub fn obj(self) -> Obj {
        self.0
    }

    /// A set that nobody else has as a frozen one: both share the struct.
    #[inline]
    #[must_use]
    pub fn frozen(self) -> Obj {
        let class = native_type!(mp_type_frozenset).raw();
        // SAFETY: the struct of sets.
        unsafe { (*self.0.ptr::<mpickle_c_set_t>()).base.type_ = class };
        self.0
    }

    #[inline]
    fn table(self) -> *const ffi::mp_set_t {
        // SAFETY: the struct of sets.
        unsafe { &raw const (*self.0.ptr::<mpickle_c_set_t>()).set }
    }

    /// Number of elements.
    #[inline]
    #[must_use]
    pub fn count(self) -> usize {
        // SAFETY: a live table.
        unsafe { (*self.table()).used }
    }

    /// The first element at or after table position `cursor`, with its position.
    #[must_use]
    pub fn element(self, cursor: usize) -> Option<(usize, Obj)> {
        // SAFETY: a live table, which has `alloc` slots.
        unsafe {
            let set = &*self.table();
            (cursor..set.alloc).find_map(|at| Some((at, Obj::from_slot(*set.table.add(at))?)))
        }
    }

    /// `set.add(element)`. Returns how many places were searched for it, if they were
    /// more than there should be.
    ///
    /// Runs `__hash__` and `__eq__` of Python classes.
    pub fn insert(self, element: Obj) -> usize {
        // SAFETY: a set and a live object; a live table.
        // EXCEPTION: MemoryError; TypeError for an unhashable element.
        let size = unsafe {
            ffi::mp_obj_set_store(self.0.raw(), element.raw());
            (*self.table()).alloc
        };
        if probe::is_large(size) { self.searched(element) } else { 0 }
    }

    /// How many places were searched for an element that was added last.
    // Apart from what is called to add it: less C stack is taken then.
    #[inline(never)]
    fn searched(self, element: Obj) -> usize {
        // SAFETY: a live table, of which this is a copy: hashing may run the program's code.
        let set = unsafe { *self.table() };
        // MicroPython does not return the slot: search for it again, by identity.
        let Some(home) = probe::home(element, set.alloc) else { return 0 };
        // SAFETY: the table has `alloc` slots.
        let slot = |at: usize| unsafe { Obj::from_raw(*set.table.add(at)) };
        let behind = (home..set.alloc).chain(0..home);
        let places = behind.take_while(|at| slot(*at).is_some_and(|other| other != element)).count();
        probe::counted(places, set.used, false)
    }
}
