# The four floors as libraries: each sees only its own headers and those of the floors below it.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
pkg_check_modules(URCU REQUIRED IMPORTED_TARGET liburcu-qsbr)
pkg_check_modules(URCU_CDS REQUIRED IMPORTED_TARGET liburcu-cds)
pkg_check_modules(GMP REQUIRED IMPORTED_TARGET gmp)
pkg_check_modules(EDIT REQUIRED IMPORTED_TARGET libedit)
pkg_check_modules(JEMALLOC REQUIRED IMPORTED_TARGET jemalloc)
pkg_check_modules(ZLIB REQUIRED IMPORTED_TARGET zlib)
pkg_check_modules(CHECK REQUIRED IMPORTED_TARGET check)

add_library(krait_warnings INTERFACE)
target_compile_options(krait_warnings INTERFACE
  -Wall -Wextra -Wconversion -Wshadow -Wmissing-prototypes -Wno-sign-conversion
  $<$<BOOL:${KRAIT_WERROR}>:-Werror>)

# krait_floor(<target> <folder> <libraries below>...)
function(krait_floor target folder)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.c)
  list(FILTER sources EXCLUDE REGEX "/main\\.c$")
  if(sources)
    add_library(${target} STATIC ${sources})
    target_include_directories(${target} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>)
    target_link_libraries(${target} PUBLIC ${ARGN} Threads::Threads PRIVATE $<BUILD_INTERFACE:krait_warnings>)
  else()
    add_library(${target} INTERFACE)
    target_include_directories(${target} INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>)
    target_link_libraries(${target} INTERFACE ${ARGN} Threads::Threads)
  endif()
endfunction()

krait_floor(krait-stm stm PkgConfig::URCU)
krait_floor(krait-runtime runtime krait-stm PkgConfig::URCU_CDS PkgConfig::GMP PkgConfig::ZLIB util m)
krait_floor(krait-threading threading krait-runtime)
krait_floor(krait-interp interp krait-threading PkgConfig::EDIT)
# prelude.c embeds interp/prelude/*.py; their hash on its command line tells ninja and ccache when they changed.
file(GLOB prelude CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/interp/prelude/*.py)
set(prelude_hashes "")
foreach(file ${prelude})
  file(SHA256 ${file} hash)
  string(APPEND prelude_hashes ${hash})
endforeach()
string(SHA256 prelude_hash "${prelude_hashes}")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${prelude})
set_source_files_properties(${PROJECT_SOURCE_DIR}/interp/prelude.c PROPERTIES
  COMPILE_OPTIONS --embed-dir=${PROJECT_SOURCE_DIR} COMPILE_DEFINITIONS "PRELUDE_HASH=${prelude_hash}")

if(EXISTS ${PROJECT_SOURCE_DIR}/interp/main.c)
  add_executable(krait interp/main.c)
  target_link_libraries(krait PRIVATE krait-interp krait_warnings)
  target_link_options(krait PRIVATE -Wl,--build-id=sha1) # compiled code on disk belongs to one build
  if(NOT KRAIT_SANITIZE)
    # Sanitizers bring an allocator of their own. Linked statically where the archive is there: the shared library
    # would load libstdc++, a megabyte of memory and a good part of the start, for operators that nobody calls.
    find_library(KRAIT_JEMALLOC_ARCHIVE libjemalloc_pic.a HINTS ${JEMALLOC_LIBRARY_DIRS})
    if(KRAIT_JEMALLOC_ARCHIVE)
      target_link_libraries(krait PRIVATE ${KRAIT_JEMALLOC_ARCHIVE} Threads::Threads m ${CMAKE_DL_LIBS})
    else()
      target_link_libraries(krait PRIVATE PkgConfig::JEMALLOC)
    endif()
  endif()
  set_target_properties(krait PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
endif()

# A folder of C programs: its own CMakeLists.txt where it has one, else all its sources are one executable.
function(krait_program target folder)
  if(EXISTS ${PROJECT_SOURCE_DIR}/${folder}/CMakeLists.txt)
    add_subdirectory(${PROJECT_SOURCE_DIR}/${folder})
    return()
  endif()
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.c)
  if(sources)
    add_executable(${target} ${sources})
    target_link_libraries(${target} PRIVATE ${ARGN} krait_warnings)
  endif()
endfunction()

krait_program(stm_stress stress krait-stm)
add_subdirectory(bench/stm)
