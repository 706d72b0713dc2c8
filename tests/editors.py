#!/usr/bin/env python3
"""Colours scripts by editors/journey.tmLanguage.json, as an editor does, and looks at what came out.

Usage: editors.py FILE...
The rules of TextMate that the file uses are played here: the match that begins first wins, of several the first in the list;
regions with begin and end; captures; includes.
"""
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
GRAMMAR = json.loads((ROOT / "editors/journey.tmLanguage.json").read_text("utf-8"))

# What a piece of a script must be, told by hand: (line, piece, the scope that it has).
KNOWN = [
    ('  when event "Signed Up" once {   # why', "when", "keyword.control"),
    ('  when event "Signed Up" once {   # why', "event", "keyword.declaration"),
    ('  when event "Signed Up" once {   # why', "Signed", "string.quoted.double"),
    ('  when event "Signed Up" once {   # why', "once", "keyword.other"),
    ('  when event "Signed Up" once {   # why', "why", "comment.line"),
    ("  stage event", "stage", "keyword.declaration"),
    ("  stage event", "event", "entity.name.section"),
    ("    go to send", "send", "entity.name.section"),
    ("  count: 3 days", "count", "variable.other.property"),
    ("  count: 3 days", "days", "constant.numeric.duration"),
    ("  plan: text optional", "text", "support.type"),
    ("  plan: text optional", "optional", "keyword.other"),
    ("  push_on: yes/no", "yes/no", "support.type"),
    ("  set user.text: yes", "text", "variable.other.property"),
    ("  set user.text: yes", "yes", "constant.language"),
    ("  wait until Monday 09:00", "Monday", "constant.language.day"),
    ("  wait until Monday 09:00", "09:00", "constant.numeric.clock"),
    ("  at 2026-03-02 10:00", "10:00", "constant.numeric.date"),
    ("  50% short { stay }", "50%", "constant.numeric"),
    ('  send email "a" { b: "x {{ user.c | default: "d" }} e" }', "email", "support.class.channel"),
    ('  send email "a" { b: "x {{ user.c | default: "d" }} e" }', "default", "support.function"),
    ('  send email "a" { b: "x {{ user.c | default: "d" }} e" }', "d\"", "string.quoted.argument"),
    ('  send email "a" { b: "x {{ user.c | default: "d" }} e" }', "e\"", "string.quoted.double"),
    ('  # { "not a text', "not", "comment.line"),
    ("  if user.a is at least 2 and not power_user", "at least", "keyword.operator.word"),
    ("  if user.a is at least 2 and not power_user", "power_user", "variable.other"),
]


def flattened(patterns):
    for pattern in patterns:
        if "include" in pattern:
            yield from flattened([GRAMMAR["repository"][pattern["include"][1:]]])
        elif "match" not in pattern and "begin" not in pattern:
            yield from flattened(pattern["patterns"])
        else:
            yield pattern


def paint(colours, begin, end, scope):
    for i in range(begin, end):
        colours[i] = colours[i] + [scope]


class Region:
    """A begin that has not met its end."""

    def __init__(self, pattern):
        self.pattern, self.end = pattern, re.compile(pattern["end"])
        self.patterns = list(flattened(pattern.get("patterns", [])))


def first_match(patterns, line, at):
    best = None
    for pattern in patterns:
        match = re.compile(pattern.get("match") or pattern["begin"]).search(line, at)
        if match and (best is None or match.start() < best[1].start()):
            best = (pattern, match)
    return best


def colour_line(line, regions):
    """A list of scopes for each character; `regions` is what is open, and is changed."""
    colours = [[region.pattern["name"] for region in regions if "name" in region.pattern] for _ in line]
    at = 0
    while at <= len(line):
        inner = regions[-1] if regions else None
        found = first_match(inner.patterns if inner else TOP, line, at)
        end = inner.end.search(line, at) if inner else None
        if end and (found is None or end.start() <= found[1].start()):
            for i in range(end.end(), len(line)):
                if "name" in inner.pattern:
                    colours[i].remove(inner.pattern["name"])
            regions.pop()
            at = end.end()
            if at == len(line):
                return colours
        elif found is None:
            return colours
        else:
            pattern, match = found
            if "begin" in pattern:
                regions.append(Region(pattern))
                if "name" in pattern:
                    paint(colours, match.start(), len(line), pattern["name"])
            elif "name" in pattern:
                paint(colours, match.start(), match.end(), pattern["name"])
            for number, capture in pattern.get("captures", {}).items():
                paint(colours, match.start(int(number)), match.end(int(number)), capture["name"])
            if match.end() == match.start():
                sys.exit(f"an empty match of {pattern}")
            at = match.end()
    return colours


TOP = list(flattened(GRAMMAR["patterns"]))


def known_pieces():
    for line, piece, scope in KNOWN:
        colours = colour_line(line, [])
        if not any(one.startswith(scope) for one in colours[line.index(piece)]):
            yield f"`{piece}` in `{line}` is {colours[line.index(piece)]}, not {scope}"


def judge(path):
    """Whatever is no blank has a colour; comment lines are comments to their end; at the end nothing is open."""
    regions = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        in_text = bool(regions)
        colours = colour_line(line, regions)
        for i, character in enumerate(line):
            if not character.isspace() and not colours[i]:
                yield f"{path}:{number}: `{line[i:]}` has no colour"
                break
        if line.lstrip().startswith("#") and not in_text:
            begin = line.index("#")
            if any(one != ["comment.line.number-sign.journey"] for one in colours[begin:]):
                yield f"{path}:{number}: the comment is not one to its end"
    if regions:
        yield f"{path}: at the end {[region.pattern['name'] for region in regions]} is still open"


def main():
    problems = list(known_pieces())
    for path in sys.argv[1:]:
        problems += judge(pathlib.Path(path))
    print("\n".join(problems[:20]))
    print(f"{len(sys.argv) - 1} scripts, {len(problems)} problems")
    return 1 if problems or len(sys.argv) < 2 else 0


if __name__ == "__main__":
    sys.exit(main())
