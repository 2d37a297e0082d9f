//! What was read from anywhere, written again.

use model::{Error, Limits};

use super::drive::{host, whole};
use crate::common::{
    BAD_TEXT, HOOK, Host, NO_STATE, NOT_CALLABLE, Obj, UNHASHABLE, WRONG_TYPE, encode, encode_stream,
};

/// Recipes that a graph may ask for: some have no end, as those of an object among its own
/// arguments.
const REDUCTIONS: usize = 2000;

/// Writes `root`, which any pickle may have made, and reads that. It need not be writable: keys
/// may be missing, names may be no text. If it is, what was written can be read.
pub fn rewrite(from: &mut Host, root: Obj, protocol: u8) {
    from.reductions = REDUCTIONS;
    let memory = encode(from, root, protocol);
    from.reductions = REDUCTIONS;
    let stream = encode_stream(from, root, protocol);
    assert_eq!(memory.is_ok(), stream.is_ok(), "{memory:?} {stream:?}");
    for pickle in [memory, stream].into_iter().flatten() {
        let mut again = host();
        let outcome = whole(&mut again, &pickle, Limits::NONE);
        match outcome {
            Ok((_, used)) => assert_eq!(used, pickle.len()),
            // What the model refuses is its own business.
            Err((error, _)) => {
                assert!(
                    matches!(
                        error,
                        UNHASHABLE | WRONG_TYPE | NOT_CALLABLE | BAD_TEXT | NO_STATE | HOOK | Error::NoBuffer
                    ),
                    "{error:?} of {}",
                    pickle.escape_ascii()
                );
            }
        }
    }
}
