//! The part of MicroPython's C API that Rust uses: regular expressions that match whole names.

/// Functions that may raise: a jump may cross the caller, so these are
/// `extern "C-unwind"`, and each call carries an `// EXCEPTION:` line.
pub const RAISING: &[&str] = &[
    "mp_arg_.*",
    "mp_binary_op",
    "mp_call_function_.*",
    "mp_call_method_n_kw.*",
    "mp_get_buffer",
    "mp_get_buffer_raise",
    "mp_getiter",
    "mp_import_.*",
    "mp_iternext.*",
    "mp_load_.*",
    "mp_map_(init|init_copy|lookup|clear)",
    "mp_module_get_.*",
    "mp_parse_num_integer",
    "mp_obj_id",
    "mp_obj_int_.*",
    "mp_obj_(cast|dict|equal|exception|get|int|is|len|list|malloc|new|print|set|str|subscr|tuple|type|instance|array|bool|float)[a-z_0-9]*",
    "mp_raise_.*",
    "mp_set_(lookup|clear|init|remove_first)",
    "mp_store_.*",
    "mp_stream_.*",
    "mp_get_stream_raise",
    "mp_unary_op",
    "m_(malloc|malloc_maybe|realloc|realloc_maybe|malloc0|malloc_fail)",
    "mpickle_c_.*",
    "nlr_jump",
    "qstr_from_.*",
];

/// Functions that never raise.
pub const QUIET: &[&str] = &[
    "gc_(alloc|free|realloc|nbytes|collect|is_locked)",
    "m_free",
    "mp_binary_get_size",
    "mp_(decode|encode)_float.*",
    "qstr_compute_hash",
    "nlr_(push|pop)_jump_callback",
    "qstr_(str|len|data|find_strn|hash)",
];

/// Types beyond those that functions and statics bring along.
pub const TYPES: &[&str] = &[
    "mp_buffer_info_t",
    "mp_map_.*",
    "mp_obj_array_t",
    "mp_obj_(base|bool|dict|exception|instance|int|list|module|namedtuple_type|str|tuple|type)_t",
    "mp_(binary|unary)_op_t",
    "mp_set_t",
    "mp_stream_p_t",
    "mp_.*_fun_t",
    "nlr_(buf|jump_callback_node)_t",
    "vstr_t",
    "mp_obj_slice_t",
    "mpickle_c_.*",
];

/// Objects in ROM.
pub const STATICS: &[&str] = &[
    "mp_const_.*_obj",
    "mpickle_c_.*",
    "MPICKLE_C_(AT|BLOCKS|DEQUE)_.*",
    "MP_EIO",
    "mp_module_.*",
    "mp_type_.*",
    "MP_BUFFER_.*",
    "MP_STREAM_.*",
    "MP_TYPE_FLAG_.*",
];

/// Names that Rust must not touch: the state's layout is not known
/// without the generated root pointers.
pub const BLOCKED: &[&str] = &["mp_state_ctx", "mp_state_.*_t", "_mp_state_.*"];

/// Structs whose fields Rust must not touch, by their tags: it hands pointers on. What is in them differs
/// with the configuration.
pub const OPAQUE: &[&str] = &["_mp_lexer_t"];
