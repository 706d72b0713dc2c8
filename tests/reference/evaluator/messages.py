"""Messages: who can be reached, delivery hours, limits, and what is held until it may go.

The checks are made in this order when a message is asked for, and again whenever it is released: the user can be reached,
delivery hours, limits.
"""
import dataclasses
import datetime

from . import expressions, zones
from .expressions import Scope

MOVED_ON, LEFT, CONSENT, LIMIT = "moved on", "left", "consent", "limit"


@dataclasses.dataclass
class Option:
    """One of the messages of a `send`, with its values as they were when it was asked for."""
    channel: object
    template: str
    data: dict


@dataclasses.dataclass(eq=False)
class Message:
    """What a `send` asked for, until it is handed over or skipped."""
    options: list
    stmt: dict                                # the `send`
    journey: object
    run: object                               # whose reports are of interest
    place: str                                # flow, stage, run, user: what drops it
    asked: int                                # the time of asking
    number: int                               # and the order
    key: object = None
    state: str = "new"                        # new, held, sent, skipped
    option: Option = None                     # held: which of them
    due: int = None                           # held: until when
    first_due: int = None                     # held: the instant first computed
    why: str = None                           # held: hours, limit
    refused: bool = False                     # a limit has refused it once
    skip_number: int = None                   # skipped: the number of that occurrence


def counts_channel(limit, channel):
    """Whether a limit counts the messages of a channel."""
    what = limit["what"]
    return what in (None, "message", "messages") or channel.name in (what, what[:-1] if what.endswith("s") else what)


def group_of(tree, channel=None, journey=None):
    """Limits with the same group count the same messages by the same kind of window."""
    what = tree["what"]
    counted = None if what in (None, "message", "messages") else what.rstrip("s")
    return channel and channel.name, journey and journey.name, counted, tree["per"]


def limits_in(project):
    """By group, the largest number of messages that a limit of the project looks back at."""
    found = [(group_of(tree), tree["count"]) for tree in project.limits]
    for channel in project.channels.values():
        found += [(group_of(tree, channel), tree["count"]) for tree in channel.limits]
    for journey in project.journeys.values():
        found += [(group_of(tree, None, journey), tree["count"]) for tree in journey.limits]
    return {group: max(count for other, count in found if other == group) for group, _ in found}


class Limit:
    """A limit over the messages that it counts."""

    def __init__(self, tree, user, counts, group):
        self.tree, self.user, self.counts, self.group = tree, user, counts, group

    def known(self):
        """The messages that it counts; of those before a takeover, what limits of the older version have kept."""
        memory = self.user.memory
        if memory is None:
            return [sent for sent in self.user.sent if self.counts(sent)]
        before = [sent for sent in self.user.sent[:memory.sent] if self.counts(sent)]
        if self.group not in memory.limits:
            before = []
        elif self.tree["per"] == "sliding":
            before = before[-memory.limits[self.group]:]
        return before + [sent for sent in self.user.sent[memory.sent:] if self.counts(sent)]

    def room(self, now):
        """The first instant from now on at which there is room, if nothing else is handed over."""
        times = sorted(sent.time for sent in self.known())
        per, most = self.tree["per"], self.tree["count"]
        if per == "sliding":
            window = self.tree["window_ms"]
            recent = [time for time in times if time > now - window]
            return now if len(recent) < most else recent[-most] + window
        # A message counts for the day that it was for the user when it was handed over, also if the zone changes later. A day
        # that is over for the user does not come again: what a new zone's clock says of it still belongs to the later one.
        latest, count = None, 0
        for sent in sorted(self.known(), key=lambda sent: sent.time):
            period = zones.civil_period(sent.zone, sent.time, per)
            latest, count = (latest, count + 1) if latest is not None and period <= latest else (period, 1)
        if count < most or zones.civil_period(self.user.zone, now, per) > latest:
            return now
        return zones.instant(self.user.zone, latest + datetime.timedelta(days=1 if per == "calendar_day" else 7), 0)


@dataclasses.dataclass(frozen=True)
class Sent:
    """A message to the user that was handed over."""
    time: int
    channel: object
    journey: object
    zone: object


def limits_of(user, message, option):
    """All limits that a message of this option is under."""
    channel, journey, project = option.channel, message.journey, user.project
    found = [Limit(tree, user, lambda sent: sent.channel is channel, group_of(tree, channel)) for tree in channel.limits]
    for tree in project.limits:
        if counts_channel(tree, channel):
            found.append(Limit(tree, user, lambda sent, tree=tree: counts_channel(tree, sent.channel), group_of(tree)))
    for tree in journey.limits:
        if counts_channel(tree, channel):
            found.append(Limit(tree, user, lambda sent, tree=tree: sent.journey is journey
                               and counts_channel(tree, sent.channel), group_of(tree, None, journey)))
    return found


def reached(user, message, option):
    scope = Scope(user, user.now, message.run)
    return option.channel.to_team or all(expressions.holds(each, scope) for each in option.channel.conditions)


def opening(user, option):
    return zones.opening(user.zone, user.now, option.channel.quiet, option.channel.deliver)


def refusing(user, message, option):
    if option.channel.to_team:
        return []
    return [limit for limit in limits_of(user, message, option) if limit.room(user.now) > user.now]


def attempt(user, message):
    """Hands the message over, skips it, or holds it."""
    reachable = [option for option in message.options if reached(user, message, option)]
    if not reachable:
        return user.skip(message, message.options[0], CONSENT)
    if message.stmt["always"]:
        return user.hand_over(message, reachable[0])
    free = [option for option in reachable if not refusing(user, message, option)]
    option = free[0] if free else reachable[0]
    if option.channel.to_team:
        return user.hand_over(message, option)
    opens = opening(user, option)
    if opens > user.now:
        return hold(message, option, opens, "hours")
    refused_by = refusing(user, message, option)
    if not refused_by:
        return user.hand_over(message, option)
    if message.refused or any(not limit.tree["hold"] for limit in refused_by):
        return user.skip(message, option, LIMIT)
    message.refused = True
    room = max(limit.room(user.now) for limit in refused_by)
    if any(room > user.now + limit.tree["held_ms"] for limit in refused_by):
        return user.skip(message, option, LIMIT)  # the shortest hold holds for all
    return hold(message, option, room, "limit")


def hold(message, option, due, why):
    message.state, message.option, message.due, message.first_due, message.why = "held", option, due, due, why


def zone_changed(user, message):
    """A hold follows the user's zone as a wait for a clock time does."""
    if message.why == "hours":
        anew = opening(user, message.option)
    else:
        anew = max(limit.room(user.now) for limit in limits_of(user, message, message.option))
    message.due = min(anew, message.first_due + zones.DAY)
