//! Both formats over a small object model of its own: see [`common::Host`].

mod cbor;
mod common;
mod depth;
mod faults;
mod hostile;
mod limits;
mod memory;
mod msgpack;
mod nested;
mod oracle;
mod order;
mod streams;
mod strings;
