//! Floats as text, exactly: the shortest decimal that reads back as the same double (as Python's
//! `repr`), and the double nearest to a decimal. Integer arithmetic only, on scratch memory of
//! the model's, so that boards need neither a floating-point printer nor a parser.

use crate::Buffer;
use crate::model::Model;

/// Words of the numbers that printing needs: 2^1077 times 20, in 32-bit words.
const PRINT_WORDS: usize = 36;
/// Significant digits that parsing looks at; no double's exact value has more.
const MAX_DIGITS: usize = 800;

const MANTISSA_BITS: u32 = 52;
const EXPONENT_BIAS: i32 = 1075;

// Little-endian magnitudes of a fixed number of words.

fn is_zero(a: &[u32]) -> bool {
    a.iter().all(|w| *w == 0)
}

/// `a = a * factor + add`
fn mul_add(a: &mut [u32], factor: u32, add: u32) {
    let mut carry = u64::from(add);
    for word in a {
        carry += u64::from(*word) * u64::from(factor);
        *word = carry as u32;
        carry >>= 32;
    }
}

fn shift_left(a: &mut [u32], bits: usize) {
    let (words, bits) = (bits / 32, bits % 32);
    for at in (0..a.len()).rev() {
        let high = at.checked_sub(words).map_or(0, |i| a[i]);
        let low = at.checked_sub(words + 1).map_or(0, |i| a[i]);
        a[at] = if bits == 0 { high } else { high << bits | low >> (32 - bits) };
    }
}

fn bit_length(a: &[u32]) -> usize {
    match a.iter().rposition(|w| *w != 0) {
        Some(top) => top * 32 + 32 - a[top].leading_zeros() as usize,
        None => 0,
    }
}

fn less(a: &[u32], b: &[u32]) -> bool {
    for (x, y) in a.iter().rev().zip(b.iter().rev()) {
        if x != y {
            return x < y;
        }
    }
    false
}

/// `a -= b`, which is not larger.
fn subtract(a: &mut [u32], b: &[u32]) {
    let mut borrow = 0;
    for (x, y) in a.iter_mut().zip(b) {
        let (first, out1) = x.overflowing_sub(*y);
        let (second, out2) = first.overflowing_sub(borrow);
        *x = second;
        borrow = u32::from(out1 | out2);
    }
}

fn add(a: &mut [u32], b: &[u32]) {
    let mut carry = 0;
    for (x, y) in a.iter_mut().zip(b) {
        let (first, out1) = x.overflowing_add(*y);
        let (second, out2) = first.overflowing_add(carry);
        *x = second;
        carry = u32::from(out1 | out2);
    }
}

/// Appends `value` as Python's `repr(float)` has it.
///
/// # Errors
/// As growing `out` and the scratch memory.
#[inline(never)]
pub fn write_float<M: Model>(out: &mut M::Vec<u8>, value: f64) -> Result<(), M::Fault> {
    let bits = value.to_bits();
    let fraction = bits & ((1 << MANTISSA_BITS) - 1);
    let exponent = (bits >> MANTISSA_BITS & 0x7ff) as i32;
    // `is_nan` would be a library function where the hardware has no doubles.
    if exponent == 0x7ff && fraction != 0 {
        return out.extend(b"nan");
    }
    if bits >> 63 != 0 {
        out.push(b'-')?;
    }
    if exponent == 0x7ff {
        return out.extend(b"inf");
    }
    if exponent == 0 && fraction == 0 {
        return out.extend(b"0.0");
    }
    let mut digits = [0u8; 17];
    let mut scratch = M::Vec::<u32>::default();
    scratch.extend_with(4 * PRINT_WORDS, 0)?;
    let (count, point) = shortest(scratch.as_mut_slice(), &mut digits, fraction, exponent);
    scratch.release();
    layout(out, &digits[..count], point)
}

/// Shortest digits (as numbers 0 to 9) of a positive double, and the place of the decimal point
/// relative to the first (Steele and White, Dragon4).
fn shortest(scratch: &mut [u32], digits: &mut [u8; 17], fraction: u64, exponent: i32) -> (usize, i32) {
    let (r, rest) = scratch.split_at_mut(PRINT_WORDS);
    let (s, rest) = rest.split_at_mut(PRINT_WORDS);
    let (gap, sum) = rest.split_at_mut(PRINT_WORDS);
    let normal = exponent > 0;
    let mantissa = if normal { fraction | 1 << MANTISSA_BITS } else { fraction };
    let power = exponent.max(1) - EXPONENT_BIAS;
    let even = mantissa % 2 == 0;
    // Below a power of two the neighbour is half as far away.
    let uneven = fraction == 0 && exponent > 1;
    let extra = usize::from(uneven);
    // value = r / s; the neighbours are gap / s below and (gap << extra) / s above, halved.
    r[0] = mantissa as u32;
    r[1] = (mantissa >> 32) as u32;
    s[0] = 1;
    gap[0] = 1;
    let up = power.max(0) as usize;
    shift_left(r, up + 1 + extra);
    shift_left(gap, up);
    shift_left(s, (-power).max(0) as usize + 1 + extra);
    // Whether r + upper gap reaches s.
    let reaches = |r: &[u32], s: &[u32], gap: &[u32], sum: &mut [u32]| {
        sum.copy_from_slice(gap);
        shift_left(sum, extra);
        add(sum, r);
        if even { !less(sum, s) } else { less(s, sum) }
    };
    let mut point = 0;
    while reaches(r, s, gap, sum) {
        mul_add(s, 10, 0);
        point += 1;
    }
    loop {
        mul_add(r, 10, 0);
        mul_add(gap, 10, 0);
        if reaches(r, s, gap, sum) {
            break;
        }
        point -= 1;
    }
    let mut count = 0;
    loop {
        let mut digit = 0;
        while !less(r, s) {
            subtract(r, s);
            digit += 1;
        }
        let low = if even { !less(gap, r) } else { less(r, gap) };
        let high = reaches(r, s, gap, sum);
        if low || high || count == digits.len() - 1 {
            shift_left(r, 1);
            let round_up = if low && high { !less(r, s) } else { high };
            digits[count] = digit + u8::from(round_up);
            return (count + 1, point);
        }
        digits[count] = digit;
        count += 1;
        mul_add(r, 10, 0);
        mul_add(gap, 10, 0);
    }
}

fn layout<B: Buffer<u8>>(out: &mut B, digits: &[u8], point: i32) -> Result<(), B::Fault> {
    let scientific = !(-3..=16).contains(&point);
    let dot = if scientific { 1 } else { point };
    if dot < 1 {
        out.extend(b"0.")?;
        out.extend_with(-dot as usize, b'0')?;
    }
    for (at, digit) in digits.iter().enumerate() {
        if at as i32 == dot && dot > 0 {
            out.push(b'.')?;
        }
        out.push(b'0' + digit)?;
    }
    if dot > 0 && !scientific && digits.len() as i32 <= dot {
        out.extend_with((dot - digits.len() as i32) as usize, b'0')?;
        out.extend(b".0")?;
    }
    if scientific {
        let power = point - 1;
        out.extend(if power < 0 { b"e-" } else { b"e+" })?;
        let power = power.unsigned_abs();
        if power < 10 {
            out.push(b'0')?;
        }
        super::write_int(out, power as isize)?;
    }
    Ok(())
}

/// Reads what Python's `float(text)` reads, less underscores; `None` when it is no number.
///
/// # Errors
/// As growing the scratch memory.
#[inline(never)]
pub fn parse_float<M: Model>(text: &[u8]) -> Result<Option<f64>, M::Fault> {
    let text = text.trim_ascii();
    let (negative, text) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let sign = if negative { -1.0 } else { 1.0 };
    if text.eq_ignore_ascii_case(b"inf") || text.eq_ignore_ascii_case(b"infinity") {
        return Ok(Some(f64::INFINITY * sign));
    }
    if text.eq_ignore_ascii_case(b"nan") {
        return Ok(Some(f64::NAN));
    }
    let Some(number) = scan(text) else {
        return Ok(None);
    };
    let bits = nearest::<M>(text, &number)?;
    Ok(Some(f64::from_bits(bits | u64::from(negative) << 63)))
}

/// Digits of a number, as they stand in the text (with a dot among them perhaps).
struct Scanned {
    /// End of the digits in the text.
    end: usize,
    /// Significant digits, leading zeros not counted.
    digits: usize,
    /// Power of ten of the last digit.
    power: i32,
}

fn scan(text: &[u8]) -> Option<Scanned> {
    let (mut at, mut digits, mut after_dot) = (0, 0usize, 0i32);
    let (mut any, mut dot) = (false, false);
    while let Some(&byte) = text.get(at) {
        match byte {
            b'0'..=b'9' => {
                any = true;
                digits += usize::from(digits > 0 || byte != b'0');
                after_dot += i32::from(dot);
            }
            b'.' if !dot => dot = true,
            _ => break,
        }
        at += 1;
    }
    let end = at;
    let mut power = 0i32;
    if let Some(b'e' | b'E') = text.get(at) {
        at += 1;
        let negative = match text.get(at) {
            Some(b'-') => {
                at += 1;
                true
            }
            Some(b'+') => {
                at += 1;
                false
            }
            _ => false,
        };
        let start = at;
        while let Some(byte @ b'0'..=b'9') = text.get(at) {
            power = (power * 10 + i32::from(byte - b'0')).min(100_000);
            at += 1;
        }
        if at == start {
            return None;
        }
        if negative {
            power = -power;
        }
    }
    (any && at == text.len()).then_some(Scanned { end, digits, power: power - after_dot })
}

/// Bits of the double nearest to the number; ties to even.
fn nearest<M: Model>(text: &[u8], number: &Scanned) -> Result<u64, M::Fault> {
    const INFINITY: u64 = 0x7ff << MANTISSA_BITS;
    if number.digits == 0 {
        return Ok(0);
    }
    let used = number.digits.min(MAX_DIGITS);
    let power = i64::from(number.power) + (number.digits - used) as i64;
    let magnitude = power + used as i64;
    if magnitude > 310 {
        return Ok(INFINITY);
    }
    if magnitude < -330 {
        return Ok(0);
    }
    let mut power = power as i32;
    // 10^n has fewer than 3.33 n bits; one digit more may stand for those left out.
    let extra = usize::from(number.digits > used);
    let decimal = used + extra + power.unsigned_abs() as usize;
    let words = decimal * 10 / (3 * 32) + 40;
    let mut scratch = M::Vec::<u32>::default();
    scratch.extend_with(2 * words, 0)?;
    let (top, bottom) = scratch.as_mut_slice().split_at_mut(words);
    bottom[0] = 1;
    let (mut taken, mut dropped) = (0, false);
    for byte in text[..number.end].iter().filter(|b| **b != b'.').skip_while(|b| **b == b'0') {
        if taken < used {
            mul_add(top, 10, u32::from(byte - b'0'));
            taken += 1;
        } else {
            dropped |= *byte != b'0';
        }
    }
    if extra > 0 {
        mul_add(top, 10, u32::from(dropped));
        power -= 1;
    }
    for _ in 0..power.unsigned_abs() {
        mul_add(if power > 0 { &mut *top } else { &mut *bottom }, 10, 0);
    }
    let bits = divide(top, bottom);
    scratch.release();
    Ok(bits)
}

/// Bits of the double nearest to `top / bottom`.
fn divide(top: &mut [u32], bottom: &mut [u32]) -> u64 {
    // Shift so that 1 <= top / bottom < 2; the quotient is that times 2^exponent.
    let mut exponent = bit_length(top) as i32 - bit_length(bottom) as i32;
    if exponent > 0 {
        shift_left(bottom, exponent as usize);
    } else {
        shift_left(top, -exponent as usize);
    }
    if less(top, bottom) {
        shift_left(top, 1);
        exponent -= 1;
    }
    if exponent > 1023 {
        return 0x7ff << MANTISSA_BITS;
    }
    // Below 2^-1022 fewer bits are left.
    let lost = (-1022 - exponent).max(0);
    let mut mantissa = 0u64;
    if lost > 53 {
        return 0;
    }
    for _ in 0..53 - lost {
        mantissa <<= 1;
        if !less(top, bottom) {
            subtract(top, bottom);
            mantissa |= 1;
        }
        shift_left(top, 1);
    }
    let half = !less(top, bottom);
    if half {
        subtract(top, bottom);
        if !is_zero(top) || mantissa % 2 == 1 {
            mantissa += 1;
        }
    }
    // A carry out of the mantissa moves the exponent by itself.
    if lost > 0 { mantissa } else { (((exponent + 1022) as u64) << MANTISSA_BITS) + mantissa }
}
