//! Narrower floats against the ones of this machine.

use model::float::{HALF, SINGLE};
use proptest::prelude::*;

fn check_single(value: f64) {
    let (ours, theirs) = (SINGLE.narrow(value), (value as f32).to_bits());
    if value.is_nan() {
        assert!(f32::from_bits(ours).is_nan());
    } else {
        assert_eq!(ours, theirs, "{value:e}");
    }
}

#[test]
fn singles_at_the_edges() {
    for edge in
        [0.0, f64::from(f32::MIN_POSITIVE), f64::from(f32::MAX), 1.0, f64::from(f32::from_bits(1)), f64::MAX]
    {
        for scale in [0.25, 0.499_999_999_9, 0.5, 0.500_000_000_1, 0.75, 1.0, 1.5, 2.0] {
            let value = edge * scale;
            for bits in value.to_bits().saturating_sub(3)..=value.to_bits() + 3 {
                check_single(f64::from_bits(bits));
                check_single(-f64::from_bits(bits));
            }
        }
    }
    check_single(f64::INFINITY);
    check_single(f64::NEG_INFINITY);
    assert_eq!(SINGLE.narrow(f64::NAN), 0x7fc0_0000);
    assert_eq!(SINGLE.narrow(f64::from_bits(0xfff0_0000_0000_0001)), 0xffc0_0000);
    assert_eq!(SINGLE.widen(0x7fc0_0001).to_bits(), 0x7ff8_0000_2000_0000);
}

#[test]
fn every_half() {
    for bits in 0..=u16::MAX {
        let value = HALF.widen(u32::from(bits));
        let (exponent, fraction) = (i32::from(bits >> 10 & 31), f64::from(bits & 1023));
        let magnitude = match exponent {
            0 => fraction * 2f64.powi(-24),
            31 if fraction == 0.0 => f64::INFINITY,
            31 => f64::NAN,
            _ => (1.0 + fraction / 1024.0) * 2f64.powi(exponent - 15),
        };
        let expected = if bits >> 15 == 1 { -magnitude } else { magnitude };
        if magnitude.is_nan() {
            assert!(value.is_nan());
        } else {
            assert_eq!(value.to_bits(), expected.to_bits(), "{bits:#x}");
            assert_eq!(HALF.narrow(value), u32::from(bits));
        }
    }
}

#[test]
fn halves_between() {
    for (value, bits) in [(65519.9, 0x7bff), (65520.0, 0x7c00), (2f64.powi(-25), 0), (2.1f64.powi(-24), 0)] {
        assert_eq!(HALF.narrow(value), bits, "{value}");
    }
    // Ties go to the even one.
    assert_eq!(HALF.narrow(1.0 + 1.0 / 2048.0), 0x3c00);
    assert_eq!(HALF.narrow(1.0 + 3.0 / 2048.0), 0x3c02);
    assert_eq!(HALF.narrow(3.0 * 2f64.powi(-25)), 2);
}

/// The bits that are cut off decide between two, each of them alone and however far behind.
#[test]
fn one_bit_above_and_below_the_middle() {
    for (format, fraction) in [(HALF, 10), (SINGLE, 23)] {
        for (middle, even) in [(1.0 + 2f64.powi(-fraction - 1), 0), (1.0 + 3.0 * 2f64.powi(-fraction - 1), 2)]
        {
            let one = format.narrow(1.0);
            assert_eq!(format.narrow(middle), one + even, "{middle}");
            let odd = 1;
            for bit in 0..(52 - fraction - 1) {
                let above = f64::from_bits(middle.to_bits() | 1 << bit);
                assert_eq!(format.narrow(above), one + odd.max(even), "{above:e}");
                assert_eq!(format.narrow(-above), format.narrow(-1.0) + odd.max(even), "{above:e}");
            }
            let below = f64::from_bits(middle.to_bits() - 1);
            assert_eq!(format.narrow(below), one + odd.min(even), "{below:e}");
        }
    }
}

proptest! {
    #[test]
    fn any_single(bits: u64, near: f32) {
        check_single(f64::from_bits(bits));
        check_single(f64::from(near) * 1.000_000_03);
        let widened = SINGLE.widen(near.to_bits());
        prop_assert_eq!(widened.to_bits(), f64::from(near).to_bits());
    }
}
