//! `Wire(schema)`: a schema in Python's words becomes a table.

#[cfg(feature = "protobuf-messages")]
use micropython::Type;
use micropython::{Dict, HeapVec, Int, List, Obj, Tuple, call, ffi, list, str};
use model::Buffer;
use protobuf::{BadFormat, BadSpec, Builder, Kind, Label, Spec, parse_format};

use super::Wire;
use super::wire::refuse;
use crate::host::Host;
use crate::host::memory::Memory;
use crate::raise;

/// A schema in a schema.
#[derive(Clone, Copy)]
struct Open {
    /// Its entries.
    entries: Obj,
    /// How many of them are done.
    at: u32,
    message: u16,
    /// The number of the next field.
    next: u32,
    /// The name of the field that it is the schema of; None if it is in no other.
    of: Obj,
}

/// What is being built.
struct Work {
    builder: Builder<Host>,
    /// The name of each row.
    names: HeapVec<Obj>,
    opens: HeapVec<Open>,
    /// The class of each message.
    classes: HeapVec<Obj>,
    /// For each oneof: its message, the spec that named it first, and where in that its name begins.
    oneofs: HeapVec<(u16, Obj, usize)>,
    proto3: bool,
}

/// There are two fields of one number, or a field cannot have the number.
const TAKEN: &str = "Invalid number of field";

#[cold]
fn too_many() -> ! {
    refuse("too many fields", b"")
}

/// Raises BadFormatString about this byte of a format string.
#[cold]
#[inline(never)]
fn refuse_at(text: &str, at: usize) -> ! {
    let mut message = raise::Message::new(ffi::mpickle_c_class::BAD_FORMAT_STRING, text);
    message.0.offset = at as _;
    message.raise()
}

/// Fills a Wire, all of whose options are set, from a schema in Python's words. Raises BadFormatString and TypeError.
pub fn compile(wire: &mut Wire, schema: Obj, proto3: bool) {
    let mut work = Work {
        builder: Builder::default(),
        names: HeapVec::default(),
        opens: HeapVec::default(),
        classes: HeapVec::default(),
        oneofs: HeapVec::default(),
        proto3,
    };
    if let Some(text) = str::text(schema) {
        let Ok(outcome) = parse_format(&mut work.builder, text);
        match outcome {
            Ok(()) => {}
            Err(BadFormat::Token(at)) => refuse_at("Invalid token", at),
            Err(BadFormat::Brace(at)) => refuse_at("Unmatched brace", at),
            Err(BadFormat::Taken(at)) => refuse_at(TAKEN, at),
            Err(BadFormat::TooMany) => too_many(),
        }
        wire.records = ffi::mpickle_c_records::TUPLES as u8;
    } else {
        work.outermost(wire, schema);
    }
    work.walk();
    work.finish(wire);
}

/// The items of a list or tuple; anything else that can be iterated becomes a list.
fn sequence(obj: Obj) -> Option<Obj> {
    if List::of(obj).is_some() || Tuple::of(obj).is_some() {
        return Some(obj);
    }
    let list = List::new(&[]);
    let iterator = call::maybe_iterator(obj)?;
    while let Some(item) = call::next(iterator) {
        list.extend(&[item]);
    }
    Some(list.obj())
}

/// Raises for what is no schema: of the field of this name, or of all.
#[cold]
#[inline(never)]
fn no_schema(of: Obj) -> ! {
    match str::text(of) {
        Some(name) => refuse("Invalid type for field", name),
        None => raise::raise(ffi::mpickle_c_class::TYPE_ERROR, "no schema, and no decorated Message class"),
    }
}

fn item(obj: Obj, at: usize) -> Option<Obj> {
    crate::host::budget::items(obj).get(at).copied()
}

impl Work {
    /// Begins the message that all others are in.
    fn outermost(&mut self, wire: &mut Wire, schema: Obj) {
        #[cfg(feature = "protobuf-messages")]
        if Type::from_obj(schema).is_some() {
            self.message_of(schema, Obj::none());
            wire.records = ffi::mpickle_c_records::INSTANCES as u8;
            return;
        }
        let _ = wire;
        self.schema(schema, Obj::none());
    }

    /// Begins a message or an enum.
    fn begin(&mut self, class: Obj) -> u16 {
        match self.builder.begin() {
            Some(message) => {
                self.classes.push(class);
                message
            }
            None => too_many(),
        }
    }

    /// Begins a message with these entries, which are gone through later. Returns its number.
    fn schema(&mut self, entries: Obj, of: Obj) -> u16 {
        let message = self.begin(Obj::none());
        let Some(entries) = sequence(entries) else { no_schema(of) };
        self.opens.push(Open { entries, at: 0, message, next: 1, of });
        message
    }

    /// A message of the class's fields.
    #[cfg(feature = "protobuf-messages")]
    fn message_of(&mut self, class: Obj, of: Obj) -> u16 {
        let message = self.begin(class);
        // SAFETY: a live class.
        // EXCEPTION: what a program's class raises that is asked for an attribute.
        let Some(entries) = (unsafe { Obj::from_raw(ffi::mpickle_c_message_fields(class.raw())) }) else {
            no_schema(of)
        };
        self.opens.push(Open { entries, at: 0, message, next: 1, of });
        message
    }

    fn walk(&mut self) {
        while let Some(open) = self.opens.as_slice().last().copied() {
            let top = self.opens.len() - 1;
            match item(open.entries, open.at as usize) {
                Some(entry) => {
                    self.opens.as_mut_slice()[top].at += 1;
                    let next = self.entry(open, entry);
                    self.opens.as_mut_slice()[top].next = next;
                }
                None => self.opens.truncate(top),
            }
        }
    }

    fn row(&mut self, name: Obj, row: Result<Option<usize>, core::convert::Infallible>) -> usize {
        let Ok(row) = row;
        match row {
            Some(row) => {
                self.names.push(name);
                row
            }
            None => too_many(),
        }
    }

    /// One field of a message; returns the number of the next one.
    fn entry(&mut self, open: Open, entry: Obj) -> u32 {
        let (Some(name), Some(spec_obj)) = (item(entry, 0), item(entry, 1)) else {
            refuse("an entry is a name and a type", str::text_or_empty(open.of));
        };
        let Some(text) = str::text(name) else {
            refuse("names of fields are str", str::text_or_empty(open.of));
        };
        let Some(words) = str::text(spec_obj) else {
            // A schema, or a class, alone.
            self.check_number(open.message, open.next, 1, text);
            let label = (Label::Optional, false);
            let field = self.builder.field(open.message, open.next, Kind::Message, label, 0, 0);
            let row = self.row(name, field);
            self.own(row, Kind::Message, Some(spec_obj), name);
            return open.next + 1;
        };
        let spec = match Spec::parse(words) {
            // So many fields cannot have one name.
            Ok(spec) if spec.count.is_none() || spec.kind == Kind::Empty => spec,
            Err(BadSpec::Number) => refuse(TAKEN, text),
            Err(BadSpec::Label) => refuse("Invalid prefix for field", text),
            _ => refuse("Invalid type for field", text),
        };
        let number = spec.number.unwrap_or(open.next);
        let count = spec.count.unwrap_or(1);
        self.check_number(open.message, number, count, text);
        let oneof = self.oneof(open.message, spec_obj, words, spec.len, text);
        if spec.kind == Kind::Empty {
            let row = self.builder.empty(open.message, number, count);
            self.row(name, row);
            return number + count;
        }
        let explicit =
            words.starts_with(b"?") || spec.kind.has_own() && spec.kind != Kind::Enum || oneof != 0;
        let label = match spec.label {
            Label::Optional if self.proto3 && !explicit => Label::Implicit,
            label => label,
        };
        let field = self.builder.field(open.message, number, spec.kind, (label, false), 0, oneof);
        let row = self.row(name, field);
        self.own(row, spec.kind, item(entry, 2), name);
        number + 1
    }

    fn check_number(&self, message: u16, number: u32, count: u32, name: &[u8]) {
        if self.builder.has(message, number, count) {
            refuse(TAKEN, name);
        }
    }

    /// The number of the oneof that is named behind the type, as in `T@5|choice`; 0 if there is none.
    fn oneof(&mut self, message: u16, spec: Obj, words: &[u8], at: usize, field: &[u8]) -> u8 {
        let name = match words.get(at..) {
            None | Some([]) => return 0,
            Some([b'|', name @ ..]) if !name.is_empty() => name,
            Some(_) => refuse("Invalid type for field", field),
        };
        let mut number = 0;
        for (of, spec, start) in self.oneofs.as_slice() {
            if *of == message {
                number += 1;
                if str::text_or_empty(*spec).get(*start..) == Some(name) {
                    return number;
                }
            }
        }
        if number == u8::MAX {
            too_many();
        }
        self.oneofs.push((message, spec, at + 1));
        number + 1
    }

    /// The message, map or enum of a field, if its kind has one.
    fn own(&mut self, row: usize, kind: Kind, own: Option<Obj>, name: Obj) {
        if !kind.has_own() {
            return;
        }
        let Some(own) = own else { refuse("no schema for field", str::text_or_empty(name)) };
        let number = match kind {
            Kind::Enum => self.enumeration(own, name),
            Kind::Map => self.map(own, name),
            #[cfg(feature = "protobuf-messages")]
            _ if Type::from_obj(own).is_some() => self.message_of(own, name),
            _ => self.schema(own, name),
        };
        self.builder.set_own(row, number);
    }

    fn enumeration(&mut self, own: Obj, name: Obj) -> u16 {
        let name = str::text_or_empty(name);
        let Some(values) = Dict::of_any(own) else {
            refuse("the values of an enum are a dict:", name);
        };
        let of = self.begin(Obj::none());
        let mut cursor = 0;
        while let Some((at, key, value)) = values.entry(cursor) {
            cursor = at + 1;
            let (Some(number), Some(_)) = (Int::of(value), str::text(key)) else {
                refuse("the values of an enum are a dict:", name);
            };
            let Some(number) = number.value32() else {
                refuse("enum number beyond 32 bits:", str::text_or_empty(key));
            };
            let row = self.builder.value(of, number);
            self.row(key, row);
        }
        of
    }

    /// A map: `(key, value)` or `(key, value, schema)`.
    fn map(&mut self, own: Obj, field: Obj) -> u16 {
        let (of, name) = (self.begin(Obj::none()), str::text_or_empty(field));
        for at in 0..2 {
            let spec =
                item(own, at).and_then(str::text).and_then(|text| Some((text, Spec::parse(text).ok()?)));
            let spec = match spec {
                Some((text, spec)) if spec.len == text.len() => spec,
                _ => refuse("no type for a map's key or value:", name),
            };
            let is_key = spec.kind == Kind::String
                || spec.kind.is_packable() && !matches!(spec.kind, Kind::Double | Kind::Float | Kind::Enum);
            let plain = spec.label == Label::Optional && spec.number.is_none() && spec.count.is_none();
            let fits = if at == 0 { is_key } else { !matches!(spec.kind, Kind::Map | Kind::Empty) };
            if !plain || !fits {
                refuse("no type for a map's key or value:", name);
            }
            let row = self.builder.field(of, at as u32 + 1, spec.kind, (Label::Optional, false), 0, 0);
            let row = self.row(Obj::none(), row);
            self.own(row, spec.kind, item(own, 2), field);
        }
        of
    }

    fn finish(&mut self, wire: &mut Wire) {
        let named = wire.records != ffi::mpickle_c_records::TUPLES as u8;
        let mut table = Memory::<u8>::default();
        let mut placed = HeapVec::<Obj>::default();
        if named {
            placed.extend_with(self.names.len(), Obj::none());
        }
        let names = &self.names;
        let place = |row: usize, entry: u16| {
            if let Some(slot) = placed.as_mut_slice().get_mut(usize::from(entry)) {
                *slot = names.as_slice()[row];
            }
        };
        let Ok(()) = self.builder.finish(self.proto3, named, &mut table, place);
        wire.len = table.len();
        wire.table = table.0.into_block();
        if named {
            wire.names = list::new_tuple(placed.as_slice()).raw();
        }
        #[cfg(feature = "protobuf-messages")]
        if wire.records == ffi::mpickle_c_records::INSTANCES as u8 {
            wire.classes = list::new_tuple(self.classes.as_slice()).raw();
        }
        placed.release();
        self.names.release();
        self.opens.release();
        self.classes.release();
        self.oneofs.release();
        self.builder.release();
    }
}
