//! MessagePack's own: `umsgpack`.

#[cfg(feature = "write")]
use micropython::HeapVec;
use micropython::{Obj, call, config, ffi, int, native_type, str};
use model::float::SINGLE;
#[cfg(feature = "write")]
use model::{Buffer, Inspect, View};
use tree::words::Class;
#[cfg(feature = "write")]
use tree::{Ask, FloatWidth, Form, Pack, WriteOptions};
use tree::{Format, ReadOptions};

#[cfg(feature = "write")]
use crate::entry::options::DumpOptions;
use crate::entry::options::{self, LoadOptions};
use crate::host::Host;
#[cfg(feature = "write")]
use crate::host::memory::Memory;
use crate::raise;
#[cfg(feature = "classes")]
use crate::tree::registered::Code;
use crate::types::float;

/// The first of `umsgpack`'s own ext; they are one bit each in its state.
const COMPLEX: u8 = 0x50;
#[cfg(feature = "write")]
const SET: u8 = 0x51;
#[cfg(feature = "write")]
const TUPLE: u8 = 0x52;
#[cfg(feature = "write")]
const BYTEARRAY: u8 = 0x53;
#[cfg(feature = "write")]
const ORDERED: u8 = 0x54;
/// The code of timestamps.
const TIMESTAMP: i8 = -1;

/// The caller's options for one dump or load, and the program's registrations.
#[derive(Default)]
pub struct Hooks {
    /// Text that is no UTF-8 becomes bytes.
    pub lenient: bool,
    /// Complex numbers are written as two singles.
    single: bool,
    /// Arrays are maps, as msgpack-numpy has them.
    #[cfg(feature = "arrays")]
    numpy: bool,
    /// All options, for packers.
    given: Option<Obj>,
    /// `default` or `ext_hook`.
    hook: Option<Obj>,
    registered: Registered,
}

/// The program's registrations; null if there are none.
struct Registered(*const ffi::mpickle_c_msgpack_t);

impl Default for Registered {
    fn default() -> Self {
        Self(core::ptr::null())
    }
}

impl Registered {
    fn get(&self) -> Option<&ffi::mpickle_c_msgpack_t> {
        // SAFETY: null, or what a root pointer keeps as long as the program runs.
        unsafe { self.0.as_ref() }
    }

    /// Whether one of `umsgpack`'s own is in force.
    fn has(&self, code: u8) -> bool {
        self.get().is_some_and(|registered| registered.own >> (code - COMPLEX) & 1 != 0)
    }
}

/// The exception of this class.
pub fn class(class: Class) -> ffi::mpickle_c_class::Type {
    match class {
        Class::End => ffi::mpickle_c_class::INSUFFICIENT_DATA,
        Class::String => ffi::mpickle_c_class::INVALID_STRING,
        Class::Reserved => ffi::mpickle_c_class::RESERVED_CODE,
        Class::Unhashable => ffi::mpickle_c_class::UNHASHABLE_KEY,
        Class::Duplicate => ffi::mpickle_c_class::DUPLICATE_KEY,
        Class::Unsupported => ffi::mpickle_c_class::UNSUPPORTED_TYPE,
        Class::Encode => ffi::mpickle_c_class::PACK_EXCEPTION,
        _ => ffi::mpickle_c_class::UNPACK_EXCEPTION,
    }
}

/// How a decoder is to read.
///
/// # Safety
/// The options are MessagePack's, and their objects live.
pub unsafe fn read_options(options: &LoadOptions) -> ReadOptions {
    // SAFETY: the caller's promise.
    unsafe {
        let own = &options.of.msgpack;
        let mut read = ReadOptions::new(Format::MessagePack);
        read.use_tuple = options::is_on(own.use_tuple);
        read.ordered = options::is_on(own.use_ordered_dict);
        read
    }
}

/// Gives the options to the objects' side of a load.
///
/// # Safety
/// The options are MessagePack's, and their objects live.
pub unsafe fn set_load(options: &LoadOptions, host: &mut Host) {
    // SAFETY: the caller's promise.
    unsafe {
        let own = &options.of.msgpack;
        host.tree.msgpack.lenient = options::is_on(own.allow_invalid_utf8);
        #[cfg(feature = "arrays")]
        {
            host.tree.msgpack.numpy = options::is_on(own.numpy);
        }
        set(host, own.given, true);
    }
}

/// # Safety
/// `given` is null or a live dictionary.
unsafe fn set(host: &mut Host, given: ffi::mp_obj_t, ext_hook: bool) {
    let hooks = &mut host.tree.msgpack;
    // SAFETY: the caller's promise.
    // EXCEPTION: none: the keys are names.
    unsafe {
        hooks.given = Obj::from_raw(given);
        if hooks.given.is_some() {
            hooks.hook = Obj::from_raw(ffi::mpickle_c_msgpack_option(given, ext_hook));
        }
        hooks.registered = Registered(ffi::mpickle_c_msgpack());
    }
}

/// Whether an ext is one of those that hold an item.
pub fn is_nested(host: &Host, code: u8) -> bool {
    host.tree.msgpack.registered.has(code)
}

/// Whether an ext holds an item of a class that is registered, and nothing of MessagePack's own goes before.
#[cfg(feature = "classes")]
pub fn holds_item(host: &Host, code: i8) -> bool {
    if crate::tree::registered::by_code(Code::Ext, code as u64).is_none() {
        return false;
    }
    host.tree.msgpack.registered.get().is_none_or(|state| {
        let code = ffi::mp_int_t::from(code);
        let own = code
            .checked_sub(COMPLEX.into())
            .is_some_and(|bit| (0..8).contains(&bit) && state.own >> bit & 1 != 0);
        // SAFETY: a live dictionary.
        let packers = unsafe { micropython::Dict::from_known(Obj::new(state.packers)) };
        !own && packers.get(int::new(code)).is_none()
    })
}

/// The object of an ext.
// Apart from the decoder, whose frame is under all that reading calls.
#[cfg_attr(not(target_pointer_width = "64"), inline(never))]
pub fn ext(host: &mut Host, code: i8, data: Obj) -> Obj {
    host.forget_fresh();
    let hooks = &host.tree.msgpack;
    if let Some(registered) = hooks.registered.get() {
        // SAFETY: live objects.
        // EXCEPTION: what the program's code raises.
        let obj = unsafe {
            let given = Obj::raw_or_null(hooks.given);
            let code = ffi::mp_int_t::from(code);
            Obj::from_raw(ffi::mpickle_c_msgpack_unpack(registered.packers, code, data.raw(), given))
        };
        if let Some(obj) = obj {
            return obj;
        }
    }
    let bytes = micropython::buffer::bytes(data).unwrap_or_default();
    if config::PY_BUILTINS_COMPLEX
        && code == COMPLEX as i8
        && hooks.registered.has(COMPLEX)
        && let Some((real, imag)) = parse_complex(bytes)
    {
        return float::new_complex(real, imag);
    }
    if code == TIMESTAMP
        && let Some(timestamp) = timestamp(bytes)
    {
        return timestamp;
    }
    match hooks.hook {
        Some(hook) => call::call(hook, &[int::new(code.into()), data]),
        // SAFETY: a number.
        // EXCEPTION: always.
        None => unsafe { ffi::mpickle_c_raise_ext(code.into()) },
    }
}

/// Replaces a complete dictionary by the array that it describes, if it is msgpack-numpy's.
#[cfg(feature = "arrays")]
pub fn complete(host: &mut Host, dict: Obj) -> Obj {
    if host.tree.msgpack.numpy { crate::ndarray::packed::read(host, dict) } else { dict }
}

/// A Timestamp.
fn timestamp(data: &[u8]) -> Option<Obj> {
    let (seconds, nanoseconds) = tree::parse_timestamp(data)?;
    let seconds = crate::types::int::new(None, &seconds.to_le_bytes());
    let nanoseconds = int::new(nanoseconds as ffi::mp_int_t);
    Some(record(&raw const ffi::mpickle_c_type_timestamp, seconds, nanoseconds))
}

fn record(class: *const ffi::mp_obj_type_t, first: Obj, second: Obj) -> Obj {
    // SAFETY: a type of records, and live objects.
    // EXCEPTION: MemoryError.
    unsafe { Obj::new(ffi::mpickle_c_new_record(class, first.raw(), second.raw())) }
}

/// Both parts of a complex number, after a byte that says how wide they are.
fn parse_complex(data: &[u8]) -> Option<(f64, f64)> {
    let (first, parts) = data.split_first()?;
    let single = |at: usize| {
        let bits = u32::from_be_bytes(*parts.get(at..)?.first_chunk()?);
        Some(SINGLE.widen(bits))
    };
    let double = |at: usize| Some(f64::from_bits(u64::from_be_bytes(*parts.get(at..)?.first_chunk()?)));
    match (first, parts.len()) {
        (0, 8) => Some((single(0)?, single(4)?)),
        (1, 16) => Some((double(0)?, double(8)?)),
        _ => None,
    }
}

/// How an encoder is to write.
///
/// # Safety
/// The options are MessagePack's, and their objects live.
#[cfg(feature = "write")]
pub unsafe fn write_options(options: &DumpOptions) -> WriteOptions {
    // SAFETY: the caller's promise.
    let single = unsafe { is_single(options) };
    WriteOptions { float: if single { FloatWidth::Single } else { FloatWidth::Double }, ..WriteOptions::NEW }
}

/// Whether floats are written as singles; raises ValueError.
///
/// # Safety
/// As [`write_options`].
#[cfg(feature = "write")]
unsafe fn is_single(options: &DumpOptions) -> bool {
    // SAFETY: the caller's promise.
    let precision = unsafe { Obj::new(options.of.msgpack.force_float_precision) };
    match str::text(precision) {
        Some(b"single") => true,
        Some(b"double") => false,
        None if precision.is_none() => size_of::<ffi::mp_float_t>() == 4,
        _ => raise::raise(ffi::mpickle_c_class::VALUE_ERROR, "invalid float precision"),
    }
}

/// Gives the options to the objects' side of a dump.
///
/// # Safety
/// The options are MessagePack's, and their objects live.
#[cfg(feature = "write")]
pub unsafe fn set_dump(options: &DumpOptions, host: &mut Host) {
    // SAFETY: the caller's promise.
    unsafe {
        host.tree.msgpack.single = is_single(options);
        #[cfg(feature = "arrays")]
        {
            host.tree.msgpack.numpy = options::is_on(options.of.msgpack.numpy);
        }
        set(host, options.of.msgpack.given, false);
    }
}

/// Whether something goes before the forms of native types.
#[cfg(feature = "write")]
pub fn intercepts(host: &Host) -> bool {
    let registered = &host.tree.msgpack.registered;
    registered.get().is_some_and(|state| {
        // SAFETY: a live dictionary.
        let builtins = unsafe { micropython::Dict::from_known(Obj::new(state.builtins)) };
        registered.has(TUPLE) || registered.has(BYTEARRAY) || builtins.count() > 0
    })
}

/// How an object is written.
#[cfg(feature = "write")]
pub fn form(host: &mut Host, obj: Obj, ask: Ask) -> Form<Obj> {
    let class = obj.type_of();
    let is = |other| class.is_subclass_of(other);
    let hooks = &host.tree.msgpack;
    let own = |code: u8, other| hooks.registered.has(code) && is(other);
    if ask == Ask::First {
        if let Some(form) = registered(host, obj, true) {
            return form;
        }
        if own(TUPLE, native_type!(mp_type_tuple)) {
            return Form::Nested(TUPLE, micropython::instance::native(obj));
        }
        if own(BYTEARRAY, native_type!(mp_type_bytearray)) {
            return Form::Nested(BYTEARRAY, micropython::instance::native(obj));
        }
        return Form::Plain;
    }
    #[cfg(feature = "classes")]
    if crate::tree::registered::has_form(obj, Code::Ext) {
        if let Some(form) = registered(host, obj, false) {
            return form;
        }
        if let Some((code, content)) = crate::tree::registered::form(host, obj, Code::Ext) {
            return Form::Tag(code, content);
        }
    }
    if class.is_python() {
        // Of a class that derives from a native type, that is what counts.
        let part = micropython::instance::native(obj);
        let has_form = is(native_type!(mp_type_ordereddict)) || !matches!(host.view(part), View::Object);
        if part != obj && has_form {
            return Form::Instead(part);
        }
    }
    if own(SET, native_type!(mp_type_set)) || own(SET, native_type!(mp_type_frozenset)) {
        return Form::Nested(SET, obj);
    }
    if class == native_type!(mp_type_ordereddict) {
        return if hooks.registered.has(ORDERED) { Form::Nested(ORDERED, obj) } else { Form::Map(obj) };
    }
    if config::PY_BUILTINS_COMPLEX && own(COMPLEX, native_type!(mp_type_complex)) {
        return complex(micropython::instance::native(obj), hooks.single);
    }
    if is(native_type!(mp_type_tuple)) {
        return Form::Array(obj);
    }
    if let Some(form) = registered(host, obj, false) {
        return form;
    }
    if let Some(form) = of_record(host, obj) {
        return form;
    }
    #[cfg(feature = "arrays")]
    if host.tree.msgpack.numpy
        && let Some(form) = crate::ndarray::packed::form(obj)
    {
        return form;
    }
    if host.memory(obj).is_some() {
        return Form::Bytes(obj);
    }
    match host.tree.msgpack.hook {
        Some(hook) if ask == Ask::Last => Form::Instead(call::call(hook, &[obj])),
        _ => host.unsupported(obj),
    }
}

/// The form that the program has registered for an object's type.
#[cfg(feature = "write")]
fn registered(host: &Host, obj: Obj, builtin: bool) -> Option<Form<Obj>> {
    let hooks = &host.tree.msgpack;
    let state = hooks.registered.get()?;
    let registered = if builtin { state.builtins } else { state.custom };
    let mut code = Obj::none().raw();
    // SAFETY: live objects, and a place for one.
    // EXCEPTION: what the program's code raises.
    let (data, code) = unsafe {
        let given = Obj::raw_or_null(hooks.given);
        let data = ffi::mpickle_c_msgpack_pack(registered, builtin, obj.raw(), given, &raw mut code);
        (Obj::from_raw(data)?, Obj::new(code))
    };
    Some(Form::Data(code.small_int().unwrap_or_default() as u64, data))
}

/// The form of an ExtType or a Timestamp.
#[cfg(feature = "write")]
fn of_record(host: &Host, obj: Obj) -> Option<Form<Obj>> {
    let is_ext = obj.is(native_type!(mpickle_c_type_ext));
    if !is_ext && !obj.is(native_type!(mpickle_c_type_timestamp)) {
        return None;
    }
    // SAFETY: the struct of both.
    let [first, second] = unsafe {
        let record = &*obj.ptr::<ffi::mpickle_c_record_t>();
        [Obj::new(record.first), Obj::new(record.second)]
    };
    if is_ext {
        return match first.small_int() {
            Some(code @ -128..=127) => Some(Form::Data(code as u64, second)),
            _ => host.unsupported(obj),
        };
    }
    let (Some(seconds), Some(nanoseconds @ 0..=999_999_999)) = (long(first), second.small_int()) else {
        host.unsupported(obj)
    };
    let mut data = Memory::<u8>::default();
    let Ok(()) = tree::write_timestamp(&mut data, seconds, nanoseconds as u32);
    Some(Form::Data(u64::from(TIMESTAMP as u8), str::adopt(native_type!(mp_type_bytes), &mut data.0)))
}

/// An int of 64 bits.
#[cfg(feature = "write")]
fn long(obj: Obj) -> Option<i64> {
    let mut bytes = HeapVec::<u8>::default();
    micropython::Int::of(obj)?.to_bytes(&mut bytes);
    let negative = bytes.as_slice().last().is_some_and(|byte| byte & 0x80 != 0);
    let sign = if negative { -1 } else { 0 };
    let value = bytes.as_slice().iter().rev().fold(sign, |value: i64, byte| value << 8 | i64::from(*byte));
    let fits = bytes.len() <= 8;
    bytes.release();
    fits.then_some(value)
}

/// The form of a complex number.
#[cfg(feature = "write")]
fn complex(obj: Obj, single: bool) -> Form<Obj> {
    let (real, imag) = float::complex_parts(obj);
    let mut data = Memory::<u8>::default();
    let Ok(()) = data.push(u8::from(!single));
    for part in [real, imag] {
        let Ok(()) = if single {
            data.extend(&SINGLE.narrow(part).to_be_bytes())
        } else {
            data.extend(&part.to_bits().to_be_bytes())
        };
    }
    Form::Data(COMPLEX.into(), str::adopt(native_type!(mp_type_bytes), &mut data.0))
}
