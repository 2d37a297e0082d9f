//! Nodes, as encoders look at them, and as pickles are written of them.

use model::{Buffer, Error, Inspect, View};
use num_bigint::BigInt;
use pickle::{BufferPlace, Describe, Known, Reduce, Reduced, State};

use super::resolve::int_bytes;
use super::{Block, Graph, Node, Obj};

impl Graph<'_> {
    fn entries(&self, map: Obj) -> &[(Obj, Obj)] {
        match self.node(map) {
            Node::Dict(entries) => entries,
            Node::Object(object) => &object.pairs,
            _ => &[],
        }
    }

    fn items(&self, seq: Obj) -> &[Obj] {
        match self.node(seq) {
            Node::List(items) | Node::Tuple(items) | Node::Set(items) | Node::FrozenSet(items) => items,
            Node::Object(object) => &object.items,
            _ => &[],
        }
    }

    fn known_name(&mut self, number: u8, module: &str, name: &str) -> Obj {
        if let Some(&obj) = self.known.get(&number) {
            return obj;
        }
        let obj = if module.is_empty() { self.new_str(name) } else { self.new_global(module, name) };
        self.known.insert(number, obj);
        obj
    }

    /// A class or function.
    pub fn new_global(&mut self, module: &str, name: &str) -> Obj {
        let (module, name) = (self.new_str(module), self.new_str(name));
        self.add(Node::Global(module, name))
    }
}

impl Inspect for Graph<'_> {
    fn view(&self, obj: Obj) -> View<'_> {
        match self.node(obj) {
            Node::None => View::None,
            Node::Bool(value) => View::Bool(*value),
            Node::Int(value) => isize::try_from(*value).map_or(View::BigInt, View::Int),
            Node::Big(_) => View::BigInt,
            Node::Float(value) => View::Float(*value),
            Node::Str(data) => View::Str(self.data(data)),
            Node::Bytes(data) => View::Bytes(self.data(data)),
            Node::ByteArray(data) => View::ByteArray(self.data(data)),
            Node::Tuple(items) => View::Tuple(items.len()),
            Node::List(_) => View::List,
            Node::Dict(entries) => View::Dict(entries.len()),
            Node::Set(elements) => View::Set(elements.len()),
            Node::FrozenSet(elements) => View::FrozenSet(elements.len()),
            Node::Buffer(_) => View::Buffer,
            Node::Global(..) => View::Global,
            _ => View::Object,
        }
    }

    fn identity(&self, obj: Obj) -> usize {
        // As if each were an object at an address.
        (obj.0 as usize + 1) * 16
    }

    fn int_bytes(&mut self, obj: Obj, out: &mut Block<u8>) -> Result<(), Error> {
        match self.node(obj) {
            Node::Int(value) => out.extend(&int_bytes(&BigInt::from(*value))),
            Node::Big(value) => out.extend(&int_bytes(value)),
            _ => Err(Error::WrongType),
        }
    }

    fn int_decimal(&mut self, obj: Obj, out: &mut Block<u8>) -> Result<(), Error> {
        match self.node(obj) {
            Node::Int(value) => out.extend(value.to_string().as_bytes()),
            Node::Big(value) => out.extend(value.to_string().as_bytes()),
            _ => Err(Error::WrongType),
        }
    }

    fn len(&self, seq: Obj) -> usize {
        self.items(seq).len()
    }

    fn item(&self, seq: Obj, index: usize) -> Option<Obj> {
        self.items(seq).get(index).copied()
    }

    fn entry(&self, map: Obj, cursor: usize) -> Option<(usize, Obj, Obj)> {
        let (key, value) = *self.entries(map).get(cursor)?;
        Some((cursor, key, value))
    }

    fn count(&self, container: Obj) -> usize {
        match self.node(container) {
            Node::Set(items) | Node::FrozenSet(items) => items.len(),
            _ => self.entries(container).len(),
        }
    }

    fn element(&self, set: Obj, cursor: usize) -> Option<(usize, Obj)> {
        Some((cursor, *self.items(set).get(cursor)?))
    }
}

impl Describe for Graph<'_> {
    fn global(&mut self, obj: Obj) -> Result<(Obj, Obj), Error> {
        match *self.node(obj) {
            Node::Global(module, name) => Ok((module, name)),
            _ => Err(Error::WrongType),
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

    fn buffer(&mut self, _obj: Obj) -> Result<BufferPlace<'_>, Error> {
        Ok(BufferPlace::OutOfBand { readonly: false })
    }
}

impl Reduce for Graph<'_> {
    fn next(&mut self, iter: Obj) -> Result<Option<Obj>, Error> {
        let Node::Walk(owner, at) = *self.node(iter) else {
            return Err(Error::WrongType);
        };
        *self.node_mut(iter) = Node::Walk(owner, at + 1);
        Ok(self.items(owner).get(at).copied())
    }

    fn pair(&mut self, _obj: Obj) -> Result<(Obj, Obj), Error> {
        Err(Error::WrongType)
    }

    fn reduce(&mut self, obj: Obj, _protocol: u8, recipe: &mut Reduced<Obj>) -> Result<bool, Error> {
        let Node::Object(object) = self.node(obj) else {
            return Err(Error::Unsupported);
        };
        // Only a pickle written by hand has these.
        if object.states.len() > 1 || !object.added.is_empty() {
            return Err(Error::Unsupported);
        }
        *recipe = Reduced::function(object.function, object.args);
        recipe.call = object.call;
        recipe.state = object.states.first().map_or(State::None, |state| State::Object(*state));
        if !object.pairs.is_empty() {
            recipe.dict = Some((obj, object.pairs.len()));
        }
        if !object.items.is_empty() {
            recipe.list_items = Some(self.add(Node::Walk(obj, 0)));
        }
        Ok(true)
    }

    fn intercepts(&self) -> bool {
        true
    }

    fn intercept(&mut self, obj: Obj) -> Result<Option<Obj>, Error> {
        match *self.node(obj) {
            Node::Persistent(id) => Ok(Some(id)),
            _ => Ok(None),
        }
    }
}
