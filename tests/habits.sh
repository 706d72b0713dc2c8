#!/bin/sh
# What people write by habit gives one error each, on its line, with words that help.
set -eu
python3 "$ROOT/tests/habits.py" "$JOURNEY"
