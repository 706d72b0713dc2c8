#!/bin/sh
# Pictures, pages and comparisons of whole projects keep to the rules of their formats.
exec python3 "$ROOT/tests/pictures.py" "$JOURNEY"
