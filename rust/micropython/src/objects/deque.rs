//! `collections.deque`, which has a fixed capacity on MicroPython.

use crate::ffi::{self, MPICKLE_C_DEQUE_CHECK_OVERFLOW, mpickle_c_deque_t};
use crate::{Obj, config, int, list, native_type};

/// Ours: it was made without a limit, and grows while it is filled by a pickle.
const GROWS: u32 = 1 << 16;
/// Items that a deque without a limit has room for at least.
const ROOM: usize = 32;

/// A deque.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct Deque(Obj);

impl Deque {
    /// `obj`, if it is a deque and not of a subtype.
    #[inline]
    #[must_use]
    pub fn of(obj: Obj) -> Option<Self> {
        (config::PY_COLLECTIONS_DEQUE && obj.is(native_type!(mp_type_deque))).then_some(Self(obj))
    }

    /// An empty deque that has room for some items, and takes whatever [`Deque::reserve`] announces and
    /// some more; beyond that, appending raises IndexError and loses nothing.
    #[must_use]
    pub fn unlimited() -> Option<Self> {
        let args = [list::new_tuple(&[]), int::new(ROOM as ffi::mp_int_t)];
        let deque = Self(native_type!(mp_type_deque).make_new(&args)?);
        deque.fields().flags = MPICKLE_C_DEQUE_CHECK_OVERFLOW | GROWS;
        Some(deque)
    }

    /// The deque as an object.
    #[inline]
    #[must_use]
    pub fn obj(self) -> Obj {
        self.0
    }

    fn fields<'a>(self) -> &'a mut mpickle_c_deque_t {
        // SAFETY: the struct of deques; nothing of the program runs while this is used.
        unsafe { &mut *self.0.ptr::<mpickle_c_deque_t>() }
    }

    /// The limit that it was made with.
    #[must_use]
    pub fn limit(self) -> ffi::mp_int_t {
        self.fields().alloc as ffi::mp_int_t - 1
    }

    /// The item at a position, counted from the left end.
    #[must_use]
    pub fn item(self, at: usize) -> Option<Obj> {
        let deque = self.fields();
        let len = (deque.i_put + deque.alloc - deque.i_get) % deque.alloc;
        if at >= len {
            return None;
        }
        // SAFETY: `len` slots from `i_get` on, around the end, hold objects.
        unsafe { Obj::from_raw(*deque.items.add((deque.i_get + at) % deque.alloc)) }
    }

    /// Whether the deque was made by [`Deque::unlimited`].
    #[must_use]
    pub fn is_unlimited(self) -> bool {
        self.fields().flags & GROWS != 0
    }

    /// Makes room for `more` items and half as many as there are then, if the deque was made by
    /// [`Deque::unlimited`].
    pub fn reserve(self, more: usize) {
        if !self.is_unlimited() {
            return;
        }
        let deque = self.fields();
        let len = (deque.i_put + deque.alloc - deque.i_get) % deque.alloc;
        let least = len + more + (len + more) / 2;
        if least < deque.alloc {
            return;
        }
        let alloc = least + ROOM + 1;
        let mut fresh = crate::HeapVec::<Option<Obj>>::default();
        fresh.reserve_exact(alloc);
        for at in 0..len {
            // SAFETY: `len` slots from `i_get` on, around the end, hold objects.
            fresh.push(unsafe { Obj::from_raw(*deque.items.add((deque.i_get + at) % deque.alloc)) });
        }
        fresh.extend_with(alloc - len, None);
        // No object reference is null, so `None` is one word of zeros.
        deque.items = fresh.into_block().cast();
        deque.alloc = alloc;
        deque.i_get = 0;
        deque.i_put = len;
    }
}
