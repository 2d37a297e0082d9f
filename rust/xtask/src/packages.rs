//! Programs that the system's package manager provides.

use std::process::Command;

use anyhow::{Result, bail};

use crate::run;

/// A program, and the Debian packages that bring it.
struct Program {
    name: &'static str,
    present: fn() -> bool,
    debian: &'static [&'static str],
    /// Fedora's, Arch's and Alpine's names for the same.
    elsewhere: &'static str,
}

/// What building and testing on this machine needs.
const PROGRAMS: &[Program] = &[
    Program { name: "a C compiler", present: has_cc, debian: &["gcc", "libc6-dev"], elsewhere: "gcc" },
    Program { name: "make", present: || runs("make", "--version"), debian: &["make"], elsewhere: "make" },
    Program {
        name: "Python 3 with venv and pip",
        present: has_python,
        debian: &["python3", "python3-venv"],
        elsewhere: "python3",
    },
    Program { name: "xz", present: || runs("xz", "--version"), debian: &["xz-utils"], elsewhere: "xz" },
];

/// Installs what is missing where that is possible, and otherwise says how.
pub fn ensure() -> Result<()> {
    let missing: Vec<&Program> = PROGRAMS.iter().filter(|p| !(p.present)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<_> = missing.iter().map(|p| p.name).collect();
    let names = names.join(", ");
    let debian: Vec<_> = missing.iter().flat_map(|p| p.debian).copied().collect();
    if !runs("apt-get", "--version") {
        let elsewhere: Vec<_> = missing.iter().map(|p| p.elsewhere).collect();
        let elsewhere = elsewhere.join(" ");
        bail!(
            "{names}: not found; install it with the system's package manager, for example:\n  {}",
            install(&elsewhere)
        );
    }
    let by_hand = format!("apt-get install -y --no-install-recommends {}", debian.join(" "));
    if !is_root() {
        bail!("{names}: not found; run this, then try again:\n  sudo {by_hand}");
    }
    eprintln!("Missing: {names}");
    let apt = |args: &[&str]| {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive").args(args);
        command
    };
    run::step("Updating the package lists", &mut apt(&["update"]))?;
    let mut command = apt(&["install", "-y", "--no-install-recommends"]);
    run::step(&format!("Installing {}", debian.join(" ")), command.args(&debian))?;
    if let Some(program) = missing.iter().find(|p| !(p.present)()) {
        bail!("{} is still missing after: {by_hand}", program.name);
    }
    Ok(())
}

/// The command for a system that is not Debian.
fn install(packages: &str) -> String {
    const MANAGERS: [(&str, &str); 4] =
        [("dnf", "dnf install"), ("pacman", "pacman -S"), ("apk", "apk add"), ("zypper", "zypper install")];
    let found = MANAGERS.iter().find(|(program, _)| runs(program, "--version"));
    match found {
        Some((_, command)) => format!("sudo {command} {packages}"),
        None => format!("brew install {packages}"),
    }
}

fn is_root() -> bool {
    run::capture(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn runs(program: &str, arg: &str) -> bool {
    run::succeeds(Command::new(program).arg(arg))
}

/// A compiler alone is not enough: it needs the C library's headers.
fn has_cc() -> bool {
    run::succeeds(Command::new("cc").args([
        "-E",
        "-include",
        "stdio.h",
        "-xc",
        "/dev/null",
        "-o",
        "/dev/null",
    ]))
}

fn has_python() -> bool {
    run::succeeds(Command::new("python3").args(["-c", "import venv, ensurepip"]))
}
