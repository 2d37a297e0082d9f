# libFuzzer without its main, and the module that runs it: for clang.
SRC_USERMOD_C += $(USERMOD_DIR)/fuzz.c
LDFLAGS_USERMOD += $(shell $(CC) -print-resource-dir)/lib/linux/libclang_rt.fuzzer_no_main-$(shell uname -m).a -lstdc++ -lm
