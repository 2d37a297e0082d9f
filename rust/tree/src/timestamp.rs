//! MessagePack's timestamps: the ext −1.

use model::Buffer;

/// Seconds since 1970 and nanoseconds of a timestamp: the content of an ext −1 of 4, 8 or 12 bytes. `None`
/// for any other content.
#[must_use]
pub fn parse_timestamp(data: &[u8]) -> Option<(i64, u32)> {
    let number = |data: &[u8]| data.iter().fold(0, |number: u64, byte| number << 8 | u64::from(*byte));
    let (seconds, nanoseconds) = match data.len() {
        4 => (number(data).cast_signed(), 0),
        8 => ((number(data) & 0x3_ffff_ffff).cast_signed(), (number(data) >> 34) as u32),
        12 => (number(&data[4..]).cast_signed(), number(&data[..4]) as u32),
        _ => return None,
    };
    (nanoseconds < 1_000_000_000).then_some((seconds, nanoseconds))
}

/// Appends the shortest content of an ext −1.
///
/// # Errors
/// As growing `out`.
pub fn write_timestamp<B: Buffer<u8>>(out: &mut B, seconds: i64, nanoseconds: u32) -> Result<(), B::Fault> {
    if let Ok(short) = u32::try_from(seconds)
        && nanoseconds == 0
    {
        return out.extend(&short.to_be_bytes());
    }
    if (0..1 << 34).contains(&seconds) {
        return out.extend(&(u64::from(nanoseconds) << 34 | seconds.cast_unsigned()).to_be_bytes());
    }
    out.extend(&nanoseconds.to_be_bytes())?;
    out.extend(&seconds.to_be_bytes())
}
