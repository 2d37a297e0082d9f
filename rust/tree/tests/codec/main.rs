//! Both formats over a small object model of its own: see [`common::Host`].

// With one format the other's tests are left out, and those that go through both.
#![cfg_attr(not(all(feature = "msgpack", feature = "cbor")), allow(dead_code, unused_imports))]

#[cfg(feature = "cbor")]
mod cbor;
mod common;
#[cfg(all(feature = "msgpack", feature = "cbor"))]
mod depth;
#[cfg(all(feature = "msgpack", feature = "cbor"))]
mod faults;
#[cfg(all(feature = "msgpack", feature = "cbor"))]
mod hostile;
#[cfg(all(feature = "msgpack", feature = "cbor"))]
mod limits;
#[cfg(all(feature = "msgpack", feature = "cbor"))]
mod memory;
#[cfg(feature = "msgpack")]
mod msgpack;
#[cfg(feature = "msgpack")]
mod nested;
#[cfg(all(feature = "msgpack", feature = "cbor"))]
mod oracle;
#[cfg(feature = "cbor")]
mod order;
#[cfg(all(feature = "msgpack", feature = "cbor"))]
mod streams;
#[cfg(feature = "cbor")]
mod strings;
#[cfg(all(feature = "msgpack", feature = "cbor"))]
mod targets;
mod words;
