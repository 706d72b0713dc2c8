#!/bin/sh
# `journey inspect` verifies a file first, says what is in it, as text and as JSON, and lists its code.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/a.journey" <<'END'
language 1
project "Inspected" { timezone: "Europe/Lisbon" }
event "Signed Up" { plan: one of "free", "pro", seats: number optional }
user { email_opt_in: yes/no, tags: list of text optional }
channel email {
  only if user.email_opt_in is yes
  template "welcome" { to: text }
}
journey hello "Say hello" {
  owner: "growth@acme.example"
  enter when event "Signed Up" where plan is "pro"
  stage first {
    send email "welcome" { to: user.id }
    wait 2 days
    exit as greeted
  }
}
END
fail() {
    echo "inspect.sh: $1" >&2
    exit 1
}
"$JOURNEY" build "$folder/a.journey" -o "$folder/a.jbc" >/dev/null

"$JOURNEY" inspect "$folder/a.jbc" --asm >"$folder/text" || fail "a sound file is refused"
for words in 'project "Inspected"' '"Signed Up"' 'plan: one of "free", "pro"' 'seats: number optional' \
    'tags: list of text optional' 'email "welcome"' 'hello "Say hello"' 'stages: first' 'owner: "growth@acme.example"' \
    'SEND          email "welcome"' 'EXIT          "greeted"' 'flow of hello, stage first' 'a.journey:13'; do
    grep -qF -- "$words" "$folder/text" || fail "the text lacks: $words"
done

"$JOURNEY" inspect "$folder/a.jbc" --json --asm >"$folder/json"
python3 - "$folder/json" "$folder/a.jbc" <<'END'
import json, os, sys
found = json.load(open(sys.argv[1]))
assert found["project"] == "Inspected"
assert found["bytes"] == os.path.getsize(sys.argv[2])
assert [event["name"] for event in found["events"]] == ["Signed Up"]
assert found["events"][0]["fields"][0] == {"name": "plan", "type": "text", "words": ["free", "pro"], "optional": False}
assert found["user"][1] == {"name": "tags", "type": "list", "items": "text", "optional": True}
assert found["account"] == []
assert found["channels"] == [{"name": "email", "team": False, "templates": ["welcome"]}]
assert found["journeys"][0]["stages"] == ["first"]
assert found["journeys"][0]["metadata"] == {"owner": "growth@acme.example"}
assert any("EXIT" in line for line in found["code"])
END

# One bit is turned.
python3 - "$folder/a.jbc" "$folder/b.jbc" <<'END'
import sys
data = bytearray(open(sys.argv[1], "rb").read())
data[len(data) // 2] ^= 1
open(sys.argv[2], "wb").write(data)
END
code=0
"$JOURNEY" inspect "$folder/b.jbc" >"$folder/out" 2>"$folder/err" || code=$?
[ "$code" = 1 ] || fail "a damaged file gives exit code $code, not 1"
[ ! -s "$folder/out" ] || fail "a damaged file is shown"
grep -q 'is refused: the checksum is wrong' "$folder/err" || fail "it does not say why a damaged file is refused"

code=0
"$JOURNEY" inspect "$folder/none.jbc" >/dev/null 2>&1 || code=$?
[ "$code" = 2 ] || fail "a file that is not there gives exit code $code, not 2"
