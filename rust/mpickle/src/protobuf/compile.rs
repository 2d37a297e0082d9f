//! `Wire(schema)`: a schema in Python's words becomes a table.

use micropython::{Dict, HeapVec, List, Obj, Tuple, Type, buffer, ffi, int, list, native_type, str};
use model::Buffer;
use protobuf::{BadFormat, BadSpec, Builder, Kind, Label, Schema, Spec, parse_format};

use super::Wire;
use crate::host::Host;
use crate::host::memory::Memory;
use crate::{arg, raise};

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

/// Raises BadFormatString "text 'name'".
#[cold]
#[inline(never)]
fn refuse(text: &str, name: &[u8]) -> ! {
    raise::named(ffi::mpickle_c_class::BAD_FORMAT_STRING, text, name, b"")
}

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

/// Fills a Wire, all of whose options are set, from its schema. Raises BadFormatString and TypeError.
///
/// # Safety
/// `wire` is a live Wire that nobody uses yet, `schema` a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_protobuf_compile(
    wire: *mut Wire,
    schema: ffi::mp_obj_t,
    proto3: bool,
) {
    // SAFETY: the caller's promise.
    let (wire, schema) = unsafe { (&mut *wire, arg(schema)) };
    if schema.is(native_type!(mp_type_bytes)) {
        return adopt(wire, schema);
    }
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
    } else if let Some(class) = Type::from_obj(schema) {
        work.message_of(class.obj());
        wire.records = ffi::mpickle_c_records::INSTANCES as u8;
    } else {
        work.schema(schema);
    }
    work.walk();
    work.finish(wire);
}

/// A table of bytes from elsewhere, with names.
fn adopt(wire: &mut Wire, obj: Obj) {
    let table = buffer::bytes(obj).unwrap_or_default();
    let Ok(schema) = Schema::check(table) else {
        refuse("not a compiled schema of this version", b"");
    };
    let names = list::tuple_of(schema.entries().into(), |at| str::new_str(schema.name(at as u16)));
    wire.table = table.as_ptr();
    wire.len = table.len();
    wire.owner = obj.raw();
    wire.names = names.raw();
}

/// The items of a list or tuple; anything else that can be iterated becomes a list.
fn sequence(obj: Obj) -> Obj {
    if List::of(obj).is_some() || Tuple::of(obj).is_some() {
        return obj;
    }
    let list = List::new(&[]);
    let iterator = micropython::call::iterator(obj);
    while let Some(item) = micropython::call::next(iterator) {
        list.extend(&[item]);
    }
    list.obj()
}

fn item(obj: Obj, at: usize) -> Option<Obj> {
    crate::host::budget::items(obj).get(at).copied()
}

impl Work {
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
    fn schema(&mut self, entries: Obj) -> u16 {
        let message = self.begin(Obj::none());
        let entries = sequence(entries);
        self.opens.push(Open { entries, at: 0, message, next: 1 });
        message
    }

    /// A message of the class's fields.
    fn message_of(&mut self, class: Obj) -> u16 {
        let message = self.begin(class);
        // SAFETY: a live class.
        // EXCEPTION: TypeError if it has no fields.
        let entries = unsafe { Obj::new(ffi::mpickle_c_message_fields(class.raw())) };
        self.opens.push(Open { entries, at: 0, message, next: 1 });
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
            refuse("an entry is a name and a type", b"");
        };
        let Some(text) = str::text(name) else {
            raise::raise(ffi::mpickle_c_class::TYPE_ERROR, "names of fields are str");
        };
        let Some(words) = str::text(spec_obj) else {
            // A schema, or a class, alone.
            self.check_number(open.message, open.next, 1, text);
            let label = (Label::Optional, false);
            let field = self.builder.field(open.message, open.next, Kind::Message, label, 0, 0);
            let row = self.row(name, field);
            self.own(row, Kind::Message, Some(spec_obj), text);
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
        self.own(row, spec.kind, item(entry, 2), text);
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
    fn own(&mut self, row: usize, kind: Kind, own: Option<Obj>, name: &[u8]) {
        if !kind.has_own() {
            return;
        }
        let Some(own) = own else { refuse("no schema for field", name) };
        let number = match kind {
            Kind::Enum => self.enumeration(own, name),
            Kind::Map => self.map(own, name),
            _ if Type::from_obj(own).is_some() => self.message_of(own),
            _ => self.schema(own),
        };
        self.builder.set_own(row, number);
    }

    fn enumeration(&mut self, own: Obj, name: &[u8]) -> u16 {
        let Some(values) = Dict::of_any(own) else {
            refuse("the values of an enum are a dict:", name);
        };
        let of = self.begin(Obj::none());
        let mut cursor = 0;
        while let Some((at, key, value)) = values.entry(cursor) {
            cursor = at + 1;
            let number = int::word(value).and_then(|value| i32::try_from(value).ok());
            let (Some(number), Some(_)) = (number, str::text(key)) else {
                refuse("the values of an enum are a dict:", name);
            };
            let row = self.builder.value(of, number);
            self.row(key, row);
        }
        of
    }

    /// A map: `(key, value)` or `(key, value, schema)`.
    fn map(&mut self, own: Obj, name: &[u8]) -> u16 {
        let of = self.begin(Obj::none());
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
            let field = self.builder.field(of, at as u32 + 1, spec.kind, (Label::Optional, false), 0, 0);
            let row = self.row(Obj::none(), field);
            self.own(row, spec.kind, item(own, 2), name);
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
