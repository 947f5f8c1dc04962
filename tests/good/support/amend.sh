#!/bin/sh
# Both versions, the decision between them, and what is left when it is carried out on the old one.   amend.sh FILE WHAT SED [zh|en]
rm -f decree.law
cp "$1" old.law
sed "$3" old.law > new.law && fatiao fmt --write new.law || exit 2
echo "---- $2"
fatiao diff old.law new.law --structure --decree decree.law --in-force 2026-07-01 --lang "${4:-zh}" >/dev/null 2>left.txt
cat left.txt
[ -f decree.law ] || exit 0
sed -n '/^  施行\|^  in force/,/^> 本决定自\|^> This decision/p' decree.law | sed '1d;$d' | sed '/^$/d;/^>$/d'
fatiao fmt --check decree.law
fatiao consolidate old.law decree.law > made.law 2>/dev/null
diff -B made.law new.law && fatiao diff made.law new.law --structure --lang zh
