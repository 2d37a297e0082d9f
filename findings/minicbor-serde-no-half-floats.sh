#!/bin/sh
# Rust: ciborium 0.2.2 and minicbor-serde 0.6.2 cannot exchange the float 1.5, but they can exchange 0.1.
#
# One may expect: two readers of RFC 8949 with serde take each other's floats, all of them.
# Seen: ciborium shrinks 1.5 to a half float (f93e00) and minicbor-serde without its feature "half" refuses it, so what
# gets through depends on the digits of a measurement. A char differs, too: text for one, a number for the other.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cargo init -q --name exchange --vcs none
cargo add -q ciborium@=0.2.2
cargo add -q serde@=1.0.229
cargo add -q minicbor-serde@=0.6.2 --features alloc
cat >src/main.rs <<'END'
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn ciborium_bytes<T: serde::Serialize>(value: T) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(&value, &mut bytes).unwrap();
    bytes
}

fn main() {
    for value in [0.1f64, 1.5] {
        let sent = ciborium_bytes(value);
        let read = minicbor_serde::from_slice::<f64>(&sent);
        println!("{value} {} {}", hex(&sent), if read.is_ok_and(|read| read == value) { "read" } else { "refused" });
    }
    println!("'A' {} {}", hex(&ciborium_bytes('A')), hex(&minicbor_serde::to_vec('A').unwrap()));
}
END
cat >expected <<'END'
0.1 fb3fb999999999999a read
1.5 f93e00 refused
'A' 6141 1841
END
CARGO_TARGET_DIR="$dir/target" cargo run -q >seen
diff expected seen
