#!/bin/sh
# A build gives the same bytes wherever it is made, is verified, and is written as a whole or not at all.
set -eu

# answers CODE WORDS COMMAND...: the exit code, and words that must occur in what is printed.
answers() {
    code=$1 words=$2
    shift 2
    got=0
    "$@" >printed 2>&1 </dev/null || got=$?
    [ "$got" = "$code" ] || { echo "$*: ended with $got, not $code"; cat printed; exit 1; }
    grep -qF -e "$words" printed || { echo "$*: does not say: $words"; cat printed; exit 1; }
}

# The same scripts at two places, by an absolute and by a relative path, whole and file by file.
mkdir -p one/deep two
cp "$ROOT"/examples/winback/*.journey one/deep/
cp "$ROOT"/examples/winback/*.journey two/
answers 0 'hash ' "$JOURNEY" build one -o one.jbc
answers 0 'state: ' "$JOURNEY" build "$PWD/two" -o two.jbc
(cd two && "$JOURNEY" build winback.journey tests.journey -o ../three.jbc >/dev/null)
cmp one.jbc two.jbc
cmp one.jbc three.jbc
size=$(wc -c <one.jbc)
answers 0 "one.jbc: $size bytes, hash " "$JOURNEY" build one -o one.jbc
"$JOURNEY" build one -o - >piped.jbc
cmp one.jbc piped.jbc

# Without places and metadata it is smaller, and behaves the same: the hash says so.
"$JOURNEY" build one -o bare.jbc --strip >bare.txt
[ "$(wc -c <bare.jbc)" -lt "$size" ] || { echo "--strip takes nothing away"; exit 1; }
"$JOURNEY" build one -o one.jbc >whole.txt
[ "$(sed -n 's/.*hash //p' bare.txt)" = "$(sed -n 's/.*hash //p' whole.txt)" ] || { echo "--strip changes the hash"; exit 1; }
"$JOURNEY" inspect bare.jbc >/dev/null

# What stood there before stays when the scripts have errors or the place can't be written to.
cp one.jbc kept.jbc
printf 'language 1\njourney j {\n' >wrong.journey
answers 1 'error[' "$JOURNEY" build wrong.journey -o kept.jbc
cmp one.jbc kept.jbc
answers 2 "can't write" "$JOURNEY" build one -o no/such/folder.jbc
answers 2 'say where to write' "$JOURNEY" build one
[ "$(find . -name '*.jbc.*' | wc -l)" = 0 ] || { echo "a temporary file is left"; exit 1; }

# A warning is shown, and does not stop the build.
cat >warned.journey <<'SCRIPT'
language 1
project "P" { timezone: "UTC" }
event "Signed Up"
event "Closed"
channel email { template "bye" }
journey j {
  enter when event "Signed Up"
  leave when event "Closed" { send email "bye" }
  stage a { stay }
}
SCRIPT
answers 0 'warning[' "$JOURNEY" build warned.journey -o warned.jbc

# Every code that the list names is explained, whatever way it is typed; another one is not.
"$JOURNEY" explain >codes
[ "$(wc -l <codes)" -ge 40 ] || { echo "the list of codes is short"; exit 1; }
while read -r code severity title; do
    answers 0 "$code ($severity): $title" "$JOURNEY" explain "$code"
    [ "$(wc -l <printed)" -ge 3 ] || { echo "$code is not explained"; exit 1; }
done <codes
answers 0 'J0101 (' "$JOURNEY" explain j0101
answers 0 'J0101 (' "$JOURNEY" explain '[J0101]'
answers 2 'there is no message with the code "J0000"' "$JOURNEY" explain J0000
answers 2 'a code reads like J0101' "$JOURNEY" explain nonsense
