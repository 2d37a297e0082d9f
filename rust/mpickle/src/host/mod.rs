//! MicroPython as the codec sees it.

pub mod budget;
pub mod construct;
#[cfg(feature = "limits")]
pub mod depth;
#[cfg(all(feature = "write", feature = "pickle"))]
pub mod describe;
#[cfg(feature = "classes")]
pub mod desk;
#[cfg(feature = "in-place")]
pub mod in_place;
#[cfg(feature = "write")]
pub mod inspect;
#[cfg(feature = "classes")]
pub mod instances;
pub mod memory;
#[cfg(all(feature = "pickle", not(feature = "classes")))]
pub mod plain;
#[cfg(all(feature = "classes", feature = "write"))]
pub mod recipe;
#[cfg(all(feature = "classes", feature = "write"))]
pub mod refuse;
#[cfg(feature = "pickle")]
pub mod resolve;

use core::convert::Infallible;
use core::mem::MaybeUninit;

use micropython::{Obj, Pool, Shapes};
use model::{Error, Model};
#[cfg(all(feature = "classes", feature = "write"))]
use pickle::PendingTask;

use crate::codec::Codec;
use crate::host::budget::Budget;
#[cfg(feature = "classes")]
use crate::host::desk::Desk;
#[cfg(feature = "in-place")]
use crate::host::in_place::InPlace;
use crate::host::memory::Memory;
#[cfg(feature = "classes")]
use crate::names::attributes::Names;
#[cfg(feature = "classes")]
use crate::names::policy::Policy;
use crate::raise;
#[cfg(feature = "tree")]
use crate::tree::Hooks;
#[cfg(feature = "text")]
use crate::types::encoding::Encoding;
#[cfg(feature = "text")]
use crate::types::encoding::OnError;

/// The hooks that the subclass of a Pickler or Unpickler defines.
#[cfg(feature = "classes")]
#[derive(Default)]
pub struct PicklerHooks {
    /// `Pickler.persistent_id`
    pub persistent_id: Option<Obj>,
    /// `Pickler.reducer_override`
    pub reducer_override: Option<Obj>,
    /// `Pickler.dispatch_table`
    pub dispatch_table: Option<Obj>,
    /// `Unpickler.find_class`
    pub find_class: Option<Obj>,
    /// `Unpickler.persistent_load`
    pub persistent_load: Option<Obj>,
}

/// The model of objects, with the options of one dump or load.
pub struct Host {
    /// The format.
    pub codec: Codec,
    /// For Python 2's strings.
    #[cfg(feature = "text")]
    pub encoding: Encoding,
    /// For Python 2's strings.
    #[cfg(feature = "text")]
    pub on_error: OnError,
    /// Offset in the input where the pickle begins.
    #[cfg(feature = "text")]
    pub origin: usize,
    /// The part that code run by a call may see; null if there is nothing to come back to.
    #[cfg(feature = "classes")]
    pub desk: *const Desk,
    /// Names of attributes.
    #[cfg(feature = "classes")]
    pub names: Names,
    /// Memory for what is read.
    pub pool: Pool,
    /// Keys of what is read.
    pub shapes: Shapes,
    /// How much may be done.
    pub budget: Budget,
    /// Containers in containers; `usize::MAX` for any number.
    #[cfg(feature = "limits")]
    pub max_depth: usize,
    /// Iterator over out-of-band buffers.
    #[cfg(feature = "buffers")]
    pub buffers: Option<Obj>,
    /// Called with each buffer that may go out of band.
    #[cfg(feature = "buffers")]
    pub buffer_callback: Option<Obj>,
    /// The hooks of a subclass.
    #[cfg(feature = "classes")]
    pub hooks: PicklerHooks,
    /// The memory that large payloads stay in, if they are not copied.
    #[cfg(feature = "in-place")]
    pub in_place: Option<InPlace>,
    /// The bytes or bytearray that was read last, while nobody but the pickle can hold it.
    #[cfg(feature = "arrays")]
    pub fresh: Option<Obj>,
    /// The buffer that is written to, and where its memory is.
    #[cfg(all(feature = "into", feature = "write"))]
    pub place: Option<(Obj, *mut u8, usize)>,
    /// Name that `__reduce__` gave for the object that is written by name next.
    #[cfg(feature = "classes")]
    pub given_name: Option<Obj>,
    /// The pending tasks of the objects that hold the current one.
    #[cfg(all(feature = "classes", feature = "write"))]
    pub within: (*const PendingTask<Obj>, usize),
    /// The part for Protocol Buffers only.
    #[cfg(feature = "protobuf-tables")]
    pub protobuf: crate::protobuf::Hooks,
    /// The part for MessagePack and CBOR only.
    #[cfg(feature = "tree")]
    pub tree: Hooks,
}

impl Host {
    /// Makes a model without options in `place`: it is large, and C stacks are small.
    #[inline(never)]
    pub fn init(place: &mut MaybeUninit<Self>, codec: Codec) -> &mut Self {
        place.write(Self::new(codec))
    }

    #[inline(always)]
    fn new(codec: Codec) -> Self {
        Self {
            codec,
            #[cfg(feature = "text")]
            encoding: Encoding::Ascii,
            #[cfg(feature = "text")]
            on_error: OnError::Strict,
            #[cfg(feature = "text")]
            origin: 0,
            #[cfg(feature = "classes")]
            desk: core::ptr::null(),
            #[cfg(feature = "classes")]
            names: Names::new(),
            pool: Pool::new(),
            shapes: Shapes::new(),
            budget: Budget::new(codec),
            #[cfg(feature = "limits")]
            max_depth: usize::MAX,
            #[cfg(feature = "buffers")]
            buffers: None,
            #[cfg(feature = "buffers")]
            buffer_callback: None,
            #[cfg(feature = "classes")]
            hooks: PicklerHooks::default(),
            #[cfg(feature = "in-place")]
            in_place: None,
            #[cfg(feature = "arrays")]
            fresh: None,
            #[cfg(all(feature = "into", feature = "write"))]
            place: None,
            #[cfg(feature = "classes")]
            given_name: None,
            #[cfg(all(feature = "classes", feature = "write"))]
            within: (core::ptr::null(), 0),
            #[cfg(feature = "protobuf-tables")]
            protobuf: crate::protobuf::Hooks::new(),
            #[cfg(feature = "tree")]
            tree: Hooks::default(),
        }
    }
}

#[cfg(feature = "classes")]
impl Host {
    /// The desk of a load.
    #[inline]
    pub fn desk(&self) -> &Desk {
        // SAFETY: whatever reads has one, in the block that this is in.
        unsafe { &*self.desk }
    }

    /// The policy: which objects a pickle may name and call.
    #[inline]
    pub fn policy(&self) -> &Policy {
        &self.desk().policy
    }
}

impl Model for Host {
    type Obj = Obj;
    type Vec<T: Copy> = Memory<T>;
    type Fault = Infallible;

    #[cfg(feature = "write")]
    fn fault(&self, error: Error) -> Infallible {
        raise::writing(self.codec, error)
    }

    #[cfg(not(feature = "write"))]
    fn fault(&self, error: Error) -> Infallible {
        raise::reading(self.codec, error, self.budget.read, 0)
    }
}
