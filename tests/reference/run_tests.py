#!/usr/bin/env python3
"""Runs the tests inside scripts on the reference evaluator; usage: run_tests.py DUMP_AST PATH...

A path is a script or a folder of scripts that are one project. Ends with a line of totals; the exit code is 1 if a test
fails. Wherever the evaluator and the runtime read a script differently, a test that both run shows it.
"""
import pathlib
import sys

from evaluator import project, zones
from evaluator.expressions import Scope, evaluate
from evaluator.users import Event, User
from evaluator.values import Date, Time

SAID = {"send", "skipped", "milestone", "set", "start", "exit"}      # kinds that a test must name


class Test:
    """One test of a script while it runs."""

    def __init__(self, whole, tree, files):
        self.project, self.files, self.items = whole, files, tree["items"]
        self.problems, self.step, self.used = [], [], []
        self.user = None

    def line(self, item):
        file, begin, _ = item["span"]
        return self.files[file].read_bytes()[:begin].count(b"\n") + 1

    # ---- literals ----

    def value(self, expr):
        return evaluate(expr, Scope(self.user, self.user.now))

    def time(self, expr):
        """A date and clock of a test, read on the user's clock."""
        return self.value(expr).read(self.user.zone).ms

    def fields(self, given):
        found = {field["name"]: self.value(field["value"]) for field in given}
        return {name: value.read(self.user.zone) if isinstance(value, Date) else value for name, value in found.items()}

    def changes(self, root, given):
        return {(root, field["name"]): self.value(field["value"]) for field in given}

    # ---- the steps ----

    def run(self):
        self.begin()
        for item in self.items:
            kind = item["kind"]
            if kind == "expect":
                self.expect(item)
            elif kind in ("event", "user", "account", "report", "after", "at"):
                self.close()
                self.input(item)
        self.close()
        return self.problems

    def begin(self):
        given = lambda kind: [item for item in self.items if item["kind"] == kind]
        only = {name for item in given("only_journey") for name in item["names"]} or None
        splits = {item["name"]: item["arm"] for item in given("given_split")}
        self.user = user = User(self.project, "test-user", 0, self.step.append, splits, only)
        out = given("given_kept_out")
        user.forced_out = (any(not item["of_project"] for item in out), any(item["of_project"] for item in out))
        for root, kind in (("user", "given_user"), ("account", "given_account")):
            store = user.traits if root == "user" else user.account
            for item in given(kind):
                store.update({name: value for (_, name), value in self.changes(root, item["fields"]).items()})
        user.account_id = "test-account" if given("given_account") else None
        user.zone = user.read_zone()
        start = given("start_at")
        user.now = self.time(start[0]["time"]) if start else 0
        for item in sorted(given("given_event"), key=lambda item: -item["ago_ms"]):
            user.history.append(Event(item["event"], self.fields(item["fields"]), user.now - item["ago_ms"]))
        user.first_seen()

    def input(self, item):
        user, kind = self.user, item["kind"]
        if kind == "event":
            fields = {name: value for name, value in self.fields(item["fields"]).items() if value is not None}
            user.happen(Event(item["event"], fields, user.now))
        elif kind in ("user", "account"):
            user.updated(self.changes(kind, item["fields"]))
        elif kind == "report":
            user.reported(item["channel"], item["template"], item["report"])
        until = user.now + item["ms"] if kind == "after" else self.time(item["time"]) if kind == "at" else user.now
        user.run_timers(until)

    def close(self):
        """The end of a step: everything that must be said has been said."""
        for action in self.step:
            if action["type"] in SAID and not any(action is used for used in self.used):
                self.problems.append(f"unexpected: {self.shown(action)}")
        self.step.clear()
        self.used.clear()

    def shown(self, action):
        when = zones.local(self.user.zone, action["at"])
        return f"{when:%Y-%m-%d %H:%M:%S} " + " ".join(f"{k}={v}" for k, v in action.items() if k not in ("at", "user"))

    # ---- expectations ----

    def expect(self, item):
        expect = item["expect"]
        if expect["kind"] == "nothing":
            found = [self.shown(action) for action in self.step if action["type"] in SAID]
            if found:
                self.problems.append(f"line {self.line(item)}: nothing was expected, but " + "; ".join(found))
                self.used.extend(action for action in self.step)
            return
        if expect["kind"] == "stage":
            if not any(run.stage == expect["name"] and expect["journey"] in (None, run.journey.name) for run in self.user.runs) \
                    and not any(a["type"] == "stage" and a["to"] == expect["name"] for a in self.step):
                self.problems.append(f"line {self.line(item)}: nobody is in stage {expect['name']}")
            return
        for action in self.step:
            if not any(action is used for used in self.used) and self.fits(expect, action):
                self.used.append(action)
                return
        self.problems.append(f"line {self.line(item)}: missing: {self.described(expect)}")

    @staticmethod
    def described(expect):
        words = (expect["kind"], expect["channel"], expect["template"], expect["name"], expect["reason"])
        return " ".join(word for word in words if word) + (f" of {expect['journey']}" if expect["journey"] else "")

    def fits(self, expect, action):
        kind = expect["kind"]
        if action["type"] != kind or expect["journey"] not in (None, action["journey"]):
            return False
        if expect["at"] is not None and action["at"] != self.time(expect["at"]):
            return False
        if kind in ("send", "skipped"):
            if (action["channel"], action["template"]) != (expect["channel"], expect["template"]):
                return False
            data = action.get("data", {})
            if not all(self.equal(data.get(field["name"]), self.value(field["value"])) for field in expect["fields"]):
                return False
        if kind in ("skipped", "refused"):
            return expect["reason"] in (None, action["reason"])
        if kind in ("milestone", "exit", "start"):
            return expect["name"] == {"milestone": action.get("name"), "exit": action.get("outcome"),
                                      "start": action.get("started")}[kind]
        if kind == "set":
            return action["trait"] == expect["path"]["name"] and self.equal(action["value"], self.value(expect["value"]))
        return True

    def equal(self, left, right):
        read = lambda value: Time(value.read(self.user.zone).ms) if isinstance(value, Date) else value
        return read(left) == read(right)


def main(dump_ast, *paths):
    passed, failed = 0, 0
    for path in map(pathlib.Path, paths):
        files = sorted(path.glob("*.journey")) if path.is_dir() else [path]
        whole = project.load(dump_ast, files)
        for tree in whole.tests:
            problems = Test(whole, tree, files).run()
            passed, failed = passed + (not problems), failed + bool(problems)
            if problems:
                print(f"{path.name}: {tree['name']}")
                print("\n".join("    " + problem for problem in problems))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
