#!/usr/bin/env python3
"""Uses every word of the language as a name, in every role that a name can have; each such script must parse.

Usage: words.py DUMP_AST SCANNER    (the scanner's source lists the words)

Variables and conditions stand where values begin, so the words that begin something else there are not for them; fields have
no such limit but in a `where`, where `event.not` can be written for `not`.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

# What begins a value or a condition, and `true`, which is the wrong word for `yes`.
VALUES = set("account and entry event if no not now or true unknown user yes".split())
# What begins a comparison, a trigger or a condition.
BEGINNINGS = set("after at before between every in journey within".split())


def journey(*lines):
    return "journey j {\n" + "\n".join(lines) + "\n}\n"


def stage(*lines):
    return journey("stage a {", *lines, "}")


def test(*lines):
    return 'test "t" {\n' + "\n".join(lines) + "\n}\n"


# What the name is, the words it cannot be, and a script in which W stands for it.
ROLES = [
    ("stage", set(), journey(
        "stage W { go to W }", 'stage b "T" {', "if x { go to W } otherwise { go to W }", "}", "renamed stage W to W",
        "renamed stage a to W", "promise stage W only after stage W", "promise stage W can happen") + test(
        "expect stage W", "expect stage W of journey W", "expect stage W at 2026-01-01")),
    ("outcome", set(), journey(
        'leave when event "A" as W', 'leave when event "A" as W { milestone m }', "leave when journey x ended as W as W",
        "when journey x ended as W once { stay }", "enter when journey x ended as W only if x",
        "goal journey x ended as W within 3 days", "stage a {", "if x { exit as W } otherwise { exit as W }",
        "wait up to 3 days { for journey x ended as W { go on } otherwise { exit as W } }", "exit as W", "}") + test(
        "expect exit as W", "expect exit as W of journey j", "expect exit as W at 2026-01-01")),
    ("milestone", set(), stage("milestone W", "if x { milestone W } otherwise { milestone W }", "milestone W") + test(
        "expect milestone W", "expect milestone W of journey j", "expect milestone W at 2026-01-01")),
    ("field of an event", set(), 'event "A" { W: text, "X" as W: number\n W: one of "a", "b"\n W: text optional }\n' + journey(
        "one per W", 'when event "A" where event.W is "x" once { stay }',
        'enter when event "A" where event.W is at least entry.W only if event.W is 3', "stage a {",
        'if event.W is "a" and entry.W is "b" { stay } otherwise if entry.W is known or (not (event.W is unknown)) { stay }',
        'remember x: entry.W if entry.W contains "a" otherwise entry.W', "remember y: entry.W or entry.W",
        "remember z: [entry.W, event.W]", "remember v: entry.W * entry.W - entry.W",
        'remember u: "{{ entry.W | default: event.W }}"', "if entry.W { stay }", "}") + test(
        'given event "A" { W: 1 } 3 days ago', 'event "A" { W: 1\n W: 2 }', 'event "A" { a: 1, W: no, W: [1, 2] }')),
    ("field in a where", VALUES, journey(
        'when event "A" where W is "x" once { stay }', 'enter when event "A" where a is b and W is at least 3 only if x',
        'enter when event "A" where not W is one of "a", "b"', 'leave when event "A" where W starts with "x" as y') +
        'condition c: count of event "A" where W is 1 in last 3 days is at least 3 and event "B" where W is 3 happened\n'),
    ("field of a template", set(), 'channel c { template "t" { W: text, b: text }\ntemplate "u" {\n W: text\n} }\n' + stage(
        'send email "t" { W: "x" }', 'send email "t" { W: "x", W: 3\n W: user.W } or push "x" {\n W: 1\n }') + test(
        'expect email "t" with W "x", W 3, W [1] at 2026-01-01', 'expect email "t" with a 3, W 4')),
    ("trait", set(), "user { W: text\n W: time of day }\naccount { W: text, W: list of text optional }\n"
        'project "x" { timezone: user.W or account.W or "UTC", keep 5% out }\n' + stage(
        'if user.W is "a" or user.W is not one of "b", "c" { stay }', "if account.W is more than 3 and user.W is within 3 days { stay }",
        'set user.W: "x"', "set account.W: user.W", "wait user.W, at most 9 days", "wait until user.W {",
        'for user.W becomes "x" { go on }', "for user.W changes { go on }", 'for user.W is "x" { go on }', "if past { go on }", "}",
        "wait until 3 days before user.W { if past { go on } }", "remember x: user.W if user.W is user.W otherwise user.W",
        'send email "t" { a: user.W, b: user.W or "x"\n c: user.W }', "remember t: (user.W)") + journey(
        'enter when user.W becomes "x" only if user.W is 3', "leave when user.W changes as x", "goal at user.W within 3 days",
        "when 3 days after user.W once { stay }", "enter when at user.W only if x", "when user.W becomes user.W { stay }") + test(
        'given user { W: "x", W: yes }', "user { W: unknown }", "expect set user.W: yes")),
    ("variable", VALUES | BEGINNINGS, journey(
        "remember W: 0", "remember W: text optional", "stage a {", "remember W: 3", 'remember W: "x"', "if W is 1 { stay }",
        "if W is at least 3 and W is known { stay }", 'if (W) is 3 or (not W contains "x") { stay }', "remember x: W",
        "remember x: W + W * 2", "remember x: -W", "remember x: W if W is 3 otherwise W", "remember x: [W, W]", "remember x: W or W",
        "if x is one of W { stay }", "if x is 3 and W is unknown { stay }", "if x is between W and W { stay }",
        'remember x: "{{ W | default: W }}"', 'send email "t" { a: W, b: W\n c: W or 3 }', "wait W, at most 3 days",
        "set user.x: W", "start journey k { W: 1 }", "wait until 3 days before W { if past { stay } }", "}")),
    ("variable behind is", VALUES | BEGINNINGS | {"known"}, journey(
        "remember W: 0", "stage a {", "if x is W { stay }", "if x is not W { stay }", "}")),
    ("condition", VALUES | BEGINNINGS, "condition W: user.x is 1\n" + journey(
        "when W becomes true once { stay }", "enter when W becomes true only if W", "when (W and not W) becomes true { stay }",
        "stage a {", "if W { stay } otherwise if not W { stay }", "if x and W { stay }", "if x or W or y { stay }",
        "wait up to 3 days {", "for W { go on }", "for W and x { go on }", "otherwise { stay }", "}", "}")),
    ("journey", set(), 'journey W "T" { stage a { stay } }\njourney W { stage a { stay } }\n' + test(
        "only journey W, W", "expect start journey W", "expect nothing of journey W") + stage(
        "start journey W { a: 1 }", "start journey W", "stop journey W", "if in journey W and not in journey W { stay }",
        "wait up to 3 days { for journey W ended { go on } otherwise { stay } }")),
    ("metadata and group", set(), journey('W: "x"', "group W", "stage a { stay }", 'W: "y"') +
        'journey k { W: "x", W: "y", stage a { stay } }\n'),
    ("split and arm", set(), stage("split W { 50% W { stay } 50% W { stay } }") + test("given split W is W", "given split W is x")),
    ("report", {"was"}, 'channel c { reports W, W }\nchannel d { template "x", reports x, W }\n' + journey(
        'when email "t" W once { stay }', 'leave when email "t" W as W', 'enter when email "t" W only if x',
        'goal email "t" W within 3 days', "stage a {", 'if email "t" was W { stay }',
        'wait up to 3 days { for email "t" W { go on } otherwise { stay } }', "}") + test('email "t" W')),
]


def main():
    dump, scanner = sys.argv[1:]
    words = re.findall(r"^([a-z]+) +\{ return TOK_", pathlib.Path(scanner).read_text(), re.M)
    assert len(words) > 100, "the scanner's words were not found"
    assert VALUES | BEGINNINGS < set(words)
    scripts = {}
    with tempfile.TemporaryDirectory() as folder:
        for number, (role, not_for, text) in enumerate(ROLES):
            for word in set(words) - not_for:
                path = pathlib.Path(folder) / f"{number}.{word}.journey"
                path.write_text("language 1\n" + re.sub(r"\bW\b", word, text))
                scripts[str(path)] = f"`{word}` as the name of a {role}"
        done = subprocess.run([dump, *scripts], capture_output=True, text=True)
    complaints = done.stderr.splitlines()
    for line in complaints[:20]:
        path, rest = line.split(":", 1)
        print(f"{scripts.get(path, path)}: {rest}")
    print(f"{len(scripts)} scripts with a word of the language as a name, {len(complaints)} complaints")
    return 1 if complaints or done.returncode != 0 else 0


if __name__ == "__main__":
    sys.exit(main())
