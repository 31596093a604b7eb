# Tools that only tests use. krait-ast is made of the front end alone: it needs no runtime.
file(GLOB front CONFIGURE_DEPENDS
  ${PROJECT_SOURCE_DIR}/interp/arena.c ${PROJECT_SOURCE_DIR}/interp/ast.c
  ${PROJECT_SOURCE_DIR}/interp/lex*.c ${PROJECT_SOURCE_DIR}/interp/parse*.c
  ${PROJECT_SOURCE_DIR}/interp/scope*.c ${PROJECT_SOURCE_DIR}/interp/syntax_*.c)
add_executable(krait-ast tests/tools/ast_dump.c tests/tools/ast_print.c tests/tools/scope_print.c
  ${front} runtime/unicode/unicode.c)
add_dependencies(krait-ast krait-unicode-tables)
target_include_directories(krait-ast PRIVATE ${PROJECT_SOURCE_DIR})
target_link_libraries(krait-ast PRIVATE PkgConfig::GMP m krait_warnings)

# krait-compile-all adds the compiler, again without the runtime.
file(GLOB compiler CONFIGURE_DEPENDS
  ${PROJECT_SOURCE_DIR}/interp/compile.c ${PROJECT_SOURCE_DIR}/interp/compile_*.c
  ${PROJECT_SOURCE_DIR}/interp/constant.c ${PROJECT_SOURCE_DIR}/interp/fold.c
  ${PROJECT_SOURCE_DIR}/interp/opcodes.c ${PROJECT_SOURCE_DIR}/interp/unparse*.c)
list(FILTER compiler EXCLUDE REGEX "compile_(source|finish)\\.c$")
add_executable(krait-compile-all tests/tools/compile_all.c ${compiler} ${front} runtime/unicode/unicode.c)
add_dependencies(krait-compile-all krait-unicode-tables)
target_include_directories(krait-compile-all PRIVATE ${PROJECT_SOURCE_DIR})
target_link_libraries(krait-compile-all PRIVATE PkgConfig::GMP m krait_warnings)
