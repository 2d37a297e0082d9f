//! How long MicroPython has searched a hash table, which it probes place by place.

use crate::Obj;
use crate::ffi;

/// Tables up to this size are searched in no time.
const SMALL: usize = 64;
/// In larger ones a search that ends sooner is not counted.
const SHORT: usize = 16;

/// Places from where the search for `key` begins to where it stands, if they are many, in a large
/// table of `size` places, of which `is_filled` tells.
///
/// Runs `__hash__` of Python classes if such an object is part of the key.
pub(crate) fn distance(key: Obj, at: usize, size: usize, is_filled: impl Fn(usize) -> bool) -> usize {
    // All places that were probed are filled: a few of them tell most keys. Numbers that follow each
    // other stand next to each other, and have their hash at hand.
    let back = |count: usize| if at >= count { at - count } else { at + size - count };
    if key.small_int().is_none() && [1, 2, 4, 8, SHORT].iter().any(|count| !is_filled(back(*count))) {
        return 0;
    }
    long(home(key, size).map_or(0, back))
}

/// So many places, if they are worth counting.
pub(crate) fn long(places: usize) -> usize {
    if places < SHORT { 0 } else { places }
}

/// The slot where the search for `key` begins. Instances of Python classes are not asked: their `__hash__` is
/// the program's.
pub(crate) fn home(key: Obj, size: usize) -> Option<usize> {
    let hash = match key.small_int() {
        Some(value) => value,
        None if key.is_ptr() && key.type_of().is_python() => return None,
        // SAFETY: a live object.
        // EXCEPTION: what the parts of a key raise; it has been hashed before.
        None => unsafe { Obj::new(ffi::mp_unary_op(ffi::mp_unary_op_t::MP_UNARY_OP_HASH, key.raw())) }
            .small_int()?,
    };
    Some((hash as ffi::mp_uint_t % size as ffi::mp_uint_t) as usize)
}

/// Honest texts collide too when there are half as many as hashes of them (16 bits), and an ordered
/// table has no hashes: of long searches there only a small share counts.
const CROWDED: usize = 1 << 15;

/// The places of a search that are counted.
pub(crate) fn counted(places: usize, entries: usize, ordered: bool) -> usize {
    if ordered || entries > CROWDED { places >> 7 } else { places }
}

/// Whether a table of this size is worth a look.
pub(crate) fn is_large(size: usize) -> bool {
    size > SMALL
}
