//! Debian's packages: their names, and how to install them.

use std::process::Command;

use crate::run;

/// Rust with its core as source, where rustup can fetch nothing.
pub const RUST: [&str; 3] = ["rustc-web|rustc", "cargo-web|cargo", "rust-web-src|rust-src"];

/// The command that installs these packages.
#[must_use]
pub fn by_hand(packages: &[&str]) -> String {
    let names: Vec<&str> = packages.iter().map(|name| available(name)).collect();
    format!("sudo apt-get install -y --no-install-recommends {}", names.join(" "))
}

/// Of names separated by `|`, the first that this Debian has.
#[must_use]
pub fn available(names: &str) -> &str {
    let has = |name: &&str| {
        run::capture(Command::new("apt-cache").args(["policy", name]))
            .is_ok_and(|text| text.contains("Candidate:") && !text.contains("Candidate: (none)"))
    };
    names.split('|').find(has).or(names.split('|').next()).unwrap_or(names)
}
