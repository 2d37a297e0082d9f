//! `mpickle freeze`: a pickle as a module that is frozen into a firmware, or as a file of a ROM file system.

use std::fmt::Write;

/// A Python module whose `DATA` is the pickle, in lines that editors can show.
#[must_use]
pub fn module(data: &[u8], name: &str) -> String {
    let mut text = format!(
        "# Made by mpickle freeze of {name}, {} bytes. On the board:\n#     mpickle.loads(DATA, copy=False)\nDATA = (\n",
        data.len()
    );
    for piece in data.chunks(32) {
        text += "    b\"";
        for byte in piece {
            // Short escapes: the file is compiled on the computer.
            match byte {
                b'"' | b'\\' => text.extend(['\\', char::from(*byte)]),
                0x20..=0x7e => text.push(char::from(*byte)),
                _ => {
                    let _ = write!(text, "\\x{byte:02x}");
                }
            }
        }
        text += "\"\n";
    }
    if data.is_empty() {
        text += "    b\"\"\n";
    }
    text + ")\n"
}
