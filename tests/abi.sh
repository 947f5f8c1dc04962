#!/bin/sh
# What a program linked with the library relies on, against tests/abi.txt: exported symbols, prototypes, sizes and offsets of public structs,
# values of enumerations. Read from the library's symbol table, by the compiler from the header, and from its debugging records: nothing in
# the header can be left out. FATIAO_ACCEPT=1 writes the file anew: a change of it is a change of the version.
# tests/abi.sh FATIAO ROOT [LIBRARY]
. "$(dirname "$0")/checks.sh"
root=$(realpath "$2") library=${3:-$(dirname "$(realpath "$1")")/libfatiao.so}
needs "$library" "this build has no shared library"
[ "$(getconf LONG_BIT)" = 64 ] || needs "" "the interface is compared on machines of 64 bits"
scratch abi
cp "$root/interp/fatiao.h" fatiao.h
echo '#include "fatiao.h"' >abi.c
gcc -std=c11 -gdwarf-4 -fno-eliminate-unused-debug-types -aux-info prototypes -c abi.c || exit 2
{
    echo "# Symbols"
    nm -D --defined-only "$library" | awk '{ print $3 }' | LC_ALL=C sort
    echo
    echo "# Prototypes"
    sed -n 's|^/\* fatiao.h:[^*]*\*/ extern ||p' prototypes | LC_ALL=C sort
    echo
    echo "# Structs: size; offset of each member. Enumerations: values"
    readelf --debug-dump=info -W abi.o | awk '
        function text(line) { # behind DW_AT_name, in the words of any binutils
            sub(/^.*DW_AT_name[[:space:]]*:[[:space:]]*/, "", line)
            while (sub(/^\([^)]*\):?[[:space:]]*/, "", line)) continue
            sub(/[[:space:]]+$/, "", line)
            return line
        }
        function reference(line) { match(line, /<0x[0-9a-f]+>/); return substr(line, RSTART + 3, RLENGTH - 4) }
        /Abbrev Number/ {
            tag = $NF; gsub(/[()]/, "", tag)
            match($0, /><[0-9a-f]+>/); die = substr($0, RSTART + 2, RLENGTH - 3)
            if (tag == "DW_TAG_structure_type" || tag == "DW_TAG_enumeration_type") { whole = die; order[++n] = die }
            if (tag == "DW_TAG_member" || tag == "DW_TAG_enumerator") part = ++parts[whole]
            next }
        /DW_AT_name/ {
            if (tag == "DW_TAG_member" || tag == "DW_TAG_enumerator") part_name[whole, part] = text($0)
            else if (tag == "DW_TAG_typedef") type_name = text($0)
            else if (die == whole) name[whole] = "struct " text($0) }
        /DW_AT_byte_size/ && die == whole { size[whole] = $NF }
        /DW_AT_data_member_location|DW_AT_const_value/ && (tag == "DW_TAG_member" || tag == "DW_TAG_enumerator") { part_at[whole, part] = $NF }
        /DW_AT_type/ && tag == "DW_TAG_typedef" { name[reference($0)] = type_name }
        END {
            for (i = 1; i <= n; i++) {
                if (!((d = order[i]) in parts) || name[d] == "") continue
                printf "%s: %s;", name[d], size[d]
                for (k = 1; k <= parts[d]; k++) printf " %s %s", part_name[d, k], part_at[d, k]
                print ""
            }
        }' | grep -E '^(fatiao_|struct (fatiao_|Arrow))' | LC_ALL=C sort
} >abi.txt
[ -z "$FATIAO_ACCEPT" ] || cp abi.txt "$root/tests/abi.txt"
if diff "$root/tests/abi.txt" abi.txt; then echo "1 passed, 0 failed"; else
    echo "the interface is not the one in tests/abi.txt (FATIAO_ACCEPT=1 tests/abi.sh writes it anew; examples/embed/fatiao.py has five of the structs, which tests/install.sh compares)"
    echo "0 passed, 1 failed"
    exit 1
fi
