#!/bin/sh
# What docs/operations.md promises of `journey run`: its example, the shape of every line, and the answers to bad input.
exec python3 "$ROOT/tests/operations.py" "$JOURNEY"
