//! The words of a format for errors, in one block: for each an error's number, how many bytes its words are, and these.
//! Slices of their own would take eight bytes for every error that there is.

use crate::Error;

/// How many bytes such words take, packed.
#[must_use]
pub const fn size(words: &[(Error, &str)]) -> usize {
    let (mut size, mut at) = (0, 0);
    while at < words.len() {
        size += 2 + words[at].1.len();
        at += 1;
    }
    size
}

/// Words of at most 255 bytes each, packed: `N` is their [`size`].
///
/// # Panics
/// Words are longer; `N` is another number.
#[must_use]
pub const fn pack<const N: usize>(words: &[(Error, &str)]) -> [u8; N] {
    let mut packed = [0; N];
    let (mut to, mut at) = (0, 0);
    while at < words.len() {
        let text = words[at].1.as_bytes();
        assert!(text.len() <= 255);
        packed[to] = words[at].0 as u8;
        packed[to + 1] = text.len() as u8;
        let mut from = 0;
        while from < text.len() {
            packed[to + 2 + from] = text[from];
            from += 1;
        }
        to += 2 + text.len();
        at += 1;
    }
    assert!(to == N);
    packed
}

/// The words for an error, in UTF-8, if there are any.
#[cold]
#[inline(never)]
#[must_use]
pub fn find(mut packed: &'static [u8], error: Error) -> Option<&'static [u8]> {
    while let [number, len, rest @ ..] = packed {
        let (words, others) = rest.split_at_checked(usize::from(*len))?;
        if *number == error as u8 {
            return Some(words);
        }
        packed = others;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_by_their_error() {
        const WORDS: &[(Error, &str)] =
            &[(Error::Truncated, "one"), (Error::Changed, ""), (Error::BadSize, "three")];
        static PACKED: [u8; size(WORDS)] = pack(WORDS);
        assert_eq!(find(&PACKED, Error::Truncated), Some(&b"one"[..]));
        assert_eq!(find(&PACKED, Error::Changed), Some(&b""[..]));
        assert_eq!(find(&PACKED, Error::BadSize), Some(&b"three"[..]));
        assert_eq!(find(&PACKED, Error::OutOfMemory), None);
    }
}
