#!/bin/sh
# Graphviz and simdjson are loaded when they are needed and not before; without them journey says what to do, and all that
# does without them still works. A library is taken away by a file of its name that holds nothing.
set -eu
mkdir broken
for library in libgvc libsimdjson; do
    name=$(grep -ao "$library\.so\.[0-9]*" "$JOURNEY" | head -n 1)
    [ -n "$name" ] || { echo "the command does not name $library"; exit 1; }
    : >"broken/$name"
done

# without CODE WORD... : journey ends with the code where neither library is to be had, and says the words.
without() {
    code=$1 words=$2
    shift 2
    got=0
    LD_LIBRARY_PATH=$PWD/broken "$JOURNEY" "$@" >printed 2>&1 || got=$?
    [ "$got" = "$code" ] || { echo "journey $*: ended with $got, not $code"; cat printed; exit 1; }
    grep -qF -e "$words" printed || { echo "journey $* does not say: $words"; cat printed; exit 1; }
}
project=$ROOT/examples/winback
without 2 'pictures as SVG need Graphviz' graph "$project" --format svg
without 2 'apt install libgvc6' graph "$project" --format svg
without 0 'digraph' graph "$project" --format dot
without 2 'events are read by simdjson' run "$project" --events "$project/sample.jsonl"
without 0 'passed' test "$project"
without 0 ' in 2 scripts' check "$project"

# What is there is used. Fonts are kept until the end by the library that reads them.
ASAN_OPTIONS=detect_leaks=0 "$JOURNEY" graph "$project" --format svg -o picture.svg
grep -q '<svg' picture.svg
