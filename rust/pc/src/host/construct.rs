//! Plain data, made while reading.

use model::{Construct, Error, Payload};
use pyo3::prelude::*;
use pyo3::types::{
    PyBool, PyByteArray, PyBytes, PyDict, PyFloat, PyFrozenSet, PyInt, PyList, PySet, PyString, PyTuple,
};

use super::{Block, Host, Obj};

impl<'py> Host<'py> {
    fn objects(&self, items: &[Obj]) -> Vec<Bound<'py, PyAny>> {
        items.iter().map(|item| self.object(*item)).collect()
    }

    fn int_of(&self, data: &[u8]) -> PyResult<Bound<'py, PyAny>> {
        if data.len() <= 8 {
            let negative = data.last().is_some_and(|last| *last >= 0x80);
            let mut bytes = [if negative { 0xff } else { 0 }; 8];
            bytes[..data.len()].copy_from_slice(data);
            return Ok(PyInt::new(self.py, i64::from_le_bytes(bytes)).into_any());
        }
        let keywords = PyDict::new(self.py);
        keywords.set_item("signed", true)?;
        let int = self.py.get_type::<PyInt>();
        int.call_method("from_bytes", (PyBytes::new(self.py, data), "little"), Some(&keywords))
    }

    fn text_of(&self, data: &[u8]) -> Result<Bound<'py, PyAny>, Error> {
        if let Ok(text) = std::str::from_utf8(data) {
            return Ok(PyString::new(self.py, text).into_any());
        }
        let bytes = PyBytes::new(self.py, data);
        bytes.call_method1("decode", ("utf-8", "surrogatepass")).map_err(|_| Error::BadUtf8)
    }

    /// Text of Python 2, in the encoding that the caller named.
    fn encoded(&self, data: &[u8]) -> PyResult<Bound<'py, PyAny>> {
        let bytes = PyBytes::new(self.py, data);
        match &self.reading {
            Some(reading) if reading.encoding != "bytes" => {
                bytes.call_method1("decode", (&reading.encoding, &reading.errors))
            }
            _ => Ok(bytes.into_any()),
        }
    }
}

impl Construct for Host<'_> {
    fn at(&mut self, offset: usize, _memo: &Block<Option<Obj>>) {
        if let Some(reading) = &mut self.reading {
            reading.offset = offset;
        }
    }

    fn none(&mut self) -> Obj {
        self.keep(self.py.None().into_bound(self.py))
    }

    fn bool(&mut self, value: bool) -> Obj {
        self.keep(PyBool::new(self.py, value).to_owned().into_any())
    }

    fn int(&mut self, value: i32) -> Result<Obj, Error> {
        Ok(self.keep(PyInt::new(self.py, value).into_any()))
    }

    fn float(&mut self, value: f64) -> Result<Obj, Error> {
        Ok(self.keep(PyFloat::new(self.py, value).into_any()))
    }

    fn payload(&mut self, kind: Payload, data: &[u8]) -> Result<Obj, Error> {
        let made = match kind {
            Payload::Str => Ok(self.text_of(data)?),
            Payload::Bytes => Ok(PyBytes::new(self.py, data).into_any()),
            Payload::ByteArray => Ok(PyByteArray::new(self.py, data).into_any()),
            Payload::Int => self.int_of(data),
            Payload::Encoded => self.encoded(data),
        };
        self.made(made)
    }

    fn adopt(&mut self, kind: Payload, data: &mut Block<u8>) -> Result<Obj, Error> {
        let bytes = std::mem::take(&mut data.0);
        self.payload(kind, &bytes)
    }

    fn tuple(&mut self, items: &[Obj]) -> Result<Obj, Error> {
        let made = PyTuple::new(self.py, self.objects(items)).map(Bound::into_any);
        let made = self.made(made)?;
        self.weigh(made, items)?;
        Ok(made)
    }

    fn list(&mut self, items: &[Obj]) -> Result<Obj, Error> {
        let made = PyList::new(self.py, self.objects(items)).map(Bound::into_any);
        self.made(made)
    }

    fn dict(&mut self, items: &[Obj]) -> Result<Obj, Error> {
        let dict = self.keep(PyDict::new(self.py).into_any());
        self.set_items(dict, items)?;
        Ok(dict)
    }

    fn set(&mut self) -> Result<Obj, Error> {
        let made = PySet::empty(self.py).map(Bound::into_any);
        self.made(made)
    }

    fn frozen_set(&mut self, items: &[Obj]) -> Result<Obj, Error> {
        self.check_keys(items.iter())?;
        let made = PyFrozenSet::new(self.py, self.objects(items)).map(Bound::into_any);
        let made = self.made(made)?;
        self.weigh(made, items)?;
        Ok(made)
    }

    fn append(&mut self, list: Obj, items: &[Obj]) -> Result<(), Error> {
        let object = self.object(list);
        if let Ok(list) = object.cast_exact::<PyList>() {
            for item in items {
                let appended = list.append(self.get(*item));
                self.done(appended)?;
            }
            return Ok(());
        }
        self.check_instance(&object, "cannot append to")?;
        let extended = if let Ok(extend) = object.getattr("extend") {
            PyList::new(self.py, self.objects(items)).and_then(|items| extend.call1((items,)))
        } else {
            object.getattr("append").and_then(|append| {
                let mut result = Ok(self.py.None().into_bound(self.py));
                for item in items {
                    result = append.call1((self.get(*item),));
                    if result.is_err() {
                        break;
                    }
                }
                result
            })
        };
        self.done(extended.map(drop))
    }

    fn set_items(&mut self, dict: Obj, items: &[Obj]) -> Result<(), Error> {
        self.check_keys(items.iter().step_by(2))?;
        let object = self.object(dict);
        if !object.is_exact_instance_of::<PyDict>() {
            self.check_instance(&object, "cannot set items of")?;
        }
        for pair in items.chunks_exact(2) {
            let set = match object.cast_exact::<PyDict>() {
                Ok(dict) => dict.set_item(self.get(pair[0]), self.get(pair[1])),
                Err(_) => object.set_item(self.get(pair[0]), self.get(pair[1])),
            };
            self.done(set)?;
        }
        Ok(())
    }

    fn add(&mut self, set: Obj, items: &[Obj]) -> Result<(), Error> {
        self.check_keys(items.iter())?;
        let object = self.object(set);
        if !object.is_exact_instance_of::<PySet>() {
            self.check_instance(&object, "cannot add to")?;
        }
        for item in items {
            let added = match object.cast_exact::<PySet>() {
                Ok(set) => set.add(self.get(*item)),
                Err(_) => object.call_method1("add", (self.get(*item),)).map(drop),
            };
            self.done(added)?;
        }
        Ok(())
    }
}
