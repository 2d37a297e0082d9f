//! One firmware as the Rust half sees it: compiler, flags, target, features.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use lexopt::ValueExt;
use serde_json::{Value, json};

use crate::flags::split;
use crate::{flags, libclang, paths, run, target, toolchain, xtensa};

/// The settings of the build system: make passes them in the environment, CMake by options.
#[derive(Default)]
pub struct FirmwareArgs {
    /// The port's C compiler (`--cc`, `MPICKLE_CC`).
    cc: String,
    /// The port's compiler flags, as make has them: one string (`--cflags`, `MPICKLE_CFLAGS`).
    cflags: String,
    /// A file with further flags, as CMake writes them: one a line (`--cflags-file`).
    cflags_file: Option<PathBuf>,
    /// The chip's name: ESP-IDF's IDF_TARGET, pico-sdk's PICO_PLATFORM (`--chip`).
    chip: Option<String>,
    /// Cargo features instead of the default ones, `none` for none (`--features`, `MPICKLE_FEATURES`).
    features: Option<String>,
    /// The Rust target, where neither the chip nor the compiler tells (`--rust-target`,
    /// `MPICKLE_RUST_TARGET`).
    rust_target: Option<String>,
    /// rustc's target-cpu, where the chip does not tell (`--cpu`).
    cpu: Option<String>,
    /// rustc's opt-level (`--opt-level`, `MPICKLE_OPT_LEVEL`).
    opt_level: Option<String>,
}

impl FirmwareArgs {
    /// The settings in the environment.
    ///
    /// # Errors
    /// A variable is not Unicode.
    pub fn from_env() -> Result<Self> {
        let get = |name: &str| match env::var(name) {
            Ok(value) => Ok(Some(value)),
            Err(env::VarError::NotPresent) => Ok(None),
            Err(error) => Err(error).with_context(|| format!("cannot read {name}")),
        };
        Ok(Self {
            cc: get("MPICKLE_CC")?.unwrap_or_default(),
            cflags: get("MPICKLE_CFLAGS")?.unwrap_or_default(),
            cflags_file: None,
            chip: None,
            features: get("MPICKLE_FEATURES")?,
            rust_target: get("MPICKLE_RUST_TARGET")?,
            cpu: None,
            opt_level: get("MPICKLE_OPT_LEVEL")?,
        })
    }

    /// Takes `--name value`. Returns whether it is one of these options.
    ///
    /// # Errors
    /// The value is missing, or is not Unicode.
    pub fn take(&mut self, name: &str, parser: &mut lexopt::Parser) -> Result<bool> {
        let mut text = || -> Result<String> { Ok(parser.value()?.string()?) };
        match name {
            "cc" => self.cc = text()?,
            "cflags" => self.cflags = text()?,
            "cflags-file" => self.cflags_file = Some(text()?.into()),
            "chip" => self.chip = Some(text()?),
            "features" => self.features = Some(text()?),
            "rust-target" => self.rust_target = Some(text()?),
            "cpu" => self.cpu = Some(text()?),
            "opt-level" => self.opt_level = Some(text()?),
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// Everything that decides what the Rust half becomes.
pub struct Firmware {
    /// The C compiler, as make has it: perhaps with flags.
    pub cc: String,
    /// Its flags, quoted for a shell.
    pub cflags: String,
    /// The folder that relative paths among the flags start from.
    pub port_dir: PathBuf,
    features: String,
    /// rustc's name of the target.
    pub rust_target: String,
    cpu: String,
    opt_level: String,
}

impl Firmware {
    /// The firmware that `args` describe.
    ///
    /// # Errors
    /// No compiler; flags that no shell could take; no Rust target, or one that does not fit the compiler.
    pub fn new(args: &FirmwareArgs) -> Result<Firmware> {
        let given = |option: &Option<String>| {
            option.as_deref().map(str::trim).filter(|o| !o.is_empty()).map(str::to_string)
        };
        ensure!(!args.cc.is_empty(), "the C compiler is missing: --cc or MPICKLE_CC");
        let mut firmware = Firmware {
            cc: args.cc.clone(),
            cflags: args.cflags.clone(),
            port_dir: env::current_dir()?,
            features: given(&args.features).unwrap_or_default(),
            rust_target: given(&args.rust_target).unwrap_or_default(),
            cpu: given(&args.cpu).unwrap_or_default(),
            opt_level: given(&args.opt_level).unwrap_or_default(),
        };
        let mut flags = split(&firmware.cflags)?;
        if let Some(file) = &args.cflags_file {
            let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
            flags.extend(flags::from_lines(&text)?);
        }
        firmware.cflags = flags::join(&flags::opened(flags, &firmware.port_dir)?)?;
        firmware.choose_target(given(&args.chip).as_deref())?;
        if firmware.opt_level.is_empty() {
            let small = firmware.rust_target.contains("-none") || firmware.rust_target.starts_with("wasm32-");
            firmware.opt_level = if small { "z" } else { "3" }.to_string();
        }
        Ok(firmware)
    }

    /// Chooses the target: the one asked for, or else the chip's, or else the one that fits the compiler.
    fn choose_target(&mut self, chip: Option<&str>) -> Result<()> {
        let chip = chip.and_then(target::find_chip);
        if let Some(chip) = chip.filter(|_| self.rust_target.is_empty()) {
            self.rust_target = chip.rust_target.to_string();
            self.cpu = chip.cpu.to_string();
        }
        let compiler = self.compiler()?;
        let machine = compiler.ask(&["-dumpmachine"])?;
        // Ports put -m32 into CC.
        let mut flags = [&compiler.words[1..], &split(&self.cflags)?].concat();
        if machine.starts_with("arm-linux-") {
            // That of a Raspberry Pi OS makes code for ARMv6 without being told.
            flags.extend(compiler.arm_architecture()?);
        }
        if self.rust_target.is_empty() {
            self.rust_target = target::rust_target(&machine, &flags)?.to_string();
            return Ok(());
        }
        target::require_fit(&self.rust_target, &machine, &flags)
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
            cpu: field("cpu"),
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
            "cpu": self.cpu,
            "opt_level": self.opt_level,
        });
        Ok(fs::write(out.join("firmware.json"), format!("{value:#}\n"))?)
    }

    /// Fails where something is missing without which nothing here can
    /// compile for the target.
    pub fn require_tools(&self) -> Result<()> {
        toolchain::find(&self.rust_target)?;
        libclang::folder().map(drop)
    }

    /// `cargo build` or the like for this firmware's target, with these flags for rustc beyond the target's own.
    ///
    /// # Errors
    /// No Rust for the target, or no libclang.
    pub fn cargo(&self, what: &str, flags: &str) -> Result<Command> {
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
        let cpu = if self.cpu.is_empty() { String::new() } else { format!("-Ctarget-cpu={}", self.cpu) };
        let emit = if xtensa::is_own(&self.rust_target) { xtensa::RUSTFLAGS } else { "" };
        let rustflags = [cpu.as_str(), emit, flags].join(" ");
        if !rustflags.trim().is_empty() {
            // cargo knows a specification by its file's name.
            let name = self.rust_target.strip_suffix(".json").and_then(|path| path.rsplit('/').next());
            let target = name.unwrap_or(&self.rust_target).to_uppercase().replace(['-', '.'], "_");
            cargo.env(format!("CARGO_TARGET_{target}_RUSTFLAGS"), rustflags.trim());
        }
        match self.features.as_str() {
            "" => {}
            "none" => drop(cargo.arg("--no-default-features")),
            features => drop(cargo.args(["--no-default-features", "--features", features])),
        }
        Ok(cargo)
    }

    /// The C compiler, to be asked and to link.
    ///
    /// # Errors
    /// Words that no shell could take.
    pub fn compiler(&self) -> Result<Compiler> {
        let words = shlex::split(&self.cc).filter(|w| !w.is_empty());
        let machine = |flag: &String| ["-m", "--target="].iter().any(|prefix| flag.starts_with(prefix));
        Ok(Compiler {
            words: words.context("CC is empty or has unbalanced quotes")?,
            machine_flags: split(&self.cflags)?.into_iter().filter(machine).collect(),
        })
    }
}

/// The C compiler with the flags that choose the machine.
pub struct Compiler {
    words: Vec<String>,
    machine_flags: Vec<String>,
}

impl Compiler {
    /// A call of the compiler for this machine.
    #[must_use]
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.words[0]);
        command.args(&self.words[1..]).args(&self.machine_flags);
        command
    }

    /// The compiler's output.
    pub fn ask(&self, args: &[&str]) -> Result<String> {
        Ok(run::capture(self.command().args(args))?.trim().to_string())
    }

    /// The flag that says for which of Arm's architectures the compiler makes code, where its macros tell.
    fn arm_architecture(&self) -> Result<Option<String>> {
        let macros = self.ask(&["-dM", "-E", "-xc", "/dev/null"])?;
        let number = macros.lines().find_map(|line| line.strip_prefix("#define __ARM_ARCH "));
        Ok(number.map(|number| format!("-march=armv{number}")))
    }

    /// The compiler's own nm or objcopy.
    pub fn tool(&self, name: &str) -> Result<String> {
        // Emscripten's compiler does not tell; its tools are beside it.
        if let Some(prefix) = self.words[0].strip_suffix("emcc") {
            return Ok(format!("{prefix}em{name}"));
        }
        let path = self.ask(&[&format!("-print-prog-name={name}")])?;
        if path.is_empty() {
            bail!("{} has no {name}", self.words[0]);
        }
        Ok(path)
    }
}
