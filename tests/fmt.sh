#!/bin/sh
# `journey fmt` over every script of the tree: it says the same afterwards, compiles to the same bytes, and stays as it is.
set -eu

# Laid out, each script has the same tree and comments as before; laid out again, it does not change.
find "$ROOT/examples" "$ROOT/tests" -name '*.journey' -type f >scripts
[ "$(wc -l <scripts)" -gt 100 ]
xargs "$BUILD/tests/test_format" <scripts >judged || { cat judged; exit 1; }
fine=$(sed -n 's/^\([0-9]*\) fine.*/\1/p' judged)
[ "$fine" -gt 100 ] || { cat judged; echo "too few scripts could be laid out"; exit 1; }

# A thousand random scripts with blanks, line ends and comments wherever they may stand.
python3 "$ROOT/tests/fmt_random.py" 1 1000 random
find random -name '*.journey' | xargs "$BUILD/tests/test_format" >judged || { cat judged; exit 1; }
fine=$(sed -n 's/^\([0-9]*\) fine.*/\1/p' judged)
[ "$fine" -gt 900 ] || { cat judged; echo "too few random scripts could be laid out"; exit 1; }

# A thousand random scripts that are right in every way, in random dress: they compile to the same bytes before and after.
python3 "$ROOT/tests/fmt_valid.py" 1 1000 valid
find valid -name '*.journey' | xargs "$BUILD/tests/test_format" >judged || { cat judged; exit 1; }
[ "$(cat judged)" = "1000 fine, 1000 of them compiled, 0 can't be read, 0 wrong" ] || { cat judged; exit 1; }

# Every project: the same bytecode before and after, places in the scripts aside.
same_bytes() {
    rm -rf project before.jbc after.jbc
    mkdir project
    find "$1" -name '*.journey' -exec cp {} project \;
    "$JOURNEY" build --strip project -o before.jbc >/dev/null 2>&1 || return 0
    "$JOURNEY" fmt project >changed
    "$JOURNEY" fmt --check project || { echo "$1: changes again"; exit 1; }
    "$JOURNEY" build --strip project -o after.jbc >/dev/null 2>&1
    cmp before.jbc after.jbc || { echo "$1: compiles to something else"; exit 1; }
    built=$((built + 1))
}
built=0
for project in "$ROOT"/examples/*/ "$ROOT"/tests/lang/*.journey; do same_bytes "$project"; done
[ "$built" -gt 50 ] || { echo "only $built projects could be built"; exit 1; }

# The examples are laid out already.
"$JOURNEY" fmt --check "$ROOT/examples"

# A file keeps its permissions, and stays what it was when it can't be read.
printf 'language   1\n' >a.journey
chmod 640 a.journey
[ "$("$JOURNEY" fmt a.journey)" = a.journey ]
[ "$(stat -c %a a.journey)" = 640 ]
[ "$(cat a.journey)" = 'language 1' ]
printf 'language   1\nevent\n' >b.journey
cp b.journey b.before
code=0
"$JOURNEY" fmt a.journey b.journey >listed 2>said || code=$?
[ "$code" = 1 ]
[ ! -s listed ]
grep -q '^b.journey: left as it is' said
cmp b.journey b.before

# What is shown as a difference is what happens.
printf 'language   1\n\n\nevent "A" { a:number }\nevent "B"' >c.journey
"$JOURNEY" fmt --diff c.journey >c.patch
cp c.journey patched.journey
"$JOURNEY" fmt c.journey >listed
if command -v patch >/dev/null; then
    patch -s patched.journey c.patch
    cmp c.journey patched.journey
fi
"$JOURNEY" fmt --diff c.journey >c.patch
[ ! -s c.patch ]
