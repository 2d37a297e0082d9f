//! bindgen's view of MicroPython's C API (lists in `build/api.rs`).
#![allow(missing_docs, non_camel_case_types, non_upper_case_globals, non_snake_case)]
#![allow(clippy::all, clippy::undocumented_unsafe_blocks, unsafe_op_in_unsafe_fn, dead_code)]

include!(concat!(env!("OUT_DIR"), "/bindings.rs"));
