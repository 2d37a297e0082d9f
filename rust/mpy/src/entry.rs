//! The functions that C calls: `dumps`, `loads`, `dump`, `load`, and the start of the module.

use model::{Buffer, Decode, Destination, Encode, Error, Step, Window};

use crate::format::{self, Decoder, DumpArgs, Encoder, LoadArgs};
use crate::host::Host;
use crate::native::memory;
#[cfg(feature = "streams")]
use crate::native::memory::Memory;
use crate::native::names::Name;
use crate::native::obj::{self, Obj, Raw, new_copy};
use crate::native::raise;
use crate::native::table::{self, ERRORS, State, state, table};
use crate::stream::{Source, Target};

/// The state of one dump, in a block of the collector's: C stacks are small.
struct Dump {
    host: Host,
    encoder: Encoder,
    target: Target,
}

/// The state of one load.
struct Load {
    host: Host,
    decoder: Decoder,
    source: Option<Source>,
}

// An exception jumps over whatever holds them.
const _: () = assert!(!core::mem::needs_drop::<Dump>() && !core::mem::needs_drop::<Load>());

/// Whether a program takes an object for true.
pub fn is_true(raw: Raw) -> bool {
    // SAFETY: a live object.
    // EXCEPTION: what its `__bool__` raises.
    unsafe { (table().obj_is_true)(raw) }
}

/// An int of the program's that fits a small one; `None` for others.
#[cfg(feature = "limits")]
fn small(raw: Raw) -> Option<isize> {
    // SAFETY: a live object.
    unsafe { Obj::new(raw) }.small_int()
}

/// Makes the state in a block, and begins.
///
/// # Safety
/// `args` points to live objects.
#[inline(never)]
unsafe fn begin(args: *const DumpArgs, target: Target, destination: Destination) -> *mut Dump {
    // SAFETY: the caller's promise; a new block.
    unsafe {
        let encoder = format::encoder(&*args, destination);
        let dump: *mut Dump = memory::block(size_of::<Dump>()).cast();
        dump.write(Dump { host: Host::new(), encoder, target });
        format::set_dump(&*args, &mut (*dump).host);
        let Ok(()) = (*dump).encoder.begin(&mut (*dump).host, Obj::new((*args).obj));
        dump
    }
}

/// # Safety
/// A state that nobody else uses.
#[inline(never)]
unsafe fn write(dump: *mut Dump) {
    // SAFETY: the caller's promise.
    let Dump { host, encoder, target } = unsafe { &mut *dump };
    while {
        let Ok(complete) = encoder.proceed(host, target);
        !complete
    } {}
    encoder.release_scratch();
}

/// `dumps(obj, …)`
///
/// # Safety
/// `args` points to live objects.
#[unsafe(no_mangle)]
unsafe extern "C-unwind" fn mpickle_m_dumps(args: *const DumpArgs) -> Raw {
    // SAFETY: the caller's promise; ours alone. The block's head stays here while the codec works.
    unsafe {
        let dump = begin(args, Target::default(), Destination::Memory);
        write(dump);
        let bytes = (*dump).encoder.output().take_text(state().bytes);
        memory::free(dump);
        bytes.raw()
    }
}

#[cfg(feature = "streams")]
/// `dump(obj, file, …)`
///
/// # Safety
/// `args` points to live objects.
#[unsafe(no_mangle)]
unsafe extern "C-unwind" fn mpickle_m_dump(args: *const DumpArgs) -> Raw {
    // SAFETY: as above.
    unsafe {
        let target = Target::new(Obj::new((*args).file));
        let dump = begin(args, target, Destination::Stream);
        write(dump);
        (*dump).encoder.clear_memo();
        (*dump).encoder.output().release();
        memory::free(dump);
        table().none
    }
}

/// Makes the state in a block.
///
/// # Safety
/// `args` points to live objects.
#[inline(never)]
unsafe fn load(args: *const LoadArgs, source: Option<Source>) -> *mut Load {
    // SAFETY: the caller's promise; a new block.
    unsafe {
        let load: *mut Load = memory::block(size_of::<Load>()).cast();
        let decoder = format::decoder(&*args);
        load.write(Load { host: Host::new(), decoder, source });
        let Load { host, decoder, .. } = &mut *load;
        format::set_load(&*args, host, decoder);
        load
    }
}

/// A limit that the caller set; None is no limit.
#[cfg(feature = "limits")]
pub fn limit(raw: Raw) -> usize {
    match small(raw) {
        _ if raw == table().none => usize::MAX,
        Some(limit) if limit >= 0 => limit as usize,
        _ => raise::raise(Name::ValueError, "limits are positive ints"),
    }
}

/// Checks a complete object, which ends at the decoder's offset, against the depth limit, and gives memory back.
fn finish(host: &Host, decoder: &mut Decoder, obj: Obj) -> Obj {
    #[cfg(all(feature = "limits", feature = "pickle"))]
    if host.max_depth != usize::MAX && format::pickle::depth::exceeds(obj, host.max_depth) {
        raise::reading(Error::TooDeep, decoder.offset(), 0);
    }
    let _ = host;
    decoder.release();
    obj
}

/// # Safety
/// A state that nobody else uses, and a live object.
#[inline(never)]
unsafe fn read(load: *mut Load, data: Obj) -> Obj {
    // SAFETY: the caller's promise.
    let Load { host, decoder, .. } = unsafe { &mut *load };
    loop {
        let bytes = match data.buffer() {
            Some(bytes) if !data.is_str() => bytes.get(decoder.offset()..).unwrap_or_default(),
            _ => {
                raise::named(Name::TypeError, "a bytes-like object is required, not", data.class_name(), b"")
            }
        };
        // Plain data runs nothing of the program's, and bytes stay as they are.
        let volatile = cfg!(any(feature = "classes", feature = "tree")) && !data.is(state().bytes);
        match decoder.run(host, Window { bytes, last: true, volatile }) {
            Ok((_, Step::Done(obj))) => return finish(host, decoder, obj),
            Ok((_, Step::Again)) => {}
            Ok((consumed, _)) => {
                raise::reading(decoder.end_of_input(bytes.len() - consumed), decoder.offset(), 0)
            }
            Err(error) => raise::reading(error, decoder.offset(), decoder.culprit()),
        }
    }
}

/// `loads(data, …)`
///
/// # Safety
/// `args` points to live objects.
#[unsafe(no_mangle)]
unsafe extern "C-unwind" fn mpickle_m_loads(args: *const LoadArgs) -> Raw {
    // SAFETY: the caller's promise; ours alone.
    unsafe {
        let load = load(args, None);
        let obj = read(load, Obj::new((*args).source));
        memory::free(load);
        obj.raw()
    }
}

#[cfg(feature = "streams")]
/// `load(file, …)`
///
/// # Safety
/// `args` points to live objects.
#[unsafe(no_mangle)]
unsafe extern "C-unwind" fn mpickle_m_load(args: *const LoadArgs) -> Raw {
    // SAFETY: the caller's promise; ours alone.
    unsafe {
        let source = Source::new(Obj::new((*args).source));
        let load = load(args, Some(source));
        let obj = from_source(load);
        memory::free(load);
        obj.raw()
    }
}

#[cfg(feature = "streams")]
/// Largest piece that is read ahead within a frame.
const READ_AHEAD: usize = 256;

#[cfg(feature = "streams")]
/// Reads one pickle and not a byte more.
///
/// # Safety
/// A state that nobody else uses.
#[inline(never)]
unsafe fn from_source(load: *mut Load) -> Obj {
    // SAFETY: the caller's promise.
    let Load { host, decoder, source: Some(source) } = (unsafe { &mut *load }) else {
        return Obj::none();
    };
    // Bytes read and not yet consumed, from `start` on.
    let mut pending = Memory::<u8>::default();
    let mut start = 0;
    loop {
        let have = &pending.as_slice()[start..];
        let (consumed, step) = match decoder.run(host, Window { bytes: have, last: false, volatile: false }) {
            Ok(outcome) => outcome,
            Err(error) => raise::reading(error, decoder.offset(), decoder.culprit()),
        };
        start += consumed;
        match step {
            Step::Done(obj) => {
                pending.release();
                return finish(host, decoder, obj);
            }
            Step::Again => {}
            Step::Need(need) => {
                if fill_payload(decoder, source) {
                    continue;
                }
                let have = pending.len() - start;
                let wish = decoder.safe_to_read(need, have).clamp(need - have, READ_AHEAD.max(need - have));
                pending.as_mut_slice().copy_within(start.., 0);
                pending.truncate(have);
                start = 0;
                let Ok(()) = pending.extend_with(wish, 0);
                let got = source.read(&mut pending.as_mut_slice()[have..]);
                pending.truncate(have + got);
                if got == 0 {
                    ended(decoder, source, have);
                }
            }
        }
    }
}

#[cfg(feature = "streams")]
/// Raises the error for a stream that has no more, of which `have` bytes wait.
#[cold]
#[inline(never)]
fn ended(decoder: &Decoder, source: &Source, have: usize) -> ! {
    let error = match source.dry {
        false => decoder.end_of_input(have),
        true if source.begun => Error::DataLost,
        true => Error::NoDataYet,
    };
    raise::reading(error, decoder.offset(), 0)
}

#[cfg(feature = "streams")]
/// Reads a pending payload straight into its place. Says whether there was one.
fn fill_payload(decoder: &mut Decoder, source: &mut Source) -> bool {
    let mut any = false;
    loop {
        let Ok(place) = decoder.fill();
        if place.is_empty() {
            return any;
        }
        any = true;
        let room = place.len();
        let mut got = 0;
        while got < room {
            match source.read(&mut place[got..]) {
                0 => break,
                count => got += count,
            }
        }
        decoder.filled(room, got);
        if got < room {
            ended(decoder, source, 1);
        }
    }
}

/// Finds the firmware's types, and remembers them and the module's exceptions, which C has made.
///
/// # Safety
/// While the module is imported; `builtins` is that module, `errors` points to the module's exceptions.
#[unsafe(no_mangle)]
unsafe extern "C-unwind" fn mpickle_m_init(builtins: Raw, errors: *const [Raw; ERRORS]) {
    // SAFETY: objects of the firmware.
    // EXCEPTION: MemoryError.
    let class_of = |obj: Raw| unsafe { (table().obj_get_type)(obj) };
    let builtin = |name| obj::builtin(builtins, name);
    let float = builtin(Name::float);
    let mut single = 0;
    if float != 0 {
        // Single precision does not hold it.
        let probe = Obj::from_small_int(0x100_0001).unwrap_or_else(Obj::none);
        let kept = obj::call(builtin(Name::int), &[obj::call(float, &[probe])]);
        single = usize::from(kept != probe);
    }
    // SAFETY: the caller's promise; nobody has looked at the state.
    unsafe {
        table::remember(State {
            builtins,
            bytes: builtin(Name::bytes),
            bytearray: builtin(Name::bytearray),
            tuple: class_of((table().new_tuple)(0, core::ptr::null())),
            int: builtin(Name::int),
            float,
            bool_: class_of(table().true_),
            none: class_of(table().none),
            set: builtin(Name::set),
            frozenset: builtin(Name::frozenset),
            single,
            errors: *errors,
            #[cfg(feature = "pickle")]
            latin1_dashed: new_copy(table().type_str, b"latin-1").raw(),
            #[cfg(feature = "tree")]
            records: [0; 2],
            #[cfg(feature = "cbor")]
            undefined: 0,
            memoryview: builtin(Name::memoryview),
            rules: 0,
        });
    }
}
