//! Signatures of packets and files: `key=` and `counter=`.
//!
//! Behind the object and the byte of its format stand the counter (four bytes, little-endian), the first 16 bytes of the
//! HMAC-SHA-256 of all that, with the mark behind it, and the mark. `docs/packets.md` has it byte by byte.

use micropython::{Obj, ffi};
use model::packet::SIGNATURE;

// C writes and reads so many bytes.
const _: () = assert!(SIGNATURE == ffi::mpickle_c_signed::SIGNATURE as usize);

/// A signature in the making: the key, and the hash so far.
pub struct Mac {
    key: Obj,
    hash: Obj,
}

impl Mac {
    /// One with this key, which C has checked.
    pub fn new(key: Obj) -> Self {
        // SAFETY: a live object.
        // EXCEPTION: MemoryError.
        Self { key, hash: unsafe { Obj::new(ffi::mpickle_c_mac_begin(key.raw())) } }
    }

    /// Takes `data` in.
    pub fn update(&self, data: &[u8]) {
        // SAFETY: a live object, and memory that native code reads and forgets.
        // EXCEPTION: whatever the firmware's hashlib raises.
        unsafe { ffi::mpickle_c_mac_add(self.hash.raw(), data.as_ptr().cast(), data.len() as _) }
    }

    /// The signature of what was taken in.
    #[cfg(feature = "write")]
    pub fn sign(self, counter: u32, mark: u8) -> [u8; SIGNATURE] {
        let mut tail = [0; SIGNATURE];
        // SAFETY: live objects; C writes so many bytes.
        // EXCEPTION: MemoryError.
        unsafe { ffi::mpickle_c_mac_end(self.key.raw(), self.hash.raw(), counter, mark, tail.as_mut_ptr()) };
        tail
    }

    /// The counter, if that is the signature of what was taken in.
    pub fn check(self, mark: u8, tail: &[u8; SIGNATURE]) -> Option<u32> {
        let counter = u32::from_le_bytes([tail[0], tail[1], tail[2], tail[3]]);
        // SAFETY: live objects; C reads so many bytes, and compares them in constant time.
        // EXCEPTION: MemoryError.
        let right = unsafe {
            ffi::mpickle_c_mac_check(self.key.raw(), self.hash.raw(), counter, mark, tail.as_ptr())
        };
        right.then_some(counter)
    }
}
