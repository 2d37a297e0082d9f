//! Packets: exact bytes, and what becomes of damaged ones.

use model::Buffer;
use model::crc::Crc32;
use model::packet::{Damage, Deframer, Found, seal, stuff};
use proptest::prelude::*;

use crate::common::{Block, cases};

fn crc(data: &[u8]) -> Crc32 {
    let mut crc = Crc32::default();
    crc.update(data);
    crc
}

#[test]
fn crc_has_the_standard_values() {
    assert_eq!(crc(b"").value(), 0);
    assert_eq!(crc(b"123456789").value(), 0xcbf4_3926);
    assert_eq!(crc(b"a").value(), 0xe8b7_be43);
    assert_eq!(crc(&[0; 32]).value(), 0x190a_55ad);
    assert_eq!(crc(&[0xff; 32]).value(), 0xff6c_ab0b);
    assert_eq!(crc(b"The quick brown fox jumps over the lazy dog").value(), 0x414f_a339);
}

#[test]
fn crc_in_pieces() {
    let mut pieces = Crc32::default();
    for piece in [b"123" as &[u8], b"", b"4", b"56789"] {
        pieces.update(piece);
    }
    assert_eq!(pieces.value(), 0xcbf4_3926);
    assert!(!pieces.is_intact());
    pieces.update(&0xcbf4_3926_u32.to_le_bytes());
    assert!(pieces.is_intact());
    assert!(crc(&[0; 4]).is_intact());
    assert!(!crc(&[0; 8]).is_intact());
}

fn cobs(data: &[u8]) -> Vec<u8> {
    let room = data.len() / 254 + 1;
    let mut buf = vec![0; room];
    buf.extend_from_slice(data);
    let len = stuff(&mut buf, room);
    buf.truncate(len);
    buf
}

fn counting(from: u8, to: u8) -> Vec<u8> {
    (from..=to).collect()
}

/// The examples of the paper and of Wikipedia.
#[test]
fn cobs_of_the_known_examples() {
    assert_eq!(cobs(&[]), [1]);
    assert_eq!(cobs(&[0]), [1, 1]);
    assert_eq!(cobs(&[0, 0]), [1, 1, 1]);
    assert_eq!(cobs(&[0, 0x11, 0]), [1, 2, 0x11, 1]);
    assert_eq!(cobs(&[0x11, 0x22, 0, 0x33]), [3, 0x11, 0x22, 2, 0x33]);
    assert_eq!(cobs(&[0x11, 0x22, 0x33, 0x44]), [5, 0x11, 0x22, 0x33, 0x44]);
    assert_eq!(cobs(&[0x11, 0, 0, 0]), [2, 0x11, 1, 1, 1]);
    assert_eq!(cobs(&counting(1, 0xfe)), [&[0xff], &counting(1, 0xfe)[..]].concat());
    assert_eq!(cobs(&[&[0], &counting(1, 0xfe)[..]].concat()), [&[1, 0xff], &counting(1, 0xfe)[..]].concat());
    assert_eq!(cobs(&counting(1, 0xff)), [&[0xff], &counting(1, 0xfe)[..], &[2, 0xff]].concat());
    let rest = counting(2, 0xff);
    assert_eq!(cobs(&[&rest[..], &[0]].concat()), [&[0xff], &rest[..], &[1, 1]].concat());
    let rest = counting(3, 0xff);
    assert_eq!(cobs(&[&rest[..], &[0, 1]].concat()), [&[0xfe], &rest[..], &[2, 1]].concat());
}

fn sealed(payload: &[u8]) -> Vec<u8> {
    let mut data = Block::<u8>::default();
    data.extend(payload).unwrap();
    seal(&mut data).unwrap();
    data.as_slice().to_vec()
}

#[derive(Debug, PartialEq)]
enum Seen {
    Packet(Vec<u8>),
    Damaged(Damage),
}

/// What a receiver makes of `input`.
fn receive(input: &[u8], max_size: usize) -> Vec<Seen> {
    let (mut deframer, mut packet, mut seen) = (Deframer::new(max_size), Block::default(), Vec::new());
    for byte in input {
        match deframer.take(*byte, &mut packet).unwrap() {
            Found::Nothing => {}
            Found::Packet => {
                seen.push(Seen::Packet(packet.as_slice().to_vec()));
                packet.truncate(0);
            }
            Found::Damaged(damage) => {
                assert!(packet.is_empty());
                seen.push(Seen::Damaged(damage));
            }
        }
        assert!(packet.len() <= max_size.saturating_add(4));
    }
    seen
}

#[test]
fn a_packet_byte_by_byte() {
    // 0x8587d865 is the checksum of "abcde".
    assert_eq!(sealed(b"abcde"), b"\x00\x0aabcde\x65\xd8\x87\x85\x00");
    let packet = sealed(b"N.");
    assert_eq!(receive(&packet, 2), [Seen::Packet(b"N.".to_vec())]);
    assert_eq!(receive(&packet[1..], 2), [Seen::Packet(b"N.".to_vec())]);
    assert_eq!(receive(&packet[..packet.len() - 1], 2), []);
}

#[test]
fn the_reason_of_damage() {
    let mut packet = sealed(b"I1\n.");
    assert_eq!(receive(&packet, 3), [Seen::Damaged(Damage::TooLong)]);
    assert_eq!(receive(b"\x00\x05abcd\x00", 9), [Seen::Damaged(Damage::Incomplete)]);
    assert_eq!(receive(b"\x00\x06abcd\x00", 9), [Seen::Damaged(Damage::Incomplete)]);
    // Four zeros are the checksum of nothing, which is no payload.
    assert_eq!(receive(b"\x00\x01\x01\x01\x01\x01\x00", 9), [Seen::Damaged(Damage::Incomplete)]);
    packet[3] ^= 1;
    assert_eq!(receive(&packet, 4), [Seen::Damaged(Damage::Checksum)]);
    assert_eq!(receive(b"\x00\x00\x00\x00", 4), []);
}

/// A line that hangs at a value other than the delimiter takes no more memory than a packet may.
#[test]
fn an_endless_packet_is_damage_once() {
    let mut input = vec![0xff; 5000];
    input.push(0);
    input.extend(sealed(b"N."));
    let after = [Seen::Damaged(Damage::TooLong), Seen::Packet(b"N.".to_vec())];
    assert_eq!(receive(&input, 100), after);
    // One byte too long: the zero between two blocks.
    assert_eq!(receive(b"\x00\x06abcde\x01\x00", 1), [Seen::Damaged(Damage::TooLong)]);
}

fn payload() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![Just(0), Just(0xff), any::<u8>(), 1..=9u8];
    prop_oneof![
        prop::collection::vec(byte, 1..600),
        (500..512_usize).prop_map(|count| vec![7; count]),
        (1..1200_usize).prop_map(|count| vec![0; count]),
        (248..256_usize, any::<bool>())
            .prop_map(|(count, zero)| [vec![9; count], vec![0; zero.into()]].concat()),
    ]
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn every_payload_arrives(payloads in prop::collection::vec(payload(), 1..6)) {
        let line: Vec<u8> = payloads.iter().flat_map(|p| sealed(p)).collect();
        for (payload, sealed) in payloads.iter().map(|p| (p, sealed(p))) {
            let inner = &sealed[1..sealed.len() - 1];
            prop_assert!(!inner.contains(&0));
            prop_assert!(inner.len() <= payload.len() + 4 + 1 + (payload.len() + 4) / 254);
        }
        let sent: Vec<Seen> = payloads.into_iter().map(Seen::Packet).collect();
        prop_assert_eq!(receive(&line, 2000), sent);
    }

    /// Whatever happens to the packets around it, a packet that is whole is delivered.
    #[test]
    fn a_whole_packet_between_garbage_arrives(
        before in prop::collection::vec(any::<u8>(), 0..50),
        payload in payload(),
        after in prop::collection::vec(any::<u8>(), 0..50),
    ) {
        let line = [before, sealed(&payload), after].concat();
        let packets = receive(&line, usize::MAX).into_iter().filter(|s| matches!(s, Seen::Packet(_)));
        prop_assert_eq!(packets.collect::<Vec<_>>(), [Seen::Packet(payload)]);
    }

    #[test]
    fn one_changed_byte_is_damage(payload in payload(), place in any::<prop::sample::Index>(), change in 1..=255u8) {
        let mut packet = sealed(&payload);
        let place = place.index(packet.len() - 2) + 1;
        packet[place] ^= change;
        for seen in receive(&packet, usize::MAX) {
            prop_assert!(matches!(seen, Seen::Damaged(_)), "{:?}", seen);
        }
    }
}
