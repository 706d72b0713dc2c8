#!/bin/sh
# Hostile input: every file gets a clear message, in bounded memory and time.
set -eu

# A gigabyte is enough for all of it; the sanitizers alone reserve more than any limit.
if (ulimit -v 1000000 && "$JOURNEY" --version) >/dev/null 2>&1; then ulimit -v 1000000; fi
failed=0

# say WHAT EXIT PATTERN FILE...: `check` ends with that code, and what it prints has a line that meets the pattern.
say() {
    what=$1 code=$2 pattern=$3
    shift 3
    got=0
    timeout 120 "$JOURNEY" check "$@" >out 2>&1 || got=$?
    if [ "$got" -ne "$code" ]; then
        echo "$what: ended with $got, not $code"
        head -c 500 out
        failed=1
    elif ! grep -aq -- "$pattern" out; then
        echo "$what: nothing says \"$pattern\":"
        head -c 500 out
        failed=1
    elif [ "$(wc -c <out)" -gt 200000 ]; then
        echo "$what: $(wc -c <out) bytes are printed"
        failed=1
    fi
}

# repeat TEXT COUNT
repeat() {
    awk -v text="$1" -v count="$2" 'BEGIN { for (i = 0; i < count; i++) print text }'
}

# letters LETTER MEGABYTES: so many bytes of one letter
letters() {
    dd if=/dev/zero bs=1048576 count="$2" 2>/dev/null | tr '\000' "$1"
}

head='language 1
project "P" { timezone: "UTC" }
event "E"
journey j "J" {
  enter when event "E"
  goal event "E"
  stage a {
'

{ printf '%s' "$head"; repeat '    milestone m' 7500000; } >large.journey
say "a file of 100 MB" 2 "more than 32 MB" large.journey
rm large.journey

{ printf 'language 1\n# '; letters x 50; } >line.journey
say "one line of 50 MB" 2 "more than 32 MB" line.journey
{ printf 'language 1\n# '; letters x 13; echo; printf 'event "E'; letters x 1; echo '" oh'; } >line.journey
say "a line of 13 MB" 1 "line.journey:3" line.journey
rm line.journey

{ printf '%s' "$head"; repeat '    oh dear 7' 10000; } >errors.journey
say "10,000 errors" 1 "more; --all" errors.journey
[ "$(grep -c '^error' out)" -le 50 ] || { echo "10,000 errors: more than 50 are shown"; failed=1; }

# What is looked up in the whole text is looked up some times only.
{ printf '%s# ' "$head"; letters x 10; echo; repeat '    milestone "{aaa}" # a: b' 100000; } >lookups.journey
say "100,000 look-ups in 12 MB" 1 "more; --all" lookups.journey
{ printf '%s# ' "$head"; letters x 10; echo; repeat '    set user.a: "{aaa}"' 50000; } >lookups.journey
say "50,000 look-ups of what is in braces" 1 "" lookups.journey
rm lookups.journey

{ printf '%s' "$head"; repeat 'if yes {' 10000; repeat '}' 10000; } >deep.journey
say "blocks 10,000 deep" 1 "more than 64 deep" deep.journey
{ printf '%s    if ' "$head"; awk 'BEGIN { for (i = 0; i < 10000; i++) printf "(" }'; echo; } >deep.journey
say "brackets 10,000 deep" 1 "more than 64 deep" deep.journey

printf 'language 1\nevent "A\000B"\n' >nul.journey
say "a zero byte" 1 "nul.journey:2:9" nul.journey
printf 'language 1\nproject "P" { timezone: "UTC" }\nevent "A\377\376B"\n' >bytes.journey
say "broken UTF-8" 1 "UTF-8" bytes.journey
letters '\377' 2 >noise.journey
say "nothing but noise" 1 "UTF-8" noise.journey

printf '\357\273\277language 1\r\nproject "P" { timezone: "UTC" }\r\nevent "E"\r\n' >bom.journey
say "a byte order mark and CRLF" 0 "" bom.journey
printf 'language 1\r\nproject "P" { timezone: "UTC" }\r\nevnt "E"\r\n' >crlf.journey
say "a mistake in a file with CRLF" 1 "crlf.journey:3:1" crlf.journey
"$JOURNEY" check --fix crlf.journey >out 2>&1 || { echo "a fix in a file with CRLF:"; cat out; failed=1; }
printf 'language 1\r\nproject "P" { timezone: "UTC" }\r\nevent "E"\r\n' | cmp - crlf.journey || failed=1

: >empty.journey
say "an empty file" 1 "language 1" empty.journey
mkdir folder.journey
say "a folder with the name of a script" 2 "folder.journey" folder.journey
say "a file that is not there" 2 "No such file" gone.journey
if [ -c /dev/zero ]; then say "a device without an end" 2 "more than 32 MB" /dev/zero; fi
ln -s gone.journey link.journey
say "a link to nothing" 2 "No such file" link.journey
if [ "$(id -u)" -ne 0 ]; then
    cp crlf.journey secret.journey && chmod 000 secret.journey
    say "a file that may not be read" 2 "Permission denied" secret.journey
fi

# A pipe: its length is not known before it ends, as that of a file that grows or shrinks while it is read.
mkfifo pipe.journey
{ printf 'language 1\nproject "P" { timezone: "UTC" }\nevnt "E"\n' >pipe.journey & } 2>/dev/null
say "a pipe" 1 "pipe.journey:3:1" pipe.journey
wait
rm pipe.journey

# A file that another process cuts short, again and again, while it is read.
{ printf '%s' "$head"; repeat '    milestone m' 200000; } >whole.txt
( while [ ! -e stop ]; do cp whole.txt moving.journey; : >moving.journey; done ) &
writer=$!
for round in 1 2 3 4 5; do
    got=0
    timeout 120 "$JOURNEY" check moving.journey >out 2>&1 || got=$?
    [ "$got" -le 2 ] || { echo "a file that shrinks, round $round: ended with $got"; failed=1; }
done
touch stop
wait "$writer"

exit "$failed"
