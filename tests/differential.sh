#!/bin/sh
# The second evaluator passes the tests in the language, and it and the runtime agree on random cases with fixed seeds.
set -eu
reference="$ROOT/tests/reference"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 "$reference/run_tests.py" "$BUILD/tests/dump_ast" "$ROOT"/tests/lang/*.journey "$ROOT"/tests/recipes/*.journey
for project in "$ROOT"/examples/*/; do
    python3 "$reference/run_tests.py" "$BUILD/tests/dump_ast" "$project"
done
python3 "$reference/differential.py" 300 1 --journey "$JOURNEY" --dump-ast "$BUILD/tests/dump_ast" --keep "$folder" --shrink 0
# With a new version in every case, and reports that name their action in every second.
python3 "$reference/differential.py" 150 500001 --journey "$JOURNEY" --dump-ast "$BUILD/tests/dump_ast" --keep "$folder" --shrink 0 \
    --versions 1 --names 0.5
