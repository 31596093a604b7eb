# Character tables, written at build time from python3.11's own Unicode data.
find_program(KRAIT_PYTHON311 NAMES python3.11 PATHS /usr/bin NO_DEFAULT_PATH)
if(NOT KRAIT_PYTHON311)
  find_program(KRAIT_PYTHON311 NAMES python3.11 REQUIRED)
endif()
set(KRAIT_GENERATED ${PROJECT_BINARY_DIR}/generated)
file(MAKE_DIRECTORY ${KRAIT_GENERATED})
add_custom_command(
  OUTPUT ${KRAIT_GENERATED}/unicode_tables.h
  COMMAND ${KRAIT_PYTHON311} ${PROJECT_SOURCE_DIR}/tools/gen_unicode.py ${KRAIT_GENERATED}/unicode_tables.h
  DEPENDS ${PROJECT_SOURCE_DIR}/tools/gen_unicode.py
  COMMENT "Generating Unicode tables" VERBATIM)
add_custom_target(krait-unicode-tables DEPENDS ${KRAIT_GENERATED}/unicode_tables.h)
set_property(SOURCE ${PROJECT_SOURCE_DIR}/runtime/unicode/unicode.c APPEND PROPERTY
  OBJECT_DEPENDS ${KRAIT_GENERATED}/unicode_tables.h)
set_property(SOURCE ${PROJECT_SOURCE_DIR}/runtime/unicode/unicode.c APPEND PROPERTY
  INCLUDE_DIRECTORIES ${KRAIT_GENERATED})
add_dependencies(krait-runtime krait-unicode-tables)
