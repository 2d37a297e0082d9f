# The door for make ports. py/py.mk includes this file when the folder above
# (or one that holds a symlink to this repository) is given as USER_C_MODULES;
# from v1.29 on also this repository itself, and c_module() in a manifest.
#
# Variables one may set:
#   MPICKLE_PREBUILT      auto: a release's prebuilt object is taken if it fits, and else cargo builds the Rust half;
#                         off: cargo does; or the folder with the objects
#   MPICKLE_FEATURES      cargo features instead of the default ones
#   MPICKLE_RUST_TARGET   the Rust target, where the C compiler does not tell it
#   MPICKLE_OPT_LEVEL     rustc's opt-level (3 on unix, z on boards)

MPICKLE_DIR := $(abspath $(USERMOD_DIR))
MPICKLE_OUT := $(BUILD)/mpickle-rust
# Ports by make call it PYTHON.
MPICKLE_PYTHON = $(or $(PYTHON),python3)
MPICKLE_PREBUILT ?= auto
ifeq ($(MPICKLE_PREBUILT),auto)
MPICKLE_OBJECTS := $(patsubst %/manifest.json,%,$(wildcard $(MPICKLE_DIR)/prebuilt/manifest.json))
else ifneq ($(MPICKLE_PREBUILT),off)
MPICKLE_OBJECTS := $(abspath $(MPICKLE_PREBUILT))
endif
MPICKLE_XTASK ?= cargo run --quiet --manifest-path $(MPICKLE_DIR)/Cargo.toml --package mpickle-build --

SRC_USERMOD_C += $(wildcard $(USERMOD_DIR)/cmodule/*/*.c)
CFLAGS_USERMOD += -I$(MPICKLE_OUT) -I$(USERMOD_DIR)/cmodule
PY_O += $(MPICKLE_OUT)/mpickle_rust.o

# The C files include mpickle.h, which cbindgen writes while cargo builds. The
# scan for qstrs must wait for it, and start again when it changes, as when our
# list of names does.
QSTR_GLOBAL_DEPENDENCIES += $(MPICKLE_OUT)/mpickle.h $(MPICKLE_OUT)/mpickle_contract.h $(MPICKLE_DIR)/cmodule/micropython/names.h

MPICKLE_SOURCES := $(addprefix $(MPICKLE_DIR)/,Cargo.toml Cargo.lock cmodule/micropython/shim.h ports/prebuilt/choose.py) \
    $(shell find $(addprefix $(MPICKLE_DIR)/rust/,model pickle protobuf tree micropython mpickle build) -type f)
# What the last build read, MicroPython's headers among it: one file a line.
MPICKLE_SOURCES += $(wildcard $(shell sed -n 's/^  \([^ ]*\).*/\1/p' $(MPICKLE_OUT)/mpickle_rust.d 2>/dev/null))

# What was asked for last time; changes when it is something else this time.
MPICKLE_SETTINGS := $(MPICKLE_FEATURES):$(MPICKLE_RUST_TARGET):$(MPICKLE_OPT_LEVEL):$(MPICKLE_OBJECTS)
ifneq ($(MPICKLE_SETTINGS),$(shell cat $(MPICKLE_OUT)/settings 2>/dev/null))
.PHONY: $(MPICKLE_OUT)/settings
endif
$(MPICKLE_OUT)/settings:
	$(Q)mkdir -p $(@D)
	$(Q)echo '$(MPICKLE_SETTINGS)' > $@

# CC and CFLAGS are final only when the recipe runs. The stamp is what make
# compares: the object and the header keep their times when nothing changed.
$(MPICKLE_OUT)/stamp: export MPICKLE_CC = $(CC)
$(MPICKLE_OUT)/stamp: export MPICKLE_CFLAGS = $(CFLAGS)
$(MPICKLE_OUT)/stamp: export MPICKLE_FEATURES := $(MPICKLE_FEATURES)
$(MPICKLE_OUT)/stamp: export MPICKLE_RUST_TARGET := $(MPICKLE_RUST_TARGET)
$(MPICKLE_OUT)/stamp: export MPICKLE_OPT_LEVEL := $(MPICKLE_OPT_LEVEL)
$(MPICKLE_OUT)/stamp: $(MPICKLE_SOURCES) $(MPICKLE_OUT)/settings
ifneq ($(MPICKLE_OBJECTS),)
	$(ECHO) "PREBUILT mpickle"
	$(Q)env -u MAKEFLAGS -u MFLAGS $(MPICKLE_PYTHON) $(MPICKLE_DIR)/ports/prebuilt/choose.py \
	    --prebuilt $(MPICKLE_OBJECTS) $(MPICKLE_OUT) -- $(MPICKLE_XTASK) object $(MPICKLE_OUT)
else
	$(ECHO) "CARGO mpickle"
	$(Q)command -v cargo >/dev/null || { echo "mpickle needs Rust: see https://rustup.rs" >&2; false; }
	$(Q)env -u MAKEFLAGS -u MFLAGS $(MPICKLE_XTASK) object $(MPICKLE_OUT)
endif
	$(Q)touch $@
$(addprefix $(MPICKLE_OUT)/,mpickle_rust.o mpickle.h mpickle_contract.h): $(MPICKLE_OUT)/stamp ;

# makemanifest.py does not write the frozen code anew when a C file has taken
# over one of its qstrs, and the enumerators then clash: start it afresh.
$(BUILD)/frozen_content.c: $(MPICKLE_OUT)/refreeze
$(MPICKLE_OUT)/refreeze: $(wildcard $(USERMOD_DIR)/cmodule/*/*.c) $(MPICKLE_OUT)/mpickle.h
	$(Q)rm -f $(BUILD)/frozen_content.c
	$(Q)touch $@
