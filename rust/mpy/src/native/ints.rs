//! Integers beyond what a reference holds, by their own methods: how a firmware keeps them is not in the ABI.

use model::Buffer;

use crate::native::memory::Memory;
use crate::native::names::Name;
#[cfg(feature = "text")]
use crate::native::obj::new_copy;
use crate::native::obj::{Obj, call, call_method};
use crate::native::table::{Native, state, table};

/// `mp_unary_op_t`: `~`
const INVERT: i32 = 2;
/// `mp_binary_op_t`: `>>`
const RSHIFT: i32 = 26;

/// An int of this value. Raises OverflowError where the firmware has none so large.
pub fn new(value: isize) -> Obj {
    // SAFETY: any value.
    // EXCEPTION: MemoryError, OverflowError.
    unsafe { Obj::new((table().native_to_obj)(value as usize, Native::INT)) }
}

/// Whether all bits of an int from `bit` on are the same.
fn fits(int: Obj, bit: usize) -> bool {
    let bit = Obj::from_small_int(bit as isize).unwrap_or_else(Obj::none);
    // SAFETY: ints.
    // EXCEPTION: MemoryError.
    let rest = unsafe { Obj::new((table().binary_op)(RSHIFT, int.raw(), bit.raw())) };
    matches!(rest.small_int(), Some(0 | -1))
}

/// Appends the shortest little-endian two's complement.
pub fn to_bytes(int: Obj, out: &mut Memory<u8>) {
    let start = out.len();
    if let Some(value) = int.small_int() {
        let Ok(()) = out.extend(&value.to_le_bytes());
    } else if fits(int, usize::BITS as usize - 1) {
        // SAFETY: an int.
        // EXCEPTION: none.
        let value = unsafe { (table().native_from_obj)(int.raw(), Native::UINT) };
        let Ok(()) = out.extend(&value.to_le_bytes());
    } else {
        magnitude(int, out);
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

/// [`to_bytes`] of one beyond a machine word, perhaps with a byte more of its sign.
fn magnitude(int: Obj, out: &mut Memory<u8>) {
    // Doubled, then halved: so many bytes do, and half of them do not.
    let mut enough = 2 * size_of::<usize>();
    while !fits(int, enough * 8 - 1) {
        enough *= 2;
    }
    let mut step = enough / 4;
    while step > 0 {
        if fits(int, (enough - step) * 8 - 1) {
            enough -= step;
        }
        step /= 2;
    }
    // Some versions cut off the sign, or write none: what is not negative is the same everywhere.
    let negative = fits_negative(int, enough * 8 - 1);
    // SAFETY: an int.
    // EXCEPTION: MemoryError.
    let positive = if negative { unsafe { Obj::new((table().unary_op)(INVERT, int.raw())) } } else { int };
    let Some([method, this]) = positive.method(Name::to_bytes) else {
        return;
    };
    let count = Obj::from_small_int(enough as isize).unwrap_or_else(Obj::none);
    let bytes = call_method(&[method, this, count.raw(), Name::little.obj().raw()], 2);
    let flip = if negative { 0xff } else { 0 };
    let data = bytes.buffer().unwrap_or_default();
    let Ok(()) = out.reserve(data.len());
    for byte in data {
        let Ok(()) = out.push(byte ^ flip);
    }
}

/// Whether an int that [`fits`] into so many bits is negative.
fn fits_negative(int: Obj, bit: usize) -> bool {
    let bit = Obj::from_small_int(bit as isize).unwrap_or_else(Obj::none);
    // SAFETY: ints.
    // EXCEPTION: MemoryError.
    unsafe { Obj::new((table().binary_op)(RSHIFT, int.raw(), bit.raw())) }.small_int() == Some(-1)
}

/// An int out of its little-endian two's complement. Raises OverflowError where the firmware has none so large.
pub fn from_bytes(bytes: &[u8]) -> Obj {
    const WORD: usize = size_of::<usize>();
    let negative = bytes.last().is_some_and(|byte| byte & 0x80 != 0);
    let fill = if negative { 0xff } else { 0 };
    let used = bytes.len() - bytes.iter().rev().take_while(|byte| **byte == fill).count();
    // Is the sign in the last byte that is used?
    let fits = used < WORD || used == WORD && (bytes[WORD - 1] ^ fill) & 0x80 == 0;
    if fits {
        let mut word = [fill; WORD];
        word[..used].copy_from_slice(&bytes[..used]);
        let value = isize::from_le_bytes(word);
        return Obj::from_small_int(value).unwrap_or_else(|| new(value));
    }
    let mut positive = Memory::<u8>::default();
    let Ok(()) = positive.reserve_exact(used + 1);
    for byte in &bytes[..used] {
        let Ok(()) = positive.push(byte ^ fill);
    }
    let data = positive.take_text(state().bytes);
    // SAFETY: the type.
    let Some([method, this]) = unsafe { Obj::new(state().int) }.method(Name::from_bytes) else {
        return new(0);
    };
    let int = if this == 0 {
        call(method, &[data, Name::little.obj()])
    } else {
        call_method(&[method, this, data.raw(), Name::little.obj().raw()], 2)
    };
    if !negative {
        return int;
    }
    // SAFETY: an int.
    // EXCEPTION: MemoryError.
    unsafe { Obj::new((table().unary_op)(INVERT, int.raw())) }
}

/// An int's two's complement in so many bytes, if they suffice; `None` for what is no int, too.
#[cfg(feature = "tree")]
fn wide_bytes<const N: usize>(int: Obj) -> Option<[u8; N]> {
    if int.small_int().is_none() && !int.is(state().int) {
        return None;
    }
    let mut bytes = Memory::<u8>::default();
    to_bytes(int, &mut bytes);
    let negative = bytes.as_slice().last().is_some_and(|byte| byte & 0x80 != 0);
    let mut wide = [if negative { 0xff } else { 0 }; N];
    let fits = wide.get_mut(..bytes.len()).map(|place| place.copy_from_slice(bytes.as_slice()));
    bytes.release();
    fits.map(|()| wide)
}

/// The value of an int of up to 64 bits.
#[cfg(feature = "msgpack")]
pub fn wide(int: Obj) -> Option<i64> {
    Some(i64::from_le_bytes(wide_bytes(int)?))
}

/// The same without a sign.
#[cfg(feature = "cbor")]
pub fn unsigned(int: Obj) -> Option<u64> {
    let [low @ .., high] = wide_bytes::<9>(int)?;
    (high == 0).then(|| u64::from_le_bytes(low))
}

/// Appends it in decimal.
#[cfg(feature = "text")]
pub fn decimal(int: Obj, out: &mut Memory<u8>) {
    let Ok(()) = out.extend(call(table().type_str, &[int]).text());
}

/// `int(text, 0)`
#[cfg(feature = "text")]
pub fn parse(text: &[u8]) -> Obj {
    let text = new_copy(table().type_str, text);
    call(state().int, &[text, Obj::from_small_int(0).unwrap_or_else(Obj::none)])
}
