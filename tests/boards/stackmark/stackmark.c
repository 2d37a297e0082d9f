// stackmark.depth(function, *args): how many bytes of C stack a call takes.
//
// The free stack below is painted before the call; the deepest byte that has
// another colour afterwards tells how far the call went.
#include "py/runtime.h"

// What is painted. Boards have 8 KiB of stack or less; QEMU's have more.
#define PAINTED (6 * 1024)
#define COLOUR (0xA5)

#if defined(__arm__)
#define STACK_POINTER(variable) __asm volatile ("mov %0, sp" : "=r" (variable))
#elif defined(__riscv)
#define STACK_POINTER(variable) __asm volatile ("mv %0, sp" : "=r" (variable))
#else
#error "stackmark does not know this machine's stack pointer"
#endif

static mp_obj_t depth(size_t n_args, const mp_obj_t *args) {
    volatile uint8_t *top;
    STACK_POINTER(top);
    // Nothing of this function lies below its stack pointer, and nothing is called here.
    for (volatile uint8_t *byte = top - PAINTED; byte < top; byte++) {
        *byte = COLOUR;
    }
    mp_call_function_n_kw(args[0], n_args - 1, 0, args + 1);
    volatile uint8_t *byte = top - PAINTED;
    while (byte < top && *byte == COLOUR) {
        byte++;
    }
    return MP_OBJ_NEW_SMALL_INT(top - byte);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR(depth_obj, 1, depth);

// A call that goes no further, with the signature of dumps and loads: what calling takes.
static mp_obj_t nothing(size_t n_args, const mp_obj_t *args, mp_map_t *kw) {
    (void)n_args;
    (void)args;
    (void)kw;
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(nothing_obj, 0, nothing);

static const mp_rom_map_elem_t globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_stackmark) },
    { MP_ROM_QSTR(MP_QSTR_depth), MP_ROM_PTR(&depth_obj) },
    { MP_ROM_QSTR(MP_QSTR_nothing), MP_ROM_PTR(&nothing_obj) },
};
static MP_DEFINE_CONST_DICT(globals, globals_table);

const mp_obj_module_t stackmark_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&globals,
};

MP_REGISTER_MODULE(MP_QSTR_stackmark, stackmark_module);
