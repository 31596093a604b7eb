#!/bin/sh
# run.sh MUTANT_H TEST...: runs every test with every planted bug of MUTANT_H switched on, and
# prints which tests notice it. Fails when a bug survives, or when a test fails without any. The
# program of schedules plays all workloads under the deterministic scheduler.
set -u
list=$1
shift
alive=0

run_test() {
    case $1 in
    *_schedules) timeout 120 "$1" scheduled > /dev/null 2>&1 ;; # never hangs: steps are limited
    *) timeout 20 "$1" > /dev/null 2>&1 ;;
    esac
}

for test in "$@"; do
    run_test "$test" || { echo "$(basename "$test") fails without a mutant"; alive=1; }
done
for mutant in $(sed -n 's/^    X(\([A-Z_]*\), ".*/\1/p' "$list"); do
    killers=
    for test in "$@"; do
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
