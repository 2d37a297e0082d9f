//! Classes, functions and calls: as nodes. Those of plain data become the data.

use model::{Construct, Error};
use num_bigint::BigInt;
use pickle::{Call, Instantiate, Resolve, compat};

use super::{Data, Graph, Node, Obj, Object};

impl Resolve for Graph<'_> {
    fn int_text(&mut self, text: &[u8]) -> Result<Obj, Error> {
        self.literal(text)
    }

    fn find_class(&mut self, module: Obj, name: Obj, python2: bool) -> Result<Obj, Error> {
        let (Node::Str(in_module), Node::Str(in_name)) = (self.node(module), self.node(name)) else {
            return Err(Error::WrongType);
        };
        if !python2 {
            return Ok(self.add(Node::Global(module, name)));
        }
        let (new_module, new_name) = compat::to_python3(self.data(in_module), self.data(in_name));
        let (new_module, new_name) = (Data::Own(new_module.into()), Data::Own(new_name.into()));
        let (module, name) = (self.add(Node::Str(new_module)), self.add(Node::Str(new_name)));
        Ok(self.add(Node::Global(module, name)))
    }

    fn call(&mut self, function: Obj, args: Obj) -> Result<Obj, Error> {
        self.check_callable(function)?;
        let Node::Tuple(items) = self.node(args) else {
            return Err(Error::WrongType);
        };
        if matches!(self.node(function), Node::Global(..)) && items.len() <= 2 {
            let items = items.clone();
            if let Some(made) = self.plain(function, &items)? {
                return Ok(made);
            }
        }
        Ok(self.object(Call::Function, function, args))
    }

    fn next_buffer(&mut self) -> Result<Obj, Error> {
        self.buffers += 1;
        Ok(self.add(Node::Buffer(self.buffers - 1)))
    }

    fn read_only(&mut self, buffer: Obj) -> Result<Obj, Error> {
        match self.node(buffer) {
            Node::Buffer(_) | Node::Bytes(_) | Node::ByteArray(_) => Ok(buffer),
            _ => Err(Error::WrongType),
        }
    }
}

impl Graph<'_> {
    /// The object that a call makes.
    pub fn object(&mut self, call: Call<Obj>, function: Obj, args: Obj) -> Obj {
        self.add(Node::Object(Box::new(Object::new(call, function, args))))
    }

    /// Calls by which older protocols write plain data.
    fn plain(&mut self, function: Obj, args: &[Obj]) -> Result<Option<Obj>, Error> {
        let Some((module, name)) = self.name(function) else {
            return Ok(None);
        };
        let node = match (module.as_str(), name.as_str(), args) {
            ("builtins", "set" | "frozenset", [list]) => {
                let Node::List(items) = self.node(*list) else {
                    return Ok(None);
                };
                let items = items.clone();
                self.spend(items.len())?;
                self.check_keys(items.iter())?;
                if name == "set" { Node::Set(items) } else { Node::FrozenSet(items) }
            }
            ("builtins", "bytes", []) => Node::Bytes(Data::Own([].into())),
            ("builtins", "bytearray", []) => Node::ByteArray(Data::Own([].into())),
            ("builtins", "bytearray", [bytes]) => {
                let Node::Bytes(data) = self.node(*bytes) else {
                    return Ok(None);
                };
                let data = data.clone();
                self.spend(self.data(&data).len())?;
                Node::ByteArray(data)
            }
            ("_codecs", "encode", [text, encoding]) => {
                let Some(data) = self.latin1(*text, *encoding)? else { return Ok(None) };
                Node::Bytes(data)
            }
            ("builtins", "bytearray", [text, encoding]) => {
                let Some(data) = self.latin1(*text, *encoding)? else { return Ok(None) };
                Node::ByteArray(data)
            }
            _ => return Ok(None),
        };
        Ok(Some(self.add(node)))
    }

    /// The bytes of a text in Latin-1.
    fn latin1(&mut self, text: Obj, encoding: Obj) -> Result<Option<Data>, Error> {
        if !matches!(self.text(encoding).as_deref(), Some("latin1" | "latin-1")) {
            return Ok(None);
        }
        let Node::Str(data) = self.node(text) else {
            return Ok(None);
        };
        let Ok(chars) = std::str::from_utf8(self.data(data)) else {
            return Ok(None);
        };
        let bytes: Result<Box<[u8]>, _> = chars.chars().map(|c| u8::try_from(u32::from(c))).collect();
        let bytes = bytes.map_err(|_| Error::CallFailed)?;
        self.spend(bytes.len())?;
        Ok(Some(Data::Own(bytes)))
    }

    /// Whether this may be called, as far as can be told without calling anything.
    fn check_callable(&self, function: Obj) -> Result<(), Error> {
        match self.node(function) {
            Node::Global(..) | Node::Object(_) | Node::Persistent(_) | Node::Extension(_) => Ok(()),
            _ => Err(Error::NotCallable),
        }
    }
}

impl Instantiate for Graph<'_> {
    fn new_object(&mut self, class: Obj, args: Obj, kwargs: Option<Obj>) -> Result<Obj, Error> {
        self.check_callable(class)?;
        if !matches!(self.node(args), Node::Tuple(_)) {
            return Err(Error::WrongType);
        }
        let call = match kwargs {
            None => Call::New,
            Some(kwargs) if matches!(self.node(kwargs), Node::Dict(_)) => Call::NewEx(kwargs),
            Some(_) => return Err(Error::WrongType),
        };
        Ok(self.object(call, class, args))
    }

    fn instantiate(&mut self, class: Obj, args: &[Obj]) -> Result<Obj, Error> {
        self.check_callable(class)?;
        let call = if args.is_empty() { Call::New } else { Call::Function };
        let args = self.tuple(args)?;
        Ok(self.object(call, class, args))
    }

    fn build(&mut self, obj: Obj, state: Obj) -> Result<Obj, Error> {
        match self.node_mut(obj) {
            Node::Object(object) => object.states.push(state),
            // The state of what is known by an id or a code cannot be kept with it.
            _ => return Err(Error::NoState),
        }
        Ok(obj)
    }

    fn persistent(&mut self, id: Obj) -> Result<Obj, Error> {
        Ok(self.add(Node::Persistent(id)))
    }

    fn extension(&mut self, code: u32) -> Result<Obj, Error> {
        Ok(self.add(Node::Extension(code)))
    }
}

/// The shortest little-endian two's complement.
pub(super) fn int_bytes(value: &BigInt) -> Vec<u8> {
    if *value == BigInt::ZERO { Vec::new() } else { value.to_signed_bytes_le() }
}
