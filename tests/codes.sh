#!/bin/sh
# Every message of the compiler is produced by a wrong script, and explained with a wrong and a right example.
set -eu
python3 "$ROOT/tests/codes.py" "$JOURNEY"
