"""Many users and one clock: lines of JSON in, actions out."""
import decimal
import json
import re

from . import takeover, values
from .users import Event, User


# Segment's e-mail events are reports where the project has no event of that name.
EMAIL_EVENTS = {"Email Delivered": "delivered", "Email Opened": "opened", "Email Link Clicked": "clicked",
                "Email Bounced": "bounced", "Email Marked as Spam": "unsubscribed", "Unsubscribed": "unsubscribed"}
NAMES_OF_TEMPLATES = ("template", "template_name", "campaign_name", "campaign_id")
NAMES_OF_ACTIONS = ("actionId", "action_id")
ACTION = re.compile(r"([0-9a-f]{16})-([0-9]+)-[0-9]+")                # of a user, of a run, of the action
MOST_RUNS = 0xFFFFFFFF


def as_track(item):
    """A CloudEvent, a page or a screen as the message that means the same."""
    if "specversion" in item:
        return {"type": "track", "event": item["type"], "userId": item.get("userid") or item.get("subject"),
                "timestamp": item.get("time"), "messageId": item.get("id"), "properties": item.get("data")}
    if item["type"] in ("page", "screen"):
        named = {name: item[name] for name in ("name", "category") if name in item}
        event = "Page Viewed" if item["type"] == "page" else "Screen Viewed"
        return {**item, "type": "track", "event": event, "properties": {**named, **item.get("properties", {})}}
    return item


class World:
    """A project at work on event time. What the ids of a user's actions begin with is opaque, and given by user."""

    def __init__(self, project, marks=None):
        self.project, self.clock = project, None
        self.marks = marks or {}
        self.users, self.ids = {}, {}
        self.actions, self.rejects = [], []
        self.line = 0                         # the number of the line at hand

    def reject(self, kind):
        self.rejects.append({"type": "reject", "line": self.line, "kind": kind})

    def feed(self, line):
        """One line of input: Segment's messages, CloudEvents, reports."""
        self.line += 1
        if not line.strip():
            return
        item = as_track(json.loads(line, parse_float=decimal.Decimal))
        user = item.get("userId") or item.get("anonymousId")
        stamp = values.parse_time(item.get("timestamp") or item.get("originalTimestamp") or "")
        if not user or not isinstance(stamp, values.Time):
            self.reject("line")
            return
        item = self.report_of(item)
        if not self.is_own(item, str(user)):
            self.reject("line")
            return
        self.move_to(stamp.ms)
        if self.knows(item):
            user = self.find(str(user))
            given = self.values(item)
            counts = item["type"] != "track" or item["event"] in self.project.looked_at
            if not counts or not self.seen_before(user, item.get("messageId")):
                self.take(user, item, stamp.ms, given)

    def move_to(self, stamp):
        """The clock is the largest time seen in any line that can be used; what was due before it fires."""
        self.clock = stamp if self.clock is None else max(self.clock, stamp)
        for user in self.users.values():
            user.run_timers(self.clock - 1)
            user.now = self.clock

    def report_of(self, item):
        """An e-mail event that nobody declares as the report that it is."""
        name = item.get("event")
        if item["type"] != "track" or name in self.project.events or name not in EMAIL_EVENTS:
            return item
        properties = item.get("properties") or {}
        template = next((properties[one] for one in NAMES_OF_TEMPLATES if one in properties), None)
        named = next((properties[one] for one in NAMES_OF_ACTIONS if one in properties), None)
        return {**item, "type": "message", "channel": properties.get("channel", "email"), "template": template,
                "status": EMAIL_EVENTS[name], "actionId": named}

    def is_own(self, item, user):
        """Whether a report names an action of its user, or none at all."""
        if item["type"] != "message" or item.get("actionId") is None:
            return True
        parts = ACTION.fullmatch(item["actionId"])
        return parts is not None and parts[1] == self.marks.get(user) and int(parts[2]) <= MOST_RUNS

    def knows(self, item):
        """What the project does not have is no mistake, and nothing to anybody."""
        if item["type"] == "track":
            return item["event"] in self.project.events
        if item["type"] == "message":
            channel = self.project.channels.get(item["channel"])
            return channel is not None and (not channel.templates or item["template"] in channel.templates)
        return True

    def find(self, name):
        if name not in self.users:
            user = self.users[name] = User(self.project, name, self.clock, self.actions.append)
            user.first_seen()
        return self.users[name]

    def seen_before(self, user, name):
        """Whether this message id has come inside the window already; the newest 64 of a user are remembered.

        Only of what something in the project looks at; the rest changes nothing, however often it comes."""
        window = self.project.id_window
        if window is None or name is None:
            return False
        known = [(arrived, each) for arrived, each in self.ids.get(user.id, []) if arrived > self.clock - window]
        again = any(each == name for _, each in known)
        self.ids[user.id] = known if again else (known + [(self.clock, name)])[-64:]
        return again

    def take(self, user, item, stamp, given):
        kind = item["type"]
        if kind == "track":
            fields = {name: value.read(user.zone) if isinstance(value, values.Date) else value for name, value in given.items()}
            user.happen(Event(item["event"], fields, stamp, item.get("messageId")))
        elif kind == "identify":
            user.updated({("user", name): value for name, value in given.items()})
        elif kind == "group":
            user.account_id = item.get("groupId")
            user.updated({("account", name): value for name, value in given.items()})
        elif kind == "message":
            named = item.get("actionId")
            user.reported(item["channel"], item["template"], item["status"], None if named is None else int(ACTION.match(named)[2]))
        else:
            raise ValueError(f"no such line: {kind}")

    def values(self, item):
        """The declared fields or traits that a line gives; one that does not fit is missing, and is said to be."""
        kind = item["type"]
        if kind == "message":
            return {}
        given = item.get("properties") or {} if kind == "track" else item["traits"]
        declared = {"track": self.project.events.get(item.get("event")), "identify": self.project.traits,
                    "group": self.project.account}[kind]
        found = {}
        for name, field in declared.items():
            outside = field["outside"] or name
            if outside not in given:
                continue
            found[name] = values.from_json(given[outside], field["type"])
            if found[name] is None and given[outside] is not None:
                self.reject("field")
        return {name: value for name, value in found.items() if value is not None} if kind == "track" else found

    def take_over(self, older):
        """Goes on where the world of an older version has stopped."""
        self.clock, self.line, self.marks = older.clock, older.line, older.marks
        self.actions, self.rejects = older.actions, older.rejects
        if self.project.id_window is not None and older.project.id_window is not None:
            self.ids = older.ids
        for name, user in older.users.items():
            taken = takeover.take_over(user, self.project, self.actions.append, bool(older.ids.get(name)))
            if taken is not None:
                self.users[name] = taken

    def finish(self, until=None):
        """The end of the input: every timer that is due by the clock, or until then, fires."""
        if until is not None:
            self.clock = until if self.clock is None else max(self.clock, until)
        for user in self.users.values():
            user.run_timers(self.clock)

    def output(self):
        """The actions in the shape in which they are written, of their ids the run alone, and then the rejects."""
        return [self.written(action) for action in self.actions] + self.rejects

    def written(self, action):
        zone = self.users[action["user"]].zone
        shaped = {name: value for name, value in action.items() if value is not None or name == "value"}
        shaped["at"] = values.iso(action["at"])
        for name in ("key", "value"):
            if name in shaped:
                shaped[name] = values.to_json(shaped[name], zone)
        if "data" in shaped:
            shaped["data"] = {name: values.to_json(value, zone) for name, value in shaped["data"].items()}
        return shaped


def run(project, lines, until=None, marks=None, newer=None):
    """Actions of a whole input. A newer version may take the users over: it, after how many lines, and the instant to which time
    goes on before, or None."""
    world = World(project, marks)
    for number, line in enumerate(lines):
        if newer is not None and number == newer[1]:
            world = taken_over(world, newer)
        world.feed(line)
    if newer is not None and newer[1] >= len(lines):
        world = taken_over(world, newer)
    world.finish(until)
    return world.output()


def taken_over(world, newer):
    project, _, settled = newer
    if settled is not None:
        world.finish(settled)
    made = World(project)
    made.take_over(world)
    return made
