//! Names of classes and functions, written: what each protocol can hold.

use model::Error;

use crate::common::{Host, encode, encode_stream, round_trip_at};

const TAIL: &[u8] = b".";

fn written(module: &str, name: &str, protocol: u8) -> Result<Vec<u8>, Error> {
    let mut host = Host::new();
    let class = host.global(module, name);
    let pickle = encode(&mut host, class, protocol);
    assert_eq!(encode_stream(&mut host, class, protocol).is_err(), pickle.is_err());
    pickle
}

/// Whether each protocol from 0 to 5 takes the name; what it takes arrives.
#[track_caller]
fn check(module: &str, name: &str, takes: [bool; 6]) {
    for (protocol, takes) in (0..=5).zip(takes) {
        let result = written(module, name, protocol);
        if takes {
            assert!(result.is_ok(), "{module:?} {name:?} at {protocol}: {result:?}");
            let mut host = Host::new();
            let class = host.global(module, name);
            round_trip_at(&mut host, class, protocol);
        } else {
            assert_eq!(result, Err(Error::GlobalText), "{module:?} {name:?} at {protocol}");
        }
    }
}

const ALL: [bool; 6] = [true; 6];
/// A line of ASCII before protocol 3, and of UTF-8 there.
const ASCII: [bool; 6] = [false, false, false, true, true, true];
/// Lines before protocol 4.
const LINES: [bool; 6] = [false, false, false, false, true, true];

#[test]
fn other_than_ascii() {
    for text in ["\u{80}", "\u{e9}t\u{e9}", "\u{20ac}", "\u{1f600}", "a\u{ff}"] {
        check("shapes", text, ASCII);
        check(text, "C", ASCII);
        check(text, text, ASCII);
    }
    check("shapes", "\u{7f}", ALL);
}

#[test]
fn several_lines() {
    for text in ["\n", "C\n", "\nC", "two\nlines", "\u{e9}\n"] {
        check("shapes", text, LINES);
        check(text, "C", LINES);
    }
    // Other ends of lines are none.
    check("shapes", "C\r\u{b}\u{c}", ALL);
    check("sha\rpes", "C", ALL);
}

#[test]
fn inside_of_others() {
    // Only the outermost name is a line; the others are strings.
    check("shapes", "Outer.\u{e9}", ALL);
    check("shapes", "Outer.two\nlines", ALL);
    check("shapes", "Outer.\u{e9}.Inner", ALL);
    check("shapes", "\u{e9}.Inner", ASCII);
    check("shapes", "Out\ner.Inner", LINES);
    check("sha\npes", "Outer.Inner", LINES);
}

#[test]
fn exact_bytes_at_protocol_3() {
    assert_eq!(written("shapes", "\u{e9}", 3).unwrap(), [b"\x80\x03cshapes\n\xc3\xa9\n", TAIL].concat());
    assert_eq!(written("\u{e9}", "C", 3).unwrap(), [b"\x80\x03c\xc3\xa9\nC\n", TAIL].concat());
}

#[test]
fn python_2_s_name_counts() {
    // What is written is checked, not what it was called.
    assert_eq!(written("builtins", "range", 2).unwrap(), b"\x80\x02c__builtin__\nxrange\n.");
    assert_eq!(written("builtins", "\u{e9}", 2), Err(Error::GlobalText));
}
