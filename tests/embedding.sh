#!/bin/sh
# docs/embedding.md as a reader would take it: the core copied out of the tree and built alone, the program and the project
# of the page compiled and run.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
awk -v want=c 'substr($0, 1, 3) == "```" { on = !on && $0 == "```" want; next } on' "$ROOT/docs/embedding.md" > "$work/host.c"
awk -v want=journey 'substr($0, 1, 3) == "```" { on = !on && $0 == "```" want; next } on' "$ROOT/docs/embedding.md" \
    > "$work/embedded.journey"
mkdir "$work/core"
cp "$ROOT"/runtime/*.c "$ROOT"/runtime/*.h "$ROOT"/runtime/*.def "$work/core"
cd "$work/core"
"${CC:-cc}" -std=c11 -O1 -c *.c
ar rcs ../libjrt.a *.o
cd "$work"
mkdir include
cp core/jrt.h include
"${CC:-cc}" -std=c11 -Wall -Wextra -Werror -Iinclude -o host host.c libjrt.a
"$JOURNEY" build embedded.journey -o embedded.jbc > /dev/null
./host embedded.jbc > out
cat > expected <<'END'
day 0: send
day 3: send
day 3: exit as done
END
diff expected out
# What is no program is refused, not run.
if ./host host.c 2> refused; then exit 1; fi
grep -q '^refused: ' refused
