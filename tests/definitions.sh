#!/bin/sh
# The pages that are made from definitions say what the definitions say, and what the mutants change is there to be changed.
set -eu
python3 "$ROOT/tools/docs" --check
python3 "$ROOT/tests/mutants/mutants.py" --check
