//! The format of this file: a file has one. What the entry points need of it has the same names in each.

#[cfg(feature = "cbor")]
mod cbor;
#[cfg(feature = "msgpack")]
mod msgpack;
#[cfg(feature = "pickle")]
pub mod pickle;
#[cfg(feature = "tree")]
mod tree;

#[cfg(feature = "cbor")]
pub use self::cbor::{FIRST, REFUSAL, raise_key};
#[cfg(feature = "msgpack")]
pub use self::msgpack::{FIRST, REFUSAL, raise_key};
#[cfg(feature = "pickle")]
pub use self::pickle::{
    Decoder, DumpArgs, Encoder, FIRST, LoadArgs, REFUSAL, class_name, decoder, encoder, set_dump, set_load,
    text,
};
#[cfg(feature = "tree")]
pub use self::tree::{
    Decoder, DumpArgs, Encoder, LoadArgs, class_name, decoder, encoder, set_dump, set_load, text,
};
