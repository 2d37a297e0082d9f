//! Running other programs: quietly, with a sign of life, and with the end of
//! their output when they fail.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
pub use firmware_build::run::{capture, describe, succeeds};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use crate::paths;

/// How much of a failed command's output is shown.
const TAIL_LINES: usize = 40;
/// How many lines of failing tests are shown.
const HEAD_LINES: usize = 200;

/// The result of a command.
pub struct Outcome {
    pub what: String,
    command: String,
    status: ExitStatus,
    log: PathBuf,
    seconds: f32,
    /// Everything it printed, on either stream.
    pub lines: Vec<String>,
    /// It said nothing for too long, and was killed.
    pub hung: bool,
}

impl Outcome {
    pub fn success(&self) -> bool {
        self.status.success()
    }

    /// The part of the output from the first line with `start` up to one with `end`, shortened.
    pub fn section(&self, start: &str, end: &str) -> String {
        let lines = self.lines.iter().skip_while(|l| !l.contains(start)).take_while(|l| !l.contains(end));
        let lines: Vec<&str> = lines.take(HEAD_LINES).map(String::as_str).collect();
        format!("{}\n[all of it: {}]", lines.join("\n"), self.log.display())
    }

    /// The end of the output, and where the rest is.
    pub fn tail(&self) -> String {
        let start = self.lines.len().saturating_sub(TAIL_LINES);
        format!(
            "command: {}\nthe end of its output (all of it: {}):\n{}",
            self.command,
            self.log.display(),
            self.lines[start..].join("\n")
        )
    }
}

/// Runs `command` as one step named `what`, and fails if it fails.
pub fn step(what: &str, command: &mut Command) -> Result<()> {
    done(what, command).map(drop)
}

/// As [`step`], with what it printed.
pub fn done(what: &str, command: &mut Command) -> Result<Outcome> {
    let outcome = observe(what, command)?;
    if !outcome.success() {
        bail!("{what} failed ({})\n{}", outcome.status, outcome.tail());
    }
    bars().suspend(|| eprintln!("{what}: done in {:.1} s", outcome.seconds));
    Ok(outcome)
}

/// Runs `command` as one step named `what`. Its output goes to a log under
/// target/log/; on a terminal its last line is shown while it runs.
pub fn observe(what: &str, command: &mut Command) -> Result<Outcome> {
    watch(what, command, None)
}

/// Like [`observe`]; when no line comes for as long as `patience`, `command` is killed with
/// all that it has started.
pub fn observe_or_kill(what: &str, command: &mut Command, patience: Duration) -> Result<Outcome> {
    watch(what, command.process_group(0), Some(patience))
}

/// `program` as a command that ends when its parent does, where the system can do that.
pub fn mortal(program: impl AsRef<OsStr>) -> Command {
    let mut words = mortally().iter();
    let Some(first) = words.next() else { return Command::new(program) };
    let mut command = Command::new(first);
    command.args(words).arg(program);
    command
}

/// The words before a command that shall end when its parent does.
pub fn mortally() -> &'static [&'static str] {
    const WORDS: [&str; 3] = ["setpriv", "--pdeathsig", "KILL"];
    static WORKS: OnceLock<bool> = OnceLock::new();
    let works = WORKS.get_or_init(|| succeeds(Command::new(WORDS[0]).args(&WORDS[1..]).arg("true")));
    if *works { &WORDS } else { &[] }
}

fn watch(what: &str, command: &mut Command, patience: Option<Duration>) -> Result<Outcome> {
    let log = log_file(what, "log")?;
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
    let (sender, receiver) = mpsc::channel();
    forward(child.stdout.take(), sender.clone());
    forward(child.stderr.take(), sender);
    let mut lines = Vec::new();
    let mut hung = false;
    loop {
        match receiver.recv_timeout(patience.unwrap_or(Duration::MAX)) {
            Ok(line) => {
                writeln!(file, "{line}")?;
                bar.set_message(line.clone());
                lines.push(line);
            }
            Err(RecvTimeoutError::Timeout) if hung => break,
            Err(RecvTimeoutError::Timeout) => {
                writeln!(file, "[killed: it said nothing for {patience:?}]")?;
                kill_group(child.id());
                hung = true;
            }
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    let status = child.wait()?;
    bar.finish_and_clear();
    let seconds = start.elapsed().as_secs_f32();
    Ok(Outcome { what: what.to_string(), command: shown, status, log, seconds, lines, hung })
}

/// Kills a process that leads a group of its own, with the group.
fn kill_group(leader: u32) {
    succeeds(Command::new("sh").arg("-c").arg(format!("kill -KILL -{leader}")));
}

/// Runs `command` with its output shown as it comes, and fails if it fails.
pub fn show(what: &str, command: &mut Command) -> Result<()> {
    let shown = describe(command);
    let status = command.stdin(Stdio::null()).status().with_context(|| format!("cannot run: {shown}"))?;
    if !status.success() {
        bail!("{what} failed ({status})\ncommand: {shown}");
    }
    Ok(())
}

/// Sends a stream's lines through the channel until it ends.
fn forward(stream: Option<impl Read + Send + 'static>, to: mpsc::Sender<String>) {
    let Some(stream) = stream else { return };
    thread::spawn(move || {
        for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
            let _ = to.send(String::from_utf8_lossy(&line).trim_end().to_string());
        }
    });
}

/// The file `target/log/what.extension`.
pub fn log_file(what: &str, extension: &str) -> Result<PathBuf> {
    let dir = paths::target().join("log");
    fs::create_dir_all(&dir).with_context(|| format!("cannot create {}", dir.display()))?;
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    Ok(dir.join(what.chars().map(plain).collect::<String>() + "." + extension))
}

/// The bars of all steps that run, one a line.
fn bars() -> &'static MultiProgress {
    static BARS: OnceLock<MultiProgress> = OnceLock::new();
    BARS.get_or_init(MultiProgress::new)
}

fn spinner(what: &str) -> ProgressBar {
    let bar = bars().add(ProgressBar::new_spinner());
    if bar.is_hidden() {
        eprintln!("{what} ...");
    }
    let style = ProgressStyle::with_template("{spinner} {prefix} [{elapsed}] {wide_msg:.dim}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    bar.set_prefix(what.to_string());
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = mortal("sh");
        command.arg("-c").arg(script);
        command
    }

    #[test]
    fn what_says_nothing_for_long_is_killed_with_its_children() {
        // The child is in a session of its own, as MicroPython's runner starts an emulator.
        let mortally = mortally().join(" ");
        let script = format!("{mortally} setsid {mortally} sleep 600 & echo $!; wait");
        let outcome =
            observe_or_kill("A silent command", &mut shell(&script), Duration::from_secs(1)).unwrap();
        assert!(outcome.hung);
        assert!(!outcome.success());
        if mortally.is_empty() {
            return;
        }
        // Empty for a dead process that nobody has waited for.
        let command_line = PathBuf::from("/proc").join(&outcome.lines[0]).join("cmdline");
        let alive = || fs::read(&command_line).is_ok_and(|text| !text.is_empty());
        let tries = (0..50).take_while(|_| alive()).map(|_| thread::sleep(Duration::from_millis(20))).count();
        assert!(tries < 50, "{} is still alive", outcome.lines[0]);
    }

    #[test]
    fn what_talks_on_is_not_killed() {
        let script = "for i in 1 2 3 4 5 6; do echo $i; sleep 0.3; done";
        let outcome = observe_or_kill("A slow command", &mut shell(script), Duration::from_secs(1)).unwrap();
        assert!(outcome.success() && !outcome.hung);
        assert_eq!(outcome.lines, ["1", "2", "3", "4", "5", "6"]);
    }
}
