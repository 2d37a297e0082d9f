//! `Wire(schema)`: its table, and the names of its entries.

use micropython::{Obj, buffer, ffi, list, native_type, str};
use protobuf::Schema;

use super::Wire;
use crate::{arg, raise};

/// Raises BadFormatString "text 'name'", without a name if that is empty.
#[cold]
#[inline(never)]
pub fn refuse(text: &str, name: &[u8]) -> ! {
    let mut message = raise::Message::new(ffi::mpickle_c_class::BAD_FORMAT_STRING, text);
    if !name.is_empty() {
        message.0.first = raise::text(name);
    }
    message.raise()
}

/// Fills a Wire, all of whose options are set, from its schema. Raises BadFormatString and TypeError.
///
/// # Safety
/// `wire` is a live Wire that nobody uses yet, `schema` a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn mpickle_protobuf_compile(
    wire: *mut Wire,
    schema: ffi::mp_obj_t,
    proto3: bool,
) {
    // SAFETY: the caller's promise.
    let (wire, schema) = unsafe { (&mut *wire, arg(schema)) };
    if schema.is(native_type!(mp_type_bytes)) {
        return adopt(wire, schema);
    }
    #[cfg(feature = "protobuf-schema")]
    super::compile::compile(wire, schema, proto3);
    #[cfg(not(feature = "protobuf-schema"))]
    {
        let _ = proto3;
        refuse("needs the feature protobuf-schema", b"")
    }
}

/// A table of bytes from elsewhere, with names.
fn adopt(wire: &mut Wire, obj: Obj) {
    let table = buffer::bytes(obj).unwrap_or_default();
    let Ok(schema) = Schema::check(table) else {
        refuse("not a compiled schema of this version", b"");
    };
    let names = list::tuple_of(schema.entries().into(), |at| str::new_str(schema.name(at as u16)));
    wire.table = table.as_ptr();
    wire.len = table.len();
    wire.owner = obj.raw();
    wire.names = names.raw();
}
