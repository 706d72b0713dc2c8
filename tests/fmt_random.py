#!/usr/bin/env python3
"""Random scripts in random dress, for the formatter: every form of the grammar, with blanks, line ends and comments wherever
they may stand. They can be read, but mean nothing. Usage: fmt_random.py SEED COUNT FOLDER

A script is first a list of words and marks (BREAK, LINE, ...); then it is written with chance deciding at every mark.
"""
import pathlib
import random
import sys

WORDS = ["plan", "seats", "nudges", "count", "time", "day", "first_steps", "stage", "send", "hours", "is_new", "x", "limits",
         "email", "of", "with", "least", "contains", "between", "within", "before", "per", "skip",
         "week", "project", "once", "to", "reports", "long_name_of_something_that_takes_its_place"]
QUOTED = ['"Signed Up"', '"a"', '"#1"', '"{"', '"Größe"', '"a \\"b\\""', '"with: a } b"',
          '"A name so long that lines with it have to be broken somewhere"']
TEXTS = QUOTED + ['"Hi {{ user.first_name | default: "there" }}"', '"{{ x | round: 2 }} # {{ event.y | date: "%d %B" }}"', '""',
                  '"\\{\\{ no insertion }}"', "\"it's {{ user.a | default: 'x\"y' }}\""]
LITERALS = ["3", "2.5", "1_000", "yes", "no", "unknown", "09:00", "2026-03-02", "2026-03-02 10:00", "3 days", "1 day 12 hours",
            "Monday"]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
DURATIONS = ["30 seconds", "5 minutes", "2 hours", "1 day 12 hours", "3 days", "2 weeks"]
BINARY = ["is", "is not", "is at least", "is at most", "is more than", "is less than", "is before", "is after", "is within",
          "contains", "starts with", "ends with"]


class Mark:
    """A place between two words. `line`: how often the line ends there, if at all; `comma`: a comma may stand for it."""

    def __init__(self, name, line, comma=False):
        self.name, self.line, self.comma = name, line, comma


BREAK = Mark("break", 0.15)          # the line may be broken here, and need not
LINE = Mark("line", 1.0)             # it must be
ENTRY = Mark("entry", 0.5, True)     # between entries of data: a line end or a comma
ARM = Mark("arm", 0.6)               # between arms: nothing is needed
EDGE = Mark("edge", 0.5)             # inside braces, at either end
LONG = Mark("long", 1.0)             # the lines of a long text follow


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def pick(self, options):
        return self.random.choice(options)

    def chance(self, share):
        return self.random.random() < share

    def times(self, most):
        return range(self.random.randint(0, most))

    def some(self, make, most, between):
        """One to `most` of them with something between."""
        out = make()
        for _ in self.times(most - 1):
            out = out + between + make()
        return out

    # ---- values and conditions ----

    def name(self):
        return [self.pick(WORDS)]

    def path(self):
        root = self.pick(["user", "account", "event", "entry", ""])
        return [root, ".", self.pick(WORDS + ["not", "event"])] if root else ["x"]

    def literal(self):
        if self.chance(0.3):
            return [self.pick(TEXTS)]
        return ["-", "3"] if self.chance(0.1) else self.pick(LITERALS).split()

    def items(self):
        return self.some(self.literal, self.pick([2, 3, 12]), [",", BREAK])

    def bracketed(self):
        inside = self.some(lambda: self.sum(1), self.pick([2, 9]), [BREAK, ",", BREAK])
        return ["[", BREAK] + inside + ([","] if self.chance(0.2) else []) + [BREAK, "]"]

    def sum(self, depth):
        kind = self.random.random()
        if depth > 3 or kind < 0.5:
            return self.path() if self.chance(0.6) else self.literal()
        if kind < 0.65:
            return self.sum(depth + 1) + [self.pick("+-*/")] + self.sum(depth + 1)
        if kind < 0.75:
            return ["(", BREAK] + self.value(depth + 1) + [BREAK, ")"]
        if kind < 0.8:
            return ["-"] + self.path()
        if kind < 0.85:
            return self.bracketed()
        if kind < 0.9:
            return ["count", "of"] + self.event_ref(depth) + self.window()
        return self.pick([["now"], ["time", "of", "day"], ["day", "of", "week"], ["time", "since"] + self.event_ref(depth)])

    def window(self):
        return self.pick([[], [], ["in", "last"] + self.duration(), ["since", "entry"]])

    def duration(self):
        return self.pick(DURATIONS).split()

    def event_ref(self, depth):
        where = [BREAK, "where"] + self.where(depth + 1) if self.chance(0.4) else []
        return ["event", self.pick(QUOTED)] + where

    def operand(self, depth):
        if self.chance(0.2):
            return ["(", BREAK] + self.value(depth + 1) + [BREAK, ")"]
        return self.path() if self.chance(0.4) else self.literal()

    def where_test(self, depth):
        return self.path() + self.pick(BINARY).split() + self.operand(depth)

    def where(self, depth):
        word = self.pick(["and", "or"])
        return self.some(lambda: self.where_test(depth), self.pick([1, 2, 6]), [BREAK, word])

    def test(self, depth):
        kind = self.random.random()
        if depth > 3 or kind < 0.5:
            return self.sum(depth + 2) + self.pick(BINARY).split() + self.sum(depth + 2)
        if kind < 0.6:
            return self.path() + self.pick(["is one of", "is not one of"]).split() + self.items()
        if kind < 0.7:
            return self.path() + ["is", "between"] + self.literal() + ["and"] + self.literal()
        if kind < 0.75:
            return self.path() + ["is", self.pick(["known", "unknown"])]
        if kind < 0.85:
            return self.event_ref(depth) + self.pick([["happened"], ["never", "happened"]]) + self.window()
        if kind < 0.9:
            return ["email", self.pick(QUOTED), "was", "opened"]
        return ["(", BREAK] + self.cond(depth + 1) + [BREAK, ")"]

    def cond(self, depth=0):
        word = self.pick(["and", "or"])
        return self.some(lambda: (["not"] if self.chance(0.1) else []) + self.test(depth + 1), self.pick([1, 1, 2, 5]),
                         [BREAK, word])

    def value(self, depth=0):
        if depth < 3 and self.chance(0.15):
            return self.sum(depth + 1) + ["if"] + self.test(depth + 1) + ["otherwise"] + self.sum(depth + 1)
        if self.chance(0.2):
            return self.some(self.path, 3, [BREAK, "or"])
        return self.sum(depth + 1)

    # ---- blocks ----

    def braces(self, make, between, most=4, end=()):
        if self.chance(0.04):
            return ["{", EDGE, "}"]
        return ["{", EDGE] + self.some(make, most, between) + list(end) + [EDGE, "}"]

    def off(self):
        return ["off"] if self.chance(0.05) else []

    def field(self):
        if self.chance(0.08):
            return self.name() + [":", LONG]
        return self.name() + [":"] + self.value()

    def fields(self):
        return self.braces(self.field, [ENTRY], 4, [","] if self.chance(0.1) else [])

    def block(self, depth):
        return self.braces(lambda: self.stmt(depth + 1), [LINE], 3)

    def message(self):
        return [self.pick(["email", "push", "in_app", "task"]), self.pick(QUOTED)]

    def send_option(self):
        return self.message() + (self.fields() if self.chance(0.5) else [])

    def moment(self):
        days = self.some(lambda: [self.pick(DAYS)], 3, [",", BREAK])
        return self.pick([["09:00"], days + ["10:30"], self.duration() + ["before"] + self.path(), ["2026-03-02", "10:00"],
                          self.path()])

    def trigger(self, shared=False):
        kinds = [lambda: self.event_ref(0), lambda: self.message() + ["opened"],
                 lambda: ["user", ".", "plan", "becomes"] + self.literal(), lambda: ["user", ".", "plan", "changes"],
                 lambda: ["(", BREAK] + self.cond() + [BREAK, ")", "becomes", "true"],
                 lambda: ["no"] + self.event_ref(0) + ["for"] + self.duration(),
                 lambda: ["journey", "nps", "ended"] + self.pick([[], ["as", "answered"]])]
        timed = [lambda: ["at"] + self.path(), lambda: self.duration() + ["after"] + self.path(),
                 lambda: ["every"] + self.duration(), lambda: ["every", "day", "at", "09:00"],
                 lambda: ["every"] + self.some(lambda: [self.pick(DAYS)], 3, [",", BREAK]) + ["at", "09:00"],
                 lambda: ["after"] + self.duration()]
        return self.pick(kinds if shared else kinds + timed)()

    def arm(self, depth):
        head = self.pick([lambda: ["for"] + self.trigger(True), lambda: ["for"] + self.cond(), lambda: ["if", "past"],
                          lambda: ["if", "past", "or", "unknown"], lambda: ["otherwise"]])()
        return self.off() + head + self.block(depth + 1)

    def arms(self, depth):
        return self.braces(lambda: self.arm(depth), [ARM])

    def if_stmt(self, depth):
        out = ["if"] + self.cond() + self.block(depth)
        for _ in self.times(2):
            out += ["otherwise", "if"] + self.cond() + self.block(depth)
        return out + (["otherwise"] + self.block(depth) if self.chance(0.5) else [])

    def stmt(self, depth):
        simple = [lambda: ["send"] + self.some(self.send_option, 3, [BREAK, "or"]) + self.pick([[], ["always"]]),
                  lambda: ["wait"] + self.duration(), lambda: ["wait", "until"] + self.moment(),
                  lambda: ["wait"] + self.path() + [",", BREAK, "at", "most"] + self.duration(),
                  lambda: ["go", "to"] + self.name(), lambda: ["exit", "as"] + self.name(), lambda: ["stay"],
                  lambda: ["milestone"] + self.name(), lambda: ["remember"] + self.name() + [":"] + self.value(),
                  lambda: ["set", "user", ".", "plan", ":"] + self.value(), lambda: ["stop", "journey", "x"],
                  lambda: ["start", "journey", "x"] + self.pick([[], self.fields()]), lambda: ["go", "on"],
                  lambda: ["stop", "repeating"], lambda: ["wait", "again"], lambda: ["keep", "waiting"]]
        deep = [lambda: self.if_stmt(depth), lambda: ["wait", "up", "to"] + self.duration() + self.arms(depth),
                lambda: ["wait", "until"] + self.moment() + self.arms(depth),
                lambda: ["split", "x"] + self.braces(lambda: ["50%"] + self.name() + self.block(depth), [ARM]),
                lambda: ["repeat", "up", "to", "4", "times"] + self.block(depth)]
        return self.off() + self.pick(simple if depth > 3 else simple + deep + deep)()

    # ---- declarations ----

    def type(self):
        kinds = [["text"], ["number"], ["yes/no"], ["time"], ["time", "of", "day"], ["list", "of", "text"], ["timezone"]]
        choices = ["one", "of"] + self.some(lambda: [self.pick(QUOTED)], 5, [",", BREAK])
        return self.pick(kinds + [choices, choices]) + self.pick([[], ["optional"]])

    def typed(self):
        outside = [self.pick(QUOTED), "as"] if self.chance(0.1) else []
        return outside + self.name() + [":"] + self.type()

    def limit(self):
        return (["at", "most", "3", "messages", "per"] + self.pick([["7", "days"], ["calendar", "day"]]) + [",", BREAK] +
                self.pick([["otherwise", "skip"], ["otherwise", "hold", "up", "to", "2", "days"]]))

    def channel_item(self):
        return self.off() + self.pick([
            lambda: ["only", "if"] + self.cond(), lambda: ["quiet", "hours", "21:00", "to", "08:00"],
            lambda: ["deliver", "Monday", "to", "Friday", ",", BREAK, "Sunday", "09:00", "to", "17:00"], self.limit,
            lambda: ["to", ":", "team"], lambda: ["template", self.pick(QUOTED)],
            lambda: ["template", self.pick(QUOTED)] + self.braces(self.typed, [ENTRY]),
            lambda: ["reports", "completed", ",", BREAK, "seen"]])()

    def when(self):
        bound = self.pick([[], ["once"], ["at", "most", "3", "times"]])
        return self.off() + ["when"] + self.trigger() + bound + self.block(2)

    def stage(self):
        title = [self.pick(QUOTED)] if self.chance(0.5) else []
        lines = [self.when() for _ in self.times(2)] + [self.stmt(0) for _ in self.times(4)]
        inside = [word for line in lines for word in line + [LINE]][:-1]
        return ["stage"] + self.name() + title + ["{", EDGE] + inside + [EDGE, "}"]

    def journey_item(self):
        return self.off() + self.pick([
            lambda: self.name() + [":", '"me"'], self.stage, self.stage, self.when,
            lambda: ["enter", "when"] + self.trigger() + ([BREAK, "only", "if"] + self.cond() if self.chance(0.5) else []),
            lambda: ["enter", "again"] + self.pick([["never"], ["after", "30", "days"]]), lambda: ["one", "per", "order_id"],
            lambda: ["keep", "10%", "out"], lambda: ["priority", "-", "5"], lambda: ["group", "x"],
            lambda: ["goal"] + self.trigger() + self.pick([[], ["within", "14", "days"]]) + self.pick([[], self.block(2)]),
            lambda: ["leave", "when"] + self.trigger(True) + ["as", "y"] + self.pick([[], self.block(2)]),
            lambda: ["limits"] + self.braces(self.limit, [LINE]), lambda: ["remember", "x", ":"] + self.value(),
            lambda: ["remember", "y", ":"] + self.type(), lambda: ["renamed", "stage", "a", "to", "b"],
            lambda: ["promise", "at", "most", "3", "messages", "in", "any", "7", "days"],
            lambda: ["promise", "no", "email", "after"] + self.event_ref(0)])()

    def test_item(self):
        fields = self.pick([[], self.fields()])
        with_fields = self.some(lambda: self.name() + self.literal(), self.pick([2, 9]), [",", BREAK])
        return self.off() + self.pick([
            lambda: ["only", "journey", "a", ",", BREAK, "b"], lambda: ["given", "user"] + self.fields(),
            lambda: ["given", "event", self.pick(QUOTED)] + fields + self.duration() + ["ago"],
            lambda: ["start", "at", "2026-03-02", "10:00"], lambda: ["event", self.pick(QUOTED)] + fields,
            lambda: ["user"] + self.fields(), lambda: self.message() + ["opened"], lambda: ["after"] + self.duration(),
            lambda: ["expect", "nothing"], lambda: ["expect", "exit", "as", "x", "of", "journey", "y"],
            lambda: ["expect"] + self.message() + [BREAK, "with"] + with_fields + self.pick([[], ["at", "2026-03-02"]])])()

    def decl(self):
        quoted = self.pick(QUOTED)
        return self.off() + self.pick([
            lambda: ["project", quoted] + self.braces(lambda: ["timezone", ":"] + self.value(), [ENTRY], 1),
            lambda: ["event", quoted] + self.pick([[], self.braces(self.typed, [ENTRY])]),
            lambda: ["user"] + self.braces(self.typed, [ENTRY]), lambda: ["limits"] + self.braces(self.limit, [LINE]),
            lambda: ["channel", "email"] + self.braces(self.channel_item, [LINE], 5),
            lambda: ["condition"] + self.name() + [":"] + self.cond(),
            lambda: ["journey"] + self.name() + [quoted] + self.braces(self.journey_item, [LINE], 7),
            lambda: ["test", quoted] + self.braces(self.test_item, [LINE], 7)])()

    def script(self):
        out = ["language", "1"]
        for _ in range(self.random.randint(1, 5)):
            out += [LINE] + self.decl()
        return out + [LINE]

    # ---- dress ----

    def blank(self):
        return self.pick([" ", " ", " ", "  ", "\t", "     "])

    def line_end(self):
        """One line end or several, with comments at the end of the line and on lines of their own."""
        end = self.pick(["\n", "\n", "\r\n"]) if self.crlf else "\n"
        out = self.pick(["", "", " ", "  \t"])
        if self.chance(self.comments):
            out += "#" + self.pick([" why", "", "# x { \"", " bla bla " * 5, " Größe  "])
        out += end
        for _ in self.times(2):
            if self.chance(0.3):
                out += self.blank() + "# " + self.pick(["alone", "or } so", '"']) + end
            elif self.chance(0.4):
                out += self.pick(["", " "]) + end
        return out + self.pick(["", " ", "    ", "\t"])

    def long_text(self):
        pad = self.pick(["", "  ", "\t", "          "])
        lines = [pad + self.pick(["", "  ", ""]) + self.pick(["Dear {{ user.x | default: \"you\" }},", "# no comment", '\\"q\\" "" x', "x  "])
                 for _ in range(self.random.randint(1, 4))]
        if self.chance(0.3):
            lines.insert(1, self.pick(["", "   "]))
        return '"""\n' + "\n".join(lines) + self.pick(["\n" + self.pick(["", pad, "  "]), ""]) + '"""'

    def dress(self, words):
        self.crlf, self.comments = self.chance(0.1), self.pick([0, 0.1, 0.4])
        lines = self.pick([0.02, 0.15, 0.6])
        out, first = "\ufeff" if self.chance(0.05) else "", True
        for word in words:
            if word is LONG:
                out += " " + self.long_text()
            elif isinstance(word, str):
                tight = word in ".,:)]}" or out.endswith((".", "(", "[", "{", "\n", "\t", " ", "\ufeff"))
                out += ("" if first or (tight and self.chance(0.7)) else self.blank()) + word
            elif word.line == 1.0 or self.chance(word.line * lines * 3):
                out += self.line_end()
            elif word.comma:
                out += ","
            first = False
        return out


def main():
    seed, count, folder = int(sys.argv[1]), int(sys.argv[2]), pathlib.Path(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        maker = Maker(f"{seed}/{number}")
        text = maker.dress(maker.script())
        (folder / f"{number:05}.journey").write_bytes(text.encode())


if __name__ == "__main__":
    main()
