//! Plain data, as decoders make it.

use model::encoding::is_utf8;
use model::{Construct, Error, Model, Payload};
use num_bigint::BigInt;

use super::{Block, Data, FALSE, Graph, NONE, Node, Obj, STEPS_A_BYTE, STEPS_ANYWAY, TRUE};

impl Model for Graph<'_> {
    type Fault = Error;
    type Obj = Obj;
    type Vec<T: Copy> = Block<T>;

    fn fault(&self, error: Error) -> Error {
        error
    }
}

/// Most digits of an int, as on a board.
const MAX_DIGITS: usize = 4301;

impl Graph<'_> {
    /// The place of the bytes: in the input if they come from there.
    fn place(&self, data: &[u8]) -> Data {
        let start = (data.as_ptr() as usize).wrapping_sub(self.input.as_ptr() as usize);
        if start <= self.input.len() && data.len() <= self.input.len() - start {
            Data::Input(start, data.len())
        } else {
            Data::Own(data.into())
        }
    }

    fn string(&mut self, kind: Payload, data: Data) -> Result<Obj, Error> {
        let bytes = self.data(&data);
        let node = match kind {
            Payload::Str if !is_utf8(bytes) => return Err(Error::BadUtf8),
            Payload::Str => Node::Str(data),
            Payload::Bytes => Node::Bytes(data),
            Payload::ByteArray => Node::ByteArray(data),
            Payload::Encoded if bytes.is_ascii() => Node::Str(data),
            Payload::Encoded => Node::Bytes(data),
            Payload::Int => return Ok(self.number(&BigInt::from_signed_bytes_le(bytes))),
        };
        Ok(self.add(node))
    }

    fn number(&mut self, value: &BigInt) -> Obj {
        match i64::try_from(value) {
            Ok(small) => self.new_int(small),
            Err(_) => self.add(Node::Big(Box::new(value.clone()))),
        }
    }

    /// An int literal, with a base if there is one.
    pub(super) fn literal(&mut self, text: &[u8]) -> Result<Obj, Error> {
        let text = std::str::from_utf8(text).map_err(|_| Error::BadText)?.trim();
        if text.len() > MAX_DIGITS {
            return Err(Error::BadText);
        }
        let (sign, digits) = match text.strip_prefix('-') {
            Some(digits) => ("-", digits),
            None => ("", text.strip_prefix('+').unwrap_or(text)),
        };
        let lower = digits.to_ascii_lowercase();
        let (base, digits) = match lower.get(..2) {
            Some("0x") => (16, &lower[2..]),
            Some("0o") => (8, &lower[2..]),
            Some("0b") => (2, &lower[2..]),
            _ => (10, &lower[..]),
        };
        if digits.starts_with(['+', '-']) {
            return Err(Error::BadText);
        }
        let value = BigInt::parse_bytes(format!("{sign}{digits}").as_bytes(), base).ok_or(Error::BadText)?;
        if base == 10 && digits.len() > 1 && digits.starts_with('0') && value != BigInt::ZERO {
            return Err(Error::BadText);
        }
        Ok(self.number(&value))
    }

    /// Counts work that an input causes beyond reading it.
    pub(super) fn spend(&mut self, steps: usize) -> Result<(), Error> {
        self.steps = self.steps.saturating_add(steps);
        if self.steps > self.offset.saturating_mul(STEPS_A_BYTE).saturating_add(STEPS_ANYWAY) {
            return Err(Error::OutOfMemory);
        }
        Ok(())
    }

    /// Refuses what cannot be a key: a list, a dictionary, a set or a bytearray. Only as deep as it costs nothing.
    pub(super) fn check_keys<'b>(&self, mut keys: impl Iterator<Item = &'b Obj>) -> Result<(), Error> {
        let hashable = keys.all(|key| {
            !matches!(self.node(*key), Node::List(_) | Node::Dict(_) | Node::Set(_) | Node::ByteArray(_))
        });
        if hashable { Ok(()) } else { Err(Error::Unhashable) }
    }
}

impl Construct for Graph<'_> {
    fn at(&mut self, offset: usize, _memo: &Block<Option<Obj>>) {
        self.offset = offset;
    }

    fn none(&mut self) -> Obj {
        NONE
    }

    fn bool(&mut self, value: bool) -> Obj {
        if value { TRUE } else { FALSE }
    }

    fn int(&mut self, value: i32) -> Result<Obj, Error> {
        Ok(self.new_int(value.into()))
    }

    fn float(&mut self, value: f64) -> Result<Obj, Error> {
        Ok(self.add(Node::Float(value)))
    }

    fn payload(&mut self, kind: Payload, data: &[u8]) -> Result<Obj, Error> {
        let data = self.place(data);
        self.string(kind, data)
    }

    fn adopt(&mut self, kind: Payload, data: &mut Block<u8>) -> Result<Obj, Error> {
        let own = Data::Own(std::mem::take(&mut data.0).into());
        self.string(kind, own)
    }

    fn tuple(&mut self, items: &[Obj]) -> Result<Obj, Error> {
        Ok(self.add(Node::Tuple(items.to_vec())))
    }

    fn list(&mut self, items: &[Obj]) -> Result<Obj, Error> {
        Ok(self.add(Node::List(items.to_vec())))
    }

    fn dict(&mut self, items: &[Obj]) -> Result<Obj, Error> {
        let dict = self.add(Node::Dict(Vec::new()));
        self.set_items(dict, items)?;
        Ok(dict)
    }

    fn set(&mut self) -> Result<Obj, Error> {
        Ok(self.add(Node::Set(Vec::new())))
    }

    fn frozen_set(&mut self, items: &[Obj]) -> Result<Obj, Error> {
        self.check_keys(items.iter())?;
        Ok(self.add(Node::FrozenSet(items.to_vec())))
    }

    fn append(&mut self, list: Obj, items: &[Obj]) -> Result<(), Error> {
        match self.node_mut(list) {
            Node::List(list) => list.extend_from_slice(items),
            Node::Object(object) => object.items.extend_from_slice(items),
            _ => return Err(Error::WrongType),
        }
        Ok(())
    }

    fn set_items(&mut self, dict: Obj, items: &[Obj]) -> Result<(), Error> {
        self.check_keys(items.iter().step_by(2))?;
        let pairs = items.chunks_exact(2).map(|pair| (pair[0], pair[1]));
        match self.node_mut(dict) {
            Node::Dict(entries) => entries.extend(pairs),
            Node::Object(object) => object.pairs.extend(pairs),
            _ => return Err(Error::WrongType),
        }
        Ok(())
    }

    fn add(&mut self, set: Obj, items: &[Obj]) -> Result<(), Error> {
        self.check_keys(items.iter())?;
        match self.node_mut(set) {
            Node::Set(elements) => elements.extend_from_slice(items),
            Node::Object(object) => object.added.extend_from_slice(items),
            _ => return Err(Error::WrongType),
        }
        Ok(())
    }
}
