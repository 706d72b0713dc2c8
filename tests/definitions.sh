#!/bin/sh
# The pages that are made from definitions say what the definitions say.
set -eu
python3 "$ROOT/tools/docs" --check
