#!/bin/sh
# Style as a test: includes against the module map of docs/architecture.md, headers of files, length, tabs, blanks at line ends.
#   tests/tidy.sh FATIAO ROOT      (the command is not used)
cd "${2:-.}" || exit 2
sources=$(find grammar interp tests -type f \( -name '*.[chy]' -o -name '*.re' -o -name '*.def' \) | sort)
code=$(echo "$sources" | grep -v '\.def$')

# The map: a row may include the rows above it, and what stands in its own row where a + says so. policy.h, the numbers of the
# terminals, is generated and has no row.
map=$(awk '
    /^## / { part = $2 }
    (part == "grammar/" || part == "interp/") && /^\|/ {
        split($0, cell, "|")
        row = cell[2]
        if (row ~ /---|^ module $/) next
        n++
        close_row = row ~ /\+|`/
        gsub(/[(),+`]|\.def|\.y|\.re|\.h/, " ", row)
        k = split(row, name, " ")
        for (i = 1; i <= k; i++) print name[i], n, close_row
    }' docs/architecture.md)

# shellcheck disable=SC2086
echo "$map" | awk '
    function module(path,    base, best, m) {
        if (path ~ /^interp\/cli\//) return "cli"
        base = path
        sub(/.*\//, "", base)
        sub(/\.[a-z]+$/, "", base)
        best = ""
        for (m in row) if ((base == m || index(base, m "_") == 1) && length(m) > length(best)) best = m
        return best
    }
    function say(text) { print text; bad++ }
    FILENAME == "-" { row[$1] = $2; together[$1] = $3; next }
    FNR == 1 {
        mine = FILENAME ~ /^tests\// ? "" : module(FILENAME)
        if (mine == "" && FILENAME !~ /^tests\//) say(FILENAME ": no row of docs/architecture.md names this module")
    }
    /^#include "[a-z]+\// && mine != "" {
        path = $2
        gsub(/"/, "", path)
        theirs = module(path)
        if (theirs == "") say(FILENAME ":" FNR ": no row of docs/architecture.md names " path)
        else if (row[theirs] > row[mine] || (row[theirs] == row[mine] && theirs != mine && !together[mine]))
            say(FILENAME ":" FNR ": " mine " includes " path ", which is not above it")
        else if (mine == "cli" && theirs != "cli" && theirs != "fatiao") say(FILENAME ":" FNR ": the command includes " path)
    }
    END { exit bad > 0 }' - $code
status=$?

# Headers: what the file knows, what it must never know.
for file in $code; do
    case $file in
    *.y) head=$(sed -n '1,3p' "$file") ;;
    *) head=$(sed '/\*\//q' "$file") ;;
    esac
    case $head in
    '/*'*) ;;
    *) echo "$file: does not open with a comment that says what it knows"; status=1 ;;
    esac
    case $file in
    tests/*) continue ;;
    esac
    case $head in
    *[Nn]ever*) ;;
    *) echo "$file: its first comment does not say what it must never know"; status=1 ;;
    esac
done

# What a program's locale says must not change what the library says.
# shellcheck disable=SC2086
grep -nE '\<(isalpha|isalnum|isspace|isupper|islower|ispunct|isprint|tolower|toupper|strcoll|setlocale|atof)\(' $(echo "$code" | grep -v '^tests/') && { echo "the above depends on the locale"; status=1; }

# shellcheck disable=SC2086
awk '
    function say(text) { print FILENAME ":" FNR ": " text; bad++ }
    FNR == 701 { say("more than 700 lines") }
    /\t/ { say("a tab") }
    /[ \t]$/ { say("blanks at the end of the line") }
    END { exit bad > 0 }' $sources || status=1
exit $status
