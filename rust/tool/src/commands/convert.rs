//! `mpickle convert`: pickle, JSON, MessagePack and CBOR to each other.

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use tree::Format;

use crate::graph::{Graph, Node, decode_tree, write_pickle, write_tree};
use crate::json;
use crate::plain::{self, Dialect, Notes};
use crate::source::{self, Kind};

/// A format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum To {
    /// Python's pickle
    Pickle,
    /// JSON
    Json,
    /// MessagePack
    Msgpack,
    /// CBOR
    Cbor,
}

impl To {
    /// The format that a file's name says; else pickle.
    #[must_use]
    pub fn of_name(path: &std::path::Path) -> Self {
        match path.extension().and_then(|end| end.to_str()) {
            Some("json") => To::Json,
            Some("msgpack" | "mp") => To::Msgpack,
            Some("cbor") => To::Cbor,
            _ => To::Pickle,
        }
    }
}

/// The object in `data` in another format; what became something else goes into `notes`.
///
/// # Errors
/// `data` is malformed, or the format has no form for something in it.
pub fn convert(data: &[u8], from: To, to: To, protocol: u8, notes: &mut Notes) -> Result<Vec<u8>> {
    let mut graph = Graph::new(data);
    let all = |(obj, end): (_, usize)| match data.len() - end {
        0 => Ok(obj),
        more => bail!("{more} bytes behind the object"),
    };
    let root = match from {
        To::Pickle => match source::first(&mut graph, data)? {
            (root, _, Kind::Saved) => root,
            (root, end, _) => all((root, end)).context("mpickle cat shows what follows")?,
        },
        To::Json => json::read(&mut graph, data)?,
        To::Msgpack => all(decode_tree(&mut graph, data, Format::MessagePack)?)?,
        To::Cbor => all(decode_tree(&mut graph, data, Format::Cbor)?)?,
    };
    match to {
        To::Pickle => {
            let foreign = graph
                .survey(root)
                .order
                .into_iter()
                .any(|obj| matches!(graph.node(obj), Node::Ext(..) | Node::Tag(..) | Node::Simple(_)));
            let root = if foreign { plain::plain(&mut graph, root, Dialect::Pickle, notes)? } else { root };
            write_pickle(&mut graph, root, protocol).context("pickle")
        }
        To::Json => {
            plain::check_tree(&graph, root)?;
            let root = plain::plain(&mut graph, root, Dialect::Json, notes)?;
            Ok((json::write(&graph, root)? + "\n").into_bytes())
        }
        To::Msgpack => {
            plain::check_tree(&graph, root)?;
            let root = plain::plain(&mut graph, root, Dialect::MessagePack, notes)?;
            write_tree(&mut graph, root, Format::MessagePack).context("MessagePack")
        }
        To::Cbor => {
            plain::check_tree(&graph, root)?;
            let root = plain::plain(&mut graph, root, Dialect::Cbor, notes)?;
            write_tree(&mut graph, root, Format::Cbor).context("CBOR")
        }
    }
}
