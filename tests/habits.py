#!/usr/bin/env python3
"""Scripts with one mistake each give one error, on its line, with words that help; sure fixes mend it, bring no mistake of
form with them, and change nothing when they are made again.

    tests/habits.py JOURNEY

tests/habits.journey is right; tests/habits_table.py has the mistakes.
"""
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from habits_table import HABITS

HERE = pathlib.Path(__file__).resolve().parent

# Rule 3 of the language: at least so many words and signs of others are known, each with a fix.
NEAR_MISSES = 40


def errors_of(program, path):
    done = subprocess.run([program, "check", "--format", "json", path], capture_output=True, timeout=120)
    if done.returncode not in (0, 1):
        return None
    found = json.loads(done.stdout.decode("utf-8", "replace"))["diagnostics"]
    return [one for one in found if one["severity"] == "error"]


def said(error):
    texts = [error["summary"], error["detail"]]
    texts += [label["text"] for label in error["labels"]] + [edit["text"] for edit in error["suggestions"]]
    return "\n".join(texts)


def is_sure(error):
    return error["suggestions"] and all(edit["applicability"] == "sure" for edit in error["suggestions"])


def mended(program, path):
    subprocess.run([program, "check", "--fix", path], capture_output=True, timeout=120)
    return errors_of(program, path)


def look(program, base, habit, path):
    """What is wrong with the answer to one habit, and the word that was mended, if one was."""
    old, new, pattern, *line = habit
    if base.count(old) == 0:
        return f"{old!r} does not stand in habits.journey", None
    at = base.index(old)
    path.write_text(base[:at] + new + base[at + len(old) :], "utf-8")
    wanted = base[:at].count("\n") + 1 + (line[0] if line else 0)
    errors = errors_of(program, path)
    name = new.strip().splitlines()[0] if new.strip() else old.strip()
    if errors is None or len(errors) != 1:
        found = "no answer" if errors is None else "; ".join(one["summary"] for one in errors)
        return f"{name}: one error is expected: {found or 'none'}", None
    error = errors[0]
    if error["range"]["start"]["line"] != wanted:
        return f"{name}: line {wanted} is expected, not {error['range']['start']['line']}: {error['summary']}", None
    if not re.search(pattern, said(error)):
        return f"{name}: /{pattern}/ is expected in: {said(error)}", None
    if not is_sure(error):
        return None, None
    left = mended(program, path)
    if left is None or any(one["code"] == error["code"] and one["summary"] == error["summary"] for one in left):
        return f"{name}: the fix does not mend it", None
    if any(one["code"].startswith("J01") for one in left):
        return f"{name}: the fix brings with it: {left[0]['summary']}", None
    after = path.read_bytes()
    mended(program, path)
    if path.read_bytes() != after:
        return f"{name}: the fix, made again, changes more", None
    word = error["summary"] if error["code"] in ("J0103", "J0104") and not left else None
    return None, word


def main():
    program = sys.argv[1]
    base = (HERE / "habits.journey").read_text("utf-8")
    assert errors_of(program, HERE / "habits.journey") == [], "habits.journey is not right"
    with tempfile.TemporaryDirectory() as folder:
        paths = [pathlib.Path(folder) / str(i) / "script.journey" for i in range(len(HABITS))]
        for path in paths:
            path.parent.mkdir()
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            answers = list(pool.map(lambda pair: look(program, base, *pair), zip(HABITS, paths)))
    problems = [problem for problem, _ in answers if problem]
    words = {word for _, word in answers if word}
    if len(words) < NEAR_MISSES:
        problems.append(f"only {len(words)} words and signs of others are mended so that nothing is left")
    print("\n".join(problems) or f"{len(HABITS)} habits, one error each; {len(words)} near misses mended")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
