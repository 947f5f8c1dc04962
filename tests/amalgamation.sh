#!/bin/sh
# The library in one file, as others put it into their own build: compiled with every warning an error and nothing but cJSON beside it,
# linked with an example whose output is known; the header taken by C++.   tests/amalgamation.sh FATIAO ROOT
build=$(dirname "$(realpath "$1")") root=$(realpath "$2")
if [ ! -e "$build/amalgamation/fatiao.c" ]; then
    echo "this build makes no amalgamation" >&2
    echo "0 passed, 0 failed"
    exit 0
fi
folder=$(mktemp -d /tmp/fatiao-amalgamation-XXXXXX) || exit 2
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 2
passed=0 failed=0
check() {
    what=$1
    shift
    if "$@" >printed 2>&1; then passed=$((passed + 1)); else
        failed=$((failed + 1))
        echo "$what:"
        head -40 printed
    fi
}
cp "$build/amalgamation/fatiao.c" "$build/amalgamation/fatiao.h" .
examples=$root/examples/embed
check "compiled" gcc -std=c11 -Wall -Wextra -Werror -c fatiao.c
check "an example beside it" gcc -std=c11 -Wall -Wextra -Werror -I. -o json "$examples/json.c" fatiao.o -lcjson
check "decides as the library does" sh -c "./json '$examples/aid.law' | diff '$examples/expected/json.txt' -"
check "columns as well" sh -c "gcc -std=c11 -I. -o columns '$examples/columns.c' fatiao.o -lcjson && ./columns '$examples/aid.law' | diff '$examples/expected/columns.txt' -"
echo '#include "fatiao.h"
int main() { return fatiao_version() == nullptr; }' >main.cpp
if command -v g++ >/dev/null 2>&1; then
    check "the header in C++" sh -c "g++ -std=c++17 -Wall -Wextra -Werror -I. -o main main.cpp fatiao.o -lcjson && ./main"
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
