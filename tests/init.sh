#!/bin/sh
# `journey init`: what it makes is sound, laid out, tested and runs; nothing is overwritten; events and plans become declarations.
set -eu

sound() {
    "$JOURNEY" check --fail-on warning "$1" >said 2>&1 || { cat said; exit 1; }
    "$JOURNEY" fmt --check "$1"
    "$JOURNEY" test "$1" >said 2>&1 || { cat said; exit 1; }
    grep -q '^2 passed, 0 failed' said || { cat said; exit 1; }
}

# An empty project: every stage, milestone and outcome is reached by the sample.
"$JOURNEY" init deep/my-project >said
grep -q '^made     deep/my-project/project.journey$' said
grep -q '^project "My project" {' deep/my-project/project.journey
sound deep/my-project
"$JOURNEY" run deep/my-project --events deep/my-project/events.jsonl --actions actions.jsonl --rejects rejects.jsonl
[ ! -s rejects.jsonl ]
for word in '"stage":"welcome"' '"stage":"reminder"' interested '"outcome":"goal"' '"outcome":"closed"' '"outcome":"not_yet"'; do
    grep -q "$word" actions.jsonl || { echo "no action has $word"; exit 1; }
done
for file in .github/workflows/journeys.yml .gitlab-ci.yml .pre-commit-config.yaml; do [ -s "deep/my-project/$file" ]; done

# Nothing is overwritten, and nothing is written where something is in the way.
code=0
"$JOURNEY" init deep/my-project >said 2>&1 || code=$?
[ "$code" = 2 ]
grep -q 'is there already, and nothing is overwritten' said
mkdir half
echo mine >half/tests.journey
echo mine >half/.gitlab-ci.yml
code=0
"$JOURNEY" init half >said 2>&1 || code=$?
[ "$code" = 2 ]
[ "$(cd half && find . -type f | sort | tr '\n' ' ')" = './.gitlab-ci.yml ./tests.journey ' ]
rm half/tests.journey
"$JOURNEY" init half >said
grep -q '^left     half/.gitlab-ci.yml, which was there already$' said
[ "$(cat half/.gitlab-ci.yml)" = mine ]
sound half

# In the present folder.
mkdir "Größe & co"
(cd "Größe & co" && "$JOURNEY" init >said && grep -q '^project "Größe co" {' project.journey)

# From events.
for i in 1 2 3 4 5 6 7; do
    for plan in free pro team; do
        echo '{"type":"identify","userId":"u'$i$plan'","traits":{"plan":"'$plan'","firstName":"Name '$i$plan'","seats":'$i',"optIn":true,"timeZone":"Europe/Rome"}}'
        echo '{"type":"group","userId":"u'$i$plan'","groupId":"g'$i'","traits":{"name":"Firm '$i'"}}'
        echo '{"type":"track","userId":"u'$i$plan'","event":"Signed Up","properties":{"plan":"'$plan'","id":"x'$i'","when":"2026-03-0'$i'T10:00:00Z"}}'
        echo '{"type":"track","userId":"u'$i$plan'","event":"Order \"A\" {Done}","properties":{"Total Price":'$i'.5,"tags":["a"],"at clock":"09:00","address":{"city":"x"},"mixed":[1,"a"]}}'
    done
done >events.jsonl
cat >>events.jsonl <<'LINES'
{"type":"track","userId":"u1free","event":"Signed Up","properties":{"plan":null,"id":"y","when":"2026-03-02","note":"once"}}
{"type":"track","userId":"u1free","event":"Email Opened","properties":{}}
{"type":"page","userId":"u1free","properties":{"path":"/"}}
{"type":"alias","userId":"u1free"}
not a message

LINES
"$JOURNEY" init --from events.jsonl found >said 2>warned
grep -q 'journey: 2 of 89 lines are no messages and were left out' warned
cat >expected <<'SCRIPT'
language 1

project "Found" {
  timezone: user.time_zone or "UTC"           # whose clock a time like 09:00 means
}

event "Signed Up" {
  plan: one of "free", "pro", "team" optional
  "id" as event_id: text
  when: time
  note: text optional
}

event "Order \"A\" \{Done}" {
  "Total Price" as total_price: number
  tags: list of text
  "at clock" as at_clock: time of day
  # address: an object, which has no type here
  # mixed: a list of several types or of objects, which has no type here
}

event "Page Viewed" {
  path: text
}

user {
  plan: one of "free", "pro", "team"
  "firstName" as first_name: text
  seats: number
  "optIn" as opt_in: yes/no
  "timeZone" as time_zone: timezone optional
}

account {
  name: text
}

channel email                                 # list its templates here
SCRIPT
diff expected found/project.journey
sound found
[ ! -e found/events.jsonl ]

# From standard input; one event; none.
echo '{"type":"track","userId":"a","event":"Only","properties":{}}' | "$JOURNEY" init --from - one >/dev/null
sound one
code=0
echo '{"a":1}' | "$JOURNEY" init --from - none >said 2>&1 || code=$?
[ "$code" = 2 ]
grep -q 'there is no event in "-"' said
[ ! -e none ]

# From a tracking plan, in both of its forms.
cat >plan.json <<'PLAN'
{"name": "Plan", "rules": {
  "events": [
    {"name": "Signed Up", "description": "An account was\nmade", "rules": {"properties": {"properties": {
      "required": ["plan", "seats"],
      "properties": {
        "plan": {"type": "string", "enum": ["free", "pro"], "description": "as bought"},
        "seats": {"type": ["integer", "null"]},
        "startedAt": {"type": "string", "format": "date-time"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "extra": {"type": "object"},
        "any": {"type": ["string", "number"]}}}}}},
    {"name": "Closed", "rules": {}}],
  "identify": {"properties": {"traits": {"required": ["email"], "properties": {
      "email": {"type": "string"}, "timezone": {"type": "string"}, "vip": {"type": "boolean"}}}}}}}
PLAN
"$JOURNEY" init --from plan.json planned >/dev/null
cat >expected <<'SCRIPT'
language 1

project "Planned" {
  timezone: user.timezone or "UTC"            # whose clock a time like 09:00 means
}

# An account was made
event "Signed Up" {
  plan: one of "free", "pro"                  # as bought
  seats: number optional
  "startedAt" as started_at: time optional
  tags: list of text optional
  # extra: has no type here
  # any: has no type here
}

event "Closed"

user {
  email: text
  timezone: timezone optional
  vip: yes/no optional
}
SCRIPT
diff expected planned/project.journey
sound planned
cat >api.json <<'PLAN'
{"rules": [{"type": "TRACK", "key": "Paid", "jsonSchema": {"properties": {"properties": {"properties": {"sum": {"type": "number"}}}}}},
           {"type": "GROUP", "jsonSchema": {"properties": {"traits": {"required": ["tier"], "properties": {"tier": {"enum": ["a", "b"]}}}}}}]}
PLAN
"$JOURNEY" init --from api.json api >/dev/null
grep -q '^event "Paid" {' api/project.journey
grep -q '^  sum: number optional' api/project.journey
grep -q '^  tier: one of "a", "b"' api/project.journey
sound api
