//! Rust for the target: a cargo that has, or can build, the target's core.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{debian, paths, run, xtensa};

/// Debian's Rust, which brings core's source along.
const DEBIAN: &str = "/usr/bin";

/// How to compile for one target.
#[derive(Debug)]
pub struct Toolchain {
    cargo: PathBuf,
    rustc: Option<PathBuf>,
    /// rustup's name for the toolchain, where it is not the default one.
    channel: Option<&'static str>,
    /// core comes as source.
    build_std: bool,
    /// The target's specification, where rustc's own does not serve.
    specification: Option<PathBuf>,
    target_dir: PathBuf,
}

impl Toolchain {
    /// cargo for `target`: `what` is the subcommand.
    pub fn cargo(&self, what: &str, target: &str) -> Command {
        let mut cargo = Command::new(&self.cargo);
        let specification = self.specification.as_deref();
        cargo.args([what, "--target"]).arg(specification.unwrap_or(Path::new(target)));
        cargo.arg("--target-dir").arg(&self.target_dir);
        if let Some(rustc) = &self.rustc {
            cargo.env("RUSTC", rustc).env_remove("RUSTUP_TOOLCHAIN");
        }
        if let Some(channel) = self.channel {
            cargo.env("RUSTUP_TOOLCHAIN", channel);
        }
        if self.build_std {
            cargo.arg("-Zbuild-std=core").env("RUSTC_BOOTSTRAP", "1");
        }
        if (target.ends_with(".json") || specification.is_some()) && self.wants_leave_for_specifications() {
            cargo.arg("-Zjson-target-spec");
        }
        cargo
    }

    /// The folder of what it builds.
    #[must_use]
    pub fn target_dir(&self) -> &Path {
        &self.target_dir
    }
}

impl Toolchain {
    /// Whether this cargo takes a target's specification only if it is asked twice: from 1.95 on.
    fn wants_leave_for_specifications(&self) -> bool {
        run::capture(Command::new(&self.cargo).args(["-Z", "help"]))
            .is_ok_and(|text| text.contains("json-target-spec"))
    }
}

/// The version of rustc that compiles for `target`, and whether core is compiled along.
///
/// # Errors
/// No toolchain compiles for it.
pub fn describe(target: &str) -> Result<(String, bool)> {
    let found = find(target)?;
    let rustc = found.rustc.unwrap_or_else(|| "rustc".into());
    Ok((run::capture(Command::new(rustc).arg("--version"))?.trim().to_string(), found.build_std))
}

/// A target's specification without the frame pointers that Rust's targets for Arm chips have, as a file in `folder`:
/// code is smaller by some percent. None if core's source is not there, which such a target needs.
///
/// # Errors
/// rustc does not print the specification, or the file cannot be written.
pub fn without_frame_pointers(target: &str, folder: &Path) -> Result<Option<PathBuf>> {
    let own = sysroot(&mut Command::new("rustc")).is_ok_and(|sysroot| has_source(&sysroot));
    let rustc = match own {
        true => PathBuf::from("rustc"),
        false if has_debian() => Path::new(DEBIAN).join("rustc"),
        false => return Ok(None),
    };
    let mut print = Command::new(rustc);
    print.args(["-Zunstable-options", "--print", "target-spec-json", "--target", target]);
    let mut specification: Value = serde_json::from_str(&run::capture(print.env("RUSTC_BOOTSTRAP", "1"))?)
        .context("rustc prints no specification")?;
    let fields = specification.as_object_mut().context("a specification is an object")?;
    fields.remove("frame-pointer");
    fs::create_dir_all(folder)?;
    let file = folder.join(format!("{target}.json"));
    let text = format!("{specification:#}\n");
    if !fs::read_to_string(&file).is_ok_and(|old| old == text) {
        fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(Some(file))
}

/// The toolchain for `target`; the error says how to get one.
pub fn find(target: &str) -> Result<Toolchain> {
    if xtensa::is_own(target) {
        return llvms_xtensa(target);
    }
    if target.starts_with("xtensa-") {
        return espressif(target);
    }
    let own = |build_std| Toolchain {
        cargo: "cargo".into(),
        rustc: None,
        channel: None,
        build_std,
        specification: None,
        target_dir: paths::target(),
    };
    let sysroot = sysroot(&mut Command::new("rustc"))
        .context("cannot run rustc: install Rust from https://rustup.rs")?;
    if sysroot.join("lib/rustlib").join(target).join("lib").is_dir() {
        return Ok(own(false));
    }
    let known = run::capture(Command::new("rustc").args(["--print", "target-list"]))?;
    if !known.lines().any(|name| name == target) && !target.ends_with(".json") {
        bail!("Rust knows no target {target}: `rustc --print target-list` names all of them");
    }
    if has_source(&sysroot) {
        return Ok(own(true));
    }
    if has_debian() {
        let debian = Path::new(DEBIAN);
        return Ok(Toolchain {
            cargo: debian.join("cargo"),
            rustc: Some(debian.join("rustc")),
            channel: None,
            build_std: true,
            specification: None,
            target_dir: paths::target().join("debian-rust"),
        });
    }
    bail!(
        "Rust cannot compile for {target} yet: run `rustup target add {target}`, or, where rustup can fetch \
         nothing, `{}`",
        debian::by_hand(&debian::RUST)
    )
}

/// Xtensa by a Rust whose LLVM can: the own one, Debian's, or the one that `cargo xtask` has fetched.
fn llvms_xtensa(target: &str) -> Result<Toolchain> {
    let fetched = fetched_for_xtensa();
    let serves = |rustc: &Path| {
        sysroot(&mut Command::new(rustc)).is_ok_and(|sysroot| has_source(&sysroot)) && xtensa::compiles(rustc)
    };
    let debian = Path::new(DEBIAN);
    let candidates = [
        (PathBuf::from("rustc"), PathBuf::from("cargo")),
        (debian.join("rustc"), debian.join("cargo")),
        (fetched, PathBuf::from("cargo")),
    ];
    let Some((rustc, cargo)) = candidates.into_iter().find(|(rustc, _)| serves(rustc)) else {
        bail!(
            "Rust cannot compile for {} yet: that takes a rustc with LLVM 22, as 1.95 has it, and its `rustup component \
             add rust-src`; or, on Debian, `cargo xtask test --only xtensa`, which fetches one",
            target
        )
    };
    Ok(Toolchain {
        cargo,
        rustc: Some(rustc),
        channel: None,
        build_std: true,
        specification: Some(xtensa::specification(target, &paths::target().join("specifications"))?),
        target_dir: paths::target().join("xtensa-build"),
    })
}

/// Where `cargo xtask` puts the rustc that it fetches for Xtensa.
#[must_use]
pub fn fetched_for_xtensa() -> PathBuf {
    paths::target().join("xtensa-rust/bin/rustc")
}

/// For the other Xtensa chips the back end is in Espressif's compiler only.
fn espressif(target: &str) -> Result<Toolchain> {
    if espressif_root().is_none() {
        bail!(
            "Rust cannot compile for {target} without Espressif's toolchain: `cargo install espup` and \
             `espup install` bring it (rustup then lists it as `{ESPRESSIF}`); or set MPICKLE_RUST_TARGET={}, for which \
             a Rust with LLVM 22 serves",
            xtensa::WINDOWED
        );
    }
    Ok(Toolchain {
        cargo: "cargo".into(),
        rustc: None,
        channel: Some(ESPRESSIF),
        build_std: true,
        specification: None,
        target_dir: paths::target().join("esp-rust"),
    })
}

const ESPRESSIF: &str = "esp";

/// The folder of Espressif's toolchain, if there is one.
pub fn espressif_root() -> Option<PathBuf> {
    // rustc alone would not say whether rustup has chosen it.
    let rustc =
        run::capture(Command::new("rustup").args(["which", "--toolchain", ESPRESSIF, "rustc"])).ok()?;
    Path::new(rustc.trim()).ancestors().nth(2).map(Path::to_path_buf)
}

fn sysroot(rustc: &mut Command) -> Result<PathBuf> {
    Ok(run::capture(rustc.args(["--print", "sysroot"]))?.trim().into())
}

/// Whether core's source lies where -Zbuild-std looks for it.
fn has_source(sysroot: &Path) -> bool {
    fs::exists(sysroot.join("lib/rustlib/src/rust/library/core/Cargo.toml")).unwrap_or(false)
}

/// Whether Debian's Rust is installed with core's source.
pub fn has_debian() -> bool {
    sysroot(&mut Command::new(Path::new(DEBIAN).join("rustc"))).is_ok_and(|sysroot| has_source(&sysroot))
        && run::succeeds(Command::new(Path::new(DEBIAN).join("cargo")).arg("--version"))
}
