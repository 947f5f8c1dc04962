# Sourced by tests/run and examples/run, in the root of the project. Installs what the build needs, or says how to.
# Knows package names. Defines: setup [PROGRAM:PACKAGE...] (installs what the build needs, and these), duckdb, build PRESET.
# The solver is an optional part: it is installed where that is easy, and its want stops nothing.
solver() {
    [ -e /usr/include/z3.h ] && return 0
    command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" -eq 0 ] || return 0
    DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends libz3-dev >/dev/null 2>&1 </dev/null || echo "without libz3-dev: prove is not built" >&2
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
# A producer and consumer of the Arrow C Data Interface to test columns with; where npm is not there, that test is left out and says so.
duckdb() {
    [ -n "$FATIAO_DUCKDB" ] && return 0
    if [ ! -e build/duckdb/package/libduckdb.so ]; then
        [ "$(uname -sm)" = "Linux x86_64" ] && command -v npm >/dev/null 2>&1 || return 0
        mkdir -p build/duckdb && (cd build/duckdb && npm pack --silent @duckdb/node-bindings-linux-x64@1.5.6-r.1 && tar xzf ./*.tgz && rm -f ./*.tgz) >/dev/null 2>&1 </dev/null || {
            echo "without DuckDB: npm could not fetch it" >&2
            return 0
        }
    fi
    export FATIAO_DUCKDB="$PWD/build/duckdb/package/libduckdb.so"
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
