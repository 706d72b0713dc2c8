#!/bin/sh
# Instructions of the job for each event, counted by callgrind on 3,000 users: a regression shows without a clock.
# Usage, from the tree's root: BUILD=dir sh tests/bench/instructions.sh [USERS]
set -eu
users=${1:-3000}
command -v valgrind >/dev/null 2>&1 || { echo "skipped: no valgrind"; exit 0; }
count() {
    # The total stands in the last line that callgrind prints.
    valgrind --tool=callgrind --callgrind-out-file="$BUILD/bench/callgrind.$1" --toggle-collect="$1" \
        "$BUILD/bench/bench_onboarding" --once "$users" 2>&1 >/dev/null | sed -n 's/.*Collected : *\([0-9]*\).*/\1/p'
}
events=$((users * 20))
for part in product_run peer_plain; do
    total=$(count "$part")
    echo "$part: $total instructions for $events events: $((total / events)) an event"
done
