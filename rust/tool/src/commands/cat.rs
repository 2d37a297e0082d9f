//! `mpickle cat`: the records of a file, as they come, in constant memory.

use std::io::{self, Read, Write};
use std::path::Path;

use anyhow::{Context, Result};
use model::packet::{Deframer, Found};

use crate::commands::show::words::describe;
use crate::graph::{Block, Form, Graph, Node, Obj, Pending, decode_tree, next_pickle, read_pickle};
use crate::json;
use crate::payload;
use crate::plain::{self, Dialect, Notes};
use crate::signing::Key;
use crate::source::{self, Input, Kind, Lost};

/// How records are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// JSON, one record a line.
    JsonLines,
    /// RFC 4180, with a line of names from the first record's keys.
    Csv,
    /// A few words a record.
    Words,
}

/// The records that were found in a file.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Records that were written.
    pub good: u64,
    /// Records that arrived whole and cannot be read or written.
    pub refused: u64,
    /// What is no record.
    pub lost: Lost,
}

/// Writes records.
pub struct Records<'w> {
    style: Style,
    /// The key with which packets must be signed.
    key: Option<Key>,
    columns: Option<Vec<String>>,
    out: &'w mut dyn Write,
    /// Types that became others.
    pub notes: Notes,
    /// The records that were found.
    pub counts: Counts,
}

impl<'w> Records<'w> {
    /// To `out`. With a key only what is signed with it.
    pub fn new(style: Style, key: Option<Key>, out: &'w mut dyn Write) -> Self {
        Self { style, key, columns: None, out, notes: Notes::new(), counts: Counts::default() }
    }

    /// Writes all records of a stream: pickles in a row, packets, or a file that `save` wrote.
    ///
    /// # Errors
    /// Those of the source and of the output; a malformed pickle, since nobody knows where the next begins.
    pub fn copy(&mut self, source: impl Read) -> Result<()> {
        let mut pending = Pending::new(source);
        pending.fill(1)?;
        match (pending.rest().first(), &self.key) {
            // A log without records: nothing is in it that is not signed.
            (None, _) => Ok(()),
            (Some(0), _) => self.packets(&mut pending),
            (Some(_), None) => self.pickles(&mut pending),
            (Some(_), Some(key)) => {
                // A signed file has one object, which is nobody's before all of it was read.
                pending.fill(usize::MAX)?;
                key.check_file(pending.rest())?;
                self.pickles(&mut pending)
            }
        }
    }

    /// Hands on what was written.
    ///
    /// # Errors
    /// Those of the output.
    pub fn flush(&mut self) -> Result<()> {
        self.out.flush().context("cannot write")
    }

    fn pickles(&mut self, pending: &mut Pending<impl Read>) -> Result<()> {
        let mut graph = Graph::new(&[]);
        loop {
            graph.clear();
            pending.fill(source::MOST_END + 1)?;
            if pending.is_last() && self.counts.good == 1 && pending.is_saved_end() {
                return Ok(());
            }
            let begin = pending.offset;
            let next = next_pickle(&mut graph, pending);
            match next {
                Ok(Some(obj)) => self.record(&mut graph, obj)?,
                Ok(None) => return Ok(()),
                Err(error) => {
                    let torn = pending.is_last() && error.to_string().contains("truncated");
                    if torn && self.counts.good > 0 {
                        self.counts.lost.torn = pending.offset + pending.rest().len() as u64 - begin;
                        return Ok(());
                    }
                    return Err(anyhow::anyhow!(error));
                }
            }
        }
    }

    fn packets(&mut self, pending: &mut Pending<impl Read>) -> Result<()> {
        let mut deframer = Deframer::new(isize::MAX as usize);
        let mut packet = Block::default();
        let mut since = pending.offset;
        loop {
            pending.fill(1)?;
            if pending.rest().is_empty() {
                break;
            }
            let bytes = pending.rest().to_vec();
            for byte in &bytes {
                match deframer.take(*byte, &mut packet).map_err(|error| anyhow::anyhow!("{error:?}"))? {
                    Found::Nothing => {}
                    Found::Packet => {
                        self.packet(&packet.0)?;
                        packet.0.clear();
                    }
                    Found::Damaged(_) => self.counts.lost.damaged += 1,
                }
                pending.consume(1);
                if *byte == 0 {
                    since = pending.offset;
                }
            }
        }
        self.counts.lost.torn = pending.offset - since;
        if self.counts.good == 0 && self.counts.lost.forged > 0 {
            anyhow::bail!("nothing is signed with this key");
        }
        Ok(())
    }

    /// A packet that arrived whole.
    ///
    /// # Errors
    /// Those of the output.
    pub fn packet(&mut self, data: &[u8]) -> Result<()> {
        let Some((inner, unchecked)) = payload::opened(data, self.key.as_ref())? else {
            self.counts.lost.forged += 1;
            return Ok(());
        };
        if unchecked {
            self.note_signature();
        }
        let (object, form) = match payload::marked(inner, payload::MOST_EXPANDED) {
            Ok(found) => found,
            Err(error) => return self.refuse(&error),
        };
        let mut graph = Graph::new(&object);
        let read = match form {
            Form::Tree(format) => decode_tree(&mut graph, &object, format),
            Form::Pickle => read_pickle(&mut graph, &object),
        };
        match read {
            Ok((obj, _)) => self.record(&mut graph, obj),
            Err(error) => self.refuse(&error),
        }
    }

    /// Counts a packet that arrived whole and cannot be read.
    fn refuse(&mut self, error: &dyn std::fmt::Display) -> Result<()> {
        eprintln!("a packet that cannot be read: {error}");
        self.counts.refused += 1;
        Ok(())
    }

    fn note_signature(&mut self) {
        *self.notes.entry("a signature, which was not checked".into()).or_default() += 1;
    }

    /// The object of a file that `save` wrote.
    fn saved(&mut self, input: &Input) -> Result<()> {
        if input.unchecked > 0 {
            self.note_signature();
        }
        let mut object = input.only()?;
        self.record(&mut object.graph, object.root)
    }

    fn record(&mut self, graph: &mut Graph<'_>, obj: Obj) -> Result<()> {
        let line = match self.style {
            Style::Words => Ok(describe(graph, obj)),
            Style::JsonLines => text(graph, obj, &mut self.notes),
            Style::Csv => self.row(graph, obj),
        };
        match line {
            Ok(line) => {
                self.counts.good += 1;
                writeln!(self.out, "{line}").context("cannot write")
            }
            Err(error) => {
                eprintln!("record {}: {error:#}", self.counts.good + self.counts.refused + 1);
                self.counts.refused += 1;
                Ok(())
            }
        }
    }

    fn row(&mut self, graph: &mut Graph<'_>, obj: Obj) -> Result<String> {
        plain::check_tree(graph, obj)?;
        plain::plain(graph, obj, Dialect::Json, &mut self.notes)?;
        let mut line = String::new();
        let cells: Vec<Obj> = match graph.node(obj) {
            Node::List(items) => items.clone(),
            Node::Dict(pairs) => {
                let name = |key: Obj| graph.text(key).unwrap_or_default().into_owned();
                let columns = match &self.columns {
                    Some(columns) => columns,
                    None => {
                        let columns: Vec<String> = pairs.iter().map(|(key, _)| name(*key)).collect();
                        let heads: Vec<String> = columns.iter().map(|column| quoted(column)).collect();
                        line = heads.join(",") + "\r\n";
                        self.columns.insert(columns)
                    }
                };
                if let Some((key, _)) = pairs.iter().find(|(key, _)| !columns.contains(&name(*key))) {
                    anyhow::bail!("a column that the first record lacks: {}", quoted(&name(*key)));
                }
                let value = |column: &String| {
                    pairs.iter().rfind(|(key, _)| name(*key) == *column).map(|(_, value)| *value)
                };
                let none = pairs.first().map_or(obj, |_| NONE);
                columns.iter().map(|column| value(column).unwrap_or(none)).collect()
            }
            _ => vec![obj],
        };
        let cells = cells.iter().map(|cell| self::cell(graph, *cell)).collect::<Result<Vec<_>>>()?;
        Ok(line + &cells.join(",") + "\r")
    }
}

const NONE: Obj = Obj(0);

fn text(graph: &mut Graph<'_>, obj: Obj, notes: &mut Notes) -> Result<String> {
    plain::check_tree(graph, obj)?;
    plain::plain(graph, obj, Dialect::Json, notes)?;
    json::write(graph, obj)
}

fn cell(graph: &Graph<'_>, obj: Obj) -> Result<String> {
    Ok(match graph.node(obj) {
        Node::None => String::new(),
        Node::Str(_) => quoted(&graph.text(obj).unwrap_or_default()),
        _ => quoted(&json::write(graph, obj)?),
    })
}

/// A cell of RFC 4180.
fn quoted(text: &str) -> String {
    if text.contains(['"', ',', '\n', '\r']) || text.starts_with(' ') {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.into()
    }
}

/// Bytes of a file of `save`'s up to which it is looked at whole; a pickle is read from a longer one as it comes.
const SAVED: u64 = 64 << 20;

/// The file, if `save` wrote it: its end tells. None otherwise, and for the standard input.
fn saved(path: &Path, key: Option<&Path>) -> Result<Option<Input>> {
    let fits = std::fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() <= SAVED);
    if !fits || !source::ends_as_saved(path) {
        return Ok(None);
    }
    let input = Input::read(path, key, Form::Pickle)?;
    Ok((input.kind == Kind::Saved).then_some(input))
}

/// Writes the records of a file, of a log all of its parts, to the standard output. Returns what was found.
///
/// # Errors
/// As [`Records::copy`].
pub fn cat(path: &Path, style: Style, key: Option<&Path>) -> Result<Counts> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let saved = saved(path, key)?;
    let mut records = Records::new(style, key.map(Key::read).transpose()?, &mut out);
    let outcome = match &saved {
        Some(input) => records.saved(input),
        None => source::stream(path).and_then(|source| records.copy(source)),
    };
    let (counts, notes) = (records.counts, std::mem::take(&mut records.notes));
    out.flush()?;
    outcome.with_context(|| format!("{}, after {} records", path.display(), counts.good))?;
    for (what, count) in notes {
        eprintln!("{what}: {count} times");
    }
    Ok(counts)
}
