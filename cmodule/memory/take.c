// Blocks out of the collector's allocation table, for boards: small ones many at a time, and large ones found in fewer steps
// than the allocator takes. Large machines have more of that in Rust (pool.rs, large.rs); this takes less flash.
#include <string.h>

#include "py/gc.h"
#include "py/mpstate.h"
#include "mpickle.h"
#include "micropython/shim.h"

#if MPICKLE_FEATURE_RUNS && UINTPTR_MAX <= UINT32_MAX

#define BLOCKS MPICKLE_C_BLOCKS_PER_ATB
#define UNIT MICROPY_BYTES_PER_GC_BLOCK
// Bytes of the table that are looked at together.
#define WORD sizeof(uint32_t)

// A unit of zeros, which no call is worth.
static inline uint8_t *clear(uint8_t *piece) {
    uintptr_t *words = (uintptr_t *)piece;
    words[0] = words[1] = words[2] = words[3] = 0;
    if (UNIT > 4 * sizeof(*words)) {
        memset(words + 4, 0, UNIT - 4 * sizeof(*words));
    }
    return piece;
}

size_t mpickle_c_take(uint8_t **pieces, size_t most) {
    mp_state_mem_area_t *area = mpickle_c_area_lock();
    if (area == NULL) {
        return 0;
    }
    size_t taken = 0;
    size_t at = area->gc_last_free_atb_index;
    size_t last = at;
    for (; at < area->gc_alloc_table_byte_len && taken < most; at++) {
        unsigned int kinds = area->gc_alloc_table_start[at];
        if (((kinds | kinds >> 1) & 0x55) == 0x55) {
            continue;
        }
        last = at;
        uint8_t *piece = area->gc_pool_start + at * (BLOCKS * UNIT);
        for (unsigned int head = MPICKLE_C_AT_HEAD; head < 0x100 && taken < most; head <<= 2, piece += UNIT) {
            if ((kinds & (head * 3)) == 0) {
                kinds |= head;
                pieces[taken++] = clear(piece);
            }
        }
        area->gc_alloc_table_start[at] = kinds;
    }
    // Some of the last byte may be left.
    area->gc_last_free_atb_index = last;
    mpickle_c_area_unlock(area, taken, last * BLOCKS + BLOCKS - 1);
    return taken;
}

// A block of so many bytes; null if none is found in few steps.
__attribute__((noinline)) static void *find(size_t bytes) {
    mp_state_mem_area_t *area = mpickle_c_area_lock();
    if (area == NULL) {
        return NULL;
    }
    const size_t blocks = (bytes + UNIT - 1) / UNIT;
    uint8_t *const first = area->gc_alloc_table_start + area->gc_last_free_atb_index;
    const uint8_t *const end = area->gc_alloc_table_start + area->gc_alloc_table_byte_len;
    // Words of the table in which nothing is in use, as many as are enough.
    const size_t enough = (blocks + WORD * BLOCKS - 1) / (WORD * BLOCKS);
    uint8_t *kinds = (uint8_t *)(((uintptr_t)first + WORD - 1) & ~(WORD - 1));
    for (size_t found = 0; found < enough; kinds += WORD) {
        if (kinds + WORD > end) {
            mpickle_c_area_unlock(area, 0, 0);
            return NULL;
        }
        found = *(const uint32_t *)kinds == 0 ? found + 1 : 0;
    }
    kinds -= enough * WORD;
    while (kinds > first && kinds[-1] == 0) {
        kinds--;
    }
    const size_t length = (blocks + BLOCKS - 1) / BLOCKS;
    memset(kinds, MPICKLE_C_AT_TAIL * 0x55, length);
    *kinds ^= MPICKLE_C_AT_TAIL ^ MPICKLE_C_AT_HEAD;
    // Those of the last byte that are too many.
    kinds[length - 1] >>= 2 * (length * BLOCKS - blocks);
    const size_t block = (kinds - area->gc_alloc_table_start) * BLOCKS;
    void *found = area->gc_pool_start + block * UNIT;
    mpickle_c_area_unlock(area, blocks, block + blocks - 1);
    return memset(found, 0, blocks * UNIT);
}

void *mpickle_c_block(size_t bytes) {
    // The allocator looks at each block by itself: for large ones of a heap in use that is most of what a load or dump takes.
    void *block = bytes < 512 ? NULL : find(bytes);
    return block != NULL ? block : gc_alloc(bytes, 0);
}

#endif
