# Scripts run by krait and by python3.11 side by side. They need the command, so they exist only with it.
if(TARGET krait AND KRAIT_REFERENCE_PYTHON)
  # krait_script_test(<name> <label> <script> <arguments>...)
  function(krait_script_test name label script)
    add_test(NAME ${name}
      COMMAND ${KRAIT_REFERENCE_PYTHON} -B ${PROJECT_SOURCE_DIR}/tests/${script}
              --krait $<TARGET_FILE:krait> --python ${KRAIT_REFERENCE_PYTHON} ${ARGN})
    set_tests_properties(${name} PROPERTIES TIMEOUT 1500 LABELS ${label} PROCESSORS 2)
  endfunction()

  foreach(mode solo threaded abort-every abort-random fuel gc gc-threaded)
    krait_script_test(lang/${mode} lang run_lang.py --mode ${mode})
  endforeach()
  krait_script_test(imports lang run_imports.py)
  krait_script_test(examples/plain examples run_examples.py --mode plain)
  krait_script_test(examples/forced examples run_examples.py --mode forced)
  # A few of the random programs; many more with --seed and --count.
  krait_script_test(fuzz/solo fuzz fuzz/differential.py --seed 3 --count 300)
  krait_script_test(fuzz/abort-random fuzz fuzz/differential.py --mode abort-random --seed 2 --count 60)
  krait_script_test(cache cache run_cache.py)
  krait_script_test(repl repl run_repl.py)
  # A share of the library, for time; all of it and CPython's tests: without --part, with --tests.
  krait_script_test(compile_library library syntax/compare_library.py --part 1/24)
  krait_script_test(bad_input bad_input bad_input/run_bad_input.py)
  krait_script_test(conformance/tier1 conformance conformance/run_conformance.py --jobs 2)
endif()
