//! MicroPython as Rust sees it: one file a concept, and `objects`
//! a file for each type.
//!
//! Values are [`Obj`]: always a live object. Whatever may raise jumps over the Rust frames in
//! between, as in C; so nothing here owns memory that needs a destructor. Memory comes from the
//! collector ([`heap::HeapVec`]), which finds it by scanning stack and registers.
#![no_std]
#![warn(missing_docs)]

pub mod call;
pub mod config;
mod copy;
pub mod ffi;
pub mod heap;
mod large;
mod objects;
pub mod pool;
mod probe;
pub mod qstr;
pub mod stream;

use objects::keys;
pub use objects::{buffer, deque, dict, exception, float, instance, int, list, obj, set, shape, str, types};

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
pub use shape::Shapes;
pub use str::Str;
pub use types::Type;
