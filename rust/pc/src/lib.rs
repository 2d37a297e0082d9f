//! The extension module `mpickle._mpickle`: the codecs that boards have, over CPython's objects, packets, and the
//! command line.
//!
//! The decisions about names, options and files are in Python (`ports/cpython/src/mpickle`), which calls this.
#![warn(missing_docs)]

mod errors;
mod host;
mod packets;
mod scan;

use std::ffi::OsString;

use model::{Buffer, Decode, Destination, Encode, Limits, NoSink, Step, Window};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use host::{Host, Reading, Writing};

/// `loads(data, options) -> (object, end)`: the object of the pickle at the start of `data`, and how many bytes it has.
///
/// `options` is a `_loading.Options`: the callables and limits of a load.
#[pyfunction]
fn loads<'py>(
    data: &Bound<'py, PyBytes>,
    options: &Bound<'py, PyAny>,
) -> PyResult<(Bound<'py, PyAny>, usize)> {
    let reading = Reading::new(options)?;
    let limit = |name: &str| -> PyResult<usize> {
        Ok(options.getattr(name)?.extract::<Option<usize>>()?.unwrap_or(usize::MAX))
    };
    let limits =
        Limits { bytes: limit("max_bytes")?, objects: limit("max_objects")?, memo: limit("max_memo")? };
    let mut host = Host::reading(data.py(), reading);
    // Names of Python 2 are translated by `find`.
    let mut decoder = pickle::Decoder::<Host<'py>>::new(options.getattr("fix_imports")?.extract()?);
    decoder.set_limits(limits);
    let bytes = data.as_bytes();
    let mut at = 0;
    loop {
        let window = Window { bytes: &bytes[at..], last: true, volatile: false };
        match decoder.run(&mut host, window) {
            Ok((consumed, Step::Done(obj))) => return Ok((host.object(obj), at + consumed)),
            Ok((consumed, Step::Again)) => at += consumed,
            Ok((consumed, Step::Need(_))) => {
                at += consumed;
                let error = decoder.end_of_input(bytes.len() - at);
                return Err(errors::reading(&mut host, error, decoder.offset(), decoder.culprit()));
            }
            Err(error) => {
                return Err(errors::reading(&mut host, error, decoder.offset(), decoder.culprit()));
            }
        }
    }
}

/// `dumps(obj, protocol, options) -> bytes`: the pickle of `obj`, as small as a board writes it. `options` is a
/// `_writing.Options`.
#[pyfunction]
fn dumps<'py>(
    obj: &Bound<'py, PyAny>,
    protocol: u8,
    options: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyBytes>> {
    let mut host = Host::writing(obj.py(), Writing::new(options, protocol)?);
    let root = host.keep(obj.clone());
    // Names are translated to those of Python 2 by `locate`.
    let mut encoder = pickle::Encoder::<Host<'py>>::new(protocol, false, Destination::Memory);
    match encoder.dump(&mut host, &mut NoSink, root) {
        Ok(()) => Ok(PyBytes::new(obj.py(), encoder.output().as_slice())),
        Err(error) => Err(errors::writing(&mut host, error)),
    }
}

/// `main(arguments) -> int`: the command line; the first argument is the program's name.
#[pyfunction]
fn main(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| mpickle_tool::cli::run(arguments))
}

/// The native part of the package, on which its Python code builds.
#[pymodule(gil_used = true)]
fn _mpickle(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(loads, module)?)?;
    module.add_function(wrap_pyfunction!(dumps, module)?)?;
    module.add_function(wrap_pyfunction!(main, module)?)?;
    module.add_function(wrap_pyfunction!(packets::seal, module)?)?;
    module.add_class::<packets::Deframer>()?;
    module.add_class::<scan::Scanner>()?;
    module.add("__version__", env!("CARGO_PKG_VERSION"))
}
