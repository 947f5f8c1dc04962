#!/bin/sh
# Where nobody takes the output: a full disk and a closed pipe, for every command that `fatiao help` names. Each must say so and end
# with status 2; a file that is rewritten is whole, the old one or the new one.   tests/output.sh FATIAO ROOT
fatiao=$(realpath "$1") root=$(realpath "$2")
folder=$(mktemp -d /tmp/fatiao-output-XXXXXX) || exit 2
trap 'rm -rf "$folder"' EXIT
PATH=$(dirname "$fatiao"):$PATH LC_ALL=C.UTF-8
export PATH LC_ALL
ln -s "$root/stdlib" "$root/policies" "$root/examples" "$folder"
cp "$root/tests/bad/support/pages.law" "$folder/pages.law"
cd "$folder" || exit 2
echo '{"entity":"person","birth_date":"1960-01-01"}' >record.json
passed=0 failed=0
pass() { passed=$((passed + 1)); }
fail() { echo "$*"; failed=$((failed + 1)); }

arguments() { # of each command, so that it writes to its standard output
    case $1 in
    help | explain-error) echo ;;
    check) echo "pages.law --json" ;;
    eval) echo "pages.law --record record.json --as-of 2024-01-01" ;;
    explain | ask) echo "pages.law --record record.json --as-of 2024-01-01 --decision early_reward" ;;
    test | fmt) echo "pages.law" ;;
    compile) echo "pages.law --disassemble" ;;
    list) echo "decisions pages.law" ;;
    source) echo "policies/lanzhou/official.txt policies/lanzhou" ;;
    diff) echo "pages.law pages.law --json" ;;
    prove | consolidate) echo "pages.law" ;;
    timeline) echo "pages.law --record record.json --from 2014-01-01 --to 2024-01-01" ;;
    simulate) echo "pages.law --records record.json --as-of 2024-01-01" ;;
    doc | git-setup) return 2 ;; # they write files
    *) return 1 ;;
    esac
}
judge() { # COMMAND WHAT STATUS
    if [ "$3" -ne 2 ]; then fail "$1, $2: status $3"
    elif ! grep -q '写不出\|cannot write' said; then fail "$1, $2: says"; cat said
    else pass; fi
}
for verb in $(fatiao help --lang en | sed -n 's/^  \([a-z-]*\)  .*/\1/p'); do
    words=$(arguments "$verb")
    case $? in 1) fail "$verb: this test does not know how to call it"; continue ;; 2) continue ;; esac
    # shellcheck disable=SC2086
    fatiao "$verb" $words --lang en >/dev/full 2>said </dev/null
    judge "$verb" "full disk" $?
    rm -f closed status
    { # the other end is closed before the command starts
        until [ -f closed ]; do sleep 0.02; done
        # shellcheck disable=SC2086
        fatiao "$verb" $words --lang en 2>said </dev/null
        echo $? >status
    } | {
        exec <&-
        : >closed
        until [ -s status ]; do sleep 0.02; done
    }
    judge "$verb" "closed pipe" "$(cat status)"
done

# No room for the new text of a file: the old one stays.
{ cat pages.law; seq -f '# %.0f' 200000; echo '定义  甲  =  1'; } >big.law
cp big.law before.law
(ulimit -f 8 && exec fatiao fmt big.law --write --lang en) >said 2>&1 </dev/null
judge fmt "no room for the file" $?
cmp -s big.law before.law && pass || fail "fmt --write, no room: the file has changed"
(ulimit -f 8 && exec fatiao doc policies/lanzhou -o site --lang en) >said 2>&1 </dev/null
judge doc "no room for the pages" $?
(ulimit -f 8 && exec fatiao compile policies/lanzhou --output new.bundle --lang en) >said 2>&1 </dev/null
judge compile "no room for the bundle" $?
[ "$(echo new.bundle*)" = 'new.bundle*' ] && pass || fail "compile, no room: leaves $(echo new.bundle*)"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
