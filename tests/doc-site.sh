#!/bin/sh
# The site of the Lanzhou policy: every article with its text, every decision with its anchor, no link that leads nowhere or away,
# the same bytes every time, nothing unescaped. Once in Chromium where it is installed.   tests/doc-site.sh FATIAO ROOT
fatiao=$1 root=$2
case $fatiao in /*) ;; *) fatiao=$PWD/$fatiao ;; esac
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
passed=0 failed=0
check() { # NAME: the status of what ran before
    if [ $? -eq 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "failed: $1"; fi
}
says() { # NAME STATUS WORDS COMMAND...
    name=$1 status=$2 words=$3
    shift 3
    "$@" >out 2>&1
    [ $? -eq "$status" ] && grep -qF "$words" out
    check "$name" || cat out
}

"$fatiao" doc "$root/policies/lanzhou" "$root/policies/superior" -o site --lang zh 2>/dev/null
check "the site is written"
mkdir elsewhere && (cd elsewhere && cp -R "$root/policies" "$root/stdlib" . && "$fatiao" doc policies/superior policies/lanzhou -o ../again --lang zh 2>/dev/null)
diff -r site again >/dev/null
check "the same bytes from another place, the files named in another order"

# ---- the law is all there ----
escape() { sed "s/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g; s/\"/\&quot;/g; s/'/\&#39;/g"; }
for file in "$root"/policies/lanzhou/0*.law; do
    page=site/$(basename "$file" .law).html
    sed -n 's|^> *||p' "$file" | escape >law
    missing=$(while IFS= read -r line; do grep -qF -e "$line" "$page" || echo "$line"; done <law)
    [ -z "$missing" ]
    check "the law text of $(basename "$file")"
done
n=1
while [ $n -le 77 ]; do
    [ "$(cat site/0*.html | grep -c "id=\"art-$n\"")" -eq 1 ] || echo $n
    n=$((n + 1))
done >wrong
[ ! -s wrong ]
check "an anchor for each of 77 articles"
[ "$(grep -o 'id="art-75\.1\.[0-9]*"' site/08-departments.html | sort -u | wc -l)" -eq 31 ]
check "an anchor for each of 31 items"

# ---- decisions ----
"$fatiao" list decisions "$root/policies/lanzhou" --format json --lang zh | tr '{' '\n' | sed -n 's/.*"alias":"\([^"]*\)".*/\1/p' | sort -u >aliases
[ "$(wc -l <aliases)" -gt 200 ]
check "the decisions are listed"
cat site/[0-9]*.html site/child.html site/household.html site/person.html site/nursery.html | grep -o '<article[^>]* id="[^"]*"' | sed 's/.* id="//; s/"//' | sort -u >cards
[ -z "$(comm -23 aliases cards)" ]
check "each decision has an anchor in its chapter"
grep -o '<tr id="[^"]*"' site/decisions.html | sed 's/.* id="//; s/"//' | sort -u >rows
[ -z "$(comm -23 aliases rows)" ]
check "and one among the decisions"

# ---- links ----
for page in site/*.html; do
    name=$(basename "$page")
    printf '%s\n' "$name"
    grep -oE ' id=("[^"]*"|[^ >]*)' "$page" | sed 's/^ id=//; s/"//g' | sed "s|^|$name#|"
done | sort -u >places
for page in site/*.html; do
    name=$(basename "$page")
    grep -oE ' href=("[^"]*"|[^ >]*)' "$page" | sed 's/^ href=//; s/"//g' | sed "s|^#|$name#|"
done | sort -u | grep -v '^style.css$' >links
[ "$(wc -l <links)" -gt 800 ] && [ -z "$(comm -23 links places)" ]
check "every link leads somewhere: $(wc -l <links) $(comm -23 links places | head -3)"
! grep -lE '(https?:|ftp:|//[a-z])' site/*.html site/style.css
check "nothing points out of the site"
! grep -lE '(src=|url\(|@import|<iframe|<img)' site/*.html site/style.css
check "nothing is fetched"
for page in site/*.html; do grep -oE '\bid="[^"]*"' "$page" | sort | uniq -d | sed "s|^|$page |"; done >wrong
[ ! -s wrong ]
check "no anchor twice on a page"

# ---- form ----
for page in site/*.html; do
    sed 's/<script>.*<\/script>//' "$page" | grep -oE '</?[a-z][a-z0-9]*' | awk -v page="$page" '
        /^<(meta|link|input|br)$/ { next }
        /^<\// { tag = substr($0, 3); if (stack[n] != tag) { print page ": </" tag "> closes <" stack[n] ">"; exit } n--; next }
        { stack[++n] = substr($0, 2) }
        END { if (n) print page ": <" stack[n] "> stays open" }'
done >wrong
[ ! -s wrong ]
check "tags close in order: $(head -1 wrong)"

# ---- what a policy says is text, never markup ----
cat >evil.law <<'LAW'
# <script>alert("comment")</script>
法规 "<script>alert(1)</script>&amp;" (evil)
  施行 2024-01-01
  解释 "</dd><img src=x onerror=alert(2)>"
实体 人 (person) “"><b>说明”
  出生日期 (birth_date)：日期 "<i>日期</i>"
第一条
> 满60周岁<script>alert(3)</script>的，"每月" 'x' & y。
参数 "年<龄>" (limit) = 60周岁 依据 "<u>出处</u>"
待遇 津贴 (grant) 对 人
  条件 周岁(出生日期) 满 "年<龄>"
  内容 "<script>alert(4)</script>"
例 "<script>alert(5)</script>" 于 2024-01-01
  已知
    出生日期：1950-01-01
  应得 津贴
LAW
"$fatiao" doc evil.law -o evil --lang en 2>out
check "a policy with markup in its texts"
! grep -hE '<(script>alert|img|i>|u>|b>)' evil/*.html && grep -q '满60周岁&lt;script&gt;' evil/evil.html
check "texts are escaped"
grep -q '<html lang=en>' evil/index.html && grep -q '>decisions<' evil/index.html
check "English pages"

cat >versions.law <<'LAW'
entity person
  birth_date: date
article 1
> From the age of 60.
parameter limit = 60 years
article 1 from 2025-01-01
> From the age of 58.
parameter limit = 58 years
article 1-2
> Another article.
define old for person = full_age(birth_date) >= limit
LAW
"$fatiao" doc versions.law -o versions --lang en 2>out
check "versions of an article"
for id in art-1 art-1.1 art-1@2025-01-01 art-1.1@2025-01-01 art-1-2 art-1-2.1 old param.limit param.limit-2; do grep -qF "id=\"$id\"" versions/versions.html || echo "$id"; done >wrong
[ ! -s wrong ]
check "each has its anchor: $(cat wrong)"
[ "$(grep -c '>60 years<\|>58 years<' versions/parameters.html)" -eq 2 ]
check "both values among the parameters"

# ---- troubles ----
says "no folder named" 2 "用 -o 文件夹" "$fatiao" doc evil.law --lang zh
: >taken
says "a file in the way" 2 'a file is in the way' "$fatiao" doc evil.law -o taken --lang en
says "a file among the folders above" 2 'a file is in the way' "$fatiao" doc evil.law -o taken/below --lang en
says "folders that are not there yet" 0 'begin with deep/er/index.html' "$fatiao" doc evil.law -o deep/er --lang en
says "a folder that cannot be made" 2 'cannot make the folder' "$fatiao" doc evil.law -o /proc/none --lang en
printf '待遇 津贴\n' >broken.law
says "a policy with errors" 1 'error[' "$fatiao" doc broken.law -o broken --lang en
[ ! -e broken ]
check "and nothing is written for it"

# ---- in a browser ----
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
if [ -n "$browser" ]; then
    timeout 120 "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$work/profile" --dump-dom "file://$work/site/06-family-rights.html#art-69" >dom 2>/dev/null
    grep -q 'id="art-69"' dom && grep -q '提前奖励扶助' dom
    check "Chromium shows chapter 6"
    timeout 120 "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$work/profile" --dump-dom "file://$work/site/decisions.html" >dom 2>/dev/null
    grep -q '<input id="q" type="search" placeholder' dom
    check "and where scripts run, a filter"
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
