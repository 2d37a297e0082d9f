//! Writes `mpickle.h`, the header that cmodule includes, into `OUT_DIR`:
//! the exported functions by cbindgen, the version, and a
//! `#define MPICKLE_FEATURE_…` for every cargo feature that is on, so that C
//! and Rust agree, and the items of `mpickle.features`.

use std::path::PathBuf;
use std::{env, fs};

use anyhow::{Context, Result};

const FEATURE: &str = "CARGO_FEATURE_";
/// Features that are formats.
const FORMATS: [&str; 4] = ["PICKLE", "MSGPACK", "CBOR", "PROTOBUF_TABLES"];
/// Features that others share, or that only tests have: no list names them.
const SHARED: [&str; 3] = ["TREE", "FORMATS", "SHORT_RUNS"];

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
        .filter_map(|(name, _)| name.strip_prefix(FEATURE).map(str::to_string))
        .filter(|feature| feature != "DEFAULT")
        .collect();
    // Lists of features are older than the choice of a format, and the smallest of them is empty.
    if !FORMATS.iter().any(|format| features.iter().any(|feature| feature == format)) {
        println!("cargo:rustc-cfg=feature=\"pickle\"");
        features.push("PICKLE".to_string());
    }
    features.sort();
    let mut defines = format!("#define MPICKLE_VERSION \"{}\"\n", env::var("CARGO_PKG_VERSION")?);
    for feature in &features {
        defines += &format!("#define MPICKLE_FEATURE_{feature} 1\n");
    }
    let named = features.iter().filter(|feature| !SHARED.contains(&feature.as_str()));
    let names: Vec<String> = named.map(|feature| object(feature)).collect();
    defines += &format!("#define MPICKLE_FEATURE_COUNT {}\n", names.len());
    defines += &format!("#define MPICKLE_FEATURE_NAMES {}\n", names.join(", "));
    config.after_includes = Some(defines);

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

/// The object in ROM for a feature's name: an interned string, or one of modmpickle.c's for a name that
/// is no identifier.
fn object(feature: &str) -> String {
    let name = feature.to_lowercase();
    if name.contains('_') {
        format!("MP_ROM_PTR(&mpickle_feature_{name})")
    } else {
        format!("MP_ROM_QSTR(MP_QSTR_{name})")
    }
}
