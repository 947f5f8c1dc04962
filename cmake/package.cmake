# What `cpack` makes: three packages for Debian, from rules of their own, which `cmake --install` passes over.
#   fatiao         the command, over the shared library; manual pages, completions, the standard library of policies, documents, example policies
#   libfatiao0     the shared library, and nothing else, so that two versions of its interface may stand beside each other
#   libfatiao-dev  the header, the static library, a CMake package, a pkg-config file, documents and programs for who builds with it
# Libraries lie in the folder of the architecture, manual pages and changelogs are compressed, as Debian's policy asks.
find_program(GZIP gzip)
if(NOT GZIP)
  message(STATUS "without gzip: no packages for Debian")
  return()
endif()
set(DEBIAN ${CMAKE_CURRENT_SOURCE_DIR}/cmake/debian)
set(DEBIAN_LIBRARY libfatiao${FATIAO_SOVERSION})
set(DEBIAN_DIR ${CMAKE_CURRENT_BINARY_DIR}/debian)
set(DEBIAN_LIBDIR lib/${CMAKE_LIBRARY_ARCHITECTURE})
string(REGEX REPLACE "/$" "" DEBIAN_LIBDIR ${DEBIAN_LIBDIR}) # no folder of its own elsewhere
set(DEBIAN_DOCDIR share/doc)
file(MAKE_DIRECTORY ${DEBIAN_DIR}/zh)

# ---- the command over the shared library, found where the system keeps libraries ----
add_executable(fatiao_packaged $<TARGET_OBJECTS:fatiao_command>)
set_target_properties(fatiao_packaged PROPERTIES OUTPUT_NAME fatiao RUNTIME_OUTPUT_DIRECTORY ${DEBIAN_DIR} LINKER_LANGUAGE C)
target_link_options(fatiao_packaged PRIVATE -Wl,-z,relro,-z,now)
target_link_libraries(fatiao_packaged PRIVATE fatiao_shared Threads::Threads)

# ---- fatiao ----
set(COMPRESSED)
function(compressed input output)
  add_custom_command(OUTPUT ${DEBIAN_DIR}/${output} DEPENDS ${input} COMMAND ${GZIP} -9nc ${input} > ${DEBIAN_DIR}/${output} VERBATIM)
  set(COMPRESSED ${COMPRESSED} ${DEBIAN_DIR}/${output} PARENT_SCOPE)
endfunction()
compressed(${PAGES_DIR}/fatiao.1 fatiao.1.gz)
compressed(${PAGES_DIR}/zh/fatiao.1 zh/fatiao.1.gz)
compressed(${DEBIAN}/changelog changelog.gz)
add_custom_target(fatiao_compressed ALL DEPENDS ${COMPRESSED})
function(package_files component destination) # FILE...
  install(FILES ${ARGN} DESTINATION ${destination} COMPONENT ${component} EXCLUDE_FROM_ALL)
endfunction()
install(TARGETS fatiao_packaged RUNTIME DESTINATION bin COMPONENT fatiao EXCLUDE_FROM_ALL)
package_files(fatiao share/man/man1 ${DEBIAN_DIR}/fatiao.1.gz)
package_files(fatiao share/man/zh_CN/man1 ${DEBIAN_DIR}/zh/fatiao.1.gz)
package_files(fatiao share/bash-completion/completions ${PAGES_DIR}/fatiao)
package_files(fatiao share/zsh/vendor-completions ${PAGES_DIR}/_fatiao)
package_files(fatiao share/fish/vendor_completions.d ${PAGES_DIR}/fatiao.fish)
install(DIRECTORY stdlib DESTINATION share/fatiao COMPONENT fatiao EXCLUDE_FROM_ALL)
set(FOR_USERS ${DOCUMENTS})
list(FILTER FOR_USERS EXCLUDE REGEX "/(embedding|architecture|performance)[.a-z]*md$")
package_files(fatiao ${DEBIAN_DOCDIR}/fatiao README.md ${FOR_USERS})
package_files(fatiao ${DEBIAN_DOCDIR}/fatiao/examples ${RECORDS} ${CMAKE_CURRENT_BINARY_DIR}/stdlib)
install(DIRECTORY policies DESTINATION ${DEBIAN_DOCDIR}/fatiao/examples COMPONENT fatiao EXCLUDE_FROM_ALL)

# ---- the library ----
install(TARGETS fatiao_static fatiao_shared EXPORT fatiao-debian
  ARCHIVE DESTINATION ${DEBIAN_LIBDIR} COMPONENT libfatiao-dev EXCLUDE_FROM_ALL
  LIBRARY DESTINATION ${DEBIAN_LIBDIR} COMPONENT ${DEBIAN_LIBRARY} NAMELINK_COMPONENT libfatiao-dev EXCLUDE_FROM_ALL
  INCLUDES DESTINATION include)
package_files(libfatiao-dev include interp/fatiao.h)
build_files(${DEBIAN_LIBDIR} fatiao-debian ${DEBIAN_DIR} COMPONENT libfatiao-dev EXCLUDE_FROM_ALL)
set(FOR_BUILDERS ${DOCUMENTS})
list(FILTER FOR_BUILDERS INCLUDE REGEX "/(embedding|architecture|performance)[.a-z]*md$")
package_files(libfatiao-dev ${DEBIAN_DOCDIR}/libfatiao-dev ${FOR_BUILDERS})
install(DIRECTORY examples/embed DESTINATION ${DEBIAN_DOCDIR}/libfatiao-dev/examples COMPONENT libfatiao-dev EXCLUDE_FROM_ALL)

# ---- what every package says of itself ----
set(COPYRIGHT ${DEBIAN}/copyright)
if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/LICENSE)
  set(COPYRIGHT ${CMAKE_CURRENT_SOURCE_DIR}/LICENSE)
endif()
foreach(package fatiao ${DEBIAN_LIBRARY} libfatiao-dev)
  package_files(${package} ${DEBIAN_DOCDIR}/${package} ${DEBIAN_DIR}/changelog.gz)
  install(FILES ${COPYRIGHT} DESTINATION ${DEBIAN_DOCDIR}/${package} RENAME copyright COMPONENT ${package} EXCLUDE_FROM_ALL)
endforeach()
set(DEPENDS_DEV "${DEBIAN_LIBRARY} (= ${PROJECT_VERSION}), libcjson-dev")
if(Z3_FOUND)
  string(APPEND DEPENDS_DEV ", libz3-dev")
endif()
# Who is linked with the library needs its package, of this version or a later one; the loader is told when it comes and goes.
file(WRITE ${DEBIAN_DIR}/shlibs "libfatiao ${FATIAO_SOVERSION} ${DEBIAN_LIBRARY} (>= ${PROJECT_VERSION})\n")
file(WRITE ${DEBIAN_DIR}/triggers "activate-noawait ldconfig\n")

set(CPACK_GENERATOR DEB)
set(CPACK_COMPONENTS_ALL fatiao ${DEBIAN_LIBRARY} libfatiao-dev)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_PACKAGE_NAME fatiao)
set(CPACK_PACKAGE_VENDOR Fatiao)
set(CPACK_PACKAGE_CONTACT "Fatiao maintainers <maintainers@fatiao.invalid>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${CMAKE_CURRENT_BINARY_DIR}) # where the command finds its library meanwhile
function(describe package section description)
  string(TOUPPER ${package} name)
  set(CPACK_DEBIAN_${name}_PACKAGE_NAME ${package} PARENT_SCOPE)
  set(CPACK_DEBIAN_${name}_PACKAGE_SECTION ${section} PARENT_SCOPE)
  set(CPACK_DEBIAN_${name}_DESCRIPTION "${description}" PARENT_SCOPE)
endfunction()
set(OF_FATIAO "Fatiao (法条) reads regulations written as text: the words of the law above, the
rule that applies them below, clause by clause, in Chinese or English. What it
decides it explains by citing them; a missing fact is never guessed.
.
")
describe(fatiao utils "regulations as text that clerks read and computers apply
${OF_FATIAO}This package holds the command, which checks, tests, compares and applies
policies, its manual, the standard library of policies and an example.")
describe(${DEBIAN_LIBRARY} libs "regulations as text that computers apply - shared library
${OF_FATIAO}This package holds the library that programs apply policies with.")
describe(libfatiao-dev libdevel "regulations as text that computers apply - development files
${OF_FATIAO}This package holds what programs in C, C++ or Python are built with, and
examples of them.")
string(TOUPPER ${DEBIAN_LIBRARY} LIBRARY_NAME)
set(CPACK_DEBIAN_FATIAO_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_FATIAO_PACKAGE_DEPENDS "${DEBIAN_LIBRARY} (= ${PROJECT_VERSION})")
set(CPACK_DEBIAN_${LIBRARY_NAME}_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_${LIBRARY_NAME}_PACKAGE_CONTROL_EXTRA ${DEBIAN_DIR}/shlibs ${DEBIAN_DIR}/triggers
  ${DEBIAN_DIR}/postinst ${DEBIAN_DIR}/postrm) # there are none: named here, CPack writes none of its own, which would call ldconfig once more
set(CPACK_DEBIAN_LIBFATIAO-DEV_PACKAGE_DEPENDS "${DEPENDS_DEV}")
set(CPACK_DEBIAN_LIBFATIAO-DEV_PACKAGE_SUGGESTS "fatiao (= ${PROJECT_VERSION}), cmake, pkg-config")
include(CPack)
