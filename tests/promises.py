#!/usr/bin/env python3
"""Attacks the proofs of promises with random journeys. Usage: promises.py JOURNEY CASES SEED [--users N] [--keep FOLDER]

What is proved must never be broken in any of N random timelines that the runtime goes through; what is refuted must be
broken by the timeline that the message tells, and what is said to be able to happen should happen. Timelines come close to
the edges: events at, just before and just after the ends of waits. A seed always gives the same cases.
"""
import argparse
import collections
import datetime
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

DURATIONS = {"30 minutes": 1800, "1 hour": 3600, "3 hours": 10800, "12 hours": 43200, "1 day": 86400, "2 days": 172800,
             "3 days": 259200, "7 days": 604800}
PROMISED = {"1 hour": 3600, "3 hours": 10800, "1 day": 86400, "1 day 1 hour": 90000, "2 days": 172800, "3 days": 259200,
            "5 days": 432000, "7 days": 604800, "10 days": 864000, "14 days": 1209600, "20 days": 1728000, "40 days": 3456000}
EVENTS = ["A", "B", "C"]
CHANNELS = {"email": "plain", "push": "plain", "mail": "only some", "sms": "quiet", "letter": "weekdays", "scarce": "held",
            "capped": "skipped"}
HEAD = """language 1
project "P" {{ timezone: {zone} }}
event "Begin" {{ kind: one of "a", "b" }}
event "A" {{ size: number optional }}
event "B"
event "C"
user {{ vip: yes/no optional, ok: yes/no optional, timezone: timezone optional }}
channel email {{ template "one" }}
channel push {{ template "one" }}
channel mail {{
  only if user.ok is yes
  template "one"
}}
channel sms {{
  quiet hours 21:00 to 08:00
  template "one"
}}
channel letter {{
  deliver Monday to Friday 09:00 to 17:00
  template "one"
}}
channel scarce {{
{scarce}  template "one"
}}
channel capped {{
{capped}  template "one"
}}
channel task {{ template "one" }}
"""
LIMITS = {"scarce": "  at most 1 per 7 days, otherwise hold up to 2 days\n",
          "capped": "  at most 1 per calendar day, otherwise skip\n"}
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MONDAY = datetime.datetime(2026, 1, 5, tzinfo=datetime.timezone.utc)


class Maker:
    """Writes one random journey."""

    def __init__(self, rng):
        self.rng = rng
        self.stages = ["s", "t", "u"][:rng.choice([1, 2, 2, 3])]
        self.splits = 0
        self.ended_by = []    # the events of the goal and the leave, which are always before other answers to them

    def duration(self):
        return self.rng.choice(list(DURATIONS))

    def event(self):
        while True:
            where = self.rng.choice(["", "", "", " where size is 1"])
            event = self.rng.choice(EVENTS)
            text = f'event "{event}"' + (where if event == "A" else "")
            if not any(text.startswith(end) for end in self.ended_by):
                return text

    def send(self):
        rng = self.rng
        channel = rng.choice(list(CHANNELS) + ["email", "email", "push", "sms", "task"])
        text = f'send {channel} "one"'
        if rng.random() < 0.1 and channel not in ("push", "task"):
            text += ' or push "one"'
        return text + (" always" if rng.random() < 0.07 and channel != "task" else "")

    def condition(self):
        return self.rng.choice(["user.vip is yes", "user.vip is yes", 'entry.kind is "a"', f'event "{self.rng.choice(EVENTS)}" happened',
                                f'event "{self.rng.choice(EVENTS)}" happened since entry', "user.ok is yes",
                                f'count of event "{self.rng.choice(EVENTS)}" since entry is at least 2'])

    def end(self):
        if self.rng.random() < 0.5:
            return f"go to {self.rng.choice(self.stages)}"
        return f"exit as {self.rng.choice(['x', 'y'])}"

    def arm(self):
        rng = self.rng
        head = rng.choice([f"for {self.event()}"] * 5 + [f'for no event "{rng.choice(EVENTS)}" for {self.duration()}',
                                                         'for email "one" clicked', 'for mail "one" skipped', "for user.vip is yes"])
        body = []
        if rng.random() < 0.35:
            body.append(self.send())
        last = rng.choice(["go on", "go on", self.end(), self.end(), "keep waiting", "wait again"])
        if head == "for user.vip is yes" and last in ("keep waiting", "wait again"):
            last = "go on"
        return f"{head} {{\n" + "\n".join(body + [last]) + "\n}"

    def wait(self):
        rng = self.rng
        kind = rng.random()
        if kind < 0.35:
            return f"wait {self.duration()}"
        if kind < 0.5:
            day = rng.choice(["", "", "", "Monday ", "Friday "])
            return f"wait until {day}{rng.choice(['09:00', '21:00', '07:30', '16:00'])}"
        arms = [self.arm() for _ in range(rng.choice([1, 1, 2]))]
        last = rng.choice(["go on", "go on", self.end()])
        return f"wait up to {self.duration()} {{\n" + "\n".join(arms) + f"\notherwise {{ {last} }}\n}}"

    def block(self, depth, count):
        return "\n".join(self.statement(depth) for _ in range(count))

    def statement(self, depth):
        rng = self.rng
        kind = rng.random()
        if kind < 0.38:
            return self.send()
        if kind < 0.75 or depth > 1:
            return self.wait()
        if kind < 0.86:
            text = f"if {self.condition()} {{\n{self.block(depth + 1, 1)}\n}}"
            return text + (f" otherwise {{\n{self.block(depth + 1, 1)}\n}}" if rng.random() < 0.4 else "")
        if kind < 0.93:
            self.splits += 1
            return (f"split p{self.splits} {{\n50% l {{\n{self.block(depth + 1, 1)}\n}}\n50% r {{\n{self.block(depth + 1, 1)}\n}}\n}}")
        return f"repeat up to {rng.choice([2, 3])} times {{\n{self.block(depth + 1, 1)}\nwait {self.duration()}\n}}"

    def when(self, stage):
        rng = self.rng
        head = rng.choice([self.event(), self.event(), self.event(), f"after {self.duration()}", f"every {self.duration()}",
                           f'no event "{rng.choice(EVENTS)}" for {self.duration()}', "every day at 09:00", "user.vip becomes yes"])
        head += rng.choice(["", " once", " at most 2 times"]) if not head.startswith("after") else ""
        body = [self.send()] if rng.random() < 0.6 else []
        if not body or (stage and rng.random() < 0.4):
            body.append(self.end())
        return f"when {head} {{\n" + "\n".join(body) + "\n}"

    def promise(self):
        rng = self.rng
        channel = rng.choice(["message", "message", "email", "push", "sms", "mail", "letter", "scarce"])
        within = rng.choice(list(PROMISED))
        count = rng.choice([1, 1, 2, 2, 3, 5])
        many = "s" if count > 1 and channel != "sms" else ""
        forms = [f"at most {count} {channel}{many} in any {within}"] * 3 + [f"everyone leaves within {within}"] * 2
        forms += [f'no {channel} after event "{rng.choice(EVENTS)}"'] * 3
        if len(self.stages) > 1:
            one, other = rng.sample(self.stages, 2)
            forms += [f"stage {one} only after stage {other}", f"stage {one} can happen"]
        return rng.choice(forms)

    def ends(self):
        rng = self.rng
        lines = []
        if rng.random() < 0.35:
            within = rng.choice(["", f" within {self.duration()}"])
            event = self.event()
            self.ended_by += [] if within else [event]
            lines.append(f'goal {event}{within}' + rng.choice(["", "", " { " + self.send() + " }"]))
        if rng.random() < 0.45:
            head = rng.choice([self.event(), self.event(), self.event(), "after " + self.duration()])
            self.ended_by.append(head)
            lines.append(f"leave when {head}" + rng.choice(["", "", "", " { " + self.send() + " }"]))
        return lines

    def journey(self, promises):
        rng = self.rng
        lines = ['enter when event "Begin"' + rng.choice(["", "", "", ' where kind is "a"'])] + self.ends()
        lines += [self.when(False) for _ in range(rng.choice([0, 0, 0, 1]))] + [f"promise {one}" for one in promises]
        for stage in self.stages:
            last = "stay" if rng.random() < 0.12 else self.end()
            whens = [self.when(True) for _ in range(rng.choice([0, 0, 0, 1, 1, 2]))]
            lines.append(f"stage {stage} {{\n" + "\n".join(whens + [self.block(0, rng.choice([1, 2, 2, 3])), last]) + "\n}")
        return "journey j {\n" + "\n".join(lines) + "\n}\n"


def script(zone, journey, limits=True):
    return HEAD.format(zone=zone, **{name: text if limits else "" for name, text in LIMITS.items()}) + journey


def check(command, path):
    run = subprocess.run([command, "check", str(path), "--format", "json", "--fail-on", "never"], capture_output=True, text=True)
    if run.returncode != 0:
        raise SystemExit(f"the check of {path} ended with {run.returncode}: {run.stderr}\n{path.read_text()}")
    return json.loads(run.stdout)["diagnostics"]


# ---- timelines -------------------------------------------------------------------------------------------------------

def iso(when):
    return when.strftime("%Y-%m-%dT%H:%M:%S.") + f"{when.microsecond // 1000:03d}Z"


class Timelines:
    """Input lines for many users, each with a timeline of its own."""

    def __init__(self):
        self.lines = []
        self.events = collections.defaultdict(list)

    def add(self, user, when, kind, name=None, fields=None):
        line = {"type": kind, "userId": user, "timestamp": iso(when)}
        if kind == "track":
            line.update(event=name, properties=fields or {})
            self.events[user].append((when, name))
        elif kind == "message":
            line.update(status="clicked", channel=name, template="one")
        else:
            line["traits"] = fields
        self.lines.append((when, len(self.lines), line))

    def write(self, path):
        self.lines.sort(key=lambda one: one[:2])
        path.write_text("".join(json.dumps(line) + "\n" for _, _, line in self.lines))


def traits(rng, zone):
    made = {"vip": rng.choice([True, False, False]), "ok": rng.choice([True, True, False])}
    if zone.startswith("user"):
        made["timezone"] = rng.choice(["UTC", "Europe/Lisbon", "America/New_York", "Asia/Tokyo"])
    return made


def random_timelines(rng, zone, users):
    made = Timelines()
    for number in range(users):
        user = f"r{number}"
        now = MONDAY + datetime.timedelta(days=rng.choice([0, rng.randrange(7), 82]), minutes=rng.choice([600, rng.randrange(1440)]))
        made.add(user, now, "identify", fields=traits(rng, zone))
        made.add(user, now, "track", "Begin", {"kind": rng.choice("ab")})
        steps = rng.choice([0, 1, 3, 6, 12])
        favourite = rng.choice([EVENTS, EVENTS, [rng.choice(EVENTS)]])
        for _ in range(steps):
            gap = rng.choice([0, 0, 1, rng.randrange(1, 400000), *DURATIONS.values()]) + rng.choice([0, 0, 0, 1, -1])
            now += datetime.timedelta(seconds=max(gap, 0), milliseconds=1)
            kind = rng.random()
            if kind < 0.75:
                made.add(user, now, "track", rng.choice(favourite), {"size": rng.choice([1, 1, 2])})
            elif kind < 0.87:
                made.add(user, now, "message", rng.choice(["email", "push"]))
            else:
                made.add(user, now, "identify", fields=traits(rng, zone) if rng.random() < 0.5 else {"vip": rng.random() < 0.6})
    return made


BROKEN = re.compile(r'all the while event "(\w+)" so often that `no event "\w+"( where .+)? for (.+)` never fires;?$')
MOMENT = re.compile(r"day (\d+), (\w+) (\d\d):(\d\d)(?::(\d\d))?: (.*?);?$")


def kept_from_coming(timeline, lines, least):
    """The lines, and with them the events that keep silences from coming, from the begin to the end, and so long at least."""
    begin, end = lines[0][0], max(lines[-1][0], lines[0][0] + least)
    for event, where, length in (match.groups() for match in map(BROKEN.match, timeline.split("\n")) if match):
        gap = datetime.timedelta(seconds=seconds(length) - 1)
        words = f'event "{event}"' + (" where" if where else "")
        lines = lines + [(begin + gap * turn, words) for turn in range(1, int((end - begin) / gap) + 2)]
    return sorted(lines, key=lambda line: line[0])


def told(timeline):
    """The lines of a message's example, as (time, words)."""
    lines = []
    start = None
    for line in timeline.split("\n")[1:]:
        if line == "and so on":
            continue
        if BROKEN.match(line):
            continue
        match = MOMENT.match(line)
        if not match:
            return None
        day, weekday, hour, minute, second, words = match.groups()
        if start is None:
            start = DAYS.index(weekday)
        when = MONDAY + datetime.timedelta(days=start + int(day) - 1, hours=int(hour), minutes=int(minute), seconds=int(second or 0))
        lines += [(when, one) for one in words.split(", ")]
    return lines


def told_timelines(rng, lines, users=32):
    """What is told, for users of all kinds; traits that are not told may change between its lines."""
    made = Timelines()
    for number in range(users):
        user = f"t{number}"
        steady = number < users // 2
        first = traits(rng, "fixed")
        if number % 4 == 1:
            first = {"vip": number % 8 < 4}                       # who is not asked is unknown
        made.add(user, lines[0][0], "identify", fields=first)
        last = lines[0][0]
        for event in re.findall(r'event "(\w+)" happened(?! since)', " ".join(words for _, words in lines)):
            made.add(user, lines[0][0] - datetime.timedelta(hours=1), "track", event, {"size": 2})
        for when, words in lines:
            begin = re.match(r'event "(\w+)"', words)
            if not steady and when > last and rng.random() < 0.5:
                made.add(user, last + datetime.timedelta(milliseconds=500), "identify", fields=traits(rng, "fixed"))
            if words.startswith('event "Begin"'):
                made.add(user, when, "track", "Begin", {"kind": "a" if number % 2 or "where" in words else "b"})
            elif begin:
                made.add(user, when, "track", begin.group(1), {"size": 1 if "where" in words or number % 3 else 2})
            elif "clicked" in words:
                made.add(user, when, "message", words.split()[0])
            elif words.startswith("user.vip becomes"):
                made.add(user, when, "identify", fields={"vip": False})
                made.add(user, when, "identify", fields={"vip": True})
            elif words == "user.vip is yes":
                made.add(user, when, "identify", fields={"vip": True})
            last = when
    return made


def repeated(lines, span):
    """What goes round in a circle, as often as it takes."""
    times = sorted({when for when, _ in lines})
    again = [words for when, words in lines if when == times[-1]]
    gap = max(times[-1] - times[-2] if len(times) > 1 else span, datetime.timedelta(minutes=10))
    rounds = min(int(span / gap) + 2, 2000)
    return lines + [(times[-1] + gap * turn, words) for turn in range(1, rounds + 1) for words in again]


# ---- what must be so -------------------------------------------------------------------------------------------------

def actions_of(command, program, made, folder, until):
    events = folder / "events.jsonl"
    made.write(events)
    run = subprocess.run([command, "run", str(program), "--events", str(events), "--until", until], capture_output=True, text=True)
    if run.returncode != 0:
        raise SystemExit(f"the run failed: {run.stderr}")
    actions = collections.defaultdict(list)
    for line in run.stdout.splitlines():
        action = json.loads(line)
        action["when"] = datetime.datetime.fromisoformat(action["at"].replace("Z", "+00:00"))
        actions[action["user"]].append(action)
    return actions


def seconds(words):
    units = {"minute": 60, "hour": 3600, "day": 86400}
    parts = words.split()
    return sum(int(parts[i]) * units[parts[i + 1].rstrip("s")] for i in range(0, len(parts), 2))


def is_broken(promise, actions, events, until):
    """Is the promise broken in one user's timeline? Of `can happen`: has it not happened?"""
    entered = [one for one in actions if one["type"] == "enter"]
    if not entered:
        return False
    begin = entered[0]["when"]
    match = re.fullmatch(r"at most (\d+) (\w+) in any (.+)", promise)
    if match:
        most, span = int(match[1]), datetime.timedelta(seconds=seconds(match[3]))
        sends = [one["when"] for one in sends_of(match[2], actions)]
        return any(sends[i + most] - sends[i] < span for i in range(len(sends) - most))
    match = re.fullmatch(r"everyone leaves within (.+)", promise)
    if match:
        ends = [one["when"] for one in actions if one["type"] == "exit"] or [until]
        return ends[0] - begin > datetime.timedelta(seconds=seconds(match[1]))
    match = re.fullmatch(r'no (\w+) after event "(\w+)"', promise)
    if match:
        names = [name for _, name in events]
        heard = [when for when, name in events[names.index("Begin") + 1:] if name == match[2]]
        return bool(heard) and any(one["when"] >= heard[0] for one in sends_of(match[1], actions))
    visits = [one.get("to", one["stage"] if one["type"] == "enter" else None) for one in actions if one["type"] in ("enter", "stage")]
    match = re.fullmatch(r"stage (\w+) only after stage (\w+)", promise)
    if match:
        return match[1] in visits and match[2] not in visits[: visits.index(match[1])]
    return re.fullmatch(r"stage (\w+) can happen", promise)[1] not in visits


def sends_of(name, actions):
    channel = name[:-1] if name.endswith("s") and name != "sms" else name
    return [one for one in actions if one["type"] == "send" and
            (one["channel"] == channel or (channel == "message" and one["channel"] != "task"))]


class Attack:
    def __init__(self, command, keep, users):
        self.command, self.keep, self.users = command, keep, users
        self.counts = collections.Counter()
        self.wrong = []

    def build(self, folder, zone, journey, limits):
        bare = "\n".join(line for line in journey.splitlines() if not line.startswith("promise ")) + "\n"
        path = folder / "bare.journey"
        path.write_text(script(zone, bare, limits))
        program = folder / ("limited.jbc" if limits else "free.jbc")
        subprocess.run([self.command, "build", str(path), "-o", str(program)], check=True, capture_output=True)
        return program

    def report(self, seed, promise, what, text, detail=""):
        self.counts[what] += 1
        self.wrong.append((seed, promise, what))
        print(f"seed {seed}: {what}: {promise}\n{detail}", flush=True)
        if self.keep:
            (self.keep / f"{seed}.journey").write_text(text)

    def case(self, seed):
        rng = random.Random(seed)
        zone = rng.choice(['"UTC"', '"UTC"', '"UTC"', '"Europe/Lisbon"', 'user.timezone or "UTC"'])
        maker = Maker(rng)
        promises = list(dict.fromkeys(maker.promise() for _ in range(rng.choice([3, 5, 7]))))
        journey = maker.journey(promises)
        text = script(zone, journey)
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            path = folder / "case.journey"
            path.write_text(text)
            found = check(self.command, path)
            others = [one for one in found if one["severity"] == "error" and one["code"] != "J0703"]
            if others:
                self.counts["no valid script"] += 1
                return
            lines = text.splitlines()
            verdicts = {}
            for one in found:
                if one["code"] in ("J0702", "J0703", "J0704"):
                    verdicts[lines[one["range"]["start"]["line"] - 1].strip()[len("promise "):]] = one
            self.counts["journeys"] += 1
            self.attack(seed, rng, folder, zone, journey, text, verdicts)

    def attack(self, seed, rng, folder, zone, journey, text, verdicts):
        until = MONDAY + datetime.timedelta(days=140)
        programs = {limits: self.build(folder, zone, journey, limits) for limits in (True, False)}
        made = random_timelines(rng, zone, self.users)
        actions = {limits: actions_of(self.command, programs[limits], made, folder, iso(until)[:-8] + "Z") for limits in programs}
        for promise, one in verdicts.items():
            kind = {"J0702": "proved", "J0703": "refuted", "J0704": "unknown"}[one["code"]]
            limits = not promise.startswith("at most")
            broken = [user for user in actions[limits] if is_broken(promise, actions[limits][user], made.events[user], until)]
            self.counts[kind] += 1
            can = promise.endswith("can happen")
            if can:
                happened = len(broken) < len(actions[limits])
                if kind == "refuted" and happened:
                    self.report(seed, promise, "refuted, but it happens", text)
                elif kind == "proved" and not happened:
                    self.counts["proved, but not seen to happen"] += 1
            elif kind == "proved" and broken:
                user = broken[0]
                events = "\n".join(f"  {json.dumps(line)}" for _, _, line in made.lines if line["userId"] == user)
                seen = "\n".join(f"  {json.dumps({k: v for k, v in a.items() if k in ('type', 'at', 'stage', 'to', 'channel', 'outcome')})}"
                                 for a in actions[limits][user])
                self.report(seed, promise, "proved, but broken", text, events + "\n" + seen)
            elif kind == "unknown":
                self.counts["unknown, but broken"] += bool(broken)
                if self.keep:
                    with open(self.keep / "unknown.txt", "a") as out:
                        out.write(f"{seed} {'broken' if broken else 'not seen'} {promise}: {one['summary']}\n")
            elif kind == "refuted":
                self.replay(seed, rng, folder, programs[limits], promise, one, text, until, bool(broken))

    def replay(self, seed, rng, folder, program, promise, one, text, until, broken):
        lines = told(one["detail"]) if one["detail"].startswith("for example") else None
        if lines is not None:
            leaves = promise.startswith("everyone leaves")
            span = datetime.timedelta(seconds=seconds(promise.rsplit("within ", 1)[1]) if leaves else 0)
            if "again and again" in one["summary"]:
                lines = repeated(lines, span)
            lines = kept_from_coming(one["detail"], lines, span + datetime.timedelta(hours=1) if leaves else span)
            made = told_timelines(rng, lines)
            actions = actions_of(self.command, program, made, folder, iso(until)[:-8] + "Z")
            if any(is_broken(promise, actions[user], made.events[user], until) for user in actions):
                self.counts["refuted, and replayed"] += 1
                return
        if broken:
            self.counts["refuted, and seen otherwise"] += 1
            if self.keep:
                with open(self.keep / "otherwise.txt", "a") as out:
                    out.write(f"{seed} {promise}: {one['summary']}\n")
            return
        self.report(seed, promise, "refuted, but not reproduced", text, one["summary"] + "\n" + one["detail"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("journey")
    parser.add_argument("cases", type=int)
    parser.add_argument("seed", type=int)
    parser.add_argument("--users", type=int, default=150)
    parser.add_argument("--keep", type=pathlib.Path)
    options = parser.parse_args()
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
    attack = Attack(options.journey, options.keep, options.users)
    for seed in range(options.seed, options.seed + options.cases):
        attack.case(seed)
    for what, count in sorted(attack.counts.items()):
        print(f"{count:7}  {what}")
    return 1 if attack.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
