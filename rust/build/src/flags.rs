//! A C compiler's flags as build systems hand them on: in one string, one a line, or in files.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// Files within files, at the most: one that names itself has no end.
const DEEPEST: usize = 10;

/// The words of a string that is quoted for a shell.
///
/// # Errors
/// Unbalanced quotes.
pub fn split(cflags: &str) -> Result<Vec<String>> {
    shlex::split(cflags).context("unbalanced quotes in CFLAGS")
}

/// These words as one string, quoted for a shell.
///
/// # Errors
/// A word that no shell could take.
pub fn join(flags: &[String]) -> Result<String> {
    shlex::try_join(flags.iter().map(String::as_str)).context("a flag that no shell could take")
}

/// The flags that CMake has written, one a line. A line that starts with `SHELL:` holds several.
///
/// # Errors
/// Unbalanced quotes behind `SHELL:`.
pub fn from_lines(text: &str) -> Result<Vec<String>> {
    let mut flags = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        match line.strip_prefix("SHELL:") {
            Some(several) => flags.extend(split(several)?),
            None => flags.push(line.to_string()),
        }
    }
    Ok(flags)
}

/// The flags with those that stand in a file in the place of `@FILE`, as GCC takes them: ESP-IDF has the flags that choose
/// the machine there. A relative path starts at `folder`. Where there is no such file, the word stays, as GCC has it.
///
/// # Errors
/// A file that is not text, has unbalanced quotes, or names itself.
pub fn opened(flags: Vec<String>, folder: &Path) -> Result<Vec<String>> {
    open(flags, folder, 0)
}

fn open(flags: Vec<String>, folder: &Path, depth: usize) -> Result<Vec<String>> {
    let mut all = Vec::new();
    for flag in flags {
        let file = flag.strip_prefix('@').map(|name| folder.join(name)).filter(|file| file.is_file());
        let Some(file) = file else {
            all.push(flag);
            continue;
        };
        if depth == DEEPEST {
            bail!("files of flags within each other have no end: {}", file.display());
        }
        let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let inside =
            shlex::split(&text).with_context(|| format!("unbalanced quotes in {}", file.display()))?;
        all.extend(open(inside, folder, depth + 1)?);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_of_cmake_may_stand_several_in_a_line() {
        let text = "-I/a b\n\n-DNAME=\"x y\"\nSHELL:-include 'c d.h'\n-DEMPTY=\n";
        let flags = from_lines(text).unwrap();
        assert_eq!(flags, ["-I/a b", "-DNAME=\"x y\"", "-include", "c d.h", "-DEMPTY="]);
        assert_eq!(split(&join(&flags).unwrap()).unwrap(), flags);
    }

    #[test]
    fn files_are_opened() {
        let folder = std::env::temp_dir().join(format!("mpickle-flags-{}", std::process::id()));
        let write = |name: &str, text: &str| {
            let file = folder.join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(&file, text).unwrap();
            file.display().to_string()
        };
        let cflags = write("tool chain/cflags", "-mlongcalls\n-D'SAYS=a b'   @more\n");
        write("more", "-specs=picolibc.specs");
        write("round", "-Os @round");
        write("open", "-D'A");
        let opened = |words: &[&str]| opened(words.iter().map(ToString::to_string).collect(), &folder);
        let flags = opened(&["-Os", &format!("@{cflags}"), "@absent", "-g"]).unwrap();
        assert_eq!(flags, ["-Os", "-mlongcalls", "-DSAYS=a b", "-specs=picolibc.specs", "@absent", "-g"]);
        assert!(opened(&["@round"]).unwrap_err().to_string().contains("have no end"));
        assert!(opened(&["@open"]).unwrap_err().to_string().contains("unbalanced quotes in"));
        fs::remove_dir_all(folder).unwrap();
    }
}
