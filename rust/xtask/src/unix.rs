//! The unix port.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::packages::{self, Kit};
use crate::ports::{Build, PortArgs, lacks};
use crate::{paths, run, toolchain};

/// `cargo xtask build unix`.
#[derive(clap::Args, Clone)]
pub struct UnixArgs {
    #[command(flatten)]
    pub port: PortArgs,
    /// The port's variant: standard, coverage, …
    #[arg(long, default_value = "standard")]
    pub variant: String,
}

/// Variants for which the compiler makes 32-bit code.
const M32: [&str; 3] = ["32bit", "longlong", "nanbox"];

/// Builds MicroPython with mpickle and returns the binary's path.
pub fn build(args: &UnixArgs) -> Result<PathBuf> {
    let m32 = M32.contains(&args.variant.as_str()) && cfg!(target_arch = "x86_64");
    if m32 {
        packages::ensure_kit(Kit::Multilib)?;
        toolchain::ensure("i686-unknown-linux-gnu")?;
    }
    let mut build = Build::new("unix", &format!("unix-{}", args.variant), &args.port)?;
    let ours = paths::root().join("ports/unix/variants").join(&args.variant);
    if ours.is_dir() {
        build.set(format!("VARIANT_DIR={}", ours.display()));
    } else {
        build.set(format!("VARIANT={}", args.variant));
    }
    for switch in without_submodules(&build.tree.clone()) {
        build.set(*switch);
    }
    // libffi is there for this machine's own word size at best.
    if m32 || !run::succeeds(Command::new("pkg-config").args(["--exists", "libffi"])) {
        build.set("MICROPY_PY_FFI=0");
    }
    build.run("micropython")
}

/// Switches off what needs submodules that are not there.
fn without_submodules(tree: &Path) -> Vec<&'static &'static str> {
    const SWITCHES: [(&str, &[&str]); 2] = [
        ("berkeley-db-1.xx", &["MICROPY_PY_BTREE=0"]),
        ("mbedtls", &["MICROPY_PY_SSL=0", "MICROPY_SSL_AXTLS=0", "MICROPY_SSL_MBEDTLS=0"]),
    ];
    SWITCHES.iter().filter(|(name, _)| lacks(tree, name)).flat_map(|(_, switches)| *switches).collect()
}
