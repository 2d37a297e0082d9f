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
use crate::calls;
use crate::commands::cat::{self, Style};
use crate::commands::check::{self, Findings, Target, Weight};
use crate::commands::convert::{self, To};
use crate::commands::diff;
use crate::commands::freeze;
use crate::commands::heap::{self, Layout};
use crate::commands::line::{self, Sending, Until};
use crate::commands::show::{self, Extent, grouped, raw};
use crate::commands::slim;
use crate::graph::{Form, Graph, write_pickle};
use crate::json;
use crate::options::{Cat, Check, Cli, Command, Convert, Diff, Freeze, Heap, Send, Show, Slim, Watch};
use crate::plain::Notes;
use crate::signing::Key;
use crate::source::{self, Input, Kind, Object};

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

/// The file of a command that is about pickles.
fn pickles(path: &Path, key: Option<&Path>) -> Result<Input> {
    Input::read(path, key, Form::Pickle)
}

/// Says what of a file was no record, and which signatures nobody has checked. Returns whether all was in order.
fn is_whole(path: &Path, input: &Input) -> bool {
    if input.unchecked > 0 {
        eprintln!("a signature, which was not checked: {} times", input.unchecked);
    }
    let lost = input.lost().words();
    if !lost.is_empty() {
        eprintln!("mpickle: {}: {}", path.display(), lost.join(", "));
    }
    lost.is_empty()
}

fn run_check(args: &Check) -> Result<bool> {
    let features: BTreeSet<String> = match &args.features {
        Some(features) => features.iter().cloned().collect(),
        None => FEATURES.map(str::to_string).into(),
    };
    let target = Target { board: args.board, features, ulab: args.ulab, have: args.have.clone() };
    let input = pickles(&args.file, args.key.as_deref())?;
    let (mut findings, mut records, mut cursor) = (Findings::default(), 0_u64, 0);
    while let Some(object) = named(&args.file, input.next(&mut cursor))? {
        records += 1;
        let object = named(&args.file, object.pickle())?;
        findings.add(records, check::check(&object.graph, object.root, object.bytes, &target));
    }
    if records == 0 {
        named(&args.file, input.first())?;
    }
    let mut out = BufWriter::new(io::stdout().lock());
    let findings: Vec<_> = findings.into_iter().collect();
    for (record, finding) in &findings {
        let weight = match finding.weight {
            Weight::Refused => "refused",
            Weight::Needed => "needed",
            Weight::Note => "note",
        };
        writeln!(out, "{weight}: {}: {}", finding.what, finding.why)?;
        let times = if finding.count > 1 { format!(" ({} times)", finding.count) } else { String::new() };
        let record = if records > 1 { format!("record {record}: ") } else { String::new() };
        if !finding.place.is_empty() || !times.is_empty() || !record.is_empty() {
            writeln!(out, "    at {record}{}{times}", finding.place)?;
        }
        if !finding.remedy.is_empty() {
            writeln!(out, "    {}", finding.remedy)?;
        }
    }
    let stops = findings.iter().filter(|(_, finding)| finding.weight != Weight::Note).count();
    let board = args.board.name();
    let all = if records > 1 { format!(", all {} records", grouped(records)) } else { String::new() };
    match stops {
        0 => writeln!(out, "{}: loads on {board}{all}", args.file.display())?,
        _ => writeln!(out, "{}: does not load on {board} as it is", args.file.display())?,
    }
    out.flush()?;
    Ok(is_whole(&args.file, &input) && stops == 0)
}

fn run_show(args: &Show) -> Result<bool> {
    let input = pickles(&args.file, args.key.as_deref())?;
    let mut out = BufWriter::new(io::stdout().lock());
    if args.raw {
        let data = input.bytes();
        if data.is_empty() {
            named(&args.file, input.first())?;
        }
        let outcome = raw::raw(data, 0, &mut out).context("show");
        out.flush()?;
        let end = named(&args.file, outcome)?;
        if end < data.len() {
            writeln!(out, "{end:8}: {} more bytes", data.len() - end)?;
        }
        out.flush()?;
        return Ok(is_whole(&args.file, &input));
    }
    let items = if args.items == 0 { usize::MAX } else { args.items };
    let object = named(&args.file, input.first())?;
    let mut tree =
        show::Tree::new(&object.graph, object.root, Extent { depth: args.depth, parts: items }, &mut out);
    tree.write()?;
    let format = match (object.form, object.bytes) {
        (Form::Pickle, [0x80, protocol, ..]) => format!("protocol {protocol}"),
        (Form::Pickle, _) => "protocol 0 or 1".into(),
        (form, _) => source::name(form).into(),
    };
    let behind = match (input.kind, input.behind(&object)) {
        (Kind::Saved, _) => ", and its checksum".into(),
        (_, 0) => String::new(),
        (Kind::Packets, more) => format!(", and {more} more records (mpickle cat)"),
        (Kind::Row, rest) => format!(", and {} bytes behind it (mpickle cat)", grouped(rest as u64)),
    };
    writeln!(out, "{format}, {} bytes{behind}", grouped(object.bytes.len() as u64))?;
    out.flush()?;
    Ok(is_whole(&args.file, &input))
}

fn run_heap(args: &Heap) -> Result<bool> {
    let input = pickles(&args.file, args.key.as_deref())?;
    let boards = match args.board {
        Some(board) => vec![(board.name(), board.word())],
        None => vec![("32 bits".into(), 4), ("64 bits".into(), 8)],
    };
    // Of records, the one that takes most.
    let mut most = vec![(0, heap::Need { after: 0, peak: 0 }); boards.len()];
    let (mut records, mut cursor) = (0, 0);
    while let Some(object) = named(&args.file, input.next(&mut cursor))? {
        records += 1;
        let object = named(&args.file, object.pickle())?;
        if let Some(refusal) = object.graph.objects().find_map(|obj| calls::refusal(&object.graph, obj)) {
            let path = args.file.display();
            eprintln!(
                "mpickle: {path}: a board refuses it: {} of {} (mpickle check)",
                refusal.why, refusal.name
            );
            return Ok(false);
        }
        for ((_, word), (number, most)) in boards.iter().zip(&mut most) {
            let need = named(&args.file, heap::measure(object.bytes, Layout { word: *word }, args.stubs))?;
            if records == 1 || need.peak > most.peak {
                (*number, *most) = (records, need);
            }
        }
    }
    if records == 0 {
        named(&args.file, input.first())?;
    }
    for ((name, _), (number, need)) in boards.iter().zip(&most) {
        let which = if records > 1 { format!(" (record {number} of {records})") } else { String::new() };
        println!(
            "{name}: {} bytes of heap to load, {} of them for the object{which}",
            grouped(need.peak as u64),
            grouped(need.after as u64)
        );
    }
    Ok(is_whole(&args.file, &input))
}

fn run_cat(args: &Cat) -> Result<bool> {
    let style = match (args.jsonl, args.csv) {
        (true, _) => Style::JsonLines,
        (_, true) => Style::Csv,
        _ => Style::Words,
    };
    let counts = cat::cat(&args.file, style, args.key.as_deref())?;
    let mut lost = counts.lost.words();
    if counts.refused > 0 {
        lost.push(format!("{} records could not be read or written", counts.refused));
    }
    if !lost.is_empty() {
        eprintln!("mpickle: {} records; {}", counts.good, lost.join(", "));
    }
    Ok(lost.is_empty())
}

fn run_convert(args: &Convert) -> Result<bool> {
    let from = args.from.unwrap_or_else(|| To::of_name(&args.file));
    let mut notes = Notes::new();
    let key = args.key.as_deref();
    let (converted, whole) = if let Some(form) = from.form() {
        let input = Input::read(&args.file, key, form)?;
        let Object { mut graph, root, .. } = named(&args.file, input.only())?;
        let converted = convert::convert(&mut graph, root, args.to, args.protocol, &mut notes);
        (named(&args.file, converted)?, is_whole(&args.file, &input))
    } else {
        if key.is_some() {
            bail!("{}: JSON has no signature", args.file.display());
        }
        let data = source::read(&args.file)?;
        let mut graph = Graph::new(&data);
        let root = named(&args.file, json::read(&mut graph, &data))?;
        let converted = convert::convert(&mut graph, root, args.to, args.protocol, &mut notes);
        (named(&args.file, converted)?, true)
    };
    write_output(args.output.as_deref(), &converted, args.to != To::Json)?;
    for (what, count) in notes {
        eprintln!("{what}: {count} times");
    }
    Ok(whole)
}

fn run_slim(args: &Slim) -> Result<bool> {
    let input = pickles(&args.file, args.key.as_deref())?;
    let object = named(&args.file, input.only().and_then(Object::pickle))?;
    let Object { mut graph, root, bytes, .. } = object;
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
    let mut words =
        vec![format!("{} bytes from {}", grouped(slim.len() as u64), grouped(bytes.len() as u64))];
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
    Ok(is_whole(&args.file, &input) && report.infinite == 0)
}

fn run_diff(args: &Diff) -> Result<bool> {
    let read = |path: &Path| pickles(path, args.key.as_deref());
    let (first, second) = (read(&args.first)?, read(&args.second)?);
    let (mut differences, mut records) = (Vec::new(), 0);
    let (mut ours, mut theirs) = (0, 0);
    loop {
        let a = named(&args.first, first.next(&mut ours))?;
        let b = named(&args.second, second.next(&mut theirs))?;
        if a.is_none() && b.is_none() || differences.len() >= args.most {
            break;
        }
        records += 1;
        let mut found = match (&a, &b) {
            (Some(a), Some(b)) => {
                diff::diff((&a.graph, a.root), (&b.graph, b.root), args.most - differences.len())
            }
            (a, b) => vec![diff::alone(a.as_ref(), b.as_ref())],
        };
        if records > 1 {
            found
                .iter_mut()
                .for_each(|difference| difference.place.insert_str(0, &format!("record {records}")));
        }
        differences.append(&mut found);
    }
    if records == 0 {
        named(&args.first, first.first())?;
    }
    let nothing = "nothing".to_string();
    for difference in &differences {
        let place = if difference.place.is_empty() { "the object" } else { &difference.place };
        let first = difference.first.as_ref().unwrap_or(&nothing);
        println!("{place}: {first} | {}", difference.second.as_ref().unwrap_or(&nothing));
    }
    let whole = [is_whole(&args.first, &first), is_whole(&args.second, &second)];
    Ok(differences.is_empty() && whole == [true; 2])
}

fn run_freeze(args: &Freeze) -> Result<bool> {
    let input = pickles(&args.file, args.key.as_deref())?;
    // Only a pickle is frozen: what stands behind it is not.
    let object = if input.kind == Kind::Row { input.first() } else { input.only() };
    let object = named(&args.file, object.and_then(Object::pickle))?;
    let (pickle, rest) = (object.bytes, input.behind(&object));
    if rest > 0 {
        eprintln!("mpickle: {rest} bytes behind the object are left out");
    }
    let name = args.file.file_name().unwrap_or_default().to_string_lossy();
    let module;
    let content = if args.romfs {
        pickle
    } else {
        module = freeze::module(pickle, &name);
        module.as_bytes()
    };
    write_output(Some(&args.output), content, true)?;
    Ok(is_whole(&args.file, &input))
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
        counts.lost.damaged,
        counts.refused + counts.lost.forged
    );
    Ok(counts.lost.damaged + counts.refused + counts.lost.forged == 0)
}

fn run_send(args: &Send) -> Result<bool> {
    let input = pickles(&args.file, None)?;
    let how = Sending { acknowledged: !args.no_ack, wait: seconds(args.wait)?, tries: args.tries };
    let key = args.key.as_deref().map(Key::read).transpose()?;
    let signature = key.map(|key| (key, args.counter));
    let mut line = line::open(&args.port, args.baud)?;
    let (sent, again) = named(&args.file, line::send(&mut *line, &input, signature.as_ref(), how))?;
    eprintln!("mpickle: {sent} packets sent, {again} of them again");
    Ok(is_whole(&args.file, &input))
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
