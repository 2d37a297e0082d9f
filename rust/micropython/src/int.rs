//! `int` beyond machine words.

use crate::ffi;
use crate::heap::HeapVec;
use crate::{Obj, config, native_type};

/// An int object.
#[inline]
#[must_use]
pub fn new(value: ffi::mp_int_t) -> Obj {
    // SAFETY: any value.
    // EXCEPTION: MemoryError, if it is no small int.
    unsafe { Obj::new(ffi::mp_obj_new_int(value)) }
}

/// The value, if this is an int. Raises OverflowError for one beyond a machine word.
#[must_use]
pub fn word(obj: Obj) -> Option<ffi::mp_int_t> {
    if !is_big(obj) {
        return obj.small_int();
    }
    // SAFETY: an int object.
    // EXCEPTION: OverflowError.
    Some(unsafe { ffi::mp_obj_int_get_checked(obj.raw()) })
}

/// Whether this is an int without a small form.
#[inline]
#[must_use]
pub fn is_big(obj: Obj) -> bool {
    obj.is(native_type!(mp_type_int))
}

/// Appends the shortest little-endian two's complement of an int.
pub fn to_bytes(obj: Obj, out: &mut HeapVec<u8>) {
    let start = out.len();
    if let Some(value) = obj.small_int() {
        out.extend(&value.to_le_bytes());
    } else {
        let mut room = 16;
        loop {
            out.truncate(start);
            out.extend_with(room, 0);
            let place = out.as_mut_slice()[start..].as_mut_ptr();
            // SAFETY: an int object without small form, and `room` bytes.
            // EXCEPTION: none; it says false if they do not suffice.
            if unsafe { ffi::mpickle_c_int_to_bytes(obj.raw(), room, place) } {
                break;
            }
            room *= 2;
        }
        // SAFETY: an int object.
        // EXCEPTION: none.
        let negative = unsafe { ffi::mp_obj_int_sign(obj.raw()) } < 0;
        out.push(if negative { 0xff } else { 0 });
    }
    // The last byte goes while the one before it carries the same sign.
    let bytes = &out.as_slice()[start..];
    let mut len = bytes.len();
    while len > 1 && bytes[len - 1] as i8 == bytes[len - 2] as i8 >> 7 {
        len -= 1;
    }
    if len == 1 && bytes[0] == 0 {
        len = 0;
    }
    out.truncate(start + len);
}

/// An int out of its little-endian two's complement; `None` if this build has none so big.
#[must_use]
pub fn from_bytes(bytes: &[u8]) -> Option<Obj> {
    const WORD: usize = size_of::<ffi::mp_int_t>();
    let negative = bytes.last().is_some_and(|b| b & 0x80 != 0);
    let fill = if negative { 0xff } else { 0 };
    if bytes.len() <= WORD {
        let mut word = [fill; WORD];
        word[..bytes.len()].copy_from_slice(bytes);
        let value = ffi::mp_int_t::from_le_bytes(word);
        if config::LONGINT_IMPL == 0 && !fits_small(value) {
            return None;
        }
        return Some(new(value));
    }
    let used = bytes.len() - bytes.iter().rev().take_while(|b| **b == fill).count();
    if used < WORD {
        return from_bytes(&bytes[..WORD]);
    }
    // An integer of one word less a bit for the sign, where there are no longer ones.
    const MPZ: i64 = 2;
    if config::LONGINT_IMPL != MPZ && !(config::LONGINT_IMPL == 1 && long_long_holds(&bytes[..used], fill)) {
        return None;
    }
    if !negative {
        return Some(from_magnitude(&bytes[..used]));
    }
    // MicroPython reads unsigned only. The magnitude can be a byte longer.
    let mut short = [0; SHORT];
    let mut long = HeapVec::<u8>::default();
    let magnitude = if used < SHORT {
        &mut short[..=used]
    } else {
        long.extend_with(used + 1, 0);
        long.as_mut_slice()
    };
    let mut carry = true;
    for (to, from) in magnitude.iter_mut().zip(bytes[..used].iter().chain([&fill])) {
        (*to, carry) = (!from).overflowing_add(u8::from(carry));
    }
    let obj = from_magnitude(magnitude);
    long.release();
    // SAFETY: an int that nobody else has.
    // EXCEPTION: MemoryError.
    Some(unsafe { Obj::new(ffi::mpickle_c_int_negated(obj.raw())) })
}

/// Bytes of negative ints that are turned around on the C stack.
const SHORT: usize = 32;

fn long_long_holds(used: &[u8], fill: u8) -> bool {
    used.len() < 8 || used.len() == 8 && (used[7] ^ fill) & 0x80 == 0
}

fn fits_small(value: ffi::mp_int_t) -> bool {
    let shifted = value << 1;
    shifted >> 1 == value
}

fn from_magnitude(bytes: &[u8]) -> Obj {
    // SAFETY: pointer and length of one slice.
    // EXCEPTION: MemoryError.
    unsafe { Obj::new(ffi::mp_obj_int_from_bytes_impl(false, bytes.len(), bytes.as_ptr())) }
}
