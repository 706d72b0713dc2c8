"""Scripts as trees of lines and blocks, cases, and what may be said at a place of a script that is being made."""
import json
import pathlib


class Node:
    """A line, or a line with blocks: [("if x", [...]), ("otherwise", [...])]."""

    def __init__(self, head, children=None, *more):
        self.segments = [(head, children), *more]

    def text(self, indent=0):
        pad = "  " * indent
        out = []
        for place, (head, children) in enumerate(self.segments):
            begin = f"{pad}{head}" if place == 0 else f" {head}"
            if children is None:
                out.append(begin)
                continue
            inner = "".join(child.text(indent + 1) for child in children)
            out.append(begin + " {\n" + inner + pad + "}")
        return "".join(out) + "\n"


class Case:
    """A script, its input lines, until when time goes on after them, and among how many threads the users are shared.

    The marks are what the ids of each user's actions begin with, where lines name actions. If there is a newer version, it
    takes the users over behind so many lines, and, where that is settled, once all is done that is due by then."""

    def __init__(self, nodes, lines, until, shards=1, marks=None):
        self.nodes, self.lines, self.until, self.shards, self.marks = nodes, lines, until, shards, marks or {}
        self.newer, self.behind, self.settled = None, None, False

    def but(self, **changes):
        """The same case with something changed."""
        case = Case(self.nodes, self.lines, self.until)
        case.__dict__.update(self.__dict__)
        case.__dict__.update(changes)
        return case

    @staticmethod
    def script_of(nodes):
        return "language 1\n\n" + "".join(node.text() for node in nodes)

    def script(self):
        return self.script_of(self.nodes)

    def events(self):
        return "".join(json.dumps(line) + "\n" for line in self.lines)

    def write(self, folder):
        folder = pathlib.Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "project.journey").write_text(self.script())
        (folder / "events.jsonl").write_text(self.events())
        (folder / "until").write_text(self.until + "\n")
        if self.newer is not None:
            (folder / "newer.journey").write_text(self.script_of(self.newer))
            (folder / "behind").write_text(f"{self.behind} lines{', settled' if self.settled else ''}\n")


class Flow:
    """What may be written at one place of a journey."""

    def __init__(self, journey, event=None, rests=True, waited=False, arm=False, depth=0, repeating=False, sets=True):
        self.journey, self.event, self.rests, self.waited = journey, event, rests, waited
        self.arm, self.depth, self.repeating, self.sets = arm, depth, repeating, sets

    def deeper(self, **changes):
        flow = Flow(self.journey)
        flow.__dict__.update(self.__dict__)
        flow.depth += 1
        flow.__dict__.update(changes)
        return flow


class Journey:
    """What the statements of a journey may speak of."""

    def __init__(self, index, count):
        self.index, self.name = index, f"j{index}"
        self.later = [f"j{other}" for other in range(index + 1, count)]
        self.earlier = [f"j{other}" for other in range(index)]
        self.stages, self.splits = [], 0
        self.entries = set()                  # fields that every entering event has
        self.entered_by_event = False
        self.setter = False
        self.stage = 0
        self.sent = []
        self.ends = []                        # triggers that end a run whenever they fire

    def ended_by(self, trigger):
        """Is the run over whenever this would fire? The goal and leaves come first."""
        return any(trigger == end or trigger.startswith(end + " ") or trigger.startswith(end.replace(" changes", " becomes "))
                   for end in self.ends)
