//! What can be wrong with an array, and the exception that it becomes.

use micropython::ffi::mpickle_c_class as class;

use crate::raise;

/// One reason to refuse.
#[derive(Clone, Copy)]
pub enum Fault {
    /// A class that is not numpy's array.
    Class,
    /// A shape that is no tuple of lengths.
    Shape,
    /// More bytes than the machine can count.
    Size,
    /// More dimensions than numpy has.
    Dimensions,
    /// Strides that are no tuple, or lead out of the buffer.
    Strides,
    /// Fewer or more bytes than the shape needs.
    Data,
    /// The shape has another number of items.
    Reshape,
    /// An index out of range, or too many.
    Index,
    /// An index that is no int or slice.
    IndexType,
    /// A value that the items cannot hold.
    Value,
    /// The memory must not be written to.
    ReadOnly,
    /// An object that holds no array any more, or whose buffer has shrunk.
    Gone,
}

impl Fault {
    fn text(self) -> &'static str {
        match self {
            Fault::Class => "no array class",
            Fault::Shape => "bad shape",
            Fault::Size => "array is too big",
            Fault::Dimensions => "too many dimensions",
            Fault::Strides => "bad strides",
            Fault::Data => "buffer does not match the shape",
            Fault::Reshape => "cannot reshape array",
            Fault::Index => "index out of range",
            Fault::IndexType => "bad index",
            Fault::Value => "value does not fit dtype",
            Fault::ReadOnly => "array is read-only",
            Fault::Gone => "buffer has shrunk",
        }
    }
}

/// The answer for a pickle: UnpicklingError.
pub fn pickled<T>(result: Result<T, Fault>) -> T {
    match result {
        Ok(value) => value,
        Err(fault) => raise::unpickling(fault.text()),
    }
}

/// The answer for Python code.
pub fn python<T>(result: Result<T, Fault>) -> T {
    match result {
        Ok(value) => value,
        Err(fault) => {
            let class = match fault {
                Fault::Index => class::INDEX_ERROR,
                Fault::IndexType | Fault::ReadOnly => class::TYPE_ERROR,
                Fault::Gone => class::RUNTIME_ERROR,
                _ => class::VALUE_ERROR,
            };
            raise::raise(class, fault.text())
        }
    }
}
