//! Packets: noise between them.

use model::Buffer;
use model::packet::{Deframer, Found, seal};

use crate::common::Block;

/// Longest payload that is taken.
const MOST: usize = 40;

/// Of any bytes nothing comes that was not sealed; what is sealed between them arrives, once,
/// unless it is too long.
pub fn packets(data: &[u8]) {
    let (noise, payload) = data.split_at(data.len() / 2);
    let mut packet = Block::default();
    packet.extend(payload).unwrap();
    seal(&mut packet).unwrap();
    let line = [packet.as_slice(), noise, packet.as_slice(), noise, packet.as_slice()].concat();
    let mut found = read(&line);
    let sent = if payload.is_empty() || payload.len() > MOST { 0 } else { 3 };
    // The noise may hold a packet too: then it says so itself.
    found.retain(|one| one == payload);
    let in_noise = read(&[&[0], noise, &[0]].concat()).iter().filter(|one| *one == payload).count();
    assert_eq!(found.len(), sent + 2 * in_noise, "{}", line.escape_ascii());
}

/// The payloads that arrive undamaged.
fn read(line: &[u8]) -> Vec<Vec<u8>> {
    let mut deframer = Deframer::new(MOST);
    let (mut packet, mut found) = (Block::default(), Vec::new());
    for byte in line {
        let what = deframer.take(*byte, &mut packet).unwrap();
        assert!(packet.len() <= MOST + 4);
        match what {
            Found::Packet => found.push(packet.take()),
            Found::Damaged(_) => assert!(packet.is_empty()),
            Found::Nothing => {}
        }
    }
    found
}
