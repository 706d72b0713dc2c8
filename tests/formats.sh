#!/bin/sh
# What the command prints for machines keeps to the grammar of each format.
exec python3 "$ROOT/tests/formats.py" "$JOURNEY"
