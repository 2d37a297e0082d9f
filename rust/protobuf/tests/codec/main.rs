//! Messages over a small object model of its own: see [`common::Host`].

mod build;
mod common;
mod defaults;
mod depth;
mod faults;
mod hostile;
mod labels;
mod memory;
mod oracle;
mod rules;
mod targets;
mod unknown;
mod vectors;
