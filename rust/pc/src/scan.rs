//! Finds the end of a pickle while its bytes arrive.

use mpickle_tool::commands::show::raw;
use pickle::opcode;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// Goes through the opcodes of a pickle as far as they have come.
#[pyclass(module = "mpickle._mpickle")]
#[derive(Default)]
pub struct Scanner {
    /// The place of the next opcode.
    at: usize,
    /// The bytes of the last scan end within a line of text.
    #[pyo3(get)]
    in_line: bool,
}

#[pymethods]
impl Scanner {
    /// At the start of a pickle.
    #[new]
    fn new() -> Self {
        Self::default()
    }

    /// Goes on in `data`, which begins with the pickle and has more than last time. Returns where the pickle ends; None
    /// if it does not end yet.
    ///
    /// Raises ValueError where no opcode stands.
    fn scan(&mut self, data: &[u8]) -> PyResult<Option<usize>> {
        loop {
            match raw::step(data, self.at) {
                raw::Next::Opcode(code, end) => {
                    self.at = end;
                    if code == opcode::STOP {
                        self.at = 0;
                        return Ok(Some(end));
                    }
                }
                raw::Next::Short(_) => {
                    self.in_line = data.get(self.at).is_some_and(|code| raw::has_lines(*code));
                    return Ok(None);
                }
                raw::Next::Unknown => {
                    let message =
                        format!("invalid load key '{}' at byte {}", data[self.at].escape_ascii(), self.at);
                    return Err(PyValueError::new_err(message));
                }
            }
        }
    }

    /// How many more bytes belong to this pickle for certain, at least 1: those that the opcode at hand lacks, and STOP.
    fn needed(&self, data: &[u8]) -> usize {
        match raw::step(data, self.at) {
            raw::Next::Short(more) => more + usize::from(data.len() > self.at),
            _ => 1,
        }
    }
}
