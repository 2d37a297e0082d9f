//! Another release of Debian than this machine's, through this machine's own mirror.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::run;

/// The release.
const SUITE: &str = "trixie";

/// apt with lists and caches of its own: its system-wide state is neither read nor changed, and root is not needed.
pub struct Apt {
    work: PathBuf,
}

impl Apt {
    /// In this folder, where what is downloaded goes; `kind` is `deb` for packages, `deb-src` for their sources. `None`
    /// if there is no mirror of Debian among this machine's apt sources.
    pub fn new(work: &Path, kind: &str) -> Result<Option<Self>> {
        let Some(mirror) = mirror() else { return Ok(None) };
        let state = work.join("apt");
        for dir in ["lists/partial", "cache/archives/partial"] {
            fs::create_dir_all(state.join(dir))?;
        }
        fs::write(state.join("status"), "")?;
        fs::write(state.join("mpickle.sources"), deb822(&mirror, kind))?;
        Ok(Some(Self { work: work.to_path_buf() }))
    }

    /// Downloads these packages, and has `unpack` do its work with each file.
    ///
    /// # Errors
    /// There is none of that name, or none can be had.
    pub fn fetch(&self, packages: &[&str], mut unpack: impl FnMut(&Path) -> Result<()>) -> Result<()> {
        let what = format!("Downloading {} of Debian's packages", packages.len());
        run::step(&what, self.command(&["download"]).args(packages))?;
        let entries =
            fs::read_dir(&self.work).with_context(|| format!("cannot read {}", self.work.display()))?;
        for file in entries.flatten().map(|entry| entry.path()) {
            if file.extension().is_some_and(|extension| extension == "deb") {
                unpack(&file)?;
                fs::remove_file(&file)?;
            }
        }
        Ok(())
    }

    /// The names of these packages and of all that they need, as if nothing were installed.
    ///
    /// # Errors
    /// There is none of that name.
    pub fn with_dependencies(&self, packages: &[&str]) -> Result<Vec<String>> {
        let mut command =
            self.command(&["install", "--print-uris", "--yes", "--no-install-recommends", "-qq"]);
        let text = run::capture(command.args(packages))?;
        // 'ADDRESS' NAME_VERSION_MACHINE.deb SIZE SUM
        let files = text.lines().filter_map(|line| line.split(' ').nth(1));
        Ok(files.filter_map(|file| Some(file.split_once('_')?.0.to_string())).collect())
    }

    /// `apt-get` with these arguments.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new("apt-get");
        command.arg("-q").current_dir(&self.work).env("LC_ALL", "C");
        for (option, path) in [
            ("Dir::Etc::SourceList", "mpickle.sources"),
            ("Dir::Etc::SourceParts", "none"),
            ("Dir::State", ""),
            ("Dir::State::Lists", "lists"),
            ("Dir::State::status", "status"),
            ("Dir::Cache", "cache"),
        ] {
            command.arg(format!("-o{option}={}", self.work.join("apt").join(path).display()));
        }
        // apt drops its privileges for downloads where it can.
        command.arg("-oAPT::Sandbox::User=").args(args);
        command
    }
}

/// Makes `folder` anew with what `fill` puts into a folder in its place: whole, or not at all.
///
/// # Errors
/// This machine has no mirror of Debian, or that of `fill`.
pub fn replace(folder: &Path, fill: impl FnOnce(&Apt, &Path) -> Result<()>) -> Result<()> {
    let work = folder.with_extension("part");
    let root = work.join("root");
    let _ = fs::remove_dir_all(&work);
    fs::create_dir_all(&root).with_context(|| format!("cannot create {}", root.display()))?;
    let apt = Apt::new(&work, "deb")?.context("this machine has no mirror of Debian")?;
    run::step("Reading Debian's package index", &mut apt.command(&["update"]))?;
    fill(&apt, &root)?;
    let _ = fs::remove_dir_all(folder);
    fs::rename(&root, folder)?;
    Ok(fs::remove_dir_all(work)?)
}

/// Unpacks a package into `root`.
///
/// # Errors
/// It is none.
pub fn unpack(package: &Path, root: &Path) -> Result<()> {
    let what = format!("Unpacking {}", package.file_name().unwrap_or_default().display());
    run::step(&what, Command::new("dpkg-deb").arg("--extract").arg(package).arg(root))
}

/// Whether the package of this name has a library that programs may need when they run.
#[must_use]
pub fn is_library(name: &str) -> bool {
    let library = (name.starts_with("lib") || name.starts_with("zlib")) && !name.ends_with("-dev");
    library && !is_sanitizer(name)
}

/// Whether the package of this name has a library for programs under GCC's sanitizers.
#[must_use]
pub fn is_sanitizer(name: &str) -> bool {
    ["asan", "lsan", "tsan", "ubsan"].iter().any(|part| name.contains(part))
}

/// How a program of an unpacked package is started with the C library that came with it, wherever the folder is.
pub struct Start<'a> {
    /// The program, relative to the folder of what is unpacked.
    pub program: &'a str,
    /// Lines of shell that set variables; `$here` is that folder.
    pub variables: &'a str,
    /// Arguments before those that are given, each with a space behind it.
    pub arguments: &'a str,
}

impl Start<'_> {
    /// Writes the script; its name in `root` has one folder in it.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write(&self, root: &Path, script: &str) -> Result<()> {
        const SCRIPT: &str = "\
#!/bin/sh
here=$(cd \"$(dirname \"$0\")/..\" && pwd)
libraries=$here/usr/lib/x86_64-linux-gnu
@VARIABLES@exec \"$libraries/ld-linux-x86-64.so.2\" --library-path \"$libraries\" --argv0 \"$here/@PROGRAM@\" \\
    \"$here/@PROGRAM@\" @ARGUMENTS@\"$@\"
";
        let script = root.join(script);
        fs::create_dir_all(script.parent().context("a script is in a folder")?)?;
        let text = SCRIPT.replace("@VARIABLES@", self.variables).replace("@PROGRAM@", self.program);
        fs::write(&script, text.replace("@ARGUMENTS@", self.arguments))?;
        Ok(fs::set_permissions(&script, fs::Permissions::from_mode(0o755))?)
    }
}

/// The first mirror of Debian proper among this machine's apt sources.
fn mirror() -> Option<String> {
    let mut apt = Command::new("apt-get");
    // Also before the first `apt-get update`.
    apt.args([
        "indextargets",
        "-oAPT::Get::IndexTargets::ReleaseInfo=false",
        "--format",
        "$(REPO_URI) $(RELEASE)",
    ]);
    run::capture(apt.arg("Created-By: Packages")).ok()?.lines().find_map(debian).map(str::to_string)
}

/// The address in the line "address suite", if that is Debian's own archive: its suites carry these names, and it
/// is a folder `debian` of some server, or the list of servers that cloud images have.
fn debian(line: &str) -> Option<&str> {
    const SUITES: [&str; 9] =
        ["bullseye", "bookworm", "trixie", "forky", "sid", "stable", "testing", "unstable", "oldstable"];
    let (uri, suite) = line.split_once(' ')?;
    let uri = uri.trim_end_matches('/');
    let is_archive = uri.ends_with("/debian") || uri.contains("/debian/") || uri.ends_with("/debian.list");
    (is_archive && SUITES.contains(&suite)).then_some(uri)
}

/// An apt source of [`SUITE`].
fn deb822(mirror: &str, kind: &str) -> String {
    const KEYS: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";
    let signed = if Path::new(KEYS).is_file() { format!("Signed-By: {KEYS}\n") } else { String::new() };
    format!("Types: {kind}\nURIs: {mirror}\nSuites: {SUITE}\nComponents: main\n{signed}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_debian_among_the_sources() {
        assert_eq!(debian("http://mirror.example/debian/ bookworm"), Some("http://mirror.example/debian"));
        let list = "mirror+file:/etc/apt/mirrors/debian.list";
        assert_eq!(debian(&format!("{list}/ trixie")), Some(list));
        assert_eq!(debian("http://archive.ubuntu.com/ubuntu/ noble"), None);
        assert_eq!(debian("http://mirror.example/debian-security/ bookworm-security"), None);
        assert_eq!(debian("https://other.example/node_20.x/ nodistro"), None);
    }
}
