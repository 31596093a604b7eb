# Values against python3.11: repr and parsing of floats (the script alone takes a million; here 100,000).
if(KRAIT_REFERENCE_PYTHON)
  add_executable(krait-float-text tests/tools/float_text.c)
  target_link_libraries(krait-float-text PRIVATE krait-runtime krait_warnings)
  add_test(NAME runtime/compare_float COMMAND ${KRAIT_REFERENCE_PYTHON} -B
    ${PROJECT_SOURCE_DIR}/tests/runtime/compare_float.py $<TARGET_FILE:krait-float-text> 100000)
  set_tests_properties(runtime/compare_float PROPERTIES TIMEOUT 300 LABELS "c")
endif()
