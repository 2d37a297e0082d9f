//! `cargo xtask maps`: what a firmware's link map says about everything but
//! mpickle, before and after mpickle came in.
//!
//! A module adds to a firmware; it must not change what was there. For every
//! piece of code and data that the first firmware has, the second one must
//! have the same from the same object, in the same section, with the same size.

use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::names;

/// `cargo xtask maps`.
#[derive(clap::Args)]
pub struct MapsArgs {
    /// The map file (GNU ld's -Map) of the firmware without mpickle.
    before: PathBuf,
    /// The map file of the firmware with mpickle.
    after: PathBuf,
}

/// The differences, one line each.
#[derive(Debug, Default, PartialEq)]
pub struct Changes {
    /// Pieces that are gone, or come in another section or with another size.
    pub changed: Vec<String>,
    /// Pieces of the rest of the firmware that were not in it before.
    pub added: Vec<String>,
}

/// Prints what changed; whether nothing did that should not.
pub fn maps(args: &MapsArgs) -> Result<bool> {
    let changes = compare(&args.before, &args.after)?;
    for line in &changes.added {
        println!("added: {line}");
    }
    for line in &changes.changed {
        println!("changed: {line}");
    }
    println!("{} changed, {} added", changes.changed.len(), changes.added.len());
    Ok(changes.changed.is_empty())
}

/// Compares two map files.
pub fn compare(before: &Path, after: &Path) -> Result<Changes> {
    Ok(difference(&read(before)?, &read(after)?))
}

/// An object file's or archive member's section, by its name in the object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Piece {
    object: String,
    section: String,
}

/// Places and sizes of the firmware's pieces; static functions
/// of one name make several.
type Map = BTreeMap<Piece, Vec<Place>>;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    section: String,
    size: u64,
}

impl Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes in {}", self.size, self.section)
    }
}

/// Sections that only tools read.
const NOT_LOADED: [&str; 4] = [".debug", ".comment", ".ARM.attributes", ".riscv.attributes"];

fn read(file: &Path) -> Result<Map> {
    let text = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let map = parse(&String::from_utf8_lossy(&text));
    ensure!(!map.is_empty(), "{} is no map file of GNU ld", file.display());
    let mut objects = map.keys().map(|piece| &piece.object);
    ensure!(
        !objects.any(|object| object.ends_with(".ltrans.o")),
        "{} is of a link with LTO, which leaves no objects to compare: build without it",
        file.display()
    );
    Ok(map)
}

/// The folder of what the link makes, as the linker was told it, with its `/`.
fn folder(text: &str) -> &str {
    let output = text.lines().find_map(|line| line.strip_prefix("OUTPUT(")).unwrap_or_default();
    output.rfind('/').map_or("", |end| &output[..=end])
}

/// Reads the memory map. Objects below the build's folder are named without it.
fn parse(text: &str) -> Map {
    let folder = folder(text);
    let mut map = Map::new();
    let mut output = String::new();
    // A long name stands on a line of its own, the rest of the entry on the next.
    let mut name_before = None;
    for line in text.lines().skip_while(|line| !line.starts_with("Linker script and memory map")).skip(1) {
        if line.starts_with("Cross Reference Table") {
            break;
        }
        let mut words = line.split_whitespace();
        let Some(first) = words.next() else { continue };
        if line.starts_with('.') {
            output = first.to_string();
            name_before = None;
            continue;
        }
        let (name, numbers) = match name_before.take() {
            Some(name) => (name, Some(first)),
            None if first.starts_with('.') || first == "COMMON" => (first, words.next()),
            None => continue,
        };
        let Some(address) = numbers else {
            name_before = Some(name);
            continue;
        };
        let (Some(_), Some(size)) = (hexadecimal(address), words.next().and_then(hexadecimal)) else {
            continue;
        };
        let object = words.collect::<Vec<_>>().join(" ");
        if size > 0 && !object.is_empty() && !NOT_LOADED.iter().any(|name| output.starts_with(name)) {
            let object = object.strip_prefix(folder).unwrap_or(&object).to_string();
            let piece = Piece { object, section: name.to_string() };
            map.entry(piece).or_default().push(Place { section: output.clone(), size });
        }
    }
    map.values_mut().for_each(|places| places.sort());
    map
}

fn hexadecimal(word: &str) -> Option<u64> {
    u64::from_str_radix(word.strip_prefix("0x")?, 16).ok()
}

fn difference(before: &Map, after: &Map) -> Changes {
    let mut changes = Changes::default();
    for (piece, places) in before {
        if is_ours(piece) || is_text_of_many(piece) {
            continue;
        }
        let now = after.get(piece).map_or(&[][..], Vec::as_slice);
        if now != places {
            let Piece { object, section } = piece;
            let (then, now) = (list(places), list(now));
            changes.changed.push(format!("{section} of {object}: {then} before, now {now}"));
        }
    }
    for (piece, places) in after.iter().filter(|(piece, _)| !before.contains_key(piece)) {
        if !is_ours(piece) && !is_text_of_many(piece) {
            let Piece { object, section } = piece;
            changes.added.push(format!("{section} of {object}: {}", list(places)));
        }
    }
    changes
}

fn list(places: &[Place]) -> String {
    let texts: Vec<_> = places.iter().map(Place::to_string).collect();
    if texts.is_empty() { "nowhere".to_string() } else { texts.join(", ") }
}

/// The objects of mpickle, and of the module in name only that stands in for it.
fn is_ours(piece: &Piece) -> bool {
    piece.object.starts_with("mpickle/cmodule/")
        || piece.object.contains("/mpickle/cmodule/")
        || piece.object.ends_with("mpickle_rust.o")
        || piece.object == names::OBJECT
}

/// String literals (`.rodata.f.str1.1`), of which the linker keeps one for all
/// objects that have the same: which object it is counted for says nothing.
fn is_text_of_many(piece: &Piece) -> bool {
    let Some((_, sizes)) = piece.section.rsplit_once(".str") else { return false };
    let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    piece.section.starts_with(".rodata") && sizes.split_once('.').is_some_and(|(a, b)| number(a) && number(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "\
Discarded input sections
 .text.gone     0x00000000       0x10 /build/py/gc.o
Linker script and memory map
LOAD /build/py/gc.o
.text           0x00000000     0x2000
 *(.text*)
 .text.gc_alloc
                0x00000100       0x40 /build/py/gc.o
                0x00000100                gc_alloc
 .text.f        0x00000140        0x8 /build/py/gc.o
 .text          0x00000200       0x30 /usr/lib/libc.a(memcpy.o)
                0x00000200                memcpy
 *fill*         0x00000230        0x2
 .rodata.f.str1.1
                0x00000240       0x20 /build/py/gc.o
                                 0x28 (size before relaxing)
.bss            0x20000000       0x10
 COMMON         0x20000000        0x8 /build/py/gc.o
OUTPUT(/build/firmware.elf elf32-littlearm)
";

    fn compare(after: &str) -> Changes {
        let after = after.replace("/build/", "/other/");
        difference(&parse(BEFORE), &parse(&after))
    }

    #[test]
    fn reads_pieces_with_their_places() {
        let map = parse(BEFORE);
        let place = |object: &str, section: &str| {
            list(&map[&Piece { object: object.into(), section: section.into() }])
        };
        assert_eq!(map.len(), 5);
        assert_eq!(place("py/gc.o", ".text.gc_alloc"), "64 bytes in .text");
        assert_eq!(place("py/gc.o", "COMMON"), "8 bytes in .bss");
        assert_eq!(place("/usr/lib/libc.a(memcpy.o)", ".text"), "48 bytes in .text");
    }

    #[test]
    fn the_same_link_elsewhere_has_no_changes() {
        assert_eq!(compare(BEFORE), Changes::default());
        // The linker may be told relative paths.
        let relative = |folder: &str| parse(&BEFORE.replace("/build/", folder));
        assert_eq!(difference(&relative("build-a/"), &relative("build-b/")), Changes::default());
        assert_eq!(difference(&relative("build-a/"), &relative("")), Changes::default());
    }

    #[test]
    fn what_comes_with_mpickle_is_no_change() {
        let more = " .text.mpickle_dumps 0x00001000 0x40 /build/mpickle-rust/mpickle_rust.o
 .text.dumps    0x00001040       0x40 /build/mpickle/cmodule/pickle/modmpickle.o
.bss ";
        let after = BEFORE.replacen("\n.bss ", &format!("\n{more}"), 1).replace("0x20 /build", "0x19 /build");
        assert_eq!(compare(&after), Changes::default());
    }

    #[test]
    fn another_object_section_or_size_is_a_change() {
        let other_object =
            compare(&BEFORE.replace("/usr/lib/libc.a(memcpy.o)", "/usr/lib/libother.a(memcpy.o)"));
        assert_eq!(
            other_object.changed,
            [".text of /usr/lib/libc.a(memcpy.o): 48 bytes in .text before, now nowhere"]
        );
        assert_eq!(other_object.added, [".text of /usr/lib/libother.a(memcpy.o): 48 bytes in .text"]);
        let other_size = compare(&BEFORE.replace("0x40", "0x44"));
        assert_eq!(
            other_size.changed,
            [".text.gc_alloc of py/gc.o: 64 bytes in .text before, now 68 bytes in .text"]
        );
        let other_section = compare(&BEFORE.replace("\n .text.f ", "\n.data 0x20000000 0x8\n .text.f "));
        let expected = "8 bytes in .text before, now 8 bytes in .data";
        assert!(other_section.changed.iter().any(|line| line.ends_with(expected)));
    }
}
