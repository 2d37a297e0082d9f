//! `mpickle show`: the tree of a pickle.

pub mod raw;
pub mod words;

use std::collections::HashMap;
use std::io::{self, Write};

use crate::array;
use crate::graph::{Graph, Node, Obj, Part, Role, Survey};
use words::{bytes_of, describe};

/// How much is shown.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    /// Levels below the root.
    pub depth: usize,
    /// Parts of each object.
    pub parts: usize,
}

/// An object on the way down.
struct Level {
    holder: Obj,
    /// Part that comes next, and how many were shown.
    next: usize,
    shown: usize,
    /// Length of the indentation.
    indent: usize,
}

/// Writes trees.
pub struct Tree<'g, 'a, 'w> {
    graph: &'g Graph<'a>,
    survey: Survey,
    sizes: Vec<u64>,
    numbers: HashMap<Obj, usize>,
    extent: Extent,
    out: &'w mut dyn Write,
}

impl<'g, 'a, 'w> Tree<'g, 'a, 'w> {
    /// One for the object `root`.
    pub fn new(graph: &'g Graph<'a>, root: Obj, extent: Extent, out: &'w mut dyn Write) -> Self {
        let survey = graph.survey(root);
        let sizes = sizes(graph, &survey);
        Self { graph, survey, sizes, numbers: HashMap::new(), extent, out }
    }

    /// Writes the tree.
    ///
    /// # Errors
    /// Those of the output.
    pub fn write(&mut self) -> io::Result<()> {
        let root = self.survey.order[0];
        let mut indent = String::new();
        self.line("", "", root)?;
        let mut path = Vec::new();
        self.descend(&mut path, root, 0);
        while let Some(level) = path.last_mut() {
            indent.truncate(level.indent);
            let Some(part) = parts(self.graph, level.holder, &mut level.next) else {
                path.pop();
                continue;
            };
            let mut ahead = level.next;
            let last = parts(self.graph, level.holder, &mut ahead).is_none();
            if level.shown == self.extent.parts {
                let more = count_from(self.graph, level.holder, level.next) + 1;
                writeln!(self.out, "{indent}└ … {more} more")?;
                path.pop();
                continue;
            }
            level.shown += 1;
            let at = level.indent;
            let (branch, below) = if last { ("└ ", "  ") } else { ("├ ", "│ ") };
            let fresh = self.line(&format!("{indent}{branch}"), &label(self.graph, part.role), part.obj)?;
            if fresh && path.len() < self.extent.depth {
                indent.push_str(below);
                self.descend(&mut path, part.obj, at + below.len());
            }
        }
        Ok(())
    }

    fn descend(&self, path: &mut Vec<Level>, holder: Obj, indent: usize) {
        // The parts of an array of numbers tell nothing more.
        let is_array = array::array(self.graph, holder).is_some_and(|array| array.dtype.is_number());
        if !is_array {
            path.push(Level { holder, next: 0, shown: 0, indent });
        }
    }

    /// Writes the line of an object. False if it was shown before.
    fn line(&mut self, indent: &str, label: &str, obj: Obj) -> io::Result<bool> {
        let mut text = format!("{indent}{label}");
        if !self.survey.is_shared(self.graph, obj) {
            text += &describe(self.graph, obj);
        } else if let Some(number) = self.numbers.get(&obj) {
            text += &format!("→ #{number}");
            writeln!(self.out, "{text}")?;
            return Ok(false);
        } else {
            let number = self.numbers.len() + 1;
            self.numbers.insert(obj, number);
            text += &format!("#{number} {}", describe(self.graph, obj));
        }
        let size = self.sizes[obj.0 as usize];
        if size >= 16 && self.graph.part(obj, 0).is_some() || size >= 100 {
            let width = text.chars().count();
            let size = format!("{} B", grouped(size));
            writeln!(self.out, "{text}{:>1$}", size, 80usize.saturating_sub(width).max(size.len() + 2))?;
        } else {
            writeln!(self.out, "{text}")?;
        }
        Ok(true)
    }
}

/// With a comma between thousands.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The parts that are shown: no keys, which stand before their values, and no function.
fn parts(graph: &Graph<'_>, holder: Obj, next: &mut usize) -> Option<Part> {
    loop {
        let part = graph.part(holder, *next)?;
        *next += 1;
        let empty = matches!(graph.node(part.obj), Node::Tuple(items) if items.is_empty());
        match part.role {
            Role::Key if graph.part(part.obj, 0).is_none() => {}
            Role::Function if matches!(graph.node(part.obj), Node::Global(..)) => {}
            Role::Args if empty => {}
            _ => return Some(part),
        }
    }
}

fn count_from(graph: &Graph<'_>, holder: Obj, mut next: usize) -> usize {
    std::iter::from_fn(|| parts(graph, holder, &mut next)).count()
}

fn label(graph: &Graph<'_>, role: Role) -> String {
    match role {
        Role::Item(place) => format!("[{place}] "),
        Role::Value(key) => format!("{}: ", describe(graph, key)),
        Role::Key => "key ".into(),
        Role::Function => "function ".into(),
        Role::Args => "args ".into(),
        Role::Kwargs => "keywords ".into(),
        Role::State => "state ".into(),
        Role::Element | Role::Inner => String::new(),
    }
}

/// Bytes of the pickle that each object takes with all that was met in it first: of its opcodes, without those of
/// the memo and of frames.
fn sizes(graph: &Graph<'_>, survey: &Survey) -> Vec<u64> {
    let mut sizes = vec![0; graph.len()];
    for obj in survey.order.iter().rev() {
        sizes[obj.0 as usize] += bytes_of(graph, *obj);
        if let Some(parent) = survey.parents.get(obj) {
            sizes[parent.0 as usize] += sizes[obj.0 as usize];
        }
    }
    sizes
}
