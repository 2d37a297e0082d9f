SRC_USERMOD_C += $(USERMOD_DIR)/stackmark.c
