"""What a `when`, an arm, a goal, a `leave` or an entry waits for, from the moment it becomes live.

A trigger is told of everything that happens (`sees`) and says when it will fire by itself (`due`, `come`). It sees only
what happens after it became live.
"""
import dataclasses

from . import expressions, zones
from .expressions import Scope, evaluate
from .values import Date, Time

CONDITIONS = ("becomes_true", "condition")
BY_TIME = ("silence", "moment", "every", "every_clock", "after")


def offset_of(moment):
    """What `3 days before` or `2 hours after` adds to a time."""
    return {"at": 0, "before": -1, "after": 1}[moment["side"]] * (moment["offset_ms"] or 0)


@dataclasses.dataclass
class Occurrence:
    """Something that happened to the user; the number says what came before what."""
    kind: str                                 # event, update, report, ended
    number: int
    event: object = None                      # event: the record
    before: dict = None                       # update: the traits that were set, as they were
    message: tuple = None                     # report: channel, template, status
    run: object = None                        # report: the run that sent the message
    journey: str = None                       # ended
    outcome: str = None                       # ended


class Trigger:
    """One trigger of one owner: a run, or the user for `enter when`."""

    def __init__(self, tree, user, run, number, is_arm=False):
        self.tree, self.kind = tree, tree["kind"]
        self.user, self.run = user, run
        self.born, self.number = user.now, number
        self.is_arm = is_arm
        self.value = None                     # of the condition, as last known
        self.looked = user.now                # and when that was
        self.acted = False                    # of an arm: it has since it turned true
        self.last = None                      # silence: the last occurrence since it became live
        self.fired_for = None                 # silence: the base for which it has fired
        self.moment = None                    # the instant it is set to, None when it is not
        self.written = None                   # moment: the value as last read
        self.begin()

    def scope(self, now=None, event=None):
        return Scope(self.user, self.user.now if now is None else now, self.run, event)

    def begin(self):
        if self.kind in CONDITIONS:
            self.settle()
        elif self.kind == "moment":
            self.set_moment()
        elif self.kind in ("every", "after"):
            self.moment = self.born + self.tree["ms"]
        elif self.kind == "every_clock":
            self.set_clock(self.born)

    def true_now(self, now=None):
        return expressions.holds(self.tree["condition"], self.scope(now))

    # ---- dates and clocks ----

    def read_moment(self):
        moment = self.tree["moment"]
        value = evaluate(moment["value"], self.scope())
        if isinstance(value, Date):
            value = value.read(self.user.zone)
        return value.ms + offset_of(moment) if isinstance(value, Time) else None

    def set_moment(self):
        """Fires at that instant if it is still to come when it is set."""
        self.written = self.read_moment()
        self.moment = self.written if self.written is not None and self.written >= self.user.now else None

    def set_clock(self, after):
        self.moment = zones.next_clock(self.user.zone, after, self.tree["clock_ms"], self.tree["days"])

    def zone_changed(self):
        """A schedule goes by the new clock from now on; it is no wait, so that nothing bounds when it comes next."""
        if self.kind == "every_clock":
            self.set_clock(self.user.now)

    # ---- being told ----

    def notice(self, occurrence):
        """What must be known of an occurrence even if another trigger has taken the run away before."""
        if self.kind == "silence" and occurrence.kind == "event" and self.matches(occurrence.event):
            self.last = max(self.last, occurrence.event.stamp) if self.last is not None else occurrence.event.stamp
        if self.kind == "moment" and occurrence.kind == "update" and self.read_moment() != self.written:
            self.set_moment()

    def settle(self):
        """Takes the condition as it is now, without firing."""
        if self.kind in CONDITIONS:
            self.value, self.looked = self.true_now(), self.user.now
            self.acted = self.acted and self.value

    def matches(self, event):
        if event.name != self.tree["event"]:
            return False
        where = self.tree["where"]
        return where is None or evaluate(where, self.scope(event=event).within(event)) is True

    def go_on_for(self, old):
        """In a new version it goes on for one that says the same: it has fired as that has, and counts from where that did."""
        self.born, self.number = old.born, old.number
        self.value, self.looked, self.acted = old.value, old.looked, old.acted
        self.last, self.fired_for = old.last, old.fired_for
        if self.kind == "moment":
            self.written, self.moment = old.written, old.moment
            if self.read_moment() != self.written:
                self.set_moment()
        elif self.kind == "every":
            anew = old.moment - old.tree["ms"] + self.tree["ms"]
            self.moment = max(anew, min(old.moment, self.user.now))  # what would have come several times since comes once
        elif self.kind == "every_clock":
            same = self.tree["clock_ms"] == old.tree["clock_ms"] and self.tree["days"] == old.tree["days"]
            self.moment = old.moment if same else self.moment
        elif self.kind == "after":
            self.moment = None if old.moment is None else self.born + self.tree["ms"]

    def sees(self, occurrence):
        """Whether it fires by this."""
        if occurrence.number <= self.number:
            return False
        if self.kind == "event":
            return self.sees_event(occurrence)
        if self.kind == "report":
            return occurrence.kind == "report" and occurrence.run is self.run and self.reports(occurrence.message)
        if self.kind in ("becomes", "changes"):
            return self.sees_trait(occurrence)
        if self.kind == "journey_ended":
            return (occurrence.kind == "ended" and occurrence.journey == self.tree["journey"]
                    and self.tree["outcome"] in (None, occurrence.outcome))
        if self.kind in CONDITIONS:
            before = self.value
            self.settle()
            self.acted = self.acted or self.value and not before
            return self.value and not before
        return False

    def reports(self, message):
        """Whether it waits for this report: channel, template, status."""
        return self.kind == "report" and message == (self.tree["channel"], self.tree["template"], self.tree["report"])

    def sees_event(self, occurrence):
        if occurrence.kind != "event" or not self.matches(occurrence.event):
            return False
        # A wait sees a late event only if that is not before the wait began.
        return not self.is_arm or occurrence.event.stamp >= self.born

    def sees_trait(self, occurrence):
        if occurrence.kind != "update":
            return False
        path = self.tree["path"]
        key = (path["root"], path["name"])
        if key not in occurrence.before:
            return False
        read = lambda value: value.read(self.user.zone) if isinstance(value, Date) else value
        now = read(evaluate(path, self.scope()))
        if now == read(occurrence.before[key]):
            return False
        return self.kind == "changes" or now == read(evaluate(self.tree["value"], self.scope()))

    # ---- the passing of time ----

    def silence_base(self):
        return self.born if self.last is None else max(self.last, self.born)

    def due(self):
        """When it fires, or turns false, by itself; None if never."""
        if self.kind == "silence":
            base = self.silence_base()
            return None if self.fired_for is not None and base <= self.fired_for else base + self.tree["ms"]
        if self.kind in CONDITIONS:
            for point in expressions.turning_points(self.tree["condition"], self.scope(self.looked)):
                if self.true_now(point) != self.value:
                    return point
            return None
        return self.moment

    def come(self):
        """Its time has come; True if it fires."""
        if self.kind == "silence":
            self.fired_for = self.silence_base()
            return True
        if self.kind in CONDITIONS:
            self.settle()
            self.acted = self.value
            return self.value
        if self.kind == "every":
            self.moment += self.tree["ms"]
        elif self.kind == "every_clock":
            self.set_clock(self.user.now)
        else:
            self.moment = None
        return True


class EntrySilence(Trigger):
    """`enter when no event "X" for D`: after the last X, or from the first sight of the user; what has passed already when
    the user is first seen does not fire."""

    def __init__(self, tree, user, run, number):
        super().__init__(tree, user, run, number)
        self.from_now = user.memory is not None    # a new version's: nothing before it counts
        for event in user.history if user.memory is None else []:
            if self.matches(event):
                self.last = event.stamp if self.last is None else max(self.last, event.stamp)

    def go_on_for(self, old):
        super().go_on_for(old)
        self.from_now = old.from_now

    def silence_base(self):
        return self.born if self.last is None else max(self.last, self.born) if self.from_now else self.last

    def due(self):
        """What had passed when the user was first seen does not fire, also if a late event tells so afterwards."""
        return None if self.silence_base() + self.tree["ms"] < self.user.first_sight else super().due()


def for_entry(tree, user, number):
    return (EntrySilence if tree["kind"] == "silence" else Trigger)(tree, user, None, number)
