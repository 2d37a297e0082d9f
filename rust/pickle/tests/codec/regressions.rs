//! The targets of `fuzz/`, with whatever has failed before and with some inputs that are random.

use std::path::Path;

use crate::targets;

/// Inputs of each target in `fuzz/regressions`.
#[test]
fn what_has_failed_before() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/regressions");
    for (name, target) in targets::ALL {
        let Ok(entries) = folder.join(name).read_dir() else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            println!("{}", path.display());
            target(&std::fs::read(path).unwrap());
        }
    }
}

/// A few thousand inputs that are the same every time.
#[test]
fn a_short_run() {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let mut lengths = 0;
    for _ in 0..3000 {
        let input: Vec<u8> = (0..random() % 90).map(|_| (random() >> 24) as u8).collect();
        targets::structured(&input);
        lengths += targets::program(&input).len();
        // The same as a pickle: mostly broken.
        let pickle = targets::program(&input);
        targets::feed(&pickle[..pickle.len() - pickle.len().min((random() % 8) as usize)]);
    }
    assert!(lengths > 300_000, "programs became short: {lengths}");
}
