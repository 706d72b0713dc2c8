"""One user: profile, history, runs; how an event is delivered, which timers are due, what a round causes."""
import dataclasses

from . import expressions, messages, values, zones
from .expressions import Scope, holds
from .messages import Sent
from .runs import Run, Signal, draw
from .triggers import CONDITIONS, Occurrence, for_entry

ROUNDS = 16                                   # rounds of consequences of one event
CONSEQUENCES = 256                            # of one event, in all rounds
TOO_MANY = "too many consequences of one event; the rest of them was dropped"
ENDLESS = "the consequences of one event did not end; the rest of them was dropped"
KEYED_RUNS, RUNS = 16, 64                     # live at once for a user

# At one instant, over all the user's runs; entries come after whatever the runs do.
END, ARM, RELEASE, WHEN, WAIT, ENTRY = range(6)


@dataclasses.dataclass
class Event:
    """One event of the user's history."""
    name: str
    fields: dict
    stamp: int
    id: str = None                            # not every event has one


@dataclasses.dataclass(order=True)
class Timer:
    """Something that is due; the order of the members is the order of firing."""
    due: int
    kind: int
    rank: tuple
    written: tuple
    fire: object = dataclasses.field(compare=False)


class User:
    """The whole state of one user."""

    def __init__(self, project, name, now, report, forced_splits=None, only=None):
        self.project, self.id, self.now = project, name, now
        self.tell = report                    # called with each action
        self.forced_splits = forced_splits or {}
        self.forced_out = None                # tests say who is kept out: (of the journey, of the project)
        self.journeys = [one for one in project.by_priority if only is None or one.name in only]
        self.traits, self.account, self.account_id = {}, {}, None
        self.history, self.runs, self.entries, self.held = [], [], {}, []
        self.sent, self.newest = [], {}
        self.effects, self.caused = [], 0     # of the round at hand; of all rounds of this event or timer
        self.number = self.order = 0
        self.zone = self.read_zone()
        self.enters = None                    # triggers of `enter when`, live from the first sight on
        self.first_sight = None               # when that was, as far as the project has asked
        self.memory = None                    # of the time before a new version took the user over
        self.acted = False                    # there has been an action

    def first_seen(self, before=None):
        """From here on the triggers of entries are live; the first sight may have been before."""
        self.first_sight = self.now if before is None else before
        self.enters = [(journey, item, for_entry(item["trigger"], self, self.next_number()))
                       for journey in self.journeys for item in journey.enters]

    def next_number(self):
        self.number += 1
        return self.number

    def read_zone(self):
        name = expressions.evaluate(self.project.timezone, Scope(self, self.now))
        zone = zones.find(name)
        if zone is not None:
            return zone
        tree = self.project.timezone          # an unknown name falls back
        for item in tree["items"] if tree["kind"] == "or" else []:
            zone = zone or zones.find(expressions.evaluate(item, Scope(self, self.now)))
        return zone

    # ---- actions ----

    def report(self, action):
        self.acted = True
        self.tell(action)

    def act(self, kind, run, **more):
        action = {"type": kind, "at": self.now, "user": self.id, "run": run.order, "journey": run.journey.name, "key": run.key,
                  "stage": run.stage}
        self.report({**action, **more})

    def act_for(self, message, kind, option, **more):
        run = message.run
        action = {"type": kind, "at": self.now, "user": self.id, "run": run.order, "journey": message.journey.name,
                  "key": message.key, "stage": run.stage, "channel": option.channel.name, "template": option.template}
        self.report({**action, **more})

    def ask(self, message):
        messages.attempt(self, message)
        if message.state == "held":
            self.held.append(message)

    def hand_over(self, message, option):
        message.state = "sent"
        self.act_for(message, "send", option, data=option.data)
        if not option.channel.to_team:
            self.sent.append(Sent(self.now, option.channel, message.journey, self.zone))
        self.newest[option.channel.name, option.template] = message.run

    def skip(self, message, option, reason):
        message.state = "skipped"
        message.skip_number = self.next_number()
        message.skipped_as = (option.channel.name, option.template, "skipped")
        message.run.reports.add(message.skipped_as)    # the next statement may ask for it at once
        self.act_for(message, "skipped", option, reason=reason)
        self.cause("skipped", message)

    def drop(self, run, places, reason, but=None):
        """Drops what a run holds in these places."""
        for message in [one for one in self.held if one.run is run and one.place in places and one is not but]:
            self.held.remove(message)
            self.skip(message, message.option, reason)

    def run_ended(self, run, outcome):
        self.runs.remove(run)
        self.act("exit", run, outcome=outcome)
        self.cause("ended", run.journey.name, outcome, self.next_number())

    # ---- entries ----

    def enter(self, journey, event, given):
        """A run begins, or is refused. Returns whether it began."""
        if self.kept_out_of_project():
            return True
        key = event.fields.get(journey.key) if journey.key is not None and event is not None else None
        if journey.key is not None and key is None:
            return False
        reason = self.refusal(journey, key)
        if reason is not None:
            self.report({"type": "refused", "at": self.now, "user": self.id, "run": 0, "journey": journey.name, "key": key,
                         "stage": None, "reason": reason})
            return False
        self.order += 1
        run = Run(self, journey, key, event, self.order)
        self.runs.append(run)
        self.entries[journey.name, key] = self.now
        run.kept_out = self.kept_out_of(journey)
        run.stage = journey.first_stage
        self.act("enter", run, kept_out=run.kept_out)
        run.begin(given)
        if run.kept_out and not any(goal.ends for goal in run.goals):
            run.finish("kept_out")
        return True

    def kept_out_of_project(self):
        if self.forced_out is not None:
            return self.forced_out[1]
        return draw(self.id, "", "keep out") < self.project.keep_out

    def kept_out_of(self, journey):
        if self.forced_out is not None:
            return journey.keep_out > 0 and self.forced_out[0]
        return draw(self.id, journey.name, "keep out") < journey.keep_out

    def refusal(self, journey, key):
        """Why an entry is refused, or None."""
        same = [run for run in self.runs if run.journey is journey]
        if any(run.key == key for run in same):
            return "already in"
        last = self.entries.get((journey.name, key))
        if last is not None and (journey.again == "never" or journey.again == "after" and self.now < last + journey.again_ms):
            return "again"
        if journey.group is not None and any(run.journey.group == journey.group for run in self.runs
                                             if run.journey is not journey):
            return "group"
        if journey.key is not None and len(same) >= KEYED_RUNS or len(self.runs) >= RUNS:
            return "limit"
        return None

    def try_entries(self, occurrence):
        entered = set()
        for journey, item, trigger in self.enters:
            if not trigger.sees(occurrence) or journey in entered:
                continue
            event = occurrence.event
            if holds(item["condition"], Scope(self, self.now, event=event, entry=event)):
                entered.add(journey)
                self.enter(journey, event, {})

    # ---- delivery ----

    def deliver(self, occurrence):
        """To each live run by priority, then order of entry; then to the entries."""
        live = [trigger for run in self.runs if run.reached_by(occurrence) for trigger in run.triggers()]
        for trigger in live + [trigger for _, _, trigger in self.enters]:
            trigger.notice(occurrence)
        for run in sorted(self.runs, key=lambda run: run.rank):
            if not run.over and run.number < occurrence.number and run.reached_by(occurrence):
                self.deliver_to(run, occurrence)
        if occurrence.run is None:            # a report is news for its run alone
            self.try_entries(occurrence)
        told = [run for run in self.runs if occurrence.run in (None, run)]
        for trigger in [trigger for run in told for trigger in run.triggers()]:
            if trigger.number < occurrence.number and ("remembered", trigger.run) not in self.effects:
                trigger.settle()

    def deliver_to(self, run, occurrence):
        for goal in list(run.goals):
            if goal.trigger.sees(occurrence) and goal.counts(self.now):
                return run.finish_by(goal.tree, "goal", occurrence.event)
        for trigger, tree in run.leaves:
            if trigger.sees(occurrence):
                return run.finish_by(tree, tree["outcome"] or "left", occurrence.event)
        if run.kept_out:
            return None
        # Whatever moves the run first, what the journey's own `when`s ask has turned true by this, and not by what it causes.
        turned = [when for when in run.whens if when.trigger.kind in CONDITIONS and when.trigger.sees(occurrence)]
        visit = run.visit
        self.deliver_to_arms(run, occurrence)
        for when, place in run.live_whens():
            if run.over or run.visit != visit:
                return None
            if place == "stage" and run.taken_over:
                continue
            if (when.trigger.sees(occurrence) or when in turned) and not when.spent:
                run.fire_when(when, place, occurrence.event)
        if not run.over and run.visit == visit and occurrence.kind == "update":
            run.trait_moved()
        return None

    def deliver_to_arms(self, run, occurrence):
        wait = run.rest.wait
        for trigger, body in list(run.arms()):
            if run.rest.wait is wait and trigger.sees(occurrence):
                run.resume(Signal("body", body, occurrence.event))

    def something_new(self):
        """An input or a timer: from here on runs may move again."""
        for run in self.runs:
            run.moves = 0

    def cause(self, kind, *what):
        """A consequence that acts in the next round; what nobody waits for is none."""
        if kind in ("skipped", "ended") and kind not in self.project.heard:
            return
        if self.caused == CONSEQUENCES:
            self.report({"type": "error", "at": self.now, "user": self.id, "run": 0, "reason": TOO_MANY})
            return
        self.caused += 1
        self.effects.append((kind, *what))

    def rounds(self):
        """What `set`, `start`, `stop`, ends and skips have caused, round after round."""
        for _ in range(ROUNDS):
            effects, self.effects = self.effects, []
            for effect in effects:
                self.consequence(*effect)
            if not self.effects:
                self.caused = 0
                return
        self.report({"type": "error", "at": self.now, "user": self.id, "run": 0, "reason": ENDLESS})
        self.effects, self.caused = [], 0

    def consequence(self, kind, *what):
        if kind == "set":
            self.update({(what[0], what[1]): what[2]})
        elif kind == "start":
            journey = self.project.journeys[what[0]]
            if journey in self.journeys and not self.enter(journey, None, what[1]):
                self.deliver(Occurrence("ended", self.next_number(), journey=journey.name, outcome="refused"))
        elif kind == "stop":
            for run in [run for run in self.runs if run.journey.name == what[0]]:
                run.finish("stopped")
        elif kind == "ended":
            self.deliver(Occurrence("ended", what[2], journey=what[0], outcome=what[1]))
        elif kind == "remembered" and not what[0].over:
            self.remembered(what[0])
        elif kind == "skipped" and not what[0].run.over:
            self.deliver(Occurrence("report", what[0].skip_number, message=what[0].skipped_as, run=what[0].run))

    def update(self, changes):
        """New values of traits, by (root, name)."""
        stores = {"user": self.traits, "account": self.account}
        before = {key: stores[key[0]].get(key[1]) for key in changes}
        number = self.next_number()

        def store(given):
            for (root, name), value in given.items():
                stores[root][name] = value

        store(changes)
        zone, self.zone = self.zone, self.read_zone()
        if zone is not self.zone:             # by itself that turns no condition: all are asked on the new clock first
            store(before)
            for trigger in [trigger for run in self.runs for trigger in run.triggers()] + [each for _, _, each in self.enters]:
                trigger.settle()
        # A time without an offset is read when it comes in, on the clock as it is then.
        store({key: value.read(self.zone) if isinstance(value, values.Date) else value for key, value in changes.items()})
        if zone is not self.zone:
            self.zone_changed()
        self.deliver(Occurrence("update", number, before=before))

    def remembered(self, run):
        """A run's own conditions and dates follow its variables, as they follow the profile."""
        occurrence = Occurrence("update", self.next_number(), before={})
        for trigger in run.triggers():
            trigger.notice(occurrence)
        self.deliver_to(run, occurrence)

    def zone_changed(self):
        for run in self.runs:
            run.zone_changed()
        for message in self.held:
            messages.zone_changed(self, message)
        for _, _, trigger in self.enters:
            trigger.zone_changed()

    # ---- what comes in ----

    def happen(self, event):
        """An event of the user; the clock stands at now."""
        self.something_new()
        number = self.next_number()
        self.history.append(event)
        self.deliver(Occurrence("event", number, event=event))
        self.rounds()
        # A late event may tell of a silence that is over already: it fires before anything else comes.
        if any(timer.due < self.now for timer in self.timers()):
            self.run_timers(self.now)

    def updated(self, changes):
        self.something_new()
        self.update(changes)
        self.rounds()

    def reported(self, channel, template, status, named=None):
        """A report about the message of that template in the run that it names, or about the newest one to the user."""
        self.something_new()
        number = self.next_number()
        run = self.newest.get((channel, template))
        if named:
            run = next((one for one in self.runs if one.order == named), None)
        if run is None:
            return
        run.reports.add((channel, template, status))
        if not run.over:
            self.deliver(Occurrence("report", number, message=(channel, template, status), run=run))
            self.rounds()

    # ---- timers ----

    def timers(self):
        """Everything that is due some time."""
        for run in self.runs:
            yield from self.timers_of(run)
        for message in self.held:
            yield Timer(message.due, RELEASE, (-message.journey.priority,), (message.asked, message.number),
                        lambda message=message: self.release(message))
        for place, (journey, item, trigger) in enumerate(self.enters):
            if trigger.due() is not None:
                yield Timer(trigger.due(), ENTRY, (-journey.priority, journey.order), (place,),
                            lambda journey=journey, item=item, trigger=trigger: self.entry_due(journey, item, trigger))

    def timers_of(self, run):
        def timer(due, kind, written, fire):
            return [] if due is None else [Timer(due, kind, run.rank, written, fire)]

        for place, goal in enumerate(run.goals):
            yield from timer(goal.trigger.due(), END, (0, place), lambda goal=goal: goal.trigger.come()
                             and goal.counts(self.now) and run.finish_by(goal.tree, "goal", None))
            yield from timer(self.goal_ends(run, goal), END, (2, place), lambda goal=goal: self.goal_over(run, goal))
        for place, (trigger, tree) in enumerate(run.leaves):
            yield from timer(trigger.due(), END, (1, place), lambda trigger=trigger, tree=tree: trigger.come()
                             and run.finish_by(tree, tree["outcome"] or "left", None))
        if run.kept_out:
            if not any(goal.ends for goal in run.goals):
                yield from timer(self.now, END, (3, 0), lambda: run.finish("kept_out"))
            return
        for place, (trigger, body) in enumerate(run.arms()):
            yield from timer(trigger.due(), ARM, (place,), lambda trigger=trigger, body=body: trigger.come()
                             and run.resume(Signal("body", body)))
        for place, (when, where) in enumerate(run.live_whens()):
            yield from timer(when.trigger.due(), WHEN, (place,), lambda when=when, where=where: when.trigger.come()
                             and not when.spent and run.fire_when(when, where, None))
        if run.rest.wait is not None and run.rest.message is None:
            yield from timer(run.rest.wait.due, WAIT, (0,), lambda: run.resume(Signal("end")))

    @staticmethod
    def goal_ends(run, goal):
        """When it is taken away; a kept-out run ends at the last instant of its last goal."""
        if goal.ends is None or run.kept_out and goal.ends == max(each.ends for each in run.goals if each.ends):
            return goal.ends
        return goal.ends + 1

    def goal_over(self, run, goal):
        run.goals.remove(goal)
        if run.kept_out and not any(each.ends for each in run.goals):
            run.finish("kept_out")

    def release(self, message):
        self.held.remove(message)
        messages.attempt(self, message)
        if message.state == "held":
            self.held.append(message)
        elif message.place == "flow" and not message.run.over:
            message.run.resume(Signal("done"))

    def entry_due(self, journey, item, trigger):
        if trigger.come() and holds(item["condition"], Scope(self, self.now)):
            self.enter(journey, None, {})

    def next_due(self):
        return min((timer.due for timer in self.timers()), default=None)

    def run_timers(self, until):
        """Fires what is due up to an instant, inclusive, one after another; then it is that time."""
        while True:
            due = [each for each in self.timers() if each.due <= until]
            timer = min((dataclasses.replace(each, due=max(each.due, self.now)) for each in due), default=None)
            if timer is None:
                break
            self.now = timer.due
            self.something_new()
            timer.fire()
            self.rounds()
        self.now = max(self.now, until)
