//! Classes, functions and calls while reading, and what of them is permitted.

use std::collections::{HashMap, HashSet};

use model::Error;
use pickle::{Instantiate, Resolve};
use pyo3::exceptions::PyStopIteration;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyInt, PyMemoryView, PyTuple, PyType, PyTypeMethods};

use super::{Host, Obj};

/// Steps that one byte of input may cause where who wrote it is not trusted, and those that any input may cause.
const STEPS_A_BYTE: usize = 64;
const STEPS_ANYWAY: usize = 1 << 20;

/// The options of a load.
pub struct Reading<'py> {
    /// `find(module, name, python2)`: the class or function of a name.
    find: Bound<'py, PyAny>,
    /// `extension(code)`: what is registered under a code.
    extension: Bound<'py, PyAny>,
    /// `persistent_load(id)`, or None.
    persistent: Option<Bound<'py, PyAny>>,
    buffers: Option<Bound<'py, PyAny>>,
    /// The encoding of Python 2's strings, and what is done about errors in it.
    pub encoding: String,
    pub errors: String,
    /// Only what `find` returned may be called.
    restricted: bool,
    granted: HashSet<Obj>,
    /// Then calls go through `apply(function, args)` and `create(class, args, keywords)`, which look at the arguments.
    apply: Option<Bound<'py, PyAny>>,
    create: Option<Bound<'py, PyAny>>,
    /// `may_fill(obj)`: whether it may be given a state or items although the pickle did not name its class.
    may_fill: Bound<'py, PyAny>,
    /// How many tuples and frozen sets hashing one goes through, where that is more than one.
    weights: HashMap<Obj, usize>,
    steps: usize,
    /// Bytes that were read.
    pub offset: usize,
}

impl<'py> Reading<'py> {
    /// Of the attributes of a `_loading.Options`.
    pub fn new(options: &Bound<'py, PyAny>) -> PyResult<Self> {
        let optional = |name: &str| -> PyResult<Option<Bound<'py, PyAny>>> {
            let value = options.getattr(name)?;
            Ok(if value.is_none() { None } else { Some(value) })
        };
        let restricted: bool = options.getattr("restricted")?.extract()?;
        let buffers = optional("buffers")?.map(|buffers| buffers.try_iter()).transpose()?;
        Ok(Self {
            find: options.getattr("find")?,
            extension: options.getattr("extension")?,
            persistent: optional("persistent_load")?,
            buffers: buffers.map(Bound::into_any),
            encoding: options.getattr("encoding")?.extract()?,
            errors: options.getattr("errors")?.extract()?,
            restricted,
            apply: if restricted { Some(options.getattr("apply")?) } else { None },
            create: if restricted { Some(options.getattr("create")?) } else { None },
            granted: HashSet::new(),
            may_fill: options.getattr("may_fill")?,
            weights: HashMap::new(),
            steps: 0,
            offset: 0,
        })
    }
}

impl<'py> Host<'py> {
    fn options(&mut self) -> Result<&mut Reading<'py>, Error> {
        self.reading.as_mut().ok_or(Error::WrongType)
    }

    fn refuse(&mut self, why: &str, object: &Bound<'py, PyAny>) -> Error {
        let class = object.get_type();
        let name = class.name().map_or_else(|_| String::new(), |name| name.to_string());
        let error = self
            .py
            .import("pickle")
            .and_then(|pickle| pickle.getattr("UnpicklingError"))
            .and_then(|class| class.call1((format!("{why} {name:?}"),)));
        match error {
            Ok(error) => self.fail(PyErr::from_value(error)),
            Err(error) => self.fail(error),
        }
    }

    /// Refuses to call what was not found by a permitted name.
    fn check_callable(&mut self, function: Obj) -> Result<(), Error> {
        let reading = self.options()?;
        if !reading.restricted || reading.granted.contains(&function) {
            return Ok(());
        }
        let object = self.object(function);
        Err(self.refuse("not allowed: a call of", &object))
    }

    /// Refuses to change an object whose class was not found by a permitted name.
    pub(super) fn check_instance(&mut self, object: &Bound<'py, PyAny>, why: &str) -> Result<(), Error> {
        let reading = self.options()?;
        if !reading.restricted {
            return Ok(());
        }
        let is_granted =
            object.get_type().mro().iter().any(|class| reading.granted.contains(&Obj(class.as_ptr())));
        if is_granted || reading.may_fill.call1((object,)).and_then(|may| may.is_truthy()).unwrap_or(false) {
            return Ok(());
        }
        Err(self.refuse(why, object))
    }

    /// Remembers what hashing a tuple or a frozen set costs, where it holds others.
    pub(super) fn weigh(&mut self, made: Obj, items: &[Obj]) -> Result<(), Error> {
        let reading = self.options()?;
        if reading.restricted {
            let nested: usize = items
                .iter()
                .filter_map(|item| reading.weights.get(item))
                .fold(0, |sum, weight| sum.saturating_add(*weight));
            reading.weights.insert(made, nested.saturating_add(1));
        }
        Ok(())
    }

    /// Counts what hashing these keys costs: tuples in tuples take exponential time.
    pub(super) fn check_keys<'b>(&mut self, keys: impl Iterator<Item = &'b Obj>) -> Result<(), Error> {
        let reading = self.options()?;
        if !reading.restricted {
            return Ok(());
        }
        for key in keys {
            let weight = reading.weights.get(key).copied().unwrap_or(1);
            reading.steps = reading.steps.saturating_add(weight);
        }
        let most = reading.offset.saturating_mul(STEPS_A_BYTE).saturating_add(STEPS_ANYWAY);
        if reading.steps > most { Err(Error::TooManyObjects) } else { Ok(()) }
    }

    fn args(&self, args: Obj) -> Result<Bound<'py, PyTuple>, Error> {
        self.object(args).cast_into::<PyTuple>().map_err(|_| Error::WrongType)
    }

    fn found(&mut self, found: PyResult<Bound<'py, PyAny>>) -> Result<Obj, Error> {
        let obj = self.made(found)?;
        self.options()?.granted.insert(obj);
        Ok(obj)
    }
}

impl Resolve for Host<'_> {
    fn int_text(&mut self, text: &[u8]) -> Result<Obj, Error> {
        let text = std::str::from_utf8(text).map_err(|_| Error::BadText)?;
        let made = self.py.get_type::<PyInt>().call1((text, 0));
        self.made(made)
    }

    fn find_class(&mut self, module: Obj, name: Obj, python2: bool) -> Result<Obj, Error> {
        let (module, name) = (self.object(module), self.object(name));
        let find = self.options()?.find.clone();
        let found = find.call1((module, name, python2));
        self.found(found)
    }

    fn call(&mut self, function: Obj, args: Obj) -> Result<Obj, Error> {
        self.check_callable(function)?;
        let args = self.args(args)?;
        let function = self.object(function);
        let made = match self.options()?.apply.clone() {
            Some(apply) => apply.call1((function, args)),
            None => function.call1(args),
        };
        self.made(made)
    }

    fn next_buffer(&mut self) -> Result<Obj, Error> {
        let Some(buffers) = self.options()?.buffers.clone() else {
            return Err(Error::NoBuffer);
        };
        match buffers.call_method0("__next__") {
            Err(error) if error.is_instance_of::<PyStopIteration>(self.py) => Err(Error::NoBuffer),
            result => self.made(result),
        }
    }

    fn read_only(&mut self, buffer: Obj) -> Result<Obj, Error> {
        let view = PyMemoryView::from(&self.object(buffer)).and_then(|view| view.call_method0("toreadonly"));
        self.made(view)
    }
}

impl Instantiate for Host<'_> {
    fn new_object(&mut self, class: Obj, args: Obj, kwargs: Option<Obj>) -> Result<Obj, Error> {
        self.check_callable(class)?;
        let (class, args) = (self.object(class), self.args(args)?);
        let keywords = match kwargs.map(|kwargs| self.object(kwargs).cast_into::<PyDict>()) {
            None => None,
            Some(Ok(keywords)) => Some(keywords),
            Some(Err(_)) => return Err(Error::WrongType),
        };
        if !class.is_instance_of::<PyType>() {
            return Err(Error::NotCallable);
        }
        let made = match self.options()?.create.clone() {
            Some(create) => create.call1((class, args, keywords)),
            None => class.getattr("__new__").and_then(|new| {
                let all = std::iter::once(class.clone()).chain(args.iter()).collect::<Vec<_>>();
                new.call(PyTuple::new(self.py, all)?, keywords.as_ref())
            }),
        };
        self.made(made)
    }

    fn instantiate(&mut self, class: Obj, args: &[Obj]) -> Result<Obj, Error> {
        self.check_callable(class)?;
        let class = self.object(class);
        let is_bare = args.is_empty()
            && class.is_instance_of::<PyType>()
            && !class.hasattr("__getinitargs__").unwrap_or(false);
        let made = if is_bare {
            match self.options()?.create.clone() {
                Some(create) => create.call1((class, PyTuple::empty(self.py), self.py.None())),
                None => class.call_method1("__new__", (&class,)),
            }
        } else {
            let apply = self.options()?.apply.clone();
            let args: Vec<_> = args.iter().map(|arg| self.object(*arg)).collect();
            PyTuple::new(self.py, args).and_then(|args| match apply {
                Some(apply) => apply.call1((class, args)),
                None => class.call1(args),
            })
        };
        self.made(made)
    }

    fn build(&mut self, obj: Obj, state: Obj) -> Result<Obj, Error> {
        let object = self.object(obj);
        self.check_instance(&object, "cannot set the state of")?;
        let state = self.object(state);
        let built = self
            .py
            .import("mpickle._loading")
            .and_then(|module| module.getattr("build"))
            .and_then(|build| build.call1((object, state)));
        self.done(built.map(drop))?;
        Ok(obj)
    }

    fn persistent(&mut self, id: Obj) -> Result<Obj, Error> {
        let Some(load) = self.options()?.persistent.clone() else {
            return Err(Error::NoPersistentLoad);
        };
        let found = load.call1((self.object(id),));
        self.found(found)
    }

    fn extension(&mut self, code: u32) -> Result<Obj, Error> {
        let found = self.options()?.extension.clone().call1((code,));
        self.found(found)
    }
}
