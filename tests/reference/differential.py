#!/usr/bin/env python3
"""Runs random cases on the runtime and on the reference evaluator and compares every action.

Usage: differential.py N SEED [--journey build/journey] [--dump-ast build/tests/dump_ast] [--keep FOLDER]
                               [--shrink TRIES] [--most M]

Cases SEED to SEED + N - 1 are made; each is a script, lines of events and an end. Actions are compared for each user and
instant as sets in which a thing may stand several times: within one instant the order is not looked at. A case that
differs is made smaller, piece by piece, as long as it still differs, and written to a folder of its own:
project.journey, events.jsonl, until, and difference.txt. The exit code is 1 if any differs. A seed always gives the same case.
"""
import argparse
import collections
import copy
import json
import pathlib
import subprocess
import sys
import tempfile

import generate
from evaluator import project, values, world

class Invalid(Exception):
    """The compiler does not take the script."""


class Pair:
    """The two evaluators, at work in a scratch folder."""

    def __init__(self, journey, dump_ast, folder):
        self.journey, self.dump_ast, self.folder = journey, dump_ast, pathlib.Path(folder)

    def runtime(self, case):
        case.write(self.folder)
        path = lambda name: str(self.folder / name)
        done = subprocess.run(
            [self.journey, "run", path("project.journey"), "--events", path("events.jsonl"), "--actions", path("actions.jsonl"),
             "--rejects", path("rejects.jsonl"), "--until", case.until], capture_output=True, text=True, check=False, timeout=60)
        if done.returncode == 1:
            raise Invalid(done.stderr)
        if done.returncode != 0:
            return [f"journey run ended with {done.returncode}: {done.stderr[-2000:]}"]
        rejects = pathlib.Path(path("rejects.jsonl")).read_text(encoding="utf-8").splitlines()
        actions = pathlib.Path(path("actions.jsonl")).read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in actions] + [{"type": "reject", **json.loads(line)} for line in rejects]

    def reference(self, case):
        whole = project.load(self.dump_ast, [self.folder / "project.journey"])
        return world.run(whole, case.events().splitlines(), values.parse_time(case.until).ms)

    def difference(self, case):
        """Lines that only one of the two has, in the order of time; empty if they agree."""
        left, right = (collections.Counter(map(shape, one)) for one in (self.runtime(case), self.reference(case)))
        lines = [("only the runtime:  ", one) for one in (left - right).elements()]
        lines += [("only the reference:", one) for one in (right - left).elements()]
        return [f"{who} {one}" for who, one in sorted(lines, key=lambda line: (json.loads(line[1])["at"], line[0]))]


def shape(action):
    """What is compared of an action, as one line."""
    if isinstance(action, str):
        return json.dumps({"at": "", "crash": action})
    kept = {name: value for name, value in action.items() if name not in ("id", "stage", "at", "kept_out", "cut")}
    return json.dumps({"at": action.get("at", ""), **dict(sorted(kept.items()))})


# ---- making a case smaller ---------------------------------------------------------------------------------------------


def lists_of(nodes):
    """All lists of nodes in a script, the outer ones first."""
    yield nodes
    for node in nodes:
        for _, children in node.segments:
            if children is not None:
                yield from lists_of(children)


def without_lines(begin, end):
    return lambda case: generate.Case(case.nodes, case.lines[:begin] + case.lines[end:], case.until)


def until_the_last(case):
    return generate.Case(case.nodes, case.lines, case.lines[-1]["timestamp"] if case.lines else case.until)


def changed(number, place, change):
    """A change of one node: it gets the list that the node is in and the node's place."""
    def make(case):
        nodes = copy.deepcopy(case.nodes)
        change(list(lists_of(nodes))[number], place)
        return generate.Case(nodes, case.lines, case.until)
    return make


def remove(here, place):
    del here[place]


def keep_first_block(here, place):
    del here[place].segments[1:]


def lift(segment):
    def change(here, place):
        here[place:place + 1] = here[place].segments[segment][1]
    return change


def shorten(begin, end):
    def change(here, place):
        head, children = here[place].segments[0]
        here[place].segments[0] = (head[:begin] + end, children)
    return change


def smaller(case):
    """Ways to make a case smaller, the larger pieces first."""
    piece = len(case.lines) // 2
    while piece >= 1:
        yield from (without_lines(begin, begin + piece) for begin in range(0, len(case.lines), piece))
        piece //= 2
    yield until_the_last
    for number, here in enumerate(list(lists_of(case.nodes))):
        for place, node in enumerate(here):
            yield changed(number, place, remove)
            if len(node.segments) > 1:
                yield changed(number, place, keep_first_block)
            yield from (changed(number, place, lift(segment)) for segment, (_, inner) in enumerate(node.segments) if inner)
            for word in (" only if ", " where ", " within ", " once", " at most 2 times", " always", " or ", ", n:", " and "):
                begin = node.segments[0][0].find(word)
                if begin >= 0:
                    yield changed(number, place, shorten(begin, " }" if word == ", n:" else ""))


def shrink(pair, case, left):
    """The smallest case that still differs, as far as removing pieces one by one finds it in so many attempts."""
    before = None
    while left > 0 and before is not case:
        before, at = case, 0
        while left > 0:
            ways = list(smaller(case))
            if at >= len(ways):
                break
            candidate = ways[at](case)
            left -= 1
            if still_differs(pair, candidate):
                case = candidate
            else:
                at += 1
    return case


def still_differs(pair, case):
    try:
        return bool(pair.difference(case))
    except (Invalid, ValueError, KeyError, AssertionError, AttributeError, TypeError):
        return False


# ---- the whole ---------------------------------------------------------------------------------------------------------


def report(pair, case, seed, chosen):
    small = shrink(pair, case, chosen.shrink)
    difference = pair.difference(small)
    folder = pathlib.Path(chosen.keep) / f"seed-{seed}"
    small.write(folder)
    (folder / "difference.txt").write_text("\n".join(difference) + "\n")
    print(f"seed {seed} differs, see {folder}")
    print("\n".join("    " + line for line in difference[:6]), flush=True)


def main():
    options = argparse.ArgumentParser(description="compares the runtime with the reference evaluator on random cases")
    options.add_argument("cases", type=int, help="how many")
    options.add_argument("seed", type=int, help="the first; the others follow it")
    options.add_argument("--journey", default="build/journey", help="the command under test")
    options.add_argument("--dump-ast", default="build/tests/dump_ast", help="the program that prints syntax trees")
    options.add_argument("--keep", default="build/differential", help="where cases that differ are written")
    options.add_argument("--shrink", type=int, default=1500, help="attempts to make a case that differs smaller")
    options.add_argument("--most", type=int, default=5, help="stop after so many that differ")
    chosen = options.parse_args()
    differing = actions = 0
    with tempfile.TemporaryDirectory(prefix="differential-") as scratch:
        pair = Pair(chosen.journey, chosen.dump_ast, scratch)
        for seed in range(chosen.seed, chosen.seed + chosen.cases):
            case = generate.case(seed)
            try:
                difference = pair.difference(case)
            except Invalid as problem:
                difference = [f"the script is not valid: {problem}"]
                print(f"seed {seed}: {difference[0]}", file=sys.stderr)
                differing += 1
                continue
            actions += len(pair.reference(case))
            if difference:
                differing += 1
                report(pair, case, seed, chosen)
                if differing >= chosen.most:
                    break
    print(f"{seed - chosen.seed + 1} cases from seed {chosen.seed}, {actions} actions, {differing} differ")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
