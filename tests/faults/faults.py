#!/usr/bin/env python3
"""Runs the command again and again, and each time another call of the C library fails.

Usage: faults.py [--most N [--seed S]] [--only NAME] [--kinds "read write"] [--jobs 2]

Every run must end in a way that one can rely on: either all is done as if nothing had been, or the exit code is 2, there
is a message, and what was there before is still there, whole; and no temporary file is left. Leaks and wild reads are the
sanitizer's to find. `--most N` tries at most N calls of each kind and command, the last one and others that are drawn from
the seed; 0: all.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
KINDS = ["open", "read", "write", "fsync", "mmap", "rename", "close", "stat", "malloc"]
MILD = ["short", "eintr"]

# Each: a name, the command, the files it writes.
CASES = [
    ("check", ["check", "p"], []),
    ("check --format json", ["check", "p", "--format", "json"], []),
    ("check --fix", ["check", "--fix", "wrong.journey"], ["wrong.journey"]),
    ("build", ["build", "p", "-o", "p.jbc"], ["p.jbc"]),
    ("fmt", ["fmt", "loose.journey"], ["loose.journey"]),
    ("fmt --diff", ["fmt", "--diff", "loose.journey"], []),
    ("run", ["run", "p", "--events", "p/sample.jsonl", "--actions", "actions.jsonl", "--rejects", "rejects.jsonl"],
     ["actions.jsonl", "rejects.jsonl"]),
    ("run .jbc", ["run", "old.jbc", "--events", "p/sample.jsonl", "--actions", "actions.jsonl", "--summary"],
     ["actions.jsonl"]),
    ("test", ["test", "p"], []),
    ("inspect", ["inspect", "old.jbc"], []),
    ("graph", ["graph", "p", "--format", "mermaid", "-o", "p.mmd"], ["p.mmd"]),
    ("graph --counts", ["graph", "p", "--format", "dot", "--counts", "taken.jsonl"], []),
    ("graph --coverage", ["graph", "p", "--format", "mermaid", "--coverage"], []),
    ("diff", ["diff", "old.jbc", "p", "--format", "json"], []),
    ("diff --format markdown", ["diff", "p", "p/winback.journey", "--format", "markdown"], []),
    ("doc", ["doc", "p"], []),
    ("check --format sarif", ["check", "wrong.journey", "--format", "sarif"], []),
    ("test --format junit", ["test", "p", "--format", "junit"], []),
    ("init", ["init", "new"], []),
    ("init --from", ["init", "--from", "p/sample.jsonl", "new"], []),
]


class Trial:
    def __init__(self, journey, layer, folder):
        self.journey, self.folder, self.template = journey, folder, folder.with_name(folder.name + "-template")
        self.make_template()
        self.env = dict(os.environ)
        asan = subprocess.run(["ldd", journey], capture_output=True, text=True).stdout
        asan = [line.split("=>")[1].split()[0] for line in asan.splitlines() if "libasan" in line]
        self.preload = " ".join([str(layer)] + asan)
        self.env["ASAN_OPTIONS"] = "verify_asan_link_order=0:exitcode=99:allocator_may_return_null=1"
        # The C library's own, where it finds no memory for a locale.
        suppressions = folder.with_name(folder.name + "-suppressions")
        suppressions.write_text("leak:_nl_normalize_codeset\nleak:setlocale\n")
        self.env["LSAN_OPTIONS"] = f"suppressions={suppressions}:print_suppressions=0"

    def make_template(self):
        self.template.mkdir()
        shutil.copytree(ROOT / "examples" / "winback", self.template / "p")
        loose = "language 1\nproject   \"P\"   { timezone:   \"UTC\" }\n"
        (self.template / "loose.journey").write_text(loose)
        (self.template / "wrong.journey").write_text("language 1\nproject \"P\" { timezon: \"UTC\" }\n")
        subprocess.run([self.journey, "build", "p", "-o", "old.jbc"], cwd=self.template, check=True, capture_output=True)
        taken = [{"type": "enter", "user": f"u{i}", "journey": "winback", "stage": "letters"} for i in range(3)]
        (self.template / "taken.jsonl").write_text("".join(json.dumps(one) + "\n" for one in taken))
        for name in ("p.jbc", "p.mmd", "actions.jsonl", "rejects.jsonl"):
            (self.template / name).write_text("what was there before\n")

    def prepare(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.template, self.folder)

    def run(self, arguments, fault):
        env = dict(self.env, LD_PRELOAD=self.preload, FAULT=fault, FAULT_TALLY=str(self.folder / "tally"))
        done = subprocess.run([self.journey] + arguments, cwd=self.folder, env=env, capture_output=True, timeout=120)
        tally = self.folder / "tally"
        calls = int(tally.read_text()) if tally.exists() and tally.read_text().strip() else 0
        tally.unlink(missing_ok=True)
        return done, calls

    def contents(self):
        return {str(path.relative_to(self.folder)): path.read_bytes()
                for path in sorted(self.folder.rglob("*")) if path.is_file()}


def problem_of(done, good, before, after, wanted):
    """What is wrong with a run in which a call failed; None: nothing."""
    error = done.stderr.decode("utf-8", "replace")
    if done.returncode not in (2, good.returncode):
        return f"ended with {done.returncode}: {error[-1500:]}"
    if done.returncode == 2 and good.returncode != 2 and not error.strip():
        return "ended with 2 and said nothing"
    if set(after) != set(before) | set(wanted):
        strange = set(after) - set(before) - set(wanted)
        if strange:
            return f"left {', '.join(sorted(strange))} behind"
    for name in before:
        if after.get(name) not in (before[name], wanted.get(name)):
            return f"{name} is neither as before nor as it should be: {after.get(name, b'gone')[:80]!r}"
    if done.returncode == good.returncode != 2:
        missing = [name for name in wanted if after.get(name) != wanted[name]]
        if missing:
            return f"ended with {done.returncode}, but {missing[0]} is not written"
        if done.stdout != good.stdout:
            return f"ended with {done.returncode}, but printed something else: {done.stdout[:200]!r}"
    return None


def try_case(trial, case, kind, most, counts, draw):
    name, arguments, _ = case
    trial.prepare()
    before = trial.contents()
    good, calls = trial.run(arguments, f"{kind}:0")
    wanted = trial.contents()
    problems = []
    numbers = list(range(1, calls + 1))
    if most and calls > most:
        numbers = sorted(draw.sample(numbers[:-1], most - 1) + [calls])
    for number in numbers:
        for suffix in ["", "+"] if kind not in MILD else [""]:
            trial.prepare()
            done, _ = trial.run(arguments, f"{kind}:{number}{suffix}")
            counts[kind] = counts.get(kind, 0) + 1
            problem = problem_of(done, good, before, trial.contents(), wanted)
            if not problem and kind in MILD and done.returncode != good.returncode:
                problem = f"ended with {done.returncode}, not {good.returncode}"
            if problem:
                problems.append(f"{name}, {kind}:{number}{suffix} of {calls}: {problem}")
    return problems


def try_all(journey, layer, folder, case, kinds, most, seed):
    """(calls that failed, of each kind; what was wrong) of this command, in a folder of its own."""
    trial = Trial(journey, layer, folder)
    draw = random.Random(f"{seed} {case[0]}")
    counts, problems = {}, []
    for kind in kinds:
        problems += try_case(trial, case, kind, most, counts, draw)
    return counts, problems


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--most", type=int, default=0)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", default="")
    options.add_argument("--kinds", default=" ".join(KINDS + MILD))
    options.add_argument("--jobs", type=int, default=2)
    chosen = options.parse_args()
    journey = os.environ["JOURNEY"]
    counts, problems = {}, []
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        folder = pathlib.Path(folder)
        layer = folder / "faults.so"
        cc = os.environ.get("CC", "cc").split()
        subprocess.run(cc + ["-O1", "-g", "-fno-omit-frame-pointer", "-shared", "-fPIC", "-w", "-o", layer,
                             HERE / "preload.c", "-ldl"], check=True)
        with concurrent.futures.ThreadPoolExecutor(chosen.jobs) as pool:
            trials = [pool.submit(try_all, journey, layer, folder / f"case{i}", case, chosen.kinds.split(), chosen.most,
                                  chosen.seed) for i, case in enumerate(CASES) if chosen.only in case[0]]
            for trial in trials:
                found, wrong = trial.result()
                problems += wrong
                for kind, count in found.items():
                    counts[kind] = counts.get(kind, 0) + count
    for problem in problems:
        print(problem)
    if chosen.most:
        print(f"a sample, from seed {chosen.seed}")
    print("failed calls: " + ", ".join(f"{kind} {count}" for kind, count in counts.items()))
    print(f"{sum(counts.values()) - len(problems)} passed, {len(problems)} failed")
    return 1 if problems or not counts else 0


if __name__ == "__main__":
    sys.exit(main())
