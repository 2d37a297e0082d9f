# The door for CMake ports (rp2, esp32). py/usermod.cmake includes this file
# when it, or from MicroPython v1.25 on its folder, is given as USER_C_MODULES.
#
# Variables one may set, for CMake or in the environment of its first run:
#   MPICKLE_PREBUILT      auto: a release's prebuilt object is taken if it fits, and else cargo builds the Rust half;
#                         off: cargo does; or the folder with the objects
#   MPICKLE_FEATURES      cargo features instead of the default ones; none for none
#   MPICKLE_RUST_TARGET   the Rust target, where neither chip nor C compiler tells it
#   MPICKLE_OPT_LEVEL     rustc's opt-level (z on boards)

# ESP-IDF goes through the components in a script first, where nothing can be
# built; `make submodules` builds nothing either.
if(CMAKE_BUILD_EARLY_EXPANSION OR CMAKE_SCRIPT_MODE_FILE OR UPDATE_SUBMODULES)
    return()
endif()
if(CMAKE_VERSION VERSION_LESS 3.20)
    message(FATAL_ERROR "mpickle needs CMake 3.20 or later; this is ${CMAKE_VERSION}")
endif()
cmake_policy(PUSH)
cmake_policy(VERSION 3.20) # paths in DEPFILE

foreach(setting PREBUILT FEATURES RUST_TARGET OPT_LEVEL)
    set(MPICKLE_${setting} "$ENV{MPICKLE_${setting}}" CACHE STRING "mpickle: see ${CMAKE_CURRENT_LIST_FILE}")
endforeach()
string(REPLACE ";" "," MPICKLE_FEATURE_LIST "${MPICKLE_FEATURES}")
set(MPICKLE_DIR ${CMAKE_CURRENT_LIST_DIR})
set(MPICKLE_OUT ${CMAKE_CURRENT_BINARY_DIR}/mpickle-rust)

# What the chip is called by the one SDK or the other.
if(IDF_TARGET)
    set(MPICKLE_CHIP ${IDF_TARGET})
else()
    set(MPICKLE_CHIP ${PICO_PLATFORM})
endif()

set(MPICKLE_OBJECTS "")
if(MPICKLE_PREBUILT STREQUAL "" OR MPICKLE_PREBUILT STREQUAL "auto")
    if(EXISTS ${MPICKLE_DIR}/prebuilt/manifest.json)
        set(MPICKLE_OBJECTS ${MPICKLE_DIR}/prebuilt)
    endif()
elseif(NOT MPICKLE_PREBUILT STREQUAL "off")
    set(MPICKLE_OBJECTS ${MPICKLE_PREBUILT})
endif()

if(NOT MPICKLE_XTASK)
    find_program(MPICKLE_CARGO cargo NO_CMAKE_FIND_ROOT_PATH)
    if(NOT MPICKLE_CARGO AND NOT MPICKLE_OBJECTS)
        message(FATAL_ERROR "mpickle needs Rust, and there is no cargo: see https://rustup.rs")
    endif()
    set(MPICKLE_XTASK ${MPICKLE_CARGO} run --quiet --manifest-path ${MPICKLE_DIR}/Cargo.toml --package mpickle-build --)
endif()
# make's job server and variables are not for cargo.
set(MPICKLE_CLEAN ${CMAKE_COMMAND} -E env --unset=MAKEFLAGS --unset=MFLAGS --unset=MAKELEVEL)
string(TOUPPER "${CMAKE_BUILD_TYPE}" MPICKLE_BUILD_TYPE)
set(MPICKLE_FIRMWARE
    --cc=${CMAKE_C_COMPILER}
    "--cflags=${CMAKE_C_FLAGS} ${CMAKE_C_FLAGS_${MPICKLE_BUILD_TYPE}}"
    --chip=${MPICKLE_CHIP}
    --features=${MPICKLE_FEATURE_LIST}
    --rust-target=${MPICKLE_RUST_TARGET}
    --opt-level=${MPICKLE_OPT_LEVEL}
)

if(MPICKLE_OBJECTS)
    # Which object fits, the build finds out: the firmware's flags are not known yet.
    message(STATUS "mpickle: prebuilt objects in ${MPICKLE_OBJECTS}")
    if(NOT Python3_EXECUTABLE)
        find_package(Python3 REQUIRED COMPONENTS Interpreter)
    endif()
    set(MPICKLE_PREFIX ${Python3_EXECUTABLE} ${MPICKLE_DIR}/ports/prebuilt/choose.py
        --prebuilt ${MPICKLE_OBJECTS}
        --cc=${CMAKE_C_COMPILER}
        "--cflags=${CMAKE_C_FLAGS} ${CMAKE_C_FLAGS_${MPICKLE_BUILD_TYPE}}"
        --features=${MPICKLE_FEATURE_LIST}
        --rust-target=${MPICKLE_RUST_TARGET}
        --opt-level=${MPICKLE_OPT_LEVEL}
        --cflags-file=${MPICKLE_OUT}/flags.C --archive ${MPICKLE_OUT} --
    )
else()
    # What is missing is said now, and not after minutes of compiling.
    message(STATUS "mpickle: looking for Rust (the first time compiles mpickle-build)")
    execute_process(
        COMMAND ${MPICKLE_CLEAN} ${MPICKLE_XTASK} target ${MPICKLE_FIRMWARE}
        OUTPUT_VARIABLE MPICKLE_FOUND
        ERROR_VARIABLE MPICKLE_ERROR
        RESULT_VARIABLE MPICKLE_RESULT
        OUTPUT_STRIP_TRAILING_WHITESPACE
    )
    if(NOT MPICKLE_RESULT EQUAL 0)
        string(REGEX REPLACE "^error: |\n$" "" MPICKLE_ERROR "${MPICKLE_ERROR}")
        message(FATAL_ERROR "mpickle: ${MPICKLE_ERROR}")
    endif()
    message(STATUS "mpickle: Rust target ${MPICKLE_FOUND}")
endif()

# The Rust half: mpickle.h and an archive of one object, in which only the entry
# points are visible. Both keep their times when nothing has changed; stamp is
# what make compares, and cargo names the files that it depends on.
add_custom_command(
    OUTPUT ${MPICKLE_OUT}/stamp ${MPICKLE_OUT}/mpickle.h ${MPICKLE_OUT}/mpickle_contract.h ${MPICKLE_OUT}/libmpickle_rust.a
    COMMAND ${MPICKLE_CLEAN} ${MPICKLE_PREFIX} ${MPICKLE_XTASK} object ${MPICKLE_FIRMWARE}
        --cflags-file=${MPICKLE_OUT}/flags.C --archive ${MPICKLE_OUT}
    COMMAND ${CMAKE_COMMAND} -E touch ${MPICKLE_OUT}/stamp
    DEPENDS ${MPICKLE_OUT}/flags.C
    DEPFILE ${MPICKLE_OUT}/mpickle_rust.d
    COMMENT "Rust half of mpickle"
    VERBATIM
)
add_custom_target(mpickle_rust DEPENDS ${MPICKLE_OUT}/stamp)
add_library(mpickle_archive STATIC IMPORTED GLOBAL)
set_target_properties(mpickle_archive PROPERTIES IMPORTED_LOCATION ${MPICKLE_OUT}/libmpickle_rust.a)
add_dependencies(mpickle_archive mpickle_rust)

# What can be said only when the port's CMakeLists.txt has been read to its end.
function(mpickle_finish)
    # The firmware's flags, as far as they decide what the headers say.
    set(lines "")
    foreach(property INCLUDE_DIRECTORIES=-I COMPILE_DEFINITIONS=-D COMPILE_OPTIONS=)
        string(REPLACE "=" ";" property ${property})
        list(GET property 0 name)
        list(GET property 1 prefix)
        set(values "$<TARGET_PROPERTY:${MICROPY_TARGET},${name}>")
        string(APPEND lines "$<$<BOOL:${values}>:${prefix}$<JOIN:${values},\n${prefix}>>\n")
    endforeach()
    # One file for each language of the project; the options differ.
    file(GENERATE OUTPUT ${MPICKLE_OUT}/flags.$<COMPILE_LANGUAGE> CONTENT "${lines}")

    # The scan for qstrs waits for the header, and starts again when it changes.
    add_custom_command(OUTPUT ${MICROPY_QSTRDEFS_LAST} APPEND DEPENDS ${MPICKLE_OUT}/mpickle.h)
    # Targets of one Makefile that share a command must not run it side by side.
    if(TARGET BUILD_FROZEN_CONTENT)
        add_dependencies(BUILD_FROZEN_CONTENT mpickle_rust)
    endif()
endfunction()
cmake_language(DEFER CALL mpickle_finish)

file(GLOB MPICKLE_SOURCES CONFIGURE_DEPENDS ${MPICKLE_DIR}/cmodule/*/*.c)
add_library(usermod_mpickle INTERFACE)
# ESP-IDF takes no folder that is not there yet.
file(MAKE_DIRECTORY ${MPICKLE_OUT})
target_sources(usermod_mpickle INTERFACE ${MPICKLE_SOURCES})
target_include_directories(usermod_mpickle INTERFACE ${MPICKLE_OUT} ${MPICKLE_DIR}/cmodule)
target_link_libraries(usermod_mpickle INTERFACE mpickle_archive)
if(IDF_TARGET)
    # Before MicroPython v1.28, ESP-IDF's options do not reach the sources of user modules.
    set_source_files_properties(${MPICKLE_SOURCES}
        DIRECTORY ${CMAKE_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR}
        PROPERTIES COMPILE_OPTIONS "-Os;-ffunction-sections;-fdata-sections"
    )
endif()
target_link_libraries(usermod INTERFACE usermod_mpickle)

cmake_policy(POP)
