# Sourced by tests/run and examples/run, in the root of the project. Installs what the build needs, or says how to.
# Knows package names. Defines: setup [PROGRAM:PACKAGE...] (installs what the build needs, and these), duckdb, build PRESET.
# The solver is an optional part: it is installed where that is easy, and its want stops nothing.
install_quietly() { # PACKAGE...: false where that is not easy
    command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" -eq 0 ] && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "$@" >/dev/null 2>&1 </dev/null
}
solver() {
    [ -e /usr/include/z3.h ] || ! command -v apt-get >/dev/null 2>&1 || [ "$(id -u)" -ne 0 ] || install_quietly libz3-dev || echo "without libz3-dev: prove is not built" >&2
}
setup() {
    missing=
    for pair in cmake:cmake gcc:gcc make:make re2c:re2c lemon:lemon pkg-config:pkg-config "$@"; do
        command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair##*:}"
    done
    if command -v pkg-config >/dev/null 2>&1; then
        pkg-config --exists libcjson || missing="$missing libcjson-dev"
        pkg-config --exists check || missing="$missing check"
    else
        missing="$missing libcjson-dev check"
    fi
    if command -v aarch64-linux-gnu-gcc >/dev/null 2>&1 && [ ! -e /usr/aarch64-linux-gnu/include/stdio.h ]; then
        missing="$missing libc6-dev-arm64-cross"
    fi
    case $missing in *gcc-aarch64-linux-gnu*) missing="$missing libc6-dev-arm64-cross" ;; esac
    if command -v gcc >/dev/null 2>&1 && ! echo '#include <stdio.h>' | gcc -E - >/dev/null 2>&1; then
        missing="$missing libc6-dev"
    fi
    [ -z "$missing" ] && { solver; return 0; }
    if ! command -v apt-get >/dev/null 2>&1; then
        cat >&2 <<EOF
Fatiao needs these programs and libraries (Debian names):$missing
This machine has no apt. Install them with its own package manager, then run this again:
  Fedora    dnf install cmake gcc make re2c lemon pkgconf cjson-devel check-devel
  Arch      pacman -S cmake gcc make re2c sqlite-lemon pkgconf cjson check
  Alpine    apk add cmake build-base re2c lemon pkgconf cjson-dev check-dev
  macOS     brew install cmake re2c lemon pkg-config cjson check
EOF
        exit 2
    fi
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null 2>&1; then
            echo "as root, run: apt-get install$missing" >&2
            exit 2
        fi
        as_root=sudo
    fi
    echo "installing:$missing" >&2
    # shellcheck disable=SC2086
    { $as_root apt-get update -q && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends libc6-dev $missing; } >&2 </dev/null || {
        echo "apt could not install:$missing" >&2
        exit 2
    }
    solver
}
# A producer and consumer of the Arrow C Data Interface to test columns with: the library of DuckDB, from the archive of a package of npm, by
# npm or by curl, from the registry that npm would ask. Where it cannot be had, FATIAO_DUCKDB_WHY says why, and the test is left out and says so.
duckdb_archive() { # VERSION ARCHIVE: into this file, whatever its checksum; what went wrong is printed
    registry=${npm_config_registry:-${NPM_CONFIG_REGISTRY:-https://registry.npmjs.org}}
    [ "${npm_config_offline:-$NPM_CONFIG_OFFLINE}" != true ] || { echo "npm_config_offline is set"; return 1; }
    if command -v npm >/dev/null 2>&1; then
        name=$(npm pack --loglevel=error "@duckdb/$package@$1" 2>npm.said) && mv "${name##*/}" "$2" || { echo "npm: $(grep -vE ' (code|syscall|errno) |A complete log' npm.said | head -1)"; return 1; }
    else
        command -v curl >/dev/null 2>&1 || install_quietly curl || { echo "neither npm nor curl is installed"; return 1; }
        # Whether the right bytes came the checksum tells: certificates, which a bare system has none of, are not asked for.
        curl -fsSL --insecure --connect-timeout 20 --retry 2 -o "$2" "${registry%/}/@duckdb/$package/-/$package-$1.tgz" 2>curl.said || { head -1 curl.said; return 1; }
    fi
}
duckdb_fetch() { # VERSION: into this folder
    case $(uname -sm) in
    "Linux x86_64") package=node-bindings-linux-x64 sum=21772b64913a904a8cd19e30c1d5671811d7fdface4b7dd53cd0300d743f43e16cf386f4e7c41ef78721ac208870d2651bc6375072145387817824315b998dd5 ;;
    "Linux aarch64") package=node-bindings-linux-arm64 sum=de39d46838a5d41ac5ffabc067055a227275c6805a5861c1e0f0e2527cc958a0a8f1af132f1f63eff80fc8f97f5064417edad822e4e28516527c5e2658c82d58 ;;
    *) echo "its version for $(uname -sm) is not known here" && return 1 ;;
    esac
    rm -rf package archive.tgz
    duckdb_archive "$1" archive.tgz || return 1
    echo "$sum  archive.tgz" | sha512sum -c --status || { echo "what came as $package $1 is another archive: its SHA-512 is not the one expected"; rm -f archive.tgz; return 1; }
    tar xzf archive.tgz 2>&1 && rm -f archive.tgz && [ -e package/libduckdb.so ]
}
duckdb() {
    [ -n "$FATIAO_DUCKDB" ] && return 0
    version=1.5.6-r.1
    folder=$PWD/build/duckdb/$version
    if [ ! -e "$folder/package/libduckdb.so" ] || [ -e "$folder/archive.tgz" ]; then
        FATIAO_DUCKDB_WHY=$(mkdir -p "$folder" && cd "$folder" && duckdb_fetch $version </dev/null) || {
            echo "without DuckDB, the test of columns with it is left out: $FATIAO_DUCKDB_WHY" >&2
            export FATIAO_DUCKDB_WHY
            return 0
        }
    fi
    export FATIAO_DUCKDB="$folder/package/libduckdb.so"
}
build() {
    mkdir -p build
    cmake --preset "$1" >build/log 2>&1 && cmake --build --preset "$1" -j "$(nproc 2>/dev/null || echo 2)" >>build/log 2>&1 || {
        cat build/log >&2
        rm -f build/log
        echo "the $1 build failed" >&2
        exit 2
    }
    rm -f build/log
}
