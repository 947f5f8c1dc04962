#!/bin/sh
# The library in one file, as others put it into their own build: compiled with every warning an error and nothing but cJSON beside it,
# linked with an example whose output is known; the header taken by C++.   tests/amalgamation.sh FATIAO ROOT
. "$(dirname "$0")/checks.sh"
build=$(dirname "$(realpath "$1")") root=$(realpath "$2")
needs "$build/amalgamation/fatiao.c" "this build makes no amalgamation"
scratch amalgamation
cp "$build/amalgamation/fatiao.c" "$build/amalgamation/fatiao.h" .
examples=$root/examples/embed
check "compiled" gcc -std=c11 -Wall -Wextra -Werror -c fatiao.c
check "an example beside it" gcc -std=c11 -Wall -Wextra -Werror -I. -o json "$examples/json.c" fatiao.o -lcjson
check "decides as the library does" sh -c "./json '$examples/aid.law' | diff '$examples/expected/json.txt' -"
check "columns as well" sh -c "gcc -std=c11 -I. -o columns '$examples/columns.c' fatiao.o -lcjson && ./columns '$examples/aid.law' | diff '$examples/expected/columns.txt' -"
echo '#include "fatiao.h"
int main() { return fatiao_version() == nullptr; }' >main.cpp
if has g++ "the header is not read in C++"; then
    check "the header in C++" sh -c "g++ -std=c++17 -Wall -Wextra -Werror -I. -o main main.cpp fatiao.o -lcjson && ./main"
fi
finish
