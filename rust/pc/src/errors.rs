//! Errors of the codec as Python's exceptions.

use model::Error;
use pickle::words::{self, Class};
use pyo3::exceptions::{PyEOFError, PyMemoryError, PyRuntimeError, PyValueError};
use pyo3::prelude::*;

use crate::host::Host;

/// The exception for an error while reading: what Python code raised, or the codec's own words and the byte offset.
pub fn reading(host: &mut Host<'_>, error: Error, offset: usize, culprit: u8) -> PyErr {
    if let Some(raised) = host.raised.take() {
        return raised;
    }
    let more = match error {
        Error::UnknownOpcode => format!(" '{}'", [culprit].escape_ascii()),
        Error::UnsupportedProtocol => format!(": {culprit}"),
        _ => String::new(),
    };
    let message = match error {
        Error::OutOfInput => words::message(error).to_string(),
        _ => format!("{}{more} at byte {offset}", text(error)),
    };
    exception(host.py, error, message)
}

/// The same while writing.
pub fn writing(host: &mut Host<'_>, error: Error) -> PyErr {
    host.raised.take().unwrap_or_else(|| exception(host.py, error, words::message(error).to_string()))
}

fn text(error: Error) -> &'static str {
    match error {
        Error::WrongType => "an opcode on an object of another type",
        Error::NotCallable => "a call of what is no class or function",
        _ => words::message(error),
    }
}

fn exception(py: Python<'_>, error: Error, message: String) -> PyErr {
    match words::class(error) {
        Class::Eof => PyEOFError::new_err(message),
        Class::Value => PyValueError::new_err(message),
        Class::Runtime => PyRuntimeError::new_err(message),
        Class::Memory => PyMemoryError::new_err(()),
        class => {
            let name = if class == Class::Pickling { "PicklingError" } else { "UnpicklingError" };
            match py
                .import("pickle")
                .and_then(|pickle| pickle.getattr(name))
                .and_then(|class| class.call1((message,)))
            {
                Ok(exception) => PyErr::from_value(exception),
                Err(error) => error,
            }
        }
    }
}
