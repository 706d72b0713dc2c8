"""A new version of a project takes over the users of an older one.

Journeys, stages and variables go on by their names, waits and repeats by their order in the stage, messages and triggers by
what they say: the first, second, ... of those that say the same in the same place. What the older version did not look at
is not known to the newer one.
"""
import collections
import dataclasses
import json

from . import zones
from .expressions import Scope, evaluate, pieces, said
from .messages import LEFT, MOVED_ON, Message, Option, Sent, group_of, limits_in
from .project import blocks_of
from .runs import Rest, Run, Wait, contains
from .triggers import BY_TIME, offset_of
from .users import User
from .values import Date, Span, Time

# ---- what a version says -----------------------------------------------------------------------------------------------


def trigger_said(tree, project):
    """What a trigger asks; how long it takes, and which clock it goes by, may change."""
    asked = {name: value for name, value in tree.items() if name not in ("ms", "days", "clock_ms")}
    if tree["kind"] == "moment":
        asked["moment"] = tree["moment"]["value"]
    return said(asked, project)


def pairs(new, old):
    """Each new thing with the old one that says the same, and has the same number among those; the texts come with them."""
    there = collections.defaultdict(list)
    for text, one in old:
        there[text].append(one)
    counts = collections.Counter()
    for text, one in new:
        number = counts[text]
        counts[text] += 1
        yield one, there[text][number] if number < len(there[text]) else None


def adopt(new, old, tree_of, project_of):
    """Lets the triggers of a list go on for those of an older list. The things in both are what tree_of reads."""
    told = lambda things, project: [(trigger_said(tree_of(one).tree, project), one) for one in things]
    for one, other in pairs(told(new, project_of[0]), told(old, project_of[1])):
        if other is not None:
            tree_of(one).go_on_for(tree_of(other))


def statements(block, path=()):
    """All statements of a block in the order of the text, each with the way to it."""
    for index, stmt in enumerate(block):
        here = (*path, (block, index))
        yield stmt, here
        for inner in inner_blocks(stmt):
            yield from statements(inner, here)


def inner_blocks(stmt):
    """The blocks of a statement as they are written."""
    return sorted((body for body in blocks_of(stmt) if body), key=lambda body: body[0]["span"][1])


def of_kind(block, kind):
    return [(stmt, path) for stmt, path in statements(block) if stmt["kind"] == kind]


def is_beside(path):
    """Whether a statement of a flow stands in an answer that can but keep waiting."""
    for (block, index), (body, _) in zip(path, path[1:]):
        for arm in block[index].get("arms") or []:
            if arm["body"] is body and block[index]["kind"] == "wait" and contains(body, "keep_waiting") \
                    and not contains(body, "go_to", "exit", "stay", "go_on", "wait_again"):
                return True
    return False


def sends_of(journey, stage):
    """The messages of a stage, and with no stage those of the journey itself: (place, send, the way to it)."""
    if stage is None:
        for tree in [*journey.goals, *journey.leaves]:
            yield from (("user", *each) for each in of_kind(tree["body"] or [], "send"))
        for tree in journey.whens:
            yield from (("run", *each) for each in of_kind(tree["body"], "send"))
        return
    for tree in journey.stages[stage]["whens"]:
        place = "flow" if contains(tree["body"], "go_to", "exit") else "stage"
        yield from ((place, *each) for each in of_kind(tree["body"], "send"))
    for stmt, path in of_kind(journey.stages[stage]["body"], "send"):
        yield "stage" if is_beside(path) else "flow", stmt, path


def asked_by(stmt):
    """What a `send` asks for: templates and fields."""
    return json.dumps([(one["channel"], one["template"], sorted(field["name"] for field in one["fields"]))
                       for one in stmt["options"]])


def send_for(message, old_journey, new_journey, old_stage, new_stage):
    """The place in the new version of the `send` that a held message came from: (send, way), or None."""
    told = lambda journey, stage: [((place, asked_by(stmt)), (stmt, path)) for place, stmt, path in sends_of(journey, stage)]
    for (stmt, path), found in pairs(told(new_journey, new_stage), told(old_journey, old_stage)):
        if found is not None and found[0] is message.stmt:
            return stmt, path
    return None


def find_stage(message, journey):
    """The stage in which the `send` of a message stands; None for one of the journey itself."""
    return next((name for name in journey.stages if any(stmt is message.stmt for _, stmt, _ in sends_of(journey, name))), None)


# ---- what a version reads ----------------------------------------------------------------------------------------------


class Reads:
    """What a version looks at, and so keeps of its users."""

    def __init__(self, project):
        self.project = project
        self.traits, self.rings, self.counted, self.templates = set(), {}, set(), set()
        self.timed_entries = any(item["trigger"]["kind"] in (*BY_TIME, "becomes_true", "condition")
                                 for journey in project.journeys.values() for item in journey.enters)
        trees = [project.timezone, *(one for channel in project.channels.values() for one in channel.conditions)]
        for tree in trees + [journey.tree for journey in project.journeys.values()]:
            self.look(tree)

    def look(self, tree):
        settings = {id(piece["path"]) for piece in pieces(tree, self.project) if piece["kind"] == "set"}
        for piece in pieces(tree, self.project):
            kind = piece["kind"]
            if kind == "path" and piece["root"] in ("user", "account") and id(piece) not in settings:
                self.traits.add((piece["root"], piece["name"]))
            elif kind == "report" and "template" in piece:
                self.templates.add((piece["channel"], piece["template"]))
            elif kind in ("count", "happened", "time_since") and piece["window"] != "since_entry":
                self.history(piece, 1)
            elif kind == "compare" and piece["left"]["kind"] == "count":
                self.count(piece)

    def history(self, piece, ring):
        key = said([piece["event"], piece["where"]], self.project)
        if piece["kind"] == "count":
            ring = 0
            if piece["window"] == "ever":
                self.counted.add(key)
        self.rings[key] = max(self.rings.get(key, 0), ring)

    def count(self, compare):
        """A count in a window needs as many of the newest as tell yes from no."""
        piece = compare["left"]
        if piece["window"] == "last":
            numbers = [one["micros"] // 1_000_000 for one in (compare["right"], compare["upper"]) if one is not None]
            exact = compare["op"] in ("at_least", "less_than")
            key = said([piece["event"], piece["where"]], self.project)
            self.rings[key] = max(self.rings.get(key, 0), max(numbers) + (0 if exact else 1), 1)


@dataclasses.dataclass
class Memory:
    """What is known of the time before the takeover."""
    at: int                                   # when that was
    events: int                               # of the history, how many are from before
    rings: dict                               # by event and `where`: how many of the newest the older version kept
    counted: set                              # of which the number is known
    sent: int                                 # of the messages, how many are from before
    limits: dict                              # by kind of a limit: how many of the newest the older version kept


# ---- users -------------------------------------------------------------------------------------------------------------


def take_over(old, project, report, noted):
    """The user of an older version as one of the newer; None if the older one kept nothing of them."""
    reads = Reads(old.project)
    if not noted and kept_nothing(old, reads):
        return None
    user = User(project, old.id, old.now, report)
    user.number, user.order = old.number, old.order
    for mine, his, root, declared in ((user.traits, old.traits, "user", project.traits),
                                      (user.account, old.account, "account", project.account)):
        mine.update({name: value for name, value in his.items() if (root, name) in reads.traits and name in declared})
    if ("account", "id") in reads.traits:
        user.account_id = old.account_id
    user.zone = user.read_zone()
    user.history = old.history
    user.memory = Memory(old.now, len(old.history), reads.rings, reads.counted, len(old.sent), limits_in(old.project))
    user.sent = [Sent(one.time, project.channels.get(one.channel.name), project.journeys.get(one.journey.name), one.zone)
                 for one in old.sent]
    user.entries = {key: when for key, when in old.entries.items() if marks_go_on(key[0], old.project, project)}
    user.enters = []
    runs = {run: Taker(user, old, run).run() for run in sorted(old.runs, key=lambda run: run.order)}
    user.first_seen(old.first_sight if reads.timed_entries else None)      # conditions of entries may ask for the runs
    for journey in user.journeys:
        if journey.name in old.project.journeys:
            mine = [trigger for other, _, trigger in user.enters if other is journey]
            his = [trigger for other, _, trigger in old.enters if other.name == journey.name]
            adopt(mine, his, lambda one: one, (project, old.project))
    user.newest = {key: runs.get(run) or run for key, run in old.newest.items() if key in reads.templates}
    take_user_messages(user, old)
    return user


def kept_nothing(old, reads):
    """Whether nothing has happened to the user that the older version looked at."""
    traits = any(("user", name) in reads.traits and value is not None for name, value in old.traits.items())
    account = any(("account", name) in reads.traits and value is not None for name, value in old.account.items())
    account = account or ("account", "id") in reads.traits and old.account_id is not None
    events = any(key_matches(key, event, old) for key in reads.rings for event in old.history)
    return not (traits or account or events or old.acted or reads.timed_entries)


def key_matches(key, event, user):
    name, where = json.loads(key)
    return event.name == name and (where is None or evaluate(where, Scope(user, user.now).within(event)) is True)


def marks_go_on(name, before, after):
    """Whether it is still known when a journey was entered."""
    old, new = before.journeys[name], after.journeys.get(name)
    return new is not None and old.again != "always" and (old.key is None) == (new.key is None)


def take_user_messages(user, old):
    """Messages of goals and leaves, whose runs are over."""
    for message in old.held:
        if message.place != "user":
            continue
        journey = user.project.journeys.get(message.journey.name)
        found = journey and send_for(message, message.journey, journey, None, None)
        if found:
            stage = journey.renamed.get(message.run.stage, message.run.stage)
            message.run.stage = stage if stage in journey.stages else None
            again = message_again(message, user, journey, message.run, found[0])
            user.held.append(again)
        else:
            drop(user, message, None, LEFT)
    user.held.sort(key=lambda message: (message.asked, message.number))


def message_again(message, user, journey, run, stmt):
    options = [Option(user.project.channels[one.channel.name], one.template, one.data) for one in message.options]
    again = Message(options, stmt, journey, run, message.place, message.asked, message.number, message.key)
    again.state, again.due, again.first_due = message.state, message.due, message.first_due
    again.why, again.refused = message.why, message.refused
    again.option = options[message.options.index(message.option)]
    return again


def drop(user, message, stage, reason):
    """A message that the newer version does not have."""
    user.report({"type": "skipped", "at": user.now, "user": user.id, "run": message.run.order, "journey": message.journey.name,
                 "key": message.key, "stage": stage, "channel": message.option.channel.name,
                 "template": message.option.template, "reason": reason})


# ---- runs --------------------------------------------------------------------------------------------------------------


class Taker:
    """Takes one run over."""

    def __init__(self, user, old_user, old):
        self.user, self.old = user, old
        self.projects = (user.project, old_user.project)
        self.held = [message for message in old_user.held if message.run is old and message.place != "user"]
        self.journey = user.project.journeys.get(old.journey.name)
        self.stage = None
        if self.journey is not None:
            name = self.journey.renamed.get(old.stage, old.stage)
            self.stage = name if name in self.journey.stages else None
            if old.kept_out:
                self.stage = self.journey.first_stage

    def run(self):
        """The run in the newer version, or None: it has ended."""
        place = self.place() if self.stage is not None else None
        if place is None:
            self.remove()
            return None
        run = Run(self.user, self.journey, self.old.key, self.entry(), self.old.order)
        for name in ("entered", "number", "visit", "taken_over", "kept_out"):
            setattr(run, name, getattr(self.old, name))
        run.stage = self.stage
        self.user.runs.append(run)
        run.reports = {one for one in self.old.reports if one in self.asked_reports()}
        run.tallies = self.tallies()
        self.variables(run)
        run.become_live()
        self.triggers(run)
        if not run.kept_out:
            self.flow(run, *place)
        return run

    def remove(self):
        """Its place is gone."""
        stage = self.stage
        for message in self.held:
            drop(self.user, message, stage, LEFT)
        self.old.over = True
        self.user.report({"type": "exit", "at": self.user.now, "user": self.user.id, "run": self.old.order,
                          "journey": self.old.journey.name, "key": self.old.key, "stage": stage, "outcome": "removed"})

    def entry(self):
        """The entering event, of which the older version kept the fields that it read."""
        entry = self.old.entry
        if entry is None:
            return None
        read = {piece["name"] for piece in pieces(self.without_enters(), self.projects[1])
                if piece["kind"] == "path" and piece["root"] == "entry"}
        return dataclasses.replace(entry, fields={name: value for name, value in entry.fields.items() if name in read})

    def without_enters(self):
        return [item for item in self.old.journey.tree["items"] if item["kind"] != "enter"]

    def asked_reports(self):
        return {(piece["channel"], piece["template"], piece["report"])
                for piece in pieces(self.without_enters(), self.projects[1]) if piece["kind"] == "report" and not self.is_trigger(piece)}

    def is_trigger(self, piece):
        return "parenthesised" not in piece

    def tallies(self):
        """Since when each count `since entry` is known: from the entry, if the older version counted the same."""
        kept = {said([piece["event"], piece["where"]], self.projects[1])
                for piece in pieces(self.without_enters(), self.projects[1]) if piece.get("window") == "since_entry"}
        return kept if self.old.tallies is None else kept & self.old.tallies

    def variables(self, run):
        """New ones get their first value, the others keep theirs."""
        for item in self.journey.remembers:
            run.variables[item["name"]] = None
        for item in self.journey.remembers:
            if item["name"] in self.old.variables:
                run.variables[item["name"]] = self.old.variables[item["name"]]
            elif item["value"] is not None:
                run.variables[item["name"]] = evaluate(item["value"], run.scope())

    # ---- triggers ----

    def triggers(self, run):
        """Those that say the same go on."""
        old = self.old
        told = lambda goals, project: [(trigger_said(goal.trigger.tree, project), goal) for goal in goals]
        for goal, before in pairs(told(run.every_goal, self.projects[0]), told(old.every_goal, self.projects[1])):
            if before is not None and before.counts(run.user.now):
                goal.trigger.go_on_for(before.trigger)
        adopt(run.leaves, old.leaves, lambda leave: leave[0], self.projects)
        if run.kept_out:
            return
        for when in run.stage_whens[run.stage]:
            when.live(run)
        self.whens(run.whens, old.whens, True)
        for name, whens in run.stage_whens.items():
            goes_on = [other for other in old.stage_whens if self.journey.renamed.get(other, other) == name]
            before = old.stage if old.stage in goes_on else goes_on[0] if goes_on else None
            if before is not None:
                self.whens(whens, old.stage_whens[before], name == run.stage)

    def whens(self, new, old, live):
        told = lambda whens, project: [(trigger_said(when.tree["trigger"], project), when) for when in whens]
        for when, before in pairs(told(new, self.projects[0]), told(old, self.projects[1])):
            if before is None:
                continue
            when.fired = before.fired if before.tree["bound"] != "none" else 0
            if live and when.trigger is not None and before.trigger is not None:
                when.trigger.go_on_for(before.trigger)

    # ---- the flow ----

    def place(self):
        """Where the flow goes on: (way, the old wait, the old message); an empty way if it stays. None: that is gone."""
        rest = self.old.rest
        if self.old.kept_out or (rest.wait is None and rest.message is None):
            return (), None, None
        if rest.message is not None:
            found = send_for(rest.message, self.old.journey, self.journey, self.old.stage, self.stage)
            return found and (found[1], rest.wait, rest.message)
        waits = of_kind(self.journey.stages[self.stage]["body"], "wait")
        number = [stmt is rest.wait.tree for stmt, _ in self.old_waits()].index(True)
        return (waits[number][1], rest.wait, None) if number < len(waits) else None

    def old_waits(self):
        return of_kind(self.old.journey.stages[self.old.stage]["body"], "wait")

    def flow(self, run, way, wait, message):
        self.beside(run)
        self.insides(run)
        if not way:
            run.flow = iter_stay()
        else:
            rest = Rest()
            block, index = way[-1]
            stmt = block[index]
            if message is not None:
                rest.message = message_again(message, self.user, self.journey, run, stmt)
                self.user.held.append(rest.message)
                rest.wait = self.wait_again(run, stmt["follow"], wait) if stmt.get("follow") else None
            else:
                rest.wait = self.wait_again(run, stmt, wait)
                self.due(run, rest.wait, wait)
            run.event = self.event(way)
            run.flow = run.go_on_at(way, rest)
        run.resume(None)

    def beside(self, run):
        """Messages beside the flow."""
        for message in self.held:
            if message.place == "flow":
                continue
            old_stage = find_stage(message, self.old.journey)
            stage = None if old_stage is None else self.journey.renamed.get(old_stage, old_stage)
            there = old_stage is None or stage in self.journey.stages
            found = there and send_for(message, self.old.journey, self.journey, old_stage, stage)
            if found:
                self.user.held.append(message_again(message, self.user, self.journey, run, found[0]))
            else:
                drop(self.user, message, run.stage, MOVED_ON)

    def insides(self, run):
        """Repeats go on by their order in the stage; so do the waits in whose answers the flow is."""
        body = self.journey.stages[self.stage]["body"]
        old_body = self.old.journey.stages[self.old.stage]["body"]
        for (stmt, _), (old, _) in zip(of_kind(body, "repeat"), of_kind(old_body, "repeat")):
            run.rounds[id(stmt)] = self.old.rounds.get(id(old), 0)
        for number, (stmt, _) in enumerate(of_kind(body, "wait")):
            before = self.old_waits()[number][0] if number < len(self.old_waits()) else None
            run.waits[id(stmt)] = self.wait_again(run, stmt, self.old.waits.get(id(before)))

    def wait_again(self, run, tree, old):
        """A wait of the newer version in the place of one of the older."""
        wait = Wait(tree, run)
        if old is None:
            return wait
        wait.asked = old.asked
        adopt(wait.arms, old.arms, lambda arm: arm[0], self.projects)
        for trigger, _ in wait.arms:
            if trigger.kind == "event":
                trigger.born = old.asked      # an arm on an event sees what came after the wait began
        return wait

    def due(self, run, wait, old):
        """When its time comes: as before if it says the same, else computed anew from when it began."""
        wait.began, wait.due, wait.first, wait.follows = old.began, old.due, old.first, old.follows
        if wait_said(wait.tree, self.projects[0]) == wait_said(old.tree, self.projects[1]):
            return
        form, tree = wait.tree["form"], wait.tree
        scope = dataclasses.replace(run.scope(), now=wait.began)
        wait.first, wait.follows = None, False
        if form in ("duration", "up_to"):
            wait.due = wait.began + tree["ms"]
        elif form == "value":
            length = evaluate(tree["value"], scope)
            length = max(length.ms, 0) if isinstance(length, Span) else 0
            wait.due = wait.began + min(length, tree["max_ms"])
        elif tree["moment"]["kind"] == "clock":
            wait.due = zones.next_clock(self.user.zone, wait.began, tree["moment"]["clock_ms"], tree["moment"]["days"])
            wait.first = wait.due
        else:
            wait.follows = True
            value = evaluate(tree["moment"]["value"], scope)
            value = value.read(self.user.zone) if isinstance(value, Date) else value
            wait.due = value.ms + offset_of(tree["moment"]) if isinstance(value, Time) else old.due

    def event(self, way):
        """What is still known of the event that fired the answer or `when` in which the flow is: what had still to be read."""
        if self.old.event is None or not self.old.path:
            return None
        kept, taken = set(), False
        for block, index in self.old.path:
            taken = taken or self.is_body(block)
            if taken:
                kept |= {piece["name"] for piece in pieces(block[index + 1:], self.projects[1])
                         if piece["kind"] == "path" and piece["root"] == "event"}
        fields = {name: value for name, value in self.old.event.fields.items() if name in kept}
        return dataclasses.replace(self.old.event, fields=fields, id=self.old.event.id if "id" in kept else None)

    def is_body(self, block):
        """Whether a block is that of an answer or a `when`."""
        return any(block is arm["body"] for stmt, _ in self.old_waits() for arm in stmt.get("arms") or []) or \
            any(block is tree["body"] for tree in self.old.journey.stages[self.old.stage]["whens"])


def wait_said(tree, project):
    return said({name: value for name, value in tree.items() if name != "arms"}, project)


def iter_stay():
    """The flow of a run that stays for good."""
    yield Rest()
