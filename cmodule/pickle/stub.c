// Stub: what stands in for a class or function that is not here, and for what a pickle makes with it.
#include "py/runtime.h"
#include "mpickle.h"
#include "micropython/shim.h"

#if MPICKLE_FEATURE_STUB

// The attribute of this name in a dictionary, if it is one.
static bool look(mp_obj_t dict, qstr attr, mp_obj_t *dest) {
    if (mp_obj_is_type(dict, &mp_type_dict)) {
        mp_map_elem_t *elem = mp_map_lookup(mp_obj_dict_get_map(dict), MP_OBJ_NEW_QSTR(attr), MP_MAP_LOOKUP);
        if (elem != NULL) {
            dest[0] = elem->value;
            return true;
        }
    }
    return false;
}

// Attributes are the entries of the state, which is a dictionary mostly, or a pair with one for __slots__.
static void stub_attr(mp_obj_t self_in, qstr attr, mp_obj_t *dest) {
    // In the order of the struct's fields.
    static const uint16_t names[] = {
        MP_QSTR___module__, MP_QSTR___name__, MP_QSTR___args__, MP_QSTR___kwargs__, MP_QSTR___state__,
        MP_QSTR___listitems__, MP_QSTR___dictitems__,
    };
    const mpickle_c_stub_t *self = MP_OBJ_TO_PTR(self_in);
    if (dest[0] != MP_OBJ_NULL) {
        return; // attributes are not writable
    }
    const mp_obj_t *field = &self->module;
    for (size_t i = 0; i < MP_ARRAY_SIZE(names); i++, field++) {
        if (attr == names[i]) {
            dest[0] = *field == MP_OBJ_NULL ? mp_const_none : *field;
            return;
        }
    }
    mp_obj_t state = self->state;
    if (state == MP_OBJ_NULL || look(state, attr, dest)) {
        return;
    }
    if (mp_obj_is_type(state, &mp_type_tuple)) {
        size_t len;
        mp_obj_t *items;
        mp_obj_get_array(state, &len, &items);
        if (len == 2 && !look(items[0], attr, dest)) {
            look(items[1], attr, dest);
        }
    }
}

static void stub_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind) {
    (void)kind;
    const mpickle_c_stub_t *self = MP_OBJ_TO_PTR(self_in);
    mp_print_str(print, self->args == MP_OBJ_NULL ? "<Stub " : "<Stub object ");
    mp_obj_print_helper(print, self->module, PRINT_STR);
    mp_print_str(print, ".");
    mp_obj_print_helper(print, self->name, PRINT_STR);
    mp_print_str(print, ">");
}

static mp_obj_t stub_call(mp_obj_t self_in, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)n_args;
    (void)n_kw;
    (void)args;
    const mpickle_c_stub_t *self = MP_OBJ_TO_PTR(self_in);
    mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("there is no code of '%s' here"), mp_obj_str_get_str(self->name));
}

// One is equal to itself only.
static mp_obj_t stub_unary_op(mp_unary_op_t op, mp_obj_t self_in) {
    return op == MP_UNARY_OP_HASH ? MP_OBJ_NEW_SMALL_INT((mp_uint_t)self_in) : MP_OBJ_NULL;
}

MP_DEFINE_CONST_OBJ_TYPE(
    mpickle_c_type_stub,
    MP_QSTR_Stub,
    MP_TYPE_FLAG_NONE,
    print, stub_print,
    unary_op, stub_unary_op,
    call, stub_call,
    attr, stub_attr
    );

#endif // MPICKLE_FEATURE_STUB
