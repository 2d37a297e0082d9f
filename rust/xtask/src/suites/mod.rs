//! The suites of `cargo xtask test`: [`mod@test`] runs them, [`report`] counts their results.

pub mod boards;
pub mod checks;
pub mod cmake;
pub mod features;
pub mod heaps;
pub mod mpy;
pub mod pc;
pub mod prebuilt;
pub mod report;
pub mod rom;
pub mod scripts;
pub mod stack;
pub mod test;
pub mod web;
pub mod xtensa;
