//! Floats as text, against CPython's `repr` and Rust's parser.

use model::Buffer;
use model::text::{parse_float, write_float};
use proptest::prelude::*;

use crate::common::{Block, Host, Value, cases, encode};

fn written(value: f64) -> String {
    let mut out = Block::default();
    write_float::<Host>(&mut out, value).unwrap();
    String::from_utf8(out.as_slice().to_vec()).unwrap()
}

fn parsed(text: &str) -> Option<f64> {
    parse_float::<Host>(text.as_bytes()).unwrap()
}

/// Bits, and what CPython's `repr` makes of them.
#[rustfmt::skip]
const TABLE: &[(u64, &str)] = &[
    (0x0000000000000000, "0.0"),
    (0x8000000000000000, "-0.0"),
    (0x3ff0000000000000, "1.0"),
    (0xbff0000000000000, "-1.0"),
    (0x3fb999999999999a, "0.1"),
    (0x3fc999999999999a, "0.2"),
    (0x3fd3333333333333, "0.3"),
    (0x3fd5555555555555, "0.3333333333333333"),
    (0x3fe5555555555555, "0.6666666666666666"),
    (0x3fe0000000000000, "0.5"),
    (0x3ff8000000000000, "1.5"),
    (0x4024000000000000, "10.0"),
    (0x4059000000000000, "100.0"),
    (0x419d6f3454000000, "123456789.0"),
    (0x430c6bf526340000, "1000000000000000.0"),
    (0x4341c37937e08000, "1e+16"),
    (0x4376345785d8a000, "1e+17"),
    (0x4340000000000000, "9007199254740992.0"),
    (0x4341c37937e07fff, "9999999999999998.0"),
    (0x444b1ae4d6e2ef50, "1e+21"),
    (0x4480f0cf064dd592, "1e+22"),
    (0x44b52d02c7e14af6, "1e+23"),
    (0x3f1a36e2eb1c432d, "0.0001"),
    (0x3ee4f8b588e368f1, "1e-05"),
    (0x3f202c9dedbc309d, "0.0001234"),
    (0x3ee9e0fcaf9380fc, "1.234e-05"),
    (0x0000000000000001, "5e-324"),
    (0x0000000000000002, "1e-323"),
    (0x000fffffffffffff, "2.225073858507201e-308"),
    (0x0010000000000000, "2.2250738585072014e-308"),
    (0x7fefffffffffffff, "1.7976931348623157e+308"),
    (0x7feffffffffffffe, "1.7976931348623155e+308"),
    (0x7fe0000000000000, "8.98846567431158e+307"),
    (0x7ff0000000000000, "inf"),
    (0xfff0000000000000, "-inf"),
    (0x7ff8000000000000, "nan"),
    (0x54b249ad2594c37d, "1e+100"),
    (0x2b2bff2ee48e0530, "1e-100"),
    (0x4011666666666666, "4.35"),
    (0x3eb0c6f7a0b5ed8d, "1e-06"),
    (0x433fffffffffffff, "9007199254740991.0"),
    (0x43e0000000000000, "9.223372036854776e+18"),
    (0x43f0000000000000, "1.8446744073709552e+19"),
    (0x47efffffe0000000, "3.4028234663852886e+38"),
    (0x36a0000000000000, "1.401298464324817e-45"),
    (0x3eb0000000000000, "9.5367431640625e-07"),
    (0x44a52d02c7e14af6, "5e+22"),
    (0x4016000000000000, "5.5"),
    (0x7e37e43c8800759c, "1e+300"),
    (0x39b279dcc65949bf, "9.109383632e-31"),
    (0x44dfe185ca57c517, "6.02214076e+23"),
    (0x41b1de784a000000, "299792458.0"),
    (0x0000002000000000, "6.7903865311e-313"),
    (0x0170000000000000, "9.332636185032189e-302"),
    (0x03c0000000000000, "1.2826677504057426e-290"),
    (0x0610000000000000, "1.7628851326804976e-279"),
    (0x0860000000000000, "2.4228908772695546e-268"),
    (0x0ab0000000000000, "3.329995865487836e-257"),
    (0x0d00000000000000, "4.5767114681873503e-246"),
    (0x0f50000000000000, "6.290184345309701e-235"),
    (0x11a0000000000000, "8.645163535653227e-224"),
    (0x13f0000000000000, "1.188182228934475e-212"),
    (0x1640000000000000, "1.6330252207878255e-201"),
    (0x1890000000000000, "2.2444127733846047e-190"),
    (0x1ae0000000000000, "3.084697427331692e-179"),
    (0x1d30000000000000, "4.239575861902385e-168"),
    (0x1f80000000000000, "5.826828696250162e-157"),
    (0x21d0000000000000, "8.008332380732404e-146"),
    (0x2420000000000000, "1.1006568214637918e-134"),
    (0x2670000000000000, "1.512731216738015e-123"),
    (0x28c0000000000000, "2.07908195312898e-112"),
    (0x2b10000000000000, "2.8574684782056875e-101"),
    (0x2d60000000000000, "3.9272747722381812e-90"),
    (0x2fb0000000000000, "5.397605346934028e-79"),
    (0x3200000000000000, "7.418412301374843e-68"),
    (0x3450000000000000, "1.0195788231247695e-56"),
    (0x38f0000000000000, "1.925929944387236e-34"),
    (0x3b40000000000000, "2.6469779601696886e-23"),
    (0x3d90000000000000, "3.637978807091713e-12"),
    (0x4230000000000000, "68719476736.0"),
    (0x4480000000000000, "9.44473296573929e+21"),
    (0x46d0000000000000, "1.298074214633707e+33"),
    (0x4920000000000000, "1.78405961588245e+44"),
    (0x4b70000000000000, "2.4519928653854222e+55"),
    (0x4dc0000000000000, "3.36999333339383e+66"),
    (0x5010000000000000, "4.631683569492648e+77"),
    (0x5260000000000000, "6.365737426045269e+88"),
    (0x54b0000000000000, "8.749002899132048e+99"),
    (0x5700000000000000, "1.2024538023802026e+111"),
    (0x5950000000000000, "1.6526399219756215e+122"),
    (0x5ba0000000000000, "2.2713710134237715e+133"),
    (0x5df0000000000000, "3.1217485503159922e+144"),
    (0x6040000000000000, "4.290498537581631e+155"),
    (0x6290000000000000, "5.896816288783659e+166"),
    (0x64e0000000000000, "8.10452259547069e+177"),
    (0x6730000000000000, "1.1138771039116688e+189"),
    (0x6980000000000000, "1.5309010345804195e+200"),
    (0x6bd0000000000000, "2.1040543606193494e+211"),
    (0x6e20000000000000, "2.891790293717215e+222"),
    (0x7070000000000000, "3.974446316289815e+233"),
    (0x72c0000000000000, "5.462437423415177e+244"),
    (0x7510000000000000, "7.5075168288047e+255"),
    (0x7760000000000000, "1.0318252561243462e+267"),
    (0x79b0000000000000, "1.418129833677085e+278"),
    (0x7c00000000000000, "1.94906280228e+289"),
    (0x7e50000000000000, "2.6787715179656683e+300"),
    (0x0008000000000000, "1.1125369292536007e-308"),
    (0x0020000000000000, "4.450147717014403e-308"),
    (0x4000000000000000, "2.0"),
    (0x4330000000000000, "4503599627370496.0"),
    (0x4350000000000000, "1.8014398509481984e+16"),
    (0x00000000000007e8, "1e-320"),
    (0x0383f559e7bee6c1, "1e-291"),
    (0x098930e868e89591, "1e-262"),
    (0x0f8fcbaa82a16121, "1e-233"),
    (0x159410d9f9b2f7f3, "1e-204"),
    (0x1b99539e3a40dfb8, "1e-175"),
    (0x219ff779fd329cb9, "1e-146"),
    (0x27a42c7ff0054685, "1e-117"),
    (0x2da97683df2f268d, "1e-88"),
    (0x33b011c2eaabe7d8, "1e-59"),
    (0x39b4484bfeebc2a0, "1e-30"),
    (0x45c027e72f1f1281, "1e+28"),
    (0x4bc4643e5ae44d13, "1e+57"),
    (0x51c9bcdfabc1357a, "1e+86"),
    (0x57d03e29f5c2b18c, "1e+115"),
    (0x5dd4805738b51a75, "1e+144"),
    (0x63d9e056584240fe, "1e+173"),
    (0x69e0548b68a044d6, "1e+202"),
    (0x6fe49c96cd6d16cc, "1e+231"),
    (0x75ea03fde214caf1, "1e+260"),
    (0x7bf06b0bb1fb384c, "1e+289"),
    (0x72a74de452e6b438, "1.989032661366619e+244"),
    (0x6513270e269e0d37, "7.761117632285041e+178"),
    (0x0c5c7fd0a6a3a450, "3.980498358697587e-249"),
    (0x523f0824128b2f33, "1.5432835417340557e+88"),
    (0x1818e811892f902b, "1.3647584518757569e-192"),
    (0x1531985d5d9dc9f8, "1.3701135617873088e-206"),
    (0x68e25d940ed90475, "1.7160537630466207e+197"),
    (0x36f675cc81e74ef5, "6.294675241195386e-44"),
    (0x1600a35a099950d8, "1.0613447212142254e-202"),
    (0x6b0d549b6f03675a, "4.708325160387546e+207"),
    (0x3d9c172411e20b8f, "6.387016158513563e-12"),
    (0x0d116ece1738f7d9, "9.973130378568733e-246"),
    (0x0f21ddb66cad4a26, "8.779753225680271e-236"),
    (0x10c192cfd3ac94af, "5.795503248498993e-228"),
    (0x728c105d1fb17c23, "5.988180159386011e+243"),
    (0x2170b33839263059, "1.306052388527796e-147"),
    (0x153f48f1a09f76b5, "2.436117699484841e-206"),
    (0x0fd630f1f29d0da9, "2.233386999150174e-232"),
    (0x15e60af593bd04cf, "3.51527970626667e-203"),
    (0x0cb1e29c658cda14, "1.5987381841032883e-247"),
    (0x3898d190f9ebdacc, "4.6678633181812096e-36"),
    (0x0e81973e0becd7b0, "8.441872792105456e-239"),
    (0x2217beaddbc496cb, "1.9015657400796622e-144"),
    (0x6b4cb2424a23d596, "7.370437700706684e+208"),
    (0x0a6a63ec24ede6a4, "1.7163996725272777e-258"),
    (0x122766581e27a1c0, "3.2367190832119987e-221"),
    (0x0f6d05584ef8aa38, "2.2818334634712625e-234"),
    (0x2e97ba94d0eda82f, "3.0536383926309363e-84"),
    (0x1a61dbe22e44158b, "1.3449551894627777e-181"),
    (0x123a736994e3bf91, "7.317495976062606e-221"),
    (0x301850c5a38fd547, "5.249822308814304e-77"),
    (0x18f135d25f557203, "1.5450754142984396e-188"),
    (0x364ce4228c38fb29, "3.953625698224792e-47"),
    (0x107a70c31012f037, "2.72491267476498e-229"),
    (0x1e7769b10f4205b4, "6.505141861548772e-162"),
    (0x7f15052434b9b5df, "1.441484839555994e+304"),
    (0x081ed162ae2eb154, "1.4583679262758548e-269"),
    (0x46f877186d76b07e, "7.939416668807721e+33"),
    (0x7731af10506bf2ef, "1.4255183989699612e+266"),
    (0x6c66a78795e761d1, "1.525315701232403e+214"),
    (0x5c90a9587403e430, "7.750545741548908e+137"),
    (0x3f98e2774cbd87ad, "0.024301399287089676"),
    (0x2e05319acb5c7427, "5.326960081783017e-87"),
    (0x47a2ea20b2f14c94, "1.2570882301712172e+37"),
    (0x14f4733f3e7d1bfb, "9.952684009002448e-208"),
    (0x4cdd2055930d6eaf, "1.8721667527122837e+62"),
    (0x7ebff20686734721, "3.422978398947072e+302"),
    (0x57ee05cde00902c7, "3.6967297937384553e+115"),
    (0x72e6cc3ababced20, "3.113284956169447e+245"),
    (0x1be4bcfc49b64a08, "2.6202582260546103e-174"),
    (0x12bd4acefaecbd38, "2.0745096302730225e-218"),
    (0x030e07bc1e398f10, "5.877500503097409e-294"),
    (0x2a3af4d46b0a18e8, "2.938345597354166e-105"),
    (0x5790f82ec1d3fcff, "6.529598674765832e+113"),
    (0x6eeacbe226e87555, "1.9837344250050814e+226"),
    (0x6bf46c697d2caf82, "1.0743030475716402e+212"),
    (0x7646e1f40a097c97, "5.629271400715247e+261"),
    (0x13deef86ab1031d0, "5.743310614918485e-213"),
    (0x0ede0d7ac3baea9e, "4.61515470702556e-237"),
    (0x4a02135e92b1d3f2, "3.302201168194502e+48"),
    (0x408777ae147ae148, "750.96"),
    (0xc073fc28f5c28f5c, "-319.76"),
    (0x406797ac710cb296, "188.7398"),
    (0x4082900000000000, "594.0"),
    (0x40853f851eb851ec, "679.94"),
    (0xc049e6d38476f2a6, "-51.80333"),
    (0xc08b30001a36e2eb, "-870.00005"),
    (0x40792fbea0ba1f4b, "402.98404"),
    (0x40637c8f08461f9f, "155.89246"),
    (0x40841ecccccccccd, "643.85"),
    (0x407b1416e58a32f4, "433.25559"),
    (0xc0731fd2f1a9fbe7, "-305.989"),
    (0xc072112617c1bda5, "-289.0718"),
    (0xc087f00000000000, "-766.0"),
    (0xc0819ca3d70a3d71, "-563.58"),
    (0xc0872a6666666666, "-741.3"),
    (0xc069868c6f7a0b5f, "-204.204643"),
    (0xc01c000000000000, "-7.0"),
    (0xc059680346dc5d64, "-101.6252"),
    (0xc07bc4cccccccccd, "-444.3"),
    (0x4083f47a376922d9, "638.559676"),
    (0x40591c1a60d4562e, "100.43911"),
    (0xc0652d1eb851eb85, "-169.41"),
    (0x4076d722d0e56042, "365.446"),
    (0x408c9c0000000000, "915.5"),
    (0xc08a100000000000, "-834.0"),
    (0xc080c0cccccccccd, "-536.1"),
    (0xc08e7efdb4cc2507, "-975.87388"),
    (0x4066480000000000, "178.25"),
    (0xc07b41999999999a, "-436.1"),
    (0x000000000446d7a0, "3.54499927e-316"),
    (0x00000000009c1caa, "5.054763e-317"),
    (0x0000001e519088f5, "6.43359663705e-313"),
    (0x0000000000000161, "1.744e-321"),
    (0x00000001f341e07a, "4.1383670157e-314"),
    (0x000002f5ad1b72db, "1.607785707491e-311"),
    (0x0000000000000007, "3.5e-323"),
    (0x00037f80f3aed0b6, "4.86465310985758e-309"),
    (0x000008f2cc4169a3, "4.861063444708e-311"),
    (0x0000000001979f90, "1.31984697e-316"),
    // As near to the next digit as to this one: the even one.
    (0x3e60000000000000, "2.9802322387695312e-08"),
    (0x4310000000000001, "1125899906842624.2"),
    (0x4310000000000003, "1125899906842624.8"),
    (0x4310000000000005, "1125899906842625.2"),
];

#[test]
fn shortest_as_cpython() {
    for (bits, text) in TABLE {
        assert_eq!(written(f64::from_bits(*bits)), *text);
        let back = parsed(text).unwrap();
        assert!(back.to_bits() == *bits || back.is_nan() && f64::from_bits(*bits).is_nan(), "{text}");
    }
    assert_eq!(written(-f64::NAN), "nan");
}

/// Digits without the dot, and a power of ten.
fn split(text: &str) -> (String, &str) {
    let (digits, power) = text.split_once('e').unwrap();
    (digits.trim_start_matches('-').replace('.', ""), power)
}

/// The digits and the power of ten that Rust finds; but of two that are as near, the even one.
fn shortest(value: f64) -> String {
    let text = format!("{value:e}");
    let (digits, power) = split(&text);
    let exact = format!("{value:.800e}");
    let exact = split(&exact).0;
    let (below, behind) = exact.split_at(digits.len());
    let below = format!("{below}e{power}");
    let middle = behind.trim_end_matches('0') == "5" && !"02468".contains(&digits[digits.len() - 1..]);
    if middle && split_value(&below) == value.abs() { below } else { format!("{digits}e{power}") }
}

/// The number of such digits.
fn split_value(text: &str) -> f64 {
    let (first, rest) = text.split_at(1);
    format!("{first}.{rest}").parse().unwrap()
}

/// The same out of what was written.
fn normal(text: &str) -> String {
    let text = text.trim_start_matches('-');
    let (digits, power) = text.split_once('e').unwrap_or((text, "0"));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{part}");
    let first = all.find(|c| c != '0').unwrap();
    let power = power.parse::<i32>().unwrap() + whole.len() as i32 - 1 - first as i32;
    format!("{}e{power}", all[first..].trim_end_matches('0'))
}

fn check(value: f64) {
    if !value.is_finite() || value == 0.0 {
        return;
    }
    let text = written(value);
    assert_eq!(normal(&text), shortest(value), "{text}");
    assert_eq!(parsed(&text).map(f64::to_bits), Some(value.to_bits()), "{text}");
    let exponent: i32 = shortest(value).split_once('e').unwrap().1.parse().unwrap();
    assert_eq!(text.contains('e'), !(-4..16).contains(&exponent), "{text}");
}

#[test]
fn powers_of_two_and_their_neighbours() {
    for power in 0..=2046u64 {
        let bits = power << 52;
        for bits in [bits.saturating_sub(1), bits, bits + 1] {
            check(f64::from_bits(bits));
        }
    }
    for power in 0..52 {
        check(f64::from_bits(1 << power));
    }
}

#[test]
fn powers_of_ten_and_their_neighbours() {
    for power in -323..=308 {
        let value: f64 = format!("1e{power}").parse().unwrap();
        for bits in [value.to_bits() - 1, value.to_bits(), value.to_bits() + 1] {
            check(f64::from_bits(bits));
        }
    }
}

#[test]
fn what_python_reads() {
    for (text, value) in [
        ("1", 1.0),
        ("1.", 1.0),
        (".5", 0.5),
        ("-.5e1", -5.0),
        ("+1E5", 1e5),
        ("1e+05", 1e5),
        ("  2.5\t", 2.5),
        ("00012.500", 12.5),
        ("0e99999999999999", 0.0),
        ("1e99999999999999", f64::INFINITY),
        ("-1e400", f64::NEG_INFINITY),
        ("1e-99999999999999", 0.0),
        ("inf", f64::INFINITY),
        ("-Infinity", f64::NEG_INFINITY),
        ("+INF", f64::INFINITY),
        ("1.7976931348623158e308", f64::MAX),
        ("1.7976931348623159e308", f64::INFINITY),
        ("2.4703282292062327e-324", 0.0),
        ("2.4703282292062328e-324", 5e-324),
        ("9007199254740993", 9007199254740992.0),
        ("9007199254740993.00000000000000000000000000000000000000000000000000001", 9007199254740994.0),
    ] {
        assert_eq!(parsed(text).map(f64::to_bits), Some(value.to_bits()), "{text}");
    }
    assert_eq!(parsed("-0").map(f64::to_bits), Some((-0.0f64).to_bits()));
    assert!(parsed("nan").unwrap().is_nan());
    assert!(parsed("-NaN").unwrap().is_nan());
    for text in [
        "", " ", ".", "-", "+", "e5", ".e5", "1e", "1e+", "--1", "+-1", "1..2", "1.2.3", "0x10", "1 2", "1f",
        "infi", "na", "1e5.0",
    ] {
        assert_eq!(parsed(text), None, "{text:?}");
    }
}

/// The exact decimal expansion of half a unit behind `value`, and just above and below it.
#[test]
fn halfway_between_two_doubles() {
    use num_bigint::BigInt;
    let mut bits = 1u64;
    for _ in 0..300 {
        bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let bits = bits >> 1 & 0x7fdf_ffff_ffff_ffff;
        let exponent = (bits >> 52).max(1) as i32 - 1075;
        let fraction = bits & ((1 << 52) - 1) | if bits >> 52 > 0 { 1 << 52 } else { 0 };
        let half: BigInt = BigInt::from(fraction) * 2 + 1;
        let power = exponent - 1;
        let text = if power >= 0 {
            format!("{}", half << power)
        } else {
            format!("{}e{power}", half * BigInt::from(5).pow(-power as u32))
        };
        let (digits, tail) = text.split_once('e').unwrap_or((&text, "0"));
        let above = format!("{digits}.0000000001e{tail}");
        let even = if bits.is_multiple_of(2) { bits } else { bits + 1 };
        assert_eq!(parsed(&text).unwrap().to_bits(), even, "{text}");
        assert_eq!(parsed(&above).unwrap().to_bits(), bits + 1, "{above}");
        // Behind more digits than any double has.
        let above = format!("{digits}.{}1e{tail}", "0".repeat(900));
        assert_eq!(parsed(&above).unwrap().to_bits(), bits + 1, "{above}");
    }
}

/// Of digits behind the 800th all that counts is whether one is not 0.
#[test]
fn a_tie_with_more_digits_than_are_looked_at() {
    let tie = "1.00000000000000011102230246251565404236316680908203125";
    for zeros in [740, 746, 747, 748, 749, 750, 1000, 3000] {
        let long = tie.to_owned() + &"0".repeat(zeros);
        assert_eq!(parsed(&long), Some(1.0), "{zeros}");
        for behind in ["1", "10", "9", "11", "19", "101"] {
            assert_eq!(parsed(&format!("{long}{behind}")), Some(1.0 + f64::EPSILON), "{zeros} {behind}");
        }
    }
    // The same before the point, where such digits move it.
    let tie = "9007199254740993";
    for zeros in [783, 784, 785, 2000] {
        let long = format!("{tie}{}", "0".repeat(zeros));
        assert_eq!(parsed(&format!("{long}e-{zeros}")), Some(9007199254740992.0), "{zeros}");
        assert_eq!(parsed(&format!("{long}.e-{zeros}")), Some(9007199254740992.0), "{zeros}");
        assert_eq!(parsed(&format!("{long}7e-{}", zeros + 1)), Some(9007199254740994.0), "{zeros}");
        assert_eq!(parsed(&format!("{long}.7e-{zeros}")), Some(9007199254740994.0), "{zeros}");
    }
}

#[test]
fn protocol_0_writes_them() {
    let mut host = Host::new();
    let value = host.add(Value::Float(1e16));
    assert_eq!(encode(&mut host, value, 0).unwrap(), b"F1e+16\n.");
}

proptest! {
    #![proptest_config(cases(3000))]

    #[test]
    fn any_double_survives(bits in any::<u64>()) {
        check(f64::from_bits(bits));
    }

    #[test]
    fn any_decimal_is_read_as_rust_reads_it(
        text in "[+-]?[0-9]{1,25}(\\.[0-9]{0,25})?([eE][+-]?[0-9]{1,3})?",
    ) {
        let expected: f64 = text.parse().unwrap();
        prop_assert_eq!(parsed(&text).map(f64::to_bits), Some(expected.to_bits()));
    }
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn long_decimals_are_read_as_rust_reads_them(
        text in "0{0,30}[0-9]{1,1000}\\.[0-9]{0,1000}e-?[0-9]{1,3}",
    ) {
        let expected: f64 = text.parse().unwrap();
        prop_assert_eq!(parsed(&text).map(f64::to_bits), Some(expected.to_bits()));
    }
}
