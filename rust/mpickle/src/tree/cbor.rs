//! CBOR's own: `cbor2`.

use micropython::{Obj, ffi};
use model::Error;
use tree::words::Class;
#[cfg(feature = "write")]
use tree::{Ask, Form, Pack, WriteOptions};
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
        Class::End => ffi::mpickle_c_class::CBOR_DECODE_EOF,
        Class::Unsupported => ffi::mpickle_c_class::CBOR_ENCODE_TYPE_ERROR,
        Class::Encode => ffi::mpickle_c_class::CBOR_ENCODE_VALUE_ERROR,
        _ => ffi::mpickle_c_class::CBOR_DECODE_VALUE_ERROR,
    }
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

/// How an encoder is to write.
///
/// # Safety
/// The options are CBOR's, and their objects live.
#[cfg(feature = "write")]
pub unsafe fn write_options(options: &DumpOptions) -> WriteOptions {
    // SAFETY: the caller's promise.
    unsafe {
        let own = &options.of.cbor;
        WriteOptions {
            canonical: options::is_on(own.canonical),
            string_references: options::is_on(own.string_referencing),
            ..WriteOptions::NEW
        }
    }
}

/// The object of a tag around `obj`.
pub fn tag(_host: &mut Host, _number: u64, _obj: Obj) -> Obj {
    raise::raise(ffi::mpickle_c_class::CBOR_DECODE_ERROR, "unknown tag")
}

/// A simple value, 23 being `undefined`.
pub fn simple(_value: u8) -> Result<Obj, Error> {
    Err(Error::Reserved)
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
