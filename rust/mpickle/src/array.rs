//! `array.array`, which pickles carry with a machine format.

use micropython::{Obj, buffer, call, ffi, int, list, native_type, str};
#[cfg(feature = "write")]
use pickle::Reduced;
use pickle::float::SINGLE;

use crate::float;
#[cfg(feature = "in-place")]
use crate::ndarray;
use crate::{arg, raise};
#[cfg(feature = "write")]
use crate::{host, reduce};

/// The formats of CPython's `array` module (`Modules/arraymodule.c`), by code: bytes an item,
/// whether signed, whether a float, whether big-endian.
const FORMATS: [(u8, bool, bool, bool); 18] = [
    (1, false, false, false),
    (1, true, false, false),
    (2, false, false, false),
    (2, false, false, true),
    (2, true, false, false),
    (2, true, false, true),
    (4, false, false, false),
    (4, false, false, true),
    (4, true, false, false),
    (4, true, false, true),
    (8, false, false, false),
    (8, false, false, true),
    (8, true, false, false),
    (8, true, false, true),
    (4, true, true, false),
    (4, true, true, true),
    (8, true, true, false),
    (8, true, true, true),
];

/// Code of the format in which this machine holds items of a typecode.
fn format_of(typecode: u8, size: usize) -> Option<usize> {
    let real = matches!(typecode, b'f' | b'd');
    let signed = real || typecode.is_ascii_lowercase();
    FORMATS.iter().position(|f| *f == (size as u8, signed, real, cfg!(target_endian = "big") && size > 1))
}

fn item_size(typecode: u8) -> usize {
    // SAFETY: native sizes; an unknown typecode raises.
    // EXCEPTION: ValueError for a bad typecode.
    unsafe { ffi::mp_binary_get_size(b'@' as _, typecode as _, core::ptr::null_mut()) }
}

/// `array._array_reconstructor(array, typecode, format, bytes)`; before protocol 3
/// `array(typecode, items)`.
#[cfg(feature = "write")]
pub fn reduce(obj: Obj, protocol: u8) -> Reduced<Obj> {
    let typecode = buffer::array(obj).typecode() as u8;
    let code = str::new_str(&[typecode]);
    let class = native_type!(mp_type_array).obj();
    if protocol < 3 {
        let items = call::call(native_type!(mp_type_list).obj(), &[obj]);
        return Reduced::function(class, list::new_tuple(&[code, items]));
    }
    let Some(format) = format_of(typecode, item_size(typecode)) else {
        raise::pickling_named("cannot pickle array of", &[typecode], b"");
    };
    let args = [class, code, int::new(format as ffi::mp_int_t), reduce::bytes_over(obj)];
    Reduced::function(host::function(ffi::mpickle_c_function::ARRAY_RECONSTRUCTOR), list::new_tuple(&args))
}

/// `array._array_reconstructor(class, typecode, format, bytes)`
///
/// # Safety
/// `args` points to `count` live objects, four.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_array_reconstructor(
    count: usize,
    args: *const ffi::mp_obj_t,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    let args = unsafe { [arg(*args), arg(*args.add(1)), arg(*args.add(2)), arg(*args.add(count - 1))] };
    reconstruct(&args).raw()
}

/// As an array that cannot be resized, over the memory of the bytes.
#[cfg(feature = "in-place")]
pub fn in_place(args: &[Obj]) -> Obj {
    let [_, _, format, data] = args else { raise::unpickling("bad array") };
    let format = format.small_int().and_then(|f| FORMATS.get(usize::try_from(f).ok()?));
    let linear = format.and_then(|(size, signed, real, big)| {
        let kind = match (real, signed) {
            (true, _) => b'f',
            (false, true) => b'i',
            (false, false) => b'u',
        };
        ndarray::linear(kind, *size, *big, *data)
    });
    // Short ones have been copied anyway.
    linear.unwrap_or_else(|| reconstruct(args))
}

fn reconstruct(args: &[Obj]) -> Obj {
    let [class, code, format, data] = *args else { raise::unpickling("bad array") };
    let typecode = match str::text(code) {
        Some([typecode]) if class == native_type!(mp_type_array).obj() => *typecode,
        _ => raise::unpickling("bad array"),
    };
    let format = format.small_int().and_then(|f| FORMATS.get(usize::try_from(f).ok()?));
    let (Some(format), Some(bytes)) = (format, buffer::bytes(data)) else {
        raise::unpickling("bad array format");
    };
    if bytes.len() % format.0 as usize != 0 {
        raise::unpickling("array data of odd length");
    }
    let fits = format_of(typecode, item_size(typecode)).map(|f| FORMATS[f]) == Some(*format);
    if fits {
        return call::call(class, &[code, data]);
    }
    convert(class, code, *format, bytes)
}

/// An array of another item size, signedness or byte order: item by item.
fn convert(class: Obj, code: Obj, format: (u8, bool, bool, bool), bytes: &[u8]) -> Obj {
    let size = format.0 as usize;
    let items = list::new_list(&[]);
    for item in bytes.chunks_exact(size) {
        list::extend(items, &[read_item(item, format)]);
    }
    call::call(class, &[code, items])
}

fn read_item(item: &[u8], (size, signed, real, big): (u8, bool, bool, bool)) -> Obj {
    let size = size as usize;
    // Little-endian, with a byte for the sign.
    let mut word = [0u8; 9];
    word[..size].copy_from_slice(item);
    if big {
        word[..size].reverse();
    }
    if real {
        let value = match size {
            4 => SINGLE.widen(u32::from_le_bytes([word[0], word[1], word[2], word[3]])),
            _ => {
                let mut bits = [0; 8];
                bits.copy_from_slice(&word[..8]);
                f64::from_le_bytes(bits)
            }
        };
        return float::new(value);
    }
    if signed && word[size - 1] & 0x80 != 0 {
        word[size..].fill(0xff);
    }
    match int::from_bytes(&word) {
        Some(obj) => obj,
        None => raise::raise(ffi::mpickle_c_class::OVERFLOW_ERROR, "int too big for this build"),
    }
}
