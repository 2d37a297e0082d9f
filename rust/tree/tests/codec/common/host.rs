//! An object model for the tests: objects live in an arena and are never freed.

use std::collections::{HashMap, HashSet};

use model::{Buffer, Construct, Error, Inspect, Model, Payload, View};
use num_bigint::BigInt;
use tree::{Ask, Form, Pack, Unpack};

use super::Block;

/// An index into [`Host::values`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Obj(pub u32);

#[derive(Clone, Debug)]
pub enum Value {
    None,
    Bool(bool),
    Int(i64),
    Big(BigInt),
    Float(f64),
    Str(Vec<u8>),
    Bytes(Vec<u8>),
    ByteArray(Vec<u8>),
    Tuple(Vec<Obj>),
    List(Vec<Obj>),
    Dict(Vec<(Obj, Obj)>),
    /// A dictionary with its order, which the codec does not know as one.
    Ordered(Vec<(Obj, Obj)>),
    Set(Vec<Obj>),
    FrozenSet(Vec<Obj>),
    /// MessagePack's ext.
    Ext(i8, Vec<u8>),
    /// CBOR's tag.
    Tag(u64, Obj),
    /// CBOR's simple value.
    Simple(u8),
    /// Typed memory: the number of a tag, or of an ext.
    Buffer(Option<u64>, Vec<u8>),
    /// An object that a hook knows, and what it gives for it.
    Hooked(Obj),
    /// An object that nothing is known of.
    Opaque,
}

#[derive(Default)]
pub struct Host {
    pub values: Vec<Value>,
    /// The ext of `umsgpack` that are read and written: sets, tuples, bytearrays, ordered dictionaries.
    pub nested: HashSet<u8>,
    /// Other ext that hold an item: each becomes a [`Value::Tag`].
    pub registered: HashSet<i8>,
    /// Text that is not UTF-8 becomes bytes.
    pub allow_invalid_utf8: bool,
    /// Containers that grow or shrink when [`Pack::form`] is asked for an object.
    pub meddler: Option<(Obj, Obj, bool)>,
    /// The model knows some objects at a glance.
    pub glances: bool,
    /// Calls of what could be Python code.
    pub calls: usize,
    /// How deep between `at` and `left`.
    pub inside: usize,
    /// Keys of dictionaries, to find equal ones.
    pub known: HashMap<Obj, HashSet<String>>,
}

impl Host {
    pub fn new() -> Self {
        Self { glances: true, ..Self::default() }
    }

    pub fn with_nested() -> Self {
        Self { nested: (0x51..=0x54).collect(), ..Self::new() }
    }

    pub fn with_registered() -> Self {
        Self { registered: [5, 0x51].into(), ..Self::new() }
    }

    pub fn add(&mut self, value: Value) -> Obj {
        self.values.push(value);
        Obj(u32::try_from(self.values.len() - 1).unwrap())
    }

    pub fn get(&self, obj: Obj) -> &Value {
        &self.values[obj.0 as usize]
    }

    pub fn int(&mut self, value: i64) -> Obj {
        self.add(Value::Int(value))
    }

    pub fn str(&mut self, text: &str) -> Obj {
        self.add(Value::Str(text.into()))
    }

    pub fn bytes(&mut self, data: &[u8]) -> Obj {
        self.add(Value::Bytes(data.into()))
    }

    pub fn list(&mut self, items: &[Obj]) -> Obj {
        self.add(Value::List(items.to_vec()))
    }

    pub fn tuple(&mut self, items: &[Obj]) -> Obj {
        self.add(Value::Tuple(items.to_vec()))
    }

    pub fn dict(&mut self, items: &[(Obj, Obj)]) -> Obj {
        self.add(Value::Dict(items.to_vec()))
    }

    pub fn items(&self, seq: Obj) -> &[Obj] {
        match self.get(seq) {
            Value::List(items) | Value::Tuple(items) | Value::Set(items) | Value::FrozenSet(items) => items,
            other => panic!("no sequence: {other:?}"),
        }
    }

    pub fn entries(&self, map: Obj) -> &[(Obj, Obj)] {
        match self.get(map) {
            Value::Dict(entries) | Value::Ordered(entries) => entries,
            other => panic!("no map: {other:?}"),
        }
    }

    fn hashable(&self, obj: Obj) -> bool {
        let mut todo = vec![obj];
        while let Some(obj) = todo.pop() {
            match self.get(obj) {
                Value::List(_)
                | Value::Dict(_)
                | Value::Ordered(_)
                | Value::Set(_)
                | Value::ByteArray(_)
                | Value::Buffer(..) => return false,
                Value::Tuple(items) | Value::FrozenSet(items) => todo.extend(items),
                _ => {}
            }
        }
        true
    }

    fn build(&mut self, kind: Payload, data: Vec<u8>) -> Result<Obj, Error> {
        let value = match kind {
            Payload::Str if std::str::from_utf8(&data).is_err() => {
                if !self.allow_invalid_utf8 {
                    return Err(Error::BadUtf8);
                }
                Value::Bytes(data)
            }
            Payload::Str => Value::Str(data),
            Payload::Bytes => Value::Bytes(data),
            Payload::ByteArray => Value::ByteArray(data),
            Payload::Int => {
                let value = BigInt::from_signed_bytes_le(&data);
                i64::try_from(&value).map_or(Value::Big(value), Value::Int)
            }
            Payload::Encoded => panic!("no text of Python 2"),
        };
        Ok(self.add(value))
    }

    fn called(&mut self) {
        assert_eq!(self.inside, 1, "told before and after");
        self.calls += 1;
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
    fn at(&mut self, _offset: usize, _memo: &Block<Option<Obj>>) {
        self.inside = 1;
    }

    fn left(&mut self) {
        self.inside = 0;
    }

    fn none(&mut self) -> Obj {
        self.add(Value::None)
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
        panic!("maps are made by `map`");
    }

    fn set(&mut self) -> Result<Obj, Error> {
        Ok(self.add(Value::Set(Vec::new())))
    }

    fn frozen_set(&mut self, items: &[Obj]) -> Result<Obj, Error> {
        Ok(self.add(Value::FrozenSet(items.to_vec())))
    }

    fn append(&mut self, list: Obj, items: &[Obj]) -> Result<(), Error> {
        match &mut self.values[list.0 as usize] {
            Value::List(list) => list.extend_from_slice(items),
            other => panic!("no list: {other:?}"),
        }
        Ok(())
    }

    fn set_items(&mut self, _dict: Obj, _items: &[Obj]) -> Result<(), Error> {
        panic!("maps are made by `map`");
    }

    fn add(&mut self, set: Obj, items: &[Obj]) -> Result<(), Error> {
        self.called();
        if items.iter().any(|item| !self.hashable(*item)) {
            return Err(Error::Unhashable);
        }
        match &mut self.values[set.0 as usize] {
            Value::Set(set) => set.extend_from_slice(items),
            other => panic!("no set: {other:?}"),
        }
        Ok(())
    }
}

impl Unpack for Host {
    fn data(&self, obj: Obj) -> &[u8] {
        match self.get(obj) {
            Value::Str(data) | Value::Bytes(data) => data,
            _ => &[],
        }
    }

    fn map(&mut self, dict: Option<Obj>, items: &[Obj], ordered: bool, unique: bool) -> Result<Obj, Error> {
        self.called();
        assert!(items.len().is_multiple_of(2));
        let dict = match dict {
            Some(dict) => dict,
            None if ordered => self.add(Value::Ordered(Vec::new())),
            None => self.add(Value::Dict(Vec::new())),
        };
        for pair in items.chunks_exact(2) {
            if !self.hashable(pair[0]) {
                return Err(Error::Unhashable);
            }
            let text = super::show(self, pair[0]);
            let new = self.known.entry(dict).or_default().insert(text.clone());
            if !new && unique {
                return Err(Error::DuplicateKey);
            }
            let known = if new {
                None
            } else {
                self.entries(dict).iter().position(|(key, _)| super::show(self, *key) == text)
            };
            match (&mut self.values[dict.0 as usize], known) {
                (Value::Dict(entries) | Value::Ordered(entries), Some(at)) => entries[at].1 = pair[1],
                (Value::Dict(entries) | Value::Ordered(entries), None) => entries.push((pair[0], pair[1])),
                (other, _) => panic!("no map: {other:?}"),
            }
        }
        Ok(dict)
    }

    fn complete(&mut self, dict: Obj) -> Result<Obj, Error> {
        self.called();
        Ok(dict)
    }

    #[cfg(feature = "msgpack")]
    fn is_nested(&mut self, code: u8) -> bool {
        self.nested.contains(&code)
    }

    #[cfg(feature = "msgpack")]
    fn holds_item(&mut self, code: i8) -> bool {
        self.registered.contains(&code)
    }

    #[cfg(feature = "msgpack")]
    fn registered(&mut self, code: i8, obj: Obj) -> Result<Obj, Error> {
        self.called();
        Ok(self.add(Value::Tag(code.cast_unsigned().into(), obj)))
    }

    #[cfg(feature = "msgpack")]
    fn ext(&mut self, code: i8, data: Obj) -> Result<Obj, Error> {
        self.called();
        match self.get(data) {
            Value::Bytes(data) => {
                let data = data.clone();
                Ok(self.add(Value::Ext(code, data)))
            }
            other => panic!("no bytes: {other:?}"),
        }
    }

    #[cfg(feature = "cbor")]
    fn tag(&mut self, number: u64, obj: Obj) -> Result<Obj, Error> {
        self.called();
        Ok(self.add(Value::Tag(number, obj)))
    }

    fn simple(&mut self, value: u8) -> Result<Obj, Error> {
        Ok(self.add(Value::Simple(value)))
    }
}

// Containers that end together make several calls in a row, and read nothing between.
impl testing::Host for Host {}

impl Inspect for Host {
    fn view(&self, obj: Obj) -> View<'_> {
        match self.get(obj) {
            Value::None => View::None,
            Value::Bool(value) => View::Bool(*value),
            Value::Int(value) => isize::try_from(*value).map_or(View::BigInt, View::Int),
            Value::Big(_) => View::BigInt,
            Value::Float(value) => View::Float(*value),
            Value::Str(text) => View::Str(text),
            Value::Bytes(data) => View::Bytes(data),
            Value::ByteArray(data) => View::ByteArray(data),
            Value::Tuple(items) => View::Tuple(items.len()),
            Value::List(_) => View::List,
            Value::Dict(entries) => View::Dict(entries.len()),
            Value::Set(elements) => View::Set(elements.len()),
            Value::FrozenSet(elements) => View::FrozenSet(elements.len()),
            Value::Buffer(..) => View::Buffer,
            _ => View::Object,
        }
    }

    fn glance(&self, obj: Obj) -> Option<View<'_>> {
        match self.view(obj) {
            View::Str(text) if text.len() > 255 => None,
            view @ (View::Int(_) | View::Float(_) | View::Str(_)) if self.glances => Some(view),
            _ => None,
        }
    }

    fn identity(&self, obj: Obj) -> usize {
        (obj.0 as usize + 1) * 16
    }

    fn int_bytes(&mut self, obj: Obj, out: &mut Block<u8>) -> Result<(), Error> {
        match self.get(obj) {
            Value::Int(value) => out.extend(&BigInt::from(*value).to_signed_bytes_le()),
            Value::Big(value) => out.extend(&value.to_signed_bytes_le()),
            other => panic!("no integer: {other:?}"),
        }
    }

    fn int_decimal(&mut self, _obj: Obj, _out: &mut Block<u8>) -> Result<(), Error> {
        panic!("no text");
    }

    fn len(&self, seq: Obj) -> usize {
        self.items(seq).len()
    }

    fn item(&self, seq: Obj, index: usize) -> Option<Obj> {
        self.items(seq).get(index).copied()
    }

    fn entry(&self, map: Obj, cursor: usize) -> Option<(usize, Obj, Obj)> {
        // Every other place is vacant, as in a hash table.
        let at = cursor.div_ceil(2);
        let (key, value) = *self.entries(map).get(at)?;
        Some((at * 2, key, value))
    }

    fn count(&self, container: Obj) -> usize {
        match self.get(container) {
            Value::Set(items) | Value::FrozenSet(items) => items.len(),
            _ => self.entries(container).len(),
        }
    }

    fn element(&self, set: Obj, cursor: usize) -> Option<(usize, Obj)> {
        let at = cursor.div_ceil(3);
        Some((at * 3, *self.items(set).get(at)?))
    }
}

impl Pack for Host {
    fn intercepts(&self) -> bool {
        !self.nested.is_empty()
    }

    fn form(&mut self, obj: Obj, ask: Ask) -> Result<Form<Obj>, Error> {
        if let Some((meddler, container, grows)) = self.meddler
            && meddler == obj
        {
            match &mut self.values[container.0 as usize] {
                Value::List(items) | Value::Set(items) if grows => items.push(meddler),
                Value::List(items) | Value::Set(items) => items.clear(),
                Value::Dict(entries) if grows => entries.push((meddler, meddler)),
                Value::Dict(entries) => entries.clear(),
                Value::ByteArray(data) => data.clear(),
                other => panic!("no container: {other:?}"),
            }
        }
        let form = match self.get(obj) {
            Value::Set(_) if self.nested.contains(&0x51) => Form::Nested(0x51, obj),
            Value::Tuple(_) if self.nested.contains(&0x52) => Form::Nested(0x52, obj),
            Value::ByteArray(_) if self.nested.contains(&0x53) => Form::Nested(0x53, obj),
            Value::Ordered(_) if self.nested.contains(&0x54) => Form::Nested(0x54, obj),
            _ if ask == Ask::First => Form::Plain,
            Value::Ordered(_) => Form::Map(obj),
            Value::Ext(code, _) => Form::Data((*code).cast_unsigned().into(), obj),
            Value::Tag(number, inner) => Form::Tag(*number, *inner),
            Value::Simple(value) => Form::Simple(*value),
            Value::Buffer(Some(number), _) => Form::Data(*number, obj),
            Value::Buffer(None, _) => Form::Bytes(obj),
            Value::Hooked(other) if ask == Ask::Last => Form::Instead(*other),
            _ => Form::Plain,
        };
        Ok(form)
    }

    fn memory(&self, obj: Obj) -> Option<&[u8]> {
        match self.get(obj) {
            Value::Ext(_, data) | Value::Buffer(_, data) => Some(data),
            _ => None,
        }
    }
}
