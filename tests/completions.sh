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
    "$JOURNEY" help "$name" | sed -n 's/^  \(-., \|    \)--\([a-z][a-z-]*\).*/\2/p' >options
    while read -r option; do
        offers journey "$name" "--$option" | grep -q -- "--$option " || { echo "bash: $name --$option"; exit 1; }
        sed -n "/^        $name)\$/,/;;/p" script.zsh | grep -q -- "--$option" || { echo "zsh: $name --$option"; exit 1; }
        grep -q -- " -l $option " script.fish || { echo "fish: $name --$option"; exit 1; }
    done <options
done <subcommands

bash -n script.bash

# What zsh's own completion offers behind a line: asked in a terminal, with every offer written to a file.
cat >capture.zsh <<'SCRIPT'
zmodload zsh/zpty
print -r -- "
PROMPT= RPROMPT=
autoload -Uz compinit
compinit -u -D
source ./script.zsh
compadd () {
    local -a hits
    builtin compadd -O hits \"\$@\"
    print -rl -- \$hits >>offered
    builtin compadd \"\$@\"
}
finish () { print FINISHED; exit }
zle -N finish
bindkey '^X' finish
bindkey '^I' complete-word
print READY" >setup.zsh
: >offered
zpty shell "zsh -f -i"
zpty -w shell "source ./setup.zsh"
zpty -r shell out '*READY*'
zpty -n -w shell "$1"$'\t\x18'
zpty -r shell out '*FINISHED*'
zpty -d shell
SCRIPT
zsh_offers() {
    HOME=$PWD TERM=dumb timeout 60 zsh -f capture.zsh "$1" >/dev/null
    sed 's/ *$//; /^$/d' offered | sort -u | tr '\n' ' '
}
fish_offers() {
    HOME=$PWD fish -c 'source script.fish; complete -C $argv[1]' "$1" | cut -f1 | sort -u | tr '\n' ' '
}

if command -v zsh >/dev/null; then
    zsh -n script.zsh
    same "$(zsh_offers 'journey check --format s')" 'sarif short '
    same "$(zsh_offers 'journey comp')" 'completions '
    same "$(zsh_offers 'journey completions ')" 'bash fish zsh '
    same "$(zsh_offers 'journey run --events ev')" 'events.jsonl '
fi
if command -v fish >/dev/null; then
    fish --no-execute script.fish
    same "$(fish_offers 'journey check --format s')" 'sarif short '
    same "$(fish_offers 'journey comp')" 'completions '
    same "$(fish_offers 'journey completions ')" 'bash fish zsh '
    same "$(fish_offers 'journey run --events ev')" 'events.jsonl '
fi

# In each shell that is here, each subcommand offers the options of its help and no others.
while read -r name; do
    [ "$name" = help ] && continue
    wanted=$("$JOURNEY" help "$name" | sed -n 's/^  \(-., \|    \)--\([a-z][a-z-]*\).*/--\2/p' | sort -u | tr '\n' ' ')
    same "$(offers journey "$name" --)" "$wanted"
    if command -v zsh >/dev/null; then same "$(zsh_offers "journey $name --")" "$wanted"; fi
    if command -v fish >/dev/null; then same "$(fish_offers "journey $name --")" "$wanted"; fi
done <subcommands

code=0
"$JOURNEY" completions fisch >said 2>&1 || code=$?
[ "$code" = 2 ]
grep -q 'did you mean `journey completions fish`?' said
