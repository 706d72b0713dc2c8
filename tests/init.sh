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

# The files for code hosts: each `journey` command in them does its job in the project, and they are YAML.
(
    cd deep/my-project
    mkdir bin
    ln -s "$JOURNEY" bin/journey
    commands=0
    for file in .github/workflows/journeys.yml .gitlab-ci.yml .pre-commit-config.yaml; do
        sed -n 's/^ *\(- \|run: \|entry: \)\(journey [a-z].*\)/\2/p' "$file" >listed
        [ "$(wc -l <listed)" -ge 3 ] || { echo "$file runs too few commands"; exit 1; }
        while read -r command; do
            [ "$command" != 'journey fmt' ] || command='journey fmt project.journey' # the hook hands over names of files
            PATH=$PWD/bin:$PATH sh -c "$command" >said 2>&1 </dev/null || { echo "$file: $command"; cat said; exit 1; }
        done <listed
        if python3 -c 'import yaml' 2>/dev/null; then
            python3 -c 'import sys, yaml; assert yaml.safe_load(open(sys.argv[1]))' "$file"
        fi
    done
    rm -r bin listed said journeys.xml
)

# What it says next can be pasted into a shell, whatever the folder is called.
"$JOURNEY" init "it's my \$HOME" >said
sed -n 's/^  journey \([a-z]*\) /\1 /p' said >next
[ "$(wc -l <next)" = 3 ]
while read -r words; do sh -c "\"\$JOURNEY\" $words" >out 2>&1 || { echo "$words"; cat out; exit 1; }; done <next

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
{"specversion":"1.0","id":"1","source":"/x","type":"Paid","userid":"u1free","time":"2026-03-02T10:00:00Z","data":{"sum":3}}
{"type":"alias","userId":"u1free"}
not a message

LINES
"$JOURNEY" init --from events.jsonl found >said 2>warned
grep -q 'journey: 2 of 90 lines are no messages and were left out' warned
grep -q 'journey: 87 of 90 lines do not say when it happened' warned
grep -q '^  journey run found --events events.jsonl --summary$' said
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

event "Paid" {
  sum: number
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

channel email { template "welcome" }          # list all templates here
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

channel email { template "welcome" }          # list all templates here
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

# The forms of other tools: a list at the top, a list in an answer, event types, no message round the properties, null by `anyOf`.
cat >top.json <<'PLAN'
{"name": "Plan", "events": [
  {"id": "1", "name": "Product Viewed", "description": "Somebody looks", "rules": {"type": "object", "required": ["properties"], "properties": {
    "name": {"const": "Product Viewed"},
    "properties": {"type": "object", "required": ["path"], "properties": {
      "path": {"type": "string"}, "kind": {"anyOf": [{"type": "string", "enum": ["a", "b"]}, {"type": "null"}]}}}}}},
  {"name": "Account Closed", "rules": {"type": "object", "properties": {}}},
  {"name": "User Registered", "eventType": "track", "rules": {"type": "object", "required": ["by"], "properties": {
    "by": {"const": "web"}}}},
  {"name": "", "eventType": "identify", "rules": {"properties": {"context": {"properties": {"traits": {"required": ["first"],
    "properties": {"first": {"type": ["string"]}}}}}}}},
  {"eventType": "screen", "rules": {"properties": {"properties": {"properties": {"title": {"type": "string"}}}}}}]}
PLAN
"$JOURNEY" init --from top.json top >said
if grep -q 'journey run' said; then echo "a plan can't be run"; exit 1; fi
cat >expected <<'SCRIPT'
language 1

project "Top" {
  timezone: "UTC"                             # whose clock a time like 09:00 means
}

# Somebody looks
event "Product Viewed" {
  path: text
  kind: one of "a", "b" optional
}

event "Account Closed"
event "User Registered" {
  by: one of "web"
}

event "Screen Viewed" {
  title: text optional
}

user {
  first: text
}
SCRIPT
diff expected top/project.journey
grep -q 'enter when event "User Registered"' top/first_steps.journey
grep -q 'for event "Screen Viewed"' top/first_steps.journey
sound top
echo '{"data": {"rules": [{"type": "TRACK", "key": "Paid", "jsonSchema": {}}]}}' >answer.json
"$JOURNEY" init --from answer.json answer >/dev/null
grep -q '^event "Paid"$' answer/project.journey
sound answer

# A time zone by a name that is taken, or by one that every user has already.
cat >zones.jsonl <<'LINES'
{"type":"identify","userId":"a","timestamp":"2026-03-02T10:00:00Z","traits":{"the zone":"free","theZone":"Europe/Rome","id":"x"}}
{"type":"track","userId":"a","timestamp":"2026-03-02T10:00:00Z","event":"Signed Up","properties":{}}
LINES
"$JOURNEY" init --from zones.jsonl zones >/dev/null
grep -q 'timezone: user.the_zone_2 or "UTC"' zones/project.journey
sound zones
