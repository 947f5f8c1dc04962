#!/bin/sh
# What a change of a policy means, as a comment in Markdown for the pull request (merge request) that makes it.
#   comment.sh BASE HEAD POLICY...      from the top of the repository; BASE and HEAD are revisions, POLICY paths in them
# On standard output: what changed by article, for whom it matters with example people, what it means for given records, the examples (例)
# that fail, what `prove` finds wrong with the rules that changed and did not find in the old version, and assertions that no longer hold.
# Nothing is sent anywhere.
# By environment:
#   FATIAO    the command (fatiao)              REVIEW_LANG  zh or en (zh)
#   RECORDS   a file of records: the impact     AS_OF     the assessment date of records that have none (today)
#   BY        group the impact by this          FROM, TO  assessment dates asked about (this year)
#   TIMEOUT   seconds a question (10)           LIMIT     bytes a comment may have (60000; what is beyond is left out, and said to be)
#   HTML      also write the page with both sides to this file, to be kept as an artifact
# Status: 0 the comment is written, whatever it says; 2 there is nothing to compare.
set -u
fatiao=${FATIAO:-fatiao} language=${REVIEW_LANG:-zh} limit=${LIMIT:-60000}
[ $# -ge 3 ] || { echo "usage: comment.sh BASE HEAD POLICY..." >&2; exit 2; }
base=$1 head=$2
shift 2
git rev-parse -q --verify "$base^{commit}" >/dev/null && git rev-parse -q --verify "$head^{commit}" >/dev/null || { echo "comment.sh: no such revision: $base or $head" >&2; exit 2; }
folder=$(mktemp -d) || exit 2
trap 'rm -rf "$folder"' EXIT
case $language in
zh) title="这次修改对法规的影响" failed="有例不再成立" found="新发现的问题" broken="改过的文件读不了" cut="以下从略：评论放不下。全文见所附网页，或者在本地运行" ;;
*) title="What this change means" failed="Examples that fail" found="New findings" broken="The changed files cannot be read" cut="The rest is left out: a comment has no room for it. It is in the page kept with this run, or run" ;;
esac

# Both versions as folders, for what is asked of each by itself.
for side in base head; do
    mkdir "$folder/$side"
    [ $side = base ] && revision=$base || revision=$head
    git archive "$revision" | tar -x -C "$folder/$side" || exit 2
done
# A document of one kind, fenced, where it says anything.
fenced() { # TITLE FILE
    [ -s "$2" ] || return 0
    printf '\n## %s\n\n```text\n' "$1"
    cat "$2"
    printf '```\n'
}
compare() {
    set -- "$base" "$head" -- "$@"
    set -- --format markdown --lang "$language" ${RECORDS:+--records "$RECORDS"} ${BY:+--by "$BY"} ${AS_OF:+--as-of "$AS_OF"} ${FROM:+--from "$FROM"} ${TO:+--to "$TO"} ${TIMEOUT:+--timeout "$TIMEOUT"} ${HTML:+--html "$HTML"} "$@"
    "$fatiao" diff "$@"
}
# Rules that changed, and everything the policy asserts: what `prove` is asked about. A new fault of a rule that did not itself change is
# found where an assertion speaks of it; for all rules run `fatiao prove` by itself.
asked() { # POLICY...
    "$fatiao" diff --structure --format json "$base" "$head" -- "$@" 2>/dev/null |
        sed -n 's/^{"subject":"\(define\|benefit\|priority\|list\|duty\|prohibition\|encouraged\|target\)".*"name":"\([^"]*\)","name_zh".*/\2/p'
    for side in base head; do (cd "$folder/$side" && "$fatiao" list assertions "$@" --format json --lang en 2>/dev/null) | sed -n 's/.*"alias":"\([^"]\{1,\}\)".*/\1/p'; done
}
# Findings without their places: a line that moved is no new finding. A version may lack a name that is asked about.
findings() { # SIDE POLICY...
    side=$1
    shift
    only=
    while read -r name; do grep -rqwF -e "$name" --include='*.law' "$folder/$side" && only="$only --only $name"; done <"$folder/asked"
    [ -n "$only" ] || return 0
    (cd "$folder/$side" && "$fatiao" prove "$@" $only --lang "$language" ${FROM:+--from "$FROM"} ${TO:+--to "$TO"} ${TIMEOUT:+--timeout "$TIMEOUT"} 2>/dev/null) |
        sed -n 's/^[^ ][^:]*:[0-9]*:[0-9]*: //p' | grep -v -e '：成立$' -e ': it holds$' | sort -u
}
comment() {
    echo "<!-- fatiao review -->"
    compare "$@" >"$folder/diff" 2>"$folder/trouble"
    if [ $? -eq 2 ]; then
        printf '# %s\n' "$title"
        fenced "$broken" "$folder/trouble"
        return
    fi
    sed "1s/^# .*/# $title/" "$folder/diff"
    (cd "$folder/head" && "$fatiao" test "$@" --lang "$language") >"$folder/test" 2>/dev/null || fenced "$failed" "$folder/test"
    asked "$@" | sort -u >"$folder/asked"
    findings base "$@" >"$folder/before"
    findings head "$@" >"$folder/after"
    comm -13 "$folder/before" "$folder/after" >"$folder/new"
    fenced "$found" "$folder/new"
}
comment "$@" >"$folder/comment"
# Whole lines up to the limit; a fence that is open is closed.
LC_ALL=C awk -v limit="$limit" -v note="$cut \`fatiao diff $base $head -- $*\`" '
    BEGIN { room = limit - length(note) - 16 }
    over { next }
    (used += length($0) + 1) > room { if (fence) print "```"; print "\n…… " note; over = 1; next }
    /^```/ { fence = !fence }
    { print }' "$folder/comment"
