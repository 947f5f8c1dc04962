# Sourced by scripts of this folder. Defines: needs FILE WHY, scratch NAME, check WHAT COMMAND..., has PROGRAM WHY, finish.
# Nothing is tested where the build has no such file.
needs() {
    [ -e "$1" ] && return
    echo "$2" >&2
    echo "0 passed, 0 failed"
    exit 0
}
scratch() { # a folder of its own, removed at the end
    folder=$(mktemp -d "/tmp/fatiao-$1-XXXXXX") || exit 2
    trap 'rm -rf "$folder"' EXIT
    cd "$folder" || exit 2
    passed=0 failed=0
}
# It ends well; what it prints is shown where it does not.
check() {
    what=$1
    shift
    if "$@" >printed 2>&1; then passed=$((passed + 1)); else
        failed=$((failed + 1))
        echo "$what:"
        head -60 printed
    fi
}
has() { command -v "$1" >/dev/null 2>&1 || { echo "without $1: $2" >&2; return 1; }; }
finish() {
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ]
}
