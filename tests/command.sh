#!/bin/sh
# The command's edges: what it says without arguments, to mistakes, and its exit codes.
set -eu

# answers CODE WORDS COMMAND...: the exit code and the words that must occur in what is printed.
answers() {
    code=$1 words=$2
    shift 2
    got=0
    "$@" >printed 2>&1 </dev/null || got=$?
    [ "$got" = "$code" ] || { echo "$*: ended with $got, not $code"; cat printed; exit 1; }
    grep -qF -e "$words" printed || { echo "$*: does not say: $words"; cat printed; exit 1; }
}

answers 0 'To begin with:' "$JOURNEY"
answers 0 'Usage: journey SUBCOMMAND' "$JOURNEY" --help
answers 0 'Usage: journey SUBCOMMAND' "$JOURNEY" -h
answers 0 'Usage: journey SUBCOMMAND' "$JOURNEY" help
answers 0 'journey ' "$JOURNEY" --version
answers 2 'there is no subcommand "chekc"' "$JOURNEY" chekc
answers 2 'did you mean `journey check`?' "$JOURNEY" chekc
answers 2 'there is no subcommand "x"' "$JOURNEY" help x
answers 2 'stands before the subcommand' "$JOURNEY" --fix check
answers 2 'standard output' sh -c '"$JOURNEY" --help >/dev/full'

# Every subcommand explains itself, examples first, and knows its mistakes.
"$JOURNEY" help | sed -n 's/^  \([a-z][a-z]*\)  .*/\1/p' | grep -v '^help$' >subcommands
[ -s subcommands ]
while read -r name; do
    answers 0 'Examples:' "$JOURNEY" "$name" --help
    answers 0 "journey $name" "$JOURNEY" help "$name"
    answers 0 'Examples:' "$JOURNEY" --color never "$name" -h
    answers 2 'has no option "--nonsense"' "$JOURNEY" "$name" --nonsense
    answers 2 'did you mean --color?' "$JOURNEY" "$name" --colro=never
    answers 2 "can't be \"sometimes\"" "$JOURNEY" "$name" --color sometimes
done <subcommands

# What can't be read is said with its path and reason, whatever the subcommand.
mkdir empty
printf 'words\n' >notes.txt
for name in check build test; do
    grep -qx "$name" subcommands || { echo "journey $name is missing"; exit 1; }
    output=
    [ "$name" = build ] && output='-o out.jbc'
    # shellcheck disable=SC2086  # nothing or two words
    {
        answers 2 'missing.journey": No such file or directory' "$JOURNEY" "$name" $output missing.journey
        answers 2 'there are no scripts under "empty"' "$JOURNEY" "$name" $output empty
        answers 2 '"notes.txt" is no script' "$JOURNEY" "$name" $output notes.txt
        answers 1 '' "$JOURNEY" "$name" $output -
    }
done
[ ! -e out.jbc ] || { echo "a build that failed left a file"; exit 1; }
