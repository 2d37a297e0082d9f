//! Messages that are read.

use core::convert::Infallible;

use micropython::{Dict, List, Obj, Qstr, buffer, call, ffi, list, native_type, str};
use model::Construct;
use protobuf::{Field, Fill, Kind, Label, Message, Schema, Typed};

use super::unknown_of;
use crate::host::Host;
use crate::host::budget::items;

impl Host {
    /// Puts a value into a dictionary.
    #[inline]
    fn store(&mut self, dict: Dict, key: Obj, value: Obj) {
        let places = dict.store(key, value);
        if places > 0 {
            self.budget.search(places);
        }
    }

    /// The dictionary that a message with so many fields goes into.
    fn dict_for(&mut self, count: usize, is_outermost: bool) -> Dict {
        let into = if is_outermost { self.protobuf.into.take() } else { None };
        match into {
            Some(obj) => match Dict::of_any(obj) {
                Some(dict) => dict,
                None => crate::raise::raise(ffi::mpickle_c_class::TYPE_ERROR, "not a dict"),
            },
            None => {
                let dict = Dict::new_in(&mut self.pool);
                dict.map().reserve(Some(&mut self.pool), count);
                dict
            }
        }
    }

    /// Gives a message, a dictionary or an instance, a value under a name.
    #[inline]
    fn set(&mut self, obj: Obj, dict: Option<Dict>, name: Obj, value: Obj) {
        match (dict, name.qstr_number()) {
            (Some(dict), _) => self.store(dict, name, value),
            (None, Some(name)) => call::set_attribute(obj, Qstr::new(name), value),
            (None, None) => {}
        }
    }
}

impl Fill for Host {
    fn part(&mut self, obj: Obj, message: Message, field: u16) -> Result<Option<Obj>, Infallible> {
        Ok(self.found(obj, message, field))
    }

    fn kept(&self, obj: Obj) -> &[u8] {
        let found = match (Dict::of_any(obj), unknown_of(self.wire())) {
            (_, None) => None,
            (Some(dict), Some(name)) => dict.get(name),
            (None, Some(_)) => self.unknown_attribute(obj),
        };
        found.and_then(buffer::bytes).unwrap_or_default()
    }

    fn absent(&mut self, field: Field) -> Result<Obj, Infallible> {
        if !Schema::new(self.table()).is_proto3() {
            return Ok(Obj::none());
        }
        match (field.kind, field.label) {
            (Kind::Map, _) => Ok(Dict::new_in(&mut self.pool).obj()),
            (_, Label::Repeated | Label::Packed) => Ok(list::new_tuple(&[])),
            (_, Label::Implicit) => self.zero(field),
            _ => Ok(Obj::none()),
        }
    }

    fn zero(&mut self, field: Field) -> Result<Obj, Infallible> {
        match field.kind {
            Kind::Bool => Ok(Obj::bool(false)),
            Kind::String => Ok(str::new_str(b"")),
            Kind::Bytes => Ok(str::new(native_type!(mp_type_bytes), b"")),
            Kind::Double | Kind::Float => self.float(0.0),
            Kind::Enum => {
                let schema = Schema::new(self.table());
                let entry = schema.find(schema.message(field.own), 0, 0);
                self.enum_value(entry, 0)
            }
            _ => self.int(0),
        }
    }

    fn gather(&mut self, known: Option<Obj>, new: &[Obj]) -> Result<(Obj, bool), Infallible> {
        let known = known.filter(|obj| !items(*obj).is_empty());
        let Some(obj) = known else {
            return Ok((list::new_tuple_in(&mut self.pool, new), false));
        };
        let list = List::of(obj).unwrap_or_else(|| List::new(items(obj)));
        list.extend(new);
        Ok((list.obj(), true))
    }

    fn seal(&mut self, obj: Obj) -> Result<Obj, Infallible> {
        Ok(if List::of(obj).is_some() { list::new_tuple_in(&mut self.pool, items(obj)) } else { obj })
    }

    fn pair(&mut self, known: Option<Obj>, [key, value]: [Obj; 2]) -> Result<Obj, Infallible> {
        let dict = match known.and_then(Dict::of_any) {
            Some(dict) => dict,
            None => Dict::new_in(&mut self.pool),
        };
        dict.reserve_some();
        self.store(dict, key, value);
        Ok(dict.obj())
    }

    fn enum_value(&mut self, entry: Option<u16>, number: i32) -> Result<Obj, Infallible> {
        match entry.map(|entry| self.name(entry)) {
            Some(name) if !name.is_none() => Ok(name),
            _ => self.int(number),
        }
    }

    #[inline]
    fn text(&self, obj: Obj) -> &[u8] {
        str::text_or_empty(obj)
    }

    fn end(
        &mut self,
        message: Message,
        values: &[Obj],
        unknown: &[u8],
        is_outermost: bool,
    ) -> Result<Obj, Infallible> {
        let dict = match self.records() {
            ffi::mpickle_c_records::DICTS => Some(self.dict_for(values.len(), is_outermost)),
            ffi::mpickle_c_records::TUPLES => return Ok(list::new_tuple_in(&mut self.pool, values)),
            _ => None,
        };
        let obj = match dict {
            Some(dict) => dict.obj(),
            // What code this runs cannot touch the values: their decoder is in use.
            None => call::call(self.class_of(message), &[]),
        };
        for (at, value) in message.entries().zip(values) {
            if Schema::new(self.table()).field(at).kind != Kind::Empty {
                let name = self.name(at);
                self.set(obj, dict, name, *value);
            }
        }
        if let Some(name) = unknown_of(self.wire())
            && !unknown.is_empty()
        {
            let fields = str::new(native_type!(mp_type_bytes), unknown);
            self.set(obj, dict, name, fields);
        }
        Ok(obj)
    }
}
