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
