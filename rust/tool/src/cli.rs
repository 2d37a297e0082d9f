//! The command line.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Parser;

use crate::board::FEATURES;
use crate::commands::cat::{self, Style};
use crate::commands::check::{self, Target, Weight};
use crate::commands::convert::{self, To};
use crate::commands::diff;
use crate::commands::freeze;
use crate::commands::heap::{self, Layout};
use crate::commands::line::{self, Sending, Until};
use crate::commands::show::{self, Extent, grouped, raw};
use crate::commands::slim;
use crate::graph::{Graph, write_pickle};
use crate::options::{Cat, Check, Cli, Command, Convert, Diff, Freeze, Heap, Send, Show, Slim, Watch};
use crate::plain::Notes;
use crate::signing::Key;
use crate::source::{self, Kind};

/// Runs the command line `args`, the first of which is the program's name. Returns the exit status: 0 for success, 1
/// where something is refused or differs, 2 for errors.
pub fn run(args: impl IntoIterator<Item = OsString>) -> u8 {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { 2 } else { 0 };
        }
    };
    let outcome = match cli.command {
        Command::Check(args) => run_check(&args),
        Command::Show(args) => run_show(&args),
        Command::Heap(args) => run_heap(&args),
        Command::Cat(args) => run_cat(&args),
        Command::Convert(args) => run_convert(&args),
        Command::Slim(args) => run_slim(&args),
        Command::Diff(args) => run_diff(&args),
        Command::Freeze(args) => run_freeze(&args),
        Command::Watch(args) => run_watch(&args),
        Command::Send(args) => run_send(&args),
    };
    match outcome {
        Ok(true) => 0,
        Ok(false) => 1,
        // The reader has closed the pipe.
        Err(error) if is_broken_pipe(&error) => 0,
        Err(error) => {
            eprintln!("mpickle: {error:#}");
            2
        }
    }
}

/// As a program's exit code.
#[must_use]
pub fn main() -> ExitCode {
    run(std::env::args_os()).into()
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    })
}

fn named<T>(path: &Path, result: Result<T>) -> Result<T> {
    result.with_context(|| path.display().to_string())
}

fn run_check(args: &Check) -> Result<bool> {
    let data = source::read_signed(&args.file, args.key.as_deref())?;
    let features: BTreeSet<String> = match &args.features {
        Some(features) => features.iter().cloned().collect(),
        None => FEATURES.map(str::to_string).into(),
    };
    let target = Target { board: args.board, features, ulab: args.ulab, have: args.have.clone() };
    let mut graph = Graph::new(&data);
    let (root, ..) = named(&args.file, source::first(&mut graph, &data))?;
    let findings = check::check(&graph, root, &data, &target);
    let mut out = BufWriter::new(io::stdout().lock());
    for finding in &findings {
        let weight = match finding.weight {
            Weight::Refused => "refused",
            Weight::Needed => "needed",
            Weight::Note => "note",
        };
        writeln!(out, "{weight}: {}: {}", finding.what, finding.why)?;
        let times = if finding.count > 1 { format!(" ({} times)", finding.count) } else { String::new() };
        if !finding.place.is_empty() || !times.is_empty() {
            writeln!(out, "    at {}{times}", finding.place)?;
        }
        if !finding.remedy.is_empty() {
            writeln!(out, "    {}", finding.remedy)?;
        }
    }
    let stops = findings.iter().filter(|finding| finding.weight != Weight::Note).count();
    let board = args.board.name();
    match stops {
        0 => writeln!(out, "{}: loads on {board}", args.file.display())?,
        _ => writeln!(out, "{}: does not load on {board} as it is", args.file.display())?,
    }
    out.flush()?;
    Ok(stops == 0)
}

fn run_show(args: &Show) -> Result<bool> {
    let data = source::read_signed(&args.file, args.key.as_deref())?;
    let mut out = BufWriter::new(io::stdout().lock());
    if args.raw {
        let outcome = raw::raw(&data, 0, &mut out).context("show");
        out.flush()?;
        let end = named(&args.file, outcome)?;
        if end < data.len() {
            writeln!(out, "{end:8}: {} more bytes", data.len() - end)?;
        }
        out.flush()?;
        return Ok(true);
    }
    let items = if args.items == 0 { usize::MAX } else { args.items };
    let mut graph = Graph::new(&data);
    let (root, end, kind) = named(&args.file, source::first(&mut graph, &data))?;
    let mut tree = show::Tree::new(&graph, root, Extent { depth: args.depth, parts: items }, &mut out);
    tree.write()?;
    let protocol = match data[..] {
        [0x80, protocol, ..] => format!("protocol {protocol}"),
        _ => "protocol 0 or 1".into(),
    };
    let rest = data.len() - end;
    let behind = match (kind, rest) {
        (Kind::Saved, _) => ", and its checksum".into(),
        (_, 0) => String::new(),
        (_, rest) => format!(", and {} bytes behind it (mpickle cat)", grouped(rest as u64)),
    };
    writeln!(out, "{protocol}, {} bytes{behind}", grouped(end as u64))?;
    out.flush()?;
    Ok(true)
}

fn run_heap(args: &Heap) -> Result<bool> {
    let data = source::read_signed(&args.file, args.key.as_deref())?;
    let mut graph = Graph::new(&data);
    let (_, end, _) = named(&args.file, source::first(&mut graph, &data))?;
    let boards = match args.board {
        Some(board) => vec![(board.name(), board.word())],
        None => vec![("32 bits".into(), 4), ("64 bits".into(), 8)],
    };
    for (name, word) in boards {
        let need = named(&args.file, heap::measure(&data[..end], Layout { word }, args.stubs))?;
        println!(
            "{name}: {} bytes of heap to load, {} of them for the object",
            grouped(need.peak as u64),
            grouped(need.after as u64)
        );
    }
    Ok(true)
}

fn run_cat(args: &Cat) -> Result<bool> {
    let style = match (args.jsonl, args.csv) {
        (true, _) => Style::JsonLines,
        (_, true) => Style::Csv,
        _ => Style::Words,
    };
    let key = args.key.as_deref().map(Key::read).transpose()?;
    let counts = cat::cat(&args.file, style, key)?;
    let mut lost = Vec::new();
    for (count, what) in [
        (counts.damaged, "damaged packets were skipped"),
        (counts.forged, "packets are not signed with this key"),
        (counts.refused, "records could not be read or written"),
        (counts.torn, "bytes at the end are no whole record"),
    ] {
        if count > 0 {
            lost.push(format!("{count} {what}"));
        }
    }
    if !lost.is_empty() {
        eprintln!("mpickle: {} records; {}", counts.good, lost.join(", "));
    }
    Ok(lost.is_empty())
}

fn run_convert(args: &Convert) -> Result<bool> {
    let data = source::read_signed(&args.file, args.key.as_deref())?;
    let from = args.from.unwrap_or_else(|| To::of_name(&args.file));
    let mut notes = Notes::new();
    let converted = named(&args.file, convert::convert(&data, from, args.to, args.protocol, &mut notes))?;
    write_output(args.output.as_deref(), &converted, args.to != To::Json)?;
    for (what, count) in notes {
        eprintln!("{what}: {count} times");
    }
    Ok(true)
}

fn run_slim(args: &Slim) -> Result<bool> {
    let data = source::read(&args.file)?;
    let mut graph = Graph::new(&data);
    let (root, end, _) = named(&args.file, source::first(&mut graph, &data))?;
    let float = match (args.float16, args.float32) {
        (true, _) => Some(2),
        (_, true) => Some(4),
        _ => None,
    };
    let options =
        slim::Options { float, keep: args.keep.clone(), estimator: args.estimator, protocol: args.protocol };
    let report = named(&args.file, slim::slim(&mut graph, root, &options))?;
    let slim = write_pickle(&mut graph, root, args.protocol)?;
    write_output(Some(&args.output), &slim, true)?;
    let mut words = vec![format!("{} bytes from {}", grouped(slim.len() as u64), grouped(end as u64))];
    if report.narrowed > 0 {
        let bits = float.unwrap_or(8) * 8;
        words.push(format!(
            "{} arrays narrowed to float{bits}, largest error {:.3e}",
            report.narrowed, report.error
        ));
    }
    if report.infinite > 0 {
        words.push(format!("{} numbers became infinite", report.infinite));
    }
    if report.estimators > 0 {
        words.push(format!("{} estimators became dictionaries", report.estimators));
    }
    println!("{}: {}", args.output.display(), words.join("; "));
    Ok(report.infinite == 0)
}

fn run_diff(args: &Diff) -> Result<bool> {
    let (first, second) = (source::read(&args.first)?, source::read(&args.second)?);
    let (mut a, mut b) = (Graph::new(&first), Graph::new(&second));
    let ours = named(&args.first, source::first(&mut a, &first))?.0;
    let theirs = named(&args.second, source::first(&mut b, &second))?.0;
    let differences = diff::diff((&a, ours), (&b, theirs), args.most);
    let nothing = "nothing".to_string();
    for difference in &differences {
        let place = if difference.place.is_empty() { "the object" } else { &difference.place };
        let first = difference.first.as_ref().unwrap_or(&nothing);
        println!("{place}: {first} | {}", difference.second.as_ref().unwrap_or(&nothing));
    }
    Ok(differences.is_empty())
}

fn run_freeze(args: &Freeze) -> Result<bool> {
    let data = source::read(&args.file)?;
    // Only a pickle is frozen.
    let mut graph = Graph::new(&data);
    let (_, end, _) = named(&args.file, source::first(&mut graph, &data))?;
    let pickle = &data[..end];
    let name = args.file.file_name().unwrap_or_default().to_string_lossy();
    let module;
    let content = if args.romfs {
        pickle
    } else {
        module = freeze::module(pickle, &name);
        module.as_bytes()
    };
    write_output(Some(&args.output), content, true)?;
    Ok(true)
}

fn seconds(seconds: f64) -> Result<Duration> {
    Duration::try_from_secs_f64(seconds).context("seconds")
}

fn run_watch(args: &Watch) -> Result<bool> {
    let until = Until { count: args.count, time: args.seconds.map(seconds).transpose()? };
    let style = if args.csv { Style::Csv } else { Style::JsonLines };
    let key = args.key.as_deref().map(Key::read).transpose()?;
    let mut line = line::open(&args.port, args.baud)?;
    let counts = line::watch(&mut *line, style, key, until, &mut io::stdout().lock())?;
    eprintln!(
        "mpickle: {} objects, {} damaged packets, {} refused",
        counts.good,
        counts.damaged,
        counts.refused + counts.forged
    );
    Ok(counts.damaged + counts.refused + counts.forged == 0)
}

fn run_send(args: &Send) -> Result<bool> {
    let data = source::read(&args.file)?;
    let how = Sending { acknowledged: !args.no_ack, wait: seconds(args.wait)?, tries: args.tries };
    let key = args.key.as_deref().map(Key::read).transpose()?;
    let signature = key.map(|key| (key, args.counter));
    let mut line = line::open(&args.port, args.baud)?;
    let (sent, again) = line::send(&mut *line, &data, signature.as_ref(), how)?;
    eprintln!("mpickle: {sent} packets sent, {again} of them again");
    Ok(true)
}

fn write_output(path: Option<&Path>, data: &[u8], is_binary: bool) -> Result<()> {
    if let Some(path) = path {
        return std::fs::write(path, data).with_context(|| format!("cannot write {}", path.display()));
    }
    let mut out = io::stdout().lock();
    if is_binary && out.is_terminal() {
        bail!("the output is binary: give -o FILE");
    }
    out.write_all(data).context("cannot write")
}
