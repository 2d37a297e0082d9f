//! What the model knows at a glance is written by shortcuts, as the long way writes it.

use proptest::prelude::*;

use crate::common::{Host, Obj, all_ways, cases, encode, frames, graphs};

/// The pickle of what `build` makes, which is the same both ways.
fn both_ways(protocol: u8, build: impl Fn(&mut Host) -> Obj) -> Vec<u8> {
    let [quick, slow] = [true, false].map(|glances| {
        let mut h = Host { glances, ..Host::new() };
        let root = build(&mut h);
        encode(&mut h, root, protocol).unwrap()
    });
    assert!(quick == slow, "protocol {protocol}");
    quick
}

#[test]
fn lists_of_strings_in_batches() {
    for len in [0, 1, 2, 3, 4, 17, 999, 1000, 1001, 1002, 2000, 2001, 5000] {
        for protocol in 3..=5 {
            let pickle = both_ways(protocol, |h| {
                let items: Vec<Obj> = (0..len).map(|n| h.str(&format!("string {n}"))).collect();
                h.list(&items)
            });
            let appends = pickle.iter().filter(|byte| **byte == b'e').count();
            assert_eq!(appends, len / 1000 + usize::from(len % 1000 > 1), "{len}");
        }
    }
}

#[test]
fn repeated_strings_are_fetched() {
    let pickle = both_ways(4, |h| {
        let twice = h.str("twice");
        let once = h.str("once");
        h.list(&[twice, once, twice])
    });
    assert_eq!(pickle, b"\x80\x04](\x8c\x05twice\x94\x8c\x04onceh\x00e.");
}

#[test]
fn large_lists_of_few_strings() {
    for different in [1, 7, 4999] {
        let pickle = both_ways(4, |h| {
            let texts: Vec<Obj> = (0..different).map(|n| h.str(&format!("{n}"))).collect();
            let items: Vec<Obj> = (0..5000).map(|n| texts[n % different]).collect();
            h.list(&items)
        });
        let puts = pickle.iter().filter(|byte| **byte == 0x94).count();
        assert_eq!(puts, different.min(5000 - different));
    }
}

#[test]
fn texts_of_all_lengths() {
    for len in (0..40).chain(250..260) {
        let pickle = both_ways(4, |h| {
            let text = h.str(&"abcdefghij".repeat(26)[..len]);
            let one = h.int(1);
            h.list(&[one, text, one, text])
        });
        assert_eq!(pickle[6], if len < 256 { 0x8c } else { b'X' }, "{len}");
        all_ways(&pickle, Host::new);
    }
}

#[test]
fn frames_end_within_a_run() {
    for protocol in 4..=5 {
        let pickle = both_ways(protocol, |h| {
            let items: Vec<Obj> = (0..900).map(|n| h.str(&format!("{n:0200}"))).collect();
            h.list(&items)
        });
        assert_eq!(frames(&pickle).len(), 3);
    }
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn any_graph(graph in graphs(24), protocol in 0..6u8) {
        both_ways(protocol, |h| graph.build(h));
    }
}
