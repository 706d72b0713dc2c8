#!/bin/sh
# The manual pages keep to their format, and name the subcommands and options that the help names.
set -eu
python3 "$ROOT/tests/manual.py" "$JOURNEY"
if command -v mandoc >/dev/null; then
    # Whether the other page is installed is no matter of these.
    mandoc -Tlint "$ROOT/docs/journey.1" "$ROOT/docs/journey.5" | grep -v 'referenced manual not found' >said || true
    [ ! -s said ] || { cat said; exit 1; }
fi
