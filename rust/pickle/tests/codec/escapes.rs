//! The escapes of protocol 0, against CPython.

use model::{Buffer, Error};
use pickle::escape::{unescape_string, unescape_unicode, write_escaped};
use proptest::prelude::*;

use crate::common::{Block, Host, Value, cases, encode, round_trip};

/// UTF-8, and what CPython writes for it between `V` and the newline.
#[rustfmt::skip]
const WRITTEN: &[(&[u8], &[u8])] = &[
    (b"", b""),
    (b"abc", b"abc"),
    (b"\\", b"\\u005c"),
    (b"\\\\", b"\\u005c\\u005c"),
    (b"\\u0041", b"\\u005cu0041"),
    (b"\\\\u0041", b"\\u005c\\u005cu0041"),
    (b"a\\", b"a\\u005c"),
    (b"\n", b"\\u000a"),
    (b"\x0d", b"\\u000d"),
    (b"\x00", b"\\u0000"),
    (b"\x1a", b"\\u001a"),
    (b"\x7f", b"\x7f"),
    (b"\xc2\x80", b"\x80"),
    (b"\xc3\xbf", b"\xff"),
    (b"\xc4\x80", b"\\u0100"),
    (b"\xef\xbf\xbf", b"\\uffff"),
    (b"\xf0\x90\x80\x80", b"\\U00010000"),
    (b"\xf4\x8f\xbf\xbf", b"\\U0010ffff"),
    (b"\xed\xa0\x80", b"\\ud800"),
    (b"\xed\xbf\xbf", b"\\udfff"),
    (b"a\nb\x0dc\x00d\x1ae\\f", b"a\\u000ab\\u000dc\\u0000d\\u001ae\\u005cf"),
    (b"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", b"\xe9\\u20ac\\U0001f600"),
    (b"\\n", b"\\u005cn"),
    (b"\\N{DASH}", b"\\u005cN{DASH}"),
    (b"'\"", b"'\""),
    (b"\x09\x0b\x0c", b"\x09\x0b\x0c"),
    (b"\xc3\xa9u\xe2\x82\xac\x1a\xc3\xa9\\n", b"\xe9u\\u20ac\\u001a\xe9\\u005cn"),
    (b"n\xe2\x82\xac", b"n\\u20ac"),
    (b"u\na", b"u\\u000aa"),
    (b"u", b"u"),
    (b"a", b"a"),
    (b"\xf0\x9f\x98\x80u\n", b"\\U0001f600u\\u000a"),
    (b"\\una\xc3\xa9U\x1a0\na", b"\\u005cuna\xe9U\\u001a0\\u000aa"),
    (b"\xe2\x82\xacuu\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac", b"\\u20acuu\\u20ac\\u20ac\\u20ac"),
    (b"0uUu\xed\xb2\x80\n\xed\xb2\x800", b"0uUu\\udc80\\u000a\\udc800"),
    (b"\xed\xb2\x80U\xf0\x9f\x98\x80\\n\xf0\x9f\x98\x80\nU", b"\\udc80U\\U0001f600\\u005cn\\U0001f600\\u000aU"),
    (b"\xf0\x9f\x98\x80\\\xf0\x9f\x98\x800\x1au\xed\xb2\x800\xf0\x9f\x98\x80\nU\n", b"\\U0001f600\\u005c\\U0001f6000\\u001au\\udc800\\U0001f600\\u000aU\\u000a"),
    (b"\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\n", b"\\U0001f600\\U0001f600\\U0001f600\\u000a"),
    (b"nann\xc3\xa9\xed\xb2\x80nn\xf0\x9f\x98\x80\xe2\x82\xac\n", b"nann\xe9\\udc80nn\\U0001f600\\u20ac\\u000a"),
    (b"\\\\0\xe2\x82\xac0n\xed\xb2\x80a\n\xe2\x82\xac\xed\xb2\x80\n", b"\\u005c\\u005c0\\u20ac0n\\udc80a\\u000a\\u20ac\\udc80\\u000a"),
    (b"unun\xe2\x82\xacn", b"unun\\u20acn"),
    (b"n\xe2\x82\xacaa\\\xe2\x82\xac", b"n\\u20acaa\\u005c\\u20ac"),
    (b"\n\x1au\x1au\xc3\xa9\xed\xb2\x80n\xe2\x82\xacU\xc3\xa9", b"\\u000a\\u001au\\u001au\xe9\\udc80n\\u20acU\xe9"),
    (b"\nu\xed\xb2\x80\xc3\xa9\xe2\x82\xac\xc3\xa9\xed\xb2\x80u\xed\xb2\x80UU", b"\\u000au\\udc80\xe9\\u20ac\xe9\\udc80u\\udc80UU"),
    (b"\\Ua", b"\\u005cUa"),
    (b"\x1aUaa\xe2\x82\xac\x1a\nU", b"\\u001aUaa\\u20ac\\u001a\\u000aU"),
];

/// Raw-unicode-escape, and the UTF-8 that CPython reads; nothing where it fails.
#[rustfmt::skip]
const READ: &[(&[u8], Option<&[u8]>)] = &[
    (b"", Some(b"")),
    (b"abc", Some(b"abc")),
    (b"\\", Some(b"\\")),
    (b"\\\\", Some(b"\\\\")),
    (b"\\\\\\", Some(b"\\\\\\")),
    (b"\\u0041", Some(b"A")),
    (b"\\\\u0041", Some(b"\\\\u0041")),
    (b"\\\\\\u0041", Some(b"\\\\A")),
    (b"\\\\\\\\u0041", Some(b"\\\\\\\\u0041")),
    (b"\\x41", Some(b"\\x41")),
    (b"\\n", Some(b"\\n")),
    (b"\\N{DASH}", Some(b"\\N{DASH}")),
    (b"\xe9", Some(b"\xc3\xa9")),
    (b"\xff\x80", Some(b"\xc3\xbf\xc2\x80")),
    (b"\\U0001f600", Some(b"\xf0\x9f\x98\x80")),
    (b"\\U00110000", None),
    (b"\\Uffffffff", None),
    (b"\\u", None),
    (b"\\u1", None),
    (b"\\u12", None),
    (b"\\u123", None),
    (b"\\u123g", None),
    (b"\\U0001f60", None),
    (b"\\U0001f60g", None),
    (b"\\ud800", Some(b"\xed\xa0\x80")),
    (b"\\ud83d\\ude00", Some(b"\xed\xa0\xbd\xed\xb8\x80")),
    (b"\\uABCD\\uabcd", Some(b"\xea\xaf\x8d\xea\xaf\x8d")),
    (b"\\u 041", None),
    (b"\\u+041", None),
    (b"\\u00e9\\", Some(b"\xc3\xa9\\")),
    (b"a\\u0000b", Some(b"a\x00b")),
    (b"\x0d", Some(b"\x0d")),
    (b"'", Some(b"'")),
    (b"\\u0041u0041", Some(b"Au0041")),
    (b"\\\\u", Some(b"\\\\u")),
    (b"g00410041", Some(b"g00410041")),
    (b"00", Some(b"00")),
    (b"00\\u20ac0041\xe9", Some(b"00\xe2\x82\xac0041\xc3\xa9")),
    (b"\\u20acgU\\\xe9", Some(b"\xe2\x82\xacgU\\\xc3\xa9")),
    (b"\\u20acg\\u20acU\\u20acU\\u20ac\\u20ac", Some(b"\xe2\x82\xacg\xe2\x82\xacU\xe2\x82\xacU\xe2\x82\xac\xe2\x82\xac")),
    (b"0001f600", Some(b"0001f600")),
    (b"\\UU", None),
    (b"0001f600u\\u20ac", Some(b"0001f600u\xe2\x82\xac")),
    (b"\xe9", Some(b"\xc3\xa9")),
    (b"u\\u20ac\\0041004100\\u", None),
    (b"\\u20ac\\u0001f600\xe9\\u20ac\\u20ac0041", Some(b"\xe2\x82\xac\x01f600\xc3\xa9\xe2\x82\xac\xe2\x82\xac0041")),
    (b"0001f600\\u20ac\\u20ac0001f600\\u20ac", Some(b"0001f600\xe2\x82\xac\xe2\x82\xac0001f600\xe2\x82\xac")),
    (b"\\u20ac00\\u20ac0041", Some(b"\xe2\x82\xac00\xe2\x82\xac0041")),
    (b"Ugug0001f600\xe9u0041", Some(b"Ugug0001f600\xc3\xa9u0041")),
    (b"u004100uU\xe9U", Some(b"u004100uU\xc3\xa9U")),
    (b"U0001f6000041ug", Some(b"U0001f6000041ug")),
    (b"U0041Ug\\u20acg\xe9g", Some(b"U0041Ug\xe2\x82\xacg\xc3\xa9g")),
    (b"\xe9\xe9u\xe9", Some(b"\xc3\xa9\xc3\xa9u\xc3\xa9")),
    (b"\xe9", Some(b"\xc3\xa9")),
    (b"0001f600\\g\xe9\\u20ac00\\u20acu", Some(b"0001f600\\g\xc3\xa9\xe2\x82\xac00\xe2\x82\xacu")),
    (b"0041u", Some(b"0041u")),
    (b"0000", Some(b"0000")),
    (b"U", Some(b"U")),
    (b"Ug00gU", Some(b"Ug00gU")),
    (b"\xe9u00\\Ugu00", None),
    (b"u", Some(b"u")),
    (b"u0041u00u", Some(b"u0041u00u")),
    (b"\\\xe9\\u20acg00U\\\\u20ac", Some(b"\\\xc3\xa9\xe2\x82\xacg00U\\\\u20ac")),
    (b"uU00\\", Some(b"uU00\\")),
    (b"00410000", Some(b"00410000")),
    (b"000001f600\\u20acU", Some(b"000001f600\xe2\x82\xacU")),
    (b"\xe9\\00\\\\", Some(b"\xc3\xa9\\00\\\\")),
    (b"\\u20ac", Some(b"\xe2\x82\xac")),
    (b"\\u20ac0001f60000410001f600", Some(b"\xe2\x82\xac0001f60000410001f600")),
    (b"g0001f600", Some(b"g0001f600")),
    (b"\\u20ac0000410041\xe90041U", Some(b"\xe2\x82\xac0000410041\xc3\xa90041U")),
    (b"\xe9\\U\\u00g", None),
    (b"\\ug", None),
    (b"004100\\0001f600U", Some(b"004100\\0001f600U")),
];

/// What stands behind `S`, and the bytes that CPython reads; nothing where it fails.
#[rustfmt::skip]
const QUOTED: &[(&[u8], Option<&[u8]>)] = &[
    (b"''", Some(b"")),
    (b"'abc'", Some(b"abc")),
    (b"'\\\\'", Some(b"\\")),
    (b"'\\''", Some(b"'")),
    (b"'\\\"'", Some(b"\"")),
    (b"'\\n\\r\\t\\a\\b\\f\\v'", Some(b"\n\x0d\x09\x07\x08\x0c\x0b")),
    (b"'\\0'", Some(b"\x00")),
    (b"'\\1'", Some(b"\x01")),
    (b"'\\12'", Some(b"\n")),
    (b"'\\123'", Some(b"S")),
    (b"'\\1234'", Some(b"S4")),
    (b"'\\8'", Some(b"\\8")),
    (b"'\\18'", Some(b"\x018")),
    (b"'\\377'", Some(b"\xff")),
    (b"'\\400'", Some(b"\x00")),
    (b"'\\777'", Some(b"\xff")),
    (b"'\\x41'", Some(b"A")),
    (b"'\\x4'", None),
    (b"'\\x'", None),
    (b"'\\xg1'", None),
    (b"'\\xAf'", Some(b"\xaf")),
    (b"'\\q'", Some(b"\\q")),
    (b"'\\u0041'", Some(b"\\u0041")),
    (b"'\\N'", Some(b"\\N")),
    (b"'a\\'", None),
    (b"'\xff\x80'", Some(b"\xff\x80")),
    (b"'\\\\x41'", Some(b"\\x41")),
    (b"'\\x00\\0\\00\\000\\0000'", Some(b"\x00\x00\x00\x00\x000")),
    (b"'f'\\'", None),
    (b"'nnzn1'", Some(b"nnzn1")),
    (b"'f'", Some(b"f")),
    (b"'n4\\n'", Some(b"n4\n")),
    (b"'x'fz11z'", Some(b"x'fz11z")),
    (b"'x'", Some(b"x")),
    (b"'x48\\8'", Some(b"x48\\8")),
    (b"'f'", Some(b"f")),
    (b"'1xz48'", Some(b"1xz48")),
    (b"''4f4\\z'", Some(b"'4f4\\z")),
    (b"'z4zz\\1x'", Some(b"z4zz\x01x")),
    (b"'\\'", None),
    (b"'nx8'", Some(b"nx8")),
    (b"'z\\\\z1'f\\'", None),
    (b"'xzzxzx'f'", Some(b"xzzxzx'f")),
    (b"'f1'", Some(b"f1")),
    (b"'1''8'", Some(b"1''8")),
    (b"''f'", Some(b"'f")),
    (b"'1'", Some(b"1")),
    (b"'4n'", Some(b"4n")),
    (b"'f4\\'\\'", None),
    (b"'fx1'fzf''", Some(b"fx1'fzf'")),
    (b"''xz1fx'\\'", None),
    (b"''xz'f'", Some(b"'xz'f")),
    (b"'11xx4zf'", Some(b"11xx4zf")),
    (b"'4zfxn1'", Some(b"4zfxn1")),
    (b"''8\\4\\''8'", Some(b"'8\x04''8")),
    (b"'48n8n'", Some(b"48n8n")),
    (b"'n\\'", None),
    (b"'n8x1\\f'", Some(b"n8x1\x0c")),
    (b"'nx88x'", Some(b"nx88x")),
    (b"'8f\\fx\\'", None),
    (b"'41f8z'", Some(b"41f8z")),
    (b"'1n8\\8z'", Some(b"1n8\\8z")),
    (b"'x\\8''", Some(b"x\\8'")),
    (b"'f'\\'", None),
    (b"'4'8'", Some(b"4'8")),
    (b"'ffff81'", Some(b"ffff81")),
    (b"''z8x4'", Some(b"'z8x4")),
    (b"'x1z'", Some(b"x1z")),
    (b"\"\"", Some(b"")),
    (b"''", Some(b"")),
    (b"\"a\"", Some(b"a")),
    (b"'", None),
    (b"\"", None),
    (b"", None),
    (b"a", None),
    (b"'a\"", None),
    (b"\"a'", None),
    (b"'a'b'", Some(b"a'b")),
];

fn result(f: impl FnOnce(&mut Block<u8>) -> Result<(), Error>) -> Option<Vec<u8>> {
    let mut out = Block::default();
    match f(&mut out) {
        Ok(()) => Some(out.as_slice().to_vec()),
        Err(error) => {
            assert_eq!(error, Error::BadText);
            None
        }
    }
}

#[test]
fn written_as_cpython() {
    for (text, line) in WRITTEN {
        let written = result(|out| write_escaped(out, text)).unwrap();
        assert_eq!(written.escape_ascii().to_string(), line.escape_ascii().to_string());
        assert_eq!(result(|out| unescape_unicode(out, &written)).as_deref(), Some(*text));
        let mut host = Host::new();
        let obj = host.add(Value::Str(text.to_vec()));
        assert_eq!(encode(&mut host, obj, 0).unwrap(), [b"V", *line, b"\n."].concat());
        round_trip(&mut host, obj);
    }
}

#[test]
fn raw_unicode_is_read_as_cpython() {
    for (line, text) in READ {
        assert_eq!(result(|out| unescape_unicode(out, line)).as_deref(), *text, "{}", line.escape_ascii());
    }
}

#[test]
fn quoted_strings_are_read_as_cpython() {
    for (line, bytes) in QUOTED {
        assert_eq!(result(|out| unescape_string(out, line)).as_deref(), *bytes, "{}", line.escape_ascii());
    }
}

#[test]
fn broken_utf8_is_written_somehow() {
    // The model promises UTF-8; if it does not keep that, nothing worse happens than odd text.
    for text in [&b"\xff"[..], b"\xc3", b"\xe2\x82", b"\xf0\x9f\x98", b"\xf7\xbf\xbf\xbf", b"\x80\x80"] {
        result(|out| write_escaped(out, text)).unwrap();
    }
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn any_text_survives(text in "(\\PC|[\\\\uU0-9\n\r\x00\x1a]){0,40}") {
        let line = result(|out| write_escaped(out, text.as_bytes())).unwrap();
        prop_assert!(!line.iter().any(|b| matches!(b, b'\n' | b'\r' | 0 | 0x1a)));
        prop_assert_eq!(result(|out| unescape_unicode(out, &line)).unwrap(), text.as_bytes());
    }

    #[test]
    fn any_line_is_survived(line in proptest::collection::vec(any::<u8>(), 0..40)) {
        let _ = result(|out| unescape_unicode(out, &line));
        let _ = result(|out| unescape_string(out, &line));
    }
}
