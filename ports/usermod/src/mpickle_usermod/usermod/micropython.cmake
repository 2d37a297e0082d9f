# The door for CMake ports: USER_C_MODULES=$(python -m mpickle_usermod)/micropython.cmake
include(${CMAKE_CURRENT_LIST_DIR}/mpickle/micropython.cmake)
