#!/bin/sh
# Every flow check and every lint speaks where it should, and is silent on the right script beside it.
set -eu
python3 "$ROOT/tests/lints.py" "$JOURNEY"
