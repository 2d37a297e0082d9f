//! `cargo xtask docs`: the site of the docs.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::ports::PortArgs;
use crate::setup::{packages, python};
use crate::{paths, run, web};

/// The scripts and settings of the site.
const SOURCE: &str = "docs/site";

/// `cargo xtask docs`.
#[derive(clap::Args)]
pub struct DocsArgs {
    #[command(flatten)]
    port: PortArgs,
    /// Leave out the page on which one can try mpickle, which needs Emscripten.
    #[arg(long)]
    without_page: bool,
}

/// Makes the site, with the try-it page where it can be built, and prints its first page.
pub fn docs(args: &DocsArgs) -> Result<()> {
    let page = if args.without_page {
        None
    } else if packages::reaches_emscripten() {
        Some(web::page(&args.port)?)
    } else {
        eprintln!(
            "No Emscripten later than 3.1.6 here: the site comes without the page on which one can try it"
        );
        None
    };
    println!("{}", site(page)?.join("index.html").display());
    Ok(())
}

/// Makes the site and returns its folder. A link that leads nowhere, and whatever else Sphinx warns of, is an error.
pub fn site(page: Option<PathBuf>) -> Result<PathBuf> {
    let python = python::ensure(&[python::SITE])?;
    let staged = paths::target().join("site-source");
    let mut stage = Command::new(&python);
    stage.arg(paths::root().join(SOURCE).join("stage.py")).arg(&staged).args(page);
    run::step("Collecting the pages", &mut stage)?;
    let site = paths::target().join("site");
    if site.is_dir() {
        fs::remove_dir_all(&site)?;
    }
    let mut sphinx = Command::new(&python);
    sphinx.args([
        "-m",
        "sphinx",
        "--fail-on-warning",
        "--keep-going",
        "--nitpicky",
        "--fresh-env",
        "--write-all",
    ]);
    sphinx.args(["--builder", "html"]).args([&staged, &site]).env("PYTHONDONTWRITEBYTECODE", "1");
    run::step("Building the site", &mut sphinx)?;
    Ok(site)
}
