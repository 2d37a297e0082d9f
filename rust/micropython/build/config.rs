//! The firmware's configuration as Rust constants and cfgs.
//!
//! Most of MicroPython's switches are expressions over other macros, so they
//! are put into an enum which the compiler evaluates. A switch that this
//! MicroPython does not know counts as 0.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::rc::Rc;

use anyhow::{Context, Result, bail};
use bindgen::callbacks::{EnumVariantCustomBehavior, EnumVariantValue, ParseCallbacks};

/// Switches that are on or off: `MICROPY_<name>` becomes `pub const <name>: bool`.
const SWITCHES: &[&str] = &[
    "PY_ARRAY",
    "PY_ATTRTUPLE",
    "PY_BUILTINS_COMPLEX",
    "PY_BUILTINS_FROZENSET",
    "PY_BUILTINS_MEMORYVIEW",
    "PY_BUILTINS_NOTIMPLEMENTED",
    "PY_BUILTINS_SET",
    "PY_BUILTINS_SLICE",
    "PY_BUILTINS_STR_UNICODE",
    "PY_COLLECTIONS_DEQUE",
    "PY_COLLECTIONS_ORDEREDDICT",
];

/// Numbers: `MICROPY_<name>` becomes `pub const <name>: i64`.
const NUMBERS: &[&str] = &[
    "BYTES_PER_GC_BLOCK",
    "FLOAT_IMPL",
    "LONGINT_IMPL",
    "OBJ_REPR",
    "VERSION_MAJOR",
    "VERSION_MINOR",
    "VERSION_MICRO",
];

/// Objects whose bits are known at compile time, on builds where they are no pointers; else 0.
const OBJECTS: &[&str] = &["none", "false", "true"];

const PREFIX: &str = "MPICKLE_CONFIG_";
const ENUM: &str = "mpickle_config";
/// The probe itself is no binding.
pub const BLOCKED: &str = "mpickle_config|MPICKLE_CONFIG_.*";

/// C text that makes the compiler evaluate every switch.
pub fn probe() -> String {
    let mut text = String::new();
    for name in SWITCHES.iter().chain(NUMBERS) {
        let _ = writeln!(text, "#ifndef MICROPY_{name}\n#define MICROPY_{name} (0)\n#endif");
    }
    let _ = writeln!(text, "enum {ENUM} {{");
    for name in SWITCHES.iter().chain(NUMBERS) {
        let _ = writeln!(text, "    {PREFIX}{name} = (MICROPY_{name}),");
    }
    for name in OBJECTS {
        let _ = writeln!(
            text,
            "#if MICROPY_OBJ_IMMEDIATE_OBJS\n    {PREFIX}BITS_{name} = (mp_uint_t)mp_const_{name},\n#else\n    \
             {PREFIX}BITS_{name} = 0,\n#endif"
        );
    }
    text.push_str("};\n");
    text
}

/// Prefixes of enumerators in shim.h; the longer first.
const SHIM_PREFIXES: &[&str] = &["MPICKLE_C_NAME_", "MPICKLE_C_NUMPY_", "MPICKLE_C_"];

/// Collects the values that libclang computed for [`probe`].
#[derive(Clone, Debug, Default)]
pub struct Values(Rc<RefCell<Found>>);

#[derive(Debug, Default)]
struct Found {
    /// Switches, numbers and bits, by their names without a prefix.
    config: BTreeMap<String, i64>,
    /// Other enumerators, as C names them.
    enumerators: BTreeMap<String, i64>,
}

impl ParseCallbacks for Values {
    /// Enumerators stand in a module of their enum's name and need no prefix.
    fn enum_variant_name(
        &self,
        _enum_name: Option<&str>,
        variant: &str,
        _value: EnumVariantValue,
    ) -> Option<String> {
        SHIM_PREFIXES.iter().find_map(|prefix| variant.strip_prefix(prefix)).map(str::to_string)
    }

    fn enum_variant_behavior(
        &self,
        _enum_name: Option<&str>,
        variant: &str,
        value: EnumVariantValue,
    ) -> Option<EnumVariantCustomBehavior> {
        let value = match value {
            EnumVariantValue::Signed(v) => v,
            EnumVariantValue::Unsigned(v) => v as i64,
            EnumVariantValue::Boolean(v) => v.into(),
        };
        let mut found = self.0.borrow_mut();
        match variant.strip_prefix(PREFIX) {
            Some(name) => found.config.insert(name.to_string(), value),
            None => found.enumerators.insert(variant.to_string(), value),
        };
        None
    }
}

/// Writes `config.rs` and tells cargo the cfgs.
pub fn write(values: &Values, file: &Path) -> Result<()> {
    let values = &values.0.borrow().config;
    let get = |name: &str| {
        values.get(name).copied().with_context(|| format!("libclang did not evaluate MICROPY_{name}"))
    };
    let mut text = String::new();
    for name in SWITCHES {
        let on = get(name)? != 0;
        let _ = writeln!(text, "/// `MICROPY_{name}`\npub const {name}: bool = {on};");
    }
    for name in NUMBERS {
        let _ = writeln!(text, "/// `MICROPY_{name}`\npub const {name}: i64 = {};", get(name)?);
    }
    for name in OBJECTS {
        let bits = get(&format!("BITS_{name}"))?;
        let _ = writeln!(
            text,
            "/// Bits of `mp_const_{name}`; 0 where it is a pointer.\npub const {}: u64 = {bits};",
            name.to_uppercase()
        );
    }
    fs::write(file, text)?;

    set_cfg("repr", &["a", "b", "c", "d"], get("OBJ_REPR")?)?;
    set_cfg("float", &["none", "single", "double"], get("FLOAT_IMPL")?)?;
    set_cfg("longint", &["none", "longlong", "mpz"], get("LONGINT_IMPL")?)?;
    Ok(())
}

/// Adds the lines of `contract.h` for the configuration and for enumerators.
pub fn contract(values: &Values, text: &mut String) -> Result<()> {
    let found = values.0.borrow();
    for name in SWITCHES.iter().chain(NUMBERS) {
        writeln!(text, "#ifndef MICROPY_{name}\n#define MICROPY_{name} (0)\n#endif")?;
    }
    for name in SWITCHES {
        let on = found.config.get(*name).is_some_and(|value| *value != 0);
        writeln!(text, "MPICKLE_SWITCH({name}, {})", u8::from(on))?;
    }
    for name in NUMBERS {
        writeln!(text, "MPICKLE_NUMBER({name}, {})", found.config.get(*name).copied().unwrap_or(0))?;
    }
    for name in OBJECTS {
        let bits = found.config.get(&format!("BITS_{name}")).copied().unwrap_or(0);
        writeln!(text, "MPICKLE_CONSTANT({name}, {bits})")?;
    }
    for (name, value) in &found.enumerators {
        writeln!(text, "MPICKLE_VALUE({name}, {value})")?;
    }
    Ok(())
}

/// `#[cfg(repr = "a")]` and the like.
fn set_cfg(name: &str, names: &[&str], value: i64) -> Result<()> {
    let list: Vec<String> = names.iter().map(|n| format!("{n:?}")).collect();
    println!("cargo:rustc-check-cfg=cfg({name}, values({}))", list.join(", "));
    let Some(choice) = usize::try_from(value).ok().and_then(|v| names.get(v)) else {
        bail!("this MicroPython has an unknown {name} ({value})");
    };
    println!("cargo:rustc-cfg={name}=\"{choice}\"");
    Ok(())
}
