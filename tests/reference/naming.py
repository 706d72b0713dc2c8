"""Reports that name the action that they are about: right ones, ones of another run or user, and ones of nobody.

They are put into the timeline of a case once it is known which actions it has. Where they change what happens, later ones
may name what is no more: that is wanted too.
"""
import collections
import datetime
import random
import re

from chances import EMAIL_EVENTS, REPORTS, TEMPLATES, Chances
from evaluator import values

SHARE = 0.12                                  # of all cases
ASKED = re.compile(r'(\w+) "([^"]*)" (?:was )?(\w+)')                 # where a script asks for a report
LATER = [0, 0, 60, 3600, 6 * 3600, 86400, 3 * 86400]


def die(seed):
    """A die of its own, so that the rest of a case does not depend on it."""
    return random.Random(f"names {seed}")


def wanted(seed, share):
    return die(seed).random() < share


def instant(line):
    """When a line brings the clock to; one that can't be used leaves it."""
    stamp = values.parse_time(line.get("timestamp") or line.get("originalTimestamp") or line.get("time") or "")
    return stamp.ms if isinstance(stamp, values.Time) else 0


class Naming(Chances):
    """Makes the reports of one case."""

    def __init__(self, seed):
        super().__init__(die(seed))
        self.random.random()                  # the one that asked for them

    def named(self, case, actions):
        """The case with reports about its actions, each put where the clock has come to its time."""
        marks = {action["user"]: action["id"].split("-")[0] for action in actions}
        about = self.weighed(case, actions)
        until = values.parse_time(case.until).ms
        lines = list(case.lines)
        for number in range(self.random.randint(1, 8) if about else 0):
            action = self.random.choice(about)
            at = values.parse_time(action["at"]).ms + 1000 * self.random.choice(LATER)
            if at <= until:
                place = self.place(lines, at)
                lines.insert(place, self.report(action, marks, at, number))
        return case.but(lines=lines, marks=marks)

    def weighed(self, case, actions):
        """The actions, those more often that it matters to name: whose template several runs send, or a report is asked of."""
        self.asked = collections.defaultdict(list)
        for channel, template, status in ASKED.findall(case.script()):
            self.asked[channel, template].append(status)
        runs = collections.defaultdict(set)
        for action in actions:
            runs[self.message(action)].add(action["id"].split("-")[1])
        about = []
        for action in actions:
            sent = action["type"] == "send"
            several = sent and len(runs[self.message(action)]) > 1
            asked = sent and (action["channel"], action["template"]) in self.asked
            about += [action] * (1 + 4 * sent + 20 * several + 20 * asked + 100 * (several and asked))
        return about

    @staticmethod
    def message(action):
        return action["user"], action.get("channel"), action.get("template")

    @staticmethod
    def place(lines, at):
        """Behind all lines up to which the clock has not passed an instant."""
        clock = 0
        for place, line in enumerate(lines):
            clock = max(clock, instant(line))
            if clock > at:
                return place
        return len(lines)

    def report(self, action, marks, at, number):
        channel = action.get("channel") or self.random.choice(list(TEMPLATES))
        template = action.get("template") or self.random.choice(TEMPLATES.get(channel, ["note"]))
        if self.chance(0.1):
            channel = self.random.choice(list(TEMPLATES))
            template = self.random.choice(TEMPLATES[channel])
        moment = datetime.datetime.fromtimestamp(at // 1000, datetime.timezone.utc)
        line = {"userId": action["user"], "timestamp": moment.strftime("%Y-%m-%dT%H:%M:%SZ"), "messageId": f"r{number}"}
        named = self.name(action, marks)
        if self.chance(0.2):
            properties = {"channel": channel, "template_name": template, self.pick("actionId", "action_id"): named}
            return {**line, "type": "track", "event": self.pick(*EMAIL_EVENTS), "properties": properties}
        status = self.pick(*REPORTS, "seen", *3 * self.asked[channel, template])
        return {**line, "type": "message", "channel": channel, "template": template, "status": status, "actionId": named}

    def name(self, action, marks):
        """Mostly the action's id; else one that another run, another user or nobody has."""
        mark, run, sequence = action["id"].split("-")
        wrong = self.pick(*[None] * 14, "run", "none", "user", "mark", "word", "large")
        return {None: action["id"], "run": f"{mark}-{int(run) + self.random.randint(-1, 2)}-{sequence}",
                "none": f"{mark}-0-{sequence}", "user": f"{self.pick(*marks.values())}-{run}-{sequence}",
                "mark": f"{self.random.getrandbits(64):016x}-{run}-{sequence}", "word": self.pick("-1-2", "no id", mark),
                "large": f"{mark}-{self.pick(4_294_967_295, 4_294_967_296)}-1"}[wrong]
