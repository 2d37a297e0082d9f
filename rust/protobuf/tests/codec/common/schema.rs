//! Schemas for the tests.

use model::Buffer;
use protobuf::{Builder, Kind, Label, Schema, parse_format};

use super::{Block, Host};

/// A field: name, number, type, how often, 32 bits, message or enum, oneof.
#[derive(Clone, Copy)]
pub struct Row(pub &'static str, pub u32, pub Kind, pub Label, pub bool, pub u16, pub u8);

/// A field with this label.
pub fn field(name: &'static str, number: u32, kind: Kind, label: Label) -> Row {
    Row(name, number, kind, label, false, 0, 0)
}

/// A field that comes once at most.
pub fn optional(name: &'static str, number: u32, kind: Kind) -> Row {
    field(name, number, kind, Label::Optional)
}

/// A field that comes any number of times.
pub fn repeated(name: &'static str, number: u32, kind: Kind) -> Row {
    field(name, number, kind, Label::Repeated)
}

/// A field of values behind one tag.
pub fn packed(name: &'static str, number: u32, kind: Kind) -> Row {
    field(name, number, kind, Label::Packed)
}

impl Row {
    /// The same with a message or an enum of this number.
    pub fn of(self, own: u16) -> Self {
        Self(self.0, self.1, self.2, self.3, self.4, own, self.6)
    }

    /// The same in this oneof.
    pub fn one(self, oneof: u8) -> Self {
        Self(self.0, self.1, self.2, self.3, self.4, self.5, oneof)
    }

    /// The same with 32 bits.
    pub fn narrow(self) -> Self {
        Self(self.0, self.1, self.2, self.3, true, self.5, self.6)
    }
}

/// A host with a schema of these messages. Fields of [`Kind::Empty`] are values of an enum.
pub fn schema(proto3: bool, messages: &[&[Row]]) -> Host {
    let mut builder = Builder::<Host>::default();
    let mut names = Vec::new();
    for rows in messages {
        let message = builder.begin().unwrap();
        for Row(name, number, kind, label, narrow, own, oneof) in *rows {
            let row = match kind {
                Kind::Empty => builder.value(message, number.cast_signed()),
                _ => {
                    assert!(!builder.has(message, *number, 1));
                    builder.field(message, *number, *kind, (*label, *narrow), *own, *oneof)
                }
            };
            assert_eq!(row.unwrap().unwrap(), names.len());
            names.push((*name).to_string());
        }
    }
    finish(&builder, proto3, &names)
}

fn finish(builder: &Builder<Host>, proto3: bool, names: &[String]) -> Host {
    let mut table = Block::default();
    let mut placed = vec![String::new(); names.len()];
    let place = |row: usize, entry: u16| placed[usize::from(entry)] = names[row].clone();
    builder.finish(proto3, true, &mut table, place).unwrap();
    let table = table.as_slice().to_vec();
    Schema::check(&table).unwrap();
    Host { table, names: placed, ..Host::default() }
}

/// A host with the schema of a format string; its fields are named by their numbers.
pub fn format(text: &str) -> Host {
    let mut builder = Builder::<Host>::default();
    parse_format(&mut builder, text.as_bytes()).unwrap().unwrap();
    let mut table = Block::default();
    builder.finish(false, false, &mut table, |_, _| ()).unwrap();
    let table = table.as_slice().to_vec();
    let schema = Schema::check(&table).unwrap();
    let names = (0..schema.entries()).map(|at| schema.number(at).to_string()).collect();
    Host { table, names, ..Host::default() }
}
