#!/bin/sh
# replay.sh STM_MUTANT_SCHEDULES: a failure that a planted bug causes is repeated, in another process, by the
# commands that the report names: by its seed, and by the shortest schedule.
set -u
program=$1
bad=0
export STM_MUTANT
for STM_MUTANT in NO_VALIDATION NO_RECHECK EXTEND_WITHOUT_VALIDATION; do
    report=$("$program" scheduled)
    echo "$report" | grep -q 'the same steps, the same failure' ||
        { echo "$STM_MUTANT: the run is not repeated in its process: $report"; bad=1; }
    echo "$report" | sed -n 's/^  repeat: stm_stress//p; s/^  shortest found (.*): stm_stress//p' |
    {
        commands=0
        while read -r arguments; do
            commands=$((commands + 1))
            # shellcheck disable=SC2086
            "$program" $arguments > /dev/null && { echo "$STM_MUTANT: does not fail: $arguments"; exit 1; }
        done
        [ $commands = 2 ] || { echo "$STM_MUTANT: $commands commands in the report"; exit 1; }
    } || bad=1
done
exit $bad
