#!/bin/sh
# The comment that examples/review/comment.sh writes for a pull request, on a repository made here: an amount and an age changed, with
# records; nothing changed; a file that cannot be read; a comment that is too long.   tests/review.sh FATIAO ROOT
fatiao=$(realpath "$1") root=$(realpath "$2")
folder=$(mktemp -d /tmp/fatiao-review-XXXXXX) || exit 2
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 2
FATIAO=$fatiao GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
export FATIAO GIT_CONFIG_GLOBAL GIT_CONFIG_NOSYSTEM
passed=0 failed=0
ok() { # WHAT COMMAND...
    what=$1
    shift
    if "$@" >/dev/null 2>&1; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "$what:"; head -8 "$folder/said"; fi
}
has() { ok "no \`$1\`" grep -qF -e "$1" "$folder/said"; }
hasnt() { ok "there is \`$1\`" sh -c '! grep -qF -e "$1" "$2"' - "$1" "$folder/said"; }
commit() { git add -A && git -c user.name=t -c user.email=t@example.com commit -qm "$1"; }
say() { sh "$root/examples/review/comment.sh" "$@" >"$folder/said" 2>"$folder/trouble"; }

mkdir repository && cd repository && git init -q . || exit 2
cp -R "$root/policies" "$root/stdlib" . && cp "$root/examples/applicants.zh.ndjson" people.ndjson
commit base
git branch base
law=policies/lanzhou/06-family-rights.law

echo "# 说明" >>people.txt
commit "nothing of the policy"
ok "no comment" say base HEAD policies/lanzhou
has "<!-- fatiao review -->"
has "没有变化"
hasnt "有例不再成立"

sed -i 's/(allowance_lost) = 1000/(allowance_lost) = 1200/; s/（四）年龄 不满 国家奖励年龄/（四）年龄 不超过 国家奖励年龄/' $law
commit "an amount and a bound"
RECORDS=people.ndjson BY=户籍区县 AS_OF=2024-01-01 FROM=2024-01-01 TO=2024-12-31 HTML=$folder/page.html
export RECORDS BY AS_OF FROM TO HTML
ok "no comment" say base HEAD policies/lanzhou
has "# 这次修改对法规的影响"
has "失独特别扶助金 (allowance_lost)"
has "1200.00"
has "提前奖励扶助"
has "评定日 2024-01-01 至 2024-12-31"
has "对这些记录的影响"
has "按 户籍区县 分组"
has "+1200.00"
has "有例不再成立"
has "新发现的问题"
has "断言 提前的和国家的不同时享受：不是对每个人都成立"
ok "no page" test -s "$folder/page.html"

LIMIT=3000 REVIEW_LANG=en
export LIMIT REVIEW_LANG
ok "no short comment" say base HEAD policies/lanzhou
ok "a comment longer than it may be" test "$(wc -c <"$folder/said")" -le 3000
has "# What this change means"
has "The rest is left out"
ok "a fence left open" test $(($(grep -c '^```' "$folder/said") % 2)) -eq 0
unset LIMIT

sed -i '/^  条件 /s/条件/条件条件/' $law
commit "broken"
ok "no comment on what is broken" say base HEAD policies/lanzhou
has "The changed files cannot be read"
ok "a revision that is not there" sh -c '! sh "$0" base none policies/lanzhou' "$root/examples/review/comment.sh"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
