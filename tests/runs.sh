#!/bin/sh
# Runs over lines of events: what a test in the language cannot say, see tests/lang/run/README.md.
exec python3 "$ROOT/tests/lang/run/check.py" "$JOURNEY"
