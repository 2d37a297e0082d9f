//! One firmware as the Rust half sees it: compiler, flags, target, features.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::{libclang, paths, run, target, toolchain};

/// What the build system says; flags come as one string each, as make has them.
#[derive(clap::Args)]
pub struct ObjectArgs {
    /// Where mpickle.h and mpickle_rust.o go.
    pub out: PathBuf,
    /// The port's C compiler.
    #[arg(long, env = "MPICKLE_CC", hide_env_values = true)]
    cc: String,
    /// The port's compiler flags.
    #[arg(long, env = "MPICKLE_CFLAGS", hide_env_values = true, allow_hyphen_values = true)]
    cflags: String,
    /// Cargo features instead of the default ones; `none` for none.
    #[arg(long, env = "MPICKLE_FEATURES")]
    features: Option<String>,
    /// The Rust target, where the compiler does not tell.
    #[arg(long, env = "MPICKLE_RUST_TARGET")]
    rust_target: Option<String>,
    /// rustc's opt-level.
    #[arg(long, env = "MPICKLE_OPT_LEVEL")]
    opt_level: Option<String>,
}

/// Everything that decides what the Rust half becomes.
pub struct Firmware {
    pub cc: String,
    pub cflags: String,
    pub port_dir: PathBuf,
    features: String,
    rust_target: String,
    opt_level: String,
}

impl Firmware {
    pub fn new(args: &ObjectArgs) -> Result<Firmware> {
        let given = |option: &Option<String>| {
            option.as_deref().map(str::trim).filter(|o| !o.is_empty()).map(str::to_string)
        };
        let mut firmware = Firmware {
            cc: args.cc.clone(),
            cflags: args.cflags.clone(),
            port_dir: env::current_dir()?,
            features: given(&args.features).unwrap_or_default(),
            rust_target: given(&args.rust_target).unwrap_or_default(),
            opt_level: given(&args.opt_level).unwrap_or_default(),
        };
        if firmware.rust_target.is_empty() {
            let machine = firmware.compiler()?.ask(&["-dumpmachine"])?;
            firmware.rust_target = target::rust_target(&machine, &split(&firmware.cflags)?)?.to_string();
        }
        if firmware.opt_level.is_empty() {
            let bare = firmware.rust_target.contains("-none");
            firmware.opt_level = if bare { "z" } else { "3" }.to_string();
        }
        Ok(firmware)
    }

    /// The firmware whose object lies in `out`.
    pub fn read(out: &Path) -> Result<Firmware> {
        let file = out.join("firmware.json");
        let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let value: Value = serde_json::from_str(&text)?;
        let field = |name: &str| value[name].as_str().unwrap_or_default().to_string();
        Ok(Firmware {
            cc: field("cc"),
            cflags: field("cflags"),
            port_dir: field("port_dir").into(),
            features: field("features"),
            rust_target: field("rust_target"),
            opt_level: field("opt_level"),
        })
    }

    /// Keeps what `read` reads.
    pub fn write(&self, out: &Path) -> Result<()> {
        let value = json!({
            "cc": self.cc,
            "cflags": self.cflags,
            "port_dir": self.port_dir.to_string_lossy(),
            "features": self.features,
            "rust_target": self.rust_target,
            "opt_level": self.opt_level,
        });
        Ok(fs::write(out.join("firmware.json"), format!("{value:#}\n"))?)
    }

    /// Fails where nothing here can compile for the target.
    pub fn require_target(&self) -> Result<()> {
        toolchain::find(&self.rust_target).map(drop)
    }

    /// `cargo build` or the like for this firmware's target.
    pub fn cargo(&self, what: &str) -> Result<Command> {
        let mut cargo = toolchain::find(&self.rust_target)?.cargo(what, &self.rust_target);
        cargo
            .args(["--profile", "firmware", "--manifest-path"])
            .arg(paths::root().join("Cargo.toml"))
            .env("CARGO_PROFILE_FIRMWARE_OPT_LEVEL", &self.opt_level)
            .env("LIBCLANG_PATH", libclang::folder()?)
            .env("MPICKLE_CC", &self.cc)
            .env("MPICKLE_CFLAGS", &self.cflags)
            .env("MPICKLE_PORT_DIR", &self.port_dir);
        // make's job server and variables are not for cargo's children.
        for name in ["MAKEFLAGS", "MFLAGS", "MAKEOVERRIDES", "MAKELEVEL"] {
            cargo.env_remove(name);
        }
        match self.features.as_str() {
            "" => {}
            "none" => drop(cargo.arg("--no-default-features")),
            features => drop(cargo.args(["--no-default-features", "--features", features])),
        }
        Ok(cargo)
    }

    pub fn compiler(&self) -> Result<Compiler> {
        let words = shlex::split(&self.cc).filter(|w| !w.is_empty());
        let machine = |flag: &String| flag.starts_with("-m") || flag.starts_with("--target=");
        Ok(Compiler {
            words: words.context("CC is empty or has unbalanced quotes")?,
            machine_flags: split(&self.cflags)?.into_iter().filter(machine).collect(),
        })
    }
}

fn split(cflags: &str) -> Result<Vec<String>> {
    shlex::split(cflags).context("unbalanced quotes in CFLAGS")
}

/// The C compiler with the flags that choose the machine.
pub struct Compiler {
    words: Vec<String>,
    machine_flags: Vec<String>,
}

impl Compiler {
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.words[0]);
        command.args(&self.words[1..]).args(&self.machine_flags);
        command
    }

    /// What the compiler prints.
    pub fn ask(&self, args: &[&str]) -> Result<String> {
        Ok(run::capture(self.command().args(args))?.trim().to_string())
    }

    /// The compiler's own nm or objcopy.
    pub fn tool(&self, name: &str) -> Result<String> {
        let path = self.ask(&[&format!("-print-prog-name={name}")])?;
        if path.is_empty() {
            bail!("{} has no {name}", self.words[0]);
        }
        Ok(path)
    }
}
