//! Floats as text, exactly: the shortest decimal that reads back as the same double (as Python's
//! `repr`), and the double nearest to a decimal. Integer arithmetic only, on scratch memory of
//! the model's, so that boards need neither a floating-point printer nor a parser.
//!
//! Both ways the number is a fraction of two long integers, and its digits are taken out of it one
//! after the other: those of base 10 to write it, those of base 2 to read it.

use super::{parse_index, signed};
use crate::{Buffer, Model};

/// Significant digits that parsing looks at; no double, and nothing in the middle between two, has
/// more.
const MAX_DIGITS: usize = 800;
/// Digits that the longest `repr` of a double has.
const MOST_WRITTEN: usize = 17;

const MANTISSA_BITS: u32 = 52;
const INFINITY: u64 = 0x7ff << MANTISSA_BITS;
/// The power of two that the last bit of the smallest doubles stands for.
const LEAST_POWER: isize = -1074;

/// The long integers of a calculation, in words of 16 bits, the lowest first: what one position of
/// all of them has.
type Words = [u16; 3];

/// Which of them.
#[derive(Clone, Copy)]
enum Number {
    /// The remainder of the fraction's numerator.
    Rest,
    /// The fraction's denominator.
    Unit,
    /// A fourth of the distance to the next double.
    Fourth,
}
use Number::{Fourth, Rest, Unit};

/// `a = a * factor + add`
fn mul_add(all: &mut [Words], a: Number, factor: u32, add: u32) {
    let mut carry = add;
    for words in all {
        let word = &mut words[a as usize];
        carry += u32::from(*word) * factor;
        *word = carry as u16;
        carry >>= 16;
    }
}

/// The largest power of a base that is a factor here, with its exponent.
fn stride(base: u32) -> (u32, usize) {
    if base == 2 { (1 << 14, 14) } else { (10_000, 4) }
}

/// `a = a * base^power`
fn scale(all: &mut [Words], a: Number, base: u32, mut power: usize) {
    let (factor, step) = stride(base);
    while power >= step {
        mul_add(all, a, factor, 0);
        power -= step;
    }
    for _ in 0..power {
        mul_add(all, a, base, 0);
    }
}

/// Adds the unit to the rest, or takes it away with `times` -1.
fn add_unit(all: &mut [Words], times: i32) {
    let mut carry = 0;
    for [rest, unit, _] in all {
        carry += i32::from(*rest) + times * i32::from(*unit);
        *rest = carry as u16;
        carry >>= 16;
    }
}

/// Whether the rest is less than `times * a + more`.
fn less(all: &[Words], times: i32, a: Number, more: i32) -> bool {
    let mut carry = -more;
    for words in all {
        carry = (carry + i32::from(words[0]) - times * i32::from(words[a as usize])) >> 16;
    }
    carry < 0
}

/// Multiplies the unit by `base` until it is larger than the rest, and says how often. With `open`
/// 1 it need not be larger than what it equals.
fn place(all: &mut [Words], base: u32, open: i32) -> isize {
    let (factor, step) = stride(base);
    let mut places = 0;
    while !less(all, factor as i32, Unit, open) {
        mul_add(all, Unit, factor, 0);
        places += step as isize;
    }
    while !less(all, 1, Unit, open) {
        mul_add(all, Unit, base, 0);
        places += 1;
    }
    places
}

/// Words of a number up to its first that is not 0.
fn length(all: &[Words], a: Number) -> usize {
    all.iter().rposition(|words| words[a as usize] != 0).map_or(0, |last| last + 1)
}

/// Takes the next digit out of the fraction, which is less than 1, or not larger than that with
/// `open` 1.
fn digit(all: &mut [Words], base: u32, open: i32) -> u8 {
    mul_add(all, Rest, base, 0);
    let mut digit = 0;
    while !less(all, 1, Unit, open) {
        add_unit(all, -1);
        digit += 1;
    }
    digit
}

/// Appends `value` as Python's `repr(float)` has it.
///
/// # Errors
/// As growing `out` and the scratch memory.
#[inline(never)]
pub fn write_float<M: Model>(out: &mut M::Vec<u8>, value: f64) -> Result<(), M::Fault> {
    let bits = value.to_bits();
    let magnitude = bits << 1 >> 1;
    // `is_nan` would be a library function where the hardware has no doubles.
    if magnitude > INFINITY {
        return out.extend(b"nan");
    }
    if bits != magnitude {
        out.push(b'-')?;
    }
    if magnitude == INFINITY {
        return out.extend(b"inf");
    }
    if magnitude == 0 {
        return out.extend(b"0.0");
    }
    let mut digits = [b'0'; MOST_WRITTEN];
    let (count, point) = shortest::<M>(&mut digits, magnitude)?;
    layout(out, &digits[..count], point)
}

/// Puts the shortest digits of a positive double into `digits`. Returns how many they are, and the
/// place of the decimal point relative to the first.
///
/// The digits of the upper end of what reads back as this double are taken until their number does,
/// too. Then the last one is made less until it is next to the double itself.
fn shortest<M: Model>(digits: &mut [u8; MOST_WRITTEN], bits: u64) -> Result<(usize, isize), M::Fault> {
    let fraction = bits & ((1 << MANTISSA_BITS) - 1);
    let exponent = (bits >> MANTISSA_BITS) as i32;
    let mantissa = if exponent > 0 { fraction | 1 << MANTISSA_BITS } else { fraction };
    // In fourths of what the last bit stands for; two of them are to the upper end, and two to the
    // lower one, but below a power of two, where the neighbour is half as far away. The ends
    // themselves belong to even numbers.
    let power = exponent.max(1) + (LEAST_POWER - 3) as i32;
    let width = if fraction == 0 && exponent > 1 { 3 } else { 4 };
    let odd = fraction as i32 & 1;

    let mut scratch = M::Vec::<Words>::default();
    scratch.extend_with(power.unsigned_abs() as usize / 16 + 5, [0; 3])?;
    let all = scratch.as_mut_slice();
    for byte in (mantissa * 4 + 2).to_be_bytes() {
        mul_add(all, Rest, 256, byte.into());
    }
    all[0] = [all[0][0], 1, 1];
    if power < 0 {
        scale(all, Unit, 2, power.unsigned_abs() as usize);
    } else {
        scale(all, Rest, 2, power as usize);
        scale(all, Fourth, 2, power as usize);
    }

    let mut point = place(all, 10, odd);
    let mut count = 0;
    let mut last;
    loop {
        last = digit(all, 10, odd);
        mul_add(all, Fourth, 10, 0);
        if less(all, width, Fourth, 1 - odd) {
            break;
        }
        if count == 0 && last == 0 {
            point -= 1;
        } else {
            digits[count] = b'0' + last;
            count += 1;
        }
    }
    // Twice the rest from here on: the next one is nearer if the middle between is not reached.
    mul_add(all, Rest, 2, 0);
    loop {
        add_unit(all, 1);
        if !less(all, 4, Fourth, i32::from(last & 1)) {
            break;
        }
        add_unit(all, 1);
        if !less(all, 2 * width, Fourth, 1) {
            break;
        }
        last -= 1;
    }
    digits[count] = b'0' + last;
    scratch.release();
    Ok((count + 1, point))
}

/// Appends digits with the decimal point in its place, or with an exponent.
fn layout<B: Buffer<u8>>(out: &mut B, digits: &[u8], point: isize) -> Result<(), B::Fault> {
    let count = digits.len() as isize;
    let scientific = !(-3..=16).contains(&point);
    let (dot, end) = if scientific { (1, count) } else { (point, count.max(point + 1)) };
    for at in (dot - 1).min(0)..end {
        if at == dot {
            out.push(b'.')?;
        }
        out.push(*digits.get(at as usize).unwrap_or(&b'0'))?;
    }
    if scientific {
        let power = point - 1;
        out.extend(if power < 0 { b"e-" } else { b"e+" })?;
        if power.unsigned_abs() < 10 {
            out.push(b'0')?;
        }
        super::write_int(out, power.abs())?;
    }
    Ok(())
}

/// Reads what Python's `float(text)` reads, less underscores; `None` when it is no number.
///
/// # Errors
/// As growing the scratch memory.
#[inline(never)]
pub fn parse_float<M: Model>(text: &[u8]) -> Result<Option<f64>, M::Fault> {
    let (negative, text) = signed(text.trim_ascii());
    let is = |name: &[u8]| text.eq_ignore_ascii_case(name);
    let bits = if is(b"inf") || is(b"infinity") {
        INFINITY
    } else if is(b"nan") {
        return Ok(Some(f64::NAN));
    } else {
        let Some(bits) = number::<M>(text)? else { return Ok(None) };
        bits
    };
    Ok(Some(f64::from_bits(bits | u64::from(negative) << 63)))
}

/// Bits of the double nearest to a number without a sign; ties to even.
fn number<M: Model>(text: &[u8]) -> Result<Option<u64>, M::Fault> {
    let end = text.iter().position(|byte| byte | 0x20 == b'e').unwrap_or(text.len());
    // The power of ten that the last digit stands for.
    let mut power = 0;
    if let Some(exponent) = text.get(end + 1..) {
        let (negative, digits) = signed(exponent);
        let Some(exponent) = parse_index(digits) else { return Ok(None) };
        power = exponent as isize;
        if negative {
            power = -power;
        }
    }
    let mut scratch = M::Vec::<Words>::default();
    scratch.extend_with(words(end.min(MAX_DIGITS)), [0; 3])?;
    let all = scratch.as_mut_slice();
    let (mut any, mut after_dot, mut digits) = (false, 0, 0);
    for &byte in &text[..end] {
        let digit = byte.wrapping_sub(b'0');
        if byte == b'.' && after_dot == 0 {
            after_dot = 1;
        } else if digit > 9 {
            return Ok(None);
        } else {
            any = true;
            power -= after_dot;
            if digits < MAX_DIGITS {
                mul_add(all, Rest, 10, digit.into());
                digits += usize::from(digits > 0 || digit > 0);
            } else {
                // All that matters of the others is whether they are all 0.
                all[0][0] |= u16::from(digit > 0);
                power += 1;
            }
        }
    }
    if !any {
        return Ok(None);
    }
    let bits = match power + digits as isize {
        311.. if digits > 0 => INFINITY,
        -330..=310 if digits > 0 => {
            scratch.extend_with(words(power.unsigned_abs()), [0; 3])?;
            nearest(scratch.as_mut_slice(), power)
        }
        _ => 0,
    };
    scratch.release();
    Ok(Some(bits))
}

/// Words of a number of so many decimal digits, twice it included.
fn words(digits: usize) -> usize {
    digits / 4 + 1
}

/// Bits of the double nearest to the rest times `10^power`.
fn nearest(all: &mut [Words], power: isize) -> u64 {
    all[0][1] = 1;
    scale(all, if power > 0 { Rest } else { Unit }, 10, power.unsigned_abs());
    let mut power = place(all, 2, 0);
    // Digits that are 0 for sure.
    let zeros =
        (length(all, Unit).saturating_sub(length(all, Rest) + 1) * 16).min((power - LEAST_POWER) as usize);
    scale(all, Rest, 2, zeros);
    power -= zeros as isize;
    let mut mantissa = 0u64;
    while mantissa >> MANTISSA_BITS == 0 && power > LEAST_POWER {
        mantissa = mantissa << 1 | u64::from(digit(all, 2, 0));
        power -= 1;
    }
    mul_add(all, Rest, 2, 0);
    let even = 1 - (mantissa as i32 & 1);
    mantissa += u64::from(!less(all, 1, Unit, even));
    // The highest bit of the mantissa is not stored, but adds 1 to the exponent; so does a carry.
    let bits = (((power - LEAST_POWER) as u64) << MANTISSA_BITS) + mantissa;
    bits.min(INFINITY)
}
