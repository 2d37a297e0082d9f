//! `mpickle convert`: pickle, JSON, MessagePack and CBOR to each other.

use anyhow::{Context, Result};
use clap::ValueEnum;
use tree::Format;

use crate::graph::{Form, Graph, Node, Obj, write_pickle, write_tree};
use crate::json;
use crate::plain::{self, Dialect, Notes};

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

    /// The format of objects that a codec reads; None for JSON.
    #[must_use]
    pub fn form(self) -> Option<Form> {
        match self {
            To::Pickle => Some(Form::Pickle),
            To::Msgpack => Some(Form::Tree(Format::MessagePack)),
            To::Cbor => Some(Form::Tree(Format::Cbor)),
            To::Json => None,
        }
    }
}

/// An object in another format; what became something else goes into `notes`.
///
/// # Errors
/// The format has no form for something in it.
pub fn convert(graph: &mut Graph<'_>, root: Obj, to: To, protocol: u8, notes: &mut Notes) -> Result<Vec<u8>> {
    match to {
        To::Pickle => {
            let foreign = graph
                .survey(root)
                .order
                .into_iter()
                .any(|obj| matches!(graph.node(obj), Node::Ext(..) | Node::Tag(..) | Node::Simple(_)));
            let root = if foreign { plain::plain(graph, root, Dialect::Pickle, notes)? } else { root };
            write_pickle(graph, root, protocol).context("pickle")
        }
        To::Json => {
            plain::check_tree(graph, root)?;
            let root = plain::plain(graph, root, Dialect::Json, notes)?;
            Ok((json::write(graph, root)? + "\n").into_bytes())
        }
        To::Msgpack => {
            plain::check_tree(graph, root)?;
            let root = plain::plain(graph, root, Dialect::MessagePack, notes)?;
            write_tree(graph, root, Format::MessagePack).context("MessagePack")
        }
        To::Cbor => {
            plain::check_tree(graph, root)?;
            let root = plain::plain(graph, root, Dialect::Cbor, notes)?;
            write_tree(graph, root, Format::Cbor).context("CBOR")
        }
    }
}
