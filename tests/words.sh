#!/bin/sh
# Every word of the language is a name wherever only a name can stand.
exec python3 "$ROOT/tests/words.py" "$BUILD/tests/dump_ast" "$ROOT/grammar/journey.l"
