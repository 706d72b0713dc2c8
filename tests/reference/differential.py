#!/usr/bin/env python3
"""Runs random cases on the runtime and on the reference evaluator and compares every action.

Usage: differential.py N SEED [--journey build/journey] [--dump-ast build/tests/dump_ast] [--keep FOLDER]
                               [--take-over build/tests/take_over] [--names SHARE] [--versions SHARE] [--shrink TRIES]
                               [--most M] [--jobs J]

Cases SEED to SEED + N - 1 are made; each is a script, lines of events and an end. Actions are compared for each user and
instant as sets in which a thing may stand several times: within one instant the order is not looked at. A case that
differs is made smaller, piece by piece, as long as it still differs, and written to a folder of its own:
project.journey, events.jsonl, until, and difference.txt; where a new version takes over, newer.journey and behind, which says
behind how many lines, and whether what is due by then is done first ("settled"). In a share of the cases reports name the
action that they are about, and in a share there is a new version. The exit code is 1 if any differs. A seed always gives the same case.
Processes that work side by side each take some cases at a time; what is printed does not depend on how many there are.
"""
import argparse
import collections
import copy
import gc
import json
import multiprocessing
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import traceback

import evolve
import generate
import naming
from evaluator import project, values, world

SECONDS = 60                                  # within which one case must be over
FEW_SECONDS = 5                               # and a smaller one of it
TOGETHER = 20                                 # cases that a process takes at a time
SHARED_MEMORY = pathlib.Path("/dev/shm")      # the quickest place for files that live for milliseconds


class Invalid(Exception):
    """The compiler does not take the script."""


class Slow(Exception):
    """The reference takes too long."""


def too_slow(*_):
    raise Slow(f"the reference takes more than {SECONDS} seconds")


class Pair:
    """The two evaluators, at work in a scratch folder."""

    def __init__(self, programs, shares, folder):
        self.journey, self.dump_ast, self.take_over = programs
        self.names, self.versions = shares
        self.folder = pathlib.Path(folder)
        self.actions = 0                      # of the reference, in all cases so far

    def path(self, name):
        return str(self.folder / name)

    def start(self, *command):
        """A program that works while we do; what it says goes into a file, so that it never waits for a reader."""
        with open(self.path("said"), "wb") as said:
            return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said, close_fds=False)

    def runtime(self, case):
        """Starts the runtime; what is returned gives its actions when it is called."""
        if case.newer is not None:
            settled = self.settled(case)
            running = self.start(self.take_over, self.path("project.journey"), self.path("newer.journey"),
                                 self.path("events.jsonl"), str(case.behind), "-" if settled is None else str(settled),
                                 str(values.parse_time(case.until).ms), str(case.shards), self.path("actions.jsonl"),
                                 self.path("rejects.jsonl"))
            return lambda: self.runtime_actions(running)
        running = self.start(self.journey, "run", self.path("project.journey"), "--events", self.path("events.jsonl"), "--actions",
                             self.path("actions.jsonl"), "--rejects", self.path("rejects.jsonl"), "--until", case.until,
                             "--shards", str(case.shards))
        return lambda: self.runtime_actions(running)

    @staticmethod
    def settled(case):
        """The instant to which the time of the older version goes on behind its last line, or None."""
        return max(map(naming.instant, case.lines[:case.behind]), default=0) or None if case.settled else None

    def runtime_actions(self, running):
        code = running.wait(SECONDS)
        if code != 0:
            said = (self.folder / "said").read_text(encoding="utf-8", errors="replace")
            if code == 1:
                raise Invalid(said)
            return [f"journey run ended with {code}: {said[-2000:]}"]
        read = lambda name: map(json.loads, (self.folder / name).read_text(encoding="utf-8").splitlines())
        actions = list(read("actions.jsonl"))
        return [*actions, *({"type": "reject", **line} for line in read("rejects.jsonl")), *mistaken_ids(actions)]

    def case(self, seed):
        """The case of a seed. Where its lines name actions, the runtime says first which there are."""
        case = generate.case(seed)
        if evolve.wanted(seed, self.versions):
            case = self.with_newer(case, seed)
        if not naming.wanted(seed, self.names):
            return case
        case.write(self.folder)
        actions = self.runtime(case)()
        if not all(isinstance(one, dict) for one in actions):
            return case
        return naming.Naming(seed).named(case, [one for one in actions if "id" in one])

    def with_newer(self, case, seed):
        """The same with a newer version: the first attempt that the compiler takes, else the same script once more."""
        newer = case.nodes
        for attempt in range(evolve.ATTEMPTS):
            nodes = evolve.Evolution(seed, attempt).newer(case.nodes)
            pathlib.Path(self.path("newer.journey")).write_text(case.script_of(nodes))
            if self.start(self.journey, "check", self.path("newer.journey")).wait(SECONDS) == 0:
                newer = nodes
                break
        case.write(self.folder)
        actions = [one for one in self.runtime(case)() if isinstance(one, dict) and "id" in one]
        return case.but(newer=newer, **evolve.place(seed, case, actions))

    def reference(self, case):
        whole = project.load(self.dump_ast, [self.folder / "project.journey"])
        newer = None
        if case.newer is not None:
            newer = project.load(self.dump_ast, [self.folder / "newer.journey"]), case.behind, self.settled(case)
        return world.run(whole, case.events().splitlines(), values.parse_time(case.until).ms, case.marks, newer)

    def difference(self, case):
        """Lines that only one of the two has, in the order of time; empty if they agree."""
        case.write(self.folder)
        runtime = self.runtime(case)
        try:
            reference = self.reference(case)
        finally:
            actions = runtime()
        self.actions += len(reference)
        left, right = collections.Counter(map(shape, actions)), collections.Counter(map(shape, reference))
        lines = [("only the runtime:  ", one) for one in (left - right).elements()]
        lines += [("only the reference:", one) for one in (right - left).elements()]
        return [f"{who} {one}" for who, one in sorted(lines, key=lambda line: (json.loads(line[1])["at"], line[0]))]


def mistaken_ids(actions):
    """What is wrong with ids: those of a user begin alike, and number the actions from 1, in order."""
    marks, counts = {}, collections.Counter()
    for action in actions:
        user = action["user"]
        mark, _, number = action["id"].split("-")
        counts[user] += 1
        if marks.setdefault(user, mark) != mark or number != str(counts[user]):
            yield f"{action['id']} is not the id of action {counts[user]} of {user}"


def shape(action):
    """What is compared of an action, as one line."""
    if isinstance(action, str):
        return json.dumps({"at": "", "crash": action})
    left_out = ["id", "at"]
    if action["type"] in ("error", "reject"):
        left_out += ["reason", "text"]        # these are said in words of their own
    kept = {name: value for name, value in action.items() if name not in left_out}
    if "id" in action:
        kept["run"] = int(action["id"].split("-")[1])
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
    def make(case):
        fewer = case.lines[:begin] + case.lines[end:]
        behind = case.behind and case.behind - max(0, min(end, case.behind) - begin)
        return case.but(lines=fewer, behind=behind)
    return make


def until_the_last(case):
    last = str(case.lines[-1].get("timestamp")) if case.lines else ""
    return case.but(until=last) if last.endswith("Z") else case


def changed(number, place, change, version):
    """A change of one node, of one version or both: it gets the list that the node is in and the node's place."""
    def make(case):
        nodes = copy.deepcopy(case.nodes)
        change(list(lists_of(nodes))[number], place)
        return case.but(nodes=nodes)

    def make_newer(case):
        nodes = copy.deepcopy(case.newer)
        change(list(lists_of(nodes))[number], place)
        return case.but(newer=nodes)

    def make_both(case):
        return make_newer(make(case))
    return {"older": make, "newer": make_newer, "both": make_both}[version]


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
    if case.newer is not None:
        yield lambda case: case.but(newer=case.nodes)
        yield lambda case: case.but(nodes=case.newer)
        yield lambda case: case.but(newer=None)
        yield from smaller_script(case.newer, "newer")
        yield from smaller_script(case.nodes, "both")
    yield from smaller_script(case.nodes, "older")


def smaller_script(nodes, version):
    for number, here in enumerate(list(lists_of(nodes))):
        for place, node in enumerate(here):
            yield changed(number, place, remove, version)
            if len(node.segments) > 1:
                yield changed(number, place, keep_first_block, version)
            yield from (changed(number, place, lift(segment), version)
                        for segment, (_, inner) in enumerate(node.segments) if inner)
            for word in (" only if ", " where ", " within ", " once", " at most 2 times", " always", " or ", ", n:", " and "):
                begin = node.segments[0][0].find(word)
                if begin >= 0:
                    yield changed(number, place, shorten(begin, " }" if word == ", n:" else ""), version)


def shrink(pair, case, left):
    """The smallest case that still differs, as far as removing pieces one by one finds it in so many attempts."""
    before = None
    while left > 0 and before is not case:
        before, at = case, 0
        while left > 0:
            ways = list(smaller(case))
            if at >= len(ways):
                break
            left -= 1
            if still_differs(pair, case, ways[at]):
                candidate = ways[at](case)
                case = candidate
            else:
                at += 1
    return case


def still_differs(pair, case, change=lambda case: case):
    signal.alarm(FEW_SECONDS)
    try:
        return bool(pair.difference(change(case)))
    except (Invalid, Slow, ValueError, KeyError, IndexError, AssertionError, AttributeError, TypeError):
        return False
    finally:
        signal.alarm(0)


# ---- the whole ---------------------------------------------------------------------------------------------------------


class Worker:
    """One of the processes that try cases; it makes its scratch folder at its first case."""

    pair = None

    @classmethod
    def begin(cls, programs, shares, folder):
        gc.disable()                          # what a case leaves behind is picked up once for many cases
        cls.pair = Pair(programs, shares, tempfile.mkdtemp(dir=folder))

    @classmethod
    def attempt(cls, seed):
        """The seed, how many actions there were, and what differs."""
        pair, before = cls.pair, cls.pair.actions
        signal.alarm(SECONDS)
        try:
            difference = pair.difference(pair.case(seed))
        except Invalid as problem:
            difference = [f"the script is not valid: {problem}"]
        except Slow as problem:
            difference = [str(problem)]
        except Exception:  # pylint: disable=broad-except; whatever breaks, its seed must be known
            difference = [f"the comparison broke: {traceback.format_exc(limit=-2)}"]
        finally:
            signal.alarm(0)
        if seed % TOGETHER == 0:
            gc.collect()
        return seed, pair.actions - before, difference


def report(pair, seed, difference, chosen):
    """Makes a case smaller, writes it and says what differs."""
    case = pair.case(seed)
    if chosen.shrink > 0 and still_differs(pair, case):
        case = shrink(pair, case, chosen.shrink)
        difference = pair.difference(case)
    folder = pathlib.Path(chosen.keep) / f"seed-{seed}"
    case.write(folder)
    (folder / "difference.txt").write_text("\n".join(difference) + "\n")
    print(f"seed {seed} differs, see {folder}")
    print("\n".join("    " + line for line in difference[:6]), flush=True)


def main():
    options = argparse.ArgumentParser(description="compares the runtime with the reference evaluator on random cases")
    options.add_argument("cases", type=int, help="how many")
    options.add_argument("seed", type=int, help="the first; the others follow it")
    options.add_argument("--journey", default="build/journey", help="the command under test")
    options.add_argument("--dump-ast", default="build/tests/dump_ast", help="the program that prints syntax trees")
    options.add_argument("--take-over", help="the program that changes versions; take_over beside --dump-ast by default")
    options.add_argument("--names", type=float, default=naming.SHARE, help="share of cases with reports that name their action")
    options.add_argument("--versions", type=float, default=evolve.SHARE, help="share of cases in which a new version takes over")
    options.add_argument("--keep", default="build/differential", help="where cases that differ are written")
    options.add_argument("--shrink", type=int, default=1500, help="attempts to make a case that differs smaller")
    options.add_argument("--most", type=int, default=5, help="stop after so many that differ")
    options.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)), help="processes that work side by side")
    chosen = options.parse_args()
    signal.signal(signal.SIGALRM, too_slow)
    tried = differing = actions = 0
    take_over = chosen.take_over or str(pathlib.Path(chosen.dump_ast).with_name("take_over"))
    programs, shares = (chosen.journey, chosen.dump_ast, take_over), (chosen.names, chosen.versions)
    seeds = range(chosen.seed, chosen.seed + chosen.cases)
    with tempfile.TemporaryDirectory(prefix="differential-", dir=SHARED_MEMORY if SHARED_MEMORY.is_dir() else None) as scratch, \
            multiprocessing.Pool(chosen.jobs, Worker.begin, (programs, shares, scratch)) as pool:
        for seed, done, difference in pool.imap(Worker.attempt, seeds, TOGETHER):
            tried, actions = tried + 1, actions + done
            if difference:
                differing += 1
                report(Pair(programs, shares, scratch), seed, difference, chosen)
                if differing >= chosen.most:
                    break
    print(f"{tried} cases from seed {chosen.seed}, {actions} actions, {differing} differ")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
