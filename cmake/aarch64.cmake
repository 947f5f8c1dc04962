# Builds for aarch64 Linux on another Linux, and runs what it builds through qemu; tests/cross.sh lays out the libraries in
# FATIAO_SYSROOT (environment or cache), as Debian's packages for arm64 have them.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES FATIAO_SYSROOT)
if(NOT FATIAO_SYSROOT)
  set(FATIAO_SYSROOT $ENV{FATIAO_SYSROOT})
endif()
set(LIBRARIES ${FATIAO_SYSROOT}/usr/lib/aarch64-linux-gnu)
# The linker looks for the libraries of libraries where the loader will.
set(CMAKE_EXE_LINKER_FLAGS_INIT "-Wl,-rpath-link,${LIBRARIES}")
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64;-L;/usr/aarch64-linux-gnu;-E;LD_LIBRARY_PATH=${LIBRARIES})
set(CMAKE_FIND_ROOT_PATH ${FATIAO_SYSROOT})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(ENV{PKG_CONFIG_LIBDIR} ${LIBRARIES}/pkgconfig)
set(ENV{PKG_CONFIG_SYSROOT_DIR} ${FATIAO_SYSROOT})
