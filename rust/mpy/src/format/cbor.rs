//! CBOR's own, with the names of `cbor2`.

use model::Error;
use tree::words::Class;
use tree::{FloatWidth, Form, Format, ReadOptions, WriteOptions};

use super::tree::{DumpArgs, LoadArgs, parts};
use crate::entry::is_true;
use crate::host::Host;
use crate::native::ints;
use crate::native::names::Name;
use crate::native::obj::{self, Obj};
use crate::native::raise;
use crate::native::table::state;

/// The format.
pub const FORMAT: Format = Format::Cbor;
/// The first of the module's exceptions.
pub const FIRST: Name = Name::CBOREncodeError;
/// The exception for input that is refused.
pub const REFUSAL: Name = Name::CBORDecodeError;
/// The one for an object that has no form.
pub const UNSUPPORTED: Name = Name::CBOREncodeTypeError;
/// The number of `undefined`.
const UNDEFINED: u8 = 23;

/// The exception of this class.
pub fn class_name(class: Class) -> Name {
    match class {
        Class::End => Name::CBORDecodeEOF,
        Class::Unsupported => Name::CBOREncodeTypeError,
        Class::Encode => Name::CBOREncodeValueError,
        _ => Name::CBORDecodeValueError,
    }
}

/// How an encoder is to write: floats as wide as the firmware's, if not canonical.
pub fn write_options(args: &DumpArgs) -> WriteOptions {
    let float = if state().single == 0 { FloatWidth::Double } else { FloatWidth::Single };
    WriteOptions { float, canonical: is_true(args.canonical), ..WriteOptions::NEW }
}

/// How a decoder is to read.
pub fn read_options(args: &LoadArgs) -> ReadOptions {
    ReadOptions { deterministic: is_true(args.deterministic), ..ReadOptions::new(FORMAT) }
}

/// The object of a tag around `obj`.
pub fn tag(host: &mut Host, number: u64, obj: Obj) -> Obj {
    let mut bytes = [0; 9];
    bytes[..8].copy_from_slice(&number.to_le_bytes());
    let tag = obj::call(state().records[0], &[ints::from_bytes(&bytes), obj]);
    match host.hook {
        // There is no decoder to hand over.
        Some(hook) => obj::call(hook.raw(), &[Obj::none(), tag]),
        None => tag,
    }
}

/// A simple value.
pub fn simple(value: u8) -> Obj {
    if value == UNDEFINED {
        // SAFETY: an object.
        return unsafe { Obj::new(state().undefined) };
    }
    let number = Obj::from_small_int(isize::from(value)).unwrap_or_else(Obj::none);
    obj::call(state().records[1], &[number])
}

/// The form of a CBORTag, a CBORSimpleValue or `undefined`.
pub fn form(obj: Obj) -> Option<Form<Obj>> {
    let [tag, simple] = state().records;
    if let Some([number, value]) = parts(obj, tag) {
        let Some(number) = ints::unsigned(number) else {
            raise::named(UNSUPPORTED, "cannot write", b"CBORTag", b"")
        };
        return Some(Form::Tag(number, value));
    }
    let [value, _] = parts(obj, simple)?;
    match value.small_int() {
        Some(value @ (0..=23 | 32..=255)) => Some(Form::Simple(value as u8)),
        _ => raise::named(UNSUPPORTED, "cannot write", b"CBORSimpleValue", b""),
    }
}

/// Raises for a wrong key.
#[cold]
pub fn raise_key(error: Error, offset: usize, _key: Obj) -> ! {
    raise::reading(error, offset, 0)
}
