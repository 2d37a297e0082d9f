//! MicroPython's source: the user's tree, or Debian's source package.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};

use crate::{Tree, paths, run};

/// What is downloaded where no tree is given.
const VERSION: &str = "1.25.0+ds-1";
const SUITE: &str = "trixie";
const ARCHIVE: &str = "micropython_1.25.0+ds.orig.tar.xz";
const SHA256: &str = "7b25be99a502f070b2de81dafc08da7051d992325d6e67daa9045a918fffdbea";

/// What to do where the download is impossible.
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
        dir.canonicalize()
            .with_context(|| format!("cannot read {}", dir.display()))
    }
}

/// The pinned source, downloaded and unpacked once.
fn pinned() -> Result<PathBuf> {
    let tree = paths::target().join("micropython").join(VERSION);
    if tree.is_dir() {
        return Ok(tree);
    }
    let work = tree.with_extension("part");
    let _ = fs::remove_dir_all(&work);
    fs::create_dir_all(&work).with_context(|| format!("cannot create {}", work.display()))?;
    let archive = download(&work)?;
    let sum = hex(&Sha256::digest(fs::read(&archive)?));
    ensure!(
        sum == SHA256,
        "{ARCHIVE} has checksum {sum}, not the pinned {SHA256}; {HINT}"
    );
    let unpacked = work.join("tree");
    fs::create_dir(&unpacked)?;
    run::step(
        &format!("Unpacking MicroPython {VERSION}"),
        Command::new("tar")
            .arg("-xJf")
            .arg(&archive)
            .arg("-C")
            .arg(&unpacked)
            .arg("--strip-components=1"),
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
    let Some(mirror) = mirror(Path::new("/etc/apt")) else {
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
    fs::write(state.join("mpickle.sources"), mirror.source(SUITE))?;
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

/// A Debian mirror, as the machine's apt sources name it.
#[derive(Debug, PartialEq)]
struct Mirror {
    uri: String,
    signed_by: Option<String>,
}

impl Mirror {
    /// A deb822 source for `suite`.
    fn source(&self, suite: &str) -> String {
        let signed = self
            .signed_by
            .as_ref()
            .map(|key| format!("Signed-By: {key}\n"))
            .unwrap_or_default();
        format!(
            "Types: deb-src\nURIs: {}\nSuites: {suite}\nComponents: main\n{signed}",
            self.uri
        )
    }
}

/// The first mirror of Debian proper in the files below `etc_apt`.
fn mirror(etc_apt: &Path) -> Option<Mirror> {
    let mut files = vec![etc_apt.join("sources.list")];
    let parts = etc_apt.join("sources.list.d").read_dir();
    files.extend(
        parts
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path()),
    );
    files.sort();
    files.iter().find_map(|file| {
        let text = fs::read_to_string(file).ok()?;
        match file.extension()?.to_str()? {
            "sources" => text.split("\n\n").find_map(from_deb822),
            "list" => text.lines().find_map(from_line),
            _ => None,
        }
    })
}

/// Debian's own archive: its suites carry these names, and its path ends so.
fn is_debian(uri: &str, suites: &str) -> bool {
    const SUITES: [&str; 9] = [
        "bullseye",
        "bookworm",
        "trixie",
        "forky",
        "sid",
        "stable",
        "testing",
        "unstable",
        "oldstable",
    ];
    suites.split_whitespace().any(|s| SUITES.contains(&s))
        && uri.trim_end_matches('/').ends_with("debian")
}

fn from_deb822(stanza: &str) -> Option<Mirror> {
    let field = |name: &str| {
        stanza.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name)
                .then(|| value.trim().to_string())
        })
    };
    if field("Enabled").is_some_and(|v| v == "no") {
        return None;
    }
    let uris = field("URIs")?;
    let suites = field("Suites")?;
    let uri = uris
        .split_whitespace()
        .find(|uri| is_debian(uri, &suites))?;
    let signed_by = field("Signed-By").filter(|key| key.starts_with('/'));
    Some(Mirror {
        uri: uri.to_string(),
        signed_by,
    })
}

fn from_line(line: &str) -> Option<Mirror> {
    let rest = line.trim().strip_prefix("deb")?;
    let rest = rest.strip_prefix("-src").unwrap_or(rest).trim_start();
    let (options, rest) = match rest.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?,
        None => ("", rest),
    };
    let mut words = rest.split_whitespace();
    let uri = words.next()?;
    if !is_debian(uri, words.next()?) {
        return None;
    }
    let signed_by = options
        .split_whitespace()
        .find_map(|o| o.strip_prefix("signed-by="));
    Some(Mirror {
        uri: uri.to_string(),
        signed_by: signed_by.map(str::to_string),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_formats_of_apt_sources() {
        let stanza = "Types: deb\n# comment\nURIs: http://deb.debian.org/debian\nSuites: bookworm bookworm-updates\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg";
        let found = from_deb822(stanza).unwrap();
        assert_eq!(found.uri, "http://deb.debian.org/debian");
        assert_eq!(
            found.signed_by.as_deref(),
            Some("/usr/share/keyrings/debian-archive-keyring.gpg")
        );

        let line =
            "deb [arch=amd64 signed-by=/k.gpg] https://mirror.example/debian/ trixie main contrib";
        let found = from_line(line).unwrap();
        assert_eq!(found.uri, "https://mirror.example/debian/");
        assert_eq!(found.signed_by.as_deref(), Some("/k.gpg"));
    }

    #[test]
    fn passes_over_everything_that_is_not_debian() {
        assert_eq!(
            from_line("# deb http://deb.debian.org/debian trixie main"),
            None
        );
        assert_eq!(
            from_line("deb http://archive.ubuntu.com/ubuntu noble main"),
            None
        );
        assert_eq!(
            from_line("deb http://deb.debian.org/debian-security bookworm-security main"),
            None
        );
        assert_eq!(
            from_deb822("Types: deb\nURIs: https://deb.nodesource.com/node_20.x\nSuites: nodistro"),
            None
        );
        assert_eq!(
            from_deb822("Enabled: no\nURIs: http://deb.debian.org/debian\nSuites: sid"),
            None
        );
    }
}
