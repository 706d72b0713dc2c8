#!/usr/bin/env python3
"""Random projects and random timelines; a seed always gives the same case. Usage: generate.py SEED [FOLDER]

A script is a tree of lines and blocks, so that a failing one can be made smaller piece by piece. Scripts are valid: names
are declared, types fit, every path ends, every loop passes a wait that takes time, and whatever one journey causes in
another goes one way only, so that nothing goes on for ever within one instant.
"""
import random
import sys

from chances import CLOCKS, DURATIONS, REPORTS, SHORT, TEMPLATES, ZONES
from conditions import Conditions
from scripts import Case, Flow, Journey, Node
from timelines import Timelines


class Generator(Conditions):
    """Makes one case."""

    def __init__(self, seed):
        super().__init__(random.Random(seed))
        self.used_starts = set()

    def case(self):
        nodes = self.project()
        lines, until = Timelines(self.random).timeline()
        return Case(nodes, lines, until, self.pick(1, 1, 1, 2, 3))

    # ---- declarations ----

    def project(self):
        rng = self.random
        zone = rng.choice(ZONES)
        head = [Node(f'timezone: user.timezone or "{zone}"' if self.chance(0.7) else f'timezone: "{zone}"')]
        if self.chance(0.3):
            head.append(Node(f"event id window: {rng.choice(DURATIONS)}"))
        if self.chance(0.1):
            head.append(Node(f"keep {rng.choice([10, 33.33, 50])}% out"))
        nodes = [Node('project "Random"', head)]
        nodes += [
            Node('event "A"', [Node("n: number"), Node("k: text"), Node('w: one of "x", "y"'),
                               Node('"Order Tags" as tags: list of text optional'), Node("clock: time of day optional")]),
            Node('event "B"', [Node("n: number optional"), Node("k: text optional"), Node("due: time optional"),
                               Node("span: duration optional")]),
            Node('event "C"'),
            Node('event "Page Viewed"', [Node("name: text optional"), Node("url: text optional")]),
            Node('off event "E"', [Node("n: number")]),
            Node('event "D"', [Node("k: text")]),
            Node("user", [Node('plan: one of "free", "pro", "gold"'), Node("score: number optional"), Node("opt: yes/no"),
                          Node("name: text optional"), Node("ends: time optional"), Node("step: number optional"),
                          Node("lag: duration optional"), Node("best: time of day optional"),
                          Node("tags: list of text optional"), Node('"Plan Name" as label: text optional'),
                          Node("timezone: timezone optional")]),
            Node("account", [Node("tier: text optional"), Node("size: number optional"), Node("renews: time optional")]),
            Node("channel chat"),
            Node("channel desk", [Node("to: team"), Node('template "note"'), Node("off quiet hours 00:00 to 12:00")]),
        ]
        nodes += [self.channel(name) for name in TEMPLATES]
        if self.chance(0.4):
            nodes.append(Node("limits", [Node(self.limit("messages")) for _ in range(rng.randint(1, 2))]))
        nodes += [Node(f"condition c{number}: {self.turning()}") for number in (1, 2)]
        nodes.append(Node(f"condition c3: {self.condition(None)}"))
        count = rng.choice([1, 1, 2, 2, 3, 4])
        journeys = [Journey(index, count) for index in range(count)]
        bodies = [self.journey(journey) for journey in journeys]
        return nodes + bodies

    def channel(self, name):
        rng, items = self.random, []
        if name != "task":
            if self.chance(0.5):
                items.append(Node("only if user.opt is yes" if self.chance(0.7) else "only if " + self.condition(None, 1)))
            if self.chance(0.4):
                begin, end = rng.sample(CLOCKS, 2)
                items.append(Node(f"quiet hours {begin} to {end}"))
            elif self.chance(0.25):
                days = rng.choice(["Monday to Friday ", "Monday, Wednesday ", "Saturday ", ""])
                begin, end = sorted(rng.sample(CLOCKS, 2))
                items.append(Node(f"deliver {days}{begin} to {end}"))
            if self.chance(0.35):
                items.append(Node(self.limit(None)))
        items += [Node(f'template "{template}"', [Node("v: text"), Node("n: number optional")]) for template in TEMPLATES[name]]
        if name == "in_app":
            items.append(Node("reports seen"))
        return Node(f"channel {name}", items)

    def limit(self, what):
        rng = self.random
        if what == "messages" and self.chance(0.2):
            what = "emails"
        count = rng.randint(1, 3)
        if what is not None and count == 1:
            what = what[:-1]
        per = rng.choice(["per calendar day", "per calendar week", *(f"per {one}" for one in DURATIONS[3:])])
        then = "skip" if self.chance(0.5) else f"hold up to {rng.choice(DURATIONS[2:])}"
        return f"at most {count} {what + ' ' if what else ''}{per}, otherwise {then}"

    # ---- triggers ----

    def event(self, variables=False):
        event = self.pick("A", "A", "A", "B", "B", "C", "D", "Page Viewed")
        where = self.where(event)
        if event == "A" and variables and self.chance(0.2):
            where = self.pick(" where n is more than count_of", " where (c1) and n is at most 2", " where k is one of list")
        if event == "B" and variables and self.chance(0.1):
            where = " where due is before now"
        return event, f'event "{event}"{where}'

    def trigger(self, journey, place):
        """A trigger as (text, the event that it gives, whether it may fire at once or by something else's doing)."""
        while True:
            made = self.any_trigger(journey, place)
            if place == "enter" or not journey.ended_by(made[0]):
                return made

    def any_trigger(self, journey, place):
        rng = self.random
        kinds = ["event"] * 5 + ["becomes", "changes", "true", "silence", "silence"]
        if place in ("arm", "when"):
            kinds += ["report", "report"]
        if place in ("arm", "when", "enter") and journey.earlier:
            kinds += ["ended"]
        if place in ("when", "goal", "leave"):
            kinds += ["moment", "every", "clock", "after"] if place == "when" else ["after", "moment"]
        if place == "enter":
            kinds += ["moment"]
        kind = rng.choice(kinds)
        if kind == "event":
            event, text = self.event(place != "enter")
            return text, event, False
        if kind == "becomes":
            if self.chance(0.15):
                return 'account.tier becomes "gold"', None, True
            trait = self.pick('plan becomes "pro"', 'plan becomes "free"', "opt becomes yes", "score becomes 2")
            if not journey.setter:
                trait = self.pick(trait, "step becomes 2")
            return f"user.{trait}", None, True
        if kind == "changes":
            return self.pick("user.plan", "user.score", "user.name", "user.ends", "user.lag", "user.tags", "account.tier",
                             "user.label") + " changes", None, True
        if kind == "true":
            return self.pick("c1 becomes true", "c2 becomes true", f"({self.turning(journey)}) becomes true"), None, True
        if kind == "silence":
            _, event = self.event()
            return f"no {event} for {rng.choice(DURATIONS)}", None, False
        if kind == "report":
            channel = rng.choice(list(TEMPLATES))
            reports = ["skipped", "skipped", *REPORTS] + (["seen"] if channel == "in_app" else [])
            report = rng.choice(reports)
            return f'{channel} "{rng.choice(TEMPLATES[channel])}" {report}', None, report == "skipped"
        if kind == "ended":
            return f"journey {rng.choice(journey.earlier)} ended{self.pick('', '', ' as stopped')}", None, True
        if kind == "moment":
            moments = ["at user.ends", f"{rng.choice(DURATIONS)} before user.ends", f"{rng.choice(DURATIONS)} after user.ends",
                       "at account.renews"]
            if place == "enter":
                moments.append(f"at {self.date()}")
            if place == "when":
                moments += ["at seen", f"{rng.choice(DURATIONS)} after seen"]
            return rng.choice(moments), None, True
        if kind == "every":
            return f"every {rng.choice(DURATIONS[4:])}", None, False
        if kind == "clock":
            return f"every {self.pick('day', 'day', 'Monday', 'Tuesday, Friday')} at {rng.choice(CLOCKS)}", None, False
        return f"after {rng.choice(DURATIONS)}", None, False

    # ---- journeys ----

    def journey(self, journey):
        rng, items = self.random, []
        journey.setter = self.chance(0.4)
        started = f"{journey.name}" in self.used_starts
        if not started or self.chance(0.7):
            items += self.entries(journey)
        if journey.entered_by_event and journey.key and self.chance(0.6):
            items.append(Node("one per n" if "n" in journey.entries and self.chance(0.25) else "one per k"))
        elif self.chance(0.25):
            items.append(Node("group g"))
        items.append(Node(self.pick("enter again always", "enter again always", f"enter again after {rng.choice(DURATIONS)}",
                                    "enter again never")))
        if self.chance(0.25):
            items.append(Node(f"priority {rng.randint(-2, 5)}"))
        within = False
        for _ in range(rng.choice([0, 0, 1, 1, 2])):
            text, event, _ = self.trigger(journey, "goal")
            bound = f" within {rng.choice(DURATIONS[3:])}" if self.chance(0.5) else ""
            within = within or bool(bound)
            journey.ends += [] if bound else [text]
            items.append(self.ending(journey, f"goal {text}{bound}", event))
        for number in range(rng.choice([0, 1, 1, 2])):
            text, event, _ = self.trigger(journey, "leave")
            journey.ends.append(text)
            name = f" as gone_{number}" if self.chance(0.7) else ""
            items.append(self.ending(journey, f"leave when {text}{name}", event))
        if within and self.chance(0.4):
            items.append(Node(f"keep {rng.choice([25, 50, 12.5])}% out"))
        if self.chance(0.25):
            items.append(Node("limits", [Node(self.limit("messages"))]))
        items += [Node("remember count_of: 0"), Node("remember word: text optional"), Node("remember seen: time optional"),
                  Node("remember gap: duration optional"), Node("remember list: list of text optional"),
                  Node("remember pick: time of day optional"), Node('owner: "somebody"'), Node('off leave when event "A"'),
                  Node("off limits", [Node("at most 1 per 1 hour, otherwise skip")])]
        for _ in range(rng.choice([0, 0, 1])):
            items.append(self.when(journey, False))
        count = rng.choice([1, 2, 2, 3])
        journey.stages = [f"s{number}" for number in range(count)]
        for number in range(count):
            journey.stage = number
            items.append(self.stage(journey))
        return Node(f"journey {journey.name}" + (' "A journey"' if self.chance(0.5) else ""), items)

    def entries(self, journey):
        texts, events = [], []
        for _ in range(self.pick(1, 1, 1, 2)):
            text, event, _ = self.trigger(journey, "enter")
            events.append(event)
            condition = f" only if {self.condition(None)}" if self.chance(0.2) else ""
            texts.append(Node(f"enter when {text}{condition}"))
        journey.entered_by_event = all(events) and journey.name not in self.used_starts
        fields = {"A": {"n", "k", "w"}, "B": set(), "C": set(), "D": {"k"}, "Page Viewed": set()}
        if journey.entered_by_event:
            journey.entries = set.intersection(*(fields[event] for event in events))
        journey.key = journey.entered_by_event and "k" in journey.entries
        return texts

    def ending(self, journey, head, event):
        if self.chance(0.6):
            return Node(head)
        flow = Flow(journey, event, rests=False, sets=False, depth=1)
        return Node(head, self.side_steps(flow))

    def side_steps(self, flow):
        return [self.simple(flow) for _ in range(self.random.randint(1, 2))]

    def when(self, journey, in_stage):
        rng = self.random
        text, event, caused = self.trigger(journey, "when")
        bound = self.pick("", "", " once", " at most 2 times")
        flow = Flow(journey, event, rests=False, waited=not caused, depth=1, sets=not caused)
        # One message at a time in answer to a skip: it may be skipped in its turn.
        body = [self.simple(flow)] if text.endswith("skipped") else self.side_steps(flow)
        if in_stage and self.chance(0.25):
            body.append(self.move(flow, takes_over=True))
        elif self.chance(0.2) and not text.endswith("skipped"):
            body.append(Node(f"if {self.condition(journey)}", self.side_steps(flow)))
        return Node(f"when {text}{bound}", body)

    def stage(self, journey):
        items = [self.when(journey, True) for _ in range(self.random.choice([0, 0, 1, 1, 2]))]
        if self.chance(0.1):
            items.insert(0, Node('off when event "A"', [Node("milestone never")]))
        flow = Flow(journey)
        items += self.statements(flow, self.random.randint(1, 4))
        items.append(self.wait_arms(flow, last=True) if self.chance(0.3) else self.last_move(flow))
        return Node(f"stage {journey.stages[journey.stage]}", items)

    # ---- moves ----

    def last_move(self, flow):
        """The end of a stage: the way to the next one, so that every stage is reached."""
        journey = flow.journey
        if journey.stage + 1 < len(journey.stages):
            return Node(f"go to {journey.stages[journey.stage + 1]}")
        choices = ["exit as done", "exit as other"]
        if flow.waited:
            choices += [f"go to {self.random.choice(journey.stages)}"]
        if self.chance(0.1):
            return Node("stay")
        return Node(self.random.choice(choices))

    def move(self, flow, takes_over=False):
        journey = flow.journey
        targets = journey.stages if flow.waited else journey.stages[journey.stage + 1:]
        choices = ["exit as done", f"exit as by_{self.pick('a', 'b')}"] + [f"go to {one}" for one in targets]
        if flow.repeating and not takes_over:
            choices.append("stop repeating")
        return Node(self.random.choice(choices))

    # ---- statements ----

    def statements(self, flow, count):
        nodes = []
        for _ in range(count):
            nodes += self.statement(flow)
        return nodes

    def statement(self, flow):
        rng = self.random
        kind = rng.choice(["simple"] * 4 + ["send_wait"] * 3 + ["wait"] * 3 + ["if", "if", "split", "repeat"])
        if kind == "simple" or flow.depth > 2:
            return [self.simple(flow)]
        if kind == "send_wait":
            return [self.send(flow), self.wait_arms(flow)]
        if kind == "wait":
            return [self.wait(flow)]
        if kind == "if":
            return [self.choice(flow)]
        if kind == "split":
            return [self.split(flow)]
        inner = flow.deeper(repeating=True)
        body = [self.simple(inner), self.wait_arms(inner) if self.chance(0.5) else Node(f"wait {rng.choice(SHORT)}")]
        return [Node(f"repeat up to {rng.randint(2, 3)} times", body)]

    def choice(self, flow):
        condition = self.condition(flow.journey)
        yes, no = flow.deeper(), flow.deeper()
        segments = [(f"if {condition}", self.statements(yes, self.random.randint(1, 2)))]
        if self.chance(0.25):
            segments.append((f"otherwise if {self.condition(flow.journey)}", self.statements(flow.deeper(), 1)))
        if self.chance(0.5):
            body = self.statements(no, 1)
            if self.chance(0.3):
                body.append(self.move(no))
            segments.append(("otherwise", body))
        flow.waited = flow.waited or yes.waited and no.waited and len(segments) == 2 and segments[1][0] == "otherwise"
        return Node(*segments[0], *segments[1:])

    def split(self, flow):
        journey = flow.journey
        journey.splits += 1
        name = f"split_{journey.splits}"
        shares = self.pick((50, 50), (33.33, 66.67), (10, 60, 30))
        flows = [flow.deeper() for _ in shares]
        arms = []
        for number, (share, inner) in enumerate(zip(shares, flows)):
            body = self.statements(inner, 1)
            if number == 0 and self.chance(0.3):
                body.append(self.move(inner))
            arms.append(Node(f"{share}% part_{number}", body))
        flow.waited = flow.waited or all(inner.waited for inner in flows)
        return Node(f"split {name}", arms)

    def text(self, flow):
        choices = ['"plain"', 'user.name or "nobody"', '"Dear {{ user.name | default: "you" | capitalize }}"', 'word or "none"',
                   '"{{ count_of }} times"', '"yes" if c3 otherwise "no"', '"score {{ user.score | default: 0 }}"',
                   '"{{ user.score | round: 2 | default: 0 }} of {{ account.size | default: 1 }}"', "user.id",
                   '"{{ user.ends | date: "%d %B %Y %H:%M" | default: "never" }}"', '"{{ now | date: "%A %e %I:%M %p" }}"',
                   '"{{ user.tags | default: "none" }} {{ list | default: "-" }}"', 'account.id or user.label or "nobody"',
                   '"at {{ pick | default: user.best | default: "any time" }}"',
                   '"{{ seen | date: "%H" | default: "?" | downcase }}"']
        if flow.journey.entered_by_event and "k" in flow.journey.entries:
            choices += ["entry.k", '"key {{ entry.k | upcase }}"']
        if flow.event in ("A", "D"):
            choices += ["event.k"]
        if flow.event is not None:
            choices += ['event.id or "no id"', '"{{ event.time | date: "%j %H:%M:%S" }}"']
        return self.random.choice(choices)

    def number(self, flow):
        choices = [str(self.random.randint(0, 9)), "2.5", "count_of + 1", "user.score or 0", "(user.score or 1) * 1.5",
                   "count_of / 4 - 1", "-(user.score or 3)", "account.size or 0", "(gap or 1 hour) / 1 hour"]
        if flow.journey.entered_by_event and "n" in flow.journey.entries:
            choices += ["entry.n", "entry.n * 2"]
        if flow.event == "A":
            choices += ["event.n", "event.n - count_of"]
        return self.random.choice(choices)

    def option(self, flow, channel=None):
        channel = channel or self.random.choice(["email", "email", "push", "in_app", "task"])
        fields = f"v: {self.text(flow)}" + (f", n: {self.number(flow)}" if self.chance(0.4) else "")
        return f'{channel} "{self.random.choice(TEMPLATES[channel])}" {{ {fields} }}'

    def send(self, flow):
        if self.chance(0.06):
            return Node("send " + self.pick('chat "hey"', 'desk "note"', 'chat "hey" or desk "note"'))
        options = [self.option(flow)]
        if self.chance(0.25):
            channels = self.random.sample(["email", "push", "in_app"], 2)
            options = [self.option(flow, channel) for channel in channels]
        return Node("send " + " or ".join(options) + (" always" if self.chance(0.1) else ""))

    def simple(self, flow):
        """A statement that takes no time."""
        rng, journey = self.random, flow.journey
        kinds = ["send"] * 4 + ["milestone"] * 3 + ["remember", "remember"]
        if journey.setter and flow.sets:
            kinds += ["set", "set"]
        if journey.later and flow.sets:
            kinds += ["start", "stop"]
        kind = rng.choice(kinds)
        if kind == "send":
            return self.send(flow)
        if kind == "milestone":
            return Node(f"milestone m{rng.randint(1, 4)}")
        if kind == "remember" and self.chance(0.3):
            return Node(self.memory(flow))
        if kind == "remember":
            return Node(f"remember count_of: {self.pick('count_of + 1', self.number(flow))}" if self.chance(0.6)
                        else f"remember word: {self.text(flow)}")
        if kind == "set":
            return Node(f"set user.step: {self.pick('1', '2', '3', 'unknown')}")
        if kind == "start":
            other = rng.choice(journey.later)
            self.used_starts.add(other)
            return Node(f"start journey {other}" + (f" {{ count_of: {rng.randint(1, 3)} }}" if self.chance(0.4) else ""))
        return Node(f"stop journey {rng.choice(journey.later)}")

    def memory(self, flow):
        """A variable of another type; none that a condition of the journey itself could go round with within one instant."""
        choices = [f"seen: now + {self.random.choice(DURATIONS)}", "seen: user.ends", "seen: unknown", "gap: user.lag",
                   f"gap: {self.random.choice(DURATIONS)}", "gap: (user.ends or now) - now", 'list: ["a", "b"]', "list: user.tags",
                   "list: []", "pick: user.best", "pick: 09:00"]
        if flow.event == "A":
            choices += ["list: event.tags", "pick: event.clock", "seen: event.time"]
        if flow.event == "B":
            choices += ["seen: event.due", "gap: event.span", "gap: (event.span or 1 hour) * 1.5"]
        return "remember " + self.random.choice(choices)

    # ---- waits ----

    def wait(self, flow):
        rng = self.random
        kind = rng.choice(["duration", "duration", "clock", "arms", "arms", "until", "value"])
        if kind == "arms":
            return self.wait_arms(flow)
        if kind == "until":
            return self.wait_until(flow)
        if kind == "value":                   # it may be none, so that nothing can be sure of it
            value = self.pick("user.lag or 1 hour", "gap or 2 hours", "(user.lag or 1 hour) * 2")
            return Node(f"wait {value}, at most {rng.choice(DURATIONS)}")
        flow.waited = True
        if kind == "duration":
            return Node(f"wait {rng.choice(DURATIONS)}")
        day = self.pick("", "", "", "Monday ", "Friday ")
        return Node(f"wait until {day}{rng.choice(CLOCKS)}")

    def wait_until(self, flow):
        offset = self.pick("", f"{self.pick(*DURATIONS)} before ", f"{self.pick(*DURATIONS)} after ")
        arms = [self.arm(flow, kept=False) for _ in range(self.random.randint(0, 1))]
        late = flow.deeper(event=None)
        if self.chance(0.5):
            arms.append(Node("if past or unknown", [self.answer(late)]))
        else:
            arms += [Node("if past", [self.answer(late)]), Node("if unknown", [self.answer(late)])]
        if self.chance(0.1):
            return Node(f"wait until {self.date()}", [*arms[:-2], Node("if past", [self.answer(late)])])
        time = self.pick("user.ends", "user.ends", "seen", "account.renews", "(user.ends or now)")
        return Node(f"wait until {offset}{time}", arms)

    def answer(self, flow):
        return Node("go on") if self.chance(0.6) else self.move(flow)

    def wait_arms(self, flow, last=False):
        """A wait with arms; the last statement of a stage goes nowhere below itself."""
        rng = self.random
        arms = [self.arm(flow, last=last) for _ in range(rng.randint(1, 3))]
        at_once = any(caused and goes_on for _, caused, goes_on in arms)
        ran_out = flow.deeper(waited=True, event=None)
        body = [self.simple(ran_out)] if self.chance(0.3) else []
        if last:
            body.append(self.last_move(ran_out))
        elif self.chance(0.6) or not any(goes_on for _, _, goes_on in arms):
            body.append(Node("go on"))
        else:
            body.append(self.move(ran_out))
        nodes = [node for node, _, _ in arms] + [Node("otherwise", body)]
        if self.chance(0.05):
            nodes.insert(0, Node('off for event "A"', [Node("keep waiting")]))
        flow.waited = flow.waited or not at_once
        return Node(f"wait up to {rng.choice(DURATIONS)}", nodes)

    def arm(self, flow, kept=True, last=False):
        """An arm; with `kept`, whether it may fire at once, and whether it goes on."""
        if self.chance(0.15):
            text, event, caused = self.pick("c1", "c2", self.turning(flow.journey)), None, True
        else:
            text, event, caused = self.trigger(flow.journey, "arm")
        inner = flow.deeper(event=event, waited=flow.waited or not caused, sets=flow.sets and not caused)
        body = [self.simple(inner) for _ in range(self.random.choice([0, 0, 1]))]
        end = self.random.choice(["go on", "go on", "move", "move", "keep waiting", "wait again"])
        if end == "go on" and last:
            end = "move"
        if self.chance(0.1) and end == "go on" and flow.depth < 2:
            body.append(Node(f"wait {self.random.choice(SHORT)}"))
        body.append(self.move(inner) if end == "move" else Node(end))
        node = Node(f"for {text}", body)
        return (node, caused, end == "go on") if kept else node


def case(seed):
    return Generator(seed).case()


if __name__ == "__main__":
    made = case(int(sys.argv[1]))
    if len(sys.argv) > 2:
        made.write(sys.argv[2])
    else:
        print(made.script() + "\n" + made.events() + made.until)
