// Pickler and Unpickler: classes that behave like classes written in Python, so that a subclass's
// hooks are seen, with methods in ROM.
//
// MicroPython writes to a class when it is subclassed. So each class is made at its first use, as the
// class statement makes it, over a dictionary in ROM; its methods are bound to instances (method.h).
#include "py/objstr.h"
#include "py/runtime.h"
#include "entry/arguments.h"
#include "mpickle.h"
#include "pickle/pickler.h"
#include "micropython/method.h"
#include "micropython/shim.h"
#include "micropython/types.h"

#if MPICKLE_FEATURE_CLASSES

#if MICROPY_MODULE_ATTR_DELEGATION

// The native part: an attribute of the instance with a name that Python code does not write.
static mp_obj_t get_state(mp_obj_t self, const mp_obj_type_t *error) {
    mp_obj_t dest[2];
    mp_load_method_maybe(self, MP_QSTR__mpickle, dest);
    if (dest[0] == MP_OBJ_NULL || dest[1] != MP_OBJ_NULL || !mpickle_is_state(dest[0])) {
        mp_raise_msg(error, MP_ERROR_TEXT("call super().__init__() first"));
    }
    return dest[0];
}

// Calls fun(state, arg), and leaves the state usable whatever it or hooks(state, self) raises.
static mp_obj_t guarded_with(mp_obj_t state, void (*hooks)(mp_obj_t, mp_obj_t), mp_obj_t self,
    mp_obj_t (*fun)(mp_obj_t, mp_obj_t), mp_obj_t arg) {
    mpickle_enter(state);
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        if (hooks != NULL) {
            hooks(state, self);
        }
        mp_obj_t result = fun(state, arg);
        nlr_pop();
        mpickle_leave(state);
        return result;
    }
    mpickle_leave(state);
    nlr_jump(nlr.ret_val);
}

static mp_obj_t guarded(mp_obj_t state, mp_obj_t (*fun)(mp_obj_t, mp_obj_t), mp_obj_t arg) {
    return guarded_with(state, NULL, mp_const_none, fun, arg);
}

#if MPICKLE_FEATURE_WRITE
static mp_obj_t none_hook(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    return mp_const_none;
}

/******************************************************************************/
// Pickler

// __init__(self, file, protocol=None, *, fix_imports=True, buffer_callback=None)
static mp_obj_t pickler_init(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    mpickle_dump_args_t parsed;
    parsed.own.table = &mpickle_c_arg_file;
    parsed.own.count = 1;
    mpickle_c_parse(&mpickle_c_pickle_dump, n_args - 1, pos_args + 1, kw_args, &parsed.own);
    mp_obj_t state = mpickle_writer_new(parsed.own.values[0].u_obj, &parsed.options);
    mp_store_attr(pos_args[0], MP_QSTR__mpickle, state);
    return mp_const_none;
}
MPICKLE_METHOD(pickler_init_obj, pickler_init, 1, MP_OBJ_FUN_ARGS_MAX, true);
MPICKLE_METHOD(pickler_persistent_id_obj, none_hook, 2, 2, false);

static void pickler_hooks(mp_obj_t state, mp_obj_t self) {
    mpickle_pickler_hooks(state, self, MP_OBJ_FROM_PTR(&pickler_persistent_id_obj));
}

// dump(self, obj)
static mp_obj_t pickler_dump(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    return guarded_with(get_state(args[0], &mpickle_type_PicklingError), pickler_hooks, args[0], mpickle_pickler_dump, args[1]);
}
MPICKLE_METHOD(pickler_dump_obj, pickler_dump, 2, 2, false);

// clear_memo(self)
static mp_obj_t pickler_clear_memo(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    return guarded(get_state(args[0], &mpickle_type_PicklingError), mpickle_pickler_clear_memo, mp_const_none);
}
MPICKLE_METHOD(pickler_clear_memo_obj, pickler_clear_memo, 1, 1, false);
#endif

/******************************************************************************/
// Unpickler

// __init__(self, file, *, fix_imports=True, encoding="ASCII", errors="strict", buffers=None, allow=None, …)
static mp_obj_t unpickler_init(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    mpickle_load_args_t parsed;
    parsed.own.table = &mpickle_c_arg_file;
    parsed.own.count = 1;
    mpickle_c_parse(&mpickle_c_pickle_load, n_args - 1, pos_args + 1, kw_args, &parsed.own);
    mp_obj_t state = mpickle_unpickler_new(parsed.own.values[0].u_obj, &parsed.options);
    mp_store_attr(pos_args[0], MP_QSTR__mpickle, state);
    return mp_const_none;
}
MPICKLE_METHOD(unpickler_init_obj, unpickler_init, 1, MP_OBJ_FUN_ARGS_MAX, true);

// find_class(self, module, name)
static mp_obj_t unpickler_find_class(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    return mpickle_find_class(get_state(args[0], &mpickle_type_UnpicklingError), args[1], args[2]);
}
MPICKLE_METHOD(unpickler_find_class_obj, unpickler_find_class, 3, 3, false);

// persistent_load(self, id)
static mp_obj_t unpickler_persistent_load(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    mp_raise_msg(&mpickle_type_UnpicklingError, MP_ERROR_TEXT("no persistent_load"));
}
MPICKLE_METHOD(unpickler_persistent_load_obj, unpickler_persistent_load, 2, 2, false);

static void unpickler_hooks(mp_obj_t state, mp_obj_t self) {
    mpickle_unpickler_hooks(state, self, MP_OBJ_FROM_PTR(&unpickler_find_class_obj),
        MP_OBJ_FROM_PTR(&unpickler_persistent_load_obj));
}

// load(self)
static mp_obj_t unpickler_load(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    return guarded_with(get_state(args[0], &mpickle_type_UnpicklingError), unpickler_hooks, args[0], mpickle_unpickler_load, mp_const_none);
}
MPICKLE_METHOD(unpickler_load_obj, unpickler_load, 1, 1, false);

/******************************************************************************/
// memo, of both

#if MICROPY_PY_BUILTINS_PROPERTY

static mp_obj_t get_memo(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    return mpickle_memo_proxy(get_state(args[0], &mpickle_type_PickleError));
}
MPICKLE_METHOD(get_memo_obj, get_memo, 1, 1, false);

static mp_obj_t set_memo(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    if (args[1] == mp_const_none) {
        mp_raise_TypeError(MP_ERROR_TEXT("memo must be a dict or a memo"));
    }
    return guarded(get_state(args[0], &mpickle_type_PickleError), mpickle_set_memo, args[1]);
}
MPICKLE_METHOD(set_memo_obj, set_memo, 2, 2, false);

static const mpickle_c_property_t memo_obj = {
    { &mp_type_property }, { MP_ROM_PTR(&get_memo_obj), MP_ROM_PTR(&set_memo_obj), MP_ROM_NONE },
};

#define MEMO { MP_ROM_QSTR(MP_QSTR_memo), MP_ROM_PTR(&memo_obj) },
#else
#define MEMO
#endif

// The attribute `memo`: a view with clear() and copy().
static mp_obj_t memo_clear(mp_obj_t self_in) {
    mpickle_c_memo_t *self = MP_OBJ_TO_PTR(self_in);
    return guarded(self->state, mpickle_set_memo, mp_const_none);
}
static MP_DEFINE_CONST_FUN_OBJ_1(memo_clear_obj, memo_clear);

static mp_obj_t memo_copy(mp_obj_t self_in) {
    mpickle_c_memo_t *self = MP_OBJ_TO_PTR(self_in);
    return mpickle_copy_memo(self->state);
}
static MP_DEFINE_CONST_FUN_OBJ_1(memo_copy_obj, memo_copy);

static const mp_rom_map_elem_t memo_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_clear), MP_ROM_PTR(&memo_clear_obj) },
    { MP_ROM_QSTR(MP_QSTR_copy), MP_ROM_PTR(&memo_copy_obj) },
};
static MP_DEFINE_CONST_DICT(memo_locals, memo_locals_table);
#define MEMO_LOCALS , locals_dict, &memo_locals

/******************************************************************************/
// The classes

#if MPICKLE_FEATURE_WRITE
static const mp_rom_map_elem_t pickler_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___module__), MP_ROM_QSTR(MP_QSTR_mpickle) },
    { MP_ROM_QSTR(MP_QSTR___init__), MP_ROM_PTR(&pickler_init_obj) },
    { MP_ROM_QSTR(MP_QSTR_fast), MP_ROM_FALSE },
    { MP_ROM_QSTR(MP_QSTR_dump), MP_ROM_PTR(&pickler_dump_obj) },
    { MP_ROM_QSTR(MP_QSTR_clear_memo), MP_ROM_PTR(&pickler_clear_memo_obj) },
    { MP_ROM_QSTR(MP_QSTR_persistent_id), MP_ROM_PTR(&pickler_persistent_id_obj) },
    MEMO
};
static MP_DEFINE_CONST_DICT(pickler_locals, pickler_locals_table);
#endif

static const mp_rom_map_elem_t unpickler_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___module__), MP_ROM_QSTR(MP_QSTR_mpickle) },
    { MP_ROM_QSTR(MP_QSTR___init__), MP_ROM_PTR(&unpickler_init_obj) },
    { MP_ROM_QSTR(MP_QSTR_load), MP_ROM_PTR(&unpickler_load_obj) },
    { MP_ROM_QSTR(MP_QSTR_find_class), MP_ROM_PTR(&unpickler_find_class_obj) },
    { MP_ROM_QSTR(MP_QSTR_persistent_load), MP_ROM_PTR(&unpickler_persistent_load_obj) },
    MEMO
};
static MP_DEFINE_CONST_DICT(unpickler_locals, unpickler_locals_table);

static mp_obj_t class_at(mp_obj_t *slot, qstr name, const mp_obj_dict_t *locals) {
    if (*slot == MP_OBJ_NULL) {
        mpickle_c_keep_roots();
        mp_obj_t args[] = { MP_OBJ_NEW_QSTR(name), mp_const_empty_tuple, MP_OBJ_FROM_PTR(locals) };
        *slot = MP_OBJ_TYPE_GET_SLOT(&mp_type_type, make_new)(&mp_type_type, MP_ARRAY_SIZE(args), 0, args);
    }
    return *slot;
}

void mpickle_pickler_attr(mp_obj_t self_in, qstr attr, mp_obj_t *dest) {
    if (dest[0] != MP_OBJ_NULL) {
        return;
    }
    #if MPICKLE_FEATURE_WRITE
    if (attr == MP_QSTR_Pickler) {
        dest[0] = class_at(&MP_STATE_VM(mpickle_pickler_class), attr, &pickler_locals);
    }
    #endif
    if (attr == MP_QSTR_Unpickler) {
        dest[0] = class_at(&MP_STATE_VM(mpickle_unpickler_class), attr, &unpickler_locals);
    }
}

#else
// Nobody can ask for the classes; what Rust compares with is there all the same.
#define MEMO_LOCALS
#endif // MICROPY_MODULE_ATTR_DELEGATION

MP_DEFINE_CONST_OBJ_TYPE(
    mpickle_c_type_memo,
    MP_QSTR_memo,
    MP_TYPE_FLAG_NONE
    MEMO_LOCALS
    );

// The native part of both classes.
MP_DEFINE_CONST_OBJ_TYPE(
    mpickle_c_type_state,
    MP_QSTR__mpickle,
    MP_TYPE_FLAG_NONE
    );

#endif // MPICKLE_FEATURE_CLASSES
