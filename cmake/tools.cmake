# Tools that only tests use.
add_executable(krait-ast tests/tools/ast_dump.c tests/tools/ast_print.c)
target_link_libraries(krait-ast PRIVATE krait-interp PkgConfig::GMP krait_warnings)
