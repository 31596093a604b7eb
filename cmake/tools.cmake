# The front end and the compiler alone, without the runtime: what reads source can be tested by itself.
file(GLOB front CONFIGURE_DEPENDS
  ${PROJECT_SOURCE_DIR}/interp/arena.c ${PROJECT_SOURCE_DIR}/interp/ast.c
  ${PROJECT_SOURCE_DIR}/interp/lex*.c ${PROJECT_SOURCE_DIR}/interp/parse*.c
  ${PROJECT_SOURCE_DIR}/interp/scope*.c ${PROJECT_SOURCE_DIR}/interp/syntax_*.c)
file(GLOB compiler CONFIGURE_DEPENDS
  ${PROJECT_SOURCE_DIR}/interp/compile.c ${PROJECT_SOURCE_DIR}/interp/compile_*.c
  ${PROJECT_SOURCE_DIR}/interp/constant.c ${PROJECT_SOURCE_DIR}/interp/fold.c
  ${PROJECT_SOURCE_DIR}/interp/opcodes.c ${PROJECT_SOURCE_DIR}/interp/unparse*.c)
list(FILTER compiler EXCLUDE REGEX "compile_(source|finish)\\.c$")
add_library(krait-source STATIC EXCLUDE_FROM_ALL ${front} ${compiler} ${PROJECT_SOURCE_DIR}/runtime/unicode/unicode.c)
add_dependencies(krait-source krait-unicode-tables)
target_include_directories(krait-source PUBLIC ${PROJECT_SOURCE_DIR})
target_link_libraries(krait-source PUBLIC PkgConfig::GMP m PRIVATE krait_warnings)

# Tools that only tests use.
add_executable(krait-ast tests/tools/ast_dump.c tests/tools/ast_print.c tests/tools/scope_print.c)
target_link_libraries(krait-ast PRIVATE krait-source krait_warnings)
add_executable(krait-compile-all tests/tools/compile_all.c)
target_link_libraries(krait-compile-all PRIVATE krait-source krait_warnings)

# The front end against python3.11: trees, symbol tables, errors. Without arguments the first two
# scripts take the whole standard library; here a part of it is enough.
find_program(KRAIT_SYNTAX_PYTHON python3.11 PATHS /usr/bin NO_DEFAULT_PATH)
if(KRAIT_SYNTAX_PYTHON)
  set(sample /usr/lib/python3.11/json /usr/lib/python3.11/asyncio /usr/lib/python3.11/typing.py)
  foreach(what ast scope)
    add_test(NAME syntax/${what} COMMAND ${KRAIT_SYNTAX_PYTHON} -B
      ${PROJECT_SOURCE_DIR}/tests/syntax/compare_${what}.py $<TARGET_FILE:krait-ast> ${sample})
  endforeach()
  add_test(NAME syntax/errors COMMAND ${KRAIT_SYNTAX_PYTHON} -B
    ${PROJECT_SOURCE_DIR}/tests/syntax/compare_errors.py $<TARGET_FILE:krait-ast>)
  set_tests_properties(syntax/ast syntax/scope syntax/errors PROPERTIES TIMEOUT 300 LABELS syntax)
endif()

if(KRAIT_REFERENCE_PYTHON)
  add_test(NAME syntax/compile_errors COMMAND ${KRAIT_REFERENCE_PYTHON} -B
    ${PROJECT_SOURCE_DIR}/tests/syntax/compare_compile_errors.py $<TARGET_FILE:krait-compile-all>)
  execute_process(COMMAND ${KRAIT_REFERENCE_PYTHON} -c "import os; print(os.path.dirname(os.__file__), end='')"
    OUTPUT_VARIABLE KRAIT_REFERENCE_LIB)
  add_test(NAME syntax/compile_library COMMAND ${KRAIT_REFERENCE_PYTHON} -B
    ${PROJECT_SOURCE_DIR}/tests/syntax/compare_code.py --allow 5 $<TARGET_FILE:krait-compile-all> ${KRAIT_REFERENCE_LIB})
  set_tests_properties(syntax/compile_errors syntax/compile_library PROPERTIES TIMEOUT 300 LABELS "syntax")
  add_test(NAME docs/bytecode COMMAND ${KRAIT_REFERENCE_PYTHON} -B
    ${PROJECT_SOURCE_DIR}/tools/gen_bytecode_doc.py --check)
  set_tests_properties(docs/bytecode PROPERTIES LABELS "docs")
endif()
