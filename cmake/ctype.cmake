# Character properties and case mappings, written at build time from python3.11's own Unicode data.
find_program(KRAIT_CTYPE_PYTHON NAMES python3.11 PATHS /usr/bin REQUIRED)
set(KRAIT_CTYPE_DIR ${PROJECT_BINARY_DIR}/generated)
file(MAKE_DIRECTORY ${KRAIT_CTYPE_DIR})
add_custom_command(
  OUTPUT ${KRAIT_CTYPE_DIR}/ctype_tables.h
  COMMAND ${KRAIT_CTYPE_PYTHON} -B ${PROJECT_SOURCE_DIR}/tools/gen_ctype.py ${KRAIT_CTYPE_DIR}/ctype_tables.h
  DEPENDS ${PROJECT_SOURCE_DIR}/tools/gen_ctype.py
  COMMENT "Generating character tables" VERBATIM)
set_property(SOURCE ${PROJECT_SOURCE_DIR}/runtime/unicode/ctype.c APPEND PROPERTY
  OBJECT_DEPENDS ${KRAIT_CTYPE_DIR}/ctype_tables.h)
set_property(SOURCE ${PROJECT_SOURCE_DIR}/runtime/unicode/ctype.c APPEND PROPERTY
  INCLUDE_DIRECTORIES ${KRAIT_CTYPE_DIR})
