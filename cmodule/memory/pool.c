// The collector's allocation table, for those who take blocks of it themselves: pool.rs and large.rs of rust/micropython,
// and on boards take.c.
#include "py/gc.h"
#include "py/mpstate.h"
#include "py/mpthread.h"
#include "mpickle.h"
#include "micropython/shim.h"

#if MPICKLE_FEATURE_RUNS

#if MICROPY_PY_THREAD && !MICROPY_PY_THREAD_GIL
#if MICROPY_VERSION_MAJOR > 1 || MICROPY_VERSION_MINOR >= 25
#define ENTER() mp_thread_recursive_mutex_lock(&MP_STATE_MEM(gc_mutex), 1)
#define EXIT() mp_thread_recursive_mutex_unlock(&MP_STATE_MEM(gc_mutex))
#else
#define ENTER() mp_thread_mutex_lock(&MP_STATE_MEM(gc_mutex), 1)
#define EXIT() mp_thread_mutex_unlock(&MP_STATE_MEM(gc_mutex))
#endif
#else
#define ENTER()
#define EXIT()
#endif

// Whether the next allocation collects first.
static inline bool is_due(void) {
    #if MICROPY_GC_ALLOC_THRESHOLD
    return MP_STATE_MEM(gc_auto_collect_enabled) && MP_STATE_MEM(gc_alloc_amount) >= MP_STATE_MEM(gc_alloc_threshold);
    #else
    return false;
    #endif
}

// The area in which gc_alloc() would begin to search.
static mp_state_mem_area_t *current(void) {
    #if MICROPY_GC_SPLIT_HEAP
    return MP_STATE_MEM(gc_last_free_area);
    #else
    return &MP_STATE_MEM(area);
    #endif
}

#if UINTPTR_MAX > UINT32_MAX

bool mpickle_c_table_lock(mpickle_c_table_t *table) {
    if (gc_is_locked()) {
        return false;
    }
    ENTER();
    if (is_due()) {
        EXIT();
        return false;
    }
    const mp_state_mem_area_t *area = current();
    table->kinds = area->gc_alloc_table_start;
    table->len = area->gc_alloc_table_byte_len;
    table->blocks = area->gc_pool_start;
    table->first = area->gc_last_free_atb_index;
    return true;
}

void mpickle_c_table_unlock(const mpickle_c_table_t *table, size_t taken, size_t last) {
    if (taken > 0) {
        mp_state_mem_area_t *area = current();
        area->gc_last_free_atb_index = table->first;
        area->gc_last_used_block = MAX(area->gc_last_used_block, last);
        #if MICROPY_GC_ALLOC_THRESHOLD
        MP_STATE_MEM(gc_alloc_amount) += taken;
        #endif
    }
    EXIT();
}

#else

void *mpickle_c_area_lock(void) {
    if (gc_is_locked()) {
        return NULL;
    }
    ENTER();
    if (is_due()) {
        EXIT();
        return NULL;
    }
    return current();
}

void mpickle_c_area_unlock(void *locked, size_t taken, size_t last) {
    mp_state_mem_area_t *area = locked;
    area->gc_last_used_block = MAX(area->gc_last_used_block, last);
    #if MICROPY_GC_ALLOC_THRESHOLD
    MP_STATE_MEM(gc_alloc_amount) += taken;
    #endif
    EXIT();
}

#endif

#endif
