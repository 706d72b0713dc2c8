#!/usr/bin/env python3
"""Runs every folder beside this file and compares actions and rejects; usage: check.py path/to/journey"""
import json
import pathlib
import subprocess
import sys
import tempfile

COMPARED = {"send", "skipped", "milestone", "set", "start", "exit"}


def lines(path):
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def agrees(expected, actual):
    # Between users there is no order to keep, so each user's actions stand together.
    expected, actual = (sorted(each, key=lambda line: line.get("user", "")) for each in (expected, actual))
    return len(expected) == len(actual) and all(
        wanted.get(key) == got.get(key) for wanted, got in zip(expected, actual) for key in wanted)


def check(command, folder):
    with tempfile.TemporaryDirectory() as scratch:
        actions, rejects = pathlib.Path(scratch, "actions"), pathlib.Path(scratch, "rejects")
        options = (folder / "args").read_text().split() if (folder / "args").exists() else []
        done = subprocess.run(
            [command, "run", str(folder / "project.journey"), "--events", str(folder / "events.jsonl"),
             "--actions", str(actions), "--rejects", str(rejects), *options], capture_output=True, text=True)
        got = [action for action in lines(actions) if action["type"] in COMPARED]
        refused = lines(rejects)
    if not (folder / "rejects.jsonl").exists():
        refused = [reject for reject in refused if reject.get("kind") == "line"]
    problems = []
    if done.returncode != 0:
        problems.append(f"exit code {done.returncode}: {done.stderr.strip()}")
    if not agrees(lines(folder / "actions.jsonl"), got):
        problems.append("actions: " + "\n    ".join(map(json.dumps, got)))
    if not agrees(lines(folder / "rejects.jsonl"), refused):
        problems.append("rejects: " + "\n    ".join(map(json.dumps, refused)))
    return problems


def main():
    failed = 0
    for folder in sorted(path for path in pathlib.Path(__file__).parent.iterdir() if path.is_dir()):
        problems = check(sys.argv[1], folder)
        failed += bool(problems)
        print(("not ok " if problems else "ok ") + folder.name)
        for problem in problems:
            print("    " + problem)
    return 1 if failed else 0


sys.exit(main())
