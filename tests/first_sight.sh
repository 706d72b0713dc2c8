# When a user is first seen: with the first line that the project can use, also a report about a message that was never sent. What it
# does not know moves the clock alone; what is rejected does not even that.
set -eu
cat > project.journey <<'END'
language 1
project "P" { timezone: "UTC" }
event "Logged In"
channel email { template "hello" }
journey silent {
  enter when no event "Logged In" for 2 days
  stage all { send email "hello"
    exit as called }
}
END
cat > events.jsonl <<'END'
{"type":"track","userId":"ana","event":"Nobody Knows","timestamp":"2026-03-02T08:00:00Z"}
{"type":"message","userId":"ana","channel":"email","template":"nobody-knows","status":"opened","timestamp":"2026-03-02T09:00:00Z"}
{"type":"message","userId":"ana","channel":"email","template":"hello","status":"opened","timestamp":"2026-03-02T10:00:00Z"}
{"type":"identify","userId":"bo","traits":{},"timestamp":"2026-03-02T11:00:00Z"}
{"type":"track","userId":"cy","event":"Logged In","timestamp":"2026-03-02T12:00:00Z"}
{"type":"track","event":"Logged In","timestamp":"2026-03-08T10:00:00Z"}
{"type":"track","userId":"dan","event":"Nobody Knows","timestamp":"2026-03-05T10:00:00Z"}
END
"$JOURNEY" run project.journey --events events.jsonl --rejects rejects.jsonl --actions actions.jsonl 2>/dev/null
grep '"type":"exit"' actions.jsonl | sed 's/.*"at":"\([^"]*\)","user":"\([^"]*\)".*/\2 \1/' > found
cat > wanted <<'END'
ana 2026-03-04T10:00:00.000Z
bo 2026-03-04T11:00:00.000Z
cy 2026-03-04T12:00:00.000Z
END
diff wanted found
grep -q '"line":6,"kind":"line"' rejects.jsonl
