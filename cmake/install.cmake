# What `cmake --install` and `cpack` lay down: the command with its manual pages and completions, the library shared and static, the header,
# a CMake package, a pkg-config file, the standard library of policies, the documents, example policies and programs.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
include(CheckCSourceRuns)

# ---- the libraries: only what fatiao.h declares is seen from outside ----
add_library(fatiao_shared SHARED $<TARGET_OBJECTS:fatiao_objects>)
set_target_properties(fatiao_shared PROPERTIES OUTPUT_NAME fatiao EXPORT_NAME shared
  VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
target_link_options(fatiao_shared PRIVATE -Wl,--no-undefined -Wl,--gc-sections -Wl,-O1)
set(CMAKE_REQUIRED_LINK_OPTIONS -Wl,-z,pack-relative-relocs) # tables of pointers in a thirtieth of the room, where linker and loader know how
check_c_source_runs("int main(void) { return 0; }" PACKED_RELOCATIONS)
unset(CMAKE_REQUIRED_LINK_OPTIONS)
if(PACKED_RELOCATIONS)
  target_link_options(fatiao_shared PRIVATE -Wl,-z,pack-relative-relocs)
endif()
target_link_libraries(fatiao_shared PRIVATE PkgConfig::CJSON)
if(Z3_FOUND)
  target_link_libraries(fatiao_shared PRIVATE PkgConfig::Z3)
endif()
# One object in which the inner names are local, so that they meet none of the caller's.
set(WHOLE ${CMAKE_CURRENT_BINARY_DIR}/whole.o)
add_custom_command(OUTPUT ${WHOLE} DEPENDS fatiao_objects $<TARGET_OBJECTS:fatiao_objects>
  COMMAND ${CMAKE_LINKER} -r -o ${WHOLE} $<TARGET_OBJECTS:fatiao_objects>
  COMMAND ${CMAKE_OBJCOPY} --localize-hidden ${WHOLE} COMMAND_EXPAND_LISTS VERBATIM)
add_library(fatiao_static STATIC ${WHOLE})
set_target_properties(fatiao_static PROPERTIES OUTPUT_NAME fatiao EXPORT_NAME static LINKER_LANGUAGE C
  ARCHIVE_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/lib)
set(FATIAO_REQUIRES libcjson)
if(Z3_FOUND)
  string(APPEND FATIAO_REQUIRES " z3")
endif()

# ---- written by the command itself ----
set(PAGES_DIR ${CMAKE_CURRENT_BINARY_DIR}/pages)
file(MAKE_DIRECTORY ${PAGES_DIR}/zh)
function(page output)
  add_custom_command(OUTPUT ${PAGES_DIR}/${output} DEPENDS fatiao_command
    COMMAND $<TARGET_FILE:fatiao_command> help ${ARGN} > ${PAGES_DIR}/${output} VERBATIM)
  set(PAGES ${PAGES} ${PAGES_DIR}/${output} PARENT_SCOPE)
endfunction()
page(fatiao.1 --man --lang en)
page(zh/fatiao.1 --man --lang zh)
page(fatiao --completion bash)
page(_fatiao --completion zsh)
page(fatiao.fish --completion fish)
add_custom_target(fatiao_pages ALL DEPENDS ${PAGES})

# ---- files ----
install(TARGETS fatiao_command RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS fatiao_static fatiao_shared EXPORT fatiao-targets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(FILES interp/fatiao.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY stdlib DESTINATION ${CMAKE_INSTALL_DATADIR}/fatiao)
install(FILES ${PAGES_DIR}/fatiao.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${PAGES_DIR}/zh/fatiao.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/zh_CN/man1)
install(FILES ${PAGES_DIR}/fatiao DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${PAGES_DIR}/_fatiao DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${PAGES_DIR}/fatiao.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
file(GLOB DOCUMENTS CONFIGURE_DEPENDS docs/*.md docs/*.json)
install(FILES README.md ${DOCUMENTS} DESTINATION ${CMAKE_INSTALL_DOCDIR})
file(GLOB RECORDS CONFIGURE_DEPENDS examples/*.ndjson)
install(FILES ${RECORDS} DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)
install(DIRECTORY policies examples/embed DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)
file(RELATIVE_PATH STDLIB /${CMAKE_INSTALL_DOCDIR}/examples /${CMAKE_INSTALL_DATADIR}/fatiao/stdlib) # the policies find it beside them
file(CREATE_LINK ${STDLIB} ${CMAKE_CURRENT_BINARY_DIR}/stdlib SYMBOLIC)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/stdlib DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)

# ---- for who builds with it ----
set(PACKAGE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/fatiao)
string(REPLACE " " ";" NEEDED "${FATIAO_REQUIRES}")
configure_package_config_file(cmake/fatiao-config.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/fatiao-config.cmake INSTALL_DESTINATION ${PACKAGE_DIR})
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/fatiao-config-version.cmake COMPATIBILITY SameMinorVersion)
install(EXPORT fatiao-targets NAMESPACE fatiao:: DESTINATION ${PACKAGE_DIR})
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/fatiao-config.cmake ${CMAKE_CURRENT_BINARY_DIR}/fatiao-config-version.cmake DESTINATION ${PACKAGE_DIR})
file(RELATIVE_PATH FROM_PKGCONFIG /${CMAKE_INSTALL_LIBDIR}/pkgconfig /) # so that the whole may be moved
configure_file(cmake/fatiao.pc.in ${CMAKE_CURRENT_BINARY_DIR}/fatiao.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/fatiao.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

# ---- a package ----
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME fatiao)
set(CPACK_PACKAGE_VENDOR Fatiao)
set(CPACK_PACKAGE_CONTACT "Fatiao maintainers <maintainers@fatiao.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "regulations as text that a clerk can read and a computer can apply")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "The command fatiao checks, applies and explains policies; the library does
the same inside other programs, from C, C++ or Python. Manuals are in Chinese and English.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS libcjson-dev)
include(CPack)

# ---- the library in one file: build/.../amalgamation/fatiao.c and fatiao.h, without the solver ----
add_executable(amalgamate cmake/amalgamate.c)
set(AMALGAMATED ${LIBRARY_FILES} ${GENERATED})
list(FILTER AMALGAMATED EXCLUDE REGEX "/prove_[a-z_]*\\.c$|\\.h$")
file(GLOB HEADERS CONFIGURE_DEPENDS grammar/*.h grammar/*.def interp/*.h interp/*/*.h interp/*/*.def)
file(MAKE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/amalgamation)
add_custom_command(OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/amalgamation/fatiao.c DEPENDS amalgamate fatiao_objects ${LIBRARY_FILES} ${HEADERS}
  COMMAND amalgamate ${CMAKE_CURRENT_BINARY_DIR}/amalgamation/fatiao.c ${CMAKE_CURRENT_SOURCE_DIR} ${GENERATED_DIR} ${AMALGAMATED}
  COMMAND ${CMAKE_COMMAND} -E copy ${CMAKE_CURRENT_SOURCE_DIR}/interp/fatiao.h ${CMAKE_CURRENT_BINARY_DIR}/amalgamation/fatiao.h VERBATIM)
add_custom_target(amalgamation ALL DEPENDS ${CMAKE_CURRENT_BINARY_DIR}/amalgamation/fatiao.c)
