"""The declarations of a project, read from the tree that dump_ast prints; its shape is described in compiler/ast_json.h."""
import json
import subprocess


def blocks_of(stmt):
    """The blocks inside a statement."""
    parts = (stmt.get("branches") or []) + (stmt.get("arms") or [])
    return [part["body"] for part in parts] + [stmt[name] for name in ("otherwise", "body") if stmt.get(name)]


def link(stmts, after=None, below=None):
    """Notes at every `send` of a flow the wait that comes next by itself, which is live while the message is held.

    That is the statement below it, also where blocks end between the two or `go on` stands there. After and below: what
    comes next when the block ends, and what comes next below the wait that the block is an arm of.
    """
    for index, stmt in enumerate(stmts):
        behind = stmts[index + 1] if index + 1 < len(stmts) else None
        if behind is None:
            follow = after
        else:
            follow = {"wait": behind, "go_on": below}.get(behind["kind"])
        stmt["follow"] = follow if stmt["kind"] == "send" else None
        for body in blocks_of(stmt):
            if stmt["kind"] == "wait":
                link(body, None, follow)
            else:
                link(body, follow if stmt["kind"] in ("if", "split") else None, below)


class Journey:
    """One journey: its head and its stages."""

    def __init__(self, tree, order):
        self.name, self.tree = tree["name"], tree
        self.order = order
        self.enters, self.goals, self.leaves, self.whens = [], [], [], []
        self.limits, self.remembers, self.stages, self.renamed = [], [], {}, {}
        self.key = self.group = self.again = None
        self.again_ms = self.keep_out = self.priority = 0
        for item in tree["items"]:
            self.take(item)
        if self.again is None:
            self.again = "never" if self.enters else "always"
        self.first_stage = next(iter(self.stages), None)

    def take(self, item):
        kind = item["kind"]
        if kind == "enter":
            self.enters.append(item)
        elif kind == "enter_again":
            self.again, self.again_ms = item["again"], item["ms"]
        elif kind == "one_per":
            self.key = item["name"]
        elif kind == "keep_out":
            self.keep_out = item["share"]
        elif kind == "priority":
            self.priority = item["priority"]
        elif kind == "group":
            self.group = item["name"]
        elif kind == "goal":
            self.goals.append(item)
        elif kind == "leave":
            self.leaves.append(item)
        elif kind == "limits":
            self.limits.extend(item["limits"])
        elif kind == "remember":
            self.remembers.append(item)
        elif kind == "when":
            self.whens.append(item["when"])
        elif kind == "renamed":
            self.renamed[item["name"]] = item["to"]
        elif kind == "stage":
            self.stages[item["name"]] = item
            link(item["body"])


class Channel:
    """One channel: who can be reached, when, how often."""

    TO_TEAM = ("task", "webhook", "chat")

    def __init__(self, tree):
        self.name = tree["name"]
        self.to_team = self.name in self.TO_TEAM
        self.conditions, self.quiet, self.deliver, self.limits, self.templates = [], [], [], [], {}
        for item in tree["items"]:
            kind = item["kind"]
            if kind == "only_if":
                self.conditions.append(item["condition"])
            elif kind == "quiet":
                self.quiet.append(item)
            elif kind == "deliver":
                self.deliver.append(item)
            elif kind == "limit":
                self.limits.append(item["limit"])
            elif kind == "to":
                self.to_team = item["team"]
            elif kind == "template":
                self.templates[item["name"]] = item["fields"]


def heard(node):
    """`skipped` and `ended`, as often as a trigger or a condition asks for them."""
    if isinstance(node, list):
        for one in node:
            yield from heard(one)
    if isinstance(node, dict):
        if node.get("kind") == "report" and node["report"] == "skipped":
            yield "skipped"
        if node.get("kind") == "journey_ended":
            yield "ended"
        for one in node.values():
            yield from heard(one)


class Project:
    """All files of a project together; files are taken in the order of their names."""

    def __init__(self, tree):
        self.events, self.traits, self.account, self.channels = {}, {}, {}, {}
        self.conditions, self.journeys, self.limits, self.tests = {}, {}, [], []
        self.timezone, self.id_window, self.keep_out = None, None, 0
        for file in sorted(tree["files"], key=lambda one: one["name"]):
            for decl in file["decls"]:
                self.take(decl)
        self.heard = set(heard(tree))         # consequences that something waits for
        parts = [vars(one) for one in (*self.journeys.values(), *self.channels.values())]
        self.looked_at = set(self.named([[part for name, part in one.items() if name != "tree"] for one in parts] + self.limits))
        self.by_priority = sorted(self.journeys.values(), key=lambda journey: (-journey.priority, journey.order))

    def named(self, node):
        """The events that triggers and histories name, also those in conditions that are used."""
        if isinstance(node, list):
            for one in node:
                yield from self.named(one)
        if isinstance(node, dict):
            if isinstance(node.get("event"), str):
                yield node["event"]
            if node.get("kind") == "path" and node["root"] == "name" and node["name"] in self.conditions:
                yield from self.named(self.conditions[node["name"]])
            for one in node.values():
                yield from self.named(one)

    def take(self, decl):
        kind, name = decl["kind"], decl["name"]
        if kind == "project":
            for item in decl["items"]:
                if item["kind"] == "timezone":
                    self.timezone = item["value"]
                elif item["kind"] == "window":
                    self.id_window = item["ms"]
                elif item["kind"] == "keep_out":
                    self.keep_out = item["share"]
        elif kind == "event":
            self.events[name] = {field["name"]: field for field in decl["fields"]}
        elif kind == "user":
            self.traits.update({field["name"]: field for field in decl["fields"]})
        elif kind == "account":
            self.account.update({field["name"]: field for field in decl["fields"]})
        elif kind == "channel":
            self.channels[name] = Channel(decl)
        elif kind == "limits":
            self.limits.extend(decl["limits"])
        elif kind == "condition":
            self.conditions[name] = decl["condition"]
        elif kind == "journey":
            self.journeys[name] = Journey(decl, len(self.journeys))
        elif kind == "test":
            self.tests.append(decl)


def switched_on(node):
    """The tree without what is switched off."""
    if isinstance(node, list):
        return [switched_on(one) for one in node if not (isinstance(one, dict) and one.get("off"))]
    if isinstance(node, dict):
        return {name: switched_on(one) for name, one in node.items()}
    return node


def load(dump_ast, paths):
    """Parses the scripts with the program dump_ast and reads the tree."""
    done = subprocess.run([str(dump_ast), *map(str, paths)], capture_output=True, text=True, check=False, close_fds=False)
    if done.returncode != 0:
        raise ValueError(f"these scripts do not parse: {done.stderr}")
    tree = json.loads(done.stdout)
    return Project(switched_on(tree) if '"off":true' in done.stdout else tree)
