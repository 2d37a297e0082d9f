//! Objects in a notation close to Python's.
//!
//! | | |
//! |---|---|
//! | `None`, `-7`, `2**2030`, `1e100`, `'a\n'`, `b'\xff'`, `(1,)`, `[]`, `{1: 2}`, `{1}`, `set()` | as in Python; text is UTF-8 |
//! | `bytearray('x')`, `frozenset(1, 2)`, `'x' * 255` | likewise |
//! | `big(7)` | an int that the model has as a big one |
//! | `&a [*a]` | a list that contains itself: `&a` names an object, `*a` is that object |
//! | `shapes:Outer.Inner` | a class or function of module `shapes`; one object however often it is named |
//! | `shapes:C(1)`, `new shapes:C(1){'k': 2}` | made by a call, by `__new__` with keywords; after it come, as they are needed, `items [1]`, `pairs {1: 2}`, `walked`, `state 2`, `setter shapes:f`, `attributes {'x': 1}` |
//! | `extension(200, shapes:C)`, `persistent('id', [])` | with an extension code, with a persistent id |
//! | `buffer('x', readonly, in_band)` | a PickleBuffer |

use std::collections::HashMap;

use num_bigint::BigInt;
use pickle::Call;

use crate::common::{Host, Obj, Object, Value};

/// Makes the object that `text` tells of.
pub fn object(host: &mut Host, text: &str) -> Obj {
    let mut parser = Parser { host, text, named: HashMap::new(), strings: HashMap::new() };
    let obj = parser.object();
    assert_eq!(parser.text, "", "text after the object");
    obj
}

/// The bytes of a pickle; `\P` is `protocol`.
pub fn bytes(text: &str, protocol: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        rest = byte(rest, protocol, &mut bytes);
    }
    bytes
}

/// Takes one byte, or one escape, off the front of `text`.
fn byte<'a>(text: &'a str, protocol: u8, bytes: &mut Vec<u8>) -> &'a str {
    let Some(escape) = text.strip_prefix('\\') else {
        bytes.push(text.as_bytes()[0]);
        return &text[1..];
    };
    let hex = |digits: &str| u8::from_str_radix(digits, 16).expect("two hexadecimal digits");
    match escape.as_bytes()[0] {
        b'n' => bytes.push(b'\n'),
        b'r' => bytes.push(b'\r'),
        b't' => bytes.push(b'\t'),
        b'P' => bytes.push(protocol),
        b'x' => {
            bytes.push(hex(&escape[1..3]));
            return &escape[3..];
        }
        b'{' => {
            let (run, rest) = escape[1..].split_once('}').expect("}");
            let (digits, count) = run.split_once('*').expect("*");
            bytes.extend(std::iter::repeat_n(hex(digits), count.parse::<usize>().unwrap()));
            return rest;
        }
        other => bytes.push(other),
    }
    &escape[1..]
}

struct Parser<'a> {
    host: &'a mut Host,
    text: &'a str,
    /// What `&` names, and globals.
    named: HashMap<&'a str, Obj>,
    /// Names of modules: a module is one string for all its globals.
    strings: HashMap<&'a str, Obj>,
}

impl<'a> Parser<'a> {
    fn eat(&mut self, token: &str) -> bool {
        let rest = self.text.strip_prefix(token);
        self.text = rest.unwrap_or(self.text);
        rest.is_some()
    }

    fn need(&mut self, token: &str) {
        assert!(self.eat(token), "{token:?} is missing before {:?}", self.text);
    }

    fn word(&mut self, more: &str) -> &'a str {
        let is_end = |c: char| !(c.is_alphanumeric() || c == '_' || more.contains(c));
        let (word, rest) = self.text.split_at(self.text.find(is_end).unwrap_or(self.text.len()));
        self.text = rest;
        word
    }

    fn object(&mut self) -> Obj {
        if self.eat("*") {
            let name = self.word("");
            return self.named[name];
        }
        // Its place is known before its items are: they may contain it.
        let place = self.host.add(Value::None);
        if self.eat("&") {
            let name = self.word("");
            self.need(" ");
            self.named.insert(name, place);
        }
        self.value(place)
    }

    fn value(&mut self, place: Obj) -> Obj {
        let value = match self.text.as_bytes()[0] {
            b'\'' => Value::Str(self.string()),
            b'b' if self.text.starts_with("b'") => {
                self.need("b");
                Value::Bytes(self.string())
            }
            b'(' => Value::Tuple(self.items("(", ")")),
            b'[' => Value::List(self.items("[", "]")),
            b'{' => self.braces(),
            b'-' | b'0'..=b'9' => self.number(),
            _ => return self.words(place),
        };
        *self.host.get_mut(place) = value;
        place
    }

    fn string(&mut self) -> Vec<u8> {
        self.need("'");
        let mut bytes = Vec::new();
        while !self.eat("'") {
            self.text = byte(self.text, 0, &mut bytes);
        }
        if self.eat(" * ") { bytes.repeat(self.word("").parse().unwrap()) } else { bytes }
    }

    fn items(&mut self, open: &str, close: &str) -> Vec<Obj> {
        self.need(open);
        let mut items = Vec::new();
        while !self.eat(close) {
            items.push(self.object());
            if !self.eat(", ") {
                self.eat(",");
            }
        }
        items
    }

    fn pairs(&mut self) -> Vec<(Obj, Obj)> {
        match self.braces() {
            Value::Dict(pairs) => pairs,
            other => panic!("no pairs: {other:?}"),
        }
    }

    /// A dict or a set.
    fn braces(&mut self) -> Value {
        self.need("{");
        let (mut pairs, mut items) = (Vec::new(), Vec::new());
        while !self.eat("}") {
            let key = self.object();
            if self.eat(": ") {
                pairs.push((key, self.object()))
            } else {
                items.push(key)
            }
            self.eat(", ");
        }
        if items.is_empty() { Value::Dict(pairs) } else { Value::Set(items) }
    }

    fn big(&mut self) -> BigInt {
        let is_negative = self.eat("-");
        let mut value: BigInt = self.word("").parse().expect("a whole number");
        if self.eat("**") {
            value = value.pow(self.word("").parse().unwrap());
        }
        if is_negative { -value } else { value }
    }

    fn number(&mut self) -> Value {
        let text = self.text;
        let word = self.word("-.");
        if word.contains(['.', 'e', 'f']) {
            return Value::Float(word.parse().expect("a float"));
        }
        self.text = text;
        let value = self.big();
        i64::try_from(&value).map_or(Value::Big(value), Value::Int)
    }

    /// What begins with a word.
    fn words(&mut self, place: Obj) -> Obj {
        let word = self.word(":.");
        let value = match word {
            "None" => Value::None,
            "True" => Value::Bool(true),
            "False" => Value::Bool(false),
            "inf" | "nan" => Value::Float(word.parse().unwrap()),
            "set" => Value::Set(self.items("(", ")")),
            "frozenset" => Value::FrozenSet(self.items("(", ")")),
            "big" => Value::Big(self.in_parentheses(Self::big)),
            "bytearray" => Value::ByteArray(self.in_parentheses(Self::string)),
            "buffer" => self.in_parentheses(|parser| {
                let data = parser.string();
                let readonly = parser.eat(", readonly");
                Value::Buffer { data, readonly, in_band: parser.eat(", in_band") }
            }),
            "extension" => return self.in_parentheses(Self::extension),
            "persistent" => {
                return self.in_parentheses(|parser| {
                    let id = parser.object();
                    parser.host.persistent.insert(place, id);
                    parser.need(", ");
                    parser.value(place)
                });
            }
            "new" => {
                self.need(" ");
                let class = self.word(":.");
                self.instance(class, true)
            }
            global if self.text.starts_with('(') => self.instance(global, false),
            global => return self.global(global),
        };
        *self.host.get_mut(place) = value;
        place
    }

    fn in_parentheses<T>(&mut self, parse: impl FnOnce(&mut Self) -> T) -> T {
        self.need("(");
        let result = parse(self);
        self.need(")");
        result
    }

    fn global(&mut self, word: &'a str) -> Obj {
        let (module, name) = word.split_once(':').unwrap_or_else(|| panic!("{word:?} is nothing"));
        if let Some(&known) = self.named.get(word) {
            return known;
        }
        let module = *self.strings.entry(module).or_insert_with(|| self.host.str(module));
        let name = self.host.str(name);
        let global = self.host.add(Value::Global(module, name));
        self.named.insert(word, global);
        global
    }

    fn extension(&mut self) -> Obj {
        let code = self.word("").parse().expect("a code");
        self.need(", ");
        let word = self.word(":.");
        let (module, name) = word.split_once(':').expect("a global");
        self.host.extensions.insert((module.into(), name.into()), code);
        self.global(word)
    }

    fn instance(&mut self, class: &'a str, is_new: bool) -> Value {
        let class = self.global(class);
        let args = self.object();
        let call = match is_new {
            false => Call::Function,
            true if self.text.starts_with('{') => Call::NewEx(self.object()),
            true => Call::New,
        };
        let mut object = Object::new(call, class, args);
        if self.eat(" items ") {
            object.items = self.items("[", "]");
        }
        if self.eat(" pairs ") {
            object.pairs = self.pairs();
        }
        object.walked = self.eat(" walked");
        if self.eat(" state ") {
            object.state = Some(self.object());
        }
        if self.eat(" setter ") {
            object.setter = Some(self.object());
        }
        if self.eat(" attributes ") {
            object.attributes = Some(self.pairs());
        }
        Value::Object(Box::new(object))
    }
}
