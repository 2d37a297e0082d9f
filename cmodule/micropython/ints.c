#include <string.h>

#include "py/objint.h"
#include "py/runtime.h"
#include "mpickle.h"
#include "micropython/shim.h"

#define DIGIT_MASK (((mpz_dbl_dig_t)1 << MPZ_DIG_SIZE) - 1)

mp_int_t mpickle_c_get_int(mp_obj_t obj) {
    #if MICROPY_LONGINT_IMPL == MICROPY_LONGINT_IMPL_LONGLONG
    if (mp_obj_is_exact_type(obj, &mp_type_int)) {
        long long value = ((mp_obj_int_t *)MP_OBJ_TO_PTR(obj))->val;
        if (value != (mp_int_t)value) {
            mp_raise_msg(&mp_type_OverflowError, MP_ERROR_TEXT("int too big for a machine word"));
        }
    }
    #endif
    return mp_obj_get_int(obj);
}

bool mpickle_c_int_to_bytes(mp_obj_t obj, size_t len, uint8_t *data) {
    #if MICROPY_LONGINT_IMPL == MICROPY_LONGINT_IMPL_MPZ
    const mpz_t *number = &((mp_obj_int_t *)MP_OBJ_TO_PTR(obj))->mpz;
    #if MICROPY_VERSION_MAJOR > 1 || MICROPY_VERSION_MINOR >= 24
    return mpz_as_bytes(number, false, number->neg, len, data);
    #else
    // This version cuts off what does not fit.
    if (mpz_max_num_bits(number) >= len * 8) {
        return false;
    }
    mpz_as_bytes(number, false, len, data);
    return true;
    #endif
    #else
    #if MICROPY_LONGINT_IMPL == MICROPY_LONGINT_IMPL_LONGLONG
    long long value = ((mp_obj_int_t *)MP_OBJ_TO_PTR(obj))->val;
    for (size_t i = 0; i < len; i++) {
        data[i] = value;
        value >>= 8;
    }
    #endif
    return true;
    #endif
}

// Whether the bytes of a long int's digits, one after the other, are the bytes of its magnitude.
#define DIGITS_ARE_BYTES (MP_ENDIANNESS_LITTLE && (MPZ_DIG_SIZE == 16 || MPZ_DIG_SIZE == 32))

size_t mpickle_c_int_bytes(mp_obj_t obj, size_t room, uint8_t *data) {
    #if MICROPY_LONGINT_IMPL == MICROPY_LONGINT_IMPL_MPZ
    const mpz_t *number = &((mp_obj_int_t *)MP_OBJ_TO_PTR(obj))->mpz;
    size_t len = (number->len * MPZ_DIG_SIZE + 7) / 8;
    if (len >= room) {
        return len + 1;
    }
    // Two's complement: what is negative is complemented on the way.
    const uint8_t flip = number->neg ? 0xff : 0;
    #if DIGITS_ARE_BYTES
    memcpy(data, number->dig, len);
    mpz_dbl_dig_t carry = 1;
    for (size_t i = 0; number->neg && i < number->len; i++) {
        carry += number->dig[i] ^ DIGIT_MASK;
        mpz_dig_t digit = carry & DIGIT_MASK;
        memcpy(data + i * sizeof(digit), &digit, sizeof(digit));
        carry >>= MPZ_DIG_SIZE;
    }
    #else
    mpz_dbl_dig_t carry = number->neg;
    mpz_dbl_dig_t bits = 0;
    unsigned int n_bits = 0;
    const mpz_dig_t *digit = number->dig;
    const mpz_dig_t *end = digit + number->len;
    for (size_t i = 0; i < len; i++) {
        for (; n_bits < 8 && digit < end; n_bits += MPZ_DIG_SIZE) {
            bits |= (mpz_dbl_dig_t)*digit++ << n_bits;
        }
        carry += (bits & 0xff) ^ flip;
        data[i] = carry;
        carry >>= 8;
        bits >>= 8;
        n_bits -= MIN(n_bits, 8);
    }
    #endif
    data[len] = flip;
    return len + 1;
    #else
    const size_t len = sizeof(long long);
    if (len <= room) {
        mpickle_c_int_to_bytes(obj, len, data);
    }
    return len;
    #endif
}

mp_obj_t mpickle_c_new_int(void *object, void *digits, size_t n_digits, size_t len, const uint8_t *data, bool negative) {
    #if MICROPY_LONGINT_IMPL == MICROPY_LONGINT_IMPL_MPZ
    // The magnitude: what is negative is complemented on the way.
    mpz_dig_t *digit = digits;
    #if DIGITS_ARE_BYTES
    memcpy(digits, data, len);
    if (negative) {
        memset((uint8_t *)digits + len, 0xff, n_digits * sizeof(mpz_dig_t) - len);
        mpz_dbl_dig_t carry = 1;
        for (size_t i = 0; i < n_digits; i++) {
            carry += digit[i] ^ DIGIT_MASK;
            digit[i] = carry & DIGIT_MASK;
            carry >>= MPZ_DIG_SIZE;
        }
    }
    #else
    mpz_dbl_dig_t carry = negative;
    mpz_dbl_dig_t flip = negative ? 0xff : 0;
    mpz_dbl_dig_t bits = 0;
    unsigned int n_bits = 0;
    const uint8_t *end = data + len;
    for (size_t i = 0; i < n_digits; i++) {
        for (; n_bits < MPZ_DIG_SIZE && data < end; n_bits += 8) {
            bits |= (*data++ ^ flip) << n_bits;
        }
        carry += bits & DIGIT_MASK;
        digit[i] = carry & DIGIT_MASK;
        carry >>= MPZ_DIG_SIZE;
        bits >>= MPZ_DIG_SIZE;
        n_bits -= MIN(n_bits, MPZ_DIG_SIZE);
    }
    #endif
    size_t used = n_digits;
    while (used > 0 && digit[used - 1] == 0) {
        used--;
    }
    mp_obj_int_t *number = object;
    number->base.type = &mp_type_int;
    number->mpz.neg = negative;
    // They may be a part of the object's block.
    number->mpz.fixed_dig = 1;
    number->mpz.alloc = n_digits & (SIZE_MAX >> 2);
    number->mpz.len = used;
    number->mpz.dig = digits;
    return MP_OBJ_FROM_PTR(number);
    #else
    (void)object, (void)digits, (void)n_digits;
    long long value = negative ? -1 : 0;
    for (size_t i = len; i > 0; i--) {
        value = (long long)((unsigned long long)value << 8 | data[i - 1]);
    }
    return mp_obj_new_int_from_ll(value);
    #endif
}
