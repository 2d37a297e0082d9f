//! What the tests of all codecs share: memory that is counted and can fail, sinks, and input as it may come.

mod block;
mod feed;
mod sink;

pub use block::{Block, fail_after, held, peak_of};
pub use feed::{Failure, Host, fails, in_pieces, in_stream, prefixes, whole, windows};
pub use sink::Keep;

use proptest::prelude::ProptestConfig;

/// So many random cases; a few of them with `PICKLE_TESTS=short`, for those who run the tests very often.
pub fn cases(cases: u32) -> ProptestConfig {
    let is_short = std::env::var_os("PICKLE_TESTS").is_some_and(|value| value == "short");
    let cases = if is_short { cases / 50 } else { cases };
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// Bytes from hexadecimal digits, between which spaces may stand.
pub fn hex(text: &str) -> Vec<u8> {
    let digits: String = text.split_whitespace().collect();
    assert!(digits.len().is_multiple_of(2), "{text}");
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}

/// Hexadecimal digits of bytes.
pub fn unhex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
