//! Objects, looked at for writing.

use model::{Buffer, Error, Inspect, View};
use pyo3::prelude::*;
use pyo3::types::{
    PyBool, PyByteArray, PyBytes, PyDict, PyFloat, PyFrozenSet, PyInt, PyList, PySet, PyString, PyTuple,
    PyType,
};

use super::{Block, Host, Obj};

/// The types that have opcodes.
pub struct Types<'py> {
    none: Bound<'py, PyAny>,
    function: Option<Bound<'py, PyAny>>,
    buffer: Option<Bound<'py, PyAny>>,
}

impl<'py> Types<'py> {
    /// Looks them up.
    pub fn new(py: Python<'py>) -> Self {
        let find = |module: &str, name: &str| py.import(module).and_then(|module| module.getattr(name)).ok();
        Self {
            none: py.None().into_bound(py),
            function: find("types", "FunctionType"),
            buffer: find("pickle", "PickleBuffer"),
        }
    }
}

impl<'py> Host<'py> {
    /// The UTF-8 of a str, in which surrogates may stand. Kept: the stable interface before 3.10 lends it not.
    fn utf8(&self, text: &Bound<'py, PyString>) -> &[u8] {
        let Ok(bytes) = text.call_method1("encode", ("utf-8", "surrogatepass")) else {
            return &[];
        };
        let kept = self.keep(bytes);
        self.bytes(kept)
    }

    /// The memory of a bytes object that is kept.
    fn bytes(&self, obj: Obj) -> &[u8] {
        let borrowed = self.get(obj);
        match borrowed.cast_exact::<PyBytes>() {
            // SAFETY: bytes do not change, and what is kept lives as long as the host.
            Ok(bytes) => unsafe { std::mem::transmute::<&[u8], &[u8]>(bytes.as_bytes()) },
            Err(_) => &[],
        }
    }

    /// Elements of a set, in the order in which they were met first.
    fn elements(&self, set: Obj) -> usize {
        if let Some(elements) = self.elements.borrow().get(&set) {
            return elements.len();
        }
        let found: Vec<Obj> = match self.get(set).try_iter() {
            Ok(iter) => iter.filter_map(Result::ok).map(|element| self.keep(element)).collect(),
            Err(_) => Vec::new(),
        };
        let count = found.len();
        self.elements.borrow_mut().insert(set, found);
        count
    }
}

impl Inspect for Host<'_> {
    fn view(&self, obj: Obj) -> View<'_> {
        let object = self.object(obj);
        if object.is(&self.types.none) {
            return View::None;
        }
        if let Ok(text) = object.cast_exact::<PyString>() {
            return View::Str(self.utf8(text));
        }
        if let Ok(value) = object.cast_exact::<PyBool>() {
            return View::Bool(value.is_true());
        }
        if object.is_exact_instance_of::<PyInt>() {
            return object.extract::<isize>().map_or(View::BigInt, View::Int);
        }
        if let Ok(value) = object.cast_exact::<PyFloat>() {
            return View::Float(value.value());
        }
        if let Ok(tuple) = object.cast_exact::<PyTuple>() {
            return View::Tuple(tuple.len());
        }
        if object.is_exact_instance_of::<PyList>() {
            return View::List;
        }
        if let Ok(dict) = object.cast_exact::<PyDict>() {
            return View::Dict(dict.len());
        }
        if object.is_exact_instance_of::<PyBytes>() {
            return View::Bytes(self.bytes(obj));
        }
        if let Ok(bytes) = object.cast_exact::<PyByteArray>() {
            // It could change while the codec has it.
            let copy = self.keep(PyBytes::new(self.py, &bytes.to_vec()).into_any());
            return View::ByteArray(self.bytes(copy));
        }
        if let Ok(set) = object.cast_exact::<PySet>() {
            return View::Set(set.len());
        }
        if let Ok(set) = object.cast_exact::<PyFrozenSet>() {
            return View::FrozenSet(set.len());
        }
        let class = object.get_type();
        if self.types.buffer.as_ref().is_some_and(|buffer| class.is(buffer)) {
            return View::Buffer;
        }
        if object.is_instance_of::<PyType>() && !self.is_nameless(&object)
            || self.types.function.as_ref().is_some_and(|function| class.is(function))
        {
            return View::Global;
        }
        View::Object
    }

    fn identity(&self, obj: Obj) -> usize {
        obj.0 as usize
    }

    fn int_bytes(&mut self, obj: Obj, out: &mut Block<u8>) -> Result<(), Error> {
        let object = self.object(obj);
        let bytes = (|| {
            let bits: usize = object.call_method0("bit_length")?.extract()?;
            let keywords = PyDict::new(self.py);
            keywords.set_item("signed", true)?;
            object.call_method("to_bytes", (bits / 8 + 1, "little"), Some(&keywords))
        })();
        let bytes = self.made(bytes)?;
        let mut bytes = self.bytes(bytes).to_vec();
        // -128 and the like have a byte more than they need; 0 has none.
        while let [.., before, last] = bytes[..]
            && (last == 0 && before < 0x80 || last == 0xff && before >= 0x80)
        {
            bytes.pop();
        }
        if bytes == [0] {
            bytes.clear();
        }
        out.extend(&bytes)
    }

    fn int_decimal(&mut self, obj: Obj, out: &mut Block<u8>) -> Result<(), Error> {
        let text = self.object(obj).str().map(|text| text.to_string());
        let text = self.done(text)?;
        out.extend(text.as_bytes())
    }

    fn len(&self, seq: Obj) -> usize {
        self.get(seq).len().unwrap_or(0)
    }

    fn item(&self, seq: Obj, index: usize) -> Option<Obj> {
        let object = self.object(seq);
        if let Ok(list) = object.cast_exact::<PyList>() {
            return list.get_item(index).ok().map(|item| self.keep(item));
        }
        let tuple = object.cast_exact::<PyTuple>().ok()?;
        tuple.get_item(index).ok().map(|item| self.keep(item))
    }

    fn entry(&self, map: Obj, cursor: usize) -> Option<(usize, Obj, Obj)> {
        let object = self.get(map);
        let dict = object.cast_exact::<PyDict>().ok()?;
        let mut position = cursor as pyo3::ffi::Py_ssize_t;
        let (mut key, mut value) = (std::ptr::null_mut(), std::ptr::null_mut());
        // SAFETY: a dictionary; the three places are ours. Positions count the dictionary's places from 0, and any
        // may be given.
        let found = unsafe { pyo3::ffi::PyDict_Next(dict.as_ptr(), &mut position, &mut key, &mut value) };
        if found == 0 {
            return None;
        }
        // SAFETY: PyDict_Next lends both, and nothing has run since.
        let (key, value) =
            unsafe { (Bound::from_borrowed_ptr(self.py, key), Bound::from_borrowed_ptr(self.py, value)) };
        Some((position as usize - 1, self.keep(key), self.keep(value)))
    }

    fn count(&self, container: Obj) -> usize {
        self.get(container).len().unwrap_or(0)
    }

    fn element(&self, set: Obj, cursor: usize) -> Option<(usize, Obj)> {
        self.elements(set);
        let elements = self.elements.borrow();
        Some((cursor, *elements.get(&set)?.get(cursor)?))
    }
}
