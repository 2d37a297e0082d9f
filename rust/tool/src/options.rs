//! The options of the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::board::Board;
use crate::commands::convert::To;

/// Look into pickles without executing anything of them, and find out what a MicroPython board makes of them.
#[derive(Parser)]
#[command(name = "mpickle", version, about)]
pub struct Cli {
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
/// The commands.
#[allow(missing_docs, reason = "each has its help in the struct's")]
pub enum Command {
    /// Whether a board loads a pickle, and what to do where it does not
    Check(Check),
    /// The tree of a pickle, or its opcodes
    Show(Show),
    /// The heap that a board needs to load a pickle, and what the object takes afterwards
    Heap(Heap),
    /// The records of a file: pickles in a row, packets, a log, a saved file
    Cat(Cat),
    /// A pickle as JSON, MessagePack or CBOR, and back
    Convert(Convert),
    /// A pickle with less for a board to read: narrowed arrays, columns, estimators as dictionaries
    Slim(Slim),
    /// Where two pickles describe different objects
    Diff(Diff),
    /// A pickle as a module to be frozen into a firmware, or for a ROM file system
    Freeze(Freeze),
    /// The objects of packets that arrive over a serial line or TCP
    Watch(Watch),
    /// Send the pickles of a file as packets
    Send(Send),
}

/// Options of `check`.
#[derive(Args)]
pub struct Check {
    /// The pickle; - for the standard input
    pub file: PathBuf,
    /// The file with the key that it must be signed with: all bytes of it
    #[arg(long, value_name = "KEYFILE")]
    pub key: Option<PathBuf>,
    /// The board
    #[arg(long, value_enum, default_value = "unix")]
    pub board: Board,
    /// mpickle's features in the firmware, if it does not have the usual ones
    #[arg(long, value_delimiter = ',')]
    pub features: Option<Vec<String>>,
    /// The firmware has ulab
    #[arg(long)]
    pub ulab: bool,
    /// Classes, functions or modules that the board's program has or registers: module.Name, or module
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub have: Vec<String>,
}

/// Options of `show`.
#[derive(Args)]
pub struct Show {
    /// The pickle; - for the standard input
    pub file: PathBuf,
    /// The file with the key that it must be signed with: all bytes of it
    #[arg(long, value_name = "KEYFILE")]
    pub key: Option<PathBuf>,
    /// Opcodes instead of the tree
    #[arg(long)]
    pub raw: bool,
    /// Levels that are shown
    #[arg(long, default_value_t = 8)]
    pub depth: usize,
    /// Parts of each object that are shown; 0 for all
    #[arg(long, default_value_t = 20)]
    pub items: usize,
}

/// Options of `heap`.
#[derive(Args)]
pub struct Heap {
    /// The pickle; - for the standard input
    pub file: PathBuf,
    /// The file with the key that it must be signed with: all bytes of it
    #[arg(long, value_name = "KEYFILE")]
    pub key: Option<PathBuf>,
    /// The board; otherwise one with 32 bits and one with 64
    #[arg(long, value_enum)]
    pub board: Option<Board>,
    /// Classes that the board lacks become stand-ins, as with unknown="stub"; otherwise it has them
    #[arg(long)]
    pub stubs: bool,
}

/// Options of `cat`.
#[derive(Args)]
pub struct Cat {
    /// The file; - for the standard input
    pub file: PathBuf,
    /// The file with the key that it must be signed with: all bytes of it
    #[arg(long, value_name = "KEYFILE")]
    pub key: Option<PathBuf>,
    /// JSON, one record a line
    #[arg(long, conflicts_with = "csv")]
    pub jsonl: bool,
    /// Comma-separated values; the first record's keys are the columns
    #[arg(long)]
    pub csv: bool,
}

/// Options of `convert`.
#[derive(Args)]
pub struct Convert {
    /// The file; - for the standard input
    pub file: PathBuf,
    /// The file with the key that it must be signed with: all bytes of it
    #[arg(long, value_name = "KEYFILE")]
    pub key: Option<PathBuf>,
    /// The format to write
    #[arg(long, value_enum)]
    pub to: To,
    /// The format to read; otherwise the file's name tells it
    #[arg(long, value_enum)]
    pub from: Option<To>,
    /// Where to write; otherwise to the standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The protocol of a pickle
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u8).range(0..=5))]
    pub protocol: u8,
}

/// Options of `slim`.
#[derive(Args)]
pub struct Slim {
    /// The pickle; - for the standard input
    pub file: PathBuf,
    /// The file with the key that it must be signed with: all bytes of it
    #[arg(long, value_name = "KEYFILE")]
    pub key: Option<PathBuf>,
    /// Where to write
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// Floats in arrays have single precision
    #[arg(long, conflicts_with = "float16")]
    pub float32: bool,
    /// Floats in arrays have half precision
    #[arg(long)]
    pub float16: bool,
    /// Keep only these keys and attributes
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub keep: Vec<String>,
    /// Fitted estimators become dictionaries of what they predict with
    #[arg(long)]
    pub estimator: bool,
    /// The protocol; since 5 arrays can be written to
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u8).range(0..=5))]
    pub protocol: u8,
}

/// Options of `diff`.
#[derive(Args)]
pub struct Diff {
    /// A pickle
    pub first: PathBuf,
    /// Another
    pub second: PathBuf,
    /// The file with the key that both must be signed with: all bytes of it
    #[arg(long, value_name = "KEYFILE")]
    pub key: Option<PathBuf>,
    /// Differences that are shown
    #[arg(long, default_value_t = 50)]
    pub most: usize,
}

/// Options of `freeze`.
#[derive(Args)]
pub struct Freeze {
    /// The pickle; - for the standard input
    pub file: PathBuf,
    /// The file with the key that it must be signed with: all bytes of it
    #[arg(long, value_name = "KEYFILE")]
    pub key: Option<PathBuf>,
    /// The module to write, or with --romfs the file
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// A file to be copied into a ROM file system, where it is used in place
    #[arg(long)]
    pub romfs: bool,
}

/// Options of `watch`.
#[derive(Args)]
pub struct Watch {
    /// A serial port (/dev/ttyACM0, COM3, a pseudo-terminal), or tcp://host:port
    pub port: String,
    /// The file with the key that it must be signed with: all bytes of it
    #[arg(long, value_name = "KEYFILE")]
    pub key: Option<PathBuf>,
    /// Bits a second
    #[arg(long, default_value_t = 115_200)]
    pub baud: u32,
    /// Comma-separated values in place of JSON
    #[arg(long)]
    pub csv: bool,
    /// End after so many objects
    #[arg(long)]
    pub count: Option<u64>,
    /// End after so many seconds
    #[arg(long)]
    pub seconds: Option<f64>,
}

/// Options of `send`.
#[derive(Args)]
pub struct Send {
    /// Pickles, one behind the other; - for the standard input
    pub file: PathBuf,
    /// A serial port (/dev/ttyACM0, COM3, a pseudo-terminal), or tcp://host:port
    pub port: String,
    /// The file with the key to sign with: all bytes of it
    #[arg(long, value_name = "KEYFILE")]
    pub key: Option<PathBuf>,
    /// The counter of the first packet; each has one more than the one before
    #[arg(long, requires = "key")]
    pub counter: Option<u32>,
    /// Bits a second
    #[arg(long, default_value_t = 115_200)]
    pub baud: u32,
    /// The receiver does not answer
    #[arg(long)]
    pub no_ack: bool,
    /// Seconds to wait for an answer before a packet is sent again
    #[arg(long, default_value_t = 1.0)]
    pub wait: f64,
    /// How often a packet is sent before giving up
    #[arg(long, default_value_t = 10)]
    pub tries: u32,
}
