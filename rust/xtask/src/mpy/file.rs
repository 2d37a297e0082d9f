//! The format of .mpy files, version 6.3: `py/persistentcode.c` of MicroPython reads it.

use super::link::{Base, Image};

/// Version of the format, and of the ABI of native code in it.
pub const VERSION: u8 = 6;
pub const ABI: u8 = 3;
/// The firmware's small ints have as many bits at least.
const SMALL_INT_BITS: u8 = 31;
/// The kind of code: native, called as it is (`MP_CODE_NATIVE_VIPER`).
const NATIVE: usize = 2;
/// Flags: static memory, and words to adjust.
const HAS_STATICS: u8 = 0x40;
const HAS_ADJUSTED: u8 = 0x10;

/// The file for an architecture of this number, with `names` as the table of names behind the file's own.
pub fn write(image: &Image, arch: u8, word: usize, file: &str, names: &[String]) -> Vec<u8> {
    let mut out = vec![b'M', VERSION, arch << 2 | ABI, SMALL_INT_BITS];
    put_number(&mut out, 1 + names.len());
    put_number(&mut out, 0);
    put_name(&mut out, file);
    for name in names {
        put_name(&mut out, name);
    }
    put_number(&mut out, image.text.len() << 3 | NATIVE);
    out.extend(&image.text);
    let statics = if image.statics > 0 { HAS_STATICS } else { 0 };
    put_number(&mut out, usize::from(statics | HAS_ADJUSTED));
    if image.statics > 0 {
        put_number(&mut out, image.statics);
    }
    put_adjusted(&mut out, image, word);
    out
}

/// Words that follow each other without a gap need no place, and those with the same base are counted.
fn put_adjusted(out: &mut Vec<u8>, image: &Image, word: usize) {
    let words: Vec<(usize, Base)> = image.adjusted.iter().map(|(at, base)| (at / word, *base)).collect();
    let mut next = usize::MAX;
    let mut rest = &words[..];
    while let Some(&(at, base)) = rest.first() {
        let code = match base {
            Base::Text => 0,
            Base::Static => 2,
            Base::Names => 6,
            Base::Table => 8,
            Base::Entry(entry) => 9 + entry,
        };
        let countable = matches!(base, Base::Text | Base::Static);
        let run =
            rest.iter().enumerate().take_while(|(n, (place, b))| *place == at + n && *b == base).count();
        let run = if countable { run } else { 1 };
        let code = if countable { code << 1 | u8::from(run > 1) } else { code };
        out.push(code << 1 | u8::from(at != next));
        if at != next {
            // The lowest bit would say that it is in constants apart from the code.
            put_number(out, at << 1);
        }
        if run > 1 {
            put_number(out, run);
        }
        next = at + run;
        rest = &rest[run..];
    }
    out.push(0xff);
}

/// Seven bits a byte, the highest first.
fn put_number(out: &mut Vec<u8>, number: usize) {
    let more = (usize::BITS as usize - (number | 1).leading_zeros() as usize - 1) / 7;
    for place in (0..=more).rev() {
        let bits = (number >> (7 * place)) as u8 & 0x7f;
        out.push(if place > 0 { 0x80 | bits } else { bits });
    }
}

/// A name with its length; a static name could be a number, but those differ from version to version.
fn put_name(out: &mut Vec<u8>, name: &str) {
    put_number(out, name.len() << 1);
    out.extend(name.as_bytes());
    out.push(0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_seven_bits_a_byte() {
        let put = |number| {
            let mut out = Vec::new();
            put_number(&mut out, number);
            out
        };
        assert_eq!(put(0), [0]);
        assert_eq!(put(127), [127]);
        assert_eq!(put(128), [0x81, 0]);
        assert_eq!(put(0x12345), [0x84, 0xc6, 0x45]);
    }

    #[test]
    fn adjusted_words_are_counted_where_they_follow_each_other() {
        let adjusted = vec![
            (8, Base::Text),
            (12, Base::Text),
            (16, Base::Static),
            (20, Base::Table),
            (24, Base::Entry(73)),
            (40, Base::Names),
        ];
        let image = Image { text: vec![0; 48], statics: 4, adjusted };
        let mut out = Vec::new();
        put_adjusted(&mut out, &image, 4);
        let expected = [3, 4, 2, 8, 16, 164, 13, 20, 0xff];
        assert_eq!(out, expected);
    }

    #[test]
    fn the_head_names_format_and_architecture() {
        let image = Image { text: vec![1, 2, 3, 4], statics: 0, adjusted: vec![] };
        let out = write(&image, 4, 4, "m", &["ab".into()]);
        let head = [b'M', 6, 0x13, 31, 2, 0, 2, b'm', 0, 4, b'a', b'b', 0, 0x22];
        assert_eq!(out, [&head[..], &[1, 2, 3, 4, 0x10, 0xff]].concat());
    }
}
