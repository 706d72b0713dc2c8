#!/usr/bin/env python3
"""Breaks the verifier, and what reads and checks states, in one place after the other, and shows that a fuzzer notices.

Usage: mutants.py BUILD [--seconds 60] [--only NAME]      (BUILD: where `make fuzz` builds, which has been done)
       mutants.py --check                                 (only: does what they change still stand in the tree?)

A check that accepts too much stays silent by itself. Each mutant below is a mistake that one could make in it; the
interpreter that checks itself (runtime/paranoid.h) and the sanitizers must stop the fuzzer named with it within the time.
The tree is copied first and stays as it is.
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
CORES = 2

# Name, file, what stands there (once), what stands there in the mutant. The fuzzer of programs must notice.
VERIFIER = [
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

# The same of the stored form of states and of their check. The fuzzer of states must notice.
STATES = [
    ("a reference may lead past the heap", "sound.c",
     "return *size <= s->state->head.heap_size - reference ? s->heap + reference : NULL;", "return s->heap + reference;"),
    ("a run may be in a stage of another journey", "sound.c",
     "if (stage->journey != run->journey || ", "if ("),
    ("a run may rest in a wait of another stage", "sound.c",
     "p->waits[run->wait].stage == run->stage", "p->waits[run->wait].zero == 0"),
    ("a run's phase may be any", "sound.c", "run->phase >= RUN_ENDED", "run->phase > RUN_PHASE_END"),
    ("two runs may have one number", "sound.c", "run->serial <= serial", "run->serial < serial"),
    ("a held message's flow may go on anywhere", "sound.c", "pc == JBC_NONE || hold->pc != pc", "pc == JBC_NONE"),
    ("a held message's flow may go on in another stage", "sound.c", "return i == run->stage;", "return i != JBC_NONE;"),
    ("a held message's values may be of any type", "sound.c",
     "values[at].type != p->params[alternative->first_param + k].type", "values[at].type > JBC_LIST"),
    ("a held message may have more values than its statement", "sound.c", "return at == count;", "return at <= count;"),
    ("a held message may have chosen what is not there", "sound.c",
     "hold->which >= send->alternative_count", "hold->which > send->alternative_count"),
    ("a remembered row of values may be cut short", "sound.c", "return values_check(bytes, size);", "return size >= 2;"),
    ("a run may be of a journey that is not there", "stored.c",
     "if (!stored_run(stored, &next, &run) || run.journey >= program->journey_count) return UINT32_MAX;",
     "if (!stored_run(stored, &next, &run)) return UINT32_MAX;"),
    ("a piece may lie behind the fixed part", "stored.c", "piece < next || piece >= count", "piece < next"),
    ("a row of words may be cut short", "pack.c", "if (left < size) return NULL;", ""),
    ("a state may end within its ids", "ids.c", " || (size_t)(end - begin) < size ? 0 : size;", " ? 0 : size;"),
]


def stale():
    """What can't be changed, for it has changed already."""
    return [f"{file} has changed: `{old}` is not in it once, but the mutant \"{name}\" changes it"
            for name, file, old, _ in VERIFIER + STATES if (ROOT / "runtime" / file).read_text().count(old) != 1]


def prepare(build, folder):
    tree = folder / "tree"
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True)
    names = listed.stdout.split("\n") if listed.returncode == 0 else []
    if not any(names):
        shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns("build*", ".git"))
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tree / name)
    shutil.copytree(build, folder / "build", ignore=shutil.ignore_patterns("corpus", "*.log", "crash-*"))
    return tree


def make(tree, folder, fuzzer):
    command = ["make", "-s", "CC=clang", "CXX=clang++", f"BUILD={folder / 'build'}", "SANITIZE=fuzzer", "PARANOID=1",
               "WARN=", str(folder / "build" / "fuzz" / f"fuzz_{fuzzer}")]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"a mutant can't be built:\n{done.stderr[-3000:]}")


def choose_seeds(folder, fuzzer):
    """The richest of the programs that are compiled for the fuzzer: many small ones would only take turns from them."""
    seeds = folder / "chosen" / fuzzer
    if not seeds.is_dir():
        seeds.mkdir(parents=True)
        for path in sorted((folder / "build" / "fuzz" / "seeds" / fuzzer).glob("*")):
            if re.search(r"examples-|all-constructs|split|keyed|one-per|limit", path.name):
                shutil.copy2(path, seeds)
    return [seeds, ROOT / "tests" / "fuzz" / "corpus" / fuzzer]


def hunt(folder, seconds, fuzzer):
    """How long two of the fuzzer, with seeds 1 and 2, took to notice and where; None: neither did."""
    seeds = choose_seeds(folder, fuzzer)
    shutil.rmtree(folder / "found", ignore_errors=True)
    begun = time.monotonic()
    running = []
    for seed in range(1, CORES + 1):
        found = folder / "found" / str(seed)
        found.mkdir(parents=True)
        log = open(folder / f"log-{seed}", "w+b")
        command = [folder / "build" / "fuzz" / f"fuzz_{fuzzer}", f"-max_total_time={seconds}", f"-seed={seed}", "-timeout=20",
                   f"-artifact_prefix={found}/", found] + seeds
        running.append((subprocess.Popen(command, cwd=folder, stdout=log, stderr=log), log))
    text = ""
    while running and "SUMMARY" not in text:
        time.sleep(0.1)
        for one in [one for one in running if one[0].poll() is not None]:
            running.remove(one)
            one[1].seek(0)
            text += one[1].read().decode("utf-8", "replace")
    took = time.monotonic() - begun
    for process, _ in running:
        process.kill()
        process.wait()
    if "SUMMARY" not in text:
        return None
    frames = [match for match in re.findall(r"#\d+ 0x[0-9a-f]+ in (\w+)", text)]
    ours = [frame for frame in frames if not re.match(r"__|fuzzer|raise|abort|pthread|gsignal|demand", frame)]
    return took, ours[0] if ours else "?"


def main():
    options = argparse.ArgumentParser()
    options.add_argument("build", type=pathlib.Path, nargs="?")
    options.add_argument("--check", action="store_true")
    options.add_argument("--seconds", type=int, default=60)
    options.add_argument("--only", default="")
    chosen = options.parse_args()
    if stale():
        sys.exit("\n".join(stale()))
    if chosen.check:
        return 0
    survivors = caught = 0
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        folder = pathlib.Path(folder)
        tree = prepare(chosen.build.resolve(), folder)
        listed = [(*mutant, "program") for mutant in VERIFIER] + [(*mutant, "state") for mutant in STATES]
        for name, file, old, new, fuzzer in listed:
            if chosen.only not in name:
                continue
            path = tree / "runtime" / file
            whole = path.read_text()
            path.write_text(whole.replace(old, new))
            make(tree, folder, fuzzer)
            result = hunt(folder, chosen.seconds, fuzzer)
            path.write_text(whole)
            if result is None:
                survivors += 1
                print(f"SURVIVED {fuzzer}: {name}", flush=True)
            else:
                caught += 1
                print(f"caught after {result[0]:4.1f} s by {fuzzer}, in {result[1]}: {name}", flush=True)
    print(f"{caught} passed, {survivors} failed")
    return 1 if survivors or not caught else 0


if __name__ == "__main__":
    sys.exit(main())
