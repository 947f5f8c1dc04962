#!/bin/sh
# Runs what the documents show. In docs/*.md and README.md, from top to bottom, in one fresh folder for each document with copies of
# policies, stdlib and examples and the command on the path:
#   ```sh [N]           run; it must end with status N, 0 if none is written; what it exports holds for those after it
#   ```text             right after one of those: what it prints. A line …… stands for any lines. Line numbers and counts of examples
#                       and files are not compared: they move whenever a policy grows.
#   ```law 原 PATH      these lines stand in that file, once            (in English: law old PATH)
#   ```law 改           and are now replaced by these                   (in English: law new)
# A document that begins <!-- needs FILE --> is run only where the build has that file.
# What is not to be run is a block of another kind, such as `console`.   tests/docs.sh FATIAO ROOT [DOCUMENT...]
fatiao=$(realpath "$1") root=$(realpath "$2")
shift 2
[ $# -gt 0 ] || set -- "$root"/README.md "$root"/docs/*.md
folder=$(mktemp -d /tmp/fatiao-docs-XXXXXX) || exit 2
trap 'rm -rf "$folder"' EXIT
PATH=$(dirname "$fatiao"):$PATH LC_ALL=C.UTF-8
export PATH LC_ALL
passed=0 failed=0

# Each block as a file NNN.line.KIND; what stands behind its kind in NNN.line.info.
cut_blocks() {
    awk -v out="$2" '
        /^```/ && !open { open = 1; n++; kind = substr($0, 4); info = kind; sub(/ .*/, "", kind); sub(/^[^ ]* ?/, "", info)
            name = sprintf("%s/%03d.%d.", out, n, NR); file = name (kind == "" ? "none" : kind); printf "" > file; print info > (name "info"); next }
        /^```/ { open = 0; close(file); close(name "info"); next }
        open { print > file }' "$1"
}
# Numbers that say nothing about the command: places, counts of examples.
plain() {
    sed -E 's/(\.law):[0-9]+(:[0-9]+)?(:|$)/\1:N\3/; s/第 [0-9]+ 行/第 N 行/g; s/(line) [0-9]+/\1 N/g; s/^ *[0-9]+ \|/ N |/; s/^ +([|=])/ \1/; s/[0-9]+ (个例|个通过|个文件|examples|passed|files)/N \1/g; s/[[:space:]]+$//' "$1"
}
# Whether the printed text is the expected one, …… standing for any lines.
same_text() {
    plain "$1" >expected && plain "$2" >got
    awk 'NR == FNR { want[++n] = $0; next } { have[++m] = $0 }
        function match_from(i, k) {
            for (; i <= n; i++) {
                if (want[i] == "……") { for (; k <= m + 1; k++) if (match_from(i + 1, k)) return 1; return 0 }
                if (k > m || want[i] != have[k++]) return 0
            }
            return k > m
        }
        END { exit !match_from(1, 1) }' expected got
}
# old NEW-or-empty FILE: the lines of old stand in the file once; with a new text they are replaced.
replace() {
    LC_ALL=C awk -v old_file="$1" -v new_file="$2" -v path="$3" '
        function slurp(f,   s, l) { s = ""; while ((getline l < f) > 0) s = s l "\n"; close(f); return s }
        BEGIN {
            text = "\n" slurp(path); old = "\n" slurp(old_file); at = index(text, old)
            if (!at) exit 3
            rest = substr(text, at + length(old) - 1)
            if (index(rest, old)) exit 4
            if (new_file != "") printf "%s%s%s", substr(text, 2, at - 1), slurp(new_file), substr(rest, 2) > path
        }'
}
fail() { failed=$((failed + 1)); echo "$document:$line: $*"; }
run_document() {
    rm -rf "$folder/blocks" "$folder/here" && mkdir "$folder/blocks" "$folder/here" && cut_blocks "$1" "$folder/blocks"
    grep -qE '^```(sh|law (原|old))' "$1" || return 0
    needed=$(sed -n '1s/^<!-- needs \(.*\) -->$/\1/p' "$1")
    [ -z "$needed" ] || [ -e "$(dirname "$fatiao")/$needed" ] || { echo "${1##*/} needs $needed, which this build does not make" >&2; return 0; }
    cd "$folder/here" && cp -R "$root/policies" "$root/stdlib" "$root/examples" . && mkdir -p build && ln -s "$(dirname "$fatiao")" build/release || exit 2
    : >"$folder/exported"
    for block in "$folder"/blocks/*; do
        case $block in *.info) continue ;; esac
        base=${block%.*} line=${base##*.}
        kind=${block##*.}
        read -r info <"$base.info"
        case "$kind $info" in
        'sh '*)
            (set -e; . "$folder/exported"; . "$block"; export -p >"$folder/exported") >"$folder/printed" 2>&1 </dev/null
            status=$?
            if [ "$status" -eq "${info:-0}" ]; then passed=$((passed + 1)); else fail "ended with status $status"; cat "$folder/printed"; fi ;;
        'text '*)
            (cd "$folder" && same_text "$block" printed)
            if [ $? -eq 0 ]; then passed=$((passed + 1)); else fail "printed otherwise:"; diff "$folder/expected" "$folder/got"; fi ;;
        'law 原 '* | 'law old '*)
            old=$block path=${info#* }
            if replace "$old" "" "$path"; then passed=$((passed + 1)); else fail "these lines do not stand in $path exactly once"; fi ;;
        'law 改' | 'law new')
            if replace "$old" "$block" "$path"; then passed=$((passed + 1)); else fail "nothing to replace in $path"; fi ;;
        esac
    done
}
for document in "$@"; do
    document=$(realpath "$document")
    run_document "$document"
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
