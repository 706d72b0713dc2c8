#!/usr/bin/env python3
"""Runs every test of the tree and ends with a line of totals: "N passed, N failed" (", N skipped" may follow).

Kinds of tests, each explained in CONTRIBUTING.md:
  unit      tests/unit/test_*.c       cmocka programs; every test function is a case
  lang      tests/lang/*.journey      in-language tests, which must all pass; a folder is a project of several files
  recipes   tests/recipes/*.journey   journeys as they are written for a product, whose tests must all pass
  errors    tests/errors/*.journey    wrong scripts with their expected diagnostics in `# expect:` lines
  golden    tests/golden/*.txt        transcripts: `$ command` lines, each followed by what it must print
  examples  examples/*/               checked, tested, and run on their sample events twice
  corpus    tests/fuzz/corpus/*/      what the fuzzers keep, run through their checks
  scripts   tests/*.sh                anything else; exit code 0 passed, 77 skipped

Only the Python standard library is used. Each case gets an empty folder of its own for what it writes.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
TIMEOUT = 600
SKIPPED = 77
SANITIZER = re.compile(r"(AddressSanitizer|LeakSanitizer|ThreadSanitizer|runtime error:)")


class Failure(Exception):
    """Why a case failed, for the person who reads the log."""


class Skip(Exception):
    """Why a case could not be run here."""


class Context:
    """What every case needs to know: the programs under test and the environment they run in."""

    def __init__(self, build, cc):
        self.build = pathlib.Path(build).resolve()
        self.journey = self.build / "journey"
        self.env = dict(os.environ)
        self.env.pop("MAKEFLAGS", None)
        self.env.pop("MAKELEVEL", None)
        self.env.pop("MFLAGS", None)
        self.env.update(
            JOURNEY=str(self.journey),
            BUILD=str(self.build),
            ROOT=str(ROOT),
            CC=cc,
            PATH=f"{self.build}:{os.environ.get('PATH', '')}",
            LC_ALL="C.UTF-8",
            TZ="UTC",
            NO_COLOR="1",
            CMOCKA_MESSAGE_OUTPUT="TAP",
            # A report of a sanitizer must never look like an exit code that a test expects.
            ASAN_OPTIONS="exitcode=99:detect_stack_use_after_return=1",
            UBSAN_OPTIONS="exitcode=99:print_stacktrace=1",
            TSAN_OPTIONS="exitcode=99",
        )

    def run(self, command, cwd, stdin=None):
        """Runs a command; a sanitizer's report or a crash is a failure whatever the test expects."""
        command = [str(part) for part in command]
        try:
            done = subprocess.run(command, cwd=cwd, env=self.env, input=stdin, capture_output=True, timeout=TIMEOUT)
        except subprocess.TimeoutExpired:
            raise Failure(f"{' '.join(command)}\nstill running after {TIMEOUT} seconds")
        done.out = done.stdout.decode("utf-8", "replace")
        done.err = done.stderr.decode("utf-8", "replace")
        if done.returncode < 0 or done.returncode in (70, 99) or SANITIZER.search(done.err):
            raise Failure(f"{' '.join(command)}\nended with {done.returncode}\n{done.out}{done.err}")
        return done

    def expect(self, code, command, cwd, stdin=None):
        done = self.run(command, cwd, stdin)
        if done.returncode != code:
            shown = " ".join(str(part) for part in command)
            raise Failure(f"{shown}\nended with {done.returncode}, not {code}\n{done.out}{done.err}")
        return done


# ---- cases: each is (name, function of context and folder); a function returns nothing or a list of (name, problem) ----


def unit_case(program):
    def case(context, folder):
        done = subprocess.run([program], cwd=folder, env=context.env, capture_output=True, timeout=TIMEOUT)
        text = (done.stdout + done.stderr).decode("utf-8", "replace")
        results = []
        for line in text.splitlines():
            match = re.match(r"(not ok|ok) \d+\s*(?:-\s*)?(.*)", line)
            if not match:
                continue
            verdict, name = match.groups()
            if name.startswith("# SKIP"):
                results.append((name[6:].strip(), Skip("skipped by the program")))
            else:
                results.append((name, None if verdict == "ok" else Failure(text)))
        planned = sum(int(n) for n in re.findall(r"^1\.\.(\d+)$", text, re.M))
        failed = any(isinstance(problem, Failure) for _, problem in results)
        if len(results) != planned or not results or (done.returncode != 0 and not failed):
            results.append(("runs to its end", Failure(f"ended with {done.returncode}\n{text}")))
        return results

    return (program.name, case)


def lang_case(path):
    def case(context, folder):
        context.expect(0, [context.journey, "test", path], folder)

    return (path.name, case)


EXPECT = re.compile(r"#\s*expect:\s*([A-Z]\d+)\s+(\d+):(\d+)-(?:(\d+):)?(\d+)\s+(\S.*?)\s*$")


def expected_diagnostics(path):
    """(file, code, line, column, end line, end column, words) for each `# expect:` line of a wrong script."""
    found = []
    for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
        if not re.match(r"\s*#\s*expect:", line):
            continue
        match = EXPECT.search(line)
        if not match:
            raise Failure(f"{path.name}:{number}: an `# expect:` line reads `# expect: J0203 LINE:COL-COL words`")
        code, first, column, last, end, words = match.groups()
        found.append((path.name, code, int(first), int(column), int(last or first), int(end), words))
    return found


def all_strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in ("filename", "code", "severity", "url"):
                yield from all_strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from all_strings(inner)


def place(diagnostic):
    where = diagnostic["range"]
    start, end = where["start"], where["end"]
    name = pathlib.Path(where["filename"]).name
    return (name, diagnostic["code"], start["line"], start["column"], end["line"], end["column"])


def matches(expected, diagnostic):
    return place(diagnostic) == expected[:6] and expected[6] in "\n".join(all_strings(diagnostic))


def error_case(path):
    scripts = [path] if path.is_file() else sorted(path.glob("*.journey"))

    def case(context, folder):
        expected = [item for script in scripts for item in expected_diagnostics(script)]
        if not expected:
            raise Failure("no `# expect:` line, so nothing is tested")
        done = context.run([context.journey, "check", "--format", "json", path], folder)
        try:
            report = json.loads(done.out)
        except ValueError as problem:
            raise Failure(f"the report is no JSON: {problem}\n{done.out}{done.err}")
        left = list(report["diagnostics"])
        problems = []
        for item in expected:
            hit = next((one for one in left if matches(item, one)), None)
            if hit is None:
                problems.append("missing: {}: {} {}:{}-{}:{} {}".format(*item))
            else:
                left.remove(hit)
        problems += [
            "unexpected: {}: {} {}:{}-{}:{} ".format(*place(one)) + " | ".join(all_strings(one))
            for one in left
            if one["severity"] == "error" or problems
        ]
        wants_exit = 1 if any(one["severity"] == "error" for one in report["diagnostics"]) else 0
        if done.returncode != wants_exit:
            problems.append(f"exit code {done.returncode}, not {wants_exit}")
        if problems:
            raise Failure("\n".join(problems))

    return (path.name, case)


def transcript_steps(text):
    """Splits a transcript into (command, expected output)."""
    steps = []
    for line in text.splitlines(keepends=True):
        if line.startswith("$ "):
            steps.append([line[2:], ""])
        elif line.startswith("> ") and steps and not steps[-1][1]:
            steps[-1][0] += line[2:]
        elif steps:
            steps[-1][1] += line
        elif not line.startswith("#") and line.strip():
            raise Failure("a transcript begins with `# comments` or `$ command`")
    return steps


def golden_case(path):
    def case(context, folder):
        shutil.copytree(path.parent, folder, dirs_exist_ok=True)
        steps = transcript_steps(path.read_text("utf-8"))
        if not any(output.strip() for _, output in steps):
            raise Failure("a transcript without expected output tests nothing")
        for command, output in steps:
            done = context.run(["sh", "-c", f"exec 2>&1\n{command}"], folder)
            printed = done.out + (f"[exit {done.returncode}]\n" if done.returncode else "")
            if printed.rstrip("\n") != output.rstrip("\n"):
                raise Failure(f"$ {command}--- expected\n{output}--- printed\n{printed}")

    return (path.name, case)


def example_cases(path):
    def check(context, folder):
        context.expect(0, [context.journey, "check", path], folder)

    def test(context, folder):
        context.expect(0, [context.journey, "test", path], folder)

    def run(context, folder):
        outputs = []
        for name in ("first.jsonl", "second.jsonl"):
            command = [context.journey, "run", path, "--events", path / "sample.jsonl", "--actions", name]
            context.expect(0, command, folder)
            outputs.append((folder / name).read_bytes())
        if outputs[0] != outputs[1]:
            raise Failure("the same events gave two different outputs")
        if not outputs[0]:
            raise Failure("the sample events cause no action at all")
        expected = path / "expected.jsonl"
        if expected.exists() and outputs[0] != expected.read_bytes():
            raise Failure("the actions differ from expected.jsonl\n" + difference(expected, folder / "first.jsonl"))

    cases = [(f"{path.name}: check", check), (f"{path.name}: test", test)]
    if (path / "sample.jsonl").exists():
        cases.append((f"{path.name}: run", run))
    return cases


def difference(expected, printed):
    done = subprocess.run(["diff", expected, printed], capture_output=True)
    return done.stdout.decode("utf-8", "replace")[:4000]


def corpus_case(path):
    def case(context, folder):
        program = context.build / "tests" / f"replay_{path.name}"
        if not program.exists():
            raise Failure(f"tests/fuzz/fuzz_{path.name}.c, whose corpus this is, is missing")
        files = sorted(one for one in path.iterdir() if one.is_file())
        if not files:
            raise Failure("the corpus is empty")
        context.expect(0, [program] + files, folder)

    return (path.name, case)


def script_case(path):
    def case(context, folder):
        done = context.run(["sh", path], folder)
        if done.returncode == SKIPPED:
            raise Skip((done.out + done.err).strip() or "skipped")
        if done.returncode != 0:
            raise Failure(f"ended with {done.returncode}\n{done.out}{done.err}")

    return (path.name, case)


# ---- the whole -------------------------------------------------------------------------------------------------------


def is_project(path):
    return path.suffix == ".journey" or (path.is_dir() and any(path.glob("*.journey")))


def listed(folder, wanted):
    where = ROOT / folder
    return sorted(one for one in where.iterdir() if wanted(one)) if where.is_dir() else []


def all_cases(context):
    programs = context.build / "tests"
    for source in listed("tests/unit", lambda one: one.match("test_*.c")):
        yield "unit", unit_case(programs / source.stem)
    for path in listed("tests/lang", is_project):
        yield "lang", lang_case(path)
    for path in listed("tests/recipes", is_project):
        yield "recipes", lang_case(path)
    for path in listed("tests/errors", is_project):
        yield "errors", error_case(path)
    for path in listed("tests/golden", lambda one: one.suffix == ".txt"):
        yield "golden", golden_case(path)
    for path in listed("examples", is_project):
        for case in example_cases(path):
            yield "examples", case
    for path in listed("tests/fuzz/corpus", lambda one: one.is_dir()):
        yield "corpus", corpus_case(path)
    for path in listed("tests", lambda one: one.suffix == ".sh"):
        yield "scripts", script_case(path)


def run_case(context, kind, name, function):
    """Returns a list of (kind, name, None | Failure | Skip)."""
    with tempfile.TemporaryDirectory(prefix="journey-test-") as folder:
        try:
            results = function(context, pathlib.Path(folder))
        except (Failure, Skip) as outcome:
            return [(kind, name, outcome)]
        except Exception as outcome:  # a test that can't be run has failed; the others go on
            return [(kind, name, Failure(f"{type(outcome).__name__}: {outcome}"))]
    if results is None:
        return [(kind, name, None)]
    return [(kind, f"{name}: {inner}", problem) for inner, problem in results]


def report(results):
    kinds = {}
    for kind, name, problem in results:
        counts = kinds.setdefault(kind, [0, 0, 0])
        counts[0 if problem is None else 1 if isinstance(problem, Failure) else 2] += 1
        if isinstance(problem, Failure):
            print(f"FAILED  {kind}: {name}")
            print("\n".join("        " + line for line in str(problem).splitlines()[:60]))
        elif isinstance(problem, Skip):
            print(f"skipped {kind}: {name}: {problem}")
    for kind, (passed, failed, skipped) in kinds.items():
        print(f"{kind:9} {passed:5} passed, {failed} failed, {skipped} skipped")
    totals = [sum(counts[i] for counts in kinds.values()) for i in range(3)]
    print(f"{totals[0]} passed, {totals[1]} failed" + (f", {totals[2]} skipped" if totals[2] else ""))
    return 0 if totals[1] == 0 and totals[0] > 0 else 1


def main():
    options = argparse.ArgumentParser(description="runs the tests; `make test` builds first")
    options.add_argument("--build", default="build/san", help="the folder of the programs under test")
    options.add_argument("--cc", default="gcc", help="the compiler that tests use which build something")
    options.add_argument("--only", default="", help="only cases whose kind and name contain this text")
    options.add_argument("--jobs", type=int, default=2, help="how many run at once")
    chosen = options.parse_args()
    context = Context(chosen.build, chosen.cc)
    if not context.journey.exists():
        print(f"{context.journey} is missing; `make test` builds it", file=sys.stderr)
        return 2
    cases = [(kind, name, function) for kind, (name, function) in all_cases(context) if chosen.only in f"{kind}: {name}"]
    with concurrent.futures.ThreadPoolExecutor(chosen.jobs) as pool:
        done = pool.map(lambda case: run_case(context, *case), cases)
        results = [result for group in done for result in group]
    return report(results)


if __name__ == "__main__":
    sys.exit(main())
