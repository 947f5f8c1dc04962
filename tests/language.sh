#!/bin/sh
# The language as it is documented and tested. The blocks of `law` in docs/language.md and docs/language.zh.md are, one after the other,
# a policy without errors whose examples pass, in their own vocabulary and translated; every spelling of every keyword stands in a file
# of tests/good or tests/bad.   tests/language.sh FATIAO ROOT
. "$(dirname "$0")/checks.sh"
fatiao=$(realpath "$1") root=$(realpath "$2")
scratch language
for document in language.md language.zh.md; do
    awk '/^```law$/ { open = 1; next } /^```/ { open = 0 } open' "$root/docs/$document" >policy.law
    check "$document: check" "$fatiao" check policy.law
    check "$document: test" "$fatiao" test policy.law
    for language in zh en; do
        "$fatiao" fmt policy.law --lang $language >translated.law 2>/dev/null
        check "$document: test of its translation to $language" "$fatiao" test translated.law
    done
done

cat "$root"/tests/good/*.law "$root"/tests/bad/*.law | grep -v '^#[$<>=]' | grep -v '^ *#' >policies
sed -n 's/^K([A-Z_]*, [A-Z]*, [A-Z_0-9]*, "\([^"]*\)", "\([^"]*\)").*/\1|\2/p' "$root/grammar/keywords.def" | tr '|' '\n' | grep . | sort -u >spellings
while read -r spelling; do
    case $spelling in
    [a-z]*) found=$(grep -ciwF -e "$spelling" policies) ;;
    *) found=$(grep -cF -e "$spelling" policies) ;;
    esac
    if [ "$found" -gt 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "no policy in tests/good or tests/bad says \`$spelling\`"; fi
done <spellings
finish
