//! Another release of Debian than this machine's, through this machine's own mirror.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

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
