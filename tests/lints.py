#!/usr/bin/env python3
"""Every flow check and every lint: one script on which it speaks, at its place, and a right one beside it on which it is silent.

    tests/lints.py JOURNEY

The pairs stand in tests/lints.txt. Nothing else may be found than what is listed with the pair; events and templates that a
script does not use are no matter here, and proofs are no findings.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

HEAD = """language 1
project "Shop" { timezone: user.timezone or "UTC" }
event "Trial Started" { workspace_id: text, seats: number }
event "Team Invited" { workspace_id: text, count: number }
event "Report Shared"
event "Card Added"
event "Churned"
user {
  first_name: text optional
  role: one of "owner", "member"
  opted_in: yes/no
  timezone: timezone optional
  renewal: time optional
}
channel email {
  only if user.opted_in is yes
  template "hello"
  template "nudge"
  template "last-call"
  template "long" { line: text }
}
channel push { template "ping" }
"""

# Found nearly everywhere here: events and templates of HEAD that the script does not use, and proofs.
COMMON = {"J0939", "J0940", "J0702"}


def pairs():
    """(codes, words of the line, wrong script, right script)"""
    text = (pathlib.Path(__file__).parent / "lints.txt").read_text("utf-8")
    for block in re.split(r"^== ", text, flags=re.M)[1:]:
        title, _, scripts = block.partition("\n")
        codes, _, words = title.partition(" | ")
        wrong, _, right = scripts.partition("-- right\n")
        yield codes.split(), words, HEAD + wrong, HEAD + right


def found(program, path, script):
    """(code, the line, the message) of each finding"""
    path.write_text(script, "utf-8")
    done = subprocess.run([program, "check", "--format", "json", path], capture_output=True, timeout=120)
    lines = script.split("\n")
    for one in json.loads(done.stdout.decode("utf-8"))["diagnostics"]:
        yield one["code"], lines[one["range"]["start"]["line"] - 1], one["summary"]


def look(program, path, codes, words, wrong, right):
    said = list(found(program, path, wrong))
    if not any(code == codes[0] and words in line for code, line, _ in said):
        yield f"it is not found; what is found: {said}"
    for code, line, message in said:
        if code not in COMMON | set(codes):
            yield f"more is found: {code} {message}: {line}"
    for code, line, message in found(program, path, right):
        spoken = code == codes[0] and (code not in COMMON or words in line)
        if spoken or code not in COMMON | set(codes):
            yield f"on the right script: {code} {message}: {line}"


def main():
    problems, count = [], 0
    with tempfile.TemporaryDirectory() as folder:
        for pair in pairs():
            count += 1
            path = pathlib.Path(folder) / "script.journey"
            problems += [f"{pair[0][0]}, {pair[1]}: {problem}" for problem in look(sys.argv[1], path, *pair)]
    print("\n".join(problems) or f"{count} pairs of a wrong script and a right one")
    return 1 if problems or count < 40 else 0


if __name__ == "__main__":
    sys.exit(main())
