//! The scripts with CPython as oracle, run by MicroPython's own runner: it
//! compares what each prints with what it prints on CPython, or with the .exp
//! file beside it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::suites::report::{self, Tally};
use crate::suites::test::judge;
use crate::{paths, run};

/// The programs that run the scripts.
pub struct Runner {
    /// CPython with what the runner needs.
    pub python: PathBuf,
    /// The MicroPython tree whose runner it is.
    pub tree: PathBuf,
}

/// The targets that scripts run on.
pub enum On<'a> {
    /// A MicroPython for this machine.
    Binary(&'a Path),
    /// A program that starts a MicroPython of another processor in an emulator.
    Emulated(&'a Path),
    /// The same, with a folder of files that it can import.
    Path(&'a Path, &'a Path),
    /// The same with as small a heap as boards have.
    Small(&'a Path),
    /// A command that starts a board and names the pty of its serial line.
    Board(String),
    /// A JavaScript module of MicroPython's, run by node.
    Node(&'a Path),
}

/// MicroPython's runner, which gives a script 30 seconds. On a machine that builds and tests beside it the longest take
/// more.
const RUN_TESTS: &str = "import importlib.util, sys
sys.argv[0] = 'run-tests.py'
spec = importlib.util.spec_from_file_location('run_tests', sys.argv[0])
runner = importlib.util.module_from_spec(spec)
spec.loader.exec_module(runner)
runner.TEST_TIMEOUT = @SECONDS@
runner.main()";
/// What a script gets, in seconds.
const SECONDS: u64 = 100;
/// The same where a processor is emulated instruction by instruction, beside other work.
const SECONDS_EMULATED: u64 = 500;
/// The slowest script takes some seconds on the slowest board.
const PATIENCE: Duration = Duration::from_secs(120);
/// A target that hangs more often than this is given up.
const RESTARTS: usize = 3;
/// Enough for every script; the unix port's own choice differs with the word size.
const HEAP: &str = "4M";
/// A small heap, so that a collection takes little time.
const SMALL_HEAP: &str = "160K";

/// Runs all of tests/scripts; `name` tells where.
pub fn run(runner: &Runner, name: &str, on: &On) -> Result<Tally> {
    let scripts = files(&paths::root().join("tests/scripts"), "py")?;
    run_some(runner, name, on, &scripts)
}

/// Runs the scripts of tests/faults, with a MicroPython in which allocations fail on demand.
pub fn run_faults(runner: &Runner, name: &str, micropython: &Path) -> Result<Tally> {
    // Files without an `.exp` beside them are imported by the scripts.
    let expected = files(&paths::root().join("tests/faults"), "exp")?;
    let scripts: Vec<_> = expected.iter().map(|file| file.with_extension("")).collect();
    run_some(runner, name, &On::Small(micropython), &scripts)
}

/// Runs `scripts`. One that hangs fails, and the rest runs on a fresh board.
pub fn run_some(runner: &Runner, name: &str, on: &On, scripts: &[PathBuf]) -> Result<Tally> {
    // The runner's diff takes its arguments apart at spaces.
    let results = paths::target().join("test-results").join(name.replace(' ', "-"));
    let _ = fs::remove_dir_all(&results);
    fs::create_dir_all(&results)?;
    let mut total = Tally::default();
    let mut rest = scripts;
    for attempt in 0.. {
        let mut command = runner.command(on, &results)?;
        let what = format!("Scripts on {name}");
        let patience = PATIENCE.max(Duration::from_secs(on.seconds()));
        let outcome = run::observe_or_kill(&what, command.args(rest), patience)?;
        let mut tally = report::from_run_tests(&outcome.lines);
        let ended = !outcome.hung || !matches!(on, On::Board(_));
        if ended {
            tally = judge(&outcome, tally);
        }
        tally.skipped.iter_mut().for_each(explain);
        let (cannot, failed): (Vec<_>, Vec<_>) =
            tally.failed.into_iter().partition(|script| lacks_big_ints(&results, script));
        tally.failed = failed;
        tally.skipped.extend(cannot.iter().map(|script| format!("{script} (no ints beyond 64 bits)")));
        if !tally.failed.is_empty() {
            let mut differences = runner.command(on, &results)?;
            let differences =
                run::observe(&format!("Differences on {name}"), differences.arg("--print-failures"))?;
            println!("{}", differences.section("FAILURE ", "\u{0}"));
        }
        total.add(tally);
        if ended {
            break;
        }
        let reported = report::reported(&outcome.lines);
        let Some(silent) = rest.iter().position(|s| !reported.contains(&file_name(s))) else { break };
        // After a script that failed, the board may have hung before the next one began.
        let after_failure = outcome.lines.last().is_some_and(|line| line.starts_with("FAIL "));
        let (culprit, others) = rest[silent..].split_first().context("no script is left")?;
        if !after_failure {
            total.failed.push(format!("{} (hangs: nothing heard for {PATIENCE:?})", file_name(culprit)));
        }
        rest = if after_failure { &rest[silent..] } else { others };
        if attempt == RESTARTS {
            total.failed.extend(rest.iter().map(|s| format!("{} (not run: others hung)", file_name(s))));
            break;
        }
        if rest.is_empty() {
            break;
        }
    }
    total.say_where(name);
    Ok(total)
}

impl On<'_> {
    /// How long one script may take.
    fn seconds(&self) -> u64 {
        if matches!(self, On::Emulated(_)) { SECONDS_EMULATED } else { SECONDS }
    }
}

impl Runner {
    fn command(&self, on: &On, results: &Path) -> Result<Command> {
        let mut command = run::mortal(&self.python);
        command
            .args(["-c", &RUN_TESTS.replace("@SECONDS@", &on.seconds().to_string()), "--result-dir"])
            .arg(results)
            .current_dir(self.tree.join("tests"))
            .env("MICROPY_CPYTHON3", &self.python)
            // For a build with AddressSanitizer: what lives when MicroPython ends is no fault.
            .env("ASAN_OPTIONS", "detect_leaks=0")
            .env("PYTHONDONTWRITEBYTECODE", "1");
        match on {
            On::Binary(path) | On::Emulated(path) => {
                command.args(["--heapsize", HEAP]).env("MICROPY_MICROPYTHON", path);
            }
            On::Path(path, folder) => {
                command.args(["--keep-path", "--heapsize", HEAP]);
                command.env("MICROPY_MICROPYTHON", path).env("MICROPYPATH", folder);
            }
            On::Small(path) => {
                command.args(["--heapsize", SMALL_HEAP]).env("MICROPY_MICROPYTHON", path);
            }
            On::Node(module) => {
                command.args(["-t", "webassembly"]).env("MICROPY_MICROPYTHON_MJS", module);
            }
            On::Board(emulator) => {
                // Scripts run one after the other here: the lines tell which one hangs.
                command.env("PYTHONUNBUFFERED", "1");
                let mortally = run::mortally().join(" ");
                let device = format!("execpty:{mortally} {emulator}");
                let help = run::capture(
                    Command::new(&self.python)
                        .arg("run-tests.py")
                        .arg("--help")
                        .current_dir(self.tree.join("tests")),
                )?;
                // From v1.25 on the runner asks the target what it is.
                if help.contains("--test-instance") {
                    command.arg("-t").arg(device);
                } else {
                    command.args(["--target", "qemu", "--device"]).arg(device);
                }
            }
        }
        Ok(command)
    }
}

/// Whether a script ended because MicroPython has no ints as large as it works with: then it does
/// not even compile, and cannot skip itself.
fn lacks_big_ints(results: &Path, name: &str) -> bool {
    const MESSAGE: &str = "OverflowError: result overflows long long storage\nCRASH";
    let suffix = format!("_{name}.out");
    let files = results.read_dir().into_iter().flatten().flatten().map(|entry| entry.path());
    let mut outputs = files.filter(|file| file.to_string_lossy().ends_with(&suffix));
    outputs.any(|file| fs::read_to_string(file).is_ok_and(|text| text.ends_with(MESSAGE)))
}

/// Puts the reason that the script gives, in comments behind `print("SKIP")`, into `name (…)`.
fn explain(skipped: &mut String) {
    let Some(name) = skipped.split(' ').next().map(str::to_string) else { return };
    let script = paths::root().join("tests/scripts").join(&name);
    let text = fs::read_to_string(script).unwrap_or_default();
    let reasons = reasons(&text);
    if !reasons.is_empty() && skipped.ends_with("(not for this build)") {
        *skipped = format!("{name} ({})", reasons.join(", or "));
    }
}

fn reasons(script: &str) -> Vec<&str> {
    let comments = script.lines().filter_map(|line| line.trim().strip_prefix("print(\"SKIP\")  # "));
    comments.collect()
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The files below `dir` with this extension, in order.
pub fn files(dir: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let entries = dir.read_dir().with_context(|| format!("cannot read {}", dir.display()))?;
    let mut files: Vec<_> = entries.flatten().map(|e| e.path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == extension));
    files.sort();
    if files.is_empty() {
        bail!("no .{extension} in {}", dir.display());
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_script_says_why_it_skips() {
        for script in files(&paths::root().join("tests/scripts"), "py").unwrap() {
            let text = fs::read_to_string(&script).unwrap();
            let skips = text.matches("print(\"SKIP").count();
            assert_eq!(reasons(&text).len(), skips, "{}", script.display());
        }
    }
}
