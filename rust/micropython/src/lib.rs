//! MicroPython as Rust sees it.
#![no_std]

pub mod config;
pub mod ffi;
