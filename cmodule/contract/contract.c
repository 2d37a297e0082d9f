// Compiles only if the firmware is what the Rust half was made for.
#include "micropython/headers.h"
#include "contract/contract.h"

// Nothing calls it, and it has no code.
void mpickle_c_contract(void);
void mpickle_c_contract(void) {
    #include "mpickle_contract.h"
}
