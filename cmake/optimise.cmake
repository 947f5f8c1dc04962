# How hard the compiler tries, module by module, in a release: the library is to be fast where records run through it and small elsewhere.
# Hot: what touches every record or lane, at the -O3 of the build. Warm: what makes a policy ready, at -O2. The rest, which runs once for an
# explanation, a page or a comparison, at -Os. A tenth of the size for a twentieth of the time to compile a policy; records lose nothing.
set(HOT "grammar/(arena|strbuf|text|tokens|policy|lookalike)|interp/code/emit|interp/vm/|interp/facts/|interp/decide/decide|interp/engine/engine_(arrow_(columns|judge|read)|lines|rows|write|eval|run|one|bind|result|kept|memory)|interp/base/(number|calendar|types)")
set(WARM "grammar/(parse|layout|source|builder\\.|syntax)|interp/program/(expr|names|resolve.c|resolver|resolve_(facts|rules|decl))|interp/code/(alike|bytecode)|interp/vm/vm_plan|interp/facts/facts_(plan|error|cjson)|interp/engine/engine_simulate|interp/timeline/simulate\\.c")
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64") # there the loops are those of kernels_avx2.c
  set(HOT_ELSEWHERE kernels_portable)
else()
  set(HOT_ELSEWHERE "^$")
endif()
foreach(file ${LIBRARY_FILES} ${GENERATED})
  if(file MATCHES "${HOT}" AND NOT file MATCHES "${WARM}|${HOT_ELSEWHERE}")
    continue()
  elseif(file MATCHES "${HOT}|${WARM}")
    set(level -O2 -fno-align-functions -fno-align-jumps -fno-align-loops)
  else()
    set(level -Os)
  endif()
  set_property(SOURCE ${file} APPEND PROPERTY COMPILE_OPTIONS "$<$<CONFIG:Release>:${level}>")
endforeach()
# Sections of their own, so that the linker can leave out what nobody calls; no tables for unwinding, a tenth of the whole: no exception
# passes through C, and a build of another kind has them for the debugger.
target_compile_options(fatiao_objects PRIVATE -ffunction-sections -fdata-sections
  $<$<CONFIG:Release>:-fno-asynchronous-unwind-tables> $<$<CONFIG:Release>:-fno-unwind-tables>)
