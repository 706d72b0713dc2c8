# Late events. One from before a wait began: an arm on that event does not see it, a condition that it turns true now acts.
set -eu
cat > events.jsonl <<'END'
{"type":"track","userId":"ana","event":"Signed Up","timestamp":"2026-03-02T10:00:00Z"}
{"type":"track","userId":"bo","event":"Signed Up","timestamp":"2026-03-02T11:00:00Z"}
{"type":"track","userId":"ana","event":"Logged In","timestamp":"2026-03-02T09:00:00Z"}
END
"$JOURNEY" run "$ROOT/tests/lang/ruling-26-late-event-turns-a-condition.journey" --events events.jsonl --actions actions.jsonl \
    --until 2026-03-06 2>/dev/null
exits() { grep '"type":"exit"' actions.jsonl | grep '"user":"ana"' | sed 's/.*"at":"\([^"]*\)".*"journey":"\([^"]*\)".*"outcome":"\([^"]*\)".*/\2 \3 \1/'; }
exits > found
cat > wanted <<'END'
by_condition seen 2026-03-02T11:00:00.000Z
by_event quiet 2026-03-05T10:00:00.000Z
END
diff wanted found

# A silence that was over before its late event came fires right after it, before the next event of the same instant.
cat > events.jsonl <<'END'
{"type":"track","userId":"ana","event":"Logged In","timestamp":"2026-03-02T10:00:00Z"}
{"type":"track","userId":"bo","event":"Logged In","timestamp":"2026-03-03T10:00:00Z"}
{"type":"track","userId":"ana","event":"Logged In","timestamp":"2026-03-03T07:00:00Z"}
{"type":"track","userId":"ana","event":"Logged In","timestamp":"2026-03-03T10:00:00Z"}
END
"$JOURNEY" run "$ROOT/tests/lang/ruling-66-overdue-silence.journey" --events events.jsonl --actions actions.jsonl 2>/dev/null
exits > found
cat > wanted <<'END'
calls called 2026-03-02T12:00:00.000Z
calls called 2026-03-03T10:00:00.000Z
END
diff wanted found

# A silence since the first sight that has fired: late events from up to then tell of no other silence; one from later does.
cat > events.jsonl <<'END'
{"type":"track","userId":"ana","event":"Signed Up","timestamp":"2026-03-02T10:00:00Z"}
{"type":"track","userId":"bo","event":"Signed Up","timestamp":"2026-03-02T10:00:00Z"}
{"type":"track","userId":"cy","event":"Signed Up","timestamp":"2026-03-02T16:00:00Z"}
{"type":"track","userId":"ana","event":"Logged In","timestamp":"2026-03-02T10:00:00Z"}
{"type":"track","userId":"ana","event":"Logged In","timestamp":"2026-03-02T09:00:00Z"}
{"type":"track","userId":"bo","event":"Logged In","timestamp":"2026-03-02T11:00:00Z"}
END
"$JOURNEY" run "$ROOT/tests/lang/ruling-16-silence-since-the-first-sight.journey" --events events.jsonl --actions actions.jsonl 2>/dev/null
grep '"type":"exit"' actions.jsonl | sed 's/.*"at":"\([^"]*\)","user":"\([^"]*\)".*/\2 \1/' > found
cat > wanted <<'END'
ana 2026-03-02T12:00:00.000Z
bo 2026-03-02T12:00:00.000Z
bo 2026-03-02T16:00:00.000Z
END
diff wanted found
