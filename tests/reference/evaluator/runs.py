"""The flow of one run through the stages of its journey.

The flow is a Python generator that walks the statements and yields a Rest whenever it can't go on: at a wait, at a held
message, at `stay`. Whoever resumes it hands in a Signal that says why.
"""
import dataclasses

from . import expressions, zones
from .expressions import Scope, evaluate, holds
from .project import blocks_of
from .messages import LEFT, MOVED_ON, Message, Option
from .triggers import BY_TIME, Trigger, offset_of
from .values import Date, Span, Time

MASK = (1 << 64) - 1
MOST_MOVES = 64                               # stages and waits that a run begins at one instant
TOO_OFTEN = "the run moved too often at one instant; it rests until something new happens"
SECOND = 1000
MOVES = ("go_to", "exit", "stay", "go_on", "wait_again")


def draw(*names):
    """Hundredths of a percent from 0 to 9999: FNV-1a over the names, each ended by a zero byte, then splitmix64's end."""
    mixed = 0xCBF29CE484222325
    for byte in b"".join(name.encode() + b"\0" for name in names):
        mixed = (mixed ^ byte) * 0x100000001B3 & MASK
    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9 & MASK
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB & MASK
    return (mixed ^ mixed >> 31) % 10_000


class Wait:
    """A wait that the flow rests at, or that is live already while the message before it is held.

    When it begins anew (`wait again`) a condition that has acted has done so until it is false."""

    def __init__(self, tree, run, before=None):
        self.tree = tree
        self.asked = run.user.now
        self.arms = []                        # (trigger, body)
        for arm in tree.get("arms") or []:
            if arm["kind"] == "for":
                self.arms.append((Trigger(arm["trigger"], run.user, run, run.user.next_number(), is_arm=True), arm["body"]))
        for (trigger, _), (old, _) in zip(self.arms, before.arms if before else []):
            trigger.acted = bool(old.acted and trigger.value)
        self.due = self.began = None
        self.first = None                     # a clock time: the instant first computed
        self.follows = False                  # it follows a value

    def answer(self, *kinds):
        """The body of the arm that answers, or None."""
        return next((arm["body"] for arm in self.tree.get("arms") or [] if arm["kind"] in kinds), None)


@dataclasses.dataclass
class Rest:
    """Where a flow rests: at a wait, at a held message with the wait behind it, or for good."""
    wait: Wait = None
    message: Message = None


@dataclasses.dataclass
class Signal:
    """Why a flow is resumed: `end` of the wait's time, `done` with the held message, or a `body` that answers."""
    kind: str
    body: list = None
    event: object = None


@dataclasses.dataclass
class Move:
    """How a block ended if it did not run off its end."""
    kind: str
    name: str = None


def contains(block, *kinds):
    """Whether a statement of some kind stands anywhere in a block."""
    for stmt in block:
        if stmt["kind"] in kinds or any(contains(inner, *kinds) for inner in blocks_of(stmt)):
            return True
    return False


class When:
    """A `when` with its trigger while that is live, and how often it may fire still."""

    def __init__(self, tree):
        self.tree = tree
        self.trigger = None
        self.fired = 0
        self.takes_over = contains(tree["body"], "go_to", "exit")

    def live(self, run):
        self.trigger = Trigger(self.tree["trigger"], run.user, run, run.user.next_number())
        if self.trigger.kind in BY_TIME:
            self.fired = 0                    # by time it counts for each visit

    @property
    def spent(self):
        return self.tree["bound"] != "none" and self.fired >= self.tree["times"]


class Goal:
    """A goal of a run, until its `within` is over."""

    def __init__(self, tree, run):
        self.tree = tree
        self.trigger = Trigger(tree["trigger"], run.user, run, run.user.next_number())
        self.ends = run.entered + tree["within_ms"] if tree["within_ms"] else None

    def counts(self, now):
        """The last instant of `within` is in it."""
        return self.ends is None or now <= self.ends


class Run:
    """One run of a journey for one user."""

    def __init__(self, user, journey, key, entry, order):
        self.user, self.journey, self.key, self.entry, self.order = user, journey, key, entry, order
        self.entered = user.now
        self.number = user.next_number()      # it sees what has a higher one
        self.variables, self.reports = {}, set()
        self.over = self.kept_out = self.taken_over = False
        self.stage = None
        self.visit = 0
        self.moves = 0                        # since something new happened
        self.flow = None
        self.rest = Rest()
        self.prepared = {}                    # by statement, a wait that was live while the message before it was held:
                                              # it, how an arm has left it, the message if it was skipped
        self.event = None                     # what fired what runs now
        self.path = []                        # the statement that the flow is at: (block, place in it), the outermost first
        self.tallies = None                   # which counts `since entry` are known from the entry on; None: all
        self.waits, self.rounds = {}, {}      # by statement, of this visit: the wait, how often a repeat has gone round
        self.goals, self.leaves, self.whens, self.stage_whens = [], [], [], {}

    @property
    def rank(self):
        return (-self.journey.priority, self.order)

    def scope(self):
        return Scope(self.user, self.user.now, self, self.event)

    # ---- beginning and end ----

    def begin(self, given):
        """Becomes live, with the variables that `start journey` fills."""
        for item in self.journey.remembers:
            self.variables[item["name"]] = None
        for item in self.journey.remembers:
            if item["name"] in given:
                self.variables[item["name"]] = given[item["name"]]
            elif item["value"] is not None:
                self.variables[item["name"]] = evaluate(item["value"], self.scope())
        self.become_live()
        if self.kept_out:
            return
        self.flow = self.stages(self.journey.first_stage)
        self.resume(None)

    def become_live(self):
        """All that is live in every stage, and the `when`s of the stages as they are before they are."""
        self.every_goal = [Goal(tree, self) for tree in self.journey.goals]
        self.goals = list(self.every_goal)
        self.leaves = [(Trigger(tree["trigger"], self.user, self, self.user.next_number()), tree) for tree in self.journey.leaves]
        if self.kept_out:
            return
        self.whens = [When(tree) for tree in self.journey.whens]
        for when in self.whens:
            when.live(self)
        for name, stage in self.journey.stages.items():
            self.stage_whens[name] = [When(tree) for tree in stage["whens"]]

    def finish(self, outcome):
        """The end: what the run still holds is dropped."""
        self.over = True
        self.user.drop(self, ("flow", "stage", "run"), LEFT)
        self.user.run_ended(self, outcome)

    def finish_by(self, tree, outcome, event):
        """A goal or `leave`: its block, which may not wait, then the end."""
        if not self.kept_out:
            self.event = event
            self.side_step(tree["body"] or [], "user")
            self.event = None
        self.finish(outcome)

    # ---- the flow ----

    def resume(self, signal):
        """Lets the flow go on until it rests again."""
        try:
            self.rest = self.flow.send(signal)
        except StopIteration:
            self.rest = Rest()

    def stages(self, name):
        """Stage after stage until the run ends."""
        yield from self.leave_by((yield from self.in_stage(name)))

    def in_stage(self, name):
        self.enter_stage(name)
        if self.visit > 1 and not self.moves_on():
            yield Rest()
        return (yield from self.block(self.journey.stages[name]["body"], "flow"))

    def leave_by(self, move):
        """The end of a stage, and all that comes then."""
        while move.kind != "exit":
            if move.kind == "stay":
                yield Rest()
            self.user.drop(self, ("flow", "stage"), MOVED_ON)
            move = yield from self.in_stage(move.name)
        self.finish(move.name)

    def moves_on(self):
        """Counts one more stage or wait; False if it is one too many, and the run rests."""
        self.moves += 1
        if self.moves == MOST_MOVES + 1:
            self.user.act("error", self, reason=TOO_OFTEN)
        return self.moves <= MOST_MOVES

    def enter_stage(self, name):
        if self.visit > 0:
            self.user.act("stage", self, **{"from": self.stage, "to": name, "stage": None})
        self.stage = name
        self.visit += 1
        self.taken_over = False
        self.waits, self.rounds = {}, {}
        for when in self.stage_whens[name]:
            when.live(self)

    def take_over(self, when, event):
        """The statements of a `when` that moves the run are its flow from now on."""
        self.flow.close()
        self.prepared.clear()
        self.user.drop(self, ("flow",), MOVED_ON)
        self.taken_over = True
        self.rest = Rest()

        def flow():
            self.event = event
            move = yield from self.block(when.tree["body"], "flow")
            self.event = None
            yield from self.leave_by(move)

        self.path = []
        self.flow = flow()
        self.resume(None)

    def go_on_at(self, path, rest):
        """The flow from a statement on at which it rests already, and what it rests for."""
        move = yield from self.block_at(path, rest)
        self.event = None
        yield from self.leave_by(move)

    def block_at(self, path, rest):
        """As block(), but the outermost statement of the path, or one inside it, has begun before."""
        (stmts, index), inner = path[0], path[1:]
        self.path.append((stmts, index))
        if inner:
            move = yield from self.inside(stmts[index], inner, rest)
        elif stmts[index]["kind"] == "send":
            move = yield from self.hold(stmts[index], rest.wait, rest.message)
        else:
            move = yield from self.wait_until_over(stmts[index], rest.wait, None, None, begun=True)
        self.path.pop()
        return move or (yield from self.block(stmts[index + 1:], "flow", stmts, index + 1))

    def inside(self, stmt, path, rest):
        """As statement(), of one with blocks, in one of which the flow is."""
        if stmt["kind"] == "repeat":
            return (yield from self.go_round(stmt, "flow", self.rounds.get(id(stmt), 0), self.block_at(path, rest)))
        move = yield from self.block_at(path, rest)
        if stmt["kind"] != "wait":
            return move
        self.event = None
        if move is None or move.kind == "go_on":
            return None
        if move.kind == "wait_again":
            return (yield from self.wait_until_over(stmt, Wait(stmt, self, self.waits[id(stmt)]), None, None))
        return move

    def side_step(self, body, place):
        """Statements beside the flow: they never rest, and what is held waits by itself."""
        for _ in self.block(body, place):
            raise AssertionError("a side step may not rest")

    def fire_when(self, when, place, event):
        when.fired += 1
        if when.takes_over:
            self.take_over(when, event)
            return
        before, self.event = self.event, event
        self.side_step(when.tree["body"], place)
        self.event = before

    # ---- statements ----

    def block(self, stmts, place, whole=None, begin=0):
        """Runs statement after statement; returns the Move that ends the block, None if it runs off its end.

        They may be the last ones of a whole block, from its place `begin` on."""
        for index, stmt in enumerate(stmts):
            if place == "flow":
                self.path.append((stmts if whole is None else whole, begin + index))
            move = yield from self.statement(stmt, place)
            if place == "flow":
                self.path.pop()
            if move is not None:
                return move
        return None

    def statement(self, stmt, place):
        kind = stmt["kind"]
        if kind == "send":
            return (yield from self.send(stmt, place))
        if kind == "wait":
            return (yield from self.wait(stmt))
        if kind == "if":
            return (yield from self.choose(stmt, place))
        if kind == "split":
            return (yield from self.split(stmt, place))
        if kind == "repeat":
            return (yield from self.repeat(stmt, place))
        if kind in ("go_to", "exit", "stay", "go_on", "wait_again", "keep_waiting", "stop_repeating"):
            return Move(kind, stmt.get("stage") or stmt.get("outcome"))
        self.act(stmt)
        return None

    def act(self, stmt):
        """A statement that does something at once or asks for it in the next round."""
        kind, name = stmt["kind"], stmt.get("name") or stmt.get("journey")
        if kind == "milestone":
            self.user.act("milestone", self, name=name)
        elif kind == "remember":
            before, self.variables[name] = self.variables[name], evaluate(stmt["value"], self.scope())
            if self.variables[name] != before and ("remembered", self) not in self.user.effects:
                self.user.cause("remembered", self)
        elif kind == "set":
            root, trait, value = stmt["path"]["root"], stmt["path"]["name"], evaluate(stmt["value"], self.scope())
            self.user.act("set", self, trait=trait, value=value)
            self.user.cause("set", root, trait, value)
        elif kind == "start_journey":
            given = {field["name"]: evaluate(field["value"], self.scope()) for field in stmt["fields"]}
            self.user.act("start", self, started=name)
            self.user.cause("start", name, given)
        elif kind == "stop_journey":
            self.user.cause("stop", name)
        else:
            raise ValueError(f"no such statement: {kind}")

    def choose(self, stmt, place):
        for branch in stmt["branches"]:
            if holds(branch["condition"], self.scope()):
                return (yield from self.block(branch["body"], place))
        return (yield from self.block(stmt["otherwise"] or [], place))

    def split(self, stmt, place):
        forced = self.user.forced_splits.get(stmt["name"])
        drawn = draw(self.user.id, self.journey.name, stmt["name"])
        for arm in stmt["arms"]:
            if arm["name"] == forced or (forced is None and drawn < arm["share"]):
                return (yield from self.block(arm["body"], place))
            drawn -= arm["share"]
        raise AssertionError("the shares of a split add up to 100 percent")

    def repeat(self, stmt, place):
        return (yield from self.go_round(stmt, place, 0, self.block(stmt["body"], place)))

    def go_round(self, stmt, place, done, block):
        """Round after round, of which the present one is a block that is given."""
        while True:
            self.rounds[id(stmt)] = done
            move = yield from block
            done += 1
            if move is not None or done >= stmt["times"]:
                self.rounds[id(stmt)] = 0
                return None if move is None or move.kind == "stop_repeating" else move
            block = self.block(stmt["body"], place)

    # ---- messages ----

    def ask(self, stmt, place):
        """Asks for a message with the values of now."""
        options = []
        for tree in stmt["options"]:
            data = {field["name"]: evaluate(field["value"], self.scope()) for field in tree["fields"]}
            options.append(Option(self.user.project.channels[tree["channel"]], tree["template"], data))
        message = Message(options, stmt, self.journey, self, place, self.user.now, self.user.next_number(), self.key)
        self.user.ask(message)
        return message

    def send(self, stmt, place):
        """In the flow a held message holds what comes below it, but the wait that comes next is live from the asking on."""
        if place != "flow":
            self.ask(stmt, place)
            return None
        follow = stmt.get("follow")
        wait = None if follow is None else Wait(follow, self)
        message = self.ask(stmt, place)
        if message.state == "held":           # one message at a time holds the flow: an answer's takes the first one's place
            self.user.drop(self, ("flow",), MOVED_ON, but=message)
        return (yield from self.hold(stmt, wait, message))

    def hold(self, stmt, wait, message):
        """Rests until the message is handed over or skipped."""
        follow, move = stmt.get("follow"), None
        while message.state == "held":
            signal = yield Rest(wait, message)
            if signal.kind == "body":
                move = yield from self.early_arm(signal, message)
                if move.kind == "wait_again":
                    wait, move = Wait(follow, self, wait), None
                elif move.kind == "keep_waiting":
                    move = None
        if wait is not None:
            self.prepared[id(follow)] = (wait, move, message if message.state == "skipped" else None)
        return None

    def early_arm(self, signal, message):
        """An arm of the wait behind a held message: whatever moves the run drops the message."""
        if not contains(signal.body, "keep_waiting", "wait_again"):
            self.user.drop(self, ("flow",), MOVED_ON)
        move = yield from self.arm_body(signal)
        if move.kind not in ("keep_waiting", "wait_again") and message.state == "held":
            self.user.drop(self, ("flow",), MOVED_ON)
        return move

    # ---- waits ----

    def arm_body(self, signal):
        """An arm: part of the flow, or a side step if it can't but keep waiting."""
        before, self.event = self.event, signal.event
        if contains(signal.body, "keep_waiting") and not contains(signal.body, *MOVES):
            self.side_step(signal.body, "stage")
            move = Move("keep_waiting")
        else:
            move = yield from self.block(signal.body, "flow")
        self.event = before
        return move

    def wait(self, stmt):
        """Rests until the wait is over."""
        prepared = self.prepared.pop(id(stmt), None)
        wait, move, skipped = prepared or (Wait(stmt, self), None, None)
        return (yield from self.wait_until_over(stmt, wait, move, skipped))

    def wait_until_over(self, stmt, wait, move, skipped, begun=False):
        while True:
            self.waits[id(stmt)] = wait
            if move is None and begun:
                move = yield from self.answers(stmt, wait, None, [], begun)
            elif move is None:
                move = yield from self.wait_once(stmt, wait, skipped)
            if move is None or move.kind == "go_on":
                return None
            if move.kind != "wait_again":
                return move
            wait, move, skipped, begun = Wait(stmt, self, wait), None, None, False

    def wait_once(self, stmt, wait, skipped):
        goes_on = self.moves_on()
        answer = self.set_due(stmt, wait)
        first = self.first_looks(wait, skipped)
        if not goes_on:
            if answer is not None or wait.due <= self.user.now:
                wait.due = self.user.now + SECOND
            answer, first = None, []
        return (yield from self.answers(stmt, wait, answer, first))

    def answers(self, stmt, wait, answer, first, begun=False):
        """One answer after the other, until one is no `keep waiting`, or the time is over."""
        while True:
            trigger, signal = first.pop(0) if first else (None, None)
            if trigger is not None:
                trigger.acted = True
            if signal is None and answer is not None:
                signal, answer = Signal("body", answer), None
            if signal is None:
                if stmt["form"] in ("value", "until") and wait.due <= self.user.now and not begun:
                    return None               # a time that is now goes on at once
                signal, begun = (yield Rest(wait)), False
            if signal.kind == "end":
                signal = Signal("body", wait.answer("otherwise") or [])
            move = yield from self.arm_body(signal)
            if move is None or move.kind != "keep_waiting":
                return move
            if wait.follows:                  # the update that was answered may have moved its time
                answer = self.follow(wait)

    def first_looks(self, wait, skipped):
        """What a wait sees at once: the skip of the message before it, then conditions that are true already.

        Of several, side steps all act, and the first that is none is the last. A goal or `leave` that waits for the skip
        comes before the wait, and ends the run in the next round."""
        found, ends = [], False
        if skipped is not None:
            ends = any(trigger.reports(skipped.skipped_as) for trigger in self.endings())
            for trigger, body in wait.arms:
                if not ends and trigger.reports(skipped.skipped_as):
                    found.append((trigger, Signal("body", body)))
                trigger.number = max(trigger.number, skipped.skip_number)
        for trigger, body in wait.arms:
            if trigger.kind == "condition":
                trigger.settle()
                if not ends and trigger.value and not trigger.acted:
                    found.append((trigger, Signal("body", body)))
        return found

    def set_due(self, stmt, wait):
        """Computes when the wait ends; returns the body of `if past` or `if unknown` when one of them is the answer."""
        now, form = self.user.now, stmt["form"]
        wait.began = now
        if form in ("duration", "up_to"):
            wait.due = now + stmt["ms"]
        elif form == "value":
            length = evaluate(stmt["value"], self.scope())
            length = max(length.ms, 0) if isinstance(length, Span) else 0
            if length > stmt["max_ms"]:
                self.user.act("error", self, name="bound", reason="the wait was cut")
            wait.due = now + min(length, stmt["max_ms"])
        elif stmt["moment"]["kind"] == "clock":
            moment = stmt["moment"]
            wait.due = wait.first = zones.next_clock(self.user.zone, now, moment["clock_ms"], moment["days"])
        else:
            wait.follows = True
            return self.follow(wait)
        return None

    def follow(self, wait):
        """Reads the time that a `wait until` speaks of, where `now` is when the wait began; returns the answer if it is past or
        unknown."""
        moment = wait.tree["moment"]
        value = evaluate(moment["value"], dataclasses.replace(self.scope(), now=wait.began))
        if isinstance(value, Date):
            value = value.read(self.user.zone)
        if not isinstance(value, Time):
            return wait.answer("unknown", "past_or_unknown")
        wait.due = value.ms + offset_of(moment)
        return wait.answer("past", "past_or_unknown") if wait.due < self.user.now else None

    def trait_moved(self):
        """After an update: a wait for a time from data follows it."""
        wait = self.rest.wait
        if wait is None or not wait.follows or self.rest.message is not None:
            return
        answer = self.follow(wait)
        if answer is not None:
            self.resume(Signal("body", answer))
        elif wait.due <= self.user.now:
            self.resume(Signal("end"))

    def zone_changed(self):
        wait = self.rest.wait
        if wait is not None and wait.first is not None and self.rest.message is None:
            moment = wait.tree["moment"]
            anew = zones.next_clock(self.user.zone, self.user.now, moment["clock_ms"], moment["days"])
            wait.due = min(anew, wait.first + zones.DAY)
        for trigger in self.triggers():
            trigger.zone_changed()

    # ---- what is live ----

    def live_whens(self):
        """The stage's, then the journey's, each with the place of its messages."""
        stage = [] if self.visit == 0 or self.taken_over else self.stage_whens[self.stage]
        return [(when, "stage") for when in stage] + [(when, "run") for when in self.whens]

    def arms(self):
        return [] if self.rest.wait is None else self.rest.wait.arms

    def endings(self):
        yield from (goal.trigger for goal in self.goals)
        yield from (trigger for trigger, _ in self.leaves)

    def triggers(self):
        yield from self.endings()
        yield from (trigger for trigger, _ in self.arms())
        yield from (when.trigger for when, _ in self.live_whens())

    def reached_by(self, occurrence):
        """In a keyed run only the events with the run's value of the key, or without one, are seen."""
        if occurrence.run is not None and occurrence.run is not self:
            return False
        if occurrence.kind != "event" or self.journey.key is None:
            return True
        value = occurrence.event.fields.get(self.journey.key)
        return value is None or value == self.key
