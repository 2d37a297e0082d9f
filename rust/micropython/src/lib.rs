//! MicroPython as Rust sees it: one file a concept.
//!
//! Values are [`Obj`]: always a live object. Whatever may raise jumps over the Rust frames in
//! between, as in C; so nothing here owns memory that needs a destructor. Memory comes from the
//! collector ([`heap::HeapVec`]), which finds it by scanning stack and registers.
#![no_std]
#![warn(missing_docs)]

pub mod buffer;
pub mod call;
pub mod config;
mod copy;
pub mod deque;
pub mod dict;
pub mod exception;
pub mod ffi;
pub mod float;
pub mod heap;
pub mod instance;
pub mod int;
mod keys;
pub mod list;
pub mod obj;
pub mod pool;
mod probe;
pub mod qstr;
pub mod set;
pub mod str;
pub mod stream;
pub mod types;

pub use deque::Deque;
pub use dict::{Dict, Map};
pub use heap::HeapVec;
pub use instance::Instance;
pub use int::Int;
pub use list::{List, Tuple};
pub use obj::Obj;
pub use pool::Pool;
pub use qstr::Qstr;
pub use set::Set;
pub use str::Str;
pub use types::Type;
