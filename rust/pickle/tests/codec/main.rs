//! The codec over a small object model of its own: see [`common::Host`].

mod common;
mod exact;
mod roundtrip;
