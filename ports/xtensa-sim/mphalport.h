// What the simulator does for MicroPython.

#include <stddef.h>
#include <stdint.h>

#include "shared/runtime/interrupt_char.h"

// Reads from QEMU's stdin into `buffer`: the number of bytes, 0 at the end, or less than 0.
int simulator_read(void *buffer, size_t size);

// Ends QEMU with this status.
void simulator_exit(int status) __attribute__((noreturn));
