//! How deep a finished object is nested: `max_depth`.
//!
//! A program may want to know before it prints, compares or hashes an object by recursion. Nothing here recurses: the
//! way down is a stack, and what has been measured is remembered, so that each container is gone through once.

use crate::Buffer;

/// Objects that hold others, and how high those are that were met: how many there are from each down.
pub trait Nesting {
    /// An object.
    type Obj: Copy;

    /// Whether an object holds others.
    fn is_container(&self, obj: Self::Obj) -> bool;

    /// The first object at or behind `cursor` in a container, and where to go on.
    fn part(&self, holder: Self::Obj, cursor: usize) -> Option<(usize, Self::Obj)>;

    /// The height of a container, 0 while it is on the way down; `None` if it was not met.
    fn height(&self, obj: Self::Obj) -> Option<usize>;

    /// Remembers the height of a container.
    fn set_height(&mut self, obj: Self::Obj, height: usize);
}

/// A container on the way down.
#[derive(Clone, Copy)]
pub struct Level<O> {
    holder: O,
    /// The next position in it.
    cursor: usize,
    /// The height found below it so far.
    below: usize,
}

/// Whether containers in `root` are nested deeper than `limit`. A cycle ends where it closes. `path` is an empty stack
/// for the way down, and is given back.
///
/// # Errors
/// As growing `path`.
#[inline(always)]
pub fn exceeds<N: Nesting, B: Buffer<Level<N::Obj>>>(
    nesting: &mut N,
    path: &mut B,
    root: N::Obj,
    limit: usize,
) -> Result<bool, B::Fault> {
    let mut met = Some(root);
    loop {
        if let Some(obj) = met
            && nesting.is_container(obj)
        {
            match (nesting.height(obj), path.as_mut_slice().last_mut()) {
                (Some(height), Some(level)) => level.below = level.below.max(height),
                _ => {
                    nesting.set_height(obj, 0);
                    path.push(Level { holder: obj, cursor: 0, below: 0 })?;
                }
            }
        }
        let depth = path.len();
        let exceeds = match path.as_mut_slice().last_mut() {
            None => Some(false),
            Some(level) if depth + level.below > limit => Some(true),
            Some(level) => {
                met = match nesting.part(level.holder, level.cursor) {
                    Some((next, part)) => {
                        level.cursor = next;
                        Some(part)
                    }
                    None => {
                        nesting.set_height(level.holder, level.below + 1);
                        let holder = level.holder;
                        path.truncate(depth - 1);
                        // The holder meets it again, finished.
                        (depth > 1).then_some(holder)
                    }
                };
                None
            }
        };
        if let Some(exceeds) = exceeds {
            path.release();
            return Ok(exceeds);
        }
    }
}
