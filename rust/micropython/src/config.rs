//! How this firmware is configured: MicroPython's `MICROPY_…` switches as
//! constants, and the cfgs `repr`, `float` and `longint` (see `build/config.rs`).

include!(concat!(env!("OUT_DIR"), "/config.rs"));
