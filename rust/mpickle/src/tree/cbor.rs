//! CBOR's own: `cbor2`.

use micropython::{HeapVec, Obj, Type, call, config, ffi, int, native_type, str};
#[cfg(feature = "write")]
use micropython::{Instance, List, instance};
use model::Error;
use tree::words::Class;
#[cfg(feature = "write")]
use tree::{Ask, FloatWidth, Form, WriteOptions};
use tree::{Format, ReadOptions};

use crate::arg;
use crate::entry::load;
#[cfg(feature = "write")]
use crate::entry::options::DumpOptions;
use crate::entry::options::{self, LoadOptions};
use crate::host::Host;
use crate::host::budget;
use crate::host::construct::is_utf8;
#[cfg(feature = "arrays")]
use crate::ndarray::typed;
use crate::raise;
#[cfg(feature = "classes")]
use crate::tree::registered::{self, Code};
#[cfg(feature = "write")]
use crate::types::float;

/// The tag of complex numbers: a list of two floats.
const COMPLEX: u64 = 43000;
/// The simple value `undefined`.
const UNDEFINED: u8 = 23;

/// The caller's options for one dump or load.
#[derive(Default)]
pub struct Hooks {
    /// `default`, and the encoder that it is called with.
    #[cfg(feature = "write")]
    default: Option<(Obj, Obj)>,
    tag: Option<Obj>,
    object: Option<Obj>,
    /// The decoder with which both hooks are called.
    decoder: Option<Obj>,
    /// Text that is no UTF-8 is read with replacement characters.
    pub replaces: bool,
}

/// The exception of this class.
pub fn class(class: Class) -> ffi::mpickle_c_class::Type {
    match class {
        Class::End => ffi::mpickle_c_class::CBOR_DECODE_EOF,
        Class::Unsupported => ffi::mpickle_c_class::CBOR_ENCODE_TYPE_ERROR,
        Class::Encode => ffi::mpickle_c_class::CBOR_ENCODE_VALUE_ERROR,
        _ => ffi::mpickle_c_class::CBOR_DECODE_VALUE_ERROR,
    }
}

/// An option that is not None.
///
/// # Safety
/// It is a live object.
unsafe fn given(option: ffi::mp_obj_t) -> Option<Obj> {
    // SAFETY: the caller's promise.
    Some(unsafe { arg(option) }).filter(|obj| !obj.is_none())
}

/// Raises ValueError for what an option cannot be.
#[cold]
fn no_such(option: &str, value: Obj) -> ! {
    raise::named(ffi::mpickle_c_class::VALUE_ERROR, option, str::text_or_empty(value), b"")
}

impl Hooks {
    /// Takes what a load is given. Raises ValueError.
    ///
    /// # Safety
    /// The options are CBOR's, and their objects live.
    #[inline(never)]
    pub unsafe fn set_load(&mut self, options: &LoadOptions) {
        // SAFETY: the caller's promise.
        let own = unsafe { &options.of.cbor };
        // SAFETY: the caller's promise.
        unsafe {
            (self.tag, self.object) = (given(own.tag_hook), given(own.object_hook));
            if self.tag.is_some() || self.object.is_some() {
                // EXCEPTION: MemoryError.
                self.decoder = Some(Obj::new(ffi::mpickle_c_cbor_decoder(options)));
            }
            let errors = arg(own.str_errors);
            self.replaces = match str::text_or_empty(errors) {
                b"strict" => false,
                b"replace" => !options::is_on(own.deterministic),
                _ => no_such("str_errors", errors),
            };
        }
    }

    /// Takes what a dump is given.
    ///
    /// # Safety
    /// The options are CBOR's, and their objects live.
    #[cfg(feature = "write")]
    pub unsafe fn set_dump(&mut self, options: &DumpOptions) {
        // SAFETY: the caller's promise.
        unsafe {
            if let Some(hook) = given(options.of.cbor.default_option) {
                // EXCEPTION: MemoryError.
                self.default = Some((hook, Obj::new(ffi::mpickle_c_cbor_encoder())));
            }
        }
    }
}

/// Text of bytes that are no UTF-8: U+FFFD stands for each byte that belongs to no character.
pub fn replaced(data: &[u8]) -> Obj {
    let mut text = HeapVec::<u8>::default();
    let mut rest = data;
    while let [first, ..] = rest {
        let len = match first {
            0..0xc0 => 1,
            0xc0..0xe0 => 2,
            0xe0..0xf0 => 3,
            _ => 4,
        };
        match rest.get(..len).filter(|bytes| is_utf8(bytes)) {
            Some(character) => {
                text.extend(character);
                rest = &rest[len..];
            }
            None => {
                text.extend("\u{fffd}".as_bytes());
                rest = &rest[1..];
            }
        }
    }
    str::adopt(native_type!(mp_type_str), &mut text)
}

/// How a decoder is to read.
///
/// # Safety
/// The options are CBOR's, and their objects live.
pub unsafe fn read_options(options: &LoadOptions) -> ReadOptions {
    // SAFETY: the caller's promise.
    unsafe {
        let own = &options.of.cbor;
        let mut read = ReadOptions::new(Format::Cbor);
        read.use_tuple = options::is_on(own.use_tuple);
        read.unique_keys = !options::is_on(own.allow_duplicate_keys);
        read.deterministic = options::is_on(own.deterministic);
        read.allow_indefinite = options::is_on(own.allow_indefinite);
        read
    }
}

/// How an encoder is to write. Raises ValueError.
///
/// # Safety
/// The options are CBOR's, and their objects live.
#[cfg(feature = "write")]
pub unsafe fn write_options(options: &DumpOptions) -> WriteOptions {
    // SAFETY: the caller's promise.
    unsafe {
        let own = &options.of.cbor;
        let width = given(own.float_option);
        let float = match width.map(str::text_or_empty) {
            // The width of this build's floats.
            None if size_of::<ffi::mp_float_t>() == 4 => FloatWidth::Single,
            None | Some(b"double") => FloatWidth::Double,
            Some(b"single") => FloatWidth::Single,
            Some(b"shortest") => FloatWidth::Shortest,
            Some(_) => no_such("float", arg(own.float_option)),
        };
        WriteOptions {
            float,
            canonical: options::is_on(own.canonical_option),
            indefinite: options::is_on(own.indefinite_containers_option),
            string_references: options::is_on(own.string_referencing_option),
        }
    }
}

/// A CBORTag or CBORSimpleValue.
fn new(class: Type, number: Obj, value: Option<Obj>) -> Obj {
    // SAFETY: live objects, or null.
    // EXCEPTION: MemoryError.
    unsafe { Obj::new(ffi::mpickle_c_new_record(class.raw(), number.raw(), Obj::raw_or_null(value))) }
}

/// The object of a tag around `obj`.
#[inline(never)]
pub fn tag(host: &mut Host, number: u64, obj: Obj) -> Obj {
    #[cfg(feature = "arrays")]
    if let Some(array) = typed::read(host, number, obj) {
        return array;
    }
    if number == COMPLEX
        && let Some(complex) = complex(obj)
    {
        return complex;
    }
    #[cfg(feature = "classes")]
    if host.tree.cbor.tag.is_none()
        && let Some(entry) = registered::by_code(Code::Tag, number)
    {
        return registered::make(host, entry, obj);
    }
    let tag = new(native_type!(mpickle_c_type_cbor_tag), crate::types::int::unsigned(number), Some(obj));
    let made = hook(host, host.tree.cbor.tag, tag);
    #[cfg(feature = "classes")]
    if made == tag
        && let Some(entry) = registered::by_code(Code::Tag, number)
    {
        // The hook leaves it as it is.
        return registered::make(host, entry, obj);
    }
    made
}

/// The object in a CBORTag.
pub fn tagged(tag: Obj) -> Obj {
    // SAFETY: the struct of this type, which holds live objects.
    unsafe { Obj::new((*tag.ptr::<ffi::mpickle_c_record_t>()).second) }
}

/// A complex number of a list or tuple of two numbers. MicroPython's own constructor adds parts up, and zeros lose
/// their signs.
fn complex(obj: Obj) -> Option<Obj> {
    use micropython::float;
    let [real, imag] = budget::items(obj) else { return None };
    let number = |part: &Obj| {
        let is_number = part.small_int().is_some() || int::is_big(*part) || float::value(*part).is_some();
        is_number.then(|| float::maybe(*part)).flatten()
    };
    if config::PY_BUILTINS_COMPLEX { Some(float::new_complex(number(real)?, number(imag)?)) } else { None }
}

/// Calls a hook with an object; gives the object itself if there is no hook.
#[inline(always)]
fn hook(host: &mut Host, hook: Option<Obj>, obj: Obj) -> Obj {
    let (Some(hook), Some(decoder)) = (hook, host.tree.cbor.decoder) else { return obj };
    host.forget_fresh();
    call::call(hook, &[decoder, obj])
}

/// Replaces a complete dictionary by the result of `object_hook`.
pub fn complete(host: &mut Host, dict: Obj) -> Obj {
    hook(host, host.tree.cbor.object, dict)
}

/// `undefined`
fn undefined() -> Obj {
    // SAFETY: an object in ROM.
    unsafe { Obj::from_ptr(&raw const ffi::mpickle_c_cbor_undefined) }
}

/// A simple value.
pub fn simple(value: u8) -> Result<Obj, Error> {
    if value == UNDEFINED {
        return Ok(undefined());
    }
    Ok(new(native_type!(mpickle_c_type_cbor_simple), int::new(value.into()), None))
}

/// The number of a CBORTag or CBORSimpleValue, and what the tag is around.
///
/// # Safety
/// It is one of them.
#[cfg(feature = "write")]
unsafe fn parts(obj: Obj) -> (u64, Option<Obj>) {
    // SAFETY: the struct of both types, which holds live objects.
    unsafe {
        let this = &*obj.ptr::<ffi::mpickle_c_record_t>();
        let number = Obj::new(this.first);
        let mut bytes = [0; 8];
        match number.small_int() {
            Some(small) => bytes = (small as u64).to_le_bytes(),
            // EXCEPTION: none: an int that fits.
            None => _ = ffi::mpickle_c_int_to_bytes(number.raw(), bytes.len(), bytes.as_mut_ptr()),
        }
        (u64::from_le_bytes(bytes), Obj::from_raw(this.second))
    }
}

/// How an object is written.
#[cfg(feature = "write")]
pub fn form(host: &mut Host, obj: Obj, ask: Ask) -> Form<Obj> {
    if ask == Ask::First {
        return Form::Plain;
    }
    let class = obj.type_of();
    #[cfg(feature = "classes")]
    if registered::has_form(obj, Code::Tag) {
        // A hook of the call goes before what the program has registered.
        if let Some(other) = by_hook(host, obj, ask) {
            return Form::Instead(other);
        }
        if let Some((tag, content)) = registered::form(host, obj, Code::Tag) {
            return Form::Tag(tag, content);
        }
    }
    if class == native_type!(mpickle_c_type_cbor_tag) || class == native_type!(mpickle_c_type_cbor_simple) {
        // SAFETY: as its type says.
        return match unsafe { parts(obj) } {
            (number, Some(value)) => Form::Tag(number, value),
            (number, None) => Form::Simple(number as u8),
        };
    }
    if obj == undefined() {
        return Form::Simple(UNDEFINED);
    }
    if class == native_type!(mp_type_ordereddict) {
        return Form::Map(obj);
    }
    if config::PY_BUILTINS_COMPLEX && class == native_type!(mp_type_complex) {
        let (real, imag) = float::complex_parts(obj);
        return Form::Tag(COMPLEX, List::new(&[float::new(real), float::new(imag)]).obj());
    }
    if !class.is_python() && is_tuple(class) {
        return Form::Array(obj);
    }
    #[cfg(feature = "arrays")]
    if let Some(form) = typed::form(obj) {
        return form;
    }
    if class.is_python() && instance::native_base(class).is_some() {
        // SAFETY: its class has one.
        return Form::Instead(unsafe { Instance::from_known(obj).native_part() });
    }
    by_hook(host, obj, ask).map_or_else(|| host.unsupported(obj), Form::Instead)
}

/// Asks `default` for the object to write in place of this one.
#[cfg(feature = "write")]
fn by_hook(host: &Host, obj: Obj, ask: Ask) -> Option<Obj> {
    match host.tree.cbor.default {
        Some((hook, encoder)) if ask == Ask::Last => replacement(encoder, hook, obj),
        _ => None,
    }
}

/// Whether its objects are like tuples: named ones, and those of MicroPython's functions.
#[cfg(feature = "write")]
fn is_tuple(class: Type) -> bool {
    class == native_type!(mp_type_attrtuple) || class.parent() == Some(native_type!(mp_type_tuple).obj())
}

/// Asks the hook for the object to write in place of this one.
#[cfg(feature = "write")]
fn replacement(encoder: Obj, hook: Obj, obj: Obj) -> Option<Obj> {
    // SAFETY: live objects.
    // EXCEPTION: what the hook raises.
    unsafe { Obj::from_raw(ffi::mpickle_c_cbor_replacement(encoder.raw(), hook.raw(), obj.raw())) }
}

/// `CBORDecoder.decode_from_bytes(data)`
///
/// # Safety
/// `data` is a live object, `options` points to CBOR's options with live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_cbor_decode(
    data: ffi::mp_obj_t,
    options: *const LoadOptions,
) -> ffi::mp_obj_t {
    // SAFETY: the caller's promise.
    unsafe { load::from_memory(arg(data), &mut 0, options).raw() }
}
