#!/bin/sh
# eval --jobs N and simulate --jobs N write what one job writes, byte for byte, with the same exit status, whatever the input looks like; they
# end in order when nobody takes the output and when memory runs out; a count that was kept goes on with any number of jobs.   tests/jobs.sh FATIAO ROOT
fatiao=$(realpath "$1") root=$(realpath "$2")
folder=$(mktemp -d /tmp/fatiao-jobs-XXXXXX) || exit 2
trap 'rm -rf "$folder"' EXIT
LC_ALL=C
export LC_ALL
cd "$folder" || exit 2
policy=$root/tests/bench/workload.law
passed=0 failed=0
pass() { passed=$((passed + 1)); }
fail() { echo "$*"; failed=$((failed + 1)); }

same() { # NAME OPTION…: the input is the file NAME
    name=$1
    shift
    # shellcheck disable=SC2086
    "$fatiao" ${verb:-eval} "${rules:-$policy}" ${day---as-of 2024-01-01} --lang en --record "$name" "$@" >one 2>one.said
    status=$?
    for jobs in 2 3 8; do
        # shellcheck disable=SC2086
        "$fatiao" ${verb:-eval} "${rules:-$policy}" ${day---as-of 2024-01-01} --lang en --record "$name" "$@" --jobs $jobs >several 2>several.said
        got=$?
        if [ $got -ne $status ]; then fail "${verb:-eval} $name $*, $jobs jobs: status $got, not $status"
        elif ! cmp -s one several; then fail "${verb:-eval} $name $*, $jobs jobs:" "$(cmp one several 2>&1)"
        elif ! cmp -s one.said several.said; then fail "${verb:-eval} $name $*, $jobs jobs: says"; cat several.said
        else pass; fi
    done
}
# Records in which something is missing, wrong or odd, now and then, in every place of a chunk sooner or later.
records() { # LINES
    awk -v n="$1" 'BEGIN {
        split("{\"id\":1|{\"sex\":\"male\",\"sex\":\"male\"}|{\"six\":1}|[1,2]|null|{\"children\":99}|{\"birth_date\":\"2023-02-29\"}|\"\\ud800\"|{}{}|\377|{\"id\":\"a\\u0000b\"}|{\"id\":12345678901234567890,\"children\":1.5}", bad, "|")
        for (i = 1; i <= n; i++) {
            if (i % 7 == 0) print bad[1 + int(i / 7) % 12]
            if (i % 11 == 0) print ""
            if (i % 13 == 0) print "  \t "
            sex = i % 2 ? "male" : "female"
            tail = i % 17 == 0 ? "\r" : ""
            if (i % 3 == 0) printf "{\"id\":\"p%d\",\"sex\":\"%s\",\"birth_date\":\"19%02d-0%d-1%d\",\"hukou\":\"rural\"}%s\n", i, sex, i % 100, 1 + i % 9, i % 10, tail
            else printf "{\"id\":%d,\"sex\":\"%s\",\"birth_date\":\"19%02d-0%d-1%d\",\"hukou\":\"rural\",\"hukou_city\":\"lanzhou\",\"family_type\":\"only_child\",\"special\":\"none\",\"children\":1,\"minor_children\":0,\"birth_policy_compliant\":true,\"owns_homes\":1,\"work_ability\":false,\"income_source\":true,\"disability\":\"none\",\"institution\":\"city\"}%s\n", i, sex, i % 100, 1 + i % 9, i % 10, tail
        }
    }'
}
filled() { # BYTES CHARACTER
    head -c "$1" /dev/zero | tr '\0' "$2"
}
records 9000 >mixed
same mixed
same mixed --format csv
same mixed --format table
same mixed --lean --receipt --names zh
same mixed --only early_reward,special_allowance
{ cat mixed; printf '{"id":"last","sex":"male"}'; } >no-end
same no-end
{ printf '\357\273\277\r\n\n'; cat mixed; printf '\n\n   '; } >marked
same marked
sed 's/$/\r/' mixed >crlf
same crlf
{ printf '['; records 4000 | grep '^{"id":[0-9]*,"sex":"male".*}$' | sed 's/$/,/'; echo '{"id":0}]'; } >array
same array
{ cat array; echo '{}'; } >array-and-more
same array-and-more
printf '{\n  "id": 1,\n  "sex": "male"\n}\n' >document
same document
: >empty
same empty
printf ' \n\n' >blank
same blank
filled 600000 '\n' >lines-of-nothing
same lines-of-nothing
{ cat lines-of-nothing; echo '{"id":1}'; cat lines-of-nothing; echo '{"id":2}'; filled 600000 ' '; } >far-between
same far-between
printf '\0{\0}\0' >utf-16
same utf-16
for width in 63 64 65; do # line ends at, before and behind the end of a chunk
    awk -v w=$width 'BEGIN { for (i = 0; i < 14000; i++) printf "%-" (w - 1) "s\n", "{\"id\":" i ",\"sex\":\"male\"}" }' >"width-$width"
    same "width-$width"
done
# Long lines: as long as a record may be, longer, white space before and behind, and as the last one.
least=$((16 * 1024 * 1024))
{
    records 1500
    printf '{"id":"'; filled 400000 x; echo '","sex":"male"}'
    printf '{"id":"'; filled $((least - 9)) y; echo '"}'
    printf '{"id":"'; filled $((least - 8)) z; echo '"}'
    filled $((least + 70000)) ' '; echo '{"id":"behind white space"}'
    printf '{"id":"before white space"}'; filled $((least + 70000)) ' '; echo
    filled $((3 * least)) '['; echo
    records 1500
    filled $((least + 300000)) '{'
} >long
same long
rules=$root/policies/lanzhou
awk 'BEGIN { for (i = 0; i < 3000; i++) printf "{\"id\":%d,\"entity\":\"%s\"%200s}\n", i, i % 5 ? "person" : "household", "" }' >open
same open --entity person # far more comes out than goes in
rules=

# ---- counted ----
verb=simulate
for name in mixed no-end marked crlf array array-and-more document empty blank lines-of-nothing far-between utf-16 width-63 width-64 width-65 long; do
    same $name --format json
done
same mixed
same mixed --by sex --format csv
same mixed --by family_type --format html
same mixed --by family_type --against early_reward_age=50岁
same mixed --by id # there is none
cat >kinds.law <<'END'
实体 人 (man)
  出生日期 (born)：日期
  村 (village)：文本
定义 年岁 (years) 对 人 = 周岁(出生日期)
定义 满龄 (aged) 对 人 = 年岁 满 20周岁
待遇 补贴 (aid) 对 人
  条件 满龄
  标准 12.5元/月
END
awk 'BEGIN { for (i = 1; i <= 12000; i++) if (i % 50) printf "{\"born\":\"20%02d-%02d-1%d\",\"village\":\"v%d %80s\"}\n", i * 7 % 10, 1 + i * 11 % 12, i % 10, int((i * i + i / 3) % 311), ""; else print i % 100 ? "{}" : "{\"village\":\"" i "\"" }' >people
rules=kinds.law day=
for by in village aged; do
    same people --by $by --over 2024-01-01..2025-12-31
    same people --by $by --over 2024-01-01..2025-12-31 --format json
done
same people --by born --over 2024-01-01..2024-02-29 # groups beyond number
# What was kept goes on with more or fewer threads.
"$fatiao" simulate kinds.law --records people --by village --as-of 2024-01-01 --lang en >all 2>all.said
head -7000 people >early
kept() { # JOBS BEFORE AND AFTER
    rm -f state
    "$fatiao" simulate kinds.law --records early --by village --as-of 2024-01-01 --lang en --state state --jobs "$1" >one 2>&1
    "$fatiao" simulate kinds.law --records people --by village --as-of 2024-01-01 --lang en --state state --jobs "$2" >several 2>several.said
    if cmp -s all several; then pass; else fail "kept, $1 jobs, then $2:" "$(cmp all several 2>&1)"; cat several.said; fi
}
kept 1 3
kept 3 1
kept 2 8
# Interrupted, it is kept as well, and nothing is counted twice.
rm -f state
mkfifo slow
"$fatiao" simulate kinds.law --records slow --by village --as-of 2024-01-01 --lang en --state state --jobs 3 >one 2>one.said &
pid=$!
timeout 60 sh -c 'exec >slow; cat early; kill -INT $1; cat people' - $pid 2>/dev/null
wait $pid
got=$?
if [ $got = 2 ] && [ -s state ] && grep -q 'go on' one.said; then pass; else fail "interrupted: status $got"; cat one.said; fi
{ cat early people; } >whole
"$fatiao" simulate kinds.law --records whole --by village --as-of 2024-01-01 --lang en >all 2>/dev/null
"$fatiao" simulate kinds.law --records whole --by village --as-of 2024-01-01 --lang en --state state --jobs 2 >several 2>several.said
if cmp -s all several; then pass; else fail "interrupted, then on:" "$(cmp all several 2>&1)"; cat several.said; fi
verb=eval rules=
unset day

# From a pipe, in pieces.
"$fatiao" eval "$policy" --as-of 2024-01-01 --record mixed >one
{ head -c 300001 mixed; sleep 0.1; tail -c +300002 mixed; } | "$fatiao" eval "$policy" --as-of 2024-01-01 --record - --jobs 3 >several
if cmp -s one several; then pass; else fail "from a pipe:" "$(cmp one several 2>&1)"; fi

# Nobody takes it.
{ "$fatiao" eval "$policy" --as-of 2024-01-01 --lang en --record mixed --jobs 3 2>said; echo $? >status; } | head -c 1000 >/dev/null
if [ "$(cat status)" = 2 ] && grep -q 'cannot write' said; then pass; else fail "closed pipe: status $(cat status)"; cat said; fi
"$fatiao" eval "$policy" --as-of 2024-01-01 --lang en --record mixed --jobs 3 >/dev/full 2>said
got=$?
if [ $got = 2 ] && grep -q 'cannot write' said; then pass; else fail "full disk: status $got"; cat said; fi
for wrong in 0 65 x 2x ''; do
    "$fatiao" eval "$policy" --as-of 2024-01-01 --lang en --record mixed --jobs "$wrong" >/dev/null 2>said
    got=$?
    if [ $got = 2 ] && grep -q -e '--jobs is a whole number from 1 to 64' said; then pass; else fail "--jobs $wrong: status $got"; cat said; fi
done

# Memory runs out sooner or later: it is said, and what was written is the beginning of what would have been.
if ! nm "$fatiao" 2>/dev/null | grep -q __asan; then
    "$fatiao" eval "$policy" --as-of 2024-01-01 --record mixed >one 2>/dev/null
    short=0
    for kb in 6000 8000 10000 12000 14000 16000 18000 20000 24000 28000 32000 40000 60000 80000 120000 160000 200000 300000; do
        (ulimit -v $kb && exec "$fatiao" eval "$policy" --as-of 2024-01-01 --lang en --record mixed --jobs 4) >several 2>said
        got=$?
        [ $got = 127 ] || [ $got = 126 ] && continue # too little to start it
        size=$(wc -c <several)
        if [ $got != 2 ]; then fail "$kb KB: status $got"; cat said
        elif ! head -c "$size" one | cmp -s - several; then fail "$kb KB: $(cmp one several 2>&1)"
        elif [ "$size" -lt "$(wc -c <one)" ] && ! grep -q 'out of memory\|cannot open shared\|cannot allocate\|failed to map' said; then fail "$kb KB:"; cat said
        else pass; fi
        [ "$size" -lt "$(wc -c <one)" ] && short=$((short + 1))
    done
    if [ $short -gt 0 ]; then pass; else fail "memory never ran out"; fi
fi
echo "jobs: $passed passed, $failed failed"
[ $failed -eq 0 ]
