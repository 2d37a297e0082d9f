// Calls of the simulator (Xtensa's `simcall`), which QEMU answers as the host would.

#include <stdlib.h>
#include <string.h>

#include "py/mphal.h"

// The numbers of QEMU's target/xtensa/xtensa-semi.c.
enum { EXIT = 1, READ = 3, WRITE = 4 };

static int simcall(int number, int first, const void *buffer, size_t size) {
    register int a2 __asm("a2") = number;
    register int a3 __asm("a3") = first;
    register const void *a4 __asm("a4") = buffer;
    register size_t a5 __asm("a5") = size;
    __asm volatile ("simcall" : "+r" (a2), "+r" (a3) : "r" (a4), "r" (a5) : "memory");
    return a2;
}

int simulator_read(void *buffer, size_t size) {
    return simcall(READ, 0, buffer, size);
}

void simulator_exit(int status) {
    simcall(EXIT, status, NULL, 0);
    for (;;) {
    }
}

void abort(void) {
    simulator_exit(3);
}

mp_uint_t mp_hal_stdout_tx_strn(const char *text, size_t size) {
    size_t done = 0;
    while (done < size) {
        int count = simcall(WRITE, 1, text + done, size - done);
        if (count <= 0) {
            break;
        }
        done += count;
    }
    return done;
}

// A script has no input: stdin is the script.
int mp_hal_stdin_rx_chr(void) {
    return 4;
}

uintptr_t mp_hal_stdio_poll(uintptr_t flags) {
    (void)flags;
    return 0;
}

// Where start.S goes when the processor meets what it cannot do: an illegal instruction, a word at no word's address.
void simulator_fatal(uint32_t cause, uint32_t at, uint32_t address) {
    const uint32_t values[] = { cause, at, address };
    static const char *const names[] = { "\nprocessor exception, EXCCAUSE ", " EPC1 ", " EXCVADDR " };
    for (size_t i = 0; i < 3; i++) {
        char digits[8];
        for (size_t d = 0; d < 8; d++) {
            digits[d] = "0123456789abcdef"[values[i] >> (28 - 4 * d) & 15];
        }
        mp_hal_stdout_tx_strn(names[i], strlen(names[i]));
        mp_hal_stdout_tx_strn(digits, sizeof(digits));
    }
    mp_hal_stdout_tx_strn("\n", 1);
    simulator_exit(99);
}
