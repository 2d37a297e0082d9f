//! Names of attributes that states bring.

use micropython::qstr::MAX_LEN;
use micropython::{List, Obj, Qstr, str};

use crate::raise;

/// Most names that are remembered.
const MOST: usize = 16;

/// The names that a load has interned: objects of one class have the same keys again and again, and each
/// look-up among MicroPython's interned strings takes a search through all of them.
pub struct Names {
    /// Each key is followed by its name. This keeps the keys alive, so that no other object
    /// comes to have their identity.
    known: Option<List>,
}

impl Names {
    /// Nothing looked up.
    pub const fn new() -> Self {
        Self { known: None }
    }

    /// A key of a state as the name of an attribute.
    #[inline(never)]
    pub fn get(&mut self, key: Obj) -> Qstr {
        if let Some(number) = key.qstr_number() {
            return Qstr::new(number);
        }
        // SAFETY: only this function changes it, further down.
        let known = self.known.map_or(&[][..], |known| unsafe { known.items() });
        let found = known.chunks_exact(2).find(|pair| pair[0] == key);
        if let Some(number) = found.and_then(|pair| pair[1].qstr_number()) {
            return Qstr::new(number);
        }
        let name = attribute(key);
        let pair = [key, name.obj()];
        match self.known {
            Some(list) if known.len() < 2 * MOST => list.extend(&pair),
            _ => self.known = Some(List::new(&pair)),
        }
        name
    }
}

/// A str as the name of an attribute.
pub fn attribute(key: Obj) -> Qstr {
    match str::text(key) {
        Some(text) if text.len() > MAX_LEN => raise::unpickling("attribute name too long"),
        Some(text) => key.qstr_number().map_or_else(|| Qstr::intern(text), Qstr::new),
        None => raise::unpickling_type("attribute name must be str, not", key),
    }
}
