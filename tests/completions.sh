#!/bin/sh
# The completion scripts know every subcommand, option and choice that the help shows, and the shells can read them.
set -eu

for shell in bash zsh fish; do "$JOURNEY" completions $shell >script.$shell; done

# offers WORDS...: what bash would offer for the command line, the last word being the one under the cursor.
offers() {
    bash -c '. ./script.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _journey; printf "%s\n" "${COMPREPLY[@]}"' \
        bash "$@" | sort | tr '\n' ' '
}
same() {
    [ "$1" = "$2" ] || { echo "offered: $1"; echo "expected: $2"; exit 1; }
}
same "$(offers journey comp)" 'completions '
same "$(offers journey help fm)" 'fmt '
same "$(offers journey fmt --d)" '--diff '
same "$(offers journey check --format s)" 'sarif short '
same "$(offers journey check --format = s)" 'sarif short '
same "$(offers journey check --format =)" 'github human json junit sarif short '
same "$(offers journey completions '')" 'bash fish zsh '
same "$(offers journey fmt --color n)" 'never '
same "$(offers journey build -)" '--color --help --output --strip -h -o '
touch events.jsonl
same "$(offers journey run --events ev)" 'events.jsonl '

# Every subcommand, and every option that its help lists, is in each of the three.
"$JOURNEY" help | sed -n 's/^  \([a-z][a-z]*\)  .*/\1/p' >subcommands
[ -s subcommands ]
while read -r name; do
    same "$(offers journey "$name" | tr ' ' '\n' | grep -x "$name")" "$name"
    grep -q "^        $name:'" script.zsh || { echo "zsh does not know $name"; exit 1; }
    grep -q -- "-a $name -d" script.fish || { echo "fish does not know $name"; exit 1; }
    [ "$name" = help ] && continue
    "$JOURNEY" help "$name" | sed -n 's/^  .*--\([a-z][a-z-]*\) .*/\1/p' >options
    while read -r option; do
        offers journey "$name" "--$option" | grep -q -- "--$option " || { echo "bash: $name --$option"; exit 1; }
        sed -n "/^        $name)\$/,/;;/p" script.zsh | grep -q -- "--$option" || { echo "zsh: $name --$option"; exit 1; }
        grep -q -- " -l $option " script.fish || { echo "fish: $name --$option"; exit 1; }
    done <options
done <subcommands

bash -n script.bash
if command -v zsh >/dev/null; then zsh -n script.zsh; fi
if command -v fish >/dev/null; then
    fish --no-execute script.fish
    HOME=$PWD fish -c 'source script.fish; complete -C "journey check --format s"' | cut -f1 | sort | tr '\n' ' ' >offered
    same "$(cat offered)" 'sarif short '
fi

code=0
"$JOURNEY" completions fisch >said 2>&1 || code=$?
[ "$code" = 2 ]
grep -q 'did you mean `journey completions fish`?' said
