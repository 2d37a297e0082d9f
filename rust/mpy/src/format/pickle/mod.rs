//! Pickle: the arguments of its functions, and what a model of objects adds for it.

#[cfg(feature = "classes")]
mod classes;
#[cfg(feature = "limits")]
pub mod depth;
mod describe;
#[cfg(feature = "text")]
pub mod encoding;
mod plain;
mod resolve;

#[cfg(feature = "limits")]
use model::Limits;
use model::{Decode, Destination, Error};
use pickle::words::{self, Class};
use pickle::{DEFAULT_PROTOCOL, HIGHEST_PROTOCOL};

use crate::entry::is_true;
#[cfg(feature = "limits")]
use crate::entry::limit;
use crate::host::Host;
use crate::native::names::Name;
use crate::native::obj::{Obj, Raw};
use crate::native::raise;
#[cfg(feature = "classes")]
use crate::native::table::{self, State};
use crate::native::table::{Native, state, table};

/// Writes pickles.
pub type Encoder = pickle::Encoder<Host>;
/// Reads them.
pub type Decoder = pickle::Decoder<Host>;

/// The first of the module's exceptions.
pub const FIRST: Name = Name::PicklingError;
/// The exception for a pickle that is refused.
pub const REFUSAL: Name = Name::UnpicklingError;

/// The arguments of a dump, as C parses them; `file` is null for `dumps`.
#[repr(C)]
pub struct DumpArgs {
    pub obj: Raw,
    pub file: Raw,
    protocol: Raw,
    fix_imports: Raw,
    #[cfg(feature = "classes")]
    rules: Raw,
}

/// The arguments of a load.
#[repr(C)]
pub struct LoadArgs {
    pub source: Raw,
    fix_imports: Raw,
    #[cfg(feature = "text")]
    encoding: Raw,
    #[cfg(feature = "text")]
    errors: Raw,
    #[cfg(feature = "limits")]
    limits: [Raw; 4],
    #[cfg(feature = "classes")]
    allow: Raw,
    #[cfg(feature = "classes")]
    rules: Raw,
}

/// The class of a codec's error.
pub fn class_name(error: Error) -> Name {
    match words::class(error) {
        Class::Unpickling => Name::UnpicklingError,
        Class::Pickling => Name::PicklingError,
        Class::Eof => Name::EOFError,
        Class::Value => Name::ValueError,
        Class::Runtime => Name::RuntimeError,
        Class::Memory => Name::MemoryError,
    }
}

/// Its words, in UTF-8.
pub fn text(error: Error) -> &'static [u8] {
    words::text(error)
}

/// The protocol that an argument names.
fn protocol(raw: Raw) -> u8 {
    // SAFETY: a live object.
    if unsafe { Obj::new(raw) }.is_none() {
        return DEFAULT_PROTOCOL;
    }
    // SAFETY: a live object.
    let is_big = unsafe { Obj::new(raw) }.is(state().int);
    let protocol = if is_big {
        isize::MAX
    } else {
        // SAFETY: a live object.
        // EXCEPTION: TypeError for what is no int.
        unsafe { (table().native_from_obj)(raw, Native::INT) as isize }
    };
    if protocol > HIGHEST_PROTOCOL as isize {
        raise::raise(Name::ValueError, "pickle protocol must be <= 5");
    }
    if protocol < 0 { HIGHEST_PROTOCOL } else { protocol as u8 }
}

/// The encoder of a dump.
pub fn encoder(args: &DumpArgs, destination: Destination) -> Encoder {
    let protocol = protocol(args.protocol);
    if !cfg!(feature = "text") && protocol < 2 {
        raise::raise(Name::ValueError, "needs the feature text");
    }
    Encoder::new(protocol, is_true(args.fix_imports), destination)
}

/// Gives the options of a dump to the model.
pub fn set_dump(args: &DumpArgs, host: &mut Host) {
    #[cfg(feature = "classes")]
    {
        let rules = rules(args.rules);
        host.rules = rules;
        host.persistent = rules.and_then(|rules| rules.method(Name::persistent_id));
        host.overrides = rules.is_some_and(|rules| rules.method(Name::reducer_override).is_some());
    }
    let _ = (args, host);
}

/// The decoder of a load.
pub fn decoder(args: &LoadArgs) -> Decoder {
    Decoder::new(is_true(args.fix_imports))
}

/// Gives the options of a load to the model and the decoder.
pub fn set_load(args: &LoadArgs, host: &mut Host, decoder: &mut Decoder) {
    // SAFETY: live objects.
    #[cfg(feature = "text")]
    unsafe {
        host.encoding = encoding::named(Obj::new(args.encoding));
        host.on_error = encoding::on_error(Obj::new(args.errors));
    }
    #[cfg(feature = "limits")]
    {
        let [bytes, depth, objects, memo] = args.limits.map(limit);
        host.max_depth = depth;
        decoder.set_limits(Limits { bytes, objects, memo });
    }
    #[cfg(feature = "classes")]
    {
        // SAFETY: a live object.
        let allow = unsafe { Obj::new(args.allow) };
        host.rules = if allow.is_none() { rules(args.rules) } else { None };
        if !allow.is_none() && allow.text() != b"data" {
            raise::raise(Name::ValueError, "allow must be None or 'data'");
        }
        host.persistent = host.rules.and_then(|rules| rules.method(Name::persistent_load));
    }
    let _ = (args, host, decoder);
}

/// The rules that an argument names, or else the module's.
#[cfg(feature = "classes")]
fn rules(raw: Raw) -> Option<Obj> {
    let rules = if raw == table().none { state().rules } else { raw };
    // SAFETY: null or an object.
    (rules != 0).then(|| unsafe { Obj::new(rules) })
}

/// `_rules(object)`: the part in Python hands over what is asked.
///
/// # Safety
/// A live object; while the module is imported.
#[cfg(feature = "classes")]
#[unsafe(no_mangle)]
unsafe extern "C-unwind" fn mpickle_m_rules(rules: Raw) {
    // SAFETY: the caller's promise.
    unsafe { table::remember(State { rules, ..*state() }) }
}
