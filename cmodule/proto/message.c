// Field, Message and process_message_fields: schemas that are classes.
#include <string.h>

#include "py/builtin.h"
#include "py/objtype.h"
#include "py/runtime.h"
#if MICROPY_VERSION_MAJOR > 1 || MICROPY_VERSION_MINOR >= 25
#include "py/cstack.h"
#else
#include "py/stackctrl.h"
#define mp_cstack_check MP_STACK_CHECK
#endif
#include "mpickle.h"
#include "micropython/method.h"
#include "proto/minipb.h"
#include "memory/roots.h"

#if MPICKLE_FEATURE_PROTOBUF_MESSAGES

/******************************************************************************/
// Field

typedef struct _field_t {
    mp_obj_base_t base;
    // The attribute's; null until process_message_fields has seen it.
    mp_obj_t name;
    // A letter or a Message class.
    mp_obj_t type;
    uint32_t number;
    // '*', '+', '#' or 0.
    char prefix;
} field_t;

// The fields of a class and its bases, or null: a tuple, in the order in which they are written.
static mp_obj_t fields_of(mp_obj_t cls) {
    mp_obj_t dest[2];
    mp_load_method_maybe(cls, MP_QSTR__minipb_fields, dest);
    return dest[0];
}

static mp_obj_t class_of(mp_obj_t obj) {
    return mp_obj_is_type(obj, &mp_type_type) ? obj : MP_OBJ_FROM_PTR(mp_obj_get_type(obj));
}

static mp_obj_t is_message(mp_obj_t obj) {
    return mp_obj_new_bool(fields_of(class_of(obj)) != MP_OBJ_NULL);
}
MP_DEFINE_CONST_FUN_OBJ_1(mpickle_is_message_obj, is_message);

// Field(number, type, required=False, repeated=False, repeated_packed=False)
static mp_obj_t field_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    enum { ARG_number, ARG_type, ARG_required, ARG_repeated, ARG_repeated_packed };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_number, MP_ARG_REQUIRED | MP_ARG_INT, {.u_int = 0} },
        { MP_QSTR_type_, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_required, MP_ARG_BOOL, {.u_bool = false} },
        { MP_QSTR_repeated, MP_ARG_BOOL, {.u_bool = false} },
        { MP_QSTR_repeated_packed, MP_ARG_BOOL, {.u_bool = false} },
    };
    mp_arg_val_t values[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all_kw_array(n_args, n_kw, args, MP_ARRAY_SIZE(allowed), allowed, values);
    mp_int_t number = values[ARG_number].u_int;
    if (number < 1 || number >= 1 << 29 || (number >= 19000 && number < 20000)) {
        mp_raise_ValueError(MP_ERROR_TEXT("Field number out of bounds, or reserved by Protocol Buffers"));
    }
    mp_obj_t kind = values[ARG_type].u_obj;
    size_t len = 0;
    const char *letter = mp_obj_is_str(kind) ? mp_obj_str_get_data(kind, &len) : "";
    bool known = len == 1 && strchr("dftTzIQiqbUaxvVlLu", letter[0]) != NULL;
    if (!known && !(mp_obj_is_type(kind, &mp_type_type) && fields_of(kind) != MP_OBJ_NULL)) {
        mp_raise_ValueError(MP_ERROR_TEXT("no type of a field"));
    }
    if (values[ARG_required].u_bool + values[ARG_repeated].u_bool + values[ARG_repeated_packed].u_bool > 1) {
        mp_raise_ValueError(MP_ERROR_TEXT("one of required, repeated and repeated_packed"));
    }
    field_t *self = mp_obj_malloc(field_t, type);
    self->name = mp_const_none;
    self->type = kind;
    self->number = (uint32_t)number;
    self->prefix = values[ARG_required].u_bool ? '*' : values[ARG_repeated].u_bool ? '+'
        : values[ARG_repeated_packed].u_bool ? '#' : 0;
    return MP_OBJ_FROM_PTR(self);
}

static void field_attr(mp_obj_t self_in, qstr attr, mp_obj_t *dest) {
    const field_t *self = MP_OBJ_TO_PTR(self_in);
    if (dest[0] != MP_OBJ_NULL) {
        return;
    }
    switch (attr) {
        case MP_QSTR_name:
            dest[0] = self->name;
            break;
        case MP_QSTR_number:
            dest[0] = mp_obj_new_int_from_uint(self->number);
            break;
        case MP_QSTR_type:
            dest[0] = self->type;
            break;
        case MP_QSTR_required:
            dest[0] = mp_obj_new_bool(self->prefix == '*');
            break;
        case MP_QSTR_repeated:
            dest[0] = mp_obj_new_bool(self->prefix == '+');
            break;
        case MP_QSTR_repeated_packed:
            dest[0] = mp_obj_new_bool(self->prefix == '#');
            break;
    }
}

MP_DEFINE_CONST_OBJ_TYPE(
    mpickle_type_field,
    MP_QSTR_Field,
    MP_TYPE_FLAG_NONE,
    make_new, field_make_new,
    attr, field_attr
    );

/******************************************************************************/
// Fields of classes

// Adds those of a base.
static void add_base(mp_obj_t list, mp_obj_t base) {
    mp_obj_t fields = fields_of(base);
    if (fields != MP_OBJ_NULL) {
        size_t len;
        mp_obj_t *items;
        mp_obj_get_array(fields, &len, &items);
        for (size_t i = 0; i < len; i++) {
            mp_obj_list_append(list, items[i]);
        }
    }
}

// process_message_fields(cls): those of the bases, then its own in the order of their numbers.
static mp_obj_t process_message_fields(mp_obj_t cls) {
    if (!mp_obj_is_type(cls, &mp_type_type)) {
        mp_raise_TypeError(MP_ERROR_TEXT("a class is required"));
    }
    const mp_obj_type_t *type = MP_OBJ_TO_PTR(cls);
    mp_obj_t list = mp_obj_new_list(0, NULL);
    const void *parent = MP_OBJ_TYPE_GET_SLOT_OR_NULL(type, parent);
    if (parent != NULL) {
        if (((const mp_obj_base_t *)parent)->type == &mp_type_tuple) {
            const mp_obj_tuple_t *bases = parent;
            for (size_t i = 0; i < bases->len; i++) {
                add_base(list, bases->items[i]);
            }
        } else {
            add_base(list, MP_OBJ_FROM_PTR(parent));
        }
    }
    size_t first = ((mp_obj_list_t *)MP_OBJ_TO_PTR(list))->len;
    const mp_map_t *map = &MP_OBJ_TYPE_GET_SLOT(type, locals_dict)->map;
    for (size_t i = 0; i < map->alloc; i++) {
        if (!mp_map_slot_is_filled(map, i) || !mp_obj_is_type(map->table[i].value, &mpickle_type_field)) {
            continue;
        }
        field_t *field = MP_OBJ_TO_PTR(map->table[i].value);
        field->name = map->table[i].key;
        mp_obj_list_append(list, MP_OBJ_FROM_PTR(field));
        // Into its place among those before it.
        mp_obj_list_t *fields = MP_OBJ_TO_PTR(list);
        size_t at = fields->len - 1;
        while (at > first && ((field_t *)MP_OBJ_TO_PTR(fields->items[at - 1]))->number > field->number) {
            fields->items[at] = fields->items[at - 1];
            at--;
        }
        fields->items[at] = MP_OBJ_FROM_PTR(field);
    }
    mp_obj_list_t *fields = MP_OBJ_TO_PTR(list);
    mp_store_attr(cls, MP_QSTR__minipb_fields, mp_obj_new_tuple(fields->len, fields->items));
    mp_store_attr(cls, MP_QSTR__minipb_wire, mp_const_none);
    return cls;
}
MP_DEFINE_CONST_FUN_OBJ_1(mpickle_process_message_fields_obj, process_message_fields);

static void get_fields(mp_obj_t cls, size_t *len, mp_obj_t **fields) {
    mp_obj_t tuple = fields_of(cls);
    if (tuple == MP_OBJ_NULL) {
        mp_raise_TypeError(MP_ERROR_TEXT("no Message class, or not decorated with process_message_fields"));
    }
    mp_obj_get_array(tuple, len, fields);
}

mp_obj_t mpickle_c_message_fields(mp_obj_t cls) {
    size_t len;
    mp_obj_t *fields;
    if (fields_of(cls) == MP_OBJ_NULL) {
        return MP_OBJ_NULL;
    }
    get_fields(cls, &len, &fields);
    mp_obj_t entries = mp_obj_new_tuple(len, NULL);
    for (size_t i = 0; i < len; i++) {
        const field_t *field = MP_OBJ_TO_PTR(fields[i]);
        bool own = !mp_obj_is_str(field->type);
        vstr_t spec;
        mp_print_t print;
        vstr_init_print(&spec, 16, &print);
        if (field->prefix != 0) {
            vstr_add_char(&spec, field->prefix);
        }
        mp_printf(&print, "%s@%u", own ? "[" : mp_obj_str_get_str(field->type), (unsigned int)field->number);
        mp_obj_t entry[] = { field->name, mp_obj_new_str_from_vstr(&spec), field->type };
        ((mp_obj_tuple_t *)MP_OBJ_TO_PTR(entries))->items[i] = mp_obj_new_tuple(own ? 3 : 2, entry);
    }
    return entries;
}

/******************************************************************************/
// Message

// __init__(self, **values)
static mp_obj_t message_init(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    size_t len;
    mp_obj_t *fields;
    get_fields(class_of(args[0]), &len, &fields);
    for (size_t i = 0; i < len; i++) {
        const field_t *field = MP_OBJ_TO_PTR(fields[i]);
        mp_map_elem_t *elem = mp_map_lookup(kw_args, field->name, MP_MAP_LOOKUP);
        mp_obj_t value = elem == NULL ? mp_const_none : elem->value;
        if ((field->prefix == '+' || field->prefix == '#') && !mp_obj_is_true(value)) {
            value = mp_obj_new_list(0, NULL);
        }
        mp_store_attr(args[0], mp_obj_str_get_qstr(field->name), value);
    }
    return mp_const_none;
}
MPICKLE_METHOD(message_init_obj, message_init, 1, 1, true);

static mp_obj_t value_of(mp_obj_t self, mp_obj_t field) {
    return mp_load_attr(self, mp_obj_str_get_qstr(((field_t *)MP_OBJ_TO_PTR(field))->name));
}

// __repr__(self)
static mp_obj_t message_repr(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    (void)n_args, (void)kw_args;
    mp_obj_t self = args[0];
    size_t len;
    mp_obj_t *fields;
    get_fields(class_of(self), &len, &fields);
    vstr_t vstr;
    mp_print_t print;
    vstr_init_print(&vstr, 32, &print);
    mp_printf(&print, "%q(", mp_obj_get_type(self)->name);
    for (size_t i = 0; i < len; i++) {
        mp_printf(&print, "%s%q=", i > 0 ? ", " : "", mp_obj_str_get_qstr(((field_t *)MP_OBJ_TO_PTR(fields[i]))->name));
        mp_obj_print_helper(&print, value_of(self, fields[i]), PRINT_REPR);
    }
    vstr_add_char(&vstr, ')');
    return mp_obj_new_str_from_vstr(&vstr);
}
MPICKLE_METHOD(message_repr_obj, message_repr, 1, 1, false);

// __eq__(self, other)
static mp_obj_t message_eq(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    (void)n_args, (void)kw_args;
    mp_obj_t self = args[0], other = args[1];
    if (mp_obj_get_type(self) != mp_obj_get_type(other)) {
        return mp_const_false;
    }
    size_t len;
    mp_obj_t *fields;
    get_fields(class_of(self), &len, &fields);
    for (size_t i = 0; i < len; i++) {
        if (!mp_obj_equal(value_of(self, fields[i]), value_of(other, fields[i]))) {
            return mp_const_false;
        }
    }
    return mp_const_true;
}
MPICKLE_METHOD(message_eq_obj, message_eq, 2, 2, false);

// A list or tuple as a tuple of what `name` makes of each of its messages; a message as that; anything else as it is.
// The method `name` is that of the object, or of the class with the object as argument.
static mp_obj_t convert(mp_obj_t value, mp_obj_t cls, qstr name, mp_obj_t argument) {
    mp_cstack_check();
    if (mp_obj_is_type(value, &mp_type_list) || mp_obj_is_type(value, &mp_type_tuple)) {
        size_t len;
        mp_obj_t *items;
        mp_obj_get_array(value, &len, &items);
        mp_obj_t tuple = mp_obj_new_tuple(len, items);
        for (size_t i = 0; i < len; i++) {
            mp_obj_t *item = &((mp_obj_tuple_t *)MP_OBJ_TO_PTR(tuple))->items[i];
            *item = convert(*item, cls, name, argument);
        }
        return tuple;
    }
    mp_obj_t dest[3];
    if (cls != MP_OBJ_NULL) {
        if (value == mp_const_none) {
            return value;
        }
        mp_load_method(cls, name, dest);
        dest[2] = value;
        return mp_call_method_n_kw(1, 0, dest);
    }
    if (fields_of(class_of(value)) == MP_OBJ_NULL || mp_obj_is_type(value, &mp_type_type)) {
        return value;
    }
    mp_load_method(value, name, dest);
    dest[2] = argument;
    return mp_call_method_n_kw(1, 0, dest);
}

// to_dict(self, dict_factory=OrderedDict)
static mp_obj_t message_to_dict(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    #if MICROPY_PY_COLLECTIONS_ORDEREDDICT
    mp_obj_t factory = MP_OBJ_FROM_PTR(&mp_type_ordereddict);
    #else
    mp_obj_t factory = MP_OBJ_FROM_PTR(&mp_type_dict);
    #endif
    mp_map_elem_t *given = mp_map_lookup(kw_args, MP_OBJ_NEW_QSTR(MP_QSTR_dict_factory), MP_MAP_LOOKUP);
    if (n_args > 1) {
        factory = args[1];
    } else if (given != NULL) {
        factory = given->value;
    }
    mp_obj_t dict = mp_call_function_0(factory);
    size_t len;
    mp_obj_t *fields;
    get_fields(class_of(args[0]), &len, &fields);
    for (size_t i = 0; i < len; i++) {
        mp_obj_t value = convert(value_of(args[0], fields[i]), MP_OBJ_NULL, MP_QSTR_to_dict, factory);
        mp_obj_subscr(dict, ((field_t *)MP_OBJ_TO_PTR(fields[i]))->name, value);
    }
    return dict;
}
MPICKLE_METHOD(message_to_dict_obj, message_to_dict, 1, 2, true);

// from_dict(cls, values)
static mp_obj_t message_from_dict(mp_obj_t cls, mp_obj_t values) {
    size_t len;
    mp_obj_t *fields;
    get_fields(cls, &len, &fields);
    mp_obj_t self = mp_call_function_0(cls);
    for (size_t i = 0; i < len; i++) {
        const field_t *field = MP_OBJ_TO_PTR(fields[i]);
        mp_obj_t value = mp_obj_subscr(values, field->name, MP_OBJ_SENTINEL);
        mp_obj_t own = mp_obj_is_str(field->type) ? MP_OBJ_NULL : field->type;
        if (own != MP_OBJ_NULL || mp_obj_is_type(value, &mp_type_list)) {
            value = convert(value, own, MP_QSTR_from_dict, mp_const_none);
        }
        mp_store_attr(self, mp_obj_str_get_qstr(field->name), value);
    }
    return self;
}
static MP_DEFINE_CONST_FUN_OBJ_2(message_from_dict_fun, message_from_dict);
static const mp_rom_obj_static_class_method_t message_from_dict_obj = {
    { &mp_type_classmethod }, MP_ROM_PTR(&message_from_dict_fun),
};

// wire(cls): made when it is first needed.
static mp_obj_t message_wire(mp_obj_t cls) {
    mp_obj_t wire = mp_load_attr(cls, MP_QSTR__minipb_wire);
    if (wire == mp_const_none || ((mpickle_c_wire_t *)MP_OBJ_TO_PTR(wire))->classes == MP_OBJ_NULL
        || ((mp_obj_tuple_t *)MP_OBJ_TO_PTR(((mpickle_c_wire_t *)MP_OBJ_TO_PTR(wire))->classes))->items[0] != cls) {
        wire = mpickle_wire_new(cls);
        mp_store_attr(cls, MP_QSTR__minipb_wire, wire);
    }
    return wire;
}
static MP_DEFINE_CONST_FUN_OBJ_1(message_wire_fun, message_wire);
static const mp_rom_obj_static_class_method_t message_wire_obj = {
    { &mp_type_classmethod }, MP_ROM_PTR(&message_wire_fun),
};

// decode(cls, data)
static mp_obj_t message_decode(mp_obj_t cls, mp_obj_t data) {
    return mpickle_wire_decode(message_wire(cls), data);
}
static MP_DEFINE_CONST_FUN_OBJ_2(message_decode_fun, message_decode);
static const mp_rom_obj_static_class_method_t message_decode_obj = {
    { &mp_type_classmethod }, MP_ROM_PTR(&message_decode_fun),
};

#if MPICKLE_FEATURE_WRITE
// encode(self)
static mp_obj_t message_encode(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    (void)n_args, (void)kw_args;
    return mpickle_wire_encode(message_wire(class_of(args[0])), 1, args);
}
MPICKLE_METHOD(message_encode_obj, message_encode, 1, 1, false);
#endif

static const mp_rom_map_elem_t message_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___init__), MP_ROM_PTR(&message_init_obj) },
    { MP_ROM_QSTR(MP_QSTR___repr__), MP_ROM_PTR(&message_repr_obj) },
    { MP_ROM_QSTR(MP_QSTR___eq__), MP_ROM_PTR(&message_eq_obj) },
    { MP_ROM_QSTR(MP_QSTR_to_dict), MP_ROM_PTR(&message_to_dict_obj) },
    { MP_ROM_QSTR(MP_QSTR_from_dict), MP_ROM_PTR(&message_from_dict_obj) },
    { MP_ROM_QSTR(MP_QSTR_wire), MP_ROM_PTR(&message_wire_obj) },
    { MP_ROM_QSTR(MP_QSTR_decode), MP_ROM_PTR(&message_decode_obj) },
    #if MPICKLE_FEATURE_WRITE
    { MP_ROM_QSTR(MP_QSTR_encode), MP_ROM_PTR(&message_encode_obj) },
    #endif
};
static MP_DEFINE_CONST_DICT(message_locals, message_locals_table);

mp_obj_t mpickle_message_class(void) {
    mpickle_roots_check();
    if (MP_STATE_VM(mpickle_message_class) == MP_OBJ_NULL) {
        mp_obj_t cls = mp_obj_new_type(MP_QSTR_Message, mp_const_empty_tuple, MP_OBJ_FROM_PTR(&message_locals));
        mpickle_c_keep_roots();
        MP_STATE_VM(mpickle_message_class) = cls;
    }
    return MP_STATE_VM(mpickle_message_class);
}

#endif
