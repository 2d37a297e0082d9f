//! What apt's own configuration tells about Debian mirrors.

use std::fs;
use std::path::Path;

/// A Debian mirror, as the machine's apt sources name it.
#[derive(Debug, PartialEq)]
pub struct Mirror {
    uri: String,
    signed_by: Option<String>,
}

impl Mirror {
    /// A deb822 source for `suite`.
    pub fn source(&self, suite: &str) -> String {
        let signed = self.signed_by.as_ref().map(|key| format!("Signed-By: {key}\n")).unwrap_or_default();
        format!("Types: deb-src\nURIs: {}\nSuites: {suite}\nComponents: main\n{signed}", self.uri)
    }
}

/// The first mirror of Debian proper in the files below `etc_apt`.
pub fn mirror(etc_apt: &Path) -> Option<Mirror> {
    let mut files = vec![etc_apt.join("sources.list")];
    let parts = etc_apt.join("sources.list.d").read_dir();
    files.extend(parts.into_iter().flatten().flatten().map(|entry| entry.path()));
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

/// Debian's own archive: its suites carry these names, and it is a folder
/// `debian` of some server, or the list of servers that cloud images have.
fn is_debian(uri: &str, suites: &str) -> bool {
    const SUITES: [&str; 9] =
        ["bullseye", "bookworm", "trixie", "forky", "sid", "stable", "testing", "unstable", "oldstable"];
    suites.split_whitespace().any(|s| SUITES.contains(&s))
        && (uri.ends_with("/debian") || uri.contains("/debian/") || uri.ends_with("/debian.list"))
}

fn from_deb822(stanza: &str) -> Option<Mirror> {
    let field = |name: &str| {
        stanza.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim().to_string())
        })
    };
    if field("Enabled").is_some_and(|v| v == "no") {
        return None;
    }
    let uris = field("URIs")?;
    let suites = field("Suites")?;
    let uri = uris.split_whitespace().find(|uri| is_debian(uri, &suites))?;
    let signed_by = field("Signed-By").filter(|key| key.starts_with('/'));
    Some(Mirror { uri: uri.to_string(), signed_by })
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
    let signed_by = options.split_whitespace().find_map(|o| o.strip_prefix("signed-by="));
    Some(Mirror { uri: uri.to_string(), signed_by: signed_by.map(str::to_string) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_formats_of_apt_sources() {
        let stanza = "Types: deb\n# comment\nURIs: http://mirror.example/debian\nSuites: bookworm bookworm-updates\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg";
        let found = from_deb822(stanza).unwrap();
        assert_eq!(found.uri, "http://mirror.example/debian");
        assert_eq!(found.signed_by.as_deref(), Some("/usr/share/keyrings/debian-archive-keyring.gpg"));

        let line = "deb [arch=amd64 signed-by=/k.gpg] https://mirror.example/debian/ trixie main contrib";
        let found = from_line(line).unwrap();
        assert_eq!(found.uri, "https://mirror.example/debian/");
        assert_eq!(found.signed_by.as_deref(), Some("/k.gpg"));
    }

    #[test]
    fn passes_over_everything_that_is_not_debian() {
        assert_eq!(from_line("# deb http://mirror.example/debian trixie main"), None);
        assert_eq!(from_line("deb http://archive.ubuntu.com/ubuntu noble main"), None);
        assert_eq!(from_line("deb http://mirror.example/debian-security bookworm-security main"), None);
        assert_eq!(from_deb822("Types: deb\nURIs: https://other.example/node_20.x\nSuites: nodistro"), None);
        assert_eq!(from_deb822("Enabled: no\nURIs: http://mirror.example/debian\nSuites: sid"), None);
    }
}
