#!/bin/sh
# Instructions of the job for each event, counted by callgrind on 3,000 users: a regression shows without a clock.
# Usage, from the tree's root: BUILD=dir sh tests/bench/instructions.sh [USERS]
set -eu
users=${1:-3000}
command -v valgrind >/dev/null 2>&1 || { echo "skipped: no valgrind"; exit 0; }

# count WHO FUNCTION: prints the instructions within the function.
count() {
    valgrind --tool=callgrind --callgrind-out-file="$BUILD/bench/callgrind.$1" --toggle-collect="$2" \
        "$BUILD/bench/bench_onboarding" --once "$users" --only "$1" 2>&1 >/dev/null |
        sed -n 's/.*Collected : *\([0-9]*\).*/\1/p'
}

show() {
    total=$(count "$1" "$2")
    echo "$3: $total instructions for $((users * 20)) events: $((total / users / 20)) an event"
}
show plain peer_plain "plain C"
show journey product_run "journey, binary events"
show ids product_run "journey, binary events with ids"
show json product_run "journey, mixed JSON"
show json-repeated product_run "journey, JSON of one shape"
