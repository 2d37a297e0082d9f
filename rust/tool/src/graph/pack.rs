//! Nodes, as MessagePack and CBOR are read and written.

use model::Error;
use tree::{Ask, Form, Pack, Unpack};

use super::{Graph, Node, Obj};

impl Unpack for Graph<'_> {
    fn data(&self, obj: Obj) -> &[u8] {
        match self.node(obj) {
            Node::Str(data) | Node::Bytes(data) => Graph::data(self, data),
            _ => &[],
        }
    }

    fn map(&mut self, dict: Option<Obj>, items: &[Obj], _ordered: bool, _unique: bool) -> Result<Obj, Error> {
        let dict = dict.unwrap_or_else(|| Graph::add(self, Node::Dict(Vec::new())));
        model::Construct::set_items(self, dict, items)?;
        Ok(dict)
    }

    fn ext(&mut self, code: i8, data: Obj) -> Result<Obj, Error> {
        match self.node(data) {
            Node::Bytes(data) => {
                let data = data.clone();
                Ok(Graph::add(self, Node::Ext(code, data)))
            }
            _ => Err(Error::WrongType),
        }
    }

    fn tag(&mut self, number: u64, obj: Obj) -> Result<Obj, Error> {
        Ok(Graph::add(self, Node::Tag(number, obj)))
    }

    fn simple(&mut self, value: u8) -> Result<Obj, Error> {
        Ok(Graph::add(self, Node::Simple(value)))
    }
}

impl Pack for Graph<'_> {
    fn form(&mut self, obj: Obj, _ask: Ask) -> Result<Form<Obj>, Error> {
        Ok(match self.node(obj) {
            Node::Ext(code, _) => Form::Data(code.cast_unsigned().into(), obj),
            Node::Tag(number, inner) => Form::Tag(*number, *inner),
            Node::Simple(value) => Form::Simple(*value),
            _ => Form::Plain,
        })
    }

    fn memory(&self, obj: Obj) -> Option<&[u8]> {
        match self.node(obj) {
            Node::Ext(_, data) => Some(Graph::data(self, data)),
            _ => None,
        }
    }
}
