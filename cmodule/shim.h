// What Rust needs from MicroPython and cannot call itself: macros, and
// functions whose signature changes between versions. bindgen reads this
// file too (as `extern "C-unwind"`: all of these may raise). Names: mpickle_c_….
#ifndef MPICKLE_SHIM_H
#define MPICKLE_SHIM_H

#include "py/obj.h"

// A Rust panic: raises RuntimeError.
__attribute__((noreturn)) void mpickle_c_panic(void);

#endif
