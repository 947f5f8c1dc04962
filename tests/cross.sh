#!/bin/sh
# The whole of it on aarch64, on a machine of another kind: built across, run through qemu. The golden tests run here and call the command there.
# Only where FATIAO_CROSS is set, as it takes some minutes; tests/run then installs the compiler and qemu, and the libraries are fetched
# into build/cross.   FATIAO_CROSS=1 tests/cross.sh FATIAO ROOT [TEST...]
build=$(dirname "$(realpath "$1")") root=$(realpath "$2")
shift 2
left_out() {
    echo "aarch64 is left out: $1" >&2
    echo "0 passed, 0 failed"
    exit 0
}
[ -n "$FATIAO_CROSS" ] || left_out "FATIAO_CROSS is not set"
[ -e "$build/amalgamation" ] || left_out "it is tested with a release"
for program in aarch64-linux-gnu-gcc qemu-aarch64 apt-get dpkg cmake; do
    command -v "$program" >/dev/null 2>&1 || left_out "there is no $program (Debian: gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user)"
done

# ---- the libraries, in a folder of their own: the machine's list of packages stays as it is ----
cross=$root/build/cross
export FATIAO_SYSROOT="$cross/sysroot"
fetch() {
    rm -rf "$cross/apt" && mkdir -p "$cross/apt/lists/partial" "$cross/apt/packages" && cd "$cross/apt/packages" || return 1
    cat >../conf <<EOF
APT::Architecture "arm64";
APT::Architectures {"arm64";};
APT::Sandbox::User "";
Dir::State::Lists "$cross/apt/lists";
Dir::State::Status "/dev/null";
Dir::Cache "$cross/apt";
EOF
    APT_CONFIG=$cross/apt/conf apt-get update -q && APT_CONFIG=$cross/apt/conf apt-get download -q libc6 libgcc-s1 libcjson1 libcjson-dev check libsubunit0 libsubunit-dev || return 1
    rm -rf "$FATIAO_SYSROOT"
    for package in *.deb; do dpkg -x "$package" "$FATIAO_SYSROOT.part" || return 1; done
    mv "$FATIAO_SYSROOT.part" "$FATIAO_SYSROOT"
}
mkdir -p "$cross"
[ -d "$FATIAO_SYSROOT" ] || (fetch) >"$cross/log" 2>&1 </dev/null || { cat "$cross/log" >&2; left_out "its libraries could not be fetched"; }

# ---- build ----
cmake -S "$root" -B "$cross/build" -DCMAKE_BUILD_TYPE=Release -DCMAKE_TOOLCHAIN_FILE="$root/cmake/aarch64.cmake" >"$cross/log" 2>&1 &&
    cmake --build "$cross/build" -j "$(nproc)" >>"$cross/log" 2>&1 || {
    tail -40 "$cross/log"
    echo "0 passed, 1 failed"
    exit 1
}

# ---- run ----
there="qemu-aarch64 -L $FATIAO_SYSROOT"
cat >"$cross/fatiao" <<EOF
#!/bin/sh
exec $there "$cross/build/fatiao" "\$@"
EOF
chmod +x "$cross/fatiao"
export CK_TIMEOUT_MULTIPLIER=40 VM_PROGRAMS="${VM_PROGRAMS:-300}"
passed=0 failed=0
check() { # NAME COMMAND...
    name=$1
    shift
    if "$@" >"$cross/printed" 2>&1; then passed=$((passed + 1)); else
        failed=$((failed + 1))
        echo "$name on aarch64:"
        tail -40 "$cross/printed"
    fi
}
cd "$cross/build/tests" || exit 2
for test in ${*:-check_* random_programs good bad}; do
    case $test in
    good | bad) check "golden $test" "$build/tests/golden" "$cross/fatiao" "$root" "tests/$test" ;;
    *) check "$test" $there "./$test" ;;
    esac
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
