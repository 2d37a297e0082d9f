//! Lines of text: the arguments of protocol 0's opcodes, and of GLOBAL and INST.

use model::{Halt, Reader};

/// A line whose end was not in the window, both counted from its opcode.
#[derive(Clone, Copy, Default)]
pub struct Searched {
    /// The start of the line.
    line: usize,
    /// The bytes up to here hold no newline.
    until: usize,
}

/// The bytes up to the next newline, which is skipped.
pub fn line<'a>(r: &mut Reader<'a>, searched: &mut Searched) -> Result<&'a [u8], Halt> {
    let line = r.since_head();
    let known = if searched.line == line { searched.until.saturating_sub(line) } else { 0 };
    let rest = r.rest();
    match rest.iter().skip(known).position(|b| *b == b'\n') {
        Some(end) => {
            let end = known + end;
            if searched.line == line {
                *searched = Searched::default();
            }
            Ok(&r.take(end + 1)?[..end])
        }
        None => {
            *searched = Searched { line, until: line + rest.len() };
            r.take(rest.len() + 1)
        }
    }
}
