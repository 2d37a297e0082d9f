//! A linked native module, taken apart: the piece of memory that is loaded, and the words in it that the
//! loader adjusts.
//!
//! `ports/mpy/module.ld` has code, constants and the table of addresses in one piece that starts at 0, and
//! static memory far behind. The linker makes a shared library of it, whose dynamic relocations are what is
//! to be adjusted.

use anyhow::{Context, Result, bail, ensure};
use object::elf::{
    R_ARM_ABS32, R_ARM_GLOB_DAT, R_ARM_RELATIVE, R_RISCV_32, R_RISCV_RELATIVE, R_X86_64_64,
    R_X86_64_GLOB_DAT, R_X86_64_RELATIVE,
};
use object::{Architecture, Object, ObjectSection, ObjectSymbol, RelocationFlags, RelocationTarget};

/// A place that the loader adds to a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// The start of the piece.
    Text,
    /// The start of static memory.
    Static,
    /// The table of the module's names.
    Names,
    /// `mp_fun_table`
    Table,
    /// The function at this index of `mp_fun_table`.
    Entry(u8),
}

/// The names of objects in `mp_fun_table`, from entry 73 on (`py/nativeglue.h`).
const OBJECTS: [&str; 14] = [
    "mp_type_type",
    "mp_type_str",
    "mp_type_list",
    "mp_type_dict",
    "mp_type_fun_builtin_0",
    "mp_type_fun_builtin_1",
    "mp_type_fun_builtin_2",
    "mp_type_fun_builtin_3",
    "mp_type_fun_builtin_var",
    "mp_type_Exception",
    "mp_stream_read_obj",
    "mp_stream_readinto_obj",
    "mp_stream_unbuffered_readline_obj",
    "mp_stream_write_obj",
];
const FIRST_OBJECT: u8 = 73;

impl Base {
    /// That of a name which the firmware has.
    fn named(name: &str) -> Result<Base> {
        Ok(match name {
            "mp_fun_table" => Base::Table,
            "mp_native_qstr_table" => Base::Names,
            _ => match OBJECTS.iter().position(|known| *known == name) {
                Some(at) => Base::Entry(FIRST_OBJECT + at as u8),
                None => bail!("{name} is in no table that a native module gets"),
            },
        })
    }
}

/// The bytes that are loaded.
#[derive(Debug, PartialEq, Eq)]
pub struct Image {
    /// Code, constants and addresses; execution begins at its first byte.
    pub text: Vec<u8>,
    /// Bytes of static memory.
    pub statics: usize,
    /// Places of words in `text`, in order, and what is added to each.
    pub adjusted: Vec<(usize, Base)>,
}

/// Takes a linked module apart; its static memory was linked to `statics`.
pub fn image(elf: &[u8], statics: u64) -> Result<Image> {
    let file = object::File::parse(elf).context("not an ELF file")?;
    let mut text = Vec::new();
    let mut static_size = 0;
    for section in file.sections() {
        let name = section.name()?;
        match name {
            ".text" | ".got" => {
                let start = usize::try_from(section.address())?;
                ensure!(start >= text.len(), "{name} overlaps what is before it");
                text.resize(start, 0);
                text.extend(section.data()?);
            }
            ".bss" => static_size = usize::try_from(section.size())?,
            ".data" | ".plt" if section.size() > 0 => bail!("a native module has no {name}"),
            _ => {}
        }
    }
    let word = if file.is_64() { 8 } else { 4 };
    text.resize(text.len().next_multiple_of(word), 0);
    let names: Vec<String> =
        file.dynamic_symbols().map(|symbol| Ok(symbol.name()?.to_string())).collect::<Result<_>>()?;
    let mut adjusted = Vec::new();
    for (place, relocation) in file.dynamic_relocations().into_iter().flatten() {
        let place = usize::try_from(place)?;
        ensure!(
            place % word == 0 && place + word <= text.len(),
            "an address outside of the module: {place:#x}"
        );
        let RelocationFlags::Elf { r_type } = relocation.flags() else { bail!("no ELF relocation") };
        let room = &mut text[place..place + word];
        let addend = if relocation.has_implicit_addend() { value(room) } else { relocation.addend() as u64 };
        let relative = match (file.architecture(), r_type) {
            (Architecture::X86_64, R_X86_64_RELATIVE)
            | (Architecture::Arm, R_ARM_RELATIVE)
            | (Architecture::Riscv32, R_RISCV_RELATIVE) => true,
            (Architecture::X86_64, R_X86_64_64 | R_X86_64_GLOB_DAT)
            | (Architecture::Arm, R_ARM_ABS32 | R_ARM_GLOB_DAT)
            | (Architecture::Riscv32, R_RISCV_32) => false,
            (architecture, _) => bail!("relocation {r_type} of {architecture:?} at {place:#x}"),
        };
        let (base, addend) = match relocation.target() {
            _ if relative && addend >= statics => (Base::Static, addend - statics),
            _ if relative => (Base::Text, addend),
            // The null symbol is not listed.
            RelocationTarget::Symbol(index) => {
                let name = names.get(index.0 - 1).context("a relocation without a symbol")?;
                (Base::named(name)?, addend)
            }
            _ => bail!("a relocation without a symbol at {place:#x}"),
        };
        room.copy_from_slice(&addend.to_le_bytes()[..word]);
        adjusted.push((place, base));
    }
    adjusted.sort_by_key(|(place, _)| *place);
    Ok(Image { text, statics: static_size, adjusted })
}

fn value(bytes: &[u8]) -> u64 {
    bytes.iter().rfold(0, |value, byte| value << 8 | u64::from(*byte))
}
