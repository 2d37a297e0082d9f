//! `loads(buffer, copy=False)`: large payloads stay where they are.
//!
//! Memory outside the collector's heap (frozen bytes, a file in ROMFS, mapped flash) is taken to
//! be there for ever: `bytes`, and text from [`TEXT`] bytes on, point into it. On the heap a
//! pointer into the middle of a block keeps nothing alive, so `bytes` become a read-only
//! memoryview, which points to the head. What could be resized or written to (`bytearray`) is a
//! read-only memoryview everywhere.

use micropython::{Obj, buffer, config, heap, native_type, str};
use model::Payload;

/// Payloads up to this size are copied: an object that refers to them is not smaller.
const SMALL: usize = 64;
/// Text up to this size is copied. MicroPython ends a str with a NUL and lets C functions rely on
/// it where they want a name: what stands in place has no NUL behind it, so names are copied.
const TEXT: usize = 256;

/// A buffer that outlives its pickle.
#[derive(Clone, Copy)]
pub struct InPlace {
    /// The head of its block; null outside the heap.
    head: *const u8,
}

impl InPlace {
    /// For the memory of `source`, if objects can refer to it.
    #[must_use]
    pub fn new(source: Obj) -> Option<Self> {
        let start = buffer::bytes(source)?.as_ptr();
        if !heap::contains(start) {
            return Some(Self { head: core::ptr::null() });
        }
        // A memoryview starts somewhere in the block that it keeps.
        let head = if source.is(native_type!(mp_type_memoryview)) {
            // SAFETY: it is one.
            unsafe { buffer::array(source) }.items.cast::<u8>().cast_const()
        } else {
            start
        };
        heap::is_block(head).then_some(Self { head })
    }

    /// The object for a payload, if it is one that needs no copy.
    #[must_use]
    pub fn payload(self, kind: Payload, data: &[u8]) -> Option<Obj> {
        if data.len() <= SMALL {
            return None;
        }
        let outside = self.head.is_null();
        match kind {
            Payload::Str if outside && data.len() > TEXT => {
                // SAFETY: outside the heap.
                Some(unsafe { str::by_reference(native_type!(mp_type_str), data) })
            }
            Payload::Bytes if outside => {
                // SAFETY: as above.
                Some(unsafe { str::by_reference(native_type!(mp_type_bytes), data) })
            }
            Payload::Bytes | Payload::ByteArray if config::PY_BUILTINS_MEMORYVIEW => {
                let head = if outside { data.as_ptr() } else { self.head };
                // SAFETY: the payload lies behind the head, in the same block.
                Some(unsafe { buffer::view(head, data) })
            }
            _ => None,
        }
    }
}
