//! Writes `mpickle.h`, the header that cmodule includes, into `OUT_DIR`:
//! the exported functions by cbindgen, the version, and a
//! `#define MPICKLE_FEATURE_…` for every cargo feature that is on, so that C
//! and Rust agree.

use std::path::PathBuf;
use std::{env, fs};

use anyhow::{Context, Result};

const FEATURE: &str = "CARGO_FEATURE_";

fn main() -> Result<()> {
    for file in ["build.rs", "cbindgen.toml", "src"] {
        println!("cargo:rerun-if-changed={file}");
    }
    let manifest = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let header = PathBuf::from(env::var("OUT_DIR")?).join("mpickle.h");

    let mut config = cbindgen::Config::from_file(manifest.join("cbindgen.toml"))
        .map_err(anyhow::Error::msg)
        .context("cbindgen.toml")?;
    let mut features: Vec<String> = env::vars()
        .filter_map(|(name, _)| name.strip_prefix(FEATURE).map(|f| format!("#define MPICKLE_FEATURE_{f} 1")))
        .filter(|line| !line.contains("FEATURE_DEFAULT "))
        .collect();
    features.sort();
    let version = format!("#define MPICKLE_VERSION \"{}\"\n", env::var("CARGO_PKG_VERSION")?);
    config.after_includes = Some(version + &features.join("\n"));

    let mut text = Vec::new();
    cbindgen::Builder::new()
        .with_config(config)
        .with_crate(&manifest)
        .generate()
        .context("cbindgen could not read rust/mpickle/src")?
        .write(&mut text);
    fs::write(header, text)?;
    Ok(())
}
