//! Firmwares that are built while others are tested.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, mpsc};
use std::thread;

use anyhow::{Context, Result};

use crate::ports::Build;

/// So many are built at a time: Rust's part of a build keeps one core busy.
const AT_A_TIME: usize = 2;

/// Runs the builds in their order, and hands what each makes, with its number, to `test`: in the same order, and while
/// the next ones are being built.
///
/// # Errors
/// The first of a build or of `test`; what has not begun by then is not built.
pub fn each<T>(builds: Vec<Build>, mut test: impl FnMut(usize, PathBuf) -> Result<T>) -> Result<Vec<T>> {
    let count = builds.len();
    let queue = Mutex::new(builds.into_iter().enumerate());
    let next = || queue.lock().expect("no thread panics with the queue").next();
    thread::scope(|scope| {
        let (sender, results) = mpsc::channel();
        for _ in 0..AT_A_TIME {
            let sender = sender.clone();
            scope.spawn(move || {
                while let Some((number, build)) = next() {
                    if sender.send((number, build.run())).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        let mut built = BTreeMap::new();
        let in_order = (0..count).map(|number| {
            let made = loop {
                if let Some(made) = built.remove(&number) {
                    break made;
                }
                let (number, made) = results.recv().context("a build's thread panicked")?;
                built.insert(number, made);
            };
            test(number, made?)
        });
        let outcome = in_order.collect();
        // A thread that has built what nobody waits for ends.
        drop(results);
        outcome
    })
}

/// Builds all of them; what they make, in their order.
///
/// # Errors
/// The first of a build.
pub fn all(builds: Vec<Build>) -> Result<Vec<PathBuf>> {
    each(builds, |_, made| Ok(made))
}
