//! The webassembly port: MicroPython for node and browsers, the page on which one can try it, and its npm package.

mod npm;
mod page;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::ports::{self, Build, PortArgs};
use crate::setup::packages::{self, Kit};
use crate::setup::{self, emscripten, node};
use crate::{paths, run};

pub use npm::make as make_npm;
pub use page::make as make_page;

/// `cargo xtask build webassembly`.
#[derive(clap::Args, Clone)]
pub struct WebArgs {
    #[command(flatten)]
    pub port: PortArgs,
    /// MicroPython's variant: `pyscript` collects garbage only when no Python code runs, as JavaScript needs it.
    #[arg(long, default_value = "pyscript")]
    pub variant: String,
}

/// `cargo xtask web`.
#[derive(clap::Args)]
pub struct PageArgs {
    #[command(flatten)]
    port: PortArgs,
    /// Write a picture of the page to a file (PNG); needs Chromium.
    #[arg(long, value_name = "FILE")]
    picture: Option<PathBuf>,
}

/// Installs what building and running this port needs.
pub fn ensure() -> Result<()> {
    if !packages::reaches_emscripten() {
        emscripten::ensure()?;
    }
    packages::ensure_kit(Kit::Emscripten)?;
    setup::rust("wasm32-unknown-unknown")
}

/// Builds MicroPython with mpickle and returns the path of the JavaScript module, which has its .wasm beside it.
pub fn build(args: &WebArgs) -> Result<PathBuf> {
    ensure()?;
    let mut build =
        Build::new("webassembly", &format!("webassembly-{}", args.variant), "micropython.mjs", &args.port)?;
    build.set(format!("VARIANT={}", args.variant));
    for (name, value) in emscripten::environment() {
        build.env(name, value);
    }
    build.run()
}

/// Makes the page and the npm package, and prints where they are.
pub fn web(args: &PageArgs) -> Result<()> {
    let module = pyscript(&args.port)?;
    let tree = args.port.tree.path()?;
    let package = make_npm(&module, &tree)?;
    if ports::lacks(&tree, "micropython-lib") {
        eprintln!(
            "This MicroPython has no lib/micropython-lib: in PyScript the npm package runs Python without the module pyscript"
        );
    }
    let page = make_page(&module, &tree)?;
    if let Some(file) = &args.picture {
        draw(&page, file)?;
    }
    println!("{}\n{}", package.display(), page.display());
    Ok(())
}

/// Makes the page, and returns its folder.
pub fn page(port: &PortArgs) -> Result<PathBuf> {
    make_page(&pyscript(port)?, &port.tree.path()?)
}

/// The build that the page and the npm package have.
fn pyscript(port: &PortArgs) -> Result<PathBuf> {
    build(&WebArgs { port: port.clone(), variant: "pyscript".into() })
}

/// Has a browser draw the page.
fn draw(page: &Path, file: &Path) -> Result<()> {
    let mut node = in_browser(page)?;
    node.arg(paths::root().join("tests/webassembly/page/picture.mjs")).arg(file);
    run::step("Drawing the page", &mut node)
}

/// node with a browser at hand, and the folder of the page for it to look at.
pub fn in_browser(page: &Path) -> Result<Command> {
    packages::ensure_kit(Kit::Browser)?;
    let mut node = Command::new("node");
    node.env("NODE_PATH", node::ensure()?).env("MPICKLE_PAGE", page);
    Ok(node)
}
