#!/bin/sh
# Every script in the documentation is checked, and its tests are run.
exec python3 "$(dirname "$0")/docs.py" "${JOURNEY:?}"
