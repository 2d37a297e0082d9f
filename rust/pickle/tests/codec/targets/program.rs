//! Programs of opcodes that mostly fit each other: what they take from the stack is put there
//! first, where it is not there already. Every now and then nothing is done about it.

use Kind::*;

/// What stands on the stack, as far as one can tell.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Other,
    Text,
    Key,
    Bytes,
    Tuple,
    List,
    Dict,
    Set,
    Class,
    Object,
    Mark,
}

/// A program out of any bytes: each choice takes one or a few of them.
pub fn program(genes: &[u8]) -> Vec<u8> {
    let mut writer =
        Writer { genes: genes.iter(), out: Vec::new(), stack: Vec::new(), memo: Vec::new(), frame: None };
    while let Some(&gene) = writer.genes.next() {
        writer.step(gene);
    }
    writer.end();
    writer.out
}

struct Writer<'a> {
    genes: std::slice::Iter<'a, u8>,
    out: Vec<u8>,
    stack: Vec<Kind>,
    memo: Vec<Kind>,
    /// Where the length of an open frame is to be written.
    frame: Option<usize>,
}

const MODULES: [&str; 5] = ["shapes", "builtins", "_codecs", "copy_reg", "__builtin__"];
const NAMES: [&str; 12] = [
    "Circle",
    "Outer.Inner",
    "set",
    "frozenset",
    "bytearray",
    "bytes",
    "encode",
    "getattr",
    "set_state",
    "Frozen",
    "",
    "_reconstructor",
];

impl Writer<'_> {
    fn gene(&mut self) -> u8 {
        self.genes.next().copied().unwrap_or(0)
    }

    fn put(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    fn push(&mut self, op: &[u8], kind: Kind) {
        self.put(op);
        self.stack.push(kind);
    }

    fn top(&self, depth: usize) -> Option<Kind> {
        self.stack.len().checked_sub(depth + 1).map(|at| self.stack[at])
    }

    /// Makes sure that the topmost object is one of these.
    fn want(&mut self, kind: Kind) {
        if self.top(0) == Some(kind) {
            return;
        }
        match kind {
            Text => self.text(),
            Bytes => self.bytes(),
            Tuple => self.push(b")", Tuple),
            List => self.push(b"]", List),
            Dict => self.push(b"}", Dict),
            Set => self.push(b"\x8f", Set),
            Class => self.class(),
            Object => {
                self.class();
                self.put(b")\x81");
                self.stack.pop();
                self.stack.push(Object);
            }
            Mark => self.push(b"(", Mark),
            Key | Other => self.number(),
        }
    }

    fn any(&mut self) {
        if self.stack.last().is_none_or(|kind| *kind == Mark) {
            self.number();
        }
    }

    fn number(&mut self) {
        let gene = self.gene();
        let (low, high) = (self.gene(), self.gene());
        match gene % 10 {
            0 => self.put(&[b'K', low]),
            1 => self.put(&[b'M', low, high]),
            2 => self.put(&[b'J', low, high, low, high]),
            3 => {
                let line = format!("I{}\n", i32::from(low) * 77 - i32::from(high));
                self.put(line.as_bytes());
            }
            4 => self.put(&[b'G', low, high, 0, 0, 0, 0, high, low]),
            5 => {
                let line = format!("F{}e{}\n", low, i32::from(high) - 128);
                self.put(line.as_bytes());
            }
            6 => {
                let len = low % 9;
                self.put(&[0x8a, len]);
                self.out.extend((0..len).map(|n| n ^ high));
            }
            7 => {
                self.put(&[0x8b, low % 9, 0, 0, 0]);
                self.out.extend((0..low % 9).map(|n| high.wrapping_mul(n)));
            }
            8 => {
                let line = format!("L{}{}L\n", low, u64::from(high) << 40);
                self.put(line.as_bytes());
            }
            _ => self.put(&[[b'N', 0x88, 0x89][low as usize % 3]]),
        }
        self.stack.push(Key);
    }

    fn text(&mut self) {
        const TEXTS: [&str; 6] = ["", "a", "key", "Gr\u{fc}n", "\u{1f600}", "0"];
        let gene = self.gene();
        let text = TEXTS[gene as usize % TEXTS.len()];
        let long = "x".repeat(self.gene() as usize * 3 + 60);
        let text = if gene > 240 { &long } else { text };
        let len = text.len() as u32;
        match gene / 6 % 5 {
            0 if len < 256 => self.put(&[0x8c, len as u8]),
            1 => {
                self.put(&[0x8d]);
                self.put(&u64::from(len).to_le_bytes());
            }
            2 => self.put(b"V"),
            3 if text.is_ascii() => {
                self.put(b"S'");
            }
            _ => {
                self.put(b"X");
                self.put(&len.to_le_bytes());
            }
        }
        let kind = gene / 6 % 5;
        if kind == 2 {
            let escaped: String = text
                .chars()
                .map(|c| if c.is_ascii() { c.to_string() } else { format!("\\U{:08x}", u32::from(c)) })
                .collect();
            self.put(escaped.as_bytes());
            self.put(b"\n");
        } else {
            self.put(text.as_bytes());
            if kind == 3 && text.is_ascii() {
                self.put(b"'\n");
            }
        }
        self.stack.push(Text);
    }

    fn bytes(&mut self) {
        let (gene, fill) = (self.gene(), self.gene());
        let len = if gene > 200 { u32::from(fill) * 5 } else { u32::from(gene % 12) };
        match gene % 5 {
            0 if len < 256 => self.put(&[b'C', len as u8]),
            1 => {
                self.put(&[0x8e]);
                self.put(&u64::from(len).to_le_bytes());
            }
            2 => {
                self.put(&[0x96]);
                self.put(&u64::from(len).to_le_bytes());
            }
            3 if len < 256 => self.put(&[b'U', len as u8]),
            _ => {
                self.put(b"B");
                self.put(&len.to_le_bytes());
            }
        }
        let kind = if gene % 5 == 2 { Other } else { Bytes };
        self.out.extend(std::iter::repeat_n(fill & 0x7f, len as usize));
        self.stack.push(kind);
    }

    fn class(&mut self) {
        let gene = self.gene() as usize;
        let (module, name) = (MODULES[gene % MODULES.len()], NAMES[gene / MODULES.len() % NAMES.len()]);
        if gene < 160 {
            self.put(format!("c{module}\n{name}\n").as_bytes());
        } else {
            self.put(&[0x8c, module.len() as u8]);
            self.put(module.as_bytes());
            self.put(&[0x8c, name.len() as u8]);
            self.put(name.as_bytes());
            self.put(b"\x93");
        }
        self.stack.push(Class);
    }

    /// Takes everything above the last mark, which is put there first if there is none.
    fn take_to_mark(&mut self) {
        match self.stack.iter().rposition(|kind| *kind == Mark) {
            Some(at) => self.stack.truncate(at),
            None => self.put(b"("),
        }
    }

    /// Items between a mark and now, in pairs if wanted.
    fn items(&mut self, op: u8, pairs: bool) {
        self.put(b"(");
        let height = self.stack.len();
        for _ in 0..self.gene() % 4 {
            if pairs {
                self.atom();
            }
            self.fetch_or_atom();
        }
        self.stack.truncate(height);
        self.put(&[op]);
    }

    fn atom(&mut self) {
        match self.gene() % 3 {
            0 => self.number(),
            1 => self.text(),
            _ => self.bytes(),
        }
    }

    fn fetch_or_atom(&mut self) {
        let gene = self.gene();
        if gene.is_multiple_of(2) && !self.memo.is_empty() {
            self.fetch(gene / 2);
        } else {
            self.atom();
        }
    }

    fn fetch(&mut self, gene: u8) {
        let index = gene as usize % self.memo.len().max(1);
        match gene % 3 {
            0 => self.put(&[b'h', index as u8]),
            1 => {
                self.put(b"j");
                self.put(&(index as u32).to_le_bytes());
            }
            _ => self.put(format!("g{index}\n").as_bytes()),
        }
        let kind = self.memo.get(index).copied().unwrap_or(Other);
        self.stack.push(kind);
    }

    fn memoize(&mut self) {
        self.any();
        let kind = self.top(0).unwrap_or(Other);
        let index = self.memo.len();
        match self.gene() {
            0..=150 => self.put(b"\x94"),
            151..=190 => self.put(&[b'q', index as u8]),
            191..=210 => {
                self.put(b"r");
                self.put(&(index as u32).to_le_bytes());
            }
            211..=230 => self.put(format!("p{index}\n").as_bytes()),
            // Over another, or ahead of all.
            other => {
                let index = other as usize - 231;
                self.put(&[b'q', index as u8]);
                self.memo.resize(self.memo.len().max(index + 1), Other);
                self.memo[index] = kind;
                return;
            }
        }
        self.memo.push(kind);
    }

    fn step(&mut self, gene: u8) {
        match gene {
            0..=15 => self.number(),
            16..=31 => self.text(),
            32..=43 => self.bytes(),
            44..=55 => self.push(b"]", List),
            56..=65 => self.push(b"}", Dict),
            66..=71 => self.push(b"\x8f", Set),
            72..=77 => self.push(b")", Tuple),
            78..=87 => self.push(b"(", Mark),
            88..=97 => self.class(),
            98..=105 => {
                self.take_to_mark();
                self.push(b"t", Tuple);
            }
            106..=111 => {
                let count = gene as usize % 3 + 1;
                for depth in 0..count {
                    if self.top(depth).is_none_or(|kind| kind == Mark) {
                        self.number();
                    }
                }
                self.stack.truncate(self.stack.len() - count);
                self.push(&[0x84 + count as u8], Tuple);
            }
            112..=115 => {
                self.take_to_mark();
                self.push(b"l", List);
            }
            116..=119 => {
                self.items(b'd', true);
                self.stack.push(Dict);
            }
            120..=123 => {
                self.items(0x91, false);
                self.stack.push(Other);
            }
            124..=131 => {
                self.want(List);
                self.items(b'e', false);
            }
            132..=137 => {
                if self.top(1) != Some(List) {
                    self.want(List);
                    self.fetch_or_atom();
                }
                self.put(b"a");
                self.stack.pop();
            }
            138..=145 => {
                self.want(Dict);
                self.items(b'u', true);
            }
            146..=149 => {
                self.want(Dict);
                self.atom();
                self.fetch_or_atom();
                self.put(b"s");
                self.stack.truncate(self.stack.len() - 2);
            }
            150..=153 => {
                self.want(Set);
                self.items(0x90, false);
            }
            154..=165 => {
                let known = self.top(1) == Some(Class) && self.top(0) == Some(Tuple);
                if !known {
                    self.class();
                    self.items(b't', false);
                    self.stack.push(Tuple);
                }
                self.put(&[if gene < 160 { b'R' } else { 0x81 }]);
                self.stack.truncate(self.stack.len() - 2);
                self.stack.push(Object);
            }
            166..=168 => {
                self.class();
                self.items(b't', false);
                self.put(b"}\x92");
                self.stack.pop();
                self.stack.push(Object);
            }
            169..=176 => {
                if self.top(1) != Some(Object) {
                    self.want(Object);
                    self.fetch_or_atom();
                }
                self.put(b"b");
                self.stack.pop();
            }
            177..=179 => {
                self.put(b"(");
                self.class();
                self.stack.pop();
                self.number();
                self.stack.pop();
                self.push(b"o", Object);
            }
            180..=182 => {
                self.put(b"(");
                self.number();
                self.stack.pop();
                self.push(b"ishapes\nCircle\n", Object);
            }
            183..=205 => self.memoize(),
            206..=219 => {
                let gene = self.gene();
                self.fetch(gene);
            }
            220..=223 => {
                self.any();
                let kind = self.top(0).unwrap_or(Other);
                self.push(b"2", kind);
            }
            224..=226 => {
                self.put(if self.stack.is_empty() { b"N0" } else { b"0" });
                self.stack.pop();
            }
            227 => {
                self.take_to_mark();
                self.put(b"1");
            }
            228 | 229 => self.push(b"Pid\n", Other),
            230 | 231 => {
                self.any();
                self.put(b"Q");
            }
            232 => self.push(b"\x82\x01", Class),
            233 => self.push(b"\x83\x00\x01", Class),
            234 => self.push(b"\x84\x00\x00\x01\x00", Class),
            235 | 236 => self.push(b"\x97", Bytes),
            237 => self.push(b"\x97\x98", Bytes),
            238 | 239 => {
                let protocol = self.gene() % 6;
                self.put(&[0x80, protocol]);
            }
            240..=244 => self.frame(),
            245..=248 => self.want(Object),
            // What comes, comes.
            _ => {
                for _ in 0..gene - 248 {
                    let byte = self.gene();
                    self.put(&[byte]);
                }
            }
        }
    }

    /// Opens a frame, or closes the one that is open.
    fn frame(&mut self) {
        match self.frame.take() {
            None => {
                self.put(b"\x95");
                self.frame = Some(self.out.len());
                self.put(&[0; 8]);
            }
            Some(at) => {
                let size = (self.out.len() - at - 8) as u64;
                self.out[at..at + 8].copy_from_slice(&size.to_le_bytes());
            }
        }
    }

    fn end(&mut self) {
        while self.stack.contains(&Mark) {
            self.take_to_mark();
            self.push(b"t", Tuple);
        }
        if self.stack.is_empty() {
            self.put(b"N");
        }
        self.put(b".");
        if self.frame.is_some() {
            self.frame();
        }
    }
}
