// The module `fuzz`: libFuzzer, which calls a function of Python with its inputs.

#include <stdlib.h>

#include "py/gc.h"
#include "py/mpstate.h"
#include "py/objarray.h"
#include "py/objlist.h"
#include "py/runtime.h"

int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*one)(const uint8_t *data, size_t size));

// Frames are larger under sanitizers, and libFuzzer's own lie below ours.
#define STACK_LIMIT (1024 * 1024)

MP_REGISTER_ROOT_POINTER(mp_obj_t fuzz_callback);

// The input is given as it is, outside of the collector's heap and with nothing readable behind
// it. Whatever the function raises is a finding.
static int one(const uint8_t *data, size_t size) {
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        mp_call_function_1(MP_STATE_VM(fuzz_callback), mp_obj_new_memoryview('B', size, (void *)data));
        nlr_pop();
    } else {
        mp_obj_print_exception(&mp_plat_print, MP_OBJ_FROM_PTR(nlr.ret_val));
        abort();
    }
    return 0;
}

// run(function, arguments): the arguments are libFuzzer's, the program's name first.
static mp_obj_t fuzz_run(mp_obj_t function, mp_obj_t arguments) {
    MP_STATE_VM(fuzz_callback) = function;
    MP_STATE_THREAD(stack_limit) = STACK_LIMIT;
    size_t len;
    mp_obj_t *items;
    mp_obj_get_array(arguments, &len, &items);
    int argc = len;
    char **argv = malloc((len + 1) * sizeof(char *));
    for (size_t i = 0; i < len; i++) {
        argv[i] = (char *)mp_obj_str_get_str(items[i]);
    }
    argv[len] = NULL;
    // It ends the process when it is done, unless it was given files to run.
    return mp_obj_new_int(LLVMFuzzerRunDriver(&argc, &argv, one));
}
static MP_DEFINE_CONST_FUN_OBJ_2(fuzz_run_obj, fuzz_run);

static const mp_rom_map_elem_t fuzz_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_fuzz) },
    { MP_ROM_QSTR(MP_QSTR_run), MP_ROM_PTR(&fuzz_run_obj) },
};
static MP_DEFINE_CONST_DICT(fuzz_globals, fuzz_globals_table);

const mp_obj_module_t fuzz_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&fuzz_globals,
};
MP_REGISTER_MODULE(MP_QSTR_fuzz, fuzz_module);
