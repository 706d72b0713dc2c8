#!/usr/bin/env python3
"""Runs every script in the documentation with the `journey` command, so that what the documents say is what happens.

    tests/docs.py JOURNEY [DOCUMENT...]        by default docs/language.md and docs/cookbook.md

A script is a fenced block whose info string begins with `journey`. A block that begins with `language 1`, after comments,
is a whole project. Any other is a fragment and says what it is a part of:

    journey frame                  the declarations that all fragments of the document share
    journey fragment=top           declarations, journeys, tests: stands below the frame
    journey fragment=journey       lines of a journey: get an `enter` and a stage where they have none
    journey fragment=stage         the whole body of a stage
    journey fragment=statement     statements, after which the stage ends
    journey fragment=conditions    a condition on each line
    journey fragment=values        a value on each line, for a variable
    journey fragment=test          the body of a test, of the journeys that `uses=` names
    ... name=NAME                  the block can be used by others
    ... uses=NAME,NAME             the named blocks stand above this one
    ... wrong="WORDS"              the block shows a mistake: `journey check` must find it and speak of WORDS

A block with a test is run by `journey test`, one without by `journey check`. Each prints a line, `ok` or `FAIL`.
"""
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
DOCUMENTS = ["docs/language.md", "docs/cookbook.md"]
FENCE = re.compile(r"^```journey\b(.*)$")
KINDS = {"top", "journey", "stage", "statement", "conditions", "values", "test"}

# Where the moves of a fragment may lead: stages that every wrapped stage finds beside it.
ELSEWHERE = ["tip", "thanks", "nurture"]


class Block:
    """One fenced script: where it stands, what it is, its text."""

    def __init__(self, document, line, info, text):
        self.place = f"{document}:{line}"
        self.text = text
        self.flags = set()
        self.options = {}
        for word in shlex.split(info):
            key, sign, value = word.partition("=")
            if sign:
                self.options[key] = value
            else:
                self.flags.add(key)

    @property
    def whole(self):
        """True if the block is a project by itself."""
        for line in self.text.splitlines():
            if line.strip() and not line.lstrip().startswith("#"):
                return line.split() == ["language", "1"] or line.startswith("language 1")
        return False


def blocks_of(path):
    """The scripts of one document, in order."""
    found, start, info, lines = [], 0, None, []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        opening = FENCE.match(line)
        if info is None and opening:
            start, info, lines = number, opening.group(1), []
        elif info is not None and line.startswith("```"):
            name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
            found.append(Block(name, start, info, "\n".join(lines) + "\n"))
            info = None
        elif info is not None:
            lines.append(line)
    if info is not None:
        raise SystemExit(f"{path}:{start}: the block has no end")
    return found


def indented(text, by):
    return "".join((" " * by + line if line.strip() else line) + "\n" for line in text.splitlines())


def has(text, pattern):
    return re.search(pattern, text, re.MULTILINE) is not None


def journey_around(lines, stages):
    """A journey of the given lines and stages. Its own way in and its first stage reach everything else."""
    enter = "" if has(lines, r"^\s*enter when\b") else '  enter when event "Signed Up"\n'
    return f"journey example {{\n{enter}{indented(lines, 2)}\n{stages}}}\n"


def stages_around(body):
    """The body as a stage, and the other stages to which it may go, each of which can be reached."""
    ways = " otherwise ".join(
        f"if user.seats is {number} {{\n      go to {name}\n    }}" for number, name in enumerate(ELSEWHERE, 1)
    )
    first = f"  stage begin_here {{\n    {ways}\n    go to example_stage\n  }}\n"
    rest = "".join(f"  stage {name} {{ exit as {name}_done }}\n" for name in ELSEWHERE)
    return f"{first}  stage example_stage {{\n{indented(body, 4)}  }}\n{rest}"


def wrapped(block):
    """The declarations, journeys and tests that a fragment becomes."""
    kind = block.options.get("fragment")
    if kind not in KINDS:
        raise ValueError(f"a fragment must say what it is: fragment={'|'.join(sorted(KINDS))}")
    text = block.text
    if kind == "top":
        return text
    if kind == "journey":
        return journey_around(text, "" if has(text, r"^\s*stage\b") else "  stage only_stage {\n    wait 60 days\n    exit as done\n  }\n")
    if kind == "stage":
        return journey_around("", stages_around(text))
    if kind == "statement":
        return journey_around("", stages_around(text + "exit as done\n"))
    if kind == "test":
        given = "" if has(text, r"^\s*given user\b") else "  given user { email_opt_in: yes }\n"
        start = "" if has(text, r"^\s*start at\b") else "  start at 2026-03-02 10:00\n"
        return f'test "example" {{\n{given}{start}{indented(text, 2)}}}\n'
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    if kind == "conditions":
        return "".join(f"condition c{number}: {line.strip()}\n" for number, line in enumerate(lines, 1))
    values = "".join(f"remember v{number}: {line.strip()}\n" for number, line in enumerate(lines, 1))
    return journey_around(values, "  stage only_stage { exit as done }\n")


def project_of(block, frame, named):
    """The whole project for a block."""
    if block.whole:
        return block.text
    if frame is None:
        raise ValueError("the document has no `journey frame` block for its fragments")
    used = []
    for name in filter(None, block.options.get("uses", "").split(",")):
        if name not in named:
            raise ValueError(f"no block is called {name}")
        used.append(wrapped(named[name]))
    return "\n".join([frame.text] + used + [wrapped(block)])


def run(command, block, project):
    """None if the block does what it says, else why not."""
    with tempfile.TemporaryDirectory() as folder:
        script = pathlib.Path(folder) / "example.journey"
        script.write_text(project, encoding="utf-8")
        wrong = block.options.get("wrong")
        verb = "test" if wrong is None and has(project, r'^test "') else "check"
        done = subprocess.run([command, verb, folder], capture_output=True, text=True, timeout=60, check=False)
        output = (done.stdout + done.stderr).replace(folder + "/", "")
    if wrong is None:
        return None if done.returncode == 0 else f"`journey {verb}` ended with {done.returncode}\n{output}"
    if done.returncode != 1:
        return f"`journey check` should find a mistake, but ended with {done.returncode}\n{output}"
    if wrong.lower() not in output.lower():
        return f"the message does not speak of {wrong!r}\n{output}"
    return None


def main():
    if len(sys.argv) < 2:
        raise SystemExit("usage: tests/docs.py JOURNEY [DOCUMENT...]")
    command = str(pathlib.Path(sys.argv[1]).resolve())
    documents = [pathlib.Path(name).resolve() for name in sys.argv[2:]] or [ROOT / name for name in DOCUMENTS]
    passed = failed = 0
    for document in documents:
        blocks = blocks_of(document)
        if not blocks:
            print(f"FAIL {document}: no scripts in it")
            failed += 1
        frame = next((block for block in blocks if "frame" in block.flags), None)
        named = {block.options["name"]: block for block in blocks if "name" in block.options}
        for block in blocks:
            try:
                why = run(command, block, project_of(block, frame, named))
            except ValueError as error:
                why = str(error)
            if why is None:
                print(f"ok   {block.place}")
                passed += 1
            else:
                print(f"FAIL {block.place}")
                print(indented(why.rstrip(), 5), end="")
                failed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
