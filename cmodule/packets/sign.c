// Signatures: HMAC-SHA-256 (RFC 2104) over the firmware's own hashlib.
//
// Nothing of it runs Python code: the module is the native one, whatever stands in sys.modules or in a file.
#include <string.h>

#include "py/objstr.h"
#include "py/runtime.h"
#include "mpickle.h"
#include "packets/sign.h"

#if MPICKLE_FEATURE_SIGNED

// Bytes of SHA-256's block and of its digest.
#define BLOCK (64)
#define DIGEST (32)
// Bytes of the shortest key.
#define SHORTEST_KEY (16)

#if MICROPY_PY_HASHLIB
extern const mp_obj_module_t mp_module_hashlib;
#endif

static mp_obj_t new_hash(void) {
    #if MICROPY_PY_HASHLIB
    mp_obj_t dest[2];
    mp_load_method_maybe(MP_OBJ_FROM_PTR(&mp_module_hashlib), MP_QSTR_sha256, dest);
    if (dest[0] != MP_OBJ_NULL) {
        return mp_call_function_0(dest[0]);
    }
    #endif
    mp_raise_NotImplementedError(MP_ERROR_TEXT("key: no hashlib.sha256"));
}

void mpickle_c_mac_add(mp_obj_t mac, const void *data, size_t len) {
    // Native code looks at the memory and keeps nothing of it.
    const mp_obj_str_t view = { { &mp_type_bytes }, 0, len, data };
    mp_obj_t dest[3];
    mp_load_method(mac, MP_QSTR_update, dest);
    dest[2] = MP_OBJ_FROM_PTR(&view);
    mp_call_method_n_kw(1, 0, dest);
}

static void digest(mp_obj_t hash, uint8_t *out) {
    mp_obj_t dest[2];
    mp_load_method(hash, MP_QSTR_digest, dest);
    memcpy(out, mp_obj_str_get_str(mp_call_method_n_kw(0, 0, dest)), DIGEST);
}

// A new hash that has had the key with `pad` over it.
static mp_obj_t keyed(mp_obj_t key, uint8_t pad) {
    uint8_t block[BLOCK] = { 0 };
    mp_buffer_info_t info;
    mp_get_buffer_raise(key, &info, MP_BUFFER_READ);
    mp_obj_t hash = new_hash();
    if (info.len > BLOCK) {
        mpickle_c_mac_add(hash, info.buf, info.len);
        digest(hash, block);
        hash = new_hash();
    } else {
        memcpy(block, info.buf, info.len);
    }
    for (size_t i = 0; i < BLOCK; i++) {
        block[i] ^= pad;
    }
    mpickle_c_mac_add(hash, block, BLOCK);
    return hash;
}

mp_obj_t mpickle_c_mac_begin(mp_obj_t key) {
    return keyed(key, 0x36);
}

void mpickle_c_mac_end(mp_obj_t key, mp_obj_t mac, uint32_t counter, uint8_t mark, uint8_t *tail) {
    uint8_t sum[DIGEST];
    for (size_t i = 0; i < 4; i++, counter >>= 8) {
        tail[i] = (uint8_t)counter;
    }
    tail[MPICKLE_C_SIGNATURE - 1] = mark;
    mpickle_c_mac_add(mac, tail, 4);
    mpickle_c_mac_add(mac, tail + MPICKLE_C_SIGNATURE - 1, 1);
    digest(mac, sum);
    mac = keyed(key, 0x5c);
    mpickle_c_mac_add(mac, sum, DIGEST);
    digest(mac, sum);
    memcpy(tail + 4, sum, MPICKLE_C_SIGNATURE - 5);
}

bool mpickle_c_mac_check(mp_obj_t key, mp_obj_t mac, uint32_t counter, uint8_t mark, const uint8_t *tail) {
    uint8_t right[MPICKLE_C_SIGNATURE];
    mpickle_c_mac_end(key, mac, counter, mark, right);
    // In the same time wherever they differ.
    volatile uint8_t differs = 0;
    for (size_t i = 0; i < sizeof(right); i++) {
        differs |= right[i] ^ tail[i];
    }
    return differs == 0;
}

uint32_t mpickle_c_sign(const mp_arg_val_t *given) {
    mp_obj_t key = given[0].u_obj, counter = given[1].u_obj;
    if (key != mp_const_none) {
        mp_buffer_info_t info;
        if (mp_obj_is_str(key)) {
            mp_raise_TypeError(MP_ERROR_TEXT("key: not bytes"));
        }
        mp_get_buffer_raise(key, &info, MP_BUFFER_READ);
        if (info.len < SHORTEST_KEY) {
            mp_raise_ValueError(MP_ERROR_TEXT("key: at least 16 bytes"));
        }
        new_hash();
    }
    if (counter == mp_const_none) {
        return 0;
    }
    uint32_t value = (uint32_t)mp_obj_get_int_truncated(counter);
    if (key == mp_const_none || !mp_obj_equal(mp_obj_new_int_from_uint(value), counter)) {
        mp_raise_ValueError(MP_ERROR_TEXT("counter"));
    }
    return value;
}

#endif // MPICKLE_FEATURE_SIGNED
