"""New versions of random projects: a few random changes of a script, as people make them between two deployments."""
import copy
import random
import re

import generate
import naming
from chances import CLOCKS, DURATIONS, TEMPLATES, WEEKDAYS
from evaluator import values
from scripts import Flow, Journey, Node

SHARE = 0.08                                  # of all cases
ATTEMPTS = 8                                  # until a change gives a script that the compiler takes
DURATION = re.compile(r"\b(?:%s)\b" % "|".join(sorted(map(re.escape, DURATIONS), key=len, reverse=True)))
CLOCK = re.compile(r"\b(?:%s)\b" % "|".join(CLOCKS))


def die(seed):
    """A die of its own, so that the rest of a case does not depend on it."""
    return random.Random(f"versions {seed}")


def wanted(seed, share):
    return die(seed).random() < share


def place(seed, case, actions):
    """Behind how many lines the new version takes over, mostly where many runs are under way; and whether that is settled."""
    dice = die(seed)
    clocks = [0]
    for line in case.lines:
        clocks.append(max(clocks[-1], naming.instant(line)))
    moves = [(values.parse_time(one["at"]).ms, {"enter": 1, "exit": -1}.get(one["type"], 0)) for one in actions]
    inside = [sum(move for at, move in moves if at <= clock) for clock in clocks]
    behind = dice.choices(range(len(clocks)), [1 + 20 * max(runs, 0) for runs in inside])[0]
    return {"behind": behind, "settled": dice.random() < 0.5}


def head(node):
    return node.segments[0][0]


def blocks(nodes):
    """All lists of statements, the outer ones first, each with the heads around it."""
    def inside(nodes, around):
        yield nodes, around
        for node in nodes:
            for title, children in node.segments:
                if children is not None:
                    yield from inside(children, (*around, title))
    return list(inside(nodes, ()))


class Evolution(generate.Generator):
    """Makes one attempt at the new version of a case."""

    def __init__(self, seed, attempt):
        super().__init__(f"version {attempt} of {seed}")

    def newer(self, nodes):
        self.nodes = copy.deepcopy(nodes)
        kinds = [self.wait_longer, self.another_clock, self.statement_more, self.statement_less, self.wait_more, self.arm_more,
                 self.arm_less, self.message_other, self.limit_other, self.limit_more, self.when_more, self.when_less,
                 self.trigger_other, self.stage_renamed, self.stage_less, self.stage_more, self.variable_more,
                 self.variable_less, self.journey_less, self.journey_more, self.goal_other, self.condition_other,
                 self.enter_more, self.again_other, self.swapped]
        for _ in range(self.random.choice([0, 1, 1, 2, 2, 3, 4])):
            self.random.choice(kinds)()
        return self.nodes

    # ---- where to change something ----

    def journeys(self):
        return [node for node in self.nodes if head(node).startswith("journey ")]

    def journey_at_random(self):
        return self.random.choice(self.journeys())

    def stages(self, journey):
        return [node for node in journey.segments[0][1] if head(node).startswith("stage ")]

    def name(self, node):
        return head(node).split()[1]

    def context(self, node):
        """What new statements of a journey may speak of."""
        made = Journey(int(self.name(node)[1:]) if self.name(node)[1:].isdigit() else 0, 1)
        made.earlier = []
        made.stages = [self.name(stage) for stage in self.stages(node)]
        made.splits = 50 + self.random.randint(0, 40)
        made.stage = len(made.stages) - 1     # who goes back must have waited
        return made

    def replace(self, pattern, choices, where=lambda text, around: True):
        """Changes one match of a pattern in one of the heads."""
        found = []
        for nodes, around in blocks(self.nodes):
            for node in nodes:
                for place, (text, _) in enumerate(node.segments):
                    if where(text, around):
                        found += [(node, place, match) for match in pattern.finditer(text)]
        if found:
            node, place, match = self.random.choice(found)
            text, children = node.segments[place]
            node.segments[place] = (text[:match.start()] + self.random.choice(choices) + text[match.end():], children)

    def flow_blocks(self, node):
        """The stages' own lists of statements, and those inside them."""
        return [nodes for stage in self.stages(node) for nodes, _ in blocks(stage.segments[0][1])]

    def begin_of_flow(self, nodes):
        """Behind the `when`s of a stage."""
        return max((place + 1 for place, node in enumerate(nodes) if re.match("(off )?when ", head(node))), default=0)

    # ---- changes ----

    def wait_longer(self):
        self.replace(DURATION, DURATIONS, lambda text, _: text.startswith("wait "))

    def another_clock(self):
        self.replace(CLOCK, CLOCKS, lambda text, _: text.startswith(("wait until", "quiet", "deliver", "when every")))

    def statement_more(self):
        node = self.journey_at_random()
        nodes = self.random.choice(self.flow_blocks(node))
        first = self.begin_of_flow(nodes)
        if nodes and not head(nodes[0]).startswith(("for ", "if past", "if unknown", "otherwise", "50%", "33.33%", "10%")):
            flow = Flow(self.context(node), depth=2, sets=False)
            nodes.insert(self.random.randint(first, max(first, len(nodes) - 1)), self.simple(flow))

    def statement_less(self):
        nodes = self.random.choice(self.flow_blocks(self.journey_at_random()))
        simple = [place for place, one in enumerate(nodes) if head(one).startswith(("send ", "milestone ", "remember ", "wait "))]
        if simple and len(nodes) > 1:
            del nodes[self.random.choice(simple)]

    def wait_more(self):
        node = self.journey_at_random()
        nodes = self.random.choice(self.stages(node)).segments[0][1]
        first = self.begin_of_flow(nodes)
        flow = Flow(self.context(node), depth=2, sets=False)
        nodes.insert(self.random.randint(first, max(first, len(nodes) - 1)), self.wait(flow))

    def waits(self, node):
        return [one for nodes in self.flow_blocks(node) for one in nodes if head(one).startswith("wait ") and one.segments[0][1]]

    def arm_more(self):
        node = self.journey_at_random()
        found = self.waits(node)
        if found:
            arms = self.random.choice(found).segments[0][1]
            last = len([one for one in arms if head(one).startswith("for ")])
            arms.insert(self.random.randint(0, last), self.arm(Flow(self.context(node), depth=2, sets=False), kept=False))

    def arm_less(self):
        found = self.waits(self.journey_at_random())
        if found:
            arms = self.random.choice(found).segments[0][1]
            places = [place for place, one in enumerate(arms) if head(one).startswith("for ")]
            if len(places) > 1:
                del arms[self.random.choice(places)]

    def message_other(self):
        channel = self.random.choice(["email", "push"])
        self.replace(re.compile(f'{channel} "[a-z]+"'), [f'{channel} "{one}"' for one in TEMPLATES[channel]],
                     lambda text, _: text.startswith("send "))

    def limit_other(self):
        self.replace(re.compile(r"at most \d "), [f"at most {number} " for number in (2, 3, 4)],
                     lambda text, _: "otherwise" in text and text.startswith("at most"))
        if self.chance(0.5):
            self.replace(DURATION, DURATIONS[3:], lambda text, _: text.startswith("at most "))

    def limit_more(self):
        self.journey_at_random().segments[0][1].insert(0, Node("limits", [Node(self.limit("messages"))]))

    def when_more(self):
        node = self.journey_at_random()
        if self.chance(0.5):
            nodes = self.random.choice(self.stages(node)).segments[0][1]
            nodes.insert(self.random.randint(0, self.begin_of_flow(nodes)), self.when(self.context(node), True))
        else:
            node.segments[0][1].insert(0, self.when(self.context(node), False))

    def when_less(self):
        found = [(nodes, one) for nodes, _ in blocks([self.journey_at_random()]) for one in nodes if head(one).startswith("when ")]
        if found:
            nodes, one = self.random.choice(found)
            nodes.remove(one)

    def trigger_other(self):
        """Another length of time, mostly, or another `where`, or bound."""
        if self.chance(0.6):
            self.replace(DURATION, DURATIONS, lambda text, _: text.startswith(("for ", "when ", "goal ", "leave ", "enter when")))
        elif self.chance(0.5):
            self.replace(re.compile(r" once| at most 2 times"), [" once", " at most 2 times", " at most 3 times", ""])
        else:
            self.replace(re.compile(r"n is at least \d"), [f"n is at least {number}" for number in range(4)])

    def stage_renamed(self):
        """With `renamed stage`, or, as some forget, without."""
        node = self.journey_at_random()
        old = self.name(self.random.choice(self.stages(node)))
        new = f"renamed_{old}"
        for nodes, _ in blocks([node]):
            for one in nodes:
                one.segments = [(re.sub(rf"\b(stage|go to) {old}\b", rf"\1 {new}", text), children)
                                for text, children in one.segments]
        if self.chance(0.75):
            node.segments[0][1].insert(0, Node(f"renamed stage {old} to {new}"))

    def stage_less(self):
        node = self.journey_at_random()
        if len(self.stages(node)) > 1:
            gone = self.random.choice(self.stages(node)[1:])
            node.segments[0][1].remove(gone)
            for nodes, _ in blocks([node]):
                for one in nodes:
                    one.segments = [(re.sub(rf"\bgo to {self.name(gone)}\b", "exit as shorter", text), children)
                                    for text, children in one.segments]

    def stage_more(self):
        node = self.journey_at_random()
        ways = [one for nodes, _ in blocks([node]) for one in nodes if head(one).startswith("go to ")]
        if ways:
            way = self.random.choice(ways)
            stage = Node("stage more", [self.when(self.context(node), True)] * self.random.randint(0, 1)
                         + [Node(f"wait {self.random.choice(DURATIONS)}"), Node(head(way))])
            node.segments[0][1].append(stage)
            way.segments = [("go to more", None)]

    def variable_more(self):
        first = self.pick("1", "count_of + 1", "user.score or 5")
        self.journey_at_random().segments[0][1].insert(0, Node(f"remember more: {first}"))
        self.statement_more()

    def variable_less(self):
        items = self.journey_at_random().segments[0][1]
        found = [one for one in items if head(one).startswith("remember ")]
        if found:
            items.remove(self.random.choice(found))

    def journey_less(self):
        if len(self.journeys()) > 1:
            self.nodes.remove(self.journey_at_random())

    def journey_more(self):
        entry = Node(f"enter when {self.event()[1]} only if {self.condition(None)}")
        silent = Node(f"enter when {self.pick(self.turning_entry(), self.silent_entry())}")
        stage = Node("stage only", [Node("milestone entered"), Node(f"wait {self.random.choice(DURATIONS)}"),
                                    Node(f"if {self.condition(None)}", [Node("milestone asked")]), Node("exit as done")])
        enters = self.pick([entry], [silent], [entry, silent])
        self.nodes.append(Node("journey more", [*enters, Node("enter again always"), stage]))

    def turning_entry(self):
        return f"({self.turning()}) becomes true"

    def silent_entry(self):
        return f'no event "{self.pick("A", "B", "C")}" for {self.random.choice(DURATIONS)}'

    def goal_other(self):
        if self.chance(0.5):
            self.replace(re.compile(r"within (?:%s)" % DURATION.pattern), [f"within {one}" for one in DURATIONS[3:]])
        else:
            node = self.journey_at_random()
            text, event, _ = self.trigger(self.context(node), "goal")
            node.segments[0][1].insert(0, self.ending(self.context(node), f"goal {text}", event))

    def condition_other(self):
        if self.chance(0.5):
            number = self.pick(1, 2)
            node = next(one for one in self.nodes if head(one).startswith(f"condition c{number}:"))
            node.segments = [(f"condition c{number}: {self.turning()}", None)]
        else:
            node = self.journey_at_random()
            nodes = self.random.choice(self.stages(node)).segments[0][1]
            first = self.begin_of_flow(nodes)
            asked = Node(f"if {self.condition(self.context(node))}", [Node("milestone asked")])
            nodes.insert(self.random.randint(first, max(first, len(nodes) - 1)), asked)

    def enter_more(self):
        self.journey_at_random().segments[0][1].insert(0, Node(f"enter when {self.pick(self.turning_entry(), self.silent_entry())}"))

    def again_other(self):
        self.replace(re.compile("enter again .*"), ["enter again always", "enter again never", "enter again after 2 days"])
        self.replace(re.compile(r"priority -?\d"), [f"priority {number}" for number in (-3, 0, 4)])

    def swapped(self):
        """Two neighbours change places: answers, `when`s, stages, statements."""
        found = [nodes for nodes, _ in blocks(self.journeys()) if len(nodes) > 1]
        nodes = self.random.choice(found)
        place = self.random.randrange(len(nodes) - 1)
        nodes[place:place + 2] = reversed(nodes[place:place + 2])
