//! Exact bytes: each type at each protocol, as CPython 3.11's `pickle` writes it once
//! `pickletools.optimize` has been over it, less the FRAME.
//!
//! The cases are in the text files beside this one. A case is a line `name = object`, in the notation of
//! [`notation`], and below it, indented, the protocols and the pickle: bytes as in a Rust byte string, `\P` for the
//! protocol's own number, `\{78*255}` for 255 bytes 0x78. Protocols without a line cannot write the object.

mod notation;

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::common::{Host, decode_in, encode, encode_stream, optimal, same};

/// The file `name`, its cases all right or all named that are not.
fn check_file(name: &str, text: &str) {
    let mut failed = Vec::new();
    let mut cases = 0;
    let mut lines = text.lines().enumerate().peekable();
    while let Some((number, line)) = lines.next() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let place = |number: usize| format!("{name}:{}", number + 1);
        let (_, object) = line.split_once(" = ").unwrap_or_else(|| panic!("{}: no case", place(number)));
        let mut next = None;
        while let Some((number, line)) = lines.next_if(|(_, line)| line.starts_with(' ')) {
            let (protocols, pickle) = line.trim_start().split_once(' ').expect("protocols and bytes");
            let (first, last) = protocols.split_once('-').unwrap_or((protocols, protocols));
            let (first, last): (u8, u8) = (first.parse().unwrap(), last.parse().unwrap());
            assert!(next.is_none_or(|next| next == first), "{}: protocol {first}", place(number));
            for protocol in first..=last {
                let check = || check(object, protocol, &notation::bytes(pickle.trim_start(), protocol));
                if catch_unwind(AssertUnwindSafe(check)).is_err() {
                    failed.push(format!("{}: {line:.100} (protocol {protocol})", place(number)));
                }
            }
            next = Some(last + 1);
        }
        assert_eq!(next, Some(6), "{}: the pickles end with protocol 5", place(number));
        cases += 1;
    }
    assert!(cases > 0 && failed.is_empty(), "of {cases} cases, these fail:\n{}", failed.join("\n"));
}

/// Checks that the object is written as `expected`, to memory and to a stream, and read as the same object.
fn check(object: &str, protocol: u8, expected: &[u8]) {
    let mut host = Host::new();
    let root = notation::object(&mut host, object);
    let pickle = encode(&mut host, root, protocol).unwrap();
    assert_eq!(pickle.escape_ascii().to_string(), expected.escape_ascii().to_string());
    let stream = encode_stream(&mut host, root, protocol).unwrap();
    assert_eq!(optimal(&stream, protocol), pickle);
    let mut read = Host { extensions: host.extensions.clone(), ..Host::new() };
    for buffer in &host.buffers[..host.buffers.len() / 2] {
        let buffer = host.get(*buffer).clone();
        let buffer = read.add(buffer);
        read.buffers.push(buffer);
    }
    let read_root = decode_in(&mut read, &pickle).unwrap();
    same(&host, root, &read, read_root, true).unwrap();
}

macro_rules! files {
    ($($name:ident)*) => { $(
        #[test]
        fn $name() {
            check_file(concat!(stringify!($name), ".txt"), include_str!(concat!(stringify!($name), ".txt")));
        }
    )* };
}

files!(numbers text containers sharing names objects outside);
