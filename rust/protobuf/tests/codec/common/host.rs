//! An object model for the tests: objects live in an arena and are never freed.

use std::collections::HashMap;
use std::fmt::Write;

use model::{Buffer, Construct, Error, Inspect, Model, Payload, View};
use protobuf::{Field, Fill, Kind, Look, Message, Schema, Typed};

use super::Block;

/// An index into [`Host::values`]; `None` is 0.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Obj(pub u32);

#[derive(Clone, Debug)]
pub enum Value {
    None,
    Bool(bool),
    Int(i128),
    Float(f64),
    Str(Vec<u8>),
    Bytes(Vec<u8>),
    Tuple(Vec<Obj>),
    List(Vec<Obj>),
    Dict(Vec<(Obj, Obj)>),
    /// What a message has for the fields of its schema.
    Record(Vec<Option<Obj>>),
    /// Gives these items.
    Iterator(Vec<Obj>),
}

#[derive(Default)]
pub struct Host {
    pub table: Vec<u8>,
    pub names: Vec<String>,
    pub values: Vec<Value>,
    pub inside: bool,
    pub blamed: Option<u16>,
    /// Unknown fields are kept.
    pub keeps: bool,
    /// Those of records.
    pub kept: HashMap<Obj, Obj>,
}

impl Host {
    pub fn add(&mut self, value: Value) -> Obj {
        if self.values.is_empty() {
            self.values.push(Value::None);
        }
        self.values.push(value);
        Obj(u32::try_from(self.values.len() - 1).unwrap())
    }

    /// The same schema, and no objects.
    pub fn fresh(&self) -> Self {
        Self { table: self.table.clone(), names: self.names.clone(), keeps: self.keeps, ..Self::default() }
    }

    pub fn get(&self, obj: Obj) -> &Value {
        self.values.get(obj.0 as usize).unwrap_or(&Value::None)
    }

    pub fn int(&mut self, value: i128) -> Obj {
        self.add(Value::Int(value))
    }

    pub fn str(&mut self, text: &str) -> Obj {
        self.add(Value::Str(text.into()))
    }

    pub fn list(&mut self, items: &[Obj]) -> Obj {
        self.add(Value::List(items.to_vec()))
    }

    /// A record of the message `number` with these fields.
    pub fn record(&mut self, number: u16, fields: &[(&str, Obj)]) -> Obj {
        let message = Schema::new(&self.table).message(number);
        let range = usize::from(message.first)..usize::from(message.first + message.count);
        let mut slots = vec![None; range.len()];
        for (name, value) in fields {
            let at = range.clone().find(|at| self.names[*at] == *name).unwrap();
            slots[at - range.start] = Some(*value);
        }
        self.add(Value::Record(slots))
    }

    fn build(&mut self, kind: Payload, data: Vec<u8>) -> Result<Obj, Error> {
        let value = match kind {
            Payload::Str => {
                // As MicroPython: surrogates pass.
                let plain: Vec<u8> =
                    data.iter().map(|byte| if *byte == 0xed { 0xee } else { *byte }).collect();
                if std::str::from_utf8(&plain).is_err() {
                    return Err(Error::BadUtf8);
                }
                Value::Str(data)
            }
            Payload::Bytes => Value::Bytes(data),
            Payload::Int => {
                let fill = if data.last().is_some_and(|byte| byte & 0x80 != 0) { 0xff } else { 0 };
                let mut wide = [fill; 16];
                wide[..data.len()].copy_from_slice(&data);
                Value::Int(i128::from_le_bytes(wide))
            }
            other => panic!("{other:?}"),
        };
        Ok(self.add(value))
    }
}

/// An object as text: fields that are not set are left out.
pub fn show(host: &Host, obj: Obj) -> String {
    let mut text = String::new();
    put(host, obj, 0, &mut text);
    text
}

fn put(host: &Host, obj: Obj, number: u16, out: &mut String) {
    let schema = Schema::new(&host.table);
    let items = |items: &[Obj], out: &mut String| {
        out.push('(');
        for (at, item) in items.iter().enumerate() {
            out.push_str(if at > 0 { " " } else { "" });
            put(host, *item, number, out);
        }
        out.push(')');
    };
    match host.get(obj) {
        Value::None => out.push_str("None"),
        Value::Bool(value) => write!(out, "{value}").unwrap(),
        Value::Int(value) => write!(out, "{value}").unwrap(),
        Value::Float(value) => write!(out, "{value:?}").unwrap(),
        Value::Str(text) => write!(out, "'{}'", text.escape_ascii()).unwrap(),
        Value::Bytes(data) => write!(out, "b'{}'", data.escape_ascii()).unwrap(),
        Value::List(list) | Value::Tuple(list) | Value::Iterator(list) => items(list, out),
        Value::Dict(entries) => {
            // The order of a map is nobody's.
            let mut entries: Vec<String> = entries
                .iter()
                .map(|(key, value)| {
                    let mut text = String::new();
                    put(host, *key, 0, &mut text);
                    text.push(':');
                    put(host, *value, number, &mut text);
                    text
                })
                .collect();
            entries.sort();
            write!(out, "<{}>", entries.join(" ")).unwrap();
        }
        Value::Record(slots) => {
            let message = schema.message(number);
            out.push('{');
            let mut is_first = true;
            for (at, slot) in slots.iter().enumerate() {
                let Some(value) = slot else { continue };
                let entry = message.first + at as u16;
                let field = schema.field(entry);
                let own = match field.kind {
                    Kind::Map => schema.field(schema.message(field.own).first + 1).own,
                    _ => field.own,
                };
                write!(out, "{}{}:", if is_first { "" } else { " " }, host.names[usize::from(entry)])
                    .unwrap();
                is_first = false;
                put(host, *value, own, out);
            }
            if let Some(kept) = host.kept.get(&obj) {
                out.push('?');
                put(host, *kept, 0, out);
            }
            out.push('}');
        }
    }
}

impl Model for Host {
    type Fault = Error;
    type Obj = Obj;
    type Vec<T: Copy> = Block<T>;

    fn fault(&self, error: Error) -> Error {
        error
    }
}

impl Construct for Host {
    fn at(&mut self, _offset: usize, memo: &Block<Option<Obj>>) {
        assert!(memo.is_empty());
        self.inside = true;
    }

    fn left(&mut self) {
        self.inside = false;
    }

    fn none(&mut self) -> Obj {
        Obj(0)
    }

    fn bool(&mut self, value: bool) -> Obj {
        self.add(Value::Bool(value))
    }

    fn int(&mut self, value: i32) -> Result<Obj, Error> {
        Ok(self.add(Value::Int(value.into())))
    }

    fn float(&mut self, value: f64) -> Result<Obj, Error> {
        Ok(self.add(Value::Float(value)))
    }

    fn payload(&mut self, kind: Payload, data: &[u8]) -> Result<Obj, Error> {
        self.build(kind, data.to_vec())
    }

    fn adopt(&mut self, kind: Payload, data: &mut Block<u8>) -> Result<Obj, Error> {
        let data = data.take();
        self.build(kind, data)
    }

    fn tuple(&mut self, items: &[Obj]) -> Result<Obj, Error> {
        Ok(self.add(Value::Tuple(items.to_vec())))
    }

    fn list(&mut self, items: &[Obj]) -> Result<Obj, Error> {
        Ok(self.add(Value::List(items.to_vec())))
    }

    fn dict(&mut self, _items: &[Obj]) -> Result<Obj, Error> {
        panic!("messages are records");
    }

    fn set(&mut self) -> Result<Obj, Error> {
        panic!("there are no sets");
    }

    fn frozen_set(&mut self, _items: &[Obj]) -> Result<Obj, Error> {
        panic!("there are no sets");
    }

    fn append(&mut self, _list: Obj, _items: &[Obj]) -> Result<(), Error> {
        panic!("fields are gathered");
    }

    fn set_items(&mut self, _dict: Obj, _items: &[Obj]) -> Result<(), Error> {
        panic!("messages are records");
    }

    fn add(&mut self, _set: Obj, _items: &[Obj]) -> Result<(), Error> {
        panic!("there are no sets");
    }
}

impl Typed for Host {
    fn table(&self) -> &[u8] {
        &self.table
    }

    fn blame(&mut self, field: u16, _error: Error, _offset: Option<usize>) {
        self.blamed = Some(field);
    }
}

impl Fill for Host {
    fn part(&mut self, obj: Obj, message: Message, field: u16) -> Result<Option<Obj>, Error> {
        assert!(self.inside);
        match self.get(obj) {
            Value::Record(slots) => {
                assert_eq!(slots.len(), usize::from(message.count));
                Ok(slots[usize::from(field - message.first)])
            }
            other => panic!("no record: {other:?}"),
        }
    }

    fn kept(&self, obj: Obj) -> &[u8] {
        match self.kept.get(&obj).map(|kept| self.get(*kept)) {
            Some(Value::Bytes(fields)) => fields,
            _ => &[],
        }
    }

    fn absent(&mut self, _field: Field) -> Result<Obj, Error> {
        Ok(Obj(0))
    }

    fn zero(&mut self, field: Field) -> Result<Obj, Error> {
        let value = match field.kind {
            Kind::Message | Kind::Group | Kind::Map => panic!("a message is no value"),
            Kind::String => Value::Str(Vec::new()),
            Kind::Bytes => Value::Bytes(Vec::new()),
            Kind::Double | Kind::Float => Value::Float(0.0),
            Kind::Bool => Value::Bool(false),
            _ => Value::Int(0),
        };
        Ok(self.add(value))
    }

    fn gather(&mut self, known: Option<Obj>, items: &[Obj]) -> Result<(Obj, bool), Error> {
        let value = match known.map(|known| self.get(known)) {
            None => Value::Tuple(items.to_vec()),
            Some(Value::Tuple(known) | Value::List(known)) => Value::List([known, items].concat()),
            Some(other) => panic!("no items: {other:?}"),
        };
        Ok((self.add(value), known.is_some()))
    }

    fn seal(&mut self, obj: Obj) -> Result<Obj, Error> {
        match self.get(obj).clone() {
            Value::Tuple(_) => Ok(obj),
            Value::List(items) => Ok(self.add(Value::Tuple(items))),
            other => panic!("no items: {other:?}"),
        }
    }

    fn pair(&mut self, known: Option<Obj>, [key, value]: [Obj; 2]) -> Result<Obj, Error> {
        assert!(self.inside);
        let text = show(self, key);
        let map = known.unwrap_or_else(|| self.add(Value::Dict(Vec::new())));
        let Value::Dict(entries) = self.get(map).clone() else { panic!("no map") };
        let at = entries.iter().position(|(other, _)| show(self, *other) == text);
        match (&mut self.values[map.0 as usize], at) {
            (Value::Dict(entries), Some(at)) => entries[at].1 = value,
            (Value::Dict(entries), None) => entries.push((key, value)),
            other => panic!("no map: {other:?}"),
        }
        Ok(map)
    }

    fn enum_value(&mut self, entry: Option<u16>, number: i32) -> Result<Obj, Error> {
        match entry {
            Some(entry) => Ok(self.add(Value::Str(self.names[usize::from(entry)].clone().into()))),
            None => self.int(number.into()).pipe(Ok),
        }
    }

    fn text(&self, obj: Obj) -> &[u8] {
        match self.get(obj) {
            Value::Str(text) => text,
            other => panic!("no text: {other:?}"),
        }
    }

    fn end(
        &mut self,
        message: Message,
        values: &[Obj],
        unknown: &[u8],
        _is_outermost: bool,
    ) -> Result<Obj, Error> {
        assert!(self.inside);
        assert_eq!(values.len(), usize::from(message.count));
        let is_list = |obj: &Obj| matches!(self.get(*obj), Value::List(_));
        assert!(!values.iter().any(is_list), "a field is not what it is to be");
        let slots = values.iter().map(|obj| (obj.0 != 0).then_some(*obj)).collect();
        let record = self.add(Value::Record(slots));
        assert!(self.keeps || unknown.is_empty());
        if !unknown.is_empty() {
            let fields = self.add(Value::Bytes(unknown.to_vec()));
            self.kept.insert(record, fields);
        }
        Ok(record)
    }
}

/// `value.pipe(f)` is `f(value)`.
trait Pipe: Sized {
    fn pipe<T>(self, f: impl FnOnce(Self) -> T) -> T {
        f(self)
    }
}

impl Pipe for Obj {}

impl testing::Host for Host {}

impl Inspect for Host {
    fn view(&self, obj: Obj) -> View<'_> {
        match self.get(obj) {
            Value::None => View::None,
            Value::Bool(value) => View::Bool(*value),
            Value::Int(value) => isize::try_from(*value).map_or(View::BigInt, View::Int),
            Value::Float(value) => View::Float(*value),
            Value::Str(text) => View::Str(text),
            Value::Bytes(data) => View::Bytes(data),
            Value::Tuple(items) => View::Tuple(items.len()),
            Value::List(_) => View::List,
            Value::Dict(entries) => View::Dict(entries.len()),
            Value::Record(_) | Value::Iterator(_) => View::Object,
        }
    }

    fn identity(&self, obj: Obj) -> usize {
        obj.0 as usize
    }

    fn int_bytes(&mut self, obj: Obj, out: &mut Block<u8>) -> Result<(), Error> {
        let Value::Int(value) = *self.get(obj) else { panic!("no int") };
        let bytes = value.to_le_bytes();
        let mut len = bytes.len();
        while len > 1 && bytes[len - 1] as i8 == bytes[len - 2] as i8 >> 7 {
            len -= 1;
        }
        out.extend(&bytes[..len])
    }

    fn int_decimal(&mut self, _obj: Obj, _out: &mut Block<u8>) -> Result<(), Error> {
        panic!("no text");
    }

    fn len(&self, seq: Obj) -> usize {
        match self.get(seq) {
            Value::List(items) | Value::Tuple(items) => items.len(),
            other => panic!("no list: {other:?}"),
        }
    }

    fn item(&self, seq: Obj, index: usize) -> Option<Obj> {
        match self.get(seq) {
            Value::List(items) | Value::Tuple(items) => items.get(index).copied(),
            other => panic!("no list: {other:?}"),
        }
    }

    fn entry(&self, map: Obj, cursor: usize) -> Option<(usize, Obj, Obj)> {
        // Every other place is vacant, as in a hash table.
        let Value::Dict(entries) = self.get(map) else { panic!("no map") };
        let at = cursor.div_ceil(2);
        let (key, value) = *entries.get(at)?;
        Some((at * 2, key, value))
    }

    fn count(&self, container: Obj) -> usize {
        match self.get(container) {
            Value::Dict(entries) => entries.len(),
            other => panic!("no map: {other:?}"),
        }
    }

    fn element(&self, _set: Obj, _cursor: usize) -> Option<(usize, Obj)> {
        panic!("no sets");
    }
}

impl Look for Host {
    fn look(&mut self, record: Obj, message: Message, field: u16) -> Result<Option<Obj>, Error> {
        match self.get(record) {
            Value::Record(slots) => Ok(slots[usize::from(field - message.first)]),
            _ => Err(Error::WrongType),
        }
    }

    fn iterate(&mut self, obj: Obj) -> Result<Option<Obj>, Error> {
        match self.get(obj) {
            Value::Iterator(items) => {
                let copy = Value::Iterator(items.clone());
                Ok(Some(self.add(copy)))
            }
            _ => Ok(None),
        }
    }

    fn next(&mut self, iterator: Obj) -> Result<Option<Obj>, Error> {
        match &mut self.values[iterator.0 as usize] {
            Value::Iterator(items) if items.is_empty() => Ok(None),
            Value::Iterator(items) => Ok(Some(items.remove(0))),
            other => panic!("no iterator: {other:?}"),
        }
    }

    fn named(&self, of: Message, obj: Obj) -> Option<u16> {
        let Value::Str(text) = self.get(obj) else { panic!("no name") };
        (of.first..of.first + of.count).find(|at| self.names[usize::from(*at)].as_bytes() == text)
    }

    fn number(&mut self, obj: Obj) -> Result<Option<f64>, Error> {
        Ok(match self.get(obj) {
            Value::Int(value) => Some(*value as f64),
            Value::Bool(value) => Some(f64::from(*value)),
            _ => None,
        })
    }

    fn unknown(&mut self, record: Obj, _message: Message) -> Result<Option<Obj>, Error> {
        Ok(self.kept.get(&record).copied())
    }

    fn memory(&self, obj: Obj) -> Option<&[u8]> {
        match self.get(obj) {
            Value::Bytes(data) => Some(data),
            _ => None,
        }
    }
}
