//! Arrays in MessagePack as PyPI's msgpack-numpy 0.4.8 has them, both ways: maps with the keys `nd`, `type`, `kind`,
//! `shape` and `data`, which are bytes. (`nd` is false for a single number, which has no `kind` and no `shape`.)

#[cfg(feature = "write")]
use micropython::List;
use micropython::{Dict, Obj, buffer, list, native_type, str};
use model::Error;
#[cfg(feature = "write")]
use tree::Form;

use super::dtype::DType;
use super::fault::Blame;
use super::{NdArray, memory, place};
#[cfg(feature = "write")]
use super::{array, layout, linear};
use crate::host::Host;
use crate::raise;

/// The keys, in the order in which msgpack-numpy writes them.
const KEYS: [&[u8]; 5] = [b"nd", b"type", b"kind", b"shape", b"data"];

/// The bytes of text or bytes.
fn words<'a>(obj: Obj) -> Option<&'a [u8]> {
    str::text(obj).or_else(|| buffer::bytes(obj))
}

/// Raises UnpackException for content that does not fit.
#[cold]
fn unfit(host: &Host) -> ! {
    raise::reading(host.codec, Error::WrongType, host.budget.read, 0)
}

/// The array or number of a map; the map itself if it is none, or one of objects or records. Raises UnpackException.
#[inline(never)]
pub fn read(host: &mut Host, map: Obj) -> Obj {
    read_array(host, map).unwrap_or(map)
}

fn read_array(host: &mut Host, map: Obj) -> Option<Obj> {
    let dict = Dict::of_any(map).filter(|dict| dict.count() <= KEYS.len())?;
    let mut values = [None; KEYS.len()];
    let mut cursor = 0;
    while let Some((at, key, value)) = dict.entry(cursor) {
        let key = words(key)?;
        values[KEYS.iter().position(|known| *known == key)?] = Some(value);
        cursor = at + 1;
    }
    let [Some(nd), Some(dtype), kind, shape, Some(data)] = values else { return None };
    if kind.is_some_and(|kind| words(kind) != Some(b"")) {
        return None;
    }
    let Some((dtype, units)) = words(dtype).and_then(DType::parse) else { unfit(host) };
    // A single number is an array without axes.
    let (is_array, shape) = match (nd, shape) {
        (nd, Some(shape)) if nd == Obj::bool(true) => (true, shape),
        (nd, None) if nd == Obj::bool(false) && dtype.is_number() => (false, list::new_tuple(&[])),
        _ => unfit(host),
    };
    let bytes = buffer::bytes(data).filter(|_| str::text(data).is_none());
    let array = NdArray::over(dtype, units, shape, data, Blame::MessagePack);
    if bytes.map(<[u8]>::len) != Some(array.size()) || units == Some(0) && array.dimensions > 1 {
        unfit(host);
    }
    if !is_array {
        return Some(array.number(0).object(dtype));
    }
    array.fresh = host.fresh.take() == Some(data);
    array.in_place = host.is_in_place() && memory::is_elsewhere(array.data());
    if !array.in_place {
        array.own();
    }
    Some(place::place(array))
}

/// How an array is written: array.array, mpickle.ndarray, ulab's. `None` for anything else, and for arrays of what is
/// no number.
#[cfg(feature = "write")]
#[inline(never)]
pub fn form(obj: Obj) -> Option<Form<Obj>> {
    use super::write::{self, Look};
    let mut line = None;
    if obj.is(native_type!(mp_type_array)) {
        // SAFETY: it is one.
        let code = unsafe { buffer::array(obj) }.typecode() as u8;
        if !b"bBhHiIlLqQfd".contains(&code) {
            return None;
        }
        line = Some(linear(crate::types::native::array::native(code), obj));
    }
    let Look { dtype, shape, data, .. } = match line.or_else(|| array(obj)) {
        // The first axis is never the fastest.
        Some(array) if !array.is_contiguous(false) => write::look(array.copied()),
        Some(array) => write::look(array),
        #[cfg(feature = "ulab")]
        None => super::ulab::look(obj)?,
        #[cfg(not(feature = "ulab"))]
        None => return None,
    };
    if !dtype.is_number() {
        return None;
    }
    let bytes = |text: &[u8]| str::new(native_type!(mp_type_bytes), text);
    // Raw memory: no array itself.
    let data = linear(DType::RAW, data).obj();
    // A list, as tuples can be ext.
    let shape = List::new(layout::sequence(shape).unwrap_or_default()).obj();
    let values = [Obj::bool(true), dtype.name(None, false), bytes(b""), shape, data];
    let map = Dict::new();
    for (key, value) in KEYS.iter().zip(values) {
        map.store(bytes(key), value);
    }
    Some(Form::Map(map.obj()))
}
