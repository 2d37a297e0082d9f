// Maps on boards: what C says in fewer instructions than Rust, where code is to be small.
#include "py/obj.h"
#include "mpickle.h"
#include "micropython/shim.h"

size_t mpickle_c_map_used(const mp_map_t *map) {
    return map->used;
}

void mpickle_c_map_add(mp_map_t *map, bool is_qstr) {
    map->used++;
    map->all_keys_are_qstrs &= is_qstr;
}

#if MPICKLE_FEATURE_RUNS && UINTPTR_MAX <= UINT32_MAX

bool mpickle_c_shape_fill(const mpickle_c_shape_t *shape, mp_obj_dict_t *dict, const mp_map_elem_t *pairs, size_t len) {
    mp_map_t *map = &dict->map;
    if (len == 0 || shape->len != len || map->alloc != 0 || map->is_fixed || map->is_ordered || shape->model->map.alloc != len) {
        return false;
    }
    for (size_t at = 0; at < len; at++) {
        if (shape->model->map.table[shape->places[at]].key != pairs[at].key) {
            return false;
        }
    }
    mp_map_elem_t *table = m_new(mp_map_elem_t, len);
    if (map->alloc != 0) {
        // A finaliser has run.
        return false;
    }
    map->all_keys_are_qstrs = 0;
    map->used = len;
    map->alloc = len;
    map->table = table;
    for (size_t at = 0; at < len; at++) {
        table[shape->places[at]] = pairs[at];
    }
    return true;
}

void mpickle_c_shape_learn(mpickle_c_shape_t *shape, const mp_obj_dict_t *dict, const mp_map_elem_t *pairs, size_t len) {
    const mp_map_t *map = &dict->map;
    const mp_obj_t first = shape->first;
    shape->first = pairs[0].key;
    if (first != pairs[0].key || len > sizeof(shape->places) || map->alloc != len || map->used != len) {
        return;
    }
    shape->len = 0;
    for (size_t at = 0; at < len; at++) {
        const mp_obj_t key = pairs[at].key;
        size_t place = 0;
        while (map->table[place].key != key) {
            if (++place == len) {
                // One that equals another.
                return;
            }
        }
        if (!mp_obj_is_str(key) && !mp_obj_is_small_int(key)) {
            // One that code compares.
            return;
        }
        shape->places[at] = place;
    }
    shape->len = len;
    shape->model = dict;
}

#endif
