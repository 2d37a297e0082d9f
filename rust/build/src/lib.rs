//! Makes the Rust half of a firmware. micropython.mk and micropython.cmake run this on every machine
//! that builds one, so it is small and needs few crates.

pub mod contract;
pub mod debian;
pub mod firmware;
mod flags;
mod frames;
pub mod libclang;
pub mod object;
pub mod paths;
pub mod run;
pub mod target;
pub mod toolchain;
mod wasm;
pub mod xtensa;

use std::env;
use std::ffi::OsString;

use anyhow::{Context, Result, bail};

use firmware::{Firmware, FirmwareArgs};
use object::ObjectArgs;

/// How the program is called.
pub const USAGE: &str = "\
Usage: mpickle-build object [--archive] [--instrumented] [OPTIONS] OUT
       mpickle-build target [OPTIONS]

object compiles the Rust half for one firmware into the folder OUT; target prints its Rust target,
or says what is missing. Options, each with the variable that serves where it is not given:
  --cc CC                MPICKLE_CC           the port's C compiler
  --cflags FLAGS         MPICKLE_CFLAGS       its flags, as make has them
  --cflags-file FILE                          further flags, one a line
  --chip NAME                                 the chip, as ESP-IDF or pico-sdk calls it
  --features LIST        MPICKLE_FEATURES     cargo features instead of the default ones; none for none
  --rust-target TARGET   MPICKLE_RUST_TARGET  where neither chip nor compiler tells
  --cpu CPU                                   rustc's target-cpu, where the chip does not tell
  --opt-level LEVEL      MPICKLE_OPT_LEVEL    rustc's";

/// Runs the command that `args`, without the program's name, say.
///
/// # Errors
/// Words that it does not know; whatever keeps the object from being made.
pub fn main(args: impl IntoIterator<Item = OsString>) -> Result<()> {
    use lexopt::Arg::{Long, Short, Value};
    let mut parser = lexopt::Parser::from_args(args);
    let mut words = Vec::new();
    let mut archive = false;
    let mut instrumented =
        env::var_os("MPICKLE_INSTRUMENTED").is_some_and(|value| !value.is_empty() && value != "0");
    let mut firmware = FirmwareArgs::from_env()?;
    while let Some(arg) = parser.next()? {
        match arg {
            Value(word) => words.push(word),
            Long("archive") => archive = true,
            Long("instrumented") => instrumented = true,
            Long("help") | Short('h') => {
                println!("{USAGE}");
                return Ok(());
            }
            Long(name) => {
                let name = name.to_string();
                if !firmware.take(&name, &mut parser)? {
                    bail!("there is no option --{name}\n{USAGE}");
                }
            }
            Short(_) => bail!("{}\n{USAGE}", arg.unexpected()),
        }
    }
    let mut words = words.into_iter();
    let command = words.next().context(USAGE)?;
    match (command.to_str(), words.next(), words.next()) {
        (Some("object"), Some(out), None) => {
            object::make(&ObjectArgs { out: out.into(), archive, instrumented, firmware })
        }
        (Some("target"), None, None) => {
            let firmware = Firmware::new(&firmware)?;
            firmware.require_tools()?;
            println!("{}", firmware.rust_target);
            Ok(())
        }
        _ => bail!(USAGE),
    }
}
