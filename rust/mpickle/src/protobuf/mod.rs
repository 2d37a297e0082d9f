//! Protocol Buffers: a `Wire` has the schema, and says what messages are: dictionaries, tuples, or instances.

#[cfg(feature = "protobuf-schema")]
mod compile;
mod fill;
#[cfg(feature = "write")]
mod look;
#[cfg(feature = "protobuf-raw")]
mod raw;
mod read;
mod wire;

use micropython::{Dict, List, Obj, Qstr, Tuple, call, ffi, int, str};
use model::Error;
use protobuf::words::Class;
use protobuf::{Kind, Message, ReadOptions, Root, Schema, Typed};

use crate::arg;
#[cfg(feature = "write")]
use crate::entry::options::DumpOptions;
use crate::entry::options::{LoadOptions, is_on};
use crate::host::Host;
use crate::host::budget::items;
use crate::raise::{self, Message as Words};

/// What is read or written with.
pub struct Hooks {
    /// Null where no message is read or written.
    wire: *const ffi::mpickle_c_wire_t,
    /// The dictionary that the message goes into, before it has begun.
    into: Option<Obj>,
}

impl Hooks {
    pub const fn new() -> Self {
        Self { wire: core::ptr::null(), into: None }
    }

    /// # Safety
    /// `wire` is a live Wire.
    pub unsafe fn set_wire(&mut self, wire: ffi::mp_obj_t) {
        // SAFETY: the caller's promise.
        self.wire = unsafe { arg(wire) }.ptr();
    }

    /// # Safety
    /// The options are those of Protocol Buffers, with live objects.
    pub unsafe fn set_load(&mut self, options: &LoadOptions) {
        // SAFETY: the caller's promise.
        unsafe {
            let own = &options.of.protobuf;
            self.set_wire(own.wire);
            self.into = Obj::from_raw(own.into);
        }
    }
}

/// The exception for an error.
pub fn class(error: Error) -> ffi::mpickle_c_class::Type {
    match protobuf::words::class(error) {
        Class::End => ffi::mpickle_c_class::END_OF_MESSAGE,
        Class::Type => ffi::mpickle_c_class::TYPE_ERROR,
        Class::Unicode => ffi::mpickle_c_class::UNICODE_ERROR,
        Class::Runtime => ffi::mpickle_c_class::RUNTIME_ERROR,
        _ => ffi::mpickle_c_class::CODEC_ERROR,
    }
}

/// How a decoder is to read. Raises for a field that the schema has not.
///
/// # Safety
/// The options are those of Protocol Buffers, with live objects.
#[inline(never)]
pub unsafe fn read_options(options: &LoadOptions) -> ReadOptions {
    // SAFETY: the caller's promise.
    let (own, wire) = unsafe { (&options.of.protobuf, &*arg(options.of.protobuf.wire).ptr::<Wire>()) };
    // SAFETY: the caller's promise.
    let (delimited, field) = unsafe { (is_on(own.delimited), arg(own.field)) };
    let root = if !field.is_none() {
        Root::Items(wanted(wire, field))
    } else if delimited {
        Root::Delimited
    } else {
        Root::Whole
    };
    #[cfg(feature = "limits")]
    // SAFETY: the caller's promise.
    let max_depth = crate::entry::options::limit(unsafe { arg(options.max_depth) });
    #[cfg(not(feature = "limits"))]
    let max_depth = usize::MAX;
    let keep = unknown_of(wire).is_some();
    ReadOptions { root, int_bits: wire.int_bits, max_depth, keep, defaults: wire.defaults }
}

/// The repeated field of this name or number, whose items are messages. Raises ValueError.
fn wanted(wire: &Wire, field: Obj) -> u16 {
    let schema = Schema::new(table_of(wire));
    let Message { first, count } = schema.message(0);
    let is_wanted = |at: &u16| match field.small_int() {
        Some(number) => schema.number(*at) as usize == number as usize,
        None => name_of(wire, *at).is_some_and(|name| name.equals(field)),
    };
    let found = (first..first + count).find(is_wanted);
    let is_message = |at: &u16| schema.field(*at).kind == Kind::Message && schema.field(*at).is_repeated();
    match found.filter(is_message) {
        Some(at) => at,
        None => raise::raise(ffi::mpickle_c_class::VALUE_ERROR, "no repeated field of messages"),
    }
}

/// How an encoder is to write.
///
/// # Safety
/// The options are those of Protocol Buffers, with live objects.
#[cfg(feature = "write")]
pub unsafe fn write_options(options: &DumpOptions) -> protobuf::WriteOptions {
    // SAFETY: the caller's promise.
    let (delimited, int_bits) = unsafe {
        let own = &options.of.protobuf;
        (is_on(own.delimited), (*arg(own.wire).ptr::<Wire>()).int_bits)
    };
    protobuf::WriteOptions { delimited, int_bits }
}

pub use ffi::mpickle_c_wire_t as Wire;

/// The table of a Wire.
fn table_of(wire: &Wire) -> &[u8] {
    // SAFETY: C's struct: memory that lives as long as it does, and is never written again.
    unsafe { core::slice::from_raw_parts(wire.table, wire.len) }
}

/// The name of an entry.
fn name_of(wire: &Wire, at: u16) -> Option<Obj> {
    // SAFETY: null, or a tuple with a name for each entry.
    let names = unsafe { Tuple::from_known(Obj::from_raw(wire.names)?) };
    names.items().get(usize::from(at)).copied()
}

/// The name under which messages have their unknown fields, if they are kept.
#[inline]
fn unknown_of(wire: &Wire) -> Option<Obj> {
    // SAFETY: null, or a live object.
    unsafe { Obj::from_raw(wire.unknown) }
}

impl Host {
    /// The Wire that is read or written with.
    #[inline]
    fn wire(&self) -> &Wire {
        // SAFETY: it is set before anything is read or written, and the host keeps it alive.
        unsafe { &*self.protobuf.wire }
    }

    /// The name of an entry; of a tuple's fields there are none.
    #[inline]
    fn name(&self, at: u16) -> Obj {
        name_of(self.wire(), at).unwrap_or_else(Obj::none)
    }

    /// What messages are.
    #[inline]
    fn records(&self) -> ffi::mpickle_c_records::Type {
        match self.wire().records.into() {
            // Only schemas in Python's words make others.
            ffi::mpickle_c_records::TUPLES if cfg!(feature = "protobuf-schema") => {
                ffi::mpickle_c_records::TUPLES
            }
            ffi::mpickle_c_records::INSTANCES if cfg!(feature = "protobuf-messages") => {
                ffi::mpickle_c_records::INSTANCES
            }
            _ => ffi::mpickle_c_records::DICTS,
        }
    }

    /// The class of a message.
    fn class_of(&self, message: Message) -> Obj {
        let schema = Schema::new(self.table());
        let number = (0..schema.messages()).find(|at| schema.message(*at) == message).unwrap_or_default();
        // SAFETY: there is a tuple with a class for each message.
        let classes = unsafe { Tuple::from_known(arg(self.wire().classes)) };
        classes.items()[usize::from(number)]
    }

    /// Where a field is in its message.
    #[inline]
    fn place(message: Message, field: u16) -> usize {
        usize::from(field - message.first)
    }

    /// The attribute of an instance that its unknown fields are.
    fn unknown_attribute(&self, record: Obj) -> Option<Obj> {
        let name = unknown_of(self.wire())?.qstr_number().map(Qstr::new)?;
        call::attribute(record, name)
    }

    /// The attribute of an instance that a field is.
    fn attribute(&self, record: Obj, field: u16) -> Option<Obj> {
        let name = self.name(field).qstr_number().map(Qstr::new)?;
        call::attribute(record, name)
    }
}

impl Host {
    /// What a message has for a field. May run Python code if it is no dict, list or tuple.
    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn found(&self, record: Obj, message: Message, field: u16) -> Option<Obj> {
        let key = match self.records() {
            ffi::mpickle_c_records::DICTS => {
                let name = self.name(field);
                if let Some(dict) = Dict::of_any(record) {
                    return dict.get(name);
                }
                Some(name)
            }
            ffi::mpickle_c_records::TUPLES => {
                let place = Self::place(message, field);
                if record.is_none() || Tuple::of(record).is_some() || List::of(record).is_some() {
                    return items(record).get(place).copied();
                }
                Some(int::new(place as ffi::mp_int_t))
            }
            _ => None,
        };
        let found = match key {
            Some(key) => call::item(record, key),
            None => self.attribute(record, field),
        };
        #[cfg(feature = "write")]
        self.check_place();
        found
    }
}

impl Typed for Host {
    #[inline]
    fn table(&self) -> &[u8] {
        table_of(self.wire())
    }

    /// Raises the exception with the field's name, or its number.
    #[cold]
    #[inline(never)]
    fn blame(&mut self, field: u16, error: Error, offset: Option<usize>) {
        let number = int::new(Schema::new(self.table()).number(field) as ffi::mp_int_t);
        let name = name_of(self.wire(), field);
        let mut message = Words::of(class(error), protobuf::words::text(error));
        let mut digits = micropython::HeapVec::<u8>::default();
        // SAFETY: an int.
        unsafe { micropython::Int::from_known(number) }.decimal(&mut digits);
        message.0.first = raise::text(name.and_then(str::text).unwrap_or_else(|| digits.as_slice()));
        message.0.offset = offset.unwrap_or(usize::MAX) as _;
        message.raise()
    }
}
