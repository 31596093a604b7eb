#!/bin/sh
# Checks the Promela model of the protocol with Spin: configurations that must hold, and mutants
# that must fail. run.sh [long]: the long list takes minutes and some GB.
# Needs spin and a C compiler.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
bad=0
level=-O1 # the short list takes longest in the compiler
[ "${1:-}" = long ] && level=-O2

# check MODEL EXPECTED_ERRORS DEFINES...: a configuration that holds must be searched to the end
check() {
    model=$1 expected=$2
    shift 2
    spin -a "$@" "$here/$model.pml" > /dev/null
    "${CC:-cc}" $level -DSAFETY -DCOLLAPSE -DMEMLIM=6000 -w -o pan pan.c
    ./pan -m200000 > out || true
    errors=$(sed -n 's/.*errors: \([0-9]*\).*/\1/p' out)
    states=$(sed -n 's/ *\([0-9.e+]*\) states, stored.*/\1/p' out)
    verdict=ok
    [ "${errors:-none}" = "$expected" ] || verdict=WRONG
    if [ "$expected" = 0 ] && grep -q 'Search not completed\|out of memory\|max search depth' out; then
        verdict=INCOMPLETE
    fi
    [ $verdict = ok ] || bad=1
    echo "$verdict: $model: errors ${errors:-?} (expected $expected), $states states: $*"
}

base="-DN=2 -DATT=1"
live="-DHANDOFF -DVCONF -DESC=3 -DCLOCKAGE"
# shellcheck disable=SC2086
{
    check stamps 0 $base -DOPS=3 -DREREAD -DFILTER
    check stamps 0 $base -DOPS=4 -DRT
    check stamps 0 $base -DOPS=4 -DREREAD -DFILTER -DRT
    check stamps 1 $base -DOPS=3 -DREREAD -DFILTER -DFILTERVER
    check stamps 0 $base -DOPS=3 -DREREAD -DFILTER -DFIELDS
    for mutant in RECHECKEARLY UNDOFIRST NORECHECK NOINC EARLYC; do
        check stamps 1 -DN=2 -DATT0=1 -DATT=2 -DOPS=2 -DFIELDS -D$mutant
    done
    for mutant in NOINC NOVAL EXTWRONG EARLYC WNOEXT NORECHECK; do
        check stamps 1 -DN=2 -DATT0=1 -DATT=2 -DOPS=3 -D$mutant
    done
    for scenario in 1 2 3 4 5 6 14; do
        check stamps_live 0 "-DN=$([ $scenario = 4 ] && echo 3 || echo 2)" -DSCEN=$scenario $live
    done
    check stamps_live 1 -DN=2 -DSCEN=1 -DVCONF -DCLOCKAGE # no hand-off
    if [ "${1:-}" = long ]; then
        check stamps 0 -DN=2 -DATT0=1 -DATT=2 -DOPS=2 -DRT -DFIELDS
        check stamps 0 -DN=2 -DATT0=1 -DATT1=2 -DATT=2 -DOPS=3 -DREREAD -DFILTER
        check stamps 0 $base -DNOBJ=3 -DOPS=4
        check stamps 0 -DN=3 -DATT=1 -DOPS=2
        check stamps_live 0 -DN=3 -DSCEN=15 $live
        check stamps_live 0 -DN=3 -DSCEN=17 $live
    fi
}
exit $bad
