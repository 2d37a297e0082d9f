//! An object model for the tests: objects live in an arena and are never freed.

use std::collections::HashMap;

use model::{Construct, Error, Inspect, Model, Payload, View};
use num_bigint::BigInt;
use pickle::{
    BufferPlace, Call, Describe, Instantiate, Known, Override, Reduce, Reduced, Resolve, State, compat,
};

use super::Block;

/// An index into [`Host::values`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Obj(pub u32);

pub const UNHASHABLE: Error = Error::Unhashable;
pub const WRONG_TYPE: Error = Error::WrongType;
pub const NOT_CALLABLE: Error = Error::NotCallable;
pub const BAD_TEXT: Error = Error::BadText;
pub const NO_STATE: Error = Error::NoState;
pub const HOOK: Error = Error::CallFailed;

#[derive(Clone, Debug)]
pub enum Value {
    None,
    Bool(bool),
    Int(i64),
    /// Seen by the codec as a big integer whatever its size.
    Big(BigInt),
    Float(f64),
    Str(Vec<u8>),
    Bytes(Vec<u8>),
    ByteArray(Vec<u8>),
    Tuple(Vec<Obj>),
    List(Vec<Obj>),
    Dict(Vec<(Obj, Obj)>),
    Set(Vec<Obj>),
    FrozenSet(Vec<Obj>),
    /// Module and name.
    Global(Obj, Obj),
    /// What a call made.
    Object(Box<Object>),
    /// What a persistent id or an extension code came to.
    Persistent(Obj),
    Buffer {
        data: Vec<u8>,
        readonly: bool,
        in_band: bool,
    },
    Iterator(Vec<Obj>, usize),
}

#[derive(Clone, Debug)]
pub struct Object {
    pub call: Call<Obj>,
    pub function: Obj,
    pub args: Obj,
    pub state: Option<Obj>,
    /// Attributes that are written as a state which is no object.
    pub attributes: Option<Vec<(Obj, Obj)>>,
    pub setter: Option<Obj>,
    pub items: Vec<Obj>,
    pub pairs: Vec<(Obj, Obj)>,
    /// `pairs` are offered by position, not by an iterator.
    pub walked: bool,
}

impl Object {
    pub fn new(call: Call<Obj>, function: Obj, args: Obj) -> Self {
        Self {
            call,
            function,
            args,
            state: None,
            attributes: None,
            setter: None,
            items: Vec::new(),
            pairs: Vec::new(),
            walked: false,
        }
    }
}

pub struct Host {
    pub values: Vec<Value>,
    pub known: HashMap<u8, Obj>,
    /// Persistent ids by object.
    pub persistent: HashMap<Obj, Obj>,
    /// Recipes by object, asked before the type.
    pub overrides: HashMap<Obj, Reduced<Obj>>,
    /// Extension codes by module and name.
    pub extensions: HashMap<(Vec<u8>, Vec<u8>), u32>,
    /// Out-of-band buffers that were written, or are to be read from the front.
    pub buffers: Vec<Obj>,
    /// Whether persistent ids and buffers can be resolved when reading.
    pub resolves: bool,
    /// `reduce` returns new argument tuples each time, as Python code does.
    pub fresh_args: bool,
    /// Objects whose reduction changes a container: (object, container).
    pub meddler: Option<(Obj, Obj)>,
    /// They grow; otherwise they are emptied.
    pub meddles_by_adding: bool,
    /// Names that `find_class` was asked for.
    pub asked: Vec<(String, String, bool)>,
    /// Calls that ran foreign code.
    pub calls: usize,
    /// Objects and recipes that may still be asked for by writing: a graph may have no end.
    pub reductions: usize,
    /// It knows some objects at a glance.
    pub glances: bool,
}

impl Default for Host {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            known: HashMap::new(),
            persistent: HashMap::new(),
            overrides: HashMap::new(),
            extensions: HashMap::new(),
            buffers: Vec::new(),
            resolves: false,
            fresh_args: false,
            meddler: None,
            meddles_by_adding: false,
            asked: Vec::new(),
            calls: 0,
            reductions: 1 << 23,
            glances: true,
        }
    }
}

impl Host {
    pub fn new() -> Self {
        Self { resolves: true, ..Self::default() }
    }

    pub fn add(&mut self, value: Value) -> Obj {
        self.values.push(value);
        Obj(u32::try_from(self.values.len() - 1).unwrap())
    }

    pub fn get(&self, obj: Obj) -> &Value {
        &self.values[obj.0 as usize]
    }

    pub fn get_mut(&mut self, obj: Obj) -> &mut Value {
        &mut self.values[obj.0 as usize]
    }

    pub fn int(&mut self, value: i64) -> Obj {
        self.add(Value::Int(value))
    }

    pub fn str(&mut self, text: &str) -> Obj {
        self.add(Value::Str(text.into()))
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

    pub fn global(&mut self, module: &str, name: &str) -> Obj {
        let (module, name) = (self.str(module), self.str(name));
        self.add(Value::Global(module, name))
    }

    /// An instance of the global `class`, made by NEWOBJ without arguments.
    pub fn instance(&mut self, class: Obj) -> Obj {
        let args = self.tuple(&[]);
        self.add(Value::Object(Box::new(Object::new(Call::New, class, args))))
    }

    pub fn object_mut(&mut self, obj: Obj) -> &mut Object {
        match self.get_mut(obj) {
            Value::Object(object) => object,
            other => panic!("no object: {other:?}"),
        }
    }

    pub fn push(&mut self, list: Obj, item: Obj) {
        match self.get_mut(list) {
            Value::List(items) | Value::Set(items) => items.push(item),
            other => panic!("no list: {other:?}"),
        }
    }

    pub fn items(&self, seq: Obj) -> &[Obj] {
        match self.get(seq) {
            Value::List(items) | Value::Tuple(items) | Value::Set(items) | Value::FrozenSet(items) => items,
            other => panic!("no sequence: {other:?}"),
        }
    }

    pub fn entries(&self, map: Obj) -> &[(Obj, Obj)] {
        match self.get(map) {
            Value::Dict(entries) => entries,
            Value::Object(object) => object.attributes.as_ref().unwrap_or(&object.pairs),
            other => panic!("no map: {other:?}"),
        }
    }

    pub fn text(&self, obj: Obj) -> Option<&[u8]> {
        match self.get(obj) {
            Value::Str(text) => Some(text),
            _ => None,
        }
    }

    pub fn name(&self, global: Obj) -> Option<(&[u8], &[u8])> {
        match *self.get(global) {
            Value::Global(module, name) => Some((self.text(module)?, self.text(name)?)),
            _ => None,
        }
    }

    fn listed(&self, list: Obj) -> Result<Vec<Obj>, Error> {
        match self.get(list) {
            Value::List(items) => Ok(items.clone()),
            _ => Err(WRONG_TYPE),
        }
    }

    fn hashable(&self, obj: Obj) -> Result<(), Error> {
        match self.get(obj) {
            Value::List(_) | Value::Dict(_) | Value::Set(_) | Value::ByteArray(_) => Err(UNHASHABLE),
            _ => Ok(()),
        }
    }

    fn known_name(&mut self, number: u8, module: &str, name: &str) -> Obj {
        if let Some(&obj) = self.known.get(&number) {
            return obj;
        }
        let obj = if module.is_empty() { self.str(name) } else { self.global(module, name) };
        self.known.insert(number, obj);
        obj
    }

    fn build_payload(&mut self, kind: Payload, data: Vec<u8>) -> Result<Obj, Error> {
        let value = match kind {
            Payload::Str if !is_wtf8(&data) => return Err(BAD_TEXT),
            Payload::Str => Value::Str(data),
            Payload::Encoded if !data.is_ascii() => return Err(BAD_TEXT),
            Payload::Encoded => Value::Str(data),
            Payload::Bytes => Value::Bytes(data),
            Payload::ByteArray => Value::ByteArray(data),
            Payload::Int => int_value(BigInt::from_signed_bytes_le(&data)),
        };
        Ok(self.add(value))
    }
}

fn int_value(value: BigInt) -> Value {
    match i64::try_from(&value) {
        Ok(small) => Value::Int(small),
        Err(_) => Value::Big(value),
    }
}

/// UTF-8 in which surrogates may stand.
fn is_wtf8(mut text: &[u8]) -> bool {
    while let Err(error) = std::str::from_utf8(text) {
        match text[error.valid_up_to()..] {
            [0xed, 0xa0..=0xbf, 0x80..=0xbf, ..] => text = &text[error.valid_up_to() + 3..],
            _ => return false,
        }
    }
    true
}

impl Model for Host {
    type Fault = Error;
    type Obj = Obj;
    type Vec<T: Copy> = Block<T>;

    fn fault(&self, error: Error) -> Error {
        error
    }
}

impl testing::Host for Host {
    fn calls(&self) -> usize {
        self.calls
    }
}

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
            Value::Buffer { .. } => View::Buffer,
            Value::Global(..) => View::Global,
            Value::Object(_) | Value::Persistent(_) | Value::Iterator(..) => View::Object,
        }
    }

    fn glance(&self, obj: Obj) -> Option<View<'_>> {
        match self.view(obj) {
            View::Str(text) if text.len() > 255 => None,
            view @ (View::Int(_) | View::Float(_) | View::Str(_)) if self.glances => Some(view),
            _ => None,
        }
    }

    fn share<T: Copy>(
        &self,
        block: &mut Block<u8>,
        bytes: usize,
        items: usize,
    ) -> Option<(Block<u8>, Block<T>)> {
        use model::Buffer;
        // Something that must be reclaimed.
        block.push(0).ok()?;
        let (mut head, mut tail) = (Block::default(), Block::default());
        head.reserve_exact(bytes).ok()?;
        tail.reserve_exact(items).ok()?;
        self.glances.then_some((head, tail))
    }

    fn reclaim(&self, block: &mut Block<u8>, _bytes: &mut Block<u8>) {
        use model::Buffer;
        block.release();
    }

    fn identity(&self, obj: Obj) -> usize {
        // Addresses are multiples of 16.
        (obj.0 as usize + 1) * 16
    }

    fn int_bytes(&mut self, obj: Obj, out: &mut Block<u8>) -> Result<(), Error> {
        use model::Buffer;
        match self.get(obj) {
            Value::Int(value) => out.extend(&BigInt::from(*value).to_signed_bytes_le()),
            Value::Big(value) => out.extend(&value.to_signed_bytes_le()),
            _ => Err(WRONG_TYPE),
        }
    }

    fn int_decimal(&mut self, obj: Obj, out: &mut Block<u8>) -> Result<(), Error> {
        use model::Buffer;
        match self.get(obj) {
            Value::Int(value) => out.extend(value.to_string().as_bytes()),
            Value::Big(value) => out.extend(value.to_string().as_bytes()),
            _ => Err(WRONG_TYPE),
        }
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

impl Describe for Host {
    fn global(&mut self, obj: Obj) -> Result<(Obj, Obj), Error> {
        match *self.get(obj) {
            Value::Global(module, name) => Ok((module, name)),
            _ => Err(WRONG_TYPE),
        }
    }

    fn known(&mut self, known: Known) -> Obj {
        match known {
            Known::Set => self.known_name(0, "builtins", "set"),
            Known::FrozenSet => self.known_name(1, "builtins", "frozenset"),
            Known::Bytes => self.known_name(2, "builtins", "bytes"),
            Known::ByteArray => self.known_name(3, "builtins", "bytearray"),
            Known::Encode => self.known_name(4, "_codecs", "encode"),
            Known::GetAttr => self.known_name(5, "builtins", "getattr"),
            Known::Latin1 => self.known_name(6, "", "latin1"),
            Known::Latin1Dashed => self.known_name(7, "", "latin-1"),
        }
    }

    fn buffer(&mut self, obj: Obj) -> Result<BufferPlace<'_>, Error> {
        let Value::Buffer { readonly, in_band, .. } = *self.get(obj) else {
            return Err(WRONG_TYPE);
        };
        if !in_band {
            self.buffers.push(obj);
            return Ok(BufferPlace::OutOfBand { readonly });
        }
        match self.get(obj) {
            Value::Buffer { data, .. } => Ok(BufferPlace::InBand { readonly, data }),
            _ => Err(WRONG_TYPE),
        }
    }
}

impl Reduce for Host {
    fn next(&mut self, iter: Obj) -> Result<Option<Obj>, Error> {
        match self.get_mut(iter) {
            Value::Iterator(items, at) => {
                *at += 1;
                Ok(items.get(*at - 1).copied())
            }
            _ => Err(WRONG_TYPE),
        }
    }

    fn pair(&mut self, obj: Obj) -> Result<(Obj, Obj), Error> {
        match *self.items(obj) {
            [key, value] => Ok((key, value)),
            _ => Err(WRONG_TYPE),
        }
    }

    fn reduce(&mut self, obj: Obj, _protocol: u8, recipe: &mut Reduced<Obj>) -> Result<bool, Error> {
        if let Some((meddler, container)) = self.meddler
            && meddler == obj
        {
            let adds = self.meddles_by_adding;
            match self.get_mut(container) {
                Value::List(items) | Value::Set(items) if adds => items.push(meddler),
                Value::List(items) | Value::Set(items) => items.clear(),
                Value::Dict(entries) if adds => entries.push((meddler, meddler)),
                Value::Dict(entries) => entries.clear(),
                other => panic!("no container: {other:?}"),
            }
        }
        let Value::Object(object) = self.get(obj) else {
            return Err(WRONG_TYPE);
        };
        let object = object.clone();
        let more = 1 + object.items.len() + object.pairs.len();
        self.reductions = self.reductions.checked_sub(more).ok_or(Error::OutOfMemory)?;
        *recipe = Reduced::function(object.function, object.args);
        recipe.call = object.call;
        if self.fresh_args {
            recipe.args = self.add(self.get(object.args).clone());
        }
        recipe.setter = object.setter;
        recipe.state = match (object.state, &object.attributes) {
            (Some(state), _) => State::Object(state),
            (None, Some(attributes)) => State::Attributes(obj, attributes.len()),
            (None, None) => State::None,
        };
        if !object.items.is_empty() {
            recipe.list_items = Some(self.add(Value::Iterator(object.items, 0)));
        }
        if object.walked {
            recipe.dict = Some((obj, object.pairs.len()));
        } else if !object.pairs.is_empty() {
            let pairs =
                object.pairs.iter().map(|(key, value)| self.add(Value::Tuple(vec![*key, *value]))).collect();
            recipe.dict_items = Some(self.add(Value::Iterator(pairs, 0)));
        }
        Ok(true)
    }

    fn intercepts(&self) -> bool {
        !self.persistent.is_empty()
    }

    fn intercept(&mut self, obj: Obj) -> Result<Option<Obj>, Error> {
        Ok(self.persistent.get(&obj).copied())
    }

    fn text_of(&mut self, obj: Obj) -> Result<Obj, Error> {
        let Value::Float(value) = self.get(obj) else {
            return Ok(obj);
        };
        let text = value.to_string();
        Ok(self.str(&text))
    }

    fn override_reduce(&mut self, obj: Obj, _: u8, recipe: &mut Reduced<Obj>) -> Result<Override, Error> {
        let Some(given) = self.overrides.get(&obj) else {
            return Ok(Override::None);
        };
        *recipe = *given;
        Ok(Override::Reduced)
    }

    fn extension(&mut self, module: Obj, name: Obj) -> Option<u32> {
        let key = (self.text(module)?.to_vec(), self.text(name)?.to_vec());
        self.extensions.get(&key).copied()
    }
}

impl Instantiate for Host {
    fn new_object(&mut self, class: Obj, args: Obj, kwargs: Option<Obj>) -> Result<Obj, Error> {
        self.calls += 1;
        if self.name(class).is_none() {
            return Err(NOT_CALLABLE);
        }
        if !matches!(self.get(args), Value::Tuple(_)) {
            return Err(WRONG_TYPE);
        }
        let call = match kwargs {
            None => Call::New,
            Some(kwargs) if matches!(self.get(kwargs), Value::Dict(_)) => Call::NewEx(kwargs),
            Some(_) => return Err(WRONG_TYPE),
        };
        Ok(self.add(Value::Object(Box::new(Object::new(call, class, args)))))
    }

    fn instantiate(&mut self, class: Obj, args: &[Obj]) -> Result<Obj, Error> {
        // Not counted in `calls`: INST looks up the class and calls it, and reads nothing between.
        if self.name(class).is_none() {
            return Err(NOT_CALLABLE);
        }
        let call = if args.is_empty() { Call::New } else { Call::Function };
        let args = self.tuple(args);
        Ok(self.add(Value::Object(Box::new(Object::new(call, class, args)))))
    }

    fn build(&mut self, obj: Obj, state: Obj) -> Result<Obj, Error> {
        self.calls += 1;
        let Value::Object(object) = self.get(obj) else {
            return Err(NO_STATE);
        };
        let mut object = object.clone();
        object.state = Some(state);
        // What cannot be changed is made anew.
        if matches!(self.name(object.function), Some((_, b"Frozen"))) {
            return Ok(self.add(Value::Object(object)));
        }
        *self.get_mut(obj) = Value::Object(object);
        Ok(obj)
    }

    fn persistent(&mut self, id: Obj) -> Result<Obj, Error> {
        self.calls += 1;
        if !self.resolves {
            return Err(Error::NoPersistentLoad);
        }
        Ok(self.add(Value::Persistent(id)))
    }

    fn extension(&mut self, code: u32) -> Result<Obj, Error> {
        let found = self.extensions.iter().find(|(_, registered)| **registered == code);
        let Some(((module, name), _)) = found else {
            return Err(Error::BadExtension);
        };
        let (module, name) = (Value::Str(module.clone()), Value::Str(name.clone()));
        let (module, name) = (self.add(module), self.add(name));
        Ok(self.add(Value::Global(module, name)))
    }
}

impl Construct for Host {
    fn none(&mut self) -> Obj {
        self.add(Value::None)
    }

    fn bool(&mut self, value: bool) -> Obj {
        self.add(Value::Bool(value))
    }

    fn int(&mut self, value: i32) -> Result<Obj, Error> {
        Ok(self.add(Value::Int(i64::from(value))))
    }

    fn float(&mut self, value: f64) -> Result<Obj, Error> {
        Ok(self.add(Value::Float(value)))
    }

    fn payload(&mut self, kind: Payload, data: &[u8]) -> Result<Obj, Error> {
        self.build_payload(kind, data.to_vec())
    }

    fn adopt(&mut self, kind: Payload, data: &mut Block<u8>) -> Result<Obj, Error> {
        let data = data.take();
        self.build_payload(kind, data)
    }

    fn tuple(&mut self, items: &[Obj]) -> Result<Obj, Error> {
        Ok(self.add(Value::Tuple(items.to_vec())))
    }

    fn list(&mut self, items: &[Obj]) -> Result<Obj, Error> {
        Ok(self.add(Value::List(items.to_vec())))
    }

    fn dict(&mut self, items: &[Obj]) -> Result<Obj, Error> {
        let dict = self.add(Value::Dict(Vec::new()));
        self.set_items(dict, items)?;
        Ok(dict)
    }

    fn set(&mut self) -> Result<Obj, Error> {
        Ok(self.add(Value::Set(Vec::new())))
    }

    fn frozen_set(&mut self, items: &[Obj]) -> Result<Obj, Error> {
        for item in items {
            self.hashable(*item)?;
        }
        Ok(self.add(Value::FrozenSet(items.to_vec())))
    }

    fn append(&mut self, list: Obj, items: &[Obj]) -> Result<(), Error> {
        match self.get_mut(list) {
            Value::List(list) => list.extend_from_slice(items),
            Value::Object(object) => object.items.extend_from_slice(items),
            _ => return Err(WRONG_TYPE),
        }
        Ok(())
    }

    fn set_items(&mut self, dict: Obj, items: &[Obj]) -> Result<(), Error> {
        for pair in items.chunks_exact(2) {
            self.hashable(pair[0])?;
            match self.get_mut(dict) {
                Value::Dict(entries) => entries.push((pair[0], pair[1])),
                Value::Object(object) => object.pairs.push((pair[0], pair[1])),
                _ => return Err(WRONG_TYPE),
            }
        }
        Ok(())
    }

    fn add(&mut self, set: Obj, items: &[Obj]) -> Result<(), Error> {
        for item in items {
            self.hashable(*item)?;
        }
        match self.get_mut(set) {
            Value::Set(set) => set.extend_from_slice(items),
            _ => return Err(WRONG_TYPE),
        }
        Ok(())
    }
}

impl Resolve for Host {
    fn int_text(&mut self, text: &[u8]) -> Result<Obj, Error> {
        let text = std::str::from_utf8(text).map_err(|_| Error::BadText)?.trim();
        let value = text.parse::<BigInt>().map_err(|_| Error::BadText)?;
        // As `int(text, 0)`.
        if text.trim_start_matches(['-', '+']).starts_with('0') && value != BigInt::ZERO {
            return Err(Error::BadText);
        }
        Ok(self.add(int_value(value)))
    }

    fn find_class(&mut self, module: Obj, name: Obj, python2: bool) -> Result<Obj, Error> {
        let (Some(module_text), Some(name_text)) = (self.text(module), self.text(name)) else {
            return Err(WRONG_TYPE);
        };
        let (module_text, name_text) = (module_text.to_vec(), name_text.to_vec());
        let show = |text: &[u8]| String::from_utf8_lossy(text).into_owned();
        self.asked.push((show(&module_text), show(&name_text), python2));
        self.calls += 1;
        if !python2 {
            return Ok(self.add(Value::Global(module, name)));
        }
        let (module, name) = compat::to_python3(&module_text, &name_text);
        let module = self.add(Value::Str(module.to_vec()));
        let name = self.add(Value::Str(name.to_vec()));
        Ok(self.add(Value::Global(module, name)))
    }

    fn call(&mut self, function: Obj, args: Obj) -> Result<Obj, Error> {
        self.calls += 1;
        let Value::Tuple(items) = self.get(args).clone() else {
            return Err(WRONG_TYPE);
        };
        let Some(name) = self.name(function) else {
            return Err(NOT_CALLABLE);
        };
        match (name, &items[..]) {
            ((b"builtins", b"set"), [list]) => {
                let elements = self.listed(*list)?;
                let set = self.add(Value::Set(Vec::new()));
                Construct::add(self, set, &elements)?;
                Ok(set)
            }
            ((b"builtins", b"frozenset"), [list]) => {
                let elements = self.listed(*list)?;
                self.frozen_set(&elements)
            }
            ((b"builtins", b"bytes"), []) => Ok(self.add(Value::Bytes(Vec::new()))),
            ((b"builtins", b"bytearray"), []) => Ok(self.add(Value::ByteArray(Vec::new()))),
            ((b"builtins", b"bytearray"), [bytes]) => match self.get(*bytes).clone() {
                Value::Bytes(data) => Ok(self.add(Value::ByteArray(data))),
                _ => Err(WRONG_TYPE),
            },
            ((b"builtins", b"bytearray"), [text, _encoding]) => {
                let data = latin1(self.text(*text).ok_or(WRONG_TYPE)?)?;
                Ok(self.add(Value::ByteArray(data)))
            }
            ((b"_codecs", b"encode"), [text, _encoding]) => {
                let data = latin1(self.text(*text).ok_or(WRONG_TYPE)?)?;
                Ok(self.add(Value::Bytes(data)))
            }
            ((b"builtins", b"getattr"), [owner, attribute]) if self.name(*owner).is_some() => {
                let Value::Global(module, outer) = *self.get(*owner) else { unreachable!() };
                let dotted =
                    [self.text(outer).unwrap(), b".", self.text(*attribute).ok_or(WRONG_TYPE)?].concat();
                let name = self.add(Value::Str(dotted));
                Ok(self.add(Value::Global(module, name)))
            }
            ((_, b"set_state"), [obj, state]) => {
                let (obj, state) = (*obj, *state);
                let Value::Object(object) = self.get_mut(obj) else {
                    return Err(WRONG_TYPE);
                };
                object.setter = Some(function);
                object.state = Some(state);
                Ok(self.none())
            }
            _ => Ok(self.add(Value::Object(Box::new(Object::new(Call::Function, function, args))))),
        }
    }

    fn next_buffer(&mut self) -> Result<Obj, Error> {
        if self.buffers.is_empty() { Err(Error::NoBuffer) } else { Ok(self.buffers.remove(0)) }
    }

    fn read_only(&mut self, buffer: Obj) -> Result<Obj, Error> {
        match self.get(buffer).clone() {
            Value::Buffer { data, in_band, .. } => {
                Ok(self.add(Value::Buffer { data, readonly: true, in_band }))
            }
            _ => Err(WRONG_TYPE),
        }
    }
}

/// The bytes that this UTF-8 text has in Latin-1.
fn latin1(text: &[u8]) -> Result<Vec<u8>, Error> {
    let text = std::str::from_utf8(text).map_err(|_| BAD_TEXT)?;
    text.chars().map(|c| u8::try_from(u32::from(c)).map_err(|_| BAD_TEXT)).collect()
}
