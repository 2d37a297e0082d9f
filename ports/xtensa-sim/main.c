// Reads a script from the simulator's stdin and runs it.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "py/builtin.h"
#include "py/compile.h"
#include "py/gc.h"
#include "py/mperrno.h"
#include "py/mphal.h"
#include "py/runtime.h"
#include "py/stackctrl.h"
#include "shared/runtime/gchelper.h"

// As MicroPython's other emulated boards have it.
#define STACK_LIMIT (10240)

static char script[512 * 1024];
static uint32_t heap[MICROPY_HEAP_SIZE / sizeof(uint32_t)];

static size_t read_script(void) {
    size_t size = 0;
    while (size < sizeof(script)) {
        int count = simulator_read(script + size, sizeof(script) - size);
        if (count <= 0) {
            return size;
        }
        size += count;
    }
    mp_printf(&mp_plat_print, "the script is too long\n");
    simulator_exit(2);
}

// The status with which the script ends.
static int run(size_t size) {
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        mp_lexer_t *lexer = mp_lexer_new_from_str_len(MP_QSTR__lt_stdin_gt_, script, size, 0);
        mp_parse_tree_t tree = mp_parse(lexer, MP_PARSE_FILE_INPUT);
        mp_obj_t module = mp_compile(&tree, MP_QSTR__lt_stdin_gt_, false);
        mp_call_function_0(module);
        nlr_pop();
        return 0;
    }
    mp_obj_t raised = MP_OBJ_FROM_PTR(nlr.ret_val);
    if (mp_obj_is_subclass_fast(MP_OBJ_FROM_PTR(mp_obj_get_type(raised)), MP_OBJ_FROM_PTR(&mp_type_SystemExit))) {
        mp_obj_t value = mp_obj_exception_get_value(raised);
        mp_int_t status = 0;
        return value == mp_const_none || (mp_obj_get_int_maybe(value, &status) && status == 0) ? 0 : 1;
    }
    mp_obj_print_exception(&mp_plat_print, raised);
    return 1;
}

int main(void) {
    mp_stack_ctrl_init();
    mp_stack_set_limit(STACK_LIMIT);
    gc_init(heap, (char *)heap + MICROPY_HEAP_SIZE);
    mp_init();
    return run(read_script());
}

void gc_collect(void) {
    gc_collect_start();
    gc_helper_collect_regs_and_stack();
    gc_collect_end();
}

void nlr_jump_fail(void *value) {
    (void)value;
    mp_printf(&mp_plat_print, "uncaught NLR\n");
    simulator_exit(1);
}
