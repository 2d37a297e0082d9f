// Ints without small form, as bytes.
// shim.h includes this file.
#ifndef MPICKLE_INTS_H
#define MPICKLE_INTS_H

#include "py/mpz.h"
#include "py/obj.h"

// mp_obj_get_int. Raises OverflowError for an int beyond a machine word on every build: MicroPython's own cuts it off where
// ints have 64 bits at most.
mp_int_t mpickle_c_get_int(mp_obj_t obj);

// Writes an int without small form in len bytes, two's complement (unsigned if positive);
// false if they do not suffice.
bool mpickle_c_int_to_bytes(mp_obj_t obj, size_t len, uint8_t *data);

// Writes an int without small form in two's complement, with its sign and no more than some bytes beyond it. Returns
// how many bytes that takes; if there is no room for so many, nothing has been written.
size_t mpickle_c_int_bytes(mp_obj_t obj, size_t room, uint8_t *data);

// The int without small form of a little-endian two's complement, of which bytes with nothing but the sign may
// be left out, in memory for the object and for so many digits.
enum mpickle_c_digit {
    #if MICROPY_LONGINT_IMPL == MICROPY_LONGINT_IMPL_MPZ
    MPICKLE_C_DIGIT_BITS = MPZ_DIG_SIZE,
    MPICKLE_C_DIGIT_BYTES = sizeof(mpz_dig_t),
    #else
    MPICKLE_C_DIGIT_BITS = 8,
    MPICKLE_C_DIGIT_BYTES = 1,
    #endif
};
mp_obj_t mpickle_c_new_int(void *object, void *digits, size_t n_digits, size_t len, const uint8_t *data, bool negative);

#endif
