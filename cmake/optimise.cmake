# How hard the compiler tries, module by module, in a release: the library is to be fast where records run through it and small elsewhere.
# Hot: loops over columns, at the -O3 of the build. Warm: what touches every record, and what makes a policy ready, at -O2. The rest, which
# runs once for an explanation, a page or a comparison, at -Os.
set(HOT
  "interp/vm/(kernels_(loops|avx|neon|portable)|sweep|vm_fused|vm_alone|vm\\.c)" "interp/facts/facts_(fast|line|bound|store|sink)" "interp/decide/decide\\.c" "interp/engine/engine_(result|kept|rows)" "interp/engine/engine_arrow_range")
set(WARM
  "grammar/(arena|strbuf|text|tokens|policy|lookalike|parse|layout|source|builder\\.|syntax)"
  "interp/(code|vm|facts)/" "interp/base/(number|calendar|types)" "interp/decide/decide"
  "interp/program/(expr|names|resolve\\.|resolver|resolve_facts|resolve_rules|resolve_decl)"
  "interp/engine/engine_(lines|rows|write|eval|run|one|bind|result|kept|memory|simulate|arrow_columns|arrow_judge|arrow_read|arrow_memory)" "interp/timeline/simulate\\.c")
# Among those, what no record waits for.
set(COLD "interp/facts/facts_(error|cjson|plan)" "interp/code/bytecode_text" "interp/engine/engine_(lines|simulate_)")
function(matches file patterns result) # any of them
  set(${result} FALSE PARENT_SCOPE)
  foreach(pattern ${patterns})
    if(file MATCHES "${pattern}")
      set(${result} TRUE PARENT_SCOPE)
    endif()
  endforeach()
endfunction()
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64|aarch64|arm64") # there the loops are those of kernels_avx2.c or kernels_neon.c
  set(HOT_ELSEWHERE kernels_portable)
else()
  set(HOT_ELSEWHERE "^$")
endif()
foreach(file ${LIBRARY_FILES} ${GENERATED})
  matches(${file} "${HOT}" hot)
  matches(${file} "${WARM}" warm)
  matches(${file} "${COLD}" cold)
  if(hot AND NOT file MATCHES "${HOT_ELSEWHERE}")
    continue()
  endif()
  set(level -Os)
  if((hot OR warm) AND NOT cold)
    set(level -O2 -fno-align-functions -fno-align-jumps -fno-align-loops)
  endif()
  set_property(SOURCE ${file} APPEND PROPERTY COMPILE_OPTIONS "$<$<CONFIG:Release>:${level}>")
endforeach()
# Sections of their own, so that the linker can leave out what nobody calls; no tables for unwinding, a tenth of the whole: no exception
# passes through C, and a build of another kind has them for the debugger.
target_compile_options(fatiao_objects PRIVATE -ffunction-sections -fdata-sections
  $<$<CONFIG:Release>:-fno-asynchronous-unwind-tables> $<$<CONFIG:Release>:-fno-unwind-tables>)
