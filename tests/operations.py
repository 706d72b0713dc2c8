#!/usr/bin/env python3
"""Runs what docs/operations.md shows and promises.

    tests/operations.py JOURNEY

The example in the document is run, and must print what stands there. Every action and reject of the examples and of a project
that causes each kind of action keeps to the schemas in docs/. Each documented answer to bad input is asked for.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

from formats import validate

ROOT = pathlib.Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
JOURNEY = sys.argv[1]
KINDS = {"send", "skipped", "enter", "stage", "milestone", "exit", "set", "start", "refused", "error"}

# Every kind of action, in some minutes.
EVERYTHING = """language 1
project "Everything" { timezone: "UTC" }
event "Go" { order: text, more: number, tags: list of text, at: time, ok: yes/no }
event "Move"
user { pause: duration, opened: yes/no optional, email_opt_in: yes/no }
channel email {
  only if user.email_opt_in is yes
  template "all" { more: number, tags: list of text, at: time, ok: yes/no, pause: duration, name: text }
}
channel task { template "call" { more: number } }
journey every {
  enter when event "Go"
  one per order
  stage first {
    send task "call" { more: entry.more }
    send email "all" { more: entry.more, tags: entry.tags, at: entry.at, ok: entry.ok, pause: user.pause, name: "\\"é\\"" }
    milestone seen
    set user.opened: yes
    start journey other
    wait user.pause, at most 1 minute
    go to second
  }
  stage second {
    wait up to 1 day {
      for event "Move" { exit as moved }
      otherwise { exit as stuck }
    }
  }
}
journey other { stage only { exit as done } }
"""
GO = {"order": "k", "more": 0.25, "tags": ["a", "b"], "at": "2026-03-02T10:00:00+01:00", "ok": True}


def event(name, user, minute, **rest):
    return {"type": "track", "event": name, "userId": user, "timestamp": f"2026-03-02T10:{minute:02}:00Z", **rest}


def run(folder, *args, stdin=None, text=True):
    return subprocess.run([JOURNEY, "run", *map(str, args)], cwd=folder, input=stdin, capture_output=True, text=text, timeout=120)


def demand(holds, *message):
    if not holds:
        sys.exit(" ".join(map(str, message)))


def schema_of(name):
    return json.loads((DOCS / name).read_text("utf-8"))


ACTIONS, REJECTS = schema_of("actions.schema.json"), schema_of("rejects.schema.json")


def check_actions(lines):
    """Each line by the schema of its type; returns the types."""
    found = set()
    for line in lines:
        action = json.loads(line)
        demand({"$ref": "#/$defs/" + action["type"]} in ACTIONS["anyOf"], "no schema for", line)
        validate(action, ACTIONS["$defs"][action["type"]], ACTIONS, line)
        found.add(action["type"])
    return found


# ---- the example in the document ---------------------------------------------------------------------------------------


def example(folder):
    text = (DOCS / "operations.md").read_text("utf-8")
    blocks = dict(re.findall(r"^```(journey|jsonl \w+|text \w+)\n(.*?)^```$", text, re.M | re.S))
    (folder / "p.journey").write_text(blocks["journey"], "utf-8")
    (folder / "e.jsonl").write_text(blocks["jsonl events"], "utf-8")
    done = run(folder, "p.journey", "--events", "e.jsonl", "--actions", "a", "--rejects", "r", "--summary")
    demand(done.returncode == 0, "the example ended with", done.returncode, done.stderr)
    demand(done.stdout == blocks["text summary"], "the summary differs:\n" + done.stdout)
    demand((folder / "a").read_text("utf-8") == blocks["jsonl actions"], "the actions differ:\n", (folder / "a").read_text("utf-8"))
    demand((folder / "r").read_text("utf-8") == blocks["jsonl rejects"], "the rejects differ:\n", (folder / "r").read_text("utf-8"))
    check_actions(blocks["jsonl actions"].splitlines())
    for line in blocks["jsonl rejects"].splitlines():
        validate(json.loads(line), REJECTS, REJECTS, line)
    # Without --rejects, they are said; actions on standard output move the summary to standard error.
    done = run(folder, "p.journey", "--summary", stdin=blocks["jsonl events"])
    demand(done.stdout == blocks["jsonl actions"] and done.stderr.endswith(blocks["text summary"]), done.stdout, done.stderr)
    demand("1 line of the events could not be used, and 1 value did not fit; the first, line 2: field" in done.stderr, done.stderr)


# ---- the shape of every line -------------------------------------------------------------------------------------------


def everything(folder):
    (folder / "all.journey").write_text(EVERYTHING, "utf-8")
    profile = {"type": "identify", "userId": "u", "timestamp": "2026-03-02T10:00:00Z", "traits": {"pause": "PT10M", "email_opt_in": True}}
    events = [profile, event("Go", "u", 1, properties=GO), event("Go", "u", 2, properties=GO),
              event("Go", "v", 3, properties=GO), event("Move", "u", 30)]
    lines = "".join(json.dumps(one) + "\n" for one in events)
    one = run(folder, "all.journey", "--until", "2026-03-04", stdin=lines)
    demand(one.returncode == 0, one.stderr)
    found = check_actions(one.stdout.splitlines())
    demand(found == KINDS, "never seen:", KINDS - found, one.stdout)
    sent = [json.loads(line) for line in one.stdout.splitlines() if '"all"' in line and '"send"' in line]
    wanted = {"more": 0.25, "tags": ["a", "b"], "at": "2026-03-02T09:00:00.000Z", "ok": True, "pause": "PT10M", "name": '"é"'}
    demand([action["data"] for action in sent] == [wanted], sent)
    two = run(folder, "all.journey", "--until", "2026-03-04", "--shards", "2", stdin=lines)
    demand(sorted(two.stdout.splitlines()) == sorted(one.stdout.splitlines()), "two threads say something else")
    subprocess.run([JOURNEY, "build", "all.journey", "-o", "all.jbc"], cwd=folder, check=True, capture_output=True)
    built = run(folder, "all.jbc", "--until", "2026-03-04T00:00Z", stdin=lines)
    demand(built.stdout == one.stdout, "the compiled project says something else", built.stderr)


def examples(folder):
    samples = sorted((ROOT / "examples").glob("*/sample.jsonl"))
    demand(samples, "no example has a sample")
    for sample in samples:
        done = run(folder, sample.parent, "--events", sample, "--rejects", "r")
        demand(done.returncode == 0, sample, done.stderr)
        check_actions(done.stdout.splitlines())
        demand((folder / "r").read_text("utf-8") == "", sample, "has rejects", (folder / "r").read_text("utf-8"))


# ---- bad input ---------------------------------------------------------------------------------------------------------


def reasons(folder):
    """Each reason that the document lists comes with the line that causes it."""
    u, t = {"userId": "u"}, {"timestamp": "2026-03-02T10:00:00Z"}
    track, cloud = {"type": "track", "event": "Move"}, {"specversion": "1.0", "type": "Move"}
    message = {"type": "message", **u, **t}
    cases = [
        ("{", "is no JSON: at column 2, the line ends too early"),
        ('{"a":"b}', "is no JSON: a text has no end, or holds a control character"),
        (b"\xff", "is not valid UTF-8"),
        ("x" * ((1 << 20) + 1), "is longer than 1 MiB"),
        ("[]", "is JSON, but no object"),
        ({}, 'has no "type"'),
        ({"type": "trak"}, 'has a "type" that is none of track, identify, group, page, screen, message; a CloudEvent has a "specversion"'),
        ({"type": "track"}, 'is a "track" without an "event"'),
        ({"type": "group", **u, **t}, 'is a "group" without a "groupId"'),
        (message, 'is a "message" without a "status"'),
        ({"type": "alias"}, 'is an "alias", which is not supported: a user keeps one id, so send all events under it'),
        ({**track, **t}, 'says no user: "userId" or "anonymousId" is missing'),
        ({**track, **t, "userId": "u" * 513}, "has a user id that is longer than 512 bytes"),
        ({**track, **u}, 'has no "timestamp"'),
        ({**track, **u, "timestamp": "yesterday"}, 'has a "timestamp" that is not like 2026-03-02T10:00:00Z, with Z or an offset such as +01:00'),
        ({**message, "status": "opened", "channel": "email", "template": "all", "actionId": "x"},
         'has an "actionId" that is not the id of an action for this user'),
        ({**cloud, "specversion": "2.0"}, 'has a "specversion" that is not 1.0: only CloudEvents 1.0 are understood'),
        ({"specversion": "1.0"}, 'is a CloudEvent without a "type"'),
        ({**cloud, "time": t["timestamp"]}, 'says no user: a CloudEvent names it in "userid" or "subject"'),
        ({**cloud, "subject": "u"}, 'has no "time"'),
    ]
    documented = (DOCS / "operations.md").read_text("utf-8")
    lines = [one if isinstance(one, bytes) else (one if isinstance(one, str) else json.dumps(one)).encode() for one, _ in cases]
    done = run(folder, "all.journey", "--rejects", "r", "--actions", "a", stdin=b"\n".join(lines), text=False)
    demand(done.returncode == 0 and (folder / "a").read_bytes() == b"", done.stderr)
    rejects = [json.loads(line) for line in (folder / "r").read_text("utf-8").splitlines()]
    for number, (reject, (_, reason)) in enumerate(zip(rejects, cases, strict=True), 1):
        validate(reject, REJECTS, REJECTS)
        demand(reject["line"] == number and reject["kind"] == "line" and reject["reason"] == reason, reject["reason"], "not", reason)
        general = re.sub(r"at column \d+, .*", "at column N, ...", reason)
        demand(f"`{general}`" in documented or reason.split(' "')[0] in documented, "not documented:", reason)


def answers(folder):
    """What is said, and what is left alone, when the job can't be done."""
    (folder / "kept").write_text("as it was\n")
    (folder / "empty").write_bytes(b"")
    (folder / "nothing").mkdir()
    (folder / "wrong.journey").write_text("language 1\nproject \"P\" { timezone: \"UTC\" }\njourney j { stage a { } }\n")
    damaged = bytearray((folder / "all.jbc").read_bytes())
    damaged[len(damaged) // 2] ^= 1
    (folder / "damaged.jbc").write_bytes(damaged)
    cases = [
        (["all.journey", "--events", "missing.jsonl"], 2, "can't read \"missing.jsonl\": No such file or directory"),
        (["all.journey", "--events", "nothing"], 2, "can't read \"nothing\": Is a directory"),
        (["missing.jbc"], 2, "can't read \"missing.jbc\""),
        (["nothing"], 2, "there are no scripts under \"nothing\""),
        (["damaged.jbc"], 2, "\"damaged.jbc\" is no project that can be run"),
        (["empty.jbc"], 2, "is empty"),
        (["wrong.journey"], 1, "wrong.journey"),
        (["all.journey", "--until", "soon"], 2, "--until wants a date or an instant, not \"soon\""),
        (["all.journey", "--until", "2026-03-02T10:00"], 2, "2026-01-31T10:00Z"),
        (["all.journey", "--shards", "0"], 2, "--shards wants a whole number from 1 to 64"),
        (["all.journey", "--clock", "wall"], 2, "--clock can't be \"wall\""),
        (["all.journey", "--rejects", "nothing/x/y"], 2, "can't write \"nothing/x/y\""),
        ([], 2, "say which project to run"),
    ]
    (folder / "empty.jbc").write_bytes(b"")
    for args, code, words in cases:
        done = run(folder, *args, "--actions", "kept", stdin="")
        demand(done.returncode == code and words in done.stderr, args, "gave", done.returncode, done.stderr)
        demand((folder / "kept").read_text() == "as it was\n", args, "has touched the actions")
    done = run(folder, "all.journey", "--events", "empty")
    demand((done.returncode, done.stdout, done.stderr) == (0, "", ""), done)
    go = json.dumps(event("Go", "u", 1, properties=GO)) + "\n"
    done = run(folder, "all.journey", "--actions", "/dev/full", stdin=go)
    demand(done.returncode == 2 and "No space left" in done.stderr, done)
    done = run(folder, "all.journey", stdin=json.dumps(event("Move", "u", 1)) + "\n")
    demand((done.returncode, done.stdout, done.stderr) == (0, "", ""), "an event for no journey", done)


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for check in (example, everything, examples, reasons, answers):
            check(folder)
    print("docs/operations.md: the example, the schemas and the answers to bad input hold")


if __name__ == "__main__":
    main()
