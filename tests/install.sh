#!/bin/sh
# Installs into a scratch folder and uses what is there as a stranger would: the command finds its library, the examples are built with
# find_package and with pkg-config, shared and static, and print what they should; the manual pages and completions load; the packages
# for Debian are built, are split as they should be, and work once unpacked. What a machine has no program for is left out with a word.   tests/install.sh FATIAO ROOT
. "$(dirname "$0")/checks.sh"
build=$(dirname "$(realpath "$1")") root=$(realpath "$2")
needs "$build/libfatiao.so" "this build is not for installing"
scratch install
prefix=$folder/prefix LC_ALL=C.UTF-8
unset FATIAO_LIBRARY LD_LIBRARY_PATH CMAKE_C_COMPILER_LAUNCHER
export LC_ALL
prints() { # EXPECTED COMMAND...
    want=$1
    shift
    "$@" >got 2>&1 || { cat got; return 1; }
    diff "$want" got
}
examples=$root/examples/embed
expected=$examples/expected

# ---- what is laid down ----
check "cmake --install" cmake --install "$build" --prefix "$prefix"
(cd "$prefix" && find . ! -type d) | grep -vE '/(stdlib|policies|doc)/' | LC_ALL=C sort >laid
cat >wanted <<'END'
./bin/fatiao
./include/fatiao.h
./lib/cmake/fatiao/fatiao-config-version.cmake
./lib/cmake/fatiao/fatiao-config.cmake
./lib/cmake/fatiao/fatiao-targets-release.cmake
./lib/cmake/fatiao/fatiao-targets.cmake
./lib/libfatiao.a
./lib/libfatiao.so
./lib/libfatiao.so.N
./lib/libfatiao.so.N
./lib/pkgconfig/fatiao.pc
./share/bash-completion/completions/fatiao
./share/fish/vendor_completions.d/fatiao.fish
./share/man/man1/fatiao.1
./share/man/zh_CN/man1/fatiao.1
./share/zsh/vendor-completions/_fatiao
END
sed -E 's/so(\.[0-9]+)+$/so.N/; s,/lib/[^/]*-linux-[^/]*/,/lib/,' laid >got
check "the files" diff wanted got
lib=$(dirname "$(find "$prefix" -name libfatiao.a)")
check "the static library gives no other names away" sh -c "! nm -g --defined-only '$lib/libfatiao.a' | grep ' [A-Z] ' | grep -v ' fatiao_'"
check "the interface" "$root/tests/abi.sh" "$1" "$root" "$lib/libfatiao.so"
# The same objects without those of the solver; who calls them is not asked here.
find "$build/CMakeFiles/fatiao_objects.dir" -name '*.o' ! -path '*/prove/prove_*' >objects
check "linked without the solver" gcc -shared -s -Wl,--gc-sections,-O1,-z,relro,-z,now,-z,pack-relative-relocs,--unresolved-symbols=ignore-all -o small.so @objects -lcjson
check "under 1 MB without the solver: $(wc -c <small.so)" test "$(wc -c <small.so)" -lt 1000000

# ---- the command, moved away from where it was built ----
mv "$prefix" "$folder/moved" && prefix=$folder/moved lib=$(dirname "$(find "$folder/moved" -name libfatiao.a)")
echo '引用 "stdlib/person.law"
定义 老人 (elder) 对 个人 = 年龄 满 60周岁' >own.law
echo '{"birth_date":"1960-01-01"}' >record.json
echo '{"as_of":"2024-01-01","decisions":{"age":{"status":"value","value":64,"unit":"周岁"},"elder":{"status":"value","value":true}}}' >decided
check "the standard library" prints decided "$prefix/bin/fatiao" eval own.law --entity person --record record.json --only age,elder --as-of 2024-01-01
check "the example policies" "$prefix/bin/fatiao" check "$prefix/share/doc/fatiao/examples/policies/lanzhou"

# ---- programs ----
run_examples() { # FOLDER
    for program in json structs columns threads cplusplus; do
        check "$1/$program" prints "$expected/$program.txt" env LD_LIBRARY_PATH="$lib" "$1/$program" "$examples/aid.law"
    done
}
if has g++ "the examples are not built by CMake"; then
    for shared in ON OFF; do
        check "find_package, shared $shared" cmake -S "$examples" -B "cmake-$shared" -DCMAKE_PREFIX_PATH="$prefix" -DBUILD_SHARED_LIBS=$shared \
            "-DCMAKE_C_FLAGS=-Wall -Wextra -Werror" "-DCMAKE_CXX_FLAGS=-Wall -Wextra -Werror"
        check "built, shared $shared" cmake --build "cmake-$shared"
        run_examples "./cmake-$shared"
    done
fi
export PKG_CONFIG_PATH="$lib/pkgconfig"
# shellcheck disable=SC2046
check "pkg-config" gcc -o shared "$examples/json.c" $(pkg-config --cflags --libs fatiao)
check "with the shared library" prints "$expected/json.txt" env LD_LIBRARY_PATH="$lib" ./shared "$examples/aid.law"
# shellcheck disable=SC2046
check "pkg-config --static" gcc -o static "$examples/json.c" $(pkg-config --static --cflags --libs fatiao | sed 's/-lfatiao/-l:libfatiao.a/')
check "with the static library" prints "$expected/json.txt" ./static "$examples/aid.law"
if has python3 "the Python example is not run"; then
    cat >structs.py <<'END'
import ctypes, sys
sys.path.insert(0, sys.argv[1])
import fatiao as example
structs = dict(line.rstrip("\n").split(": ", 1) for line in open(sys.argv[2]) if line.startswith("fatiao_") and ": " in line and "(" not in line)
for name in ("Sink", "Source", "Options", "Place", "Diagnostic"):
    struct = getattr(example, name)
    have = f"{ctypes.sizeof(struct)};" + "".join(f" {field} {getattr(struct, field).offset}" for field, _ in struct._fields_)
    if structs["fatiao_" + name.lower()] != have:
        sys.exit(f"{name}: {have}\nfatiao.h: {structs['fatiao_' + name.lower()]}")
END
    check "the structs of the Python example are those of the header" env LD_LIBRARY_PATH="$lib" PYTHONDONTWRITEBYTECODE=1 python3 structs.py "$examples" "$root/tests/abi.txt"
    check "python" prints "$expected/python.txt" env LD_LIBRARY_PATH="$lib" python3 "$examples/fatiao.py" "$examples/aid.law"
fi

# ---- manual pages and completions ----
if has groff "the manual pages are not set"; then
    check "man" sh -c "groff -ww -Kutf8 -Tutf8 -man '$prefix/share/man/man1/fatiao.1' 2>&1 >page | grep . && exit 1; grep -q 'fatiao prove' page"
    check "man, Chinese" sh -c "groff -ww -Kutf8 -Tutf8 -man -mzh '$prefix/share/man/zh_CN/man1/fatiao.1' 2>&1 >page | grep . && exit 1; grep -q '消息用的语言' page"
fi
cat >complete.bash <<'END'
. "$1"
of() { COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); _fatiao; echo "$*: ${COMPREPLY[*]}"; }
of fatiao ti
of fatiao eval --fo
of fatiao eval --format ''
of fatiao prove p.law --format j
of fatiao list b
of fatiao help si
of fatiao --lang ''
of fatiao check own
END
cat >completed <<'END'
fatiao ti: timeline
fatiao eval --fo: --format
fatiao eval --format : ndjson table csv
fatiao prove p.law --format j: json
fatiao list b: benefits
fatiao help si: simulate
fatiao --lang : zh en
fatiao check own: own.law
END
check "completion of bash" prints completed bash complete.bash "$prefix/share/bash-completion/completions/fatiao"
has zsh "its completion is not read" && check "completion of zsh" zsh -fn "$prefix/share/zsh/vendor-completions/_fatiao"
has fish "its completion is not read" && check "completion of fish" fish -N -n "$prefix/share/fish/vendor_completions.d/fatiao.fish"

# ---- the packages for Debian ----
packaged() { # PACKAGE: what it lays down, but for documents and policies
    dpkg-deb -c "$folder/deb/$1"_*.deb | awk '!/^d/ { print $6 }' | grep -vE '/(stdlib|doc)/' | sed -E 's/so(\.[0-9]+)+$/so.N/; s,/lib/[^/]*-linux-[^/]*/,/lib/,' | LC_ALL=C sort
}
depends() { # PACKAGE ON
    dpkg-deb -f "$folder/deb/$1"_*.deb Depends | tr ',' '\n' | sed 's/^ *//' >depends
    grep -qE "^$2$" depends || { cat depends; return 1; }
}
compressed() { # FILE...: as gzip -9n does, with neither name nor time in it
    for file in "$@"; do
        gzip -t "$file" && od -An -tx1 -N9 "$file" | grep -qx ' 1f 8b 08 00 00 00 00 00 02' || return 1
    done
}
if has dpkg-shlibdeps "the packages are not built" && has dpkg-deb "the packages are not built" && has file "the packages are not built"; then
    check "cpack" cpack --config "$build/CPackConfig.cmake" -B "$folder/deb"
    version=$(pkg-config --modversion fatiao) architecture=$(dpkg --print-architecture)
    for package in fatiao libfatiao0 libfatiao-dev; do echo "${package}_${version}_$architecture.deb"; done | LC_ALL=C sort >wanted
    check "three packages" sh -c 'cd deb && ls *.deb | LC_ALL=C sort | diff ../wanted -'
    cat >wanted <<'END'
./usr/bin/fatiao
./usr/share/bash-completion/completions/fatiao
./usr/share/fish/vendor_completions.d/fatiao.fish
./usr/share/man/man1/fatiao.1.gz
./usr/share/man/zh_CN/man1/fatiao.1.gz
./usr/share/zsh/vendor-completions/_fatiao
END
    check "fatiao: the command and what belongs to it" prints wanted packaged fatiao
    printf '%s\n' ./usr/lib/libfatiao.so.N ./usr/lib/libfatiao.so.N >wanted
    check "libfatiao0: the shared library" prints wanted packaged libfatiao0
    cat >wanted <<'END'
./usr/include/fatiao.h
./usr/lib/cmake/fatiao/fatiao-config-version.cmake
./usr/lib/cmake/fatiao/fatiao-config.cmake
./usr/lib/cmake/fatiao/fatiao-targets-release.cmake
./usr/lib/cmake/fatiao/fatiao-targets.cmake
./usr/lib/libfatiao.a
./usr/lib/libfatiao.so
./usr/lib/pkgconfig/fatiao.pc
END
    check "libfatiao-dev: what programs are built with" prints wanted packaged libfatiao-dev
    for needed in "fatiao libfatiao0 \(= $version\)" "fatiao libc6 .*" "libfatiao0 libc6 .*" "libfatiao0 libcjson1 .*" "libfatiao-dev libfatiao0 \(= $version\)" "libfatiao-dev libcjson-dev"; do
        check "${needed%% *} depends on ${needed#* }" depends "${needed%% *}" "${needed#* }"
    done
    for package in fatiao libfatiao0 libfatiao-dev; do
        check "$package unpacked" dpkg-deb -x deb/${package}_*.deb unpacked
        check "$package: copyright and changelog" test -s unpacked/usr/share/doc/$package/copyright -a -s unpacked/usr/share/doc/$package/changelog.gz
    done
    check "compressed" compressed unpacked/usr/share/man/man1/*.gz unpacked/usr/share/man/*/man1/*.gz unpacked/usr/share/doc/*/changelog.gz
    check "the changelog is of this version" sh -c "zcat unpacked/usr/share/doc/fatiao/changelog.gz | head -1 | grep -F '($version)'"
    lib=$(dirname "$(find "$folder/unpacked" -name libfatiao.a)")
    check "the command looks for its library where the system does" sh -c "! readelf -d unpacked/usr/bin/fatiao | grep -E 'RPATH|RUNPATH'"
    check "run" prints decided env LD_LIBRARY_PATH="$lib" unpacked/usr/bin/fatiao eval own.law --entity person --record record.json --only age,elder --as-of 2024-01-01
    check "the example policies of the package" env LD_LIBRARY_PATH="$lib" unpacked/usr/bin/fatiao check unpacked/usr/share/doc/fatiao/examples/policies/lanzhou
    export PKG_CONFIG_PATH="$lib/pkgconfig"
    # shellcheck disable=SC2046
    check "built with the packages, pkg-config" gcc -o packaged "$examples/json.c" $(pkg-config --cflags --libs fatiao)
    check "with their library" prints "$expected/json.txt" env LD_LIBRARY_PATH="$lib" ./packaged "$examples/aid.law"
    if has g++ "the examples are not built with the packages"; then
        check "built with the packages, find_package" sh -c "cmake -S '$examples' -B cmake-deb -DCMAKE_PREFIX_PATH='$folder/unpacked/usr' && cmake --build cmake-deb"
        run_examples ./cmake-deb
    fi
    check "files have the rights they need" sh -c "! find unpacked/usr -type f -perm /022 | grep . && ! find unpacked/usr -type d ! -perm 755 | grep ."
    if has lintian "the packages are not held against Debian's policy"; then
        check "lintian" env HOME="$folder" lintian --allow-root --fail-on error,warning deb/*.deb
    fi
fi
finish
