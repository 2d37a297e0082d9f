//! The codecs of this firmware: which there are, and one decoder and one encoder for all of them.
//!
//! Entry points name no format. They work with [`AnyDecoder`] and [`AnyEncoder`], whose methods choose by a
//! `match`, and so are in flash once, however many codecs there are. A firmware with one codec has one
//! variant: no byte to remember which, and nothing to choose.

use core::convert::Infallible;

use micropython::{Obj, ffi};
use model::{Decode, Error, Intake, Step, Window};
#[cfg(feature = "write")]
use model::{Destination, Encode, Sink};
#[cfg(feature = "pickle")]
use pickle::words::Class;

#[cfg(feature = "write")]
use crate::entry::options::DumpOptions;
use crate::entry::options::LoadOptions;
#[cfg(feature = "pickle")]
use crate::entry::options::{self};
use crate::host::Host;
use crate::host::memory::Memory;
#[cfg(feature = "tree")]
use crate::tree as room;

/// A format, with C's number of it.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Codec {
    /// CPython's pickles.
    #[cfg(feature = "pickle")]
    Pickle = ffi::mpickle_c_codec::PICKLE as u8,
    /// MessagePack.
    #[cfg(feature = "msgpack")]
    MessagePack = ffi::mpickle_c_codec::MSGPACK as u8,
    /// CBOR.
    #[cfg(feature = "cbor")]
    Cbor = ffi::mpickle_c_codec::CBOR as u8,
    /// Protocol Buffers.
    #[cfg(feature = "protobuf-tables")]
    Protobuf = ffi::mpickle_c_codec::PROTOBUF as u8,
}

impl Codec {
    /// The one of this number in C's `mpickle_c_codec`. C knows no codec that is not built.
    pub fn of(number: u8) -> Self {
        match ffi::mpickle_c_codec::Type::from(number) {
            #[cfg(feature = "protobuf-tables")]
            ffi::mpickle_c_codec::PROTOBUF => Self::Protobuf,
            #[cfg(all(feature = "msgpack", any(feature = "pickle", feature = "cbor")))]
            ffi::mpickle_c_codec::MSGPACK => Self::MessagePack,
            #[cfg(all(feature = "cbor", feature = "pickle"))]
            ffi::mpickle_c_codec::CBOR => Self::Cbor,
            #[cfg(feature = "pickle")]
            _ => Self::Pickle,
            #[cfg(all(feature = "cbor", not(feature = "pickle")))]
            _ => Self::Cbor,
            #[cfg(all(feature = "msgpack", not(any(feature = "cbor", feature = "pickle"))))]
            _ => Self::MessagePack,
            #[cfg(not(any(feature = "cbor", feature = "pickle", feature = "msgpack")))]
            _ => Self::Protobuf,
        }
    }

    /// The byte that packets and files of this format have behind the object: C's number of the codec. Every
    /// pickle ends with its own, the opcode STOP.
    #[cfg(any(feature = "packets", feature = "files"))]
    pub fn mark(self) -> u8 {
        self as u8
    }

    /// The byte behind an object that is compressed, which is none of a format's: `z`, `M`, `C`, `P`.
    #[cfg(feature = "compress")]
    pub fn packed(self) -> u8 {
        model::packet::compressed(self.mark())
    }

    /// The byte to write behind an object in a packet or file, so that it ends with [`Codec::mark`].
    #[cfg(all(feature = "write", any(feature = "packets", feature = "files")))]
    pub fn tail(self) -> Option<u8> {
        (!self.is_pickle()).then(|| self.mark())
    }

    /// The exception's text, in UTF-8.
    pub fn message(self, error: Error) -> &'static [u8] {
        match self {
            #[cfg(feature = "pickle")]
            Self::Pickle => pickle::words::text(error),
            #[cfg(feature = "protobuf-tables")]
            Self::Protobuf => protobuf::words::text(error),
            #[cfg(feature = "tree")]
            _ => tree::words::text(self.format(), error),
        }
    }

    /// The exception for input that is refused without an [`Error`].
    pub fn refusal(self) -> ffi::mpickle_c_class::Type {
        match self {
            #[cfg(feature = "pickle")]
            Self::Pickle => ffi::mpickle_c_class::UNPICKLING_ERROR,
            #[cfg(feature = "msgpack")]
            Self::MessagePack => ffi::mpickle_c_class::UNPACK_EXCEPTION,
            #[cfg(feature = "cbor")]
            Self::Cbor => ffi::mpickle_c_class::CBOR_DECODE_ERROR,
            #[cfg(feature = "protobuf-tables")]
            Self::Protobuf => ffi::mpickle_c_class::CODEC_ERROR,
        }
    }

    /// The exception for an error while reading.
    pub fn while_reading(self, error: Error) -> ffi::mpickle_c_class::Type {
        match self {
            #[cfg(feature = "pickle")]
            Self::Pickle => match pickle::words::class(error) {
                Class::Eof => ffi::mpickle_c_class::EOF_ERROR,
                Class::Value => ffi::mpickle_c_class::VALUE_ERROR,
                Class::Runtime => ffi::mpickle_c_class::RUNTIME_ERROR,
                _ => self.refusal(),
            },
            #[cfg(feature = "protobuf-tables")]
            Self::Protobuf => crate::protobuf::class(error),
            #[cfg(feature = "tree")]
            _ => room::class(self, error),
        }
    }

    /// The exception for an error while writing.
    #[cfg(feature = "write")]
    pub fn while_writing(self, error: Error) -> ffi::mpickle_c_class::Type {
        match self {
            #[cfg(feature = "pickle")]
            Self::Pickle => match pickle::words::class(error) {
                Class::Runtime => ffi::mpickle_c_class::RUNTIME_ERROR,
                Class::Value => ffi::mpickle_c_class::VALUE_ERROR,
                _ => ffi::mpickle_c_class::PICKLING_ERROR,
            },
            #[cfg(feature = "protobuf-tables")]
            Self::Protobuf => crate::protobuf::class(error),
            #[cfg(feature = "tree")]
            _ => room::class(self, error),
        }
    }

    /// Whether it is pickle.
    pub fn is_pickle(self) -> bool {
        #[cfg(feature = "pickle")]
        return self == Self::Pickle;
        #[cfg(not(feature = "pickle"))]
        false
    }

    /// The format that [`tree`] is to read or write, if it is one of its.
    #[cfg(feature = "tree")]
    pub fn format(self) -> tree::Format {
        match self {
            #[cfg(feature = "cbor")]
            Self::Cbor => tree::Format::Cbor,
            #[cfg(feature = "msgpack")]
            _ => tree::Format::MessagePack,
            #[cfg(all(any(feature = "pickle", feature = "protobuf-tables"), not(feature = "msgpack")))]
            _ => tree::Format::Cbor,
        }
    }
}

/// A decoder of any of the formats.
pub enum AnyDecoder {
    #[cfg(feature = "pickle")]
    Pickle(pickle::Decoder<Host>),
    #[cfg(feature = "tree")]
    Tree(tree::Decoder<Host>),
    #[cfg(feature = "protobuf-tables")]
    Protobuf(protobuf::Decoder<Host>),
}

/// As large as a level of nesting of any decoder's.
#[derive(Clone, Copy)]
#[allow(dead_code, reason = "only its size is used")]
pub union AnyLevel {
    #[cfg(feature = "pickle")]
    pickle: <pickle::Decoder<Host> as Decode<Host>>::Level,
    #[cfg(feature = "tree")]
    tree: <tree::Decoder<Host> as Decode<Host>>::Level,
    #[cfg(feature = "protobuf-tables")]
    protobuf: protobuf::Frame,
}

/// An encoder of any of the formats.
#[cfg(feature = "write")]
pub enum AnyEncoder {
    #[cfg(feature = "pickle")]
    Pickle(pickle::Encoder<Host>),
    #[cfg(feature = "tree")]
    Tree(tree::Encoder<Host>),
    #[cfg(feature = "protobuf-tables")]
    Protobuf(protobuf::Encoder<Host>),
}

/// As large as a task of any encoder's.
#[cfg(feature = "write")]
#[derive(Clone, Copy)]
#[allow(dead_code, reason = "only its size is used")]
pub union AnyTask {
    #[cfg(feature = "pickle")]
    pickle: <pickle::Encoder<Host> as Encode<Host>>::Task,
    #[cfg(feature = "tree")]
    tree: <tree::Encoder<Host> as Encode<Host>>::Task,
    #[cfg(feature = "protobuf-tables")]
    protobuf: protobuf::Task<Obj>,
}

/// Does the same with whatever codec it is.
macro_rules! each {
    ($any:expr, $codec:ident => $call:expr) => {
        match $any {
            #[cfg(feature = "pickle")]
            Self::Pickle($codec) => $call,
            #[cfg(feature = "tree")]
            Self::Tree($codec) => $call,
            #[cfg(feature = "protobuf-tables")]
            Self::Protobuf($codec) => $call,
        }
    };
}

impl AnyDecoder {
    /// Makes one that reads as the options say, where it is to be. One that is made on the C stack and moved would bring
    /// along what was there, in the bytes that other formats' decoders have and this one has not; the collector would take
    /// that for references.
    ///
    /// # Safety
    /// `place` is room for it.
    #[inline(never)]
    pub unsafe fn put(place: *mut Self, options: &LoadOptions) {
        // SAFETY: the caller's promise.
        let put = |decoder| unsafe { place.write(decoder) };
        match Codec::of(options.codec) {
            #[cfg(feature = "pickle")]
            Codec::Pickle => {
                // SAFETY: C keeps its objects alive; they are a pickle's.
                let fix_imports = unsafe { options::is_on(options.of.pickle.fix_imports) };
                put(Self::Pickle(pickle::Decoder::new(fix_imports)))
            }
            #[cfg(feature = "protobuf-tables")]
            Codec::Protobuf => {
                // SAFETY: C keeps its objects alive; they are this codec's.
                let options = unsafe { crate::protobuf::read_options(options) };
                put(Self::Protobuf(protobuf::Decoder::new(options)))
            }
            #[cfg(feature = "tree")]
            codec => {
                // SAFETY: C keeps its objects alive; they are this codec's.
                let options = unsafe { room::read_options(codec, options) };
                put(Self::Tree(tree::Decoder::new(codec.format(), options)))
            }
        }
    }

    /// That of an Unpickler.
    #[cfg(feature = "classes")]
    pub fn pickle(&mut self) -> &mut pickle::Decoder<Host> {
        match self {
            Self::Pickle(decoder) => decoder,
            #[cfg(feature = "formats")]
            _ => unreachable!(),
        }
    }

    /// Leaves the objects that the input may refer to open to code that reading runs.
    #[cfg(feature = "classes")]
    pub fn show(&self, host: &Host) {
        match self {
            Self::Pickle(decoder) => host.desk().show_read(decoder.memo()),
            #[cfg(feature = "formats")]
            _ => {}
        }
    }
}

impl Decode<Host> for AnyDecoder {
    type Level = AnyLevel;

    #[inline(always)]
    fn run(&mut self, host: &mut Host, window: Window<'_>) -> Result<(usize, Step<Obj>), Error> {
        each!(self, decoder => decoder.run(host, window))
    }

    #[inline(always)]
    fn intake(&self) -> &Intake<Host> {
        each!(self, decoder => decoder.intake())
    }

    #[inline(always)]
    fn intake_mut(&mut self) -> &mut Intake<Host> {
        each!(self, decoder => decoder.intake_mut())
    }

    #[inline(always)]
    fn is_between(&self) -> bool {
        each!(self, decoder => decoder.is_between())
    }

    #[cfg(feature = "protobuf-tables")]
    #[inline(always)]
    fn ends_with_input(&self) -> bool {
        each!(self, decoder => decoder.ends_with_input())
    }

    #[inline(always)]
    fn end_of_input(&self, have: usize) -> Error {
        each!(self, decoder => decoder.end_of_input(have))
    }

    #[inline(always)]
    fn safe_to_read(&self, need: usize, have: usize) -> usize {
        each!(self, decoder => decoder.safe_to_read(need, have))
    }

    #[inline(always)]
    fn lend(&mut self, stack: Memory<Obj>, levels: Memory<AnyLevel>) {
        each!(self, decoder => decoder.lend(stack, Memory(levels.0.of_smaller())));
    }

    #[inline(always)]
    fn begin(&mut self) {
        each!(self, decoder => decoder.begin());
    }

    #[inline(always)]
    fn reset(&mut self) {
        each!(self, decoder => decoder.reset());
    }

    #[inline(always)]
    fn release(&mut self) {
        each!(self, decoder => decoder.release());
    }
}

#[cfg(feature = "write")]
impl AnyEncoder {
    /// Makes one that writes as the options say, as [`AnyDecoder::put`].
    ///
    /// # Safety
    /// `place` is room for it.
    #[inline(never)]
    pub unsafe fn put(place: *mut Self, options: &DumpOptions, destination: Destination) {
        // SAFETY: the caller's promise.
        let put = |encoder| unsafe { place.write(encoder) };
        match Codec::of(options.codec) {
            #[cfg(feature = "pickle")]
            Codec::Pickle => {
                // SAFETY: C keeps its objects alive; they are a pickle's.
                let (protocol, fix_imports) =
                    unsafe { (options::protocol(options), options::is_on(options.of.pickle.fix_imports)) };
                put(Self::Pickle(pickle::Encoder::new(protocol, fix_imports, destination)))
            }
            #[cfg(feature = "protobuf-tables")]
            Codec::Protobuf => {
                // SAFETY: C keeps its objects alive; they are this codec's.
                let options = unsafe { crate::protobuf::write_options(options) };
                put(Self::Protobuf(protobuf::Encoder::new(options, destination)))
            }
            #[cfg(feature = "tree")]
            codec => {
                // SAFETY: C keeps its objects alive; they are this codec's.
                let options = unsafe { room::write_options(codec, options) };
                put(Self::Tree(tree::Encoder::new(codec.format(), options, destination)))
            }
        }
    }

    /// That of a Pickler.
    #[cfg(feature = "classes")]
    pub fn pickle(&mut self) -> &mut pickle::Encoder<Host> {
        match self {
            Self::Pickle(encoder) => encoder,
            #[cfg(feature = "formats")]
            _ => unreachable!(),
        }
    }

    /// Lends a memo to a codec that has one.
    #[cfg(all(feature = "into", feature = "pickle"))]
    pub fn lend_memo(&mut self, memo: Memory<pickle::MemoSlot<Obj>>) {
        match self {
            Self::Pickle(encoder) => encoder.lend_memo(memo),
            #[cfg(feature = "formats")]
            _ => {}
        }
    }
}

#[cfg(feature = "write")]
impl Encode<Host> for AnyEncoder {
    type Task = AnyTask;

    #[inline(always)]
    fn begin(&mut self, host: &mut Host, obj: Obj) -> Result<(), Infallible> {
        each!(self, encoder => encoder.begin(host, obj))
    }

    #[inline(always)]
    fn proceed<S: Sink<Host>>(&mut self, host: &mut Host, sink: &mut S) -> Result<bool, Infallible> {
        each!(self, encoder => encoder.proceed(host, sink))
    }

    #[inline(always)]
    fn output(&mut self) -> &mut Memory<u8> {
        each!(self, encoder => encoder.output())
    }

    #[inline(always)]
    fn lend(&mut self, output: Memory<u8>, tasks: Memory<AnyTask>, scratch: Memory<u8>) {
        each!(self, encoder => encoder.lend(output, Memory(tasks.0.of_smaller()), scratch));
    }

    #[inline(always)]
    fn release_scratch(&mut self) {
        each!(self, encoder => encoder.release_scratch());
    }

    #[inline(always)]
    fn clear_memo(&mut self) {
        each!(self, encoder => encoder.clear_memo());
    }
}
