//! Reads MicroPython's headers with the port's own flags and writes
//!
//! - `bindings.rs`: functions, types and statics (the lists in `build/api.rs`),
//! - `config.rs`: the build's configuration as constants (`build/config.rs`),
//! - `contract.h`: all of that as assertions for the C compiler (`build/contract.rs`),
//!
//! into `OUT_DIR`, and sets the cfgs `repr = "a"`, `float = "double"`, ….
//!
//! The flags come from micropython.mk or micropython.cmake through the environment; there is no
//! sensible default, so building this crate alone is an error that says so.

#[path = "build/api.rs"]
mod api;
#[path = "build/config.rs"]
mod config;
#[path = "build/contract.rs"]
mod contract;
#[path = "build/flags.rs"]
mod flags;
#[path = "build/private.rs"]
mod private;

use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::{Context, Result, anyhow};
use bindgen::callbacks::ParseCallbacks;
use bindgen::{Abi, EnumVariation, RustTarget};

/// The folder of `shim.h`, and of the list of MicroPython's headers.
const SHIM: &str = "../../cmodule";

fn main() -> Result<()> {
    for file in ["build.rs", "build", SHIM] {
        println!("cargo:rerun-if-changed={file}");
    }
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let manifest = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let mut flags = flags::from_env()?;
    flags.push(format!("-I{}", manifest.join(SHIM).display()));

    let wrapper = out.join("wrapper.h");
    let includes = fs::read_to_string(manifest.join(SHIM).join("micropython/headers.h"))?;
    fs::write(&wrapper, includes + &config::probe() + &private::proof(&flags)?)?;

    let values = config::Values::default();
    let bindings = generate(&wrapper, &flags, values.clone())?;
    fs::write(out.join("contract.h"), contract::contract(&bindings, &values)?)?;
    fs::write(out.join("bindings.rs"), bindings)?;
    config::write(&values, &out.join("config.rs"))
}

/// Tells cargo about every header, so that a change of the firmware's
/// configuration builds all this anew.
#[derive(Debug)]
struct Headers;

impl ParseCallbacks for Headers {
    fn include_file(&self, name: &str) {
        if let Ok(file) = fs::canonicalize(name) {
            println!("cargo:rerun-if-changed={}", file.display());
        }
    }
}

fn generate(wrapper: &Path, flags: &[String], values: config::Values) -> Result<String> {
    let header = wrapper.to_str().context("OUT_DIR is not UTF-8")?;
    let mut builder = bindgen::builder()
        .header(header)
        .clang_args(flags)
        .enable_function_attribute_detection()
        .use_core()
        .layout_tests(true)
        .generate_comments(false)
        .derive_default(false)
        .derive_debug(false)
        .merge_extern_blocks(true)
        .prepend_enum_name(false)
        .default_enum_style(EnumVariation::ModuleConsts)
        .rust_target(RustTarget::stable(85, 0).map_err(|e| anyhow!("{e}"))?)
        .formatter(bindgen::Formatter::Prettyplease)
        .blocklist_item(config::BLOCKED)
        .parse_callbacks(Box::new(values))
        .parse_callbacks(Box::new(Headers));
    // A jump may cross these. Where there is an unwinder that is an unwinding, which Rust must expect.
    // A chip has none: there it is a jump and nothing else, and needs no code.
    if env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os != "none") {
        builder = builder.override_abi(Abi::CUnwind, format!("({})", api::RAISING.join("|")));
    }
    for name in api::RAISING.iter().chain(api::QUIET) {
        builder = builder.allowlist_function(name);
    }
    for name in api::TYPES {
        builder = builder.allowlist_type(name);
    }
    for name in api::STATICS {
        builder = builder.allowlist_var(name);
    }
    for name in api::BLOCKED {
        builder = builder.blocklist_item(name);
    }
    for name in api::OPAQUE {
        builder = builder.blocklist_item(name).raw_line(format!("#[repr(C)]\npub struct {name}([u8; 0]);"));
    }
    let bindings = builder.generate().context(
        "bindgen could not read MicroPython's headers with the port's flags (its complaints are above)",
    )?;
    Ok(bindings.to_string())
}
