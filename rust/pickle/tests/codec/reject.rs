//! Input that is no pickle: the error, where it is, and how much memory it can take.

use model::{Decode, Error, Step, Window};
use pickle::Decoder;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::common::{
    BAD_TEXT, Host, NO_STATE, NOT_CALLABLE, UNHASHABLE, WRONG_TYPE, cases, decode_in, decode_pieces, encode,
    fails, graphs, peak_of, same,
};
use crate::opcodes::ALL;

#[track_caller]
fn check(input: &[u8], error: Error, at: usize) {
    let found = fails(input, Host::new);
    assert_eq!(found, (error, at), "{}", input.escape_ascii());
}

#[test]
fn nothing_and_too_little() {
    check(b"", Error::OutOfInput, 0);
    check(b"\x80\x04", Error::OutOfInput, 2);
    check(b"N", Error::OutOfInput, 1);
    check(b"\x80", Error::Truncated, 0);
    check(b"NM\x01", Error::Truncated, 1);
    check(b"NX\x05\0\0\0abcd", Error::Truncated, 1);
    check(b"VNo newline", Error::Truncated, 0);
    check(b"cmodule\nno newline", Error::Truncated, 0);
    check(b"(imodule", Error::Truncated, 1);
    check(b".", Error::StackUnderflow, 0);
    check(b"N(.", Error::StackUnderflow, 2);
}

#[test]
fn unknown_opcodes_and_protocols() {
    for code in 0..=255u8 {
        if !ALL.contains(&code) {
            check(&[b'N', code, b'.'], Error::UnknownOpcode, 1);
        }
    }
    for version in 6..=255u8 {
        check(&[0x80, version, b'N', b'.'], Error::UnsupportedProtocol, 0);
    }
}

#[test]
fn an_error_tells_the_byte() {
    let whole = |bytes| Window { bytes, last: true, volatile: false };
    let culprit = |bytes| {
        let mut decoder = Decoder::<Host>::new(true);
        decoder.run(&mut Host::new(), whole(bytes)).unwrap_err();
        decoder.culprit()
    };
    assert_eq!(culprit(b"N\xff."), 0xff);
    assert_eq!(culprit(b"\x80\x09N."), 9);
    assert_eq!(culprit(b"]h\x01."), b'h');
    // In a frame, and when the opcode came in a later piece.
    assert_eq!(culprit(b"\x95\x04\0\0\0\0\0\0\0NN\x1f."), 0x1f);
    let mut decoder = Decoder::<Host>::new(true);
    let mut h = Host::new();
    let first = Window { bytes: b"NNh", last: false, volatile: false };
    let (consumed, _) = decoder.run(&mut h, first).unwrap();
    assert_eq!(consumed, 2);
    decoder.run(&mut h, whole(b"h\x05.")).unwrap_err();
    assert_eq!(decoder.culprit(), b'h');
}

#[test]
fn frames() {
    let frame = |size: u64, rest: &[u8]| [&[0x80, 4, 0x95][..], &size.to_le_bytes(), rest].concat();
    check(&frame(u64::MAX, b"N."), Error::BadSize, 2);
    for size in [3, 1 << 40, 1 << 63] {
        // Known at once only when all input is there.
        let (error, at) = decode_in(&mut Host::new(), &frame(size, b"N.")).unwrap_err();
        let expected = if usize::try_from(size).is_ok() { Error::Truncated } else { Error::BadSize };
        assert_eq!((error, at), (expected, 2));
    }
    // A frame's end in an argument, right behind an opcode, in a line, in a payload.
    check(&frame(3, b"J\x01\0\0\0."), Error::FrameStraddled, 11);
    check(&frame(1, b"K\x01."), Error::FrameStraddled, 11);
    check(&frame(1, b"J\x01\0\0\0."), Error::FrameStraddled, 11);
    check(&frame(3, b"NI12\n."), Error::FrameStraddled, 12);
    check(&frame(4, b"cab\ncd\n."), Error::FrameStraddled, 11);
    check(&frame(1, b"V\n."), Error::FrameStraddled, 11);
    check(&frame(5, b"X\x04\0\0\0abcd."), Error::FrameStraddled, 11);
    check(&frame(5, &[&b"X\0\x01\0\0"[..], &[b'x'; 256], b"."].concat()), Error::FrameStraddled, 11);
    check(&frame(100, &[&b"B\0\x01\0\0"[..], &[b'x'; 256], b"."].concat()), Error::FrameStraddled, 11);
    // Payloads that end with their frame are good.
    let (host, root) = crate::common::all_ways(&frame(5, b"X\0\0\0\0."), Host::new);
    assert_eq!(crate::common::show(&host, root), "''");
    check(&frame(11, &frame(2, b"N.")[2..]), Error::NestedFrame, 11);
    check(&frame(10, &frame(1, b"N.")[2..]), Error::NestedFrame, 11);
}

#[test]
fn the_end_of_a_stream_inside_a_frame_is_no_end_of_file() {
    let mut host = Host::new();
    let input = b"\x80\x04\x95\x08\0\0\0\0\0\0\0NN";
    let found = decode_pieces(&mut host, input, std::iter::repeat(1), false).unwrap_err();
    assert_eq!(found, (Error::Truncated, input.len()));
    let found = decode_in(&mut host, input).unwrap_err();
    assert_eq!(found, (Error::Truncated, 2));
}

#[test]
fn sizes() {
    check(b"\x8b\xff\xff\xff\xff.", Error::BadSize, 0);
    check(b"\x8b\0\0\0\x80.", Error::BadSize, 0);
    check(b"T\xff\xff\xff\xff.", Error::BadSize, 0);
    check(b"NB\xff\xff\xff\x7f.", Error::Truncated, 1);
    let (error, at) = decode_in(&mut Host::new(), b"NB\xff\xff\xff\xff.").unwrap_err();
    assert!(matches!(error, Error::Truncated | Error::BadSize) && at == 1, "{error:?}");
    check(b"\x8b\xff\xff\xff\x7f.", Error::Truncated, 0);
    for code in [0x8d, 0x8e, 0x96] {
        for size in [1u64 << 32, 0x4000_0001 * 4, 1 << 40, 1 << 63, u64::MAX] {
            let input = [&[b'N', code][..], &size.to_le_bytes(), b"data."].concat();
            let (error, at) = decode_in(&mut Host::new(), &input).unwrap_err();
            assert!(matches!(error, Error::Truncated | Error::BadSize), "{error:?}");
            assert_eq!(at, 1);
            for piece in [1, 7] {
                let mut host = Host::new();
                let (error, _) =
                    decode_pieces(&mut host, &input, std::iter::repeat(piece), false).unwrap_err();
                assert!(matches!(error, Error::Truncated | Error::BadSize), "{error:?}");
            }
        }
    }
}

#[test]
fn memoize_counts_entries() {
    // PUT 5, then MEMOIZE: the second entry has number 1, as in CPython.
    for (input, shown) in [
        (&b"(K\x07q\x05K\x08\x94h\x01h\x05t."[..], "(7, 8, 8, 7)"),
        (b"(K\x07q\x02K\x08\x94K\x09\x94h\x01h\x02t.", "(7, 8, 9, 8, 9)"),
        (b"(K\x07q\x01K\x08q\x00K\x09\x94h\x00h\x01h\x02t.", "(7, 8, 9, 8, 7, 9)"),
    ] {
        let (host, root) = crate::common::all_ways(input, Host::new);
        assert_eq!(crate::common::show(&host, root), shown);
    }
    check(b"Nq\x05\x94h\x06.", Error::MemoMissing, 4);
}

#[test]
fn memo() {
    // 1,024 ahead of the bytes read, and one more.
    check(b"Nr\x06\x04\0\0h\0.", Error::MemoMissing, 6);
    check(b"Nr\x07\x04\0\0.", Error::MemoIndex, 1);
    check(b"Np1031\nh\0.", Error::MemoMissing, 7);
    check(b"Np1032\n.", Error::MemoIndex, 1);
    check(b"Np-1\n.", Error::MemoIndex, 1);
    check(b"Np\n.", Error::MemoIndex, 1);
    check(b"Np1x\n.", Error::MemoIndex, 1);
    check(b"Np99999999999999999999999999\n.", Error::MemoIndex, 1);
    check(b"g0\n.", Error::MemoMissing, 0);
    check(b"g-1\n.", Error::MemoMissing, 0);
    check(b"g\n.", Error::MemoMissing, 0);
    check(b"g99999999999999999999999999\n.", Error::MemoMissing, 0);
    check(b"h\0.", Error::MemoMissing, 0);
    check(b"j\xff\xff\xff\xff.", Error::MemoMissing, 0);
    // In a hole.
    check(b"Nq\x050h\x04.", Error::MemoMissing, 4);
    check(b"\x94.", Error::StackUnderflow, 0);
    check(b"N(\x94.", Error::StackUnderflow, 2);
    check(b"p0\n.", Error::StackUnderflow, 0);
    check(b"q\0.", Error::StackUnderflow, 0);
    check(b"r\0\0\0\0.", Error::StackUnderflow, 0);
}

#[test]
fn stack() {
    for code in *b"02" {
        check(&[code, b'.'], Error::StackUnderflow, 0);
    }
    check(b"N(2.", Error::StackUnderflow, 2);
    check(b"N(00.", Error::StackUnderflow, 4);
    for code in [b't', b'e', b'u', b'l', b'd', b'o', b'1', 0x90, 0x91] {
        check(&[b'N', code, b'.'], Error::NoMark, 1);
    }
    check(b"ishapes\nC\n.", Error::NoMark, 0);
    for code in [b'e', b'u', 0x90] {
        check(&[b'(', b'N', b'N', code, b'.'], Error::StackUnderflow, 3);
        check(&[b'N', b'(', b'(', b'N', b'N', code, b'.'], Error::StackUnderflow, 5);
    }
    check(b"(o.", Error::StackUnderflow, 1);
    // So many on the stack, one less than it takes; and the missing one below a MARK.
    for (code, count) in [
        (0x85, 1),
        (0x86, 2),
        (0x87, 3),
        (b'a', 2),
        (b's', 3),
        (b'b', 2),
        (b'R', 2),
        (b'Q', 1),
        (0x81, 2),
        (0x92, 3),
        (0x93, 2),
        (0x98, 1),
    ] {
        let some = vec![b'N'; count - 1];
        check(&[&some[..], &[code, b'.']].concat(), Error::StackUnderflow, count - 1);
        check(&[b"NNN(", &some[..], &[code, b'.']].concat(), Error::StackUnderflow, count + 3);
    }
    check(b"}(NNNu.", Error::OddItems, 5);
    check(b"(Nd.", Error::OddItems, 2);
}

#[test]
fn wrong_types() {
    check(b"K\x01Na.", WRONG_TYPE, 3);
    check(b")Na.", WRONG_TYPE, 2);
    check(b")(Ne.", WRONG_TYPE, 3);
    check(b"](NNu.", WRONG_TYPE, 4);
    check(b"]NNs.", WRONG_TYPE, 3);
    check(b"](N\x90.", WRONG_TYPE, 3);
    check(b"}]Ns.", UNHASHABLE, 3);
    check(b"}2Ns.", UNHASHABLE, 3);
    check(b"(]Nd.", UNHASHABLE, 3);
    check(b"\x8f(]\x90.", UNHASHABLE, 3);
    check(b"(}\x91.", UNHASHABLE, 2);
    check(b"K\x01)R.", NOT_CALLABLE, 3);
    check(b"cshapes\nC\nK\x01R.", WRONG_TYPE, 12);
    check(b"K\x01)\x81.", NOT_CALLABLE, 3);
    check(b"cshapes\nC\nN\x81.", WRONG_TYPE, 11);
    check(b"cshapes\nC\n)N\x92.", WRONG_TYPE, 12);
    check(b"K\x01)}\x92.", NOT_CALLABLE, 4);
    check(b"(K\x01o.", NOT_CALLABLE, 3);
    check(b"]}b.", NO_STATE, 2);
    check(b"cshapes\nC\n}b.", NO_STATE, 11);
    check(b"K\x01K\x02\x93.", WRONG_TYPE, 4);
    check(b"N\x98.", WRONG_TYPE, 1);
}

#[test]
fn what_nobody_can_resolve() {
    let make = || Host { resolves: false, ..Host::new() };
    assert_eq!(fails(b"NP1\n.", make), (Error::NoPersistentLoad, 1));
    assert_eq!(fails(b"NQ.", make), (Error::NoPersistentLoad, 1));
    check(b"P\xc3\xa9\n.", Error::BadText, 0);
    for input in [
        &b"\x82\0."[..],
        b"\x82\x07.",
        b"\x83\0\0.",
        b"\x83\x07\x07.",
        b"\x84\0\0\0\0.",
        b"\x84\xff\xff\xff\xff.",
    ] {
        check(input, Error::BadExtension, 0);
    }
    check(b"\x84\0\0\0\x80.", Error::BadExtension, 0);
    check(b"\x97.", Error::NoBuffer, 0);
}

#[test]
fn text() {
    for input in [
        &b"F\n."[..],
        b"Fabc\n.",
        b"F1.5.\n.",
        b"F1e\n.",
        b"F0x1\n.",
        b"Inope\n.",
        b"I\n.",
        b"LL\n.",
        b"L1LL\n.",
        // The letter is LONG's, booleans are INT's, and other numbers begin with no 0.
        b"I5L\n.",
        b"L01\n.",
        b"I001\n.",
        b"I02\n.",
    ] {
        check(input, Error::BadText, 0);
    }
    for input in [
        &b"S\n."[..],
        b"Sabc\n.",
        b"S'\n.",
        b"S'abc\"\n.",
        b"S'\\x4'\n.",
        b"S'\\xzz'\n.",
        b"S'\\'\n.",
        b"S' ' \n.",
        b"S '\n'.",
    ] {
        check(input, Error::BadText, 0);
    }
    for input in [
        &b"V\\u\n."[..],
        b"V\\u12\n.",
        b"V\\u12xz\n.",
        b"V\\U0011\n.",
        b"V\\U00110000\n.",
        b"V\\Uffffffff\n.",
    ] {
        check(input, Error::BadText, 0);
    }
    for input in [&b"X\x01\0\0\0\xff."[..], b"\x8c\x02\xc3(.", b"\x8d\x01\0\0\0\0\0\0\0\x80."] {
        check(input, BAD_TEXT, 0);
    }
    check(b"c\xff\nname\n.", BAD_TEXT, 0);
    check(b"U\x01\xe9.", BAD_TEXT, 0);
}

#[test]
fn every_prefix_of_a_bad_pickle_asks_for_more() {
    // Until the byte that makes it bad is there.
    let input = b"\x80\x04](K\x01\x8c\x03abcea\xffN.";
    let (_, bad) = fails(input, Host::new);
    for split in 0..bad {
        let (error, _) = decode_in(&mut Host::new(), &input[..split]).unwrap_err();
        assert!(matches!(error, Error::Truncated | Error::OutOfInput) || split > 12, "{error:?} at {split}");
    }
}

#[test]
fn what_is_announced_takes_no_memory() {
    for input in [
        &b"B\0\0\0\x40"[..],
        b"X\xff\xff\xff\x7f",
        b"T\xff\xff\xff\x7f",
        b"\x8b\xff\xff\xff\x7f",
        b"\x8d\0\0\0\0\0\0\0\x10",
        b"\x8e\0\0\0\0\0\x01\0\0",
        b"\x96\0\0\0\0\0\x01\0\0",
        b"\x95\0\0\0\0\0\x01\0\0",
        b"\x95\0\0\0\0\0\x01\0\0B\0\0\0\x40",
    ] {
        let ((), peak) = peak_of(|| {
            let mut host = Host::new();
            let mut decoder = Decoder::<Host>::new(true);
            let window = Window { bytes: input, last: false, volatile: false };
            let (used, step) = match decoder.run(&mut host, window) {
                Err(Error::BadSize) if size_of::<usize>() == 4 => return,
                result => result.unwrap(),
            };
            assert_eq!(used, input.len());
            assert!(matches!(step, Step::Need(_)));
            decoder.fill().unwrap();
        });
        assert!(peak < 4096, "{peak} for {}", input.escape_ascii());
        // All input in hand: it is known to be too little.
        let (_, peak) = peak_of(|| decode_in(&mut Host::new(), input).unwrap_err());
        assert_eq!(peak, 0);
    }
}

#[test]
fn a_payload_takes_twice_what_has_come_at_most() {
    for filled in [false, true] {
        let mut host = Host::new();
        let mut decoder = Decoder::<Host>::new(true);
        let start = Window { bytes: b"B\0\0\0\x40", last: false, volatile: false };
        decoder.run(&mut host, start).unwrap();
        let mut given = 0;
        let piece = [7; 300];
        while given < 200_000 {
            let ((), peak) = peak_of(|| {
                if filled {
                    let room = decoder.fill().unwrap();
                    let (size, got) = (room.len(), room.len().min(300));
                    room[..got].fill(7);
                    decoder.filled(size, got);
                    given += got;
                    let window = Window { bytes: &[], last: false, volatile: false };
                    decoder.run(&mut host, window).unwrap();
                } else {
                    let window = Window { bytes: &piece, last: false, volatile: false };
                    decoder.run(&mut host, window).unwrap();
                    given += piece.len();
                }
            });
            // This is what one step adds; it doubles at most.
            assert!(peak <= given + 1024, "{peak} at {given}");
        }
    }
}

#[test]
fn memo_holes_are_bounded_by_the_input() {
    // Indices as far ahead as they may be, again and again.
    let mut input = Vec::new();
    for n in 0..1000u32 {
        let ahead = input.len() as u32 + 1000;
        input.extend([b'N', b'r']);
        input.extend((ahead + n % 2).to_le_bytes());
        input.push(b'0');
    }
    let (_, peak) = peak_of(|| decode_in(&mut Host::new(), &input).unwrap_err());
    assert!(peak < 32 * (input.len() + 2048), "{peak} for {}", input.len());
}

#[test]
fn many_marks() {
    let input = vec![b'('; 100_000];
    let (found, peak) = peak_of(|| decode_in(&mut Host::new(), &input).unwrap_err());
    assert_eq!(found, (Error::OutOfInput, 100_000));
    assert!(peak <= 2 << 20, "{peak}");
}

#[test]
fn a_thousand_laughs() {
    // Each tuple holds the one before it twice; then the same through the memo.
    let dup = [&b"N"[..], &b"2\x86".repeat(10), b"."].concat();
    let memo = [&b"N\x94"[..], &b"h\0\x86q\0".repeat(10), b"."].concat();
    for input in [dup, memo] {
        let mut host = Host::new();
        decode_in(&mut host, &input).unwrap();
        assert_eq!(host.values.len(), 11);
    }
}

#[test]
fn long_texts() {
    let digits = vec![b'7'; 100_000];
    let float = [b"F", &digits[..], b"\n."].concat();
    let (found, peak) = peak_of(|| decode_in(&mut Host::new(), &float).unwrap());
    assert!(peak < 8192, "{peak}");
    let _ = found;
    let float = [b"F0.", &vec![b'0'; 100_000][..], b"1\n."].concat();
    let (_, peak) = peak_of(|| decode_in(&mut Host::new(), &float).unwrap());
    assert!(peak < 8192, "{peak}");
    // A line that comes in small pieces is not searched from its start again and again.
    let text = [b"V", &vec![b'x'; 300_000][..], b"\n."].concat();
    decode_pieces(&mut Host::new(), &text, std::iter::repeat(97), false).unwrap();
}

/// Opcodes with arguments that make sense sometimes.
fn soup() -> impl Strategy<Value = Vec<u8>> {
    let op = (0..ALL.len(), any::<[u8; 4]>(), 0..4u8).prop_map(|(at, random, small)| {
        let code = ALL[at];
        let mut out = vec![code];
        match code {
            b'F' | b'I' | b'L' | b'P' => out.extend(b"12\n"),
            b'S' => out.extend(b"'ab'\n"),
            b'V' => out.extend(b"ab\n"),
            b'c' | b'i' => out.extend(b"shapes\nC\n"),
            b'g' | b'p' => out.extend([b'0' + small, b'\n']),
            b'h' | b'q' => out.push(small),
            b'j' | b'r' => out.extend([small, 0, 0, 0]),
            0x80 => out.push(small),
            b'K' | 0x82 => out.push(random[0]),
            b'M' | 0x83 => out.extend(&random[..2]),
            b'J' | 0x84 => out.extend(random),
            b'G' => out.extend([random, random].concat()),
            0x95 => out.extend([small * 5, 0, 0, 0, 0, 0, 0, 0]),
            b'U' | b'C' | 0x8a | 0x8c => {
                out.push(small);
                out.extend(vec![b'a'; small as usize]);
            }
            b'T' | b'X' | b'B' | 0x8b => {
                out.extend([small, small / 3, 0, 0]);
                out.extend(vec![b'a'; small as usize + small as usize / 3 * 256]);
            }
            0x8d | 0x8e | 0x96 => {
                out.extend([small, 0, 0, 0, 0, 0, 0, 0]);
                out.extend(vec![b'a'; small as usize]);
            }
            _ => {}
        }
        out
    });
    // Nothing comes of it when the stack is always empty.
    vec(
        prop_oneof![3 => op, 1 => Just(b"N".to_vec()), 1 => Just(b"]".to_vec()), 1 => Just(b"(".to_vec())],
        0..40,
    )
    .prop_map(|ops| ops.concat())
}

/// Whole and in pieces, the same comes of it; memory is bounded by the input.
fn survive(input: &[u8], piece: usize) -> Result<(), TestCaseError> {
    let run = |host: &mut Host, sizes: usize| {
        // What follows STOP is cut off.
        let mut decoder = Decoder::<Host>::new(true);
        let (mut held, mut given) = (Vec::new(), 0);
        loop {
            let size = sizes.min(input.len() - given);
            held.extend_from_slice(&input[given..given + size]);
            given += size;
            let last = given == input.len();
            match decoder.run(host, Window { bytes: &held, last, volatile: false }) {
                Ok((_, Step::Done(root))) => return Ok((root, decoder.offset())),
                Err(error) => return Err((error, decoder.offset())),
                Ok((_, Step::Again)) => panic!("not volatile"),
                Ok((used, Step::Need(need))) => {
                    held.drain(..used);
                    assert!(need > held.len());
                    if last {
                        return Err((decoder.end_of_input(held.len()), decoder.offset()));
                    }
                }
            }
        }
    };
    let (mut host, mut other) = (Host::new(), Host::new());
    let (whole, peak) = peak_of(|| run(&mut host, usize::MAX));
    prop_assert!(peak <= 64 * (input.len() + 1200), "{peak} for {}", input.len());
    let (pieces, peak) = peak_of(|| run(&mut other, piece));
    prop_assert!(peak <= 64 * (input.len() + 1200), "{peak} for {}", input.len());
    match (whole, pieces) {
        (Ok((x, at)), Ok((y, there))) => {
            prop_assert_eq!(at, there);
            if let Err(message) = same(&host, x, &other, y, true) {
                return Err(TestCaseError::fail(message));
            }
        }
        // That a frame or a payload is too long for the input is known at once only when all of
        // it is there.
        (Err((Error::Truncated | Error::BadSize, at)), Err((_, there))) => prop_assert!(at <= there),
        // What is wrong with a payload shows when it is complete, behind it.
        (Err((BAD_TEXT, at)), Err((BAD_TEXT, there))) => prop_assert!(at <= there),
        (Err(x), Err(y)) => prop_assert_eq!(x, y),
        (Err((Error::Truncated, _)), Ok(_)) => {}
        (x, y) => prop_assert!(false, "{x:?}, in pieces {y:?}"),
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(1500))]

    #[test]
    fn opcode_soup_is_survived(input in soup(), piece in 1..9usize) {
        survive(&input, piece)?;
    }

    #[test]
    fn random_bytes_are_survived(input in vec(any::<u8>(), 0..60), piece in 1..9usize) {
        survive(&input, piece)?;
    }
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn damaged_pickles_are_survived(
        graph in graphs(12),
        protocol in 0..6u8,
        damage in vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        piece in 1..9usize,
    ) {
        let mut host = Host::new();
        let root = graph.build(&mut host);
        let mut pickle = encode(&mut host, root, protocol).unwrap();
        for (at, byte) in damage {
            let at = at.index(pickle.len());
            pickle[at] = byte;
        }
        survive(&pickle, piece)?;
    }
}

/// A payload that arrives in pieces is refused where it is whole: at its opcode.
#[test]
fn collected_payloads_are_refused_at_their_opcode() {
    let bad = [b"NX\x80\x00\x00\x00", &[0xff; 0x80][..], b"."].concat();
    check(&bad, BAD_TEXT, 1);
    let bad = [b"NNU\x80", &[0xff; 0x80][..], b"."].concat();
    check(&bad, BAD_TEXT, 2);
}

/// Sizes that just fit, but not with what stands before them.
#[test]
fn sizes_are_counted_from_the_opcode() {
    for beyond in 0..10 {
        let size = (isize::MAX as usize - beyond) as u64;
        let error = if beyond < 9 { Error::BadSize } else { Error::Truncated };
        let input = [&[0x8e][..], &size.to_le_bytes(), b"\x01"].concat();
        assert_eq!(fails(&input, Host::new).0, error, "{beyond}");
    }
}
