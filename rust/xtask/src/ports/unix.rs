//! The unix port.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::ports::{Build, PortArgs, lacks};
use crate::setup::packages::{self, Kit};
use crate::{paths, run, setup};

/// MicroPython's own variant, which the port has without another.
pub const STANDARD: &str = "standard";

/// `cargo xtask build unix`.
#[derive(clap::Args, Clone)]
pub struct UnixArgs {
    #[command(flatten)]
    pub port: PortArgs,
    /// The port's variant: MicroPython's (standard, nanbox, …) or ours (32bit, compress, float32, growing, longlong, reprc,
    /// small, split).
    #[arg(long, default_value = STANDARD)]
    pub variant: String,
}

/// Installs what building this variant needs.
pub fn ensure(variant: &Path) -> Result<()> {
    if needs_32bit(variant) {
        packages::ensure_kit(Kit::Multilib)?;
        setup::rust("i686-unknown-linux-gnu")?;
    }
    Ok(())
}

/// Builds MicroPython with mpickle and returns the binary's path.
pub fn build(args: &UnixArgs) -> Result<PathBuf> {
    prepare(args)?.run()
}

/// The build of a variant, to be run.
pub fn prepare(args: &UnixArgs) -> Result<Build> {
    let Some(variant) = variant_dir(&args.port.tree.path()?, &args.variant) else {
        bail!("the unix port has no variant {}, here or in MicroPython's tree", args.variant);
    };
    ensure(&variant)?;
    let mut build = Build::new("unix", &format!("unix-{}", args.variant), "micropython", &args.port)?;
    if variant.starts_with(paths::root().join("ports")) {
        build.set(format!("VARIANT_DIR={}", variant.display()));
    } else {
        build.set(format!("VARIANT={}", args.variant));
    }
    for switch in without_submodules(&build.tree.clone()) {
        build.set(*switch);
    }
    // libffi is there for this machine's own word size at best.
    if needs_32bit(&variant) || !run::succeeds(Command::new("pkg-config").args(["--exists", "libffi"])) {
        build.set("MICROPY_PY_FFI=0");
    }
    Ok(build)
}

/// The folder of a variant: ours, or MicroPython's.
pub fn variant_dir(tree: &Path, variant: &str) -> Option<PathBuf> {
    let ours = paths::root().join("ports/unix/variants").join(variant);
    let theirs = tree.join("ports/unix/variants").join(variant);
    [ours, theirs].into_iter().find(|dir| dir.join("mpconfigvariant.h").is_file())
}

/// Whether this 64-bit machine's compiler makes 32-bit code for this variant.
fn needs_32bit(variant: &Path) -> bool {
    let text = fs::read_to_string(variant.join("mpconfigvariant.mk")).unwrap_or_default();
    let mut words = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let forced = words.any(|words| matches!(words[..], ["MICROPY_FORCE_32BIT", "=" | ":=", "1"]));
    forced && cfg!(target_arch = "x86_64")
}

/// Switches off what needs submodules that are not there.
pub fn without_submodules(tree: &Path) -> Vec<&'static &'static str> {
    const SWITCHES: [(&str, &[&str]); 2] = [
        ("berkeley-db-1.xx", &["MICROPY_PY_BTREE=0"]),
        ("mbedtls", &["MICROPY_PY_SSL=0", "MICROPY_SSL_AXTLS=0", "MICROPY_SSL_MBEDTLS=0"]),
    ];
    SWITCHES.iter().filter(|(name, _)| lacks(tree, name)).flat_map(|(_, switches)| *switches).collect()
}
