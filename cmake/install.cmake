# libkrait-stm for C programs: the archive, its headers, a pkg-config file and a CMake package, all
# in the component 'stm'.
set(stm_public_headers
  stm/atomic.h stm/barrier.h stm/boundary.h stm/field.h stm/hook.h stm/manager.h stm/mutant.h stm/stamp.h
  stm/stm.h)
install(TARGETS krait-stm ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT stm)
install(FILES ${stm_public_headers} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/krait/stm COMPONENT stm)

# Relocatable: the paths are relative to the pkg-config file's own.
file(RELATIVE_PATH stm_pc_prefix /x/${CMAKE_INSTALL_LIBDIR}/pkgconfig /x)
string(REGEX REPLACE "/$" "" stm_pc_prefix "${stm_pc_prefix}")
configure_file(${PROJECT_SOURCE_DIR}/cmake/krait-stm.pc.in krait-stm.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/krait-stm.pc
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT stm)

include(CMakePackageConfigHelpers)
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/krait-stm-config.cmake.in
  krait-stm-config.cmake INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/krait-stm
  PATH_VARS CMAKE_INSTALL_INCLUDEDIR CMAKE_INSTALL_LIBDIR)
write_basic_package_version_file(krait-stm-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/krait-stm-config.cmake
              ${PROJECT_BINARY_DIR}/krait-stm-config-version.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/krait-stm COMPONENT stm)

if(NOT KRAIT_SANITIZE AND NOT KRAIT_COVERAGE)
  # An example program built against an installation, by pkg-config and by the CMake package.
  add_test(NAME stm/installed
    COMMAND ${PROJECT_SOURCE_DIR}/tests/stm/installed.sh ${CMAKE_COMMAND} ${PROJECT_BINARY_DIR}
            ${CMAKE_C_COMPILER} ${PROJECT_SOURCE_DIR}/examples/stm/bank.c)
  set_tests_properties(stm/installed PROPERTIES TIMEOUT 120)
endif()
