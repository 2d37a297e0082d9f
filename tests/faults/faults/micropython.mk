SRC_USERMOD_C += $(USERMOD_DIR)/faults.c
# Every allocation but the collector's own goes through here.
LDFLAGS_USERMOD += -Wl,--wrap=gc_alloc,--wrap=gc_realloc,--wrap=mpickle_c_table_lock,--wrap=mpickle_c_area_lock
