#!/bin/sh
# Runs examples/winback on its sample and on the purchases of 23,570 real customers, and compares every total with a count
# in awk that shares no code with the compiler or the runtime. The purchases are looked for where CDNOW says, else in
# ../shared/data/cdnow beside the tree; without them the sample alone is compared, and the test says that it was skipped.
set -eu
example=$ROOT/examples/winback
purchases=${CDNOW:-$ROOT/../shared/data/cdnow/purchases.txt}
export LC_ALL=C

# compare NAME EVENTS: leaves the actions in NAME.jsonl and the totals in NAME.count.
compare() {
    awk -f "$ROOT/tests/winback_count.awk" "$2" | sort >"$1.count"
    "$JOURNEY" run "$example" --events "$2" --actions "$1.jsonl" --rejects "$1.rejects" --summary >"$1.summary" 2>&1 ||
        { cat "$1.summary"; exit 1; }
    [ ! -s "$1.rejects" ] || { echo "$1: events were rejected:"; head -n 3 "$1.rejects"; exit 1; }
    awk -f "$ROOT/tests/winback_tally.awk" "$1.jsonl" | sort >"$1.tally"
    grep -v -e '^customers ' -e '^orders ' "$1.count" >"$1.expected"
    diff "$1.expected" "$1.tally" >"$1.diff" || { echo "$1: < independent count, > this run"; cat "$1.diff"; exit 1; }
}

compare sample "$example/sample.jsonl"

if [ ! -r "$purchases" ]; then
    echo "skipped: the CDNOW purchases are not at hand (set CDNOW=.../purchases.txt)"
    exit 77
fi
awk -f "$example/from_purchases.awk" "$purchases" >cdnow.events
rows=$(grep -c '^ *[0-9]' "$purchases")
[ "$(wc -l <cdnow.events)" -eq "$rows" ] || { echo "the converter lost purchases: $rows rows"; exit 1; }
compare cdnow cdnow.events

customers=$(awk '$1 ~ /^[0-9]+$/ { if (!seen[$1]++) n++ } END { print n }' "$purchases")
grep -qx "enter first_orders $customers" cdnow.tally || { echo "not every one of $customers customers entered once"; exit 1; }

# The same events give the same bytes; with two shards the same actions.
"$JOURNEY" run "$example" --events cdnow.events --actions again.jsonl
cmp cdnow.jsonl again.jsonl
"$JOURNEY" run "$example" --events cdnow.events --actions shards.jsonl --shards 2
sort cdnow.jsonl >one.sorted
sort shards.jsonl >two.sorted
cmp one.sorted two.sorted
