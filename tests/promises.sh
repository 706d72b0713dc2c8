#!/bin/sh
# What is proved of random journeys is never broken in random timelines, and what is refuted is broken by the timeline told.
exec python3 "$ROOT/tests/promises.py" "$JOURNEY" 30 1 --users 40
