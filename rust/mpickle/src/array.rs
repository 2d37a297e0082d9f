//! `array.array`, which pickles carry with a machine format.

use micropython::{Obj, buffer, call, ffi, int, list, native_type, str};
#[cfg(feature = "write")]
use pickle::Reduced;

use crate::ndarray::{self, DType};
use crate::{arg, raise};
#[cfg(feature = "write")]
use crate::{host, reduce};

/// A format of CPython's `array` module (`Modules/arraymodule.c`): ints of 1, 2, 4 and 8 bytes,
/// first unsigned, each little-endian first; then floats. Single bytes have no order.
fn format(code: u8) -> Option<DType> {
    let (kind, size) = match code {
        0 => (b'u', 1),
        1 => (b'i', 1),
        2..=13 => (if code & 2 != 0 { b'u' } else { b'i' }, 1 << ((code + 2) / 4)),
        14..=17 => (b'f', if code < 16 { 4 } else { 8 }),
        _ => return None,
    };
    Some(DType::native(kind, size).with_order(if code & 1 == 0 { b'<' } else { b'>' }))
}

/// How this machine holds items of a typecode. Raises ValueError for an unknown one.
fn native(typecode: u8) -> DType {
    DType::of_typecode(typecode, item_size(typecode) as u8)
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
    let Some(format) = (0..18).find(|code| format(*code) == Some(native(typecode))) else {
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

/// Format and bytes out of the arguments.
fn parse(args: &[Obj]) -> Option<(DType, &[u8])> {
    let format = format(u8::try_from(args.get(2)?.small_int()?).ok()?)?;
    Some((format, buffer::bytes(*args.get(3)?)?))
}

/// As an array that cannot be resized, over the memory of the bytes.
#[cfg(feature = "in-place")]
#[inline(never)]
pub fn in_place(args: &[Obj]) -> Obj {
    let in_place = parse(args).and_then(|(format, _)| ndarray::in_place(format, args[3]));
    // Short ones have been copied anyway.
    in_place.unwrap_or_else(|| reconstruct(args))
}

fn reconstruct(args: &[Obj]) -> Obj {
    let [class, code, _, data] = *args else { raise::unpickling("bad array") };
    let typecode = match str::text(code) {
        Some([typecode]) if class == native_type!(mp_type_array).obj() => *typecode,
        _ => raise::unpickling("bad array"),
    };
    let Some((format, bytes)) = parse(args) else {
        raise::unpickling("bad array format");
    };
    if bytes.len() % format.size as usize != 0 {
        raise::unpickling("array data of odd length");
    }
    // Of another item size, signedness or byte order: item by item.
    let items = if native(typecode) == format { data } else { ndarray::linear(format, data).list() };
    call::call(class, &[code, items])
}
