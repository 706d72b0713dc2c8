"""Many users and one clock: lines of JSON in, actions out."""
import decimal
import json

from . import values
from .users import Event, User


class World:
    """A project at work on event time."""

    def __init__(self, project):
        self.project, self.clock = project, None
        self.users, self.ids = {}, {}
        self.actions = []

    def feed(self, line):
        """One line of input, in Segment's shape."""
        item = json.loads(line, parse_float=decimal.Decimal)
        stamp = values.parse_time(item["timestamp"]).ms
        self.clock = stamp if self.clock is None else max(self.clock, stamp)
        for user in self.users.values():
            user.run_timers(self.clock - 1)
            user.now = self.clock
        user = self.find(item["userId"])
        if self.seen_before(user, item.get("messageId")):
            return
        self.take(user, item, stamp)

    def find(self, name):
        if name not in self.users:
            user = self.users[name] = User(self.project, name, self.clock, self.actions.append)
            user.first_seen()
        return self.users[name]

    def seen_before(self, user, name):
        """Whether this message id has come inside the window already; the newest 64 of a user are remembered."""
        window = self.project.id_window
        if window is None or name is None:
            return False
        known = [(arrived, each) for arrived, each in self.ids.get(user.id, []) if arrived > self.clock - window]
        again = any(each == name for _, each in known)
        self.ids[user.id] = known if again else (known + [(self.clock, name)])[-64:]
        return again

    def take(self, user, item, stamp):
        kind = item["type"]
        if kind == "track":
            user.happen(self.event(item, stamp))
        elif kind == "identify":
            user.updated(self.changes("user", self.project.traits, item["traits"]))
        elif kind == "group":
            user.account_id = item.get("groupId")
            user.updated(self.changes("account", self.project.account, item["traits"]))
        elif kind == "message":
            user.reported(item["channel"], item["template"], item["status"])
        else:
            raise ValueError(f"no such line: {kind}")

    def event(self, item, stamp):
        declared = self.project.events[item["event"]]
        given = item.get("properties", {})
        fields = {}
        for name, field in declared.items():
            value = values.from_json(given.get(field["outside"] or name), field["type"])
            if value is not None:
                fields[name] = value
        return Event(item["event"], fields, stamp, item.get("messageId", ""))

    @staticmethod
    def changes(root, declared, given):
        found = {}
        for name, field in declared.items():
            outside = field["outside"] or name
            if outside in given:
                found[root, name] = values.from_json(given[outside], field["type"])
        return found

    def finish(self, until=None):
        """The end of the input: every timer that is due by the clock, or until then, fires."""
        if until is not None:
            self.clock = until if self.clock is None else max(self.clock, until)
        for user in self.users.values():
            user.run_timers(self.clock)

    def output(self):
        """The actions in the shape in which they are written, without ids."""
        return [self.written(action) for action in self.actions]

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


def run(project, lines, until=None):
    """Actions of a whole input."""
    world = World(project)
    for line in lines:
        world.feed(line)
    world.finish(until)
    return world.output()
