#!/bin/sh
# Indentation, blank lines, comments and the places of line ends never change what a script says.
set -eu
find "$ROOT/examples" "$ROOT/tests/lang" "$ROOT/tests/recipes" -name '*.journey' >scripts
[ "$(wc -l <scripts)" -gt 100 ]

# Random scripts with every form of the grammar; a few of them happen to be wrong.
python3 "$ROOT/tests/fmt_random.py" 3 300 random
for script in random/*.journey; do
    if "$BUILD/tests/dump_ast" "$script" >tree 2>said; then echo "$script"; fi
done >right
[ "$(wc -l <right)" -gt 280 ]

xargs python3 "$ROOT/tests/layouts.py" "$BUILD/tests/dump_ast" 8 <scripts
xargs python3 "$ROOT/tests/layouts.py" "$BUILD/tests/dump_ast" 4 <right
