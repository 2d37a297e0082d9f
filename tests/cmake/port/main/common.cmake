# What follows when user modules have been looked at, and MICROPY_TARGET is there.
set(MICROPY_QSTRDEFS_PORT ${MICROPY_PORT_DIR}/qstrdefsport.h)
set(MICROPY_SOURCE_PORT ${MICROPY_PORT_DIR}/main.c ${MICROPY_DIR}/shared/runtime/gchelper_generic.c)
set(MICROPY_SOURCE_QSTR ${MICROPY_SOURCE_PY} ${MICROPY_SOURCE_PORT} ${MICROPY_SOURCE_USERMOD})

target_sources(${MICROPY_TARGET} PRIVATE ${MICROPY_SOURCE_PY} ${MICROPY_SOURCE_PORT})
target_include_directories(${MICROPY_TARGET} PUBLIC
    ${MICROPY_INC_CORE} ${MICROPY_INC_USERMOD} ${MICROPY_PORT_DIR} ${CMAKE_BINARY_DIR}
)
if(PORT STREQUAL "rp2")
    set(PORT_DELEGATES 0)
else()
    set(PORT_DELEGATES 1)
endif()
target_compile_definitions(${MICROPY_TARGET} PUBLIC
    PORT_NAME="${PORT} in a test" PORT_HEAP=\(1024*1024\) PORT_DELEGATES=${PORT_DELEGATES}
    ${PORT_DEFINITIONS}
)
target_compile_options(${MICROPY_TARGET} PUBLIC
    $<$<COMPILE_LANGUAGE:C>:-std=gnu11> "SHELL:-include port_config.h" -fdata-sections -ffunction-sections
)
target_link_libraries(${MICROPY_TARGET} usermod m)

# The scan for qstrs sees folders and definitions only.
set(MICROPY_CPP_FLAGS_EXTRA -include port_config.h)
include(${MICROPY_DIR}/py/mkrules.cmake)

# With a manifest, a second target stands on the generated headers and may be
# built beside the first.
add_custom_target(BUILD_FROZEN_CONTENT ALL
    BYPRODUCTS ${CMAKE_BINARY_DIR}/frozen_content.c
    COMMAND ${CMAKE_COMMAND} -E touch ${CMAKE_BINARY_DIR}/frozen_content.c
    DEPENDS ${MICROPY_QSTRDEFS_GENERATED} ${MICROPY_ROOT_POINTERS}
)
target_sources(${MICROPY_TARGET} PRIVATE ${CMAKE_BINARY_DIR}/frozen_content.c)
