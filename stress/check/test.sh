#!/bin/sh
# test.sh STRESS_CHECK FOLDER: the histories of the folder have the properties that their 'expect' lines say.
set -u
tool=$1
bad=0
n=0
for file in "$2"/*.hist; do
    while read -r property expected; do
        n=$((n + 1))
        answer=$("$tool" --property "$property" "$file" | tail -n 1)
        case $answer in
        *": $property: $expected") ;;
        *) echo "$(basename "$file"): expected $property $expected, got: $answer"; bad=1 ;;
        esac
    done <<END
$(sed -n 's/^# expect //p' "$file")
END
done
[ "$n" -gt 20 ] || { echo "only $n expectations"; bad=1; }
echo "$n expectations checked"
exit $bad
