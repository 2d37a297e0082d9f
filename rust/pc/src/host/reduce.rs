//! Objects, taken apart for writing: as CPython's `Pickler.save` does it.

use model::{Error, View};
use pickle::{BufferPlace, Call, Describe, Known, Reduce, Reduced, State};
use pyo3::exceptions::PyStopIteration;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString, PyTuple};

use super::{Host, Obj};

/// The options of a dump.
pub struct Writing<'py> {
    /// `reduce(obj, protocol)`: a str for what is known by name, or the parts of a recipe; see `_writing.reduce`.
    reduce: Bound<'py, PyAny>,
    /// `locate(obj, name)`: module and name, under which it is found again.
    locate: Bound<'py, PyAny>,
    /// `extension(module, name)`: a code, or None.
    extension: Bound<'py, PyAny>,
    buffer_callback: Option<Bound<'py, PyAny>>,
    protocol: u8,
    /// The memory of the buffer that is written.
    buffer: Obj,
    /// An object and the name by which its `__reduce__` says that it is known.
    named: Option<(Obj, Bound<'py, PyAny>)>,
    known: [Option<Obj>; 8],
}

impl<'py> Writing<'py> {
    /// Of the attributes of a `_writing.Options`.
    pub fn new(options: &Bound<'py, PyAny>, protocol: u8) -> PyResult<Self> {
        let callback = options.getattr("buffer_callback")?;
        Ok(Self {
            reduce: options.getattr("reduce")?,
            locate: options.getattr("locate")?,
            extension: options.getattr("extension")?,
            buffer_callback: if callback.is_none() { None } else { Some(callback) },
            protocol,
            buffer: Obj(std::ptr::null_mut()),
            named: None,
            known: [None; 8],
        })
    }
}

impl<'py> Host<'py> {
    fn dump(&mut self) -> Result<&mut Writing<'py>, Error> {
        self.writing.as_mut().ok_or(Error::WrongType)
    }

    /// The types of None, Ellipsis and NotImplemented have no name that is found again.
    pub(super) fn is_nameless(&self, class: &Bound<'py, PyAny>) -> bool {
        let only = [
            self.py.None().into_bound(self.py),
            self.py.Ellipsis().into_bound(self.py),
            self.py.NotImplemented().into_bound(self.py),
        ];
        only.iter().any(|only| only.get_type().is(class))
    }

    fn offer(&mut self, obj: Obj) -> PyResult<(bool, bool)> {
        let object = self.object(obj);
        let view = object.call_method0("raw")?;
        let readonly: bool = view.getattr("readonly")?.extract()?;
        let callback = self.writing.as_ref().and_then(|writing| writing.buffer_callback.clone());
        let in_band = match callback {
            Some(callback) => callback.call1((&object,))?.is_truthy()?,
            None => true,
        };
        if in_band {
            let bytes = self.py.get_type::<PyBytes>().call1((view,))?;
            let kept = self.keep(bytes);
            if let Some(writing) = &mut self.writing {
                writing.buffer = kept;
            }
        }
        Ok((readonly, in_band))
    }

    fn parts(&mut self, obj: Obj, protocol: u8) -> PyResult<Option<Vec<Bound<'py, PyAny>>>> {
        let object = self.object(obj);
        let Some(writing) = &mut self.writing else { return Ok(None) };
        let reduced = writing.reduce.call1((object, protocol))?;
        if reduced.is_instance_of::<PyString>() {
            writing.named = Some((obj, reduced));
            return Ok(None);
        }
        let parts = reduced.cast_into::<PyTuple>()?;
        Ok(Some(parts.iter().collect()))
    }
}

/// The part, unless it is None.
fn given<'py>(part: &Bound<'py, PyAny>) -> Option<Bound<'py, PyAny>> {
    if part.is_none() { None } else { Some(part.clone()) }
}

impl Describe for Host<'_> {
    fn global(&mut self, obj: Obj) -> Result<(Obj, Obj), Error> {
        let object = self.object(obj);
        let writing = self.dump()?;
        let name = match writing.named.take() {
            Some((named, name)) if named == obj => name,
            _ => object.py().None().into_bound(object.py()),
        };
        let protocol = writing.protocol;
        let located = writing
            .locate
            .call1((object, name, protocol))
            .and_then(|located| located.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>());
        let (module, name) = self.done(located)?;
        Ok((self.keep(module), self.keep(name)))
    }

    fn known(&mut self, known: Known) -> Obj {
        let (place, module, name) = match known {
            Known::Set => (0, "builtins", "set"),
            Known::FrozenSet => (1, "builtins", "frozenset"),
            Known::Bytes => (2, "builtins", "bytes"),
            Known::ByteArray => (3, "builtins", "bytearray"),
            Known::Encode => (4, "codecs", "encode"),
            Known::GetAttr => (5, "builtins", "getattr"),
            Known::Latin1 => (6, "", "latin1"),
            Known::Latin1Dashed => (7, "", "latin-1"),
        };
        if let Some(obj) = self.writing.as_ref().and_then(|writing| writing.known[place]) {
            return obj;
        }
        let found = match module {
            "" => Ok(PyString::new(self.py, name).into_any()),
            _ => self.py.import(module).and_then(|module| module.getattr(name)),
        };
        // These are always there.
        let obj = self.keep(found.unwrap_or_else(|_| self.py.None().into_bound(self.py)));
        if let Some(writing) = &mut self.writing {
            writing.known[place] = Some(obj);
        }
        obj
    }

    fn buffer(&mut self, obj: Obj) -> Result<BufferPlace<'_>, Error> {
        let offered = self.offer(obj);
        let (readonly, in_band) = self.done(offered)?;
        if !in_band {
            return Ok(BufferPlace::OutOfBand { readonly });
        }
        let buffer = self.dump()?.buffer;
        match model::Inspect::view(self, buffer) {
            View::Bytes(data) => Ok(BufferPlace::InBand { readonly, data }),
            _ => Err(Error::WrongType),
        }
    }
}

impl Reduce for Host<'_> {
    fn next(&mut self, iter: Obj) -> Result<Option<Obj>, Error> {
        match self.get(iter).call_method0("__next__") {
            Ok(object) => Ok(Some(self.keep(object))),
            Err(error) if error.is_instance_of::<PyStopIteration>(self.py) => Ok(None),
            Err(error) => Err(self.fail(error)),
        }
    }

    fn pair(&mut self, obj: Obj) -> Result<(Obj, Obj), Error> {
        let pair = self.get(obj).extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>();
        let (key, value) = self.done(pair)?;
        Ok((self.keep(key), self.keep(value)))
    }

    fn reduce(&mut self, obj: Obj, protocol: u8, recipe: &mut Reduced<Obj>) -> Result<bool, Error> {
        let parts = self.parts(obj, protocol);
        let Some(parts) = self.done(parts)? else {
            return Ok(false);
        };
        // (how, function, args, keywords, state, list items, dict items, setter)
        let [how, function, args, keywords, state, list_items, dict_items, setter] = &parts[..] else {
            return Err(Error::WrongType);
        };
        let how: u8 = how.extract().map_err(|_| Error::WrongType)?;
        let (function, args) = (self.keep(function.clone()), self.keep(args.clone()));
        *recipe = Reduced::function(function, args);
        recipe.call = match how {
            0 => Call::Function,
            1 => Call::New,
            _ => Call::NewEx(self.keep(keywords.clone())),
        };
        if let Some(state) = given(state) {
            recipe.state = State::Object(self.keep(state));
        }
        recipe.list_items = given(list_items).map(|iter| self.keep(iter));
        recipe.dict_items = given(dict_items).map(|iter| self.keep(iter));
        recipe.setter = given(setter).map(|setter| self.keep(setter));
        Ok(true)
    }

    fn extension(&mut self, module: Obj, name: Obj) -> Option<u32> {
        let (module, name) = (self.object(module), self.object(name));
        let writing = self.writing.as_ref()?;
        writing.extension.call1((module, name)).ok()?.extract::<Option<u32>>().ok()?
    }
}
