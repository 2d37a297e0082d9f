// faults: allocations that fail when a test says so, and a collector that runs at every one.
//
// The linker hands gc_alloc, gc_realloc and what mpickle takes blocks by to the functions below (see micropython.mk). For one
// thread only.
#include <string.h>

#include "py/gc.h"
#include "py/runtime.h"
#include "micropython/shim.h"

void *__real_gc_alloc(size_t n_bytes, unsigned int flags);
void *__real_gc_realloc(void *ptr, size_t n_bytes, bool allow_move);
bool __real_mpickle_c_table_lock(mpickle_c_table_t *table);
void *__real_mpickle_c_area_lock(void);

// Allocations seen since the call began, and how many of them failed.
static size_t seen;
static size_t failed;
// Which one fails; 0 for none.
static size_t failing;
// All that follow fail too.
static bool failing_on;
// Collect before each one.
static bool collecting;
// None fails, and none counts.
static bool held;

// What is free is overwritten with this: who still uses it gets neither zeros nor what was there.
#define POISON (0xdb)

// The collector's table has two bits for each block.
enum { FREE, HEAD, TAIL, MARK };

static int kind(const mp_state_mem_area_t *area, size_t block) {
    return area->gc_alloc_table_start[block / 4] >> (block % 4 * 2) & 3;
}

static size_t blocks(const mp_state_mem_area_t *area) {
    return area->gc_alloc_table_byte_len * 4;
}

static const mp_state_mem_area_t *next(const mp_state_mem_area_t *area) {
    #if MICROPY_GC_SPLIT_HEAP
    return area->next;
    #else
    return NULL;
    #endif
}

static void collect(void) {
    gc_collect();
    for (const mp_state_mem_area_t *area = &MP_STATE_MEM(area); area != NULL; area = next(area)) {
        for (size_t block = 0; block < blocks(area); block++) {
            if (kind(area, block) == FREE) {
                byte *start = area->gc_pool_start + block * MICROPY_BYTES_PER_GC_BLOCK;
                memset(start, POISON, MICROPY_BYTES_PER_GC_BLOCK);
            }
        }
    }
}

// Whether this allocation fails.
static bool fails(void) {
    if (gc_is_locked() || held) {
        return false;
    }
    if (collecting) {
        collect();
    }
    seen++;
    bool now = failing != 0 && (failing_on ? seen >= failing : seen == failing);
    failed += now;
    return now;
}

void *__wrap_gc_alloc(size_t n_bytes, unsigned int flags) {
    return fails() ? NULL : __real_gc_alloc(n_bytes, flags);
}

void *__wrap_gc_realloc(void *ptr, size_t n_bytes, bool allow_move) {
    // To free or to shrink takes no memory.
    bool grows = n_bytes > gc_nbytes(ptr);
    return grows && fails() ? NULL : __real_gc_realloc(ptr, n_bytes, allow_move);
}

// Blocks that are taken from the collector's table without gc_alloc() count as one allocation. Where that
// fails, gc_alloc() is asked next.
static bool take_fails(void) {
    bool next = failing != 0 && (failing_on ? seen + 1 >= failing : seen + 1 == failing);
    return gc_is_locked() || held || next || fails();
}

#if UINTPTR_MAX <= UINT32_MAX
void *__wrap_mpickle_c_area_lock(void) {
    return take_fails() ? NULL : __real_mpickle_c_area_lock();
}
#endif

#if UINTPTR_MAX > UINT32_MAX
bool __wrap_mpickle_c_table_lock(mpickle_c_table_t *table) {
    if (take_fails() || !__real_mpickle_c_table_lock(table)) {
        return false;
    }
    // Now and then as if the heap ended here.
    if (seen % 3 == 1) {
        table->len = MIN(table->len, table->first + 1);
    }
    return true;
}
#endif

// call(n, on, fun, *args): (what it returned, None) or (None, what it raised), with the n-th
// allocation failing, and all that follow it if `on`.
static mp_obj_t call(size_t n_args, const mp_obj_t *args) {
    mp_obj_t pair[] = { mp_const_none, mp_const_none };
    seen = failed = 0;
    failing_on = mp_obj_is_true(args[1]);
    failing = mp_obj_get_int(args[0]);
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        pair[0] = mp_call_function_n_kw(args[2], n_args - 3, 0, args + 3);
        nlr_pop();
    } else {
        pair[1] = MP_OBJ_FROM_PTR(nlr.ret_val);
    }
    failing = 0;
    return mp_obj_new_tuple(2, pair);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR(call_obj, 3, call);

// failed(): how many allocations failed in the last call.
static mp_obj_t get_failed(void) {
    return MP_OBJ_NEW_SMALL_INT(failed);
}
static MP_DEFINE_CONST_FUN_OBJ_0(failed_obj, get_failed);

// collect_always(bool)
static mp_obj_t collect_always(mp_obj_t on) {
    collecting = mp_obj_is_true(on);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(collect_always_obj, collect_always);

// hold(bool): until hold(False) no allocation fails. For media written in Python, which have no memory
// of their own as real ones have.
static mp_obj_t hold(mp_obj_t on) {
    held = mp_obj_is_true(on);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(hold_obj, hold);

// check(): whether the collector's table is in order, after a collection.
static mp_obj_t check(void) {
    collect();
    for (const mp_state_mem_area_t *area = &MP_STATE_MEM(area); area != NULL; area = next(area)) {
        int before = FREE;
        for (size_t block = 0; block < blocks(area); block++) {
            int now = kind(area, block);
            if (now == MARK || (now == TAIL && before == FREE)) {
                return mp_const_false;
            }
            before = now;
        }
    }
    return mp_const_true;
}
static MP_DEFINE_CONST_FUN_OBJ_0(check_obj, check);

static const mp_rom_map_elem_t globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_faults) },
    { MP_ROM_QSTR(MP_QSTR_call), MP_ROM_PTR(&call_obj) },
    { MP_ROM_QSTR(MP_QSTR_failed), MP_ROM_PTR(&failed_obj) },
    { MP_ROM_QSTR(MP_QSTR_collect_always), MP_ROM_PTR(&collect_always_obj) },
    { MP_ROM_QSTR(MP_QSTR_hold), MP_ROM_PTR(&hold_obj) },
    { MP_ROM_QSTR(MP_QSTR_check), MP_ROM_PTR(&check_obj) },
};
static MP_DEFINE_CONST_DICT(globals, globals_table);

const mp_obj_module_t faults_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&globals,
};

MP_REGISTER_MODULE(MP_QSTR_faults, faults_module);
