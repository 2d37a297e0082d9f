# A Cortex-M4 with an FPU: functions pass floats in its registers, as on stm32, nrf52 and samd51.
QEMU_ARCH = arm
QEMU_MACHINE = mps2-an386

CFLAGS += -mthumb -mcpu=cortex-m4 -mfpu=fpv4-sp-d16 -mfloat-abi=hard
CFLAGS += -DQEMU_SOC_MPS2
CFLAGS += -DMICROPY_HW_MCU_NAME='"Cortex-M4"'

LDSCRIPT = mcu/arm/mps2.ld

SRC_BOARD_O = shared/runtime/gchelper_native.o shared/runtime/gchelper_thumb2.o

MPY_CROSS_FLAGS += -march=armv7emsp

# The port does not switch the FPU on before v1.27: fpu.c does.
SRC_C += $(BOARD_DIR)/fpu.c
LDFLAGS += -Wl,--wrap=main
