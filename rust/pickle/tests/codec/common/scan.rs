//! A second, independent look at pickles: their opcodes, their frames, and how small they could
//! be (as `pickletools.optimize`).

use std::collections::{BTreeMap, BTreeSet};

/// One opcode.
#[derive(Clone, Copy, Debug)]
pub struct Op {
    pub code: u8,
    pub start: usize,
    pub end: usize,
    /// Size of the payload, index of the memo entry, length of the frame.
    pub number: u64,
}

fn little(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// Splits a pickle into its opcodes.
pub fn operations(pickle: &[u8]) -> Vec<Op> {
    let mut found = Vec::new();
    let mut at = 0;
    loop {
        let (start, code) = (at, pickle[at]);
        at += 1;
        let mut number = 0;
        let line = |at: usize| at + 1 + pickle[at..].iter().position(|b| *b == b'\n').unwrap();
        match code {
            b'c' | b'i' => at = line(line(at)),
            b'F' | b'I' | b'L' | b'P' | b'S' | b'V' => at = line(at),
            b'g' | b'p' => {
                let end = line(at);
                number = std::str::from_utf8(&pickle[at..end - 1]).unwrap().parse().unwrap();
                at = end;
            }
            b'K' | b'h' | b'q' | 0x80 | 0x82 | b'M' | 0x83 | b'J' | b'j' | b'r' | 0x84 | b'G' | 0x95 => {
                let size = match code {
                    b'K' | b'h' | b'q' | 0x80 | 0x82 => 1,
                    b'M' | 0x83 => 2,
                    b'G' | 0x95 => 8,
                    _ => 4,
                };
                number = little(&pickle[at..at + size]);
                at += size;
            }
            b'U' | b'C' | 0x8a | 0x8c | b'T' | b'X' | b'B' | 0x8b | 0x8d | 0x8e | 0x96 => {
                let size = match code {
                    b'U' | b'C' | 0x8a | 0x8c => 1,
                    0x8d | 0x8e | 0x96 => 8,
                    _ => 4,
                };
                number = little(&pickle[at..at + size]);
                at += size + usize::try_from(number).unwrap();
            }
            _ => {}
        }
        found.push(Op { code, start, end: at, number });
        if code == b'.' {
            assert_eq!(at, pickle.len(), "something follows STOP");
            return found;
        }
    }
}

/// Start and length of what the frames hold, each checked: it begins and ends between opcodes, is
/// no shorter than 4 bytes, is in no other, and holds no payload of 64 KiB.
pub fn frames(pickle: &[u8]) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    let mut end = 0;
    for op in operations(pickle) {
        assert!(op.start >= end || op.end <= end, "{op:?} crosses the end of a frame at {end}");
        if op.code == 0x95 {
            assert!(op.start >= end, "{op:?} in a frame that ends at {end}");
            let size = usize::try_from(op.number).unwrap();
            assert!(size >= 4, "{op:?}");
            end = op.end + size;
            assert!(end <= pickle.len());
            found.push((op.end, size));
        } else if op.start < end && op.end - op.start >= 64 * 1024 {
            // Only what is copied anyway may lie in frames.
            assert!(!matches!(op.code, b'X' | 0x8d), "{op:?} in a frame");
        }
    }
    found
}

/// The pickle without its frames.
pub fn unframed(pickle: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for op in operations(pickle) {
        if op.code != 0x95 {
            out.extend_from_slice(&pickle[op.start..op.end]);
        }
    }
    out
}

/// The pickle without frames and without memo entries that are never fetched.
pub fn optimal(pickle: &[u8], protocol: u8) -> Vec<u8> {
    let ops = operations(pickle);
    let fetched: BTreeSet<u64> =
        ops.iter().filter(|op| matches!(op.code, b'g' | b'h' | b'j')).map(|op| op.number).collect();
    let indexed = |text: u8, short: u8, long: u8, index: u64| match protocol {
        0 => format!("{}{index}\n", text as char).into_bytes(),
        _ if index < 256 => vec![short, index as u8],
        _ => [&[long][..], &(index as u32).to_le_bytes()].concat(),
    };
    let mut renumbered = BTreeMap::new();
    let mut memoized = 0;
    let mut out = Vec::new();
    for op in ops {
        match op.code {
            0x95 => {}
            b'p' | b'q' | b'r' | 0x94 => {
                let index = if op.code == 0x94 { memoized } else { op.number };
                memoized += 1;
                if fetched.contains(&index) {
                    let new = renumbered.len() as u64;
                    renumbered.insert(index, new);
                    if protocol >= 4 {
                        out.push(0x94);
                    } else {
                        out.extend(indexed(b'p', b'q', b'r', new));
                    }
                }
            }
            b'g' | b'h' | b'j' => out.extend(indexed(b'g', b'h', b'j', renumbered[&op.number])),
            _ => out.extend_from_slice(&pickle[op.start..op.end]),
        }
    }
    out
}
