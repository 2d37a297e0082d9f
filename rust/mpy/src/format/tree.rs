//! MessagePack and CBOR: what a model of objects adds for both.

use core::convert::Infallible;

#[cfg(feature = "limits")]
use model::Limits;
use model::{Decode, Destination, Error};
use tree::words::{self, Class};
use tree::{Ask, Form, Pack, Unpack};

#[cfg(feature = "cbor")]
use super::cbor as own;
#[cfg(feature = "msgpack")]
use super::msgpack as own;
#[cfg(feature = "limits")]
use crate::entry::limit;
use crate::host::Host;
use crate::native::names::Name;
use crate::native::obj::{self, Obj, Raw};
use crate::native::raise;
use crate::native::table::{self, State, state, table};

/// Writes items.
pub type Encoder = tree::Encoder<Host>;
/// Reads them.
pub type Decoder = tree::Decoder<Host>;

/// The arguments of a dump, as C parses them; `file` is null for `dumps`.
#[repr(C)]
pub struct DumpArgs {
    pub obj: Raw,
    pub file: Raw,
    /// What is asked about an object that has no form.
    #[cfg(feature = "msgpack")]
    default: Raw,
    #[cfg(feature = "cbor")]
    pub canonical: Raw,
}

/// The arguments of a load.
#[repr(C)]
pub struct LoadArgs {
    pub source: Raw,
    /// `ext_hook` or `tag_hook`
    hook: Raw,
    use_tuple: Raw,
    #[cfg(feature = "cbor")]
    pub deterministic: Raw,
    #[cfg(feature = "limits")]
    limits: [Raw; 3],
}

/// The class of a codec's error.
pub fn class_name(error: Error) -> Name {
    match words::class(error) {
        Class::Runtime => Name::RuntimeError,
        Class::Memory => Name::MemoryError,
        class => own::class_name(class),
    }
}

/// Its words, in UTF-8.
pub fn text(error: Error) -> &'static [u8] {
    words::text(own::FORMAT, error)
}

/// An argument; `None` if it was not given.
fn given(raw: Raw) -> Option<Obj> {
    // SAFETY: a live object.
    Some(unsafe { Obj::new(raw) }).filter(|obj| !obj.is_none())
}

/// The encoder of a dump.
pub fn encoder(args: &DumpArgs, destination: Destination) -> Encoder {
    Encoder::new(own::FORMAT, own::write_options(args), destination)
}

/// Gives the options of a dump to the model.
pub fn set_dump(args: &DumpArgs, host: &mut Host) {
    #[cfg(feature = "msgpack")]
    {
        host.hook = given(args.default);
    }
    let _ = (args, host);
}

/// The decoder of a load.
pub fn decoder(args: &LoadArgs) -> Decoder {
    let mut options = own::read_options(args);
    options.use_tuple = crate::entry::is_true(args.use_tuple);
    #[cfg(feature = "limits")]
    let [bytes, depth, objects] = args.limits.map(limit);
    #[cfg(feature = "limits")]
    {
        options.max_depth = depth;
    }
    let mut decoder = Decoder::new(own::FORMAT, options);
    #[cfg(feature = "limits")]
    decoder.set_limits(Limits { bytes, objects, memo: usize::MAX });
    decoder
}

/// Gives the options of a load to the model.
pub fn set_load(args: &LoadArgs, host: &mut Host, _decoder: &mut Decoder) {
    host.hook = given(args.hook);
}

/// Remembers the named tuples that C has made.
///
/// # Safety
/// Two types of named tuples, and an object or null; while the module is imported, behind `mpickle_m_init`.
#[unsafe(no_mangle)]
unsafe extern "C-unwind" fn mpickle_m_records(first: Raw, second: Raw, undefined: Raw) {
    let _ = undefined;
    // SAFETY: the caller's promise.
    unsafe {
        table::remember(State {
            records: [first, second],
            #[cfg(feature = "cbor")]
            undefined,
            ..*state()
        });
    }
}

impl Unpack for Host {
    fn data(&self, obj: Obj) -> &[u8] {
        obj.buffer().unwrap_or_default()
    }

    fn map(
        &mut self,
        dict: Option<Obj>,
        items: &[Obj],
        _ordered: bool,
        unique: bool,
    ) -> Result<Obj, Infallible> {
        // SAFETY: any number that the stack holds.
        // EXCEPTION: MemoryError.
        let dict = dict.unwrap_or_else(|| unsafe { Obj::new((table().new_dict)(items.len() / 2)) });
        for pair in items.chunks_exact(2) {
            // SAFETY: a dict.
            let before = unsafe { dict.dict_len() };
            self.fill(dict, pair);
            // SAFETY: a dict.
            if unique && unsafe { dict.dict_len() } == before {
                own::raise_key(Error::DuplicateKey, self.budget.read, pair[0]);
            }
        }
        Ok(dict)
    }

    #[cfg(feature = "msgpack")]
    fn ext(&mut self, code: i8, data: Obj) -> Result<Obj, Infallible> {
        Ok(own::ext(self, code, data))
    }

    #[cfg(feature = "cbor")]
    fn tag(&mut self, number: u64, obj: Obj) -> Result<Obj, Infallible> {
        Ok(own::tag(self, number, obj))
    }

    #[cfg(feature = "cbor")]
    fn simple(&mut self, value: u8) -> Result<Obj, Error> {
        Ok(own::simple(value))
    }
}

impl Pack for Host {
    #[inline(never)]
    fn form(&mut self, obj: Obj, ask: Ask) -> Result<Form<Obj>, Infallible> {
        if ask == Ask::First {
            return Ok(Form::Plain);
        }
        if let Some(form) = own::form(obj) {
            return Ok(form);
        }
        // What inherits from tuple: named tuples, but of an ExtType and the like only a part would be written.
        let isinstance = obj::builtin(state().builtins, Name::isinstance);
        // SAFETY: a type.
        let is_instance =
            |class| obj::call(isinstance, &[obj, unsafe { Obj::new(class) }]) == Obj::bool(true);
        if is_instance(state().tuple) && !state().records.into_iter().any(is_instance) {
            return Ok(Form::Array(obj::call(state().tuple, &[obj])));
        }
        match self.hook {
            Some(hook) if ask == Ask::Last => Ok(Form::Instead(obj::call(hook.raw(), &[obj]))),
            _ => raise::named(own::UNSUPPORTED, "cannot write", obj.class_name(), b""),
        }
    }

    fn memory(&self, obj: Obj) -> Option<&[u8]> {
        if obj.is_str() { None } else { obj.buffer() }
    }
}

/// Both parts of a named tuple of this type.
pub fn parts(obj: Obj, class: Raw) -> Option<[Obj; 2]> {
    if !obj.is(class) {
        return None;
    }
    let items = obj.items();
    Some([*items.first()?, *items.last()?])
}
