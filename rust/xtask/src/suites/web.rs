//! The webassembly port: the scripts under node, and those of tests/webassembly; the npm package, and the page in a browser.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::ports::PortArgs;
use crate::setup::node;
use crate::setup::packages::{self, Kit};
use crate::suites::report::{self, Tally};
use crate::suites::scripts::{self, On, Runner};
use crate::suites::test::{judge, tools_required};
use crate::web::{self, WebArgs};
use crate::{paths, run};

const NAME: &str = "webassembly";

/// Scripts that this port cannot pass, and why.
const OTHERS: [(&str, &[&str]); 2] = [
    (
        "garbage is collected when no Python code runs",
        &[
            "feed_chain",
            "feed_memory",
            "heap_pool",
            "hook_raises",
            "hostile",
            "intern",
            "into_memory",
            "registry_memory",
            "stream_memory",
        ],
    ),
    ("no FAT", &["options_everywhere"]),
];

/// Builds it, and runs all scripts that it can pass. An Emscripten, which is large, is fetched only if the suite was `named`,
/// and in continuous integration.
pub fn test(runner: &Runner, port: &PortArgs, named: bool) -> Result<Tally> {
    if !named && !tools_required() && !packages::reaches_emscripten() {
        let why = "no Emscripten later than 3.1.6 here: --only webassembly fetches one";
        return Ok(Tally::skip(NAME, why));
    }
    // The runner asks the target what it is from v1.25 on.
    if !knows_node(runner)? {
        return Ok(Tally::skip(NAME, "this MicroPython's runner of scripts does not know node by that name"));
    }
    let module = match web::ensure() {
        Ok(()) => web::build(&WebArgs { port: port.clone(), variant: "pyscript".into() })?,
        Err(error) => return Ok(Tally::lacking(NAME, &format!("{error:#}"), tools_required())),
    };
    let mut tally = Tally::default();
    let mut chosen: Vec<PathBuf> = scripts::files(&paths::root().join("tests/scripts"), "py")?;
    chosen.retain(|script| {
        let name = script.file_stem().unwrap_or_default().to_string_lossy();
        let reason = OTHERS.iter().find(|(_, names)| names.contains(&name.as_ref()));
        tally.skipped.extend(reason.map(|(why, _)| format!("{NAME}: {name}.py ({why})")));
        reason.is_none()
    });
    chosen.extend(scripts::files(&paths::root().join("tests/webassembly"), "py")?);
    tally.add(scripts::run_some(runner, NAME, &On::Node(&module), &chosen)?);
    tally.add(page(runner, &module)?);
    Ok(tally)
}

/// Makes the npm package and the page, and runs the tests of both.
fn page(runner: &Runner, module: &Path) -> Result<Tally> {
    let tools = node::ensure().and_then(|_| packages::ensure_kit(Kit::Browser));
    if let Err(error) = tools {
        return Ok(Tally::lacking("the try-it page", &format!("{error:#}"), tools_required()));
    }
    let package = web::make_npm(module, &runner.tree)?;
    let page = web::make_page(module, &runner.tree)?;
    let results = run::log_file("The try-it page", "xml")?;
    let _ = fs::remove_file(&results);
    let mut node = web::in_browser(&page)?;
    node.env("MPICKLE_NPM", package).env("PYTHON", &runner.python);
    node.args([
        "--test",
        "--test-concurrency=1",
        "--test-reporter=spec",
        "--test-reporter-destination=stdout",
    ]);
    node.arg("--test-reporter=junit").arg(format!("--test-reporter-destination={}", results.display()));
    let tests = scripts::files(&paths::root().join("tests/webassembly/page"), "mjs")?;
    node.args(tests.iter().filter(|file| file.to_string_lossy().ends_with(".test.mjs")));
    let outcome = run::observe("The npm package, and the try-it page in a browser", &mut node)?;
    let xml = fs::read_to_string(&results).with_context(|| format!("cannot read {}", results.display()))?;
    let mut tally = report::from_node(&xml)?;
    if !tally.failed.is_empty() {
        println!("{}", outcome.section("failing tests", "\u{0}"));
    }
    tally.say_where("the try-it page");
    Ok(judge(&outcome, tally))
}

fn knows_node(runner: &Runner) -> Result<bool> {
    let mut help = std::process::Command::new(&runner.python);
    help.args(["run-tests.py", "--help"]).current_dir(runner.tree.join("tests"));
    Ok(run::capture(&mut help)?.contains("--test-instance"))
}
