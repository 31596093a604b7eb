#!/bin/sh
# run.sh [--all] MUTANT_H TEST...: switches on every planted bug of MUTANT_H and says which test notices it first, or with
# --all which do. Fails when a bug survives, or when a test fails without any. The program of schedules plays all workloads
# under the deterministic scheduler.
set -u
all=
[ "$1" = --all ] && { all=1; shift; }
list=$1
shift
alive=0

# The limit is for hangs, and generous: a busy machine must not look like a bug that was noticed.
run_test() {
    case $1 in
    *_schedules) timeout 100 "$1" scheduled ;;
    *) timeout 100 "$1" ;;
    esac > /dev/null 2>&1
}

for test in "$@"; do
    run_test "$test" || { echo "$(basename "$test") fails without a mutant"; alive=1; }
done
for mutant in $(sed -n 's/^    X(\([A-Z_]*\), ".*/\1/p' "$list"); do
    killers=
    for test in "$@"; do
        [ -z "$killers" ] || [ -n "$all" ] || break
        STM_MUTANT=$mutant run_test "$test" || killers="$killers $(basename "$test" | sed s/stm_mutant_//)"
    done
    if [ -z "$killers" ]; then
        echo "$mutant SURVIVES"
        alive=1
    else
        echo "$mutant: noticed by$killers"
    fi
done
exit $alive
