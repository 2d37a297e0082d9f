// How large a further area of the heap may be.
#include "py/gc.h"
#include "py/mpstate.h"

// Together with those that are there. Enough for every script.
#define MOST (4 * 1024 * 1024)

size_t gc_get_max_new_split(void) {
    size_t total = 0;
    for (const mp_state_mem_area_t *area = &MP_STATE_MEM(area); area != NULL; area = area->next) {
        total += area->gc_pool_end - area->gc_pool_start;
    }
    return total < MOST ? MOST - total : 0;
}
