//! Messages that are read.

use core::convert::Infallible;

use micropython::{Dict, List, Obj, Qstr, Tuple, buffer, call, ffi, list, str};
use model::Construct;
use protobuf::{Field, Fill, Kind, Label, Message, Schema, Typed};

use super::unknown_of;
use crate::host::Host;

impl Host {
    /// What a field has when it does not come.
    fn default_of(&mut self, field: Field) -> Obj {
        let schema = Schema::new(self.table());
        if !schema.is_proto3() {
            return Obj::none();
        }
        match (field.kind, field.label) {
            (Kind::Map, _) => Dict::new_in(&mut self.pool).obj(),
            (_, Label::Repeated | Label::Packed) => list::new_tuple(&[]),
            (_, Label::Implicit) => self.zero(field),
            _ => Obj::none(),
        }
    }

    /// The default value of a field's type.
    fn zero(&mut self, field: Field) -> Obj {
        match field.kind {
            Kind::Bool => Obj::bool(false),
            Kind::String => str::new_str(b""),
            Kind::Bytes => str::new(micropython::native_type!(mp_type_bytes), b""),
            Kind::Double | Kind::Float => {
                let Ok(zero) = self.float(0.0);
                zero
            }
            Kind::Enum => {
                let schema = Schema::new(self.table());
                let entry = schema.find(schema.message(field.own), 0, 0);
                let Ok(value) = self.enum_value(entry, 0);
                value
            }
            Kind::Message | Kind::Group => {
                let message = Schema::new(self.table()).message(field.own);
                let Ok(record) = Fill::begin(self, message);
                let Ok(obj) = Fill::end(self, message, record, false);
                obj
            }
            _ => self.integer(0),
        }
    }

    fn integer(&mut self, value: i32) -> Obj {
        let Ok(obj) = self.int(value);
        obj
    }

    /// Puts a value into a dictionary under the name of a field.
    #[inline]
    fn store(&mut self, dict: Dict, key: Obj, value: Obj) {
        let places = dict.store(key, value);
        if places > 0 {
            self.budget.search(places);
        }
    }

    /// The list that a record is, if messages are no dictionaries.
    fn slots<'a>(record: Obj) -> &'a mut [Obj] {
        // SAFETY: [`Fill::begin`] made it, and nobody else has it.
        unsafe { List::of(record).map_or(&mut [][..], |list| list.items_mut()) }
    }
}

impl Fill for Host {
    fn begin(&mut self, message: Message) -> Result<Obj, Infallible> {
        let fields = message.first..message.first + message.count;
        if self.records() != ffi::mpickle_c_records::DICTS {
            let none = Obj::none();
            let record = List::new_in(&mut self.pool, &[]);
            for at in fields {
                let field = Schema::new(self.table()).field(at);
                let value = if field.kind == Kind::Empty { none } else { self.default_of(field) };
                record.extend(&[value]);
            }
            return Ok(record.obj());
        }
        let dict = match self.protobuf.into.take() {
            Some(obj) => match Dict::of_any(obj) {
                Some(dict) => dict,
                None => crate::raise::raise(ffi::mpickle_c_class::TYPE_ERROR, "not a dict"),
            },
            None => {
                let dict = Dict::new_in(&mut self.pool);
                dict.map().reserve(Some(&mut self.pool), usize::from(message.count));
                dict
            }
        };
        for at in fields {
            let field = Schema::new(self.table()).field(at);
            if field.kind != Kind::Empty {
                let (name, value) = (self.name(at), self.default_of(field));
                self.store(dict, name, value);
            }
        }
        Ok(dict.obj())
    }

    fn reopen(&mut self, message: Message, obj: Obj) -> Result<Obj, Infallible> {
        let record = match self.records() {
            ffi::mpickle_c_records::DICTS => return Ok(obj),
            ffi::mpickle_c_records::TUPLES => List::new(Tuple::of(obj).map_or(&[], Tuple::items)),
            _ => {
                let record = List::new_in(&mut self.pool, &[]);
                for at in message.first..message.first + message.count {
                    let value = self.attribute(obj, at).unwrap_or_else(Obj::none);
                    record.extend(&[value]);
                }
                if let Some(fields) = self.unknown_attribute(obj) {
                    record.extend(&[fields]);
                }
                record
            }
        };
        Ok(record.obj())
    }

    #[inline]
    fn get(&self, record: Obj, message: Message, field: u16) -> Option<Obj> {
        let found = match self.records() {
            ffi::mpickle_c_records::DICTS => Dict::of_any(record)?.get(self.name(field))?,
            _ => *Self::slots(record).get(Self::place(message, field))?,
        };
        (!found.is_none()).then_some(found)
    }

    #[inline]
    fn assign(
        &mut self,
        record: Obj,
        message: Message,
        field: u16,
        value: Option<Obj>,
    ) -> Result<(), Infallible> {
        let value = value.unwrap_or_else(Obj::none);
        if let Some(dict) = Dict::of_any(record) {
            let name = self.name(field);
            self.store(dict, name, value);
        } else if let Some(slot) = Self::slots(record).get_mut(Self::place(message, field)) {
            *slot = value;
        }
        Ok(())
    }

    fn gather(
        &mut self,
        record: Obj,
        message: Message,
        field: u16,
        items: &[Obj],
    ) -> Result<bool, Infallible> {
        let known = self.get(record, message, field);
        let (obj, unfinished) = match known {
            Some(obj) => match (List::of(obj), Tuple::of(obj)) {
                (Some(list), _) => {
                    list.extend(items);
                    return Ok(true);
                }
                (_, Some(tuple)) if !tuple.items().is_empty() => {
                    let list = List::new(tuple.items());
                    list.extend(items);
                    (list.obj(), true)
                }
                _ => (list::new_tuple_in(&mut self.pool, items), false),
            },
            None => (list::new_tuple_in(&mut self.pool, items), false),
        };
        self.assign(record, message, field, Some(obj))?;
        Ok(unfinished)
    }

    fn pair(
        &mut self,
        record: Obj,
        message: Message,
        field: u16,
        pair: [Option<Obj>; 2],
    ) -> Result<(), Infallible> {
        let schema = Schema::new(self.table());
        let first = schema.message(schema.field(field).own).first;
        let fields = [schema.field(first), schema.field(first + 1)];
        let [key, value] = [0, 1].map(|at| pair[at].unwrap_or_else(|| self.zero(fields[at])));
        let known = self.get(record, message, field).and_then(Dict::of_any);
        let dict = match known {
            Some(dict) => dict,
            None => {
                let dict = Dict::new_in(&mut self.pool);
                self.assign(record, message, field, Some(dict.obj()))?;
                dict
            }
        };
        dict.reserve_some();
        self.store(dict, key, value);
        Ok(())
    }

    fn kept(&self, record: Obj, message: Message) -> &[u8] {
        let found = match Dict::of_any(record) {
            Some(dict) => unknown_of(self.wire()).and_then(|name| dict.get(name)),
            // Behind the fields of the schema.
            None => Self::slots(record).get(usize::from(message.count)).copied(),
        };
        found.and_then(buffer::bytes).unwrap_or_default()
    }

    fn keep(&mut self, record: Obj, message: Message, fields: &[u8]) -> Result<(), Infallible> {
        let Some(name) = unknown_of(self.wire()) else { return Ok(()) };
        let fields = str::new(micropython::native_type!(mp_type_bytes), fields);
        if let Some(dict) = Dict::of_any(record) {
            self.store(dict, name, fields);
        } else if let Some(slot) = Self::slots(record).get_mut(usize::from(message.count)) {
            *slot = fields;
        } else if let Some(list) = List::of(record) {
            list.extend(&[fields]);
        }
        Ok(())
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

    fn end(&mut self, message: Message, record: Obj, unfinished: bool) -> Result<Obj, Infallible> {
        if unfinished {
            for at in message.first..message.first + message.count {
                if Schema::new(self.table()).field(at).is_repeated()
                    && let Some(list) = self.get(record, message, at).and_then(List::of)
                {
                    // SAFETY: nobody else has the list.
                    let tuple = list::new_tuple_in(&mut self.pool, unsafe { list.items() });
                    self.assign(record, message, at, Some(tuple))?;
                }
            }
        }
        match self.records() {
            ffi::mpickle_c_records::DICTS => Ok(record),
            ffi::mpickle_c_records::TUPLES => Ok(list::new_tuple_in(&mut self.pool, Self::slots(record))),
            _ => {
                let instance = call::call(self.class_of(message), &[]);
                for at in message.first..message.first + message.count {
                    if let (Some(name), Some(value)) =
                        (self.name(at).qstr_number(), Self::slots(record).get(Self::place(message, at)))
                    {
                        call::set_attribute(instance, Qstr::new(name), *value);
                    }
                }
                let fields = Self::slots(record).get(usize::from(message.count));
                if let (Some(fields), Some(name)) =
                    (fields, unknown_of(self.wire()).and_then(Obj::qstr_number))
                {
                    call::set_attribute(instance, Qstr::new(name), *fields);
                }
                Ok(instance)
            }
        }
    }
}
