//! MessagePack's own: `umsgpack`.

use micropython::{Obj, ffi};
use tree::words::Class;
#[cfg(feature = "write")]
use tree::{Ask, FloatWidth, Form, Pack, WriteOptions};
use tree::{Format, ReadOptions};

#[cfg(feature = "write")]
use crate::entry::options::DumpOptions;
use crate::entry::options::{self, LoadOptions};
use crate::host::Host;
use crate::raise;

/// What the caller chose for one dump or load.
#[derive(Default)]
pub struct Hooks {}

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

/// How an encoder is to write.
///
/// # Safety
/// The options are MessagePack's, and their objects live.
#[cfg(feature = "write")]
pub unsafe fn write_options(_options: &DumpOptions) -> WriteOptions {
    WriteOptions { float: FloatWidth::Double, ..WriteOptions::NEW }
}

/// Whether an ext is one of those that hold an item.
pub fn is_nested(_host: &mut Host, _code: u8) -> bool {
    false
}

/// The object of an ext.
pub fn ext(_host: &mut Host, _code: i8, _data: Obj) -> Obj {
    raise::raise(ffi::mpickle_c_class::UNSUPPORTED_TYPE, "ext_type")
}

/// How an object is written.
#[cfg(feature = "write")]
pub fn form(host: &mut Host, obj: Obj, ask: Ask) -> Form<Obj> {
    match ask {
        Ask::First => Form::Plain,
        _ if host.memory(obj).is_some() => Form::Bytes(obj),
        _ => host.unsupported(obj),
    }
}
