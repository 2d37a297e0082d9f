//! `array.array`, which pickles carry with a machine format.

#[cfg(feature = "write")]
use micropython::int;
use micropython::{Obj, Type, buffer, ffi, instance, native_type, str};
#[cfg(feature = "write")]
use pickle::Reduced;

#[cfg(feature = "write")]
use crate::names::interned;
use crate::ndarray::{self, DType};
use crate::raise;
use crate::types::kinds::is_number_code;
#[cfg(feature = "write")]
use crate::types::recipe;
use crate::types::state;

/// How this machine holds items of a typecode. Raises ValueError for an unknown one.
pub fn native(typecode: u8) -> DType {
    // SAFETY: native sizes; an unknown typecode raises.
    // EXCEPTION: ValueError for a bad typecode.
    let size = unsafe { ffi::mp_binary_get_size(b'@' as _, typecode as _, core::ptr::null_mut()) };
    DType::of_typecode(typecode, size as u8)
}

/// `array._array_reconstructor(class, typecode, format, bytes)`; before protocol 3
/// `class(typecode, items)`.
#[cfg(feature = "write")]
#[inline(never)]
pub fn reduce(obj: Obj, class: Obj, protocol: u8, recipe: &mut Reduced<Obj>) {
    // SAFETY: the caller checked the type.
    let typecode = unsafe { buffer::array(obj) }.typecode() as u8;
    let code = str::new_str(&[typecode]);
    let native = native(typecode);
    let Some(format) = native.format().filter(|_| is_number_code(code)) else {
        raise::pickling_named("cannot pickle array of", &[typecode], b"");
    };
    if protocol < 3 {
        return recipe::call_with(recipe, class, &[code, ndarray::linear(native, obj).list()]);
    }
    let args = [class, code, int::new(format as ffi::mp_int_t), recipe::bytes_of(obj, false)];
    recipe::call_with(recipe, interned::function(ffi::mpickle_c_function::ARRAY_RECONSTRUCTOR), &args);
}

/// `array._array_reconstructor(class, typecode, format, bytes)`
///
/// # Safety
/// `args` points to `count` live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_array_reconstructor(
    count: usize,
    args: *const ffi::mp_obj_t,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise; `Obj` has the layout of `mp_obj_t`.
    reconstruct(unsafe { core::slice::from_raw_parts(args.cast::<Obj>(), count) }, false).raw()
}

/// The array of these arguments. One whose bytes stay where they are (`in_place`) cannot be resized.
#[cfg_attr(not(feature = "in-place"), expect(unused_variables))]
#[inline(never)]
pub fn reconstruct(args: &[Obj], in_place: bool) -> Obj {
    let [class, code, number, data] = *args else { raise::unpickling("bad array") };
    let array = native_type!(mp_type_array);
    let subclass = Type::from_obj(class).filter(|class| class.is_python());
    let is_array = class == array.obj() || subclass.and_then(instance::native_base) == Some(array);
    let typecode = match str::text(code) {
        Some([typecode]) if is_array && is_number_code(code) => *typecode,
        _ => raise::unpickling("bad array"),
    };
    let around = |part| subclass.map_or(part, |class| state::around(class, Some(part)));
    let format = number.small_int().and_then(|number| DType::of_format(number as usize));
    let (Some(format), Some(bytes)) = (format, buffer::bytes(data)) else {
        raise::unpickling("bad array format");
    };
    if !format.divides(bytes.len()) {
        raise::unpickling("array data of odd length");
    }
    // Short ones have been copied anyway.
    #[cfg(feature = "in-place")]
    if in_place && subclass.is_none() && ndarray::is_elsewhere(bytes) {
        return ndarray::in_place(format, data);
    }
    let native = native(typecode);
    if native.is_whole() && !format.is_whole() {
        raise::unpickling("bad array format");
    }
    let items = bytes.len() / format.size as usize;
    // Those of another size, signedness or byte order one by one.
    let made = if native == format {
        buffer::new_bytearray(bytes)
    } else {
        ndarray::linear(format, data).converted(native)
    };
    // SAFETY: a new bytearray of so many items.
    around(unsafe { buffer::into_array(made, typecode, items) })
}
