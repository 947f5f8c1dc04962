#!/bin/sh
# Every diagnostic of grammar/diag.def has a page in docs/errors whose examples produce it, and stands in a golden test.
#   diagnostics.sh FATIAO ROOT [CODE...]
# The table of limits, docs/limits.md, has the numbers of grammar/limits.h. In a page a block of `law` is checked together with tests/bad/support/pages.law, one of `json` is a record for it,
# one of `sh` is run. What only callers of the library can meet (a block of `c`) must be named in a tests/check_*.c.
fatiao=$(realpath "$1") root=$(realpath "$2")
shift 2
folder=$(mktemp -d /tmp/fatiao-pages-XXXXXX)
trap 'rm -rf "$folder"' EXIT
passed=0 failed=0
fail() { echo "$*"; failed=$((failed + 1)); }

# code, name
sed -n 's/^X(\([A-Z0-9_]*\), \([0-9]*\), \([EWN]\),.*/\3 \2 \1/p' "$root/grammar/diag.def" | while read -r letter number name; do
    printf '%s%03d %s\n' "$letter" "$number" "$name"
done >"$folder/codes"
grep -h '^#>' "$root"/tests/good/*.law "$root"/tests/bad/*.law | grep -o '[EWN][0-9][0-9][0-9]' | sort -u >"$folder/shown"
for page in "$root"/docs/errors/*.md; do
    code=$(basename "$page" .md)
    grep -q "^$code " "$folder/codes" || fail "docs/errors/$code.md: there is no such diagnostic"
done

# The limits of grammar/limits.h, as docs/limits.md states them.
sed -n '/^enum/,/^}/p' "$root/grammar/limits.h" | grep -o '[A-Z_]*_MAX = [0-9 *]*[0-9]' | while IFS='=' read -r name value; do echo "$name= $(($value))"; done >"$folder/limits"
while read -r limit; do
    if grep -qF "$limit |" "$root/docs/limits.md"; then passed=$((passed + 1)); else fail "docs/limits.md does not say \`$limit\`"; fi
done <"$folder/limits"
# Each block as a file $folder/blocks/CODE/N.KIND
cut_blocks() {
    awk -v out="$2" '
        /^```/ && !open { kind = substr($0, 4); open = 1; n++; file = out "/" n "." (kind == "" ? "none" : kind); printf "" > file; next }
        /^```/ { open = 0; close(file); next }
        open { print > file }' "$1"
}
run_block() {
    case $1 in
    *.law) "$fatiao" check pages.law "$1" ;;
    *.json) "$fatiao" eval pages.law --as-of 2024-01-01 --record - <"$1" ;;
    *.sh) sh "$1" ;;
    esac 2>&1
}
PATH=$(dirname "$fatiao"):$PATH
export PATH
cd "$folder" || exit 2
while read -r code name; do
    [ $# -eq 0 ] || case " $* " in *" $code "*) ;; *) continue ;; esac
    before=$failed
    page=$root/docs/errors/$code.md
    if [ ! -f "$page" ]; then fail "$code ($name) has no page"; continue; fi
    rm -rf block && mkdir block && cut_blocks "$page" block
    for part in "# $code" "## 中文" "## English"; do grep -qx "$part" "$page" || fail "$page: no line \`$part\`"; done
    [ "$(grep -c -e '^改法：' -e '^Remedy: ' "$page")" -eq 2 ] || fail "$page: the remedy is missing in one language"
    [ "$(find block -type f | wc -l)" -ge 2 ] || fail "$page: an example is missing in one language"
    in_library=no number=$(echo "$code" | sed "s/^[EWN]0*//")
    for block in block/*; do
        case $block in
        *.c) grep -qE "\b(D_$name|$number)\b" "$root"/tests/check_*.c && in_library=yes || fail "$code: no tests/check_*.c names D_$name"; continue ;;
        *.law | *.json | *.sh) ;;
        *) fail "$page: a block is neither law, json, sh nor c"; continue ;;
        esac
        rm -rf here && mkdir here && cp "$root/tests/bad/support/pages.law" "$block" here
        (cd here && run_block "${block#block/}") >printed </dev/null
        grep -q "\b$code\b" printed || { fail "$page: $block does not produce $code but:"; head -5 printed; }
    done
    [ $in_library = yes ] || grep -qx "$code" shown || fail "$code ($name) stands in no golden test"
    [ "$failed" -ne "$before" ] || passed=$((passed + 1))
done <codes
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
