//! `int` beyond machine words.

use core::{ptr, slice};

use crate::ffi;
use crate::heap::{self, HeapVec};
use crate::{Obj, Pool, config, native_type};

/// Bytes of an int that is written without a look at its size before.
const SHORT: usize = 20;

/// Ints have 64 bits at most. MicroPython's own functions for these look at no overflow, and not always at the sign.
pub const IS_LONG_LONG: bool = config::LONGINT_IMPL == 1;

/// An int object.
#[inline]
#[must_use]
pub fn new(value: ffi::mp_int_t) -> Obj {
    // SAFETY: any value.
    // EXCEPTION: MemoryError, if it is no small int.
    unsafe { Obj::new(ffi::mp_obj_new_int(value)) }
}

/// The value, if this is an int. Raises OverflowError for one beyond a machine word, and for the smallest.
#[must_use]
pub fn word(obj: Obj) -> Option<ffi::mp_int_t> {
    if !is_big(obj) {
        return obj.small_int();
    }
    // SAFETY: an int object.
    // EXCEPTION: OverflowError.
    Some(unsafe { ffi::mpickle_c_get_int(obj.raw()) })
}

/// Whether this is an int without a small form.
#[inline]
#[must_use]
pub fn is_big(obj: Obj) -> bool {
    obj.is(native_type!(mp_type_int))
}

/// An int of any size.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct Int(Obj);

impl Int {
    /// `obj`, if it is an int; bool is none.
    #[inline]
    #[must_use]
    pub fn of(obj: Obj) -> Option<Self> {
        (obj.small_int().is_some() || is_big(obj)).then_some(Self(obj))
    }

    /// `obj`, which is known to be one.
    ///
    /// # Safety
    /// `obj` is an int.
    #[inline]
    #[must_use]
    pub const unsafe fn from_known(obj: Obj) -> Self {
        Self(obj)
    }

    /// The value, if it fits: that of an int as long as a machine word too, of which `word` refuses the smallest.
    #[must_use]
    pub fn value32(self) -> Option<i32> {
        if let Some(value) = self.0.small_int() {
            return i32::try_from(value).ok();
        }
        let mut room = [0; SHORT];
        // SAFETY: an int object without small form, and so many bytes.
        // EXCEPTION: none.
        let len = unsafe { ffi::mpickle_c_int_bytes(self.0.raw(), SHORT, room.as_mut_ptr()) };
        let bytes = room.get(..len)?;
        let sign = if bytes.last()? & 0x80 == 0 { 0 } else { 0xff };
        let (low, rest) = bytes.split_at(len.min(size_of::<i32>()));
        let mut word = [sign; size_of::<i32>()];
        word[..low.len()].copy_from_slice(low);
        let value = i32::from_le_bytes(word);
        (rest.iter().all(|byte| *byte == sign) && (value < 0) == (sign != 0)).then_some(value)
    }

    /// Appends the shortest little-endian two's complement.
    pub fn to_bytes(self, out: &mut HeapVec<u8>) {
        let start = out.len();
        if let Some(value) = self.0.small_int() {
            out.extend(&value.to_le_bytes());
        } else {
            let mut room = [0; SHORT];
            // SAFETY: an int object without small form, and so many bytes.
            // EXCEPTION: none.
            let len = unsafe { ffi::mpickle_c_int_bytes(self.0.raw(), SHORT, room.as_mut_ptr()) };
            if len <= SHORT {
                out.extend(&room[..len]);
            } else {
                out.extend_with(len, 0);
                let place = out.as_mut_slice()[start..].as_mut_ptr();
                // SAFETY: as above.
                // EXCEPTION: none.
                unsafe { ffi::mpickle_c_int_bytes(self.0.raw(), len, place) };
            }
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

    /// Appends it in decimal.
    pub fn decimal(self, out: &mut HeapVec<u8>) {
        let (mut block, mut room, mut len) = (ptr::null_mut(), 0, 0);
        // SAFETY: an int; without room for the text it takes a block, in which the text stands.
        // EXCEPTION: MemoryError.
        unsafe {
            let text = ffi::mp_obj_int_formatted(
                &mut block,
                &mut room,
                &mut len,
                self.0.raw(),
                10,
                ptr::null(),
                0,
                0,
            );
            out.extend(slice::from_raw_parts(text.cast(), len));
            heap::free(block);
        }
    }
}

/// Digits stand behind the object, in the same block. A pool has no block of two units for boards.
const TOGETHER: bool = size_of::<usize>() >= 8;

/// An int out of its little-endian two's complement; `None` if this build has none so big.
#[must_use]
pub fn from_bytes(pool: Option<&mut Pool>, bytes: &[u8]) -> Option<Obj> {
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
        return from_bytes(pool, &bytes[..WORD]);
    }
    // An integer of one word less a bit for the sign, where there are no longer ones.
    const MPZ: i64 = 2;
    if config::LONGINT_IMPL != MPZ && !(IS_LONG_LONG && long_long_holds(&bytes[..used], fill)) {
        return None;
    }
    // A byte of nothing but sign, if there is one, gives a negative number's magnitude room.
    let bytes = &bytes[..bytes.len().min(used + usize::from(negative))];
    let bits = ffi::mpickle_c_digit::DIGIT_BITS as usize;
    let digits = (bytes.len() * 8).div_ceil(bits);
    let room_bytes = digits * ffi::mpickle_c_digit::DIGIT_BYTES as usize;
    let object_bytes = size_of::<ffi::mp_obj_int_t>();
    let block =
        |pool: Option<&mut Pool>, bytes| pool.map_or_else(|| heap::block(bytes), |pool| pool.block(bytes));
    let (object, room) = if TOGETHER {
        let object = block(pool, object_bytes + room_bytes);
        // SAFETY: within the block.
        (object, unsafe { object.add(object_bytes) })
    } else {
        let mut pool = pool;
        let room = block(pool.as_deref_mut(), room_bytes);
        (block(pool, object_bytes), room)
    };
    // SAFETY: pointer and length of one slice; new blocks, with room for an int of so many digits.
    // EXCEPTION: none, or MemoryError where it takes neither.
    Some(unsafe {
        let (len, data) = (bytes.len(), bytes.as_ptr());
        Obj::new(ffi::mpickle_c_new_int(object.cast(), room.cast(), digits, len, data, negative))
    })
}

fn long_long_holds(used: &[u8], fill: u8) -> bool {
    used.len() < 8 || used.len() == 8 && (used[7] ^ fill) & 0x80 == 0
}

fn fits_small(value: ffi::mp_int_t) -> bool {
    let shifted = value << 1;
    shifted >> 1 == value
}
