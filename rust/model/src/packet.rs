//! Packets, for lines that lose and damage bytes.
//!
//! A packet is a zero, the payload with its CRC-32 (little-endian) encoded by COBS, and a zero.
//! COBS writes no zeros, so a receiver that waits for the next zero is in step again after any damage; and
//! since a packet both begins and ends with one, damage to its neighbours does not touch it.
//!
//! COBS: Cheshire and Baker, "Consistent Overhead Byte Stuffing", 1999.

use crate::Buffer;
use crate::crc::Crc32;

/// Between packets.
const DELIMITER: u8 = 0;
/// Data bytes of the longest block, which stands for no zero at its end.
const BLOCK: usize = 254;
/// Bytes of the checksum.
const CHECKSUM: usize = 4;

/// Bytes of a signature: the counter, the code, and the mark, which is the last.
#[cfg(feature = "signed")]
pub const SIGNATURE: usize = 4 + 16 + 1;
/// The mark of signed packets, which is where the byte of a format is without a signature.
#[cfg(feature = "signed")]
pub const SIGNED: u8 = b's';
/// The mark of signed files, another one: neither passes for the other.
#[cfg(feature = "signed")]
pub const SIGNED_FILE: u8 = b'S';

/// The byte behind an object that is compressed, for that of its format: none that a format has.
#[must_use]
pub const fn compressed(mark: u8) -> u8 {
    if mark == b'.' { b'z' } else { mark.to_ascii_uppercase() }
}

/// Makes a packet of the payload in `data`.
///
/// # Errors
/// Out of memory.
pub fn seal<B: Buffer<u8>>(data: &mut B) -> Result<(), B::Fault> {
    let mut crc = Crc32::default();
    crc.update(data.as_slice());
    data.extend(&crc.value().to_le_bytes())?;
    let len = data.len();
    // The delimiter and the codes of all blocks: with the payload moved by so much, the encoder
    // never overtakes what it reads.
    let gap = 1 + 1 + len / BLOCK;
    data.reserve_exact(gap + 1)?;
    data.extend_with(gap, DELIMITER)?;
    let buf = data.as_mut_slice();
    for at in (0..len).rev() {
        buf[at + gap] = buf[at];
    }
    buf[0] = DELIMITER;
    let end = 1 + stuff(&mut buf[1..], gap - 1);
    data.truncate(end);
    data.push(DELIMITER)
}

/// COBS: encodes `buf[from..]` to the start of `buf`, which must have a byte of room for every
/// started 254 of them; returns the length of the result.
pub fn stuff(buf: &mut [u8], from: usize) -> usize {
    let len = buf.len();
    // Indices of the current block's code byte, and of its next data byte.
    let (mut code, mut out) = (0, 1);
    for at in from..len {
        let byte = buf[at];
        if byte != 0 {
            buf[out] = byte;
            out += 1;
        }
        // A block ends at a zero, which it stands for, or when it is full and not the last one.
        if byte == 0 || out - code > BLOCK && at + 1 < len {
            buf[code] = (out - code) as u8;
            code = out;
            out += 1;
        }
    }
    buf[code] = (out - code) as u8;
    out
}

/// The damage of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// It is longer than allowed.
    TooLong,
    /// It ends inside a block, or is too short to hold a checksum.
    Incomplete,
    /// The checksum is another.
    Checksum,
    /// It has no signature.
    #[cfg(feature = "signed")]
    Unsigned,
    /// The signature is another: another key, or something was changed.
    #[cfg(feature = "signed")]
    Signature,
    /// The counter is not above that of the packet before it.
    #[cfg(feature = "signed")]
    Replay,
}

impl Damage {
    /// In words.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Damage::TooLong => "too long",
            Damage::Incomplete => "incomplete",
            Damage::Checksum => "checksum",
            #[cfg(feature = "signed")]
            Damage::Unsigned => "not signed",
            #[cfg(feature = "signed")]
            Damage::Signature => "signature",
            #[cfg(feature = "signed")]
            Damage::Replay => "replay",
        }
    }
}

/// The result of [`Deframer::take`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing: the packet is not complete yet.
    Nothing,
    /// A packet that arrived as it was sent; its payload is in the buffer.
    Packet,
    /// A packet that did not; it is gone.
    Damaged(Damage),
}

/// Finds packets in a stream of bytes that arrives in pieces.
pub struct Deframer {
    /// Longest payload.
    max_size: usize,
    /// Bytes that the block still has.
    left: u8,
    /// A zero stands behind the block, unless the packet ends there.
    zero: bool,
    /// There is something since the last delimiter.
    begun: bool,
    /// All up to the next delimiter is lost.
    lost: bool,
}

impl Deframer {
    /// One that takes payloads of up to `max_size` bytes, and never holds more than that and a
    /// checksum.
    #[must_use]
    pub const fn new(max_size: usize) -> Self {
        Self { max_size, left: 0, zero: false, begun: false, lost: false }
    }

    /// Takes the next byte. Returns what it led to. `packet` collects the payload; it starts empty,
    /// and is to be emptied after [`Found::Packet`].
    ///
    /// # Errors
    /// Out of memory.
    #[inline]
    pub fn take<B: Buffer<u8>>(&mut self, byte: u8, packet: &mut B) -> Result<Found, B::Fault> {
        let mut data = byte;
        if byte == DELIMITER {
            return Ok(self.end(packet));
        }
        if self.lost {
            return Ok(Found::Nothing);
        }
        if self.left > 0 {
            self.left -= 1;
        } else {
            let owed = self.zero;
            self.begun = true;
            self.left = byte - 1;
            self.zero = usize::from(self.left) < BLOCK;
            if !owed {
                return Ok(Found::Nothing);
            }
            data = 0;
        }
        if packet.len() >= self.max_size.saturating_add(CHECKSUM) {
            packet.truncate(0);
            self.lost = true;
            return Ok(Found::Damaged(Damage::TooLong));
        }
        packet.push(data)?;
        Ok(Found::Nothing)
    }

    /// A delimiter.
    fn end<B: Buffer<u8>>(&mut self, packet: &mut B) -> Found {
        let ended = core::mem::replace(self, Self::new(self.max_size));
        if ended.lost || !ended.begun {
            return Found::Nothing;
        }
        let mut crc = Crc32::default();
        crc.update(packet.as_slice());
        let damage = if ended.left > 0 || packet.len() <= CHECKSUM {
            Damage::Incomplete
        } else if !crc.is_intact() {
            Damage::Checksum
        } else {
            packet.truncate(packet.len() - CHECKSUM);
            return Found::Packet;
        };
        packet.truncate(0);
        Found::Damaged(damage)
    }
}
