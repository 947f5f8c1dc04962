# What `cmake --install` lays down: the command with its manual pages and completions, the library shared and static, the header,
# a CMake package, a pkg-config file, the standard library of policies, the documents, example policies and programs.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
include(CheckCSourceRuns)

# ---- the libraries: only what fatiao.h declares is seen from outside ----
set(FATIAO_SOVERSION 0) # higher wherever a program linked with an earlier library would no longer run: tests/abi.sh tells
add_library(fatiao_shared SHARED $<TARGET_OBJECTS:fatiao_objects>)
set_target_properties(fatiao_shared PROPERTIES OUTPUT_NAME fatiao EXPORT_NAME shared
  VERSION ${FATIAO_SOVERSION}.${PROJECT_VERSION} SOVERSION ${FATIAO_SOVERSION})
target_link_options(fatiao_shared PRIVATE -Wl,--no-undefined -Wl,--gc-sections -Wl,-O1 -Wl,-z,relro,-z,now)
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
    COMMAND fatiao_command help ${ARGN} > ${PAGES_DIR}/${output} VERBATIM)
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
string(REPLACE " " ";" NEEDED "${FATIAO_REQUIRES}")
# The CMake package and the pkg-config file in the folder of libraries `libdir`, of the export `targets`; `folder`: where they are written.
function(build_files libdir targets folder) # ARGUMENT of install...
  configure_package_config_file(cmake/fatiao-config.cmake.in ${folder}/fatiao-config.cmake INSTALL_DESTINATION ${libdir}/cmake/fatiao)
  write_basic_package_version_file(${folder}/fatiao-config-version.cmake COMPATIBILITY SameMinorVersion)
  install(EXPORT ${targets} NAMESPACE fatiao:: FILE fatiao-targets.cmake DESTINATION ${libdir}/cmake/fatiao ${ARGN})
  install(FILES ${folder}/fatiao-config.cmake ${folder}/fatiao-config-version.cmake DESTINATION ${libdir}/cmake/fatiao ${ARGN})
  file(RELATIVE_PATH FROM_PKGCONFIG /${libdir}/pkgconfig /) # so that the whole may be moved
  set(LIBDIR ${libdir})
  configure_file(cmake/fatiao.pc.in ${folder}/fatiao.pc @ONLY)
  install(FILES ${folder}/fatiao.pc DESTINATION ${libdir}/pkgconfig ${ARGN})
endfunction()
build_files(${CMAKE_INSTALL_LIBDIR} fatiao-targets ${CMAKE_CURRENT_BINARY_DIR})
include(cmake/package.cmake)

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
