//! CPython as a model for the codec.

mod construct;
mod inspect;
mod memory;
mod reduce;
mod resolve;

use std::cell::RefCell;
use std::collections::HashMap;

use model::{Error, Model};
use pyo3::prelude::*;
use pyo3::{Borrowed, ffi};

pub use memory::Block;
pub use reduce::Writing;
pub use resolve::Reading;

/// A reference to an object that the host keeps alive.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Obj(*mut ffi::PyObject);

/// The state of one load or dump.
pub struct Host<'py> {
    /// That the interpreter is attached.
    pub py: Python<'py>,
    /// The exception of Python code; the codec knows of it as [`Error::CallFailed`].
    pub raised: Option<PyErr>,
    /// Objects that were made or met. They live as long as the host, so that an [`Obj`] always does.
    kept: RefCell<Vec<Bound<'py, PyAny>>>,
    /// Elements of sets, which have no places in Python.
    elements: RefCell<HashMap<Obj, Vec<Obj>>>,
    types: inspect::Types<'py>,
    reading: Option<Reading<'py>>,
    writing: Option<Writing<'py>>,
}

impl<'py> Host<'py> {
    fn new(py: Python<'py>) -> Self {
        Self {
            py,
            raised: None,
            kept: RefCell::default(),
            elements: RefCell::default(),
            types: inspect::Types::new(py),
            reading: None,
            writing: None,
        }
    }

    /// A host for a load.
    pub fn reading(py: Python<'py>, reading: Reading<'py>) -> Self {
        Self { reading: Some(reading), ..Self::new(py) }
    }

    /// A host for a dump.
    pub fn writing(py: Python<'py>, writing: Writing<'py>) -> Self {
        Self { writing: Some(writing), ..Self::new(py) }
    }

    /// Keeps an object alive.
    pub fn keep(&self, object: Bound<'py, PyAny>) -> Obj {
        let obj = Obj(object.as_ptr());
        self.kept.borrow_mut().push(object);
        obj
    }

    /// The object of a reference.
    #[inline]
    pub fn get(&self, obj: Obj) -> Borrowed<'_, 'py, PyAny> {
        // SAFETY: every Obj comes out of `keep`, and what is kept lives as long as the host, which is borrowed here.
        unsafe { Borrowed::from_ptr(self.py, obj.0) }
    }

    /// The same, owned.
    pub fn object(&self, obj: Obj) -> Bound<'py, PyAny> {
        self.get(obj).to_owned()
    }

    /// Keeps the result of Python code, or its exception.
    fn made(&mut self, result: PyResult<Bound<'py, PyAny>>) -> Result<Obj, Error> {
        match result {
            Ok(object) => Ok(self.keep(object)),
            Err(error) => Err(self.fail(error)),
        }
    }

    /// Keeps an exception.
    fn fail(&mut self, error: PyErr) -> Error {
        self.raised = Some(error);
        Error::CallFailed
    }

    /// Keeps the exception of a result.
    fn done<T>(&mut self, result: PyResult<T>) -> Result<T, Error> {
        result.map_err(|error| self.fail(error))
    }
}

impl Model for Host<'_> {
    type Fault = Error;
    type Obj = Obj;
    type Vec<T: Copy> = Block<T>;

    fn fault(&self, error: Error) -> Error {
        error
    }
}
