// save and restore.
#ifndef MPICKLE_FILES_H
#define MPICKLE_FILES_H

#include "micropython/shim.h"

extern const mp_obj_fun_builtin_var_t mpickle_save_obj;
extern const mp_obj_fun_builtin_var_t mpickle_restore_obj;

// fun(file, arg) with the file open, which is closed whatever fun raises.
typedef mp_obj_t (*mpickle_file_fun_t)(mp_obj_t file, const void *arg);
mp_obj_t mpickle_with_file(mp_obj_t path, mp_obj_t mode, mpickle_file_fun_t fun, const void *arg);
// The file, open for reading; null if there is none.
mp_obj_t mpickle_file_open(mp_obj_t path);
void mpickle_file_close(mp_obj_t file);
// Whether the file system at this path renames and grows files at once.
bool mpickle_files_change_at_once(mp_obj_t path);
// Files reach the medium when they are closed; some ports hold blocks back until os.sync().
void mpickle_files_sync(void);

// The same of any format, whose options are given.
mp_obj_t mpickle_save_with(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, const mpickle_c_options_t *options);
mp_obj_t mpickle_restore_with(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, const mpickle_c_options_t *options);

#endif
