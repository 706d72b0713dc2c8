#!/usr/bin/env python3
"""Breaks the verifier in one place after the other, and shows that the fuzzer of programs notices.

Usage: mutants.py BUILD [--seconds 60] [--only NAME]      (BUILD: where `make fuzz` builds, which has been done)

A verifier that accepts too much stays silent by itself. Each mutant below is a mistake that one could make in it; the
interpreter that checks itself (runtime/paranoid.h) and the sanitizers must stop the fuzzer within the time. The tree is
copied first and stays as it is.
"""
import argparse
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent

# Name, file, what stands there (once), what stands there in the mutant.
MUTANTS = [
    ("a jump may lead into the middle of an instruction", "verify_code.c",
     "!(mark & MARK_TARGET) || (mark & MARK_START)", "mark != 255"),
    ("a reference may be one too high", "verify_code.c",
     "in->operand[0] < audit_count(scan->audit, section)", "in->operand[0] <= audit_count(scan->audit, section)"),
    ("any field of an event may be named", "verify_code.c",
     "in->operand[1] < program->events[in->operand[0]].field_count", "program->event_count > 0"),
    ("a function may use slots of other journeys", "verify_code.c",
     "scan->func->journey != JBC_NONE && scan->audit->program->slots[slot].journey == scan->func->journey",
     "scan->func->journey != JBC_NONE"),
    ("a loop counts as one pass", "verify_code.c", "* (uint64_t)in->operand[1];", "* 1u;"),
    ("a run may go to a stage of another journey", "verify_code.c",
     "stage->journey == scan->func->journey", "stage->journey != JBC_NONE"),
    ("a wait of another stage may be begun", "verify_code.c",
     "program->stages[wait->stage].func == scan->index && here", "wait->kind < JBC_WAIT_END && here"),
    ("operands may have any type", "verify_typing.c", "pop(typing) == type, CLAIM_STACK_TYPE", "pop(typing) != (type & 0u), CLAIM_STACK_TYPE"),
    ("two ways may bring different types", "verify_typing.c",
     "            typing->nodes[one].type != typing->nodes[other].type)\n", "            typing->nodes[one].type == 255)\n"),
    ("a part of a split may begin anywhere", "verify_typing.c",
     "bool starts = ahead && (typing->audit->marks[pc] & MARK_START);", "bool starts = ahead;"),
    ("a value may be of any type", "verify_wiring.c", "type == 0 || record->type == type", "true"),
    ("a function of any kind may be used", "verify_wiring.c", "record->kind == kind", "record->kind < JBC_FUNC_END"),
    ("the runtime may go on in the middle of an instruction", "verify_wiring.c",
     "inside && (place->audit->marks[pc] & MARK_START)", "inside"),
    ("a slot of any storage may be used", "verify_wiring.c",
     "place->audit->program->slots[slot].storage == storage", "storage < JBC_STORE_END"),
    ("the last bytes of a part of the state may be overrun", "verify_layout.c",
     "size <= area->end - offset;", "offset + 1 <= area->end;"),
    ("things in the state may overlap", "verify_layout.c",
     "size == 0 || !memchr(area->taken + offset, 1, (size_t)size)", "size < 100000"),
    ("a limit may allow no message at all", "verify_rules.c", "limit->most >= 1 && limit->most", "limit->most"),
]


def prepare(build, folder):
    tree = folder / "tree"
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    names = listed.stdout.split("\n") if listed.returncode == 0 else []
    if not any(names):
        shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns("build*", ".git"))
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tree / name)
    shutil.copytree(build, folder / "build", ignore=shutil.ignore_patterns("corpus", "*.log", "crash-*"))
    return tree


def make(tree, folder):
    command = ["make", "-s", "CC=clang", "CXX=clang++", f"BUILD={folder / 'build'}", "SANITIZE=fuzzer", "PARANOID=1",
               "WARN=", str(folder / "build" / "fuzz" / "fuzz_program")]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"a mutant can't be built:\n{done.stderr[-3000:]}")


def hunt(folder, seconds):
    """How long the fuzzer took to notice and where; None: it did not."""
    seeds = [folder / "build" / "fuzz" / "seeds" / "program", ROOT / "tests" / "fuzz" / "corpus" / "program"]
    found = folder / "found"
    shutil.rmtree(found, ignore_errors=True)
    found.mkdir()
    command = [folder / "build" / "fuzz" / "fuzz_program", f"-max_total_time={seconds}", "-seed=1", "-timeout=20",
               f"-artifact_prefix={found}/", found] + [seed for seed in seeds if seed.is_dir()]
    begun = time.monotonic()
    done = subprocess.run(command, cwd=folder, capture_output=True)
    took = time.monotonic() - begun
    text = done.stderr.decode("utf-8", "replace")
    if done.returncode == 0 or "SUMMARY" not in text:
        return None
    frames = [match for match in re.findall(r"#\d+ 0x[0-9a-f]+ in (\w+)", text)]
    ours = [frame for frame in frames if not re.match(r"__|fuzzer|raise|abort|pthread|gsignal|demand", frame)]
    return took, ours[0] if ours else "?"


def main():
    options = argparse.ArgumentParser()
    options.add_argument("build", type=pathlib.Path)
    options.add_argument("--seconds", type=int, default=60)
    options.add_argument("--only", default="")
    chosen = options.parse_args()
    survivors = caught = 0
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        folder = pathlib.Path(folder)
        tree = prepare(chosen.build.resolve(), folder)
        for name, file, old, new in MUTANTS:
            if chosen.only not in name:
                continue
            path = tree / "runtime" / file
            whole = path.read_text()
            if whole.count(old) != 1:
                sys.exit(f"{file} has changed: `{old}` is in it {whole.count(old)} times")
            path.write_text(whole.replace(old, new))
            make(tree, folder)
            result = hunt(folder, chosen.seconds)
            path.write_text(whole)
            if result is None:
                survivors += 1
                print(f"SURVIVED {name}", flush=True)
            else:
                caught += 1
                print(f"caught after {result[0]:4.1f} s in {result[1]}: {name}", flush=True)
    print(f"{caught} passed, {survivors} failed")
    return 1 if survivors or not caught else 0


if __name__ == "__main__":
    sys.exit(main())
