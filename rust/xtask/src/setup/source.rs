//! MicroPython's source: the user's tree, or Debian's source package.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};

use crate::setup::packages;
use crate::{Tree, paths, run};

/// The version that is downloaded if no tree is given.
const VERSION: &str = "1.25.0+ds-1";
const SUITE: &str = "trixie";
const ARCHIVE: &str = "micropython_1.25.0+ds.orig.tar.xz";
const SHA256: &str = "7b25be99a502f070b2de81dafc08da7051d992325d6e67daa9045a918fffdbea";

/// Help for when the download fails.
const HINT: &str = "pass a MicroPython tree (v1.22 or later) with --micropython DIR or MICROPYTHON_DIR=DIR, for example one from
  git clone --depth 1 --branch v1.25.0 https://github.com/micropython/micropython";

impl Tree {
    /// The tree's root folder, obtained first if need be.
    pub fn path(&self) -> Result<PathBuf> {
        let Some(dir) = self.dir.as_ref().filter(|d| !d.as_os_str().is_empty()) else {
            return pinned();
        };
        ensure!(
            dir.join("py/mpconfig.h").is_file(),
            "{} is no MicroPython tree (no py/mpconfig.h)",
            dir.display()
        );
        dir.canonicalize().with_context(|| format!("cannot read {}", dir.display()))
    }
}

/// The pinned source, downloaded and unpacked once.
fn pinned() -> Result<PathBuf> {
    let tree = paths::target().join("micropython").join(VERSION);
    if tree.is_dir() {
        return Ok(tree);
    }
    packages::ensure()?;
    let work = tree.with_extension("part");
    let _ = fs::remove_dir_all(&work);
    fs::create_dir_all(&work).with_context(|| format!("cannot create {}", work.display()))?;
    let archive = download(&work)?;
    let sum = hex(&Sha256::digest(fs::read(&archive)?));
    ensure!(sum == SHA256, "{ARCHIVE} has checksum {sum}, not the pinned {SHA256}; {HINT}");
    let unpacked = work.join("tree");
    fs::create_dir(&unpacked)?;
    run::step(
        &format!("Unpacking MicroPython {VERSION}"),
        Command::new("tar").arg("-xJf").arg(&archive).arg("-C").arg(&unpacked).arg("--strip-components=1"),
    )?;
    fs::rename(&unpacked, &tree)?;
    fs::remove_dir_all(&work)?;
    Ok(tree)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Fetches the source package with apt, through this machine's own mirror,
/// with lists and caches of its own below `work`: apt's system-wide state is
/// neither read nor changed, and root is not needed.
fn download(work: &Path) -> Result<PathBuf> {
    let Some(mirror) = mirror() else {
        bail!(
            "MicroPython's source comes from a Debian mirror, and this machine has none in its apt sources; {HINT}"
        );
    };
    // apt drops its privileges for downloads where it can.
    let state = work.join("apt");
    for dir in ["lists/partial", "cache/archives/partial"] {
        fs::create_dir_all(state.join(dir))?;
    }
    fs::write(state.join("status"), "")?;
    fs::write(state.join("mpickle.sources"), deb822(&mirror))?;
    let apt = |args: &[&str]| {
        let mut command = Command::new("apt-get");
        command.arg("-q").current_dir(work).env("LC_ALL", "C");
        for (option, path) in [
            ("Dir::Etc::SourceList", "mpickle.sources"),
            ("Dir::Etc::SourceParts", "none"),
            ("Dir::State", ""),
            ("Dir::State::Lists", "lists"),
            ("Dir::State::status", "status"),
            ("Dir::Cache", "cache"),
        ] {
            command.arg(format!("-o{option}={}", state.join(path).display()));
        }
        command.arg("-oAPT::Sandbox::User=").args(args);
        command
    };
    let package = format!("micropython={VERSION}");
    run::step("Reading Debian's source index", &mut apt(&["update"]))
        .and_then(|()| {
            run::step(
                &format!("Downloading MicroPython {VERSION}"),
                &mut apt(&["source", "--download-only", "--only-source", &package]),
            )
        })
        .with_context(|| format!("Debian's source package could not be obtained; {HINT}"))?;
    Ok(work.join(ARCHIVE))
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

/// An apt source for the sources of [`SUITE`].
fn deb822(mirror: &str) -> String {
    const KEYS: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";
    let signed = if Path::new(KEYS).is_file() { format!("Signed-By: {KEYS}\n") } else { String::new() };
    format!("Types: deb-src\nURIs: {mirror}\nSuites: {SUITE}\nComponents: main\n{signed}")
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
