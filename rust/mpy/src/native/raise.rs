//! Errors become Python exceptions here, and only here.

use model::{Buffer, Error};

pub use crate::format::REFUSAL;
use crate::format::{FIRST, class_name, text};
use crate::native::memory::Memory;
use crate::native::names::Name;
use crate::native::obj::{self, Obj};
use crate::native::table::{state, table};

/// Names in messages are cut after so many bytes, each of which may become four characters.
const NAME: usize = 64;

/// The words of an exception: "words 'first.second' at byte offset more".
pub struct Message<'a> {
    pub class: Name,
    /// UTF-8.
    pub words: &'a [u8],
    pub first: Option<&'a [u8]>,
    pub second: &'a [u8],
    pub offset: Option<usize>,
    pub more: &'a str,
}

impl<'a> Message<'a> {
    pub fn new(class: Name, words: &'a str) -> Self {
        Self::of(class, words.as_bytes())
    }

    /// The same, whose words are UTF-8.
    pub fn of(class: Name, words: &'a [u8]) -> Self {
        Self { class, words, first: None, second: b"", offset: None, more: "" }
    }

    #[cold]
    #[inline(never)]
    pub fn raise(&self) -> ! {
        let mut text = Memory::<u8>::default();
        let Ok(()) = text.extend(self.words);
        if let Some(first) = self.first {
            let mut name = Memory::<u8>::default();
            add_name(&mut name, first);
            if !self.second.is_empty() {
                let Ok(()) = name.push(b'.');
                add_name(&mut name, self.second);
            }
            let Ok(()) = text.push(b' ');
            quote(&mut text, name.as_slice());
        }
        if let Some(offset) = self.offset {
            let Ok(()) = text.extend(b" at byte ");
            number(&mut text, offset);
        }
        let Ok(()) = text.extend(self.more.as_bytes());
        let text = text.take_text(table().type_str);
        let exception = obj::call(class(self.class), &[text]);
        // SAFETY: an exception.
        // EXCEPTION: always.
        unsafe { (table().raise)(exception.raw()) }
    }
}

fn add_name(out: &mut Memory<u8>, name: &[u8]) {
    let (kept, dots) = if name.len() > NAME { (&name[..NAME - 3], &b"..."[..]) } else { (name, &b""[..]) };
    let Ok(()) = out.extend(kept);
    let Ok(()) = out.extend(dots);
}

/// As repr() of bytes: what a pickle holds may do anything to a terminal.
fn quote(out: &mut Memory<u8>, text: &[u8]) {
    let mark = if text.contains(&b'\'') && !text.contains(&b'"') { b'"' } else { b'\'' };
    let mut put = |bytes: &[u8]| {
        let Ok(()) = out.extend(bytes);
    };
    put(&[mark]);
    for &byte in text {
        match byte {
            b'\\' => put(b"\\\\"),
            b'\n' => put(b"\\n"),
            b'\r' => put(b"\\r"),
            b'\t' => put(b"\\t"),
            _ if byte == mark => put(&[b'\\', byte]),
            b' '..=b'~' => put(&[byte]),
            _ => put(&[b'\\', b'x', digit(byte >> 4), digit(byte & 15)]),
        }
    }
    put(&[mark]);
}

fn digit(value: u8) -> u8 {
    if value < 10 { b'0' + value } else { b'a' - 10 + value }
}

/// A number in decimal.
fn number(out: &mut Memory<u8>, mut value: usize) {
    let start = out.len();
    loop {
        let Ok(()) = out.push(b'0' + (value % 10) as u8);
        value /= 10;
        if value == 0 {
            break;
        }
    }
    out.as_mut_slice()[start..].reverse();
}

/// The class of this name: the module's own, or a built-in one.
fn class(name: Name) -> usize {
    if let Some(class) = (name as usize).checked_sub(FIRST as usize).and_then(|at| state().errors.get(at)) {
        return *class;
    }
    match obj::builtin(state().builtins, name) {
        0 => obj::builtin(state().builtins, Name::ValueError),
        class => class,
    }
}

/// Raises MemoryError.
#[cold]
#[inline(never)]
pub fn out_of_memory() -> ! {
    // SAFETY: a class, and text that ends with a NUL.
    // EXCEPTION: always.
    unsafe { (table().raise_msg)(class(Name::MemoryError), c"memory allocation failed".as_ptr().cast()) }
}

/// Raises with these words.
#[cold]
#[inline(never)]
pub fn raise(class: Name, words: &str) -> ! {
    Message::new(class, words).raise()
}

/// "words 'first.second'"
#[cold]
#[inline(never)]
pub fn named(class: Name, words: &str, first: &[u8], second: &[u8]) -> ! {
    Message { first: Some(first), second, ..Message::new(class, words) }.raise()
}

/// The exception for input that is refused, "words 'type of obj'".
#[cold]
pub fn refusing_type(words: &str, obj: Obj) -> ! {
    named(REFUSAL, words, obj.class_name(), b"")
}

/// Raises the exception for a codec's error while reading, with the offset and the byte there.
#[cold]
#[inline(never)]
pub fn reading(error: Error, offset: usize, culprit: u8) -> ! {
    let byte = [culprit];
    let first = (cfg!(feature = "pickle") && error == Error::UnknownOpcode).then_some(&byte[..]);
    Message { first, offset: Some(offset), ..Message::of(class_name(error), text(error)) }.raise()
}

/// Raises the exception for a codec's error while writing.
#[cold]
pub fn writing(error: Error) -> ! {
    Message::of(class_name(error), text(error)).raise()
}

/// OSError with this number.
#[cfg(feature = "streams")]
#[cold]
pub fn os_error(number: i32, begun: bool) -> ! {
    let number = Obj::from_small_int(number as isize).unwrap_or_else(Obj::none);
    let text = match begun {
        true if cfg!(feature = "pickle") => &b"part of a pickle is lost"[..],
        true => b"part of an item is lost",
        false => b"",
    };
    let args = [number, obj::new_copy(table().type_str, text)];
    let exception = obj::call(class(Name::OSError), &args[..1 + usize::from(begun)]);
    // SAFETY: an exception.
    // EXCEPTION: always.
    unsafe { (table().raise)(exception.raw()) }
}
