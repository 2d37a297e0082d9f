//! Properties of the firmware on which the Rust half relies, as assertions for the firmware's own C compiler:
//! `contract.h`, a line of macros of `cmodule/contract/contract.h` for each switch, number, layout and prototype.
//!
//! All of it is read back out of what bindgen has generated, so that nothing that Rust sees can be missing.

use std::collections::BTreeMap;
use std::fmt::Write;

use anyhow::{Context, Result, bail};
use syn::visit::{self, Visit};
use syn::{Expr, File, ForeignItem, GenericArgument, Item, Lit, ReturnType, Stmt, Type};

use crate::config::{self, Values};

/// The text of `contract.h` for these bindings.
pub fn contract(bindings: &str, values: &Values) -> Result<String> {
    let file = syn::parse_file(bindings).context("bindgen's output is no Rust")?;
    let mut text = String::from("// What the Rust half was compiled for: see contract/contract.h.\n");
    config::contract(values, &mut text)?;
    constants(&file, &mut text)?;
    let aliases = aliases(&file);
    layouts(&file, &aliases, &mut text)?;
    enums(&file, &mut text)?;
    prototypes(&file, &mut text)?;
    Ok(text)
}

/// Macros that bindgen has evaluated.
fn constants(file: &File, text: &mut String) -> Result<()> {
    for item in &file.items {
        if let Item::Const(constant) = item
            && let Expr::Lit(literal) = &*constant.expr
            && let Lit::Int(value) = &literal.lit
        {
            writeln!(text, "MPICKLE_VALUE({}, {})", constant.ident, value.base10_digits())?;
        }
    }
    Ok(())
}

/// C's names of types that Rust knows by a struct's tag.
fn aliases(file: &File) -> BTreeMap<String, String> {
    let mut aliases = BTreeMap::new();
    for item in &file.items {
        if let Item::Type(alias) = item
            && let Type::Path(path) = &*alias.ty
            && let Some(name) = path.path.get_ident()
        {
            aliases.entry(name.to_string()).or_insert_with(|| alias.ident.to_string());
        }
    }
    aliases
}

/// A type's size and the places of its fields.
#[derive(Default)]
struct Layout {
    size: u64,
    fields: Vec<(String, u64)>,
}

/// Sizes and offsets, from the assertions that bindgen has written into its output, and the places of bit-fields.
fn layouts(file: &File, aliases: &BTreeMap<String, String>, text: &mut String) -> Result<()> {
    let mut layouts: BTreeMap<String, Layout> = BTreeMap::new();
    for item in &file.items {
        let Item::Const(constant) = item else { continue };
        let Expr::Block(block) = &*constant.expr else { continue };
        for stmt in &block.block.stmts {
            let (what, number) = assertion(stmt).context("bindgen's assertions have another form")?;
            if let Some(name) = what.strip_prefix("Size of ") {
                layouts.entry(name.to_string()).or_default().size = number;
            } else if let Some((name, field)) =
                what.strip_prefix("Offset of field: ").and_then(|path| path.split_once("::"))
            {
                layouts.entry(name.to_string()).or_default().fields.push((field.to_string(), number));
            }
        }
    }
    let bits = Bits::of(file);
    for (name, layout) in layouts.iter().filter(|(name, _)| !name.contains("__bindgen")) {
        let c = aliases.get(name).cloned().unwrap_or_else(|| format!("struct {name}"));
        for (field, offset) in layout.fields.iter().filter(|(field, _)| !field.contains("__bindgen")) {
            writeln!(text, "MPICKLE_OFFSET({c}, {}, {offset})", c_name(field))?;
        }
        for bit in bits.0.iter().filter(|bit| bit.whole == *name) {
            // A unit of bit-fields ends where the field behind it begins, or the padding before that.
            let end = bit.next.as_ref().map_or(Some(layout.size), |next| {
                layout.fields.iter().find(|(field, _)| field == next).map(|(_, offset)| *offset)
            });
            let start = end
                .and_then(|end| end.checked_sub(bit.to_end))
                .with_context(|| format!("the place of the bit-field {name}::{} is not known", bit.field))?;
            let first = start * 8 + bit.first;
            writeln!(text, "MPICKLE_BITS({c}, {}, {first}, {})", c_name(&bit.field), bit.width)?;
        }
        writeln!(text, "MPICKLE_SIZE({c}, {})", layout.size)?;
    }
    Ok(())
}

/// Sizes of enums, which are as short as the compiler's flags make them.
fn enums(file: &File, text: &mut String) -> Result<()> {
    for item in &file.items {
        let Item::Mod(module) = item else { continue };
        let (_, items) = module.content.as_ref().context("a module without content")?;
        let ty = items.iter().find_map(|item| match item {
            Item::Type(alias) if alias.ident == "Type" => Some(&*alias.ty),
            _ => None,
        });
        let Some(Type::Path(path)) = ty else { continue };
        let name = path.path.segments.last().context("an empty path")?.ident.to_string();
        let size = match name.as_str() {
            "c_char" | "c_schar" | "c_uchar" | "u8" | "i8" => 1,
            "c_short" | "c_ushort" | "u16" | "i16" => 2,
            "c_int" | "c_uint" | "u32" | "i32" => 4,
            "c_longlong" | "c_ulonglong" | "u64" | "i64" => 8,
            other => bail!("the size of an enum of {other} is not known"),
        };
        let tag = module.ident.to_string();
        // Those of cmodule have tags alone; MicroPython's have names, and tags that begin with `_` at most.
        let c = if tag.starts_with("mpickle_") {
            format!("enum {tag}")
        } else {
            tag.trim_start_matches('_').into()
        };
        writeln!(text, "MPICKLE_SIZE({c}, {size})")?;
    }
    Ok(())
}

/// The text and the number of `["Size of …"][size_of::<…>() - 8usize];`.
fn assertion(stmt: &Stmt) -> Option<(String, u64)> {
    let Stmt::Expr(Expr::Index(index), _) = stmt else { return None };
    let Expr::Array(array) = &*index.expr else { return None };
    let Some(Expr::Lit(what)) = array.elems.first() else { return None };
    let Expr::Binary(difference) = &*index.index else { return None };
    let (Lit::Str(what), Expr::Lit(number)) = (&what.lit, &*difference.right) else { return None };
    let Lit::Int(number) = &number.lit else { return None };
    Some((what.value(), number.base10_parse().ok()?))
}

/// A bit-field as its getter has it.
struct Bit {
    whole: String,
    field: String,
    /// Place in its unit, and length, in bits.
    first: u64,
    width: u64,
    /// Bytes from the unit's begin to the field behind it, and that field's name; else to the struct's end.
    to_end: u64,
    next: Option<String>,
}

struct Bits(Vec<Bit>);

impl Bits {
    fn of(file: &File) -> Bits {
        let mut bits = Vec::new();
        for item in &file.items {
            let Item::Impl(methods) = item else { continue };
            let Some(whole) = ident(&methods.self_ty) else { continue };
            for method in &methods.items {
                let syn::ImplItem::Fn(method) = method else { continue };
                let mut getter = Getter::default();
                getter.visit_block(&method.block);
                let Some((unit, first, width)) = getter.found else { continue };
                let Some((to_end, next)) = unit_of(file, &whole, &unit) else { continue };
                let field = method.sig.ident.to_string();
                bits.push(Bit { whole: whole.clone(), field, first, width, to_end, next });
            }
        }
        Bits(bits)
    }
}

/// Finds `self._bitfield_1.get_const::<3usize, 61u8>()`.
#[derive(Default)]
struct Getter {
    found: Option<(String, u64, u64)>,
}

impl<'a> Visit<'a> for Getter {
    fn visit_expr_method_call(&mut self, call: &'a syn::ExprMethodCall) {
        visit::visit_expr_method_call(self, call);
        let (Expr::Field(unit), Some(turbofish)) = (&*call.receiver, &call.turbofish) else { return };
        let syn::Member::Named(unit) = &unit.member else { return };
        let numbers: Vec<u64> = turbofish.args.iter().filter_map(number).collect();
        if let ("get_const", [first, width]) = (call.method.to_string().as_str(), &numbers[..]) {
            self.found = Some((unit.to_string(), *first, *width));
        }
    }
}

fn number(argument: &GenericArgument) -> Option<u64> {
    let GenericArgument::Const(Expr::Lit(literal)) = argument else { return None };
    let Lit::Int(value) = &literal.lit else { return None };
    value.base10_parse().ok()
}

/// The bytes of a unit of bit-fields with the padding behind it, and the name of the next field.
fn unit_of(file: &File, whole: &str, unit: &str) -> Option<(u64, Option<String>)> {
    let fields = file.items.iter().find_map(|item| match item {
        Item::Struct(found) if found.ident == whole => Some(&found.fields),
        _ => None,
    })?;
    let named = |field: &syn::Field| field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
    let mut fields = fields.iter().skip_while(|field| named(field) != unit);
    // __BindgenBitfieldUnit<[u8; 8usize]>
    let Type::Path(path) = &fields.next()?.ty else { return None };
    let syn::PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else {
        return None;
    };
    let GenericArgument::Type(bytes) = arguments.args.first()? else { return None };
    let mut size = array_bytes(bytes)?;
    for field in fields {
        if !named(field).starts_with("__bindgen_padding") {
            return Some((size, Some(named(field))));
        }
        size += array_bytes(&field.ty)?;
    }
    Some((size, None))
}

/// The size of `[u16; 3usize]`.
fn array_bytes(ty: &Type) -> Option<u64> {
    let Type::Array(array) = ty else { return None };
    let Expr::Lit(length) = &array.len else { return None };
    let Lit::Int(length) = &length.lit else { return None };
    let item: u64 = ident(&array.elem)?.strip_prefix('u')?.parse().ok()?;
    Some(length.base10_parse::<u64>().ok()? * item / 8)
}

/// Functions of MicroPython's. Those of cmodule come with the object.
fn prototypes(file: &File, text: &mut String) -> Result<()> {
    let foreign = file.items.iter().filter_map(|item| match item {
        Item::ForeignMod(foreign) => Some(&foreign.items),
        _ => None,
    });
    for item in foreign.flatten() {
        let ForeignItem::Fn(function) = item else { continue };
        let name = function.sig.ident.to_string();
        if name.starts_with("mpickle_") {
            continue;
        }
        match prototype(&function.sig) {
            Ok((returned, arguments)) => {
                writeln!(text, "MPICKLE_FUNCTION({name}, {returned}, ({arguments}))")?;
            }
            // An error where Rust uses it (rust/build/src/contract.rs).
            Err(_) => writeln!(text, "MPICKLE_UNKNOWN({name})")?,
        }
    }
    Ok(())
}

/// A function's result and arguments, as C spells them.
fn prototype(signature: &syn::Signature) -> Result<(String, String)> {
    let arguments = signature.inputs.iter().map(|argument| match argument {
        syn::FnArg::Typed(argument) => c_type(&argument.ty),
        syn::FnArg::Receiver(_) => bail!("it has a receiver"),
    });
    let mut arguments = arguments.collect::<Result<Vec<_>>>()?;
    if signature.variadic.is_some() {
        arguments.push("...".into());
    }
    if arguments.is_empty() {
        arguments.push("void".into());
    }
    Ok((c_returned(&signature.output)?, arguments.join(", ")))
}

fn c_returned(output: &ReturnType) -> Result<String> {
    match output {
        ReturnType::Default => Ok("void".into()),
        ReturnType::Type(_, ty) if matches!(&**ty, Type::Never(_)) => Ok("void".into()),
        ReturnType::Type(_, ty) => c_type(ty),
    }
}

/// C's spelling of a type in a prototype.
fn c_type(ty: &Type) -> Result<String> {
    match ty {
        Type::Ptr(pointer) => {
            let qualifier = if pointer.const_token.is_some() { "const " } else { "" };
            let inner = c_type(&pointer.elem)?;
            // `const char *const *`: the qualifier belongs to what is pointed at.
            Ok(if inner.ends_with('*') {
                format!("{inner}{qualifier}*")
            } else {
                format!("{qualifier}{inner} *")
            })
        }
        Type::Path(path) => {
            let segments: Vec<_> = path.path.segments.iter().collect();
            let last = segments.last().context("an empty path")?;
            let name = last.ident.to_string();
            if let ("Option", syn::PathArguments::AngleBracketed(arguments)) =
                (name.as_str(), &last.arguments)
                && let Some(GenericArgument::Type(Type::BareFn(function))) = arguments.args.first()
            {
                let arguments = function.inputs.iter().map(|argument| c_type(&argument.ty));
                let arguments = arguments.collect::<Result<Vec<_>>>()?.join(", ");
                return Ok(format!("{} (*)({arguments})", c_returned(&function.output)?));
            }
            // An enum is a module with a type in it.
            let name = if name == "Type" && segments.len() > 1 {
                segments[segments.len() - 2].ident.to_string()
            } else {
                name
            };
            Ok(match PRIMITIVES.iter().find(|(rust, _)| *rust == name) {
                Some((_, c)) => (*c).to_string(),
                None if name.starts_with('_') => format!("struct {name}"),
                None => name,
            })
        }
        _ => bail!("a type that has no spelling in C yet"),
    }
}

/// The name of a type without a path.
fn ident(ty: &Type) -> Option<String> {
    let Type::Path(path) = ty else { return None };
    path.path.get_ident().map(ToString::to_string)
}

/// C's name of a field: bindgen puts `_` behind Rust's keywords.
fn c_name(field: &str) -> &str {
    match field.strip_suffix('_') {
        Some(name) if syn::parse_str::<syn::Ident>(name).is_err() => name,
        _ => field,
    }
}

const PRIMITIVES: [(&str, &str); 24] = [
    ("usize", "size_t"),
    ("isize", "ssize_t"),
    ("u8", "uint8_t"),
    ("i8", "int8_t"),
    ("u16", "uint16_t"),
    ("i16", "int16_t"),
    ("u32", "uint32_t"),
    ("i32", "int32_t"),
    ("u64", "uint64_t"),
    ("i64", "int64_t"),
    ("f32", "float"),
    ("f64", "double"),
    ("c_char", "char"),
    ("c_schar", "signed char"),
    ("c_uchar", "unsigned char"),
    ("c_short", "short"),
    ("c_ushort", "unsigned short"),
    ("c_int", "int"),
    ("c_uint", "unsigned int"),
    ("c_long", "long"),
    ("c_ulong", "unsigned long"),
    ("c_longlong", "long long"),
    ("c_ulonglong", "unsigned long long"),
    ("c_void", "void"),
];
