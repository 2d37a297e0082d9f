// FAT's clock: there is none.
#include "lib/oofatfs/ff.h"

DWORD get_fattime(void) {
    // 1 January 2020
    return (DWORD)(2020 - 1980) << 25 | 1 << 21 | 1 << 16;
}
