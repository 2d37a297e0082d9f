// What every .mpy file of mpickle takes to be true of the firmware that loads it, and its static memory.
#include "py/dynruntime.h"
#include "py/objarray.h"
#include "module.h"

// A native module is compiled without the firmware's configuration: what it takes to be true of the
// firmware's functions and objects belongs to the ABI of .mpy files, 6.3. rust/mpy/src/native/table.rs and obj.rs say the same.
#define AT(entry, place) _Static_assert(offsetof(mp_fun_table_t, entry) == (place) * sizeof(void *), #entry)
AT(native_to_obj, 4);
AT(load_attr, 9);
AT(obj_is_true, 16);
AT(unary_op, 17);
AT(binary_op, 18);
AT(new_tuple, 19);
AT(new_list, 20);
AT(new_dict, 21);
AT(new_set, 22);
AT(set_store, 23);
AT(dict_store, 25);
AT(call_function_n_kw, 27);
AT(call_method_n_kw, 28);
AT(iternext, 31);
AT(raise, 34);
AT(realloc_, 52);
AT(raise_msg, 55);
AT(obj_get_type, 56);
AT(obj_new_str, 57);
AT(obj_new_bytearray_by_ref, 59);
AT(load_method_maybe, 64);
AT(get_buffer, 65);
AT(get_stream_raise, 66);
AT(type_type, 73);
AT(type_str, 74);
AT(type_list, 75);
AT(type_dict, 76);
AT(stream_readinto_obj, 84);
AT(stream_write_obj, 86);
#define WORD(struct, field, place) _Static_assert(offsetof(struct, field) == (place) * sizeof(void *), #struct)
WORD(mp_obj_str_t, hash, 1);
WORD(mp_obj_str_t, len, 2);
WORD(mp_obj_str_t, data, 3);
WORD(mp_obj_list_t, alloc, 1);
WORD(mp_obj_list_t, len, 2);
WORD(mp_obj_list_t, items, 3);
WORD(mp_obj_tuple_t, len, 1);
WORD(mp_obj_tuple_t, items, 2);
WORD(mp_obj_dict_t, map.alloc, 2);
WORD(mp_obj_dict_t, map.table, 3);
WORD(mp_set_t, used, 1);
WORD(mp_set_t, table, 2);
WORD(mp_obj_array_t, len, 2);
WORD(mp_stream_p_t, write, 1);
_Static_assert(sizeof(mp_arg_val_t) == sizeof(mp_obj_t), "arguments are a word each");
_Static_assert(MP_NATIVE_TYPE_QSTR == 8 && MP_NATIVE_TYPE_INT == 2 && MP_NATIVE_TYPE_UINT == 3, "kinds");
_Static_assert(MP_UNARY_OP_INVERT == 2 && MP_BINARY_OP_RSHIFT == 26, "operators");
_Static_assert(MP_STREAM_OP_READ == 1 && MP_STREAM_OP_WRITE == 2, "operations");

// What Rust remembers between calls. It is reached through the module's table of addresses only: static memory is
// not at a fixed distance from the code.
SHOWN uintptr_t mpickle_state[24];
