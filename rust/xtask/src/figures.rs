//! The figures that the docs show: commands measure them into docs/figures.json, and from there they
//! go to every place in README.md, docs and ports that has a mark.
//!
//! A number is followed by a comment that says which figure it is and how it is written:
//!
//! ```text
//! takes 8.5<!-- size arrays: KB --> KB of flash
//! ```
//!
//! A table stands between two comments, `<!-- bench table -->` and `<!-- end of bench table -->`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::ports::unix;
use crate::setup::python;
use crate::{bench, paths, run};

/// `cargo xtask figures`.
#[derive(clap::Args)]
pub struct FiguresArgs {
    #[command(flatten)]
    unix: unix::UnixArgs,
}

/// Figures by name. The first word of a name is the group that is measured together.
#[derive(Debug, Default, PartialEq)]
pub struct Figures(BTreeMap<String, Value>);

/// The groups, and the first words of marks.
const GROUPS: [&str; 7] = ["bench", "boards", "data", "formats", "mpy", "size", "stack"];
const FILE: &str = "docs/figures.json";
/// The pages with marks, and folders of such.
const PAGES: [&str; 4] = ["README.md", "docs", "ports", "examples"];
const START: &str = "<!-- ";
const END: &str = " -->";

/// Measures the sizes of pickles, and writes the marked places of the docs anew.
pub fn figures(args: &FiguresArgs) -> Result<()> {
    let micropython = unix::build(&args.unix)?;
    let mut command = Command::new(python::ensure(&[python::DEMO])?);
    command.arg(paths::root().join("bench/data.py")).arg("--micropython").arg(micropython);
    let text = run::capture(command.env("PYTHONDONTWRITEBYTECODE", "1"))?;
    record("data", serde_json::from_str(&text).context("bench/data.py prints no JSON")?)
}

/// Puts the figures of one group in the place of those that were known, and all into the docs.
pub fn record(group: &str, measured: BTreeMap<String, Value>) -> Result<()> {
    let root = paths::root();
    let mut figures = Figures::read(&root)?;
    figures.replace(group, measured);
    figures.write(&root)?;
    for page in pages(&root)? {
        let text = fs::read_to_string(&page).with_context(|| format!("cannot read {}", page.display()))?;
        let new = figures.fill(&text).with_context(|| format!("in {}", page.display()))?;
        if new != text {
            fs::write(&page, new).with_context(|| format!("cannot write {}", page.display()))?;
            println!("written: {}", page.strip_prefix(&root).unwrap_or(&page).display());
        }
    }
    Ok(())
}

/// All pages that may have marks.
fn pages(root: &Path) -> Result<Vec<PathBuf>> {
    let mut folders: Vec<PathBuf> = PAGES.iter().map(|name| root.join(name)).collect();
    let mut pages = Vec::new();
    while let Some(path) = folders.pop() {
        if path.is_dir() {
            folders.extend(path.read_dir()?.flatten().map(|entry| entry.path()));
        } else if path.extension().is_some_and(|extension| extension == "md") {
            pages.push(path);
        }
    }
    pages.sort();
    Ok(pages)
}

impl Figures {
    fn read(root: &Path) -> Result<Figures> {
        let text = fs::read_to_string(root.join(FILE)).with_context(|| format!("cannot read {FILE}"))?;
        Ok(Figures(serde_json::from_str(&text).with_context(|| format!("{FILE} is no table of figures"))?))
    }

    fn write(&self, root: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(&self.0)? + "\n";
        fs::write(root.join(FILE), text).with_context(|| format!("cannot write {FILE}"))
    }

    fn replace(&mut self, group: &str, measured: BTreeMap<String, Value>) {
        self.0.retain(|name, _| name.split(' ').next() != Some(group));
        self.0.extend(measured.into_iter().map(|(name, value)| (format!("{group} {name}"), value)));
    }

    fn get(&self, name: &str) -> Result<&Value> {
        self.0.get(name).with_context(|| format!("no figure `{name}` in {FILE}"))
    }

    fn number(&self, name: &str) -> Result<f64> {
        self.get(name)?.as_f64().with_context(|| format!("the figure `{name}` is no number"))
    }

    /// `text` with the figures in all marked places.
    fn fill(&self, text: &str) -> Result<String> {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, mark, after)) = next_mark(rest)? {
            if let Some((names, form)) = mark.split_once(": ") {
                let value = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ',');
                ensure!(value.len() < before.len(), "no number before {START}{mark}{END}");
                filled.push_str(value);
                filled.push_str(&self.inline(names, form).with_context(|| mark.to_string())?);
                filled.push_str(&format!("{START}{mark}{END}"));
                rest = after;
            } else {
                let end = format!("{START}end of {mark}{END}");
                let (_, after) = after.split_once(&end).with_context(|| format!("no {end}"))?;
                let table = self.table(mark)?;
                filled.push_str(&format!("{before}{START}{mark}{END}\n{table}{end}"));
                rest = after;
            }
        }
        filled.push_str(rest);
        Ok(filled)
    }

    /// One figure, or the sum of some.
    fn inline(&self, names: &str, form: &str) -> Result<String> {
        if form == "text" {
            return self.get(names)?.as_str().map(str::to_string).context("no text");
        }
        let mut sum = 0.0;
        let group = names.split(' ').next().unwrap_or_default();
        for name in names.split(" + ") {
            let short = GROUPS.contains(&name.split(' ').next().unwrap_or_default());
            sum += self.number(&if short { name.to_string() } else { format!("{group} {name}") })?;
        }
        Ok(match form {
            "KB" => format!("{:.1}", sum / 1000.0),
            "whole KB" => format!("{:.0}", sum / 1000.0),
            "number" => thousands(sum),
            _ => bail!("figures are written as KB, whole KB, number or text, not {form}"),
        })
    }

    fn table(&self, mark: &str) -> Result<String> {
        match mark {
            "bench table" => self.bench_table(),
            "boards table" => self.boards_table(),
            "mpy table" => self.mpy_table(),
            "formats table" => self.formats_table(),
            "formats times" => self.formats_times(),
            _ => bail!("no table `{mark}`; a number's mark is {START}{mark}: KB{END}"),
        }
    }

    /// Instructions on emulated boards.
    fn boards_table(&self) -> Result<String> {
        let mut table = String::from(
            "| | Cortex-M0: dumps | json | loads | json | Cortex-M3: dumps | json | loads | json |\n\
             |---|---|---|---|---|---|---|---|---|\n",
        );
        for (workload, label) in bench::WORKLOADS {
            let mut cells = vec![label.to_string()];
            for board in ["MICROBIT", "MPS2_AN385"] {
                for operation in ["dumps", "loads"] {
                    let figure = |library| format!("boards {board} {workload} {library} {operation}");
                    cells.push(thousands(self.number(&figure("mpickle"))? / 1000.0));
                    let json = self.0.get(&figure("json")).and_then(Value::as_f64);
                    cells.push(json.map_or("–".to_string(), |json| thousands(json / 1000.0)));
                }
            }
            table.push_str(&format!("| {} |\n", cells.join(" | ")));
        }
        Ok(table)
    }

    /// Times of mpickle.mpy.
    fn mpy_table(&self) -> Result<String> {
        const MODULES: [&str; 3] = ["mpickle", "umsgpack", "cbor2"];
        let mut table = String::from("| |");
        for operation in ["dumps", "loads"] {
            for module in MODULES {
                table.push_str(&format!(" {module} {operation} |"));
            }
        }
        table.push_str("\n|---|---|---|---|---|---|---|\n");
        for what in ["records", "ints", "floats", "strings"] {
            table.push_str(&format!("| {what} |"));
            for operation in ["dumps", "loads"] {
                for module in MODULES {
                    let times = self.number(&format!("mpy {module} {what} {operation}"))?;
                    table.push_str(&format!(" {} |", ratio(times)));
                }
            }
            table.push('\n');
        }
        Ok(table)
    }

    /// The table of sizes in docs/choosing.md.
    fn formats_table(&self) -> Result<String> {
        let mut table =
            String::from("| bytes | json | pickle | MessagePack | CBOR |\n|---|---|---|---|---|\n");
        for letter in ["a", "b", "c", "d", "g"] {
            let label =
                self.get(&format!("formats {letter} label"))?.as_str().context("a label is no text")?;
            let mut cells = vec![label.to_string()];
            for format in ["json", "pickle", "msgpack", "cbor"] {
                cells.push(thousands(self.number(&format!("formats {letter} {format} bytes"))?));
            }
            table.push_str(&format!("| {} |\n", cells.join(" | ")));
        }
        Ok(table)
    }

    /// The table of times in docs/choosing.md.
    fn formats_times(&self) -> Result<String> {
        let mut table = String::from(
            "| | dumps: pickle | MessagePack | CBOR | loads: pickle | MessagePack | CBOR |\n|---|---|---|---|---|---|---|\n",
        );
        for letter in ["a", "b", "c", "d", "g"] {
            let label =
                self.get(&format!("formats {letter} label"))?.as_str().context("a label is no text")?;
            let mut cells = vec![label.to_string()];
            for operation in ["dumps", "loads"] {
                for format in ["pickle", "msgpack", "cbor"] {
                    let figure = |beside| format!("formats {letter} {format} {operation} {beside}");
                    let [json, python] = [figure("json"), figure("python")].map(|name| self.number(&name));
                    cells.push(format!("{} (× {})", ratio(json?), ratio(python?)));
                }
            }
            table.push_str(&format!("| {} |\n", cells.join(" | ")));
        }
        Ok(table)
    }

    /// The README's table of the benchmark.
    fn bench_table(&self) -> Result<String> {
        let mut table = String::from(
            "| | dumps: times json | × CPython | loads: times json | × CPython | bytes | CPython's |\n\
             |---|---|---|---|---|---|---|\n",
        );
        for letter in ["a", "b", "c", "d", "g", "j", "i", "f"] {
            let figure = |what: &str| format!("bench {letter} {what}");
            let label = self.get(&figure("label"))?.as_str().context("a label is no text")?;
            let mut cells = vec![label.to_string()];
            for operation in ["dumps", "loads"] {
                let json = self.0.get(&figure(&format!("{operation} json"))).and_then(Value::as_f64);
                cells.push(json.map_or("–".to_string(), ratio));
                cells.push(ratio(self.number(&figure(&format!("{operation} cpython")))?));
            }
            for whose in ["bytes", "bytes cpython"] {
                cells.push(thousands(self.number(&figure(whose))?));
            }
            table.push_str(&format!("| {} |\n", cells.join(" | ")));
        }
        Ok(table)
    }
}

/// The next comment that is a mark, with the text before and after it.
fn next_mark(text: &str) -> Result<Option<(&str, &str, &str)>> {
    for (at, _) in text.match_indices(START) {
        let inner = &text[at + START.len()..];
        let first = inner.split([' ', ':']).next().unwrap_or_default();
        if GROUPS.contains(&first) {
            let end = inner.find(END).context("a comment without its end")?;
            return Ok(Some((&text[..at], &inner[..end], &inner[end + END.len()..])));
        }
    }
    Ok(None)
}

/// Two digits.
fn ratio(value: f64) -> String {
    if value >= 9.95 { format!("{value:.0}") } else { format!("{value:.1}") }
}

/// 1,234,567
fn thousands(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Figures {
        let text =
            r#"{"size arrays": 8500, "size files": 1434, "size packets": 1536, "bench python": "3.11.2"}"#;
        Figures(serde_json::from_str(text).unwrap())
    }

    #[test]
    fn numbers_are_written_where_they_are_marked() {
        let text = "It takes 1<!-- size arrays: KB --> KB; 0.0<!-- size files + packets: number --> bytes; \
                    <!-- a comment -->, 9<!-- size arrays: whole KB -->, 3.9<!-- bench python: text -->.";
        let filled = known().fill(text).unwrap();
        let expected = "It takes 8.5<!-- size arrays: KB --> KB; 2,970<!-- size files + packets: number --> bytes; \
                        <!-- a comment -->, 8<!-- size arrays: whole KB -->, 3.11.2<!-- bench python: text -->.";
        assert_eq!(filled, expected);
        assert_eq!(known().fill(&filled).unwrap(), filled);
    }

    #[test]
    fn wrong_marks_are_refused() {
        for (text, error) in [
            ("1<!-- size array: KB -->", "no figure `size array`"),
            ("1<!-- size arrays: MB -->", "not MB"),
            ("1<!-- size arrays -->", "no <!-- end of size arrays -->"),
            ("<!-- size arrays: KB -->", "no number before"),
            ("1<!-- size arrays", "without its end"),
            ("<!-- size table -->\n<!-- end of size table -->", "no table `size table`"),
            ("<!-- bench table -->\n<!-- end of bench table -->", "no figure `bench a label`"),
        ] {
            let message = format!("{:#}", known().fill(text).unwrap_err());
            assert!(message.contains(error), "{text}: {message}");
        }
    }

    #[test]
    fn a_group_is_replaced_as_a_whole() {
        let mut figures = known();
        figures.replace("size", [("text".to_string(), 5.into())].into());
        assert_eq!(figures.number("size text").unwrap(), 5.0);
        assert!(figures.get("size arrays").is_err());
        assert!(figures.get("bench python").is_ok());
    }

    #[test]
    fn tables_are_written_between_their_marks() {
        let mut figures = Figures::default();
        for letter in ["a", "b", "c", "d", "g", "j", "i", "f"] {
            let row =
                [("label", "ints".into()), ("dumps cpython", 0.41.into()), ("loads cpython", 12.6.into())];
            let more = [("loads json", 3.04.into()), ("bytes", 29768.into()), ("bytes cpython", 178.into())];
            let row = row.into_iter().chain(more).map(|(name, value): (_, Value)| (name.to_string(), value));
            figures.replace(&format!("bench {letter}"), row.collect());
        }
        let text = "a\n<!-- bench table -->\nold\n<!-- end of bench table -->\nb\n";
        let filled = figures.fill(text).unwrap();
        assert!(filled.contains("\n| ints | – | 0.4 | 3.0 | 13 | 29,768 | 178 |\n"), "{filled}");
        assert!(
            filled.ends_with("|\n<!-- end of bench table -->\nb\n")
                && filled.starts_with("a\n<!-- bench table -->\n| | dumps")
        );
        assert_eq!(figures.fill(&filled).unwrap(), filled);
    }

    #[test]
    fn the_docs_show_the_figures_that_were_measured() {
        let root = paths::root();
        let figures = Figures::read(&root).unwrap();
        let mut marked = 0;
        for page in pages(&root).unwrap() {
            let text = fs::read_to_string(&page).unwrap();
            let filled = figures.fill(&text).unwrap_or_else(|error| panic!("{}: {error:#}", page.display()));
            let lines = text.lines().zip(filled.lines());
            for (shown, measured) in lines {
                assert_eq!(shown, measured, "{}: run `cargo xtask figures`", page.display());
            }
            assert_eq!(text, filled, "{}: run `cargo xtask figures`", page.display());
            marked += text.matches(": KB -->").count();
        }
        assert!(marked > 16, "{marked} marks: where are the features' sizes?");
    }

    /// KB are of flash and marked; RAM is in KiB.
    #[test]
    fn the_pictures_show_the_figures_that_were_measured() {
        let docs = paths::root().join("docs");
        let text = fs::read_to_string(docs.join("figures.json")).unwrap();
        let drawn: String = text.lines().filter(|line| line.starts_with("  \"bench ")).collect();
        for picture in ["performance-times.svg", "performance-bytes.svg"] {
            let picture = fs::read_to_string(docs.join(picture)).unwrap();
            let of = format!("figures {}", crate::ports::hash(&drawn));
            assert!(picture.contains(&of), "run `cargo xtask bench --pictures`");
        }
    }

    #[test]
    fn sizes_of_flash_are_marked() {
        let root = paths::root();
        for page in pages(&root).unwrap() {
            let text = fs::read_to_string(&page).unwrap();
            for line in text.lines() {
                for (at, _) in line.match_indices(" KB") {
                    let unmarked = line[..at].ends_with(|c: char| c.is_ascii_digit());
                    let word = line[at + 3..].starts_with(|c: char| c.is_alphanumeric());
                    assert!(word || !unmarked, "{}: no mark behind the number: {line}", page.display());
                }
            }
        }
    }
}
