//! Running other programs: quietly, with a sign of life, and with the end of
//! their output when they fail.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};

use crate::paths;

/// How much of a failed command's output is shown.
const TAIL_LINES: usize = 40;

/// Runs `command` as one step named `what`. Its output goes to a log under
/// target/log/; on a terminal its last line is shown while it runs.
pub fn step(what: &str, command: &mut Command) -> Result<()> {
    let log = log_file(what)?;
    let mut file = File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
    let shown = describe(command);
    writeln!(file, "$ {shown}")?;

    let bar = spinner(what);
    let start = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot run: {shown}"))?;
    let (sender, lines) = mpsc::channel();
    let stdout = child.stdout.take().context("no stdout")?;
    let stderr = child.stderr.take().context("no stderr")?;
    let readers = [forward(stdout, sender.clone()), forward(stderr, sender)];
    let mut tail: Vec<String> = Vec::new();
    for line in lines {
        writeln!(file, "{line}")?;
        bar.set_message(line.chars().take(60).collect::<String>());
        if tail.len() == TAIL_LINES {
            tail.remove(0);
        }
        tail.push(line);
    }
    for reader in readers {
        let _ = reader.join();
    }
    let status = child.wait()?;
    bar.finish_and_clear();
    if !status.success() {
        bail!(
            "{what} failed ({status})\ncommand: {shown}\nthe end of its output (all of it: {}):\n{}",
            log.display(),
            tail.join("\n")
        );
    }
    eprintln!("{what}: done in {:.1} s", start.elapsed().as_secs_f32());
    Ok(())
}

/// Runs `command` and returns what it prints.
pub fn capture(command: &mut Command) -> Result<String> {
    let shown = describe(command);
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot run: {shown}"))?;
    if !output.status.success() {
        bail!(
            "{shown} failed ({}):\n{}",
            output.status,
            String::from_utf8_lossy(&output.stderr).trim_end()
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The command as one would type it.
pub fn describe(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|w| w.to_string_lossy().into_owned()).collect();
    shlex::try_join(words.iter().map(String::as_str)).unwrap_or_else(|_| words.join(" "))
}

fn forward(
    stream: impl std::io::Read + Send + 'static,
    to: mpsc::Sender<String>,
) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
            if to
                .send(String::from_utf8_lossy(&line).trim_end().to_string())
                .is_err()
            {
                break;
            }
        }
    })
}

fn log_file(what: &str) -> Result<PathBuf> {
    let dir = paths::target().join("log");
    fs::create_dir_all(&dir).with_context(|| format!("cannot create {}", dir.display()))?;
    let name: String = what
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    Ok(dir.join(name + ".log"))
}

fn spinner(what: &str) -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    if bar.is_hidden() {
        eprintln!("{what} ...");
    }
    let style = ProgressStyle::with_template("{spinner} {prefix} [{elapsed}] {wide_msg:.dim}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    bar.set_prefix(what.to_string());
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}
