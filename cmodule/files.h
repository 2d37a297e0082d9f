// save and restore.
#ifndef MPICKLE_FILES_H
#define MPICKLE_FILES_H

#include "py/obj.h"

extern const mp_obj_fun_builtin_var_t mpickle_save_obj;
extern const mp_obj_fun_builtin_var_t mpickle_restore_obj;

#endif
