//! MessagePack's own, with the names of `umsgpack`.

use model::{Buffer, Error};
use tree::words::Class;
use tree::{FloatWidth, Form, Format, ReadOptions, WriteOptions};

use super::tree::{self as both, DumpArgs, LoadArgs, parts};
use crate::host::Host;
use crate::native::ints;
use crate::native::memory::Memory;
use crate::native::names::Name;
use crate::native::obj::{self, Obj};
use crate::native::raise;
use crate::native::table::{state, table};

/// The format.
pub const FORMAT: Format = Format::MessagePack;
/// The first of the module's exceptions.
pub const FIRST: Name = Name::PackException;
/// The exception for input that is refused.
pub const REFUSAL: Name = Name::UnpackException;
/// The one for an object that has no form.
pub const UNSUPPORTED: Name = Name::UnsupportedTypeException;
/// The code of timestamps.
const TIMESTAMP: i8 = -1;

/// The exception of this class.
pub fn class_name(class: Class) -> Name {
    match class {
        Class::End => Name::InsufficientDataException,
        Class::String => Name::InvalidStringException,
        Class::Reserved => Name::ReservedCodeException,
        Class::Unhashable => Name::UnhashableKeyException,
        Class::Duplicate => Name::DuplicateKeyException,
        Class::Unsupported => Name::UnsupportedTypeException,
        Class::Encode => Name::PackException,
        _ => Name::UnpackException,
    }
}

/// How an encoder is to write: floats as wide as the firmware's.
pub fn write_options(_args: &DumpArgs) -> WriteOptions {
    let float = if state().single == 0 { FloatWidth::Double } else { FloatWidth::Single };
    WriteOptions { float, ..WriteOptions::NEW }
}

/// How a decoder is to read.
pub fn read_options(_args: &LoadArgs) -> ReadOptions {
    ReadOptions::new(FORMAT)
}

/// The object of an ext.
pub fn ext(host: &mut Host, code: i8, data: Obj) -> Obj {
    if code == TIMESTAMP
        && let Some((seconds, nanoseconds)) = tree::parse_timestamp(data.buffer().unwrap_or_default())
    {
        let nanoseconds = ints::from_bytes(&i64::from(nanoseconds).to_le_bytes());
        return obj::call(state().records[1], &[ints::from_bytes(&seconds.to_le_bytes()), nanoseconds]);
    }
    let number = Obj::from_small_int(isize::from(code)).unwrap_or_else(Obj::none);
    let Some(hook) = host.hook else {
        let code = obj::call(table().type_str, &[number]);
        raise::named(Name::UnsupportedTypeException, "ext_type", code.text(), b"")
    };
    obj::call(hook.raw(), &[number, data])
}

/// The form of an ExtType or a Timestamp.
pub fn form(obj: Obj) -> Option<Form<Obj>> {
    let [ext, timestamp] = state().records;
    if let Some([code, data]) = parts(obj, ext) {
        let (Some(code @ -128..=127), Some(_)) = (code.small_int(), data.buffer().filter(|_| !data.is_str()))
        else {
            raise::named(UNSUPPORTED, "cannot write", b"ExtType", b"")
        };
        return Some(Form::Data(code as u64, data));
    }
    let [seconds, nanoseconds] = parts(obj, timestamp)?;
    let (Some(seconds), Some(nanoseconds @ 0..=999_999_999)) = (ints::wide(seconds), nanoseconds.small_int())
    else {
        raise::named(UNSUPPORTED, "cannot write", b"Timestamp", b"")
    };
    let mut data = Memory::<u8>::default();
    let Ok(()) = tree::write_timestamp(&mut data, seconds, nanoseconds as u32);
    Some(Form::Data(u64::from(TIMESTAMP as u8), data.take_text(state().bytes)))
}

/// Raises for a wrong key, which the message holds.
#[cold]
pub fn raise_key(error: Error, _offset: usize, key: Obj) -> ! {
    let class = both::class_name(error);
    let mut text = Memory::<u8>::default();
    let mut add = |before: &[u8], obj, behind: &[u8]| {
        let Ok(()) = text.extend(before);
        let Ok(()) = text.extend(obj::call(table().type_str, &[obj]).text());
        let Ok(()) = text.extend(behind);
    };
    add(b"\"", key, b"\"");
    if class == Name::DuplicateKeyException {
        // SAFETY: a live object; a type.
        // EXCEPTION: none.
        add(b" (", unsafe { Obj::new((table().obj_get_type)(key.raw())) }, b")");
    }
    raise::Message::of(class, text.as_slice()).raise()
}
