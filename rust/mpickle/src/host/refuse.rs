//! PicklingError that says where in the object it came to that.

use core::mem::MaybeUninit;

use micropython::{Obj, ffi};
use pickle::Place;

use super::Host;
use crate::names::interned::name;
use crate::raise::{Message, text};

/// Steps of a path that are shown.
const STEPS: usize = 8;
/// Bytes of the longest key or name that is shown.
const LONGEST: usize = 64;

/// PicklingError "text 'first.second' at path": the path leads to the object that is being written, if there is one.
#[cold]
#[inline(never)]
pub fn refused(host: Option<&Host>, words: &str, names: Option<(&[u8], &[u8])>) -> ! {
    let mut message = Message::new(ffi::mpickle_c_class::PICKLING_ERROR, words);
    if let Some((first, second)) = names {
        message.0.first = text(first);
        message.0.second = text(second);
    }
    let Some(host) = host else { message.raise() };
    let mut steps = [const { MaybeUninit::<ffi::mpickle_c_step_t>::uninit() }; STEPS];
    let mut count = 0;
    host.places(&mut |_| count += 1);
    message.0.deeper = count > STEPS;
    let skip = count.saturating_sub(STEPS);
    let mut at = 0;
    host.places(&mut |place| {
        let (key, attribute) = match place {
            Place::Index(index) => (Some(micropython::int::new(index as ffi::mp_int_t)), false),
            Place::Key(key) => (Some(key), false),
            Place::Attribute(key) => (Some(key), true),
            Place::Reduce => (Some(name!(__reduce__).obj()), true),
            Place::State => (Some(name!(__getstate__).obj()), true),
            Place::Item => (None, false),
        };
        let is_short = |key: &Obj| match micropython::str::text(*key) {
            Some(text) => text.len() <= LONGEST,
            None => !attribute && key.small_int().is_some(),
        };
        let key = key.filter(is_short);
        if at >= skip {
            steps[at - skip].write(ffi::mpickle_c_step_t {
                key: Obj::raw_or_null(key),
                attribute: attribute && key.is_some(),
            });
        }
        at += 1;
    });
    message.0.steps = steps.as_ptr().cast();
    message.0.n_steps = count.min(STEPS) as _;
    message.raise()
}
