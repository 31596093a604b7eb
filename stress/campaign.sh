#!/bin/sh
# campaign.sh STM_STRESS: a campaign that is killed in the middle goes on where its state file says, and counts on.
set -eu
program=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
state=$work/state

field() { sed -n "s/.*\\<$1 \\([0-9]*\\).*/\\1/p" "$state"; }

"$program" campaign --seconds 600 --state "$state" > "$work/first" &
campaign=$!
for _ in $(seq 1200); do
    [ -s "$state" ] && break
    sleep 0.1
done
kill -KILL $campaign
wait $campaign || true
seed=$(field seed) runs=$(field runs) free_runs=$(field free_runs)
[ "$seed" -gt 1 ] && [ "$runs" -gt 0 ] && [ "$free_runs" -gt 0 ] || { echo "no state after a round: $(cat "$state")"; exit 1; }

"$program" campaign --seconds 1 --state "$state" > "$work/second"
grep -q "resuming at seed $seed after $runs runs" "$work/second" || { echo "not resumed: $(cat "$work/second")"; exit 1; }
[ "$(field runs)" -gt "$runs" ] || { echo "the counts start again: $(cat "$state")"; exit 1; }
grep -q "no failure in $(field runs) scheduled runs" "$work/second" || { echo "no bound over all runs: $(cat "$work/second")"; exit 1; }
