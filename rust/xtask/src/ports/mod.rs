//! Steps that building MicroPython takes on every port.

pub mod ahead;
pub mod linux;
pub mod qemu;
pub mod unix;

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::setup::{self, packages};
use crate::suites::test::tools_required;
use crate::{Tree, paths, run};

/// Options of every port.
#[derive(clap::Args, Clone, Default)]
pub struct PortArgs {
    #[command(flatten)]
    pub tree: Tree,
    /// A further user C module: a folder with a micropython.mk, or one that holds such folders (repeatable).
    #[arg(long, value_name = "DIR")]
    pub with_module: Vec<PathBuf>,
    /// Cargo features instead of the default ones, separated by commas; `none` for none.
    #[arg(long)]
    pub features: Option<String>,
    /// rustc's opt-level instead of the port's: 3 on unix, z on boards.
    #[arg(long, value_name = "LEVEL")]
    pub opt_level: Option<String>,
    /// A folder of Python modules to freeze into the firmware.
    #[arg(long, value_name = "DIR")]
    pub freeze: Option<PathBuf>,
    /// Build MicroPython's C and ours with AddressSanitizer (unix port).
    #[arg(long)]
    pub sanitize: bool,
    /// Leave mpickle out, to compare with.
    #[arg(skip)]
    pub without_mpickle: bool,
    /// Take mpickle from a release.
    #[arg(skip)]
    pub release: Option<Release>,
}

/// A release of mpickle, as a machine without Rust has it.
#[derive(Clone)]
pub struct Release {
    /// The folder for USER_C_MODULES.
    pub modules: PathBuf,
    /// All programs that there are.
    pub programs: PathBuf,
}

/// A build that is being put together.
pub struct Build {
    /// MicroPython.
    pub tree: PathBuf,
    /// The build folder.
    pub dir: PathBuf,
    /// The file in it that is wanted.
    artefact: &'static str,
    make: Command,
}

impl Build {
    /// Starts `make` for `port`; `name` is the port with its board or variant, `artefact` the file that is wanted of it.
    pub fn new(port: &str, name: &str, artefact: &'static str, args: &PortArgs) -> Result<Build> {
        let root = paths::root();
        if root.to_string_lossy().contains(char::is_whitespace) {
            bail!("make does not work below a folder with spaces in its name: {}", root.display());
        }
        let further = args.with_module.iter().map(|given| user_modules(given)).collect::<Result<Vec<_>>>()?;
        packages::ensure()?;
        setup::libclang()?;
        let tree = args.tree.path()?;
        let mpy_cross = mpy_cross(&tree)?;
        let dir = build_dir(name, args, &tree);
        drop_if_moved(&dir)?;
        let mut make = make(&tree);
        let ours = root.join("ports").join(port);
        if ours.join("Makefile").is_file() {
            // A port of ours: it is told where MicroPython is.
            make.arg("-C").arg(ours).arg(format!("TOP={}", tree.display()));
        } else {
            make.arg("-C").arg(tree.join("ports").join(port));
        }
        make.arg(format!("BUILD={}", dir.display())).arg(format!("MICROPY_MPYCROSS={}", mpy_cross.display()));
        match &args.release {
            None => {
                make.arg(format!("USER_C_MODULES={}", modules(&dir, args, &further.concat())?.display()))
                    .arg(format!("MPICKLE_XTASK={}", env::current_exe()?.display()));
            }
            Some(release) => {
                make.arg(format!("USER_C_MODULES={}", release.modules.display()))
                    .env("PATH", &release.programs)
                    .env_remove("LIBCLANG_PATH");
            }
        }
        if let Some(features) = &args.features {
            make.arg(format!("MPICKLE_FEATURES={features}"));
        }
        if let Some(level) = &args.opt_level {
            make.arg(format!("MPICKLE_OPT_LEVEL={level}"));
        }
        if args.sanitize && port == "unix" {
            // With fake stacks the collector would not see what lies there.
            const FLAGS: &str = "-fsanitize=address --param asan-use-after-return=0";
            make.env("CFLAGS_EXTRA", FLAGS).env("LDFLAGS_EXTRA", FLAGS);
        }
        if let Some(folder) = &args.freeze {
            let folder =
                folder.canonicalize().with_context(|| format!("no such folder: {}", folder.display()))?;
            make.env("MPICKLE_FREEZE", folder);
        }
        let no_library = lacks(&tree, "micropython-lib");
        if args.freeze.is_some() || no_library {
            let manifest = root.join("ports").join(port).join("manifest.py");
            make.arg(format!("FROZEN_MANIFEST={}", manifest.display()));
        }
        if no_library {
            // The build looks for this file before it freezes anything.
            let stand_in = paths::target().join("build/no-micropython-lib");
            fs::create_dir_all(&stand_in)?;
            if !stand_in.join("README.md").exists() {
                fs::write(stand_in.join("README.md"), "This tree has no micropython-lib.\n")?;
            }
            make.arg(format!("MPY_LIB_DIR={}", stand_in.display()));
        }
        Ok(Build { tree, dir, artefact, make })
    }

    /// Gives make a variable.
    pub fn set(&mut self, assignment: impl Into<String>) -> &mut Self {
        self.make.arg(assignment.into());
        self
    }

    /// Gives make and whatever it runs a variable of the environment.
    pub fn env(&mut self, name: &str, value: impl AsRef<OsStr>) -> &mut Self {
        self.make.env(name, value);
        self
    }

    /// Runs make; the path of the artefact. In continuous integration a warning of rustc's is an error: whoever builds a
    /// firmware with these features would see it.
    pub fn run(mut self) -> Result<PathBuf> {
        let name = self.dir.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let outcome = run::done(&format!("Building MicroPython {name}"), &mut self.make)?;
        if tools_required() && outcome.lines.iter().any(|line| line.starts_with("warning: ")) {
            bail!("{}", outcome.section("warning: ", "Finished "));
        }
        Ok(self.dir.join(self.artefact))
    }
}

/// make knows the sources of an object by absolute paths. In a folder that was
/// moved or copied with this repository, objects would stay as they are. Such a folder starts empty.
fn drop_if_moved(dir: &Path) -> Result<()> {
    let note = dir.join("built-in");
    let here = dir.to_string_lossy();
    if fs::read_to_string(&note).is_ok_and(|there| there == here) {
        return Ok(());
    }
    if dir.is_dir() {
        fs::remove_dir_all(dir).with_context(|| format!("cannot empty {}", dir.display()))?;
    }
    fs::create_dir_all(dir)?;
    fs::write(note, here.as_bytes())?;
    Ok(())
}

/// Whether the tree is without this submodule.
pub fn lacks(tree: &Path, submodule: &str) -> bool {
    tree.join("lib").join(submodule).read_dir().map_or(true, |mut entries| entries.next().is_none())
}

/// make with this machine's cores, and without git telling MicroPython that
/// this repository's tags are its version.
fn make(tree: &Path) -> Command {
    let jobs = std::thread::available_parallelism().map_or(1, usize::from);
    let mut make = Command::new("make");
    make.arg(format!("-j{jobs}")).env("PYTHONDONTWRITEBYTECODE", "1");
    if let Some(parent) = tree.parent() {
        make.env("GIT_CEILING_DIRECTORIES", parent);
    }
    for name in ["MAKEFLAGS", "MFLAGS", "MAKELEVEL"] {
        make.env_remove(name);
    }
    make
}

/// mpy-cross freezes the Python files of the manifest.
pub fn mpy_cross(tree: &Path) -> Result<PathBuf> {
    let build = paths::target().join("build").join(format!("mpy-cross{}", tag(tree)));
    let mut make = make(tree);
    make.arg("-C").arg(tree.join("mpy-cross")).arg(format!("BUILD={}", build.display()));
    run::step("Building mpy-cross", &mut make)?;
    Ok(build.join("mpy-cross"))
}

/// The folder of a build. MicroPython's scripts make the name of one file out of a source's whole path, so a hash stands
/// for a long part of a build's name (a list of features).
fn build_dir(name: &str, args: &PortArgs, tree: &Path) -> PathBuf {
    const LONGEST: usize = 24;
    let mut name = format!("{name}{}", tag(tree));
    if args.without_mpickle {
        name.push_str("-plain");
    }
    if args.release.is_some() {
        name.push_str("-release");
    }
    if args.sanitize {
        name.push_str("-sanitize");
    }
    let modules = args.with_module.iter().filter_map(|m| m.file_name()?.to_str());
    let frozen = args.freeze.iter().filter_map(|folder| folder.file_name()?.to_str());
    for part in
        args.features.as_deref().into_iter().chain(args.opt_level.as_deref()).chain(modules).chain(frozen)
    {
        name.push('-');
        if part.len() > LONGEST {
            name.push_str(&hash(part));
        } else {
            name.extend(part.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }));
        }
    }
    paths::target().join("build").join(name)
}

/// Tells builds of different trees apart; nothing for the pinned source.
fn tag(tree: &Path) -> String {
    if tree.starts_with(paths::target()) {
        return String::new();
    }
    format!("-{}", hash(&tree.to_string_lossy()))
}

/// Eight digits that stand for a text.
pub fn hash(text: &str) -> String {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    format!("{:08x}", hash as u32)
}

/// The folders with a micropython.mk that `--with-module` names: the folder itself, or else all that are
/// in it, as ulab's `code` is in ulab.
fn user_modules(given: &Path) -> Result<Vec<PathBuf>> {
    let folder = given.canonicalize().with_context(|| format!("no such module: {}", given.display()))?;
    let is_module = |folder: &PathBuf| folder.join("micropython.mk").is_file();
    if is_module(&folder) {
        return Ok(vec![folder]);
    }
    let inside = folder.read_dir().with_context(|| format!("no such folder: {}", folder.display()))?;
    let mut modules: Vec<_> = inside.flatten().map(|entry| entry.path()).filter(is_module).collect();
    modules.sort();
    if modules.is_empty() {
        bail!(
            "{} has no micropython.mk, nor has a folder in it: pass --with-module the folder of a user C module",
            folder.display()
        );
    }
    Ok(modules)
}

/// A folder with one symlink a user C module, as py.mk wants it.
fn modules(build: &Path, args: &PortArgs, further: &[PathBuf]) -> Result<PathBuf> {
    let dir = build.with_extension("modules");
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir)?;
    let link = |target: &Path, name: &str| {
        std::os::unix::fs::symlink(target, dir.join(name))
            .with_context(|| format!("cannot link {name} into {}", dir.display()))
    };
    if !args.without_mpickle {
        link(&paths::root(), "mpickle")?;
    }
    for module in further {
        let name = module.file_name().and_then(|n| n.to_str()).context("a module's folder needs a name")?;
        link(module, name)?;
    }
    Ok(dir)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_found_one_level_down() {
        let root = env::temp_dir().join(format!("xtask-modules-{}", std::process::id()));
        for folder in ["ulab/code", "ulab/docs", "several/one", "several/two", "deep/a/b"] {
            fs::create_dir_all(root.join(folder)).unwrap();
        }
        for module in ["ulab/code", "several/one", "several/two", "deep/a/b"] {
            fs::write(root.join(module).join("micropython.mk"), "").unwrap();
        }
        let root = root.canonicalize().unwrap();
        let found = |given: &str| user_modules(&root.join(given));
        assert_eq!(found("ulab/code").unwrap(), [root.join("ulab/code")]);
        assert_eq!(found("ulab").unwrap(), [root.join("ulab/code")]);
        assert_eq!(found("several").unwrap(), [root.join("several/one"), root.join("several/two")]);
        for (given, said) in
            [("deep", "no micropython.mk"), ("ulab/docs", "--with-module"), ("absent", "no such module")]
        {
            assert!(found(given).unwrap_err().to_string().contains(said), "{given}");
        }
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn a_build_of_many_features_has_a_short_name() {
        let name = |features: &str| {
            let args = PortArgs {
                features: Some(features.into()),
                with_module: vec!["tests/faults/faults".into()],
                ..PortArgs::default()
            };
            let dir = build_dir("unix-standard", &args, &paths::target());
            dir.file_name().unwrap().to_string_lossy().into_owned()
        };
        let many = ["classes"; 30].join(",");
        assert_eq!(name("classes,write"), "unix-standard-classes_write-faults");
        assert!(name(&many).len() < 40, "{}", name(&many));
        assert_ne!(name(&many), name(&many.replacen("classes", "buffers", 1)));
    }

    #[test]
    fn a_moved_build_starts_empty() {
        let root = env::temp_dir().join(format!("xtask-{}", std::process::id()));
        let (before, after) = (root.join("before"), root.join("after"));
        drop_if_moved(&before).unwrap();
        fs::write(before.join("object"), "").unwrap();
        drop_if_moved(&before).unwrap();
        assert!(before.join("object").exists());
        fs::rename(&before, &after).unwrap();
        drop_if_moved(&after).unwrap();
        assert!(!after.join("object").exists());
        fs::write(after.join("object"), "").unwrap();
        drop_if_moved(&after).unwrap();
        assert!(after.join("object").exists());
        fs::remove_dir_all(root).unwrap();
    }
}
