#!/usr/bin/env python3
"""Lays valid scripts out anew, in ways that must not change what they say, and compares their syntax trees.

Usage: layouts.py DUMP_AST WAYS SCRIPT...    (each script in so many random ways; a few small ones are built in)

Every gap between two words of a script is of one kind: STAY (both stand on one line), FREE (a line end there means nothing) or
END (a line ends a statement there; in declarations and data a comma may stand for it). A layout decides by chance at every gap,
and puts blanks, tabs, blank lines and comments wherever they may stand. The ways differ in temper: no indentation, a random or
a misleading one, all on as few lines as possible, all broken up, CRLF.
"""
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

TOKEN = re.compile(r'''
    (?P<long>"""(?:\\.|(?!""").|\n)*""")
  | (?P<text>"(?:\\.|\{\{(?:"[^"\n]*"|'[^'\n]*'|[^}\n])*\}\}|[^"\\\n])*")
  | (?P<comment>\#[^\n]*)
  | (?P<line>\r?\n)
  | (?P<blank>[ \t\r\ufeff]+)
  | (?P<date>\d{4}-\d\d-\d\d)
  | (?P<clock>\d\d:\d\d)
  | (?P<number>\d[\d_]*(?:\.\d+)?%?)
  | (?P<word>yes/no|[A-Za-z_][A-Za-z0-9_]*)
  | (?P<sign>[{}()\[\]:.,+*/-])''', re.X)

STAY, FREE, END = "stay", "free", "end"
CONNECTIVES = {"and", "or", "where", "with"}
OPERATORS = {"+", "-", "*", "/", "and", "or", "not", "is", "contains", "before", "after", "within", "between", "becomes"}
SECOND_WORDS = {("at", "least"), ("at", "most"), ("more", "than"), ("less", "than"), ("starts", "with"), ("ends", "with"),
                ("one", "of")}
BEFORE_NAMES = {"stage", "to", "as", "journey", "milestone", "group", "split", "condition"}  # a word behind these is a name
BEFORE_VALUES = {"and", "or", "not", "if", "where", "("}
DATA = {"project", "typed", "fields", "limits", "file", "channel", "journey"}
SHARED = {"file", "channel", "journey", "project"}  # kinds of blocks whose lines may share one without a comma
SIGNS_ALIKE = {"{", "}", "(", ")", "[", "]", ":", ".", ","}


class Token:
    def __init__(self, kind, text):
        self.kind, self.text = kind, text
        self.line_before = False   # it begins a line in the original
        self.blank_before = False  # there was a blank before it
        self.gap = FREE            # the kind of the gap before it
        self.comma = False         # a comma may stand in that gap: for an END instead of the line end
        self.shared = False        # an END that a blank may stand for
        self.depth = 0             # open braces


def cut(text):
    """The words of a script; comments go."""
    tokens, line, blank, at = [], False, False, 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if not match:
            raise ValueError(f"cannot be read at {text[at:at + 20]!r}")
        at = match.end()
        if match.lastgroup == "line":
            line = True
        elif match.lastgroup in ("blank", "comment"):
            blank = True
        else:
            token = Token(match.lastgroup, match.group())
            token.line_before, token.blank_before = line, blank or line
            tokens.append(token)
            line = blank = False
    return tokens


def block_kind(head, outer):
    """What stands between the braces of an item that begins with a word."""
    if outer == "file":
        return {"project": "project", "channel": "channel", "limits": "limits", "journey": "journey", "test": "test"}.get(
            head, "typed")
    if outer == "channel":
        return "typed"
    if outer == "journey":
        return "limits" if head == "limits" else "lines"
    if outer == "test":
        return "fields"
    if outer == "lines":
        return {"send": "fields", "start": "fields", "wait": "arms", "split": "arms"}.get(head, "lines")
    return "lines"


def separates(tokens, i, kind, head):
    """Whether the comma at i parts two items, rather than parts of one."""
    following, after = tokens[i + 1], tokens[i + 2] if i + 2 < len(tokens) else None
    named = after is not None and (after.text == ":" or (following.kind == "text" and after.text == "as"))
    if kind in ("typed", "fields"):
        return named
    if kind == "channel" and head == "reports":
        return False
    literal = following.text in ("yes", "no", "unknown") or following.text.endswith("day")
    return kind in DATA and following.kind == "word" and following.text != "otherwise" and (named or not literal)


def classify(tokens):
    """Says of each gap what may stand in it; takes out the commas that part items, which then are ENDs."""
    blocks, head, brackets, out = ["file"], None, 0, []
    for i, token in enumerate(tokens):
        before = out[-1] if out else None
        following = tokens[i + 1].text if i + 1 < len(tokens) else ""
        kind = blocks[-1]
        if token.text == "," and brackets == 0 and separates(tokens, i, kind, head):
            tokens[i + 1].line_before = True
            tokens[i + 1].comma = True
            if following == "}":
                tokens[i + 1].line_before = False
            continue
        token.depth = len(blocks) - 1 - (token.text == "}")
        a, b = before.text if before else "{", token.text
        name_before = a == "." or (len(out) > 1 and (out[-2].text == "." or out[-2].text in BEFORE_NAMES))
        # `and becomes is 1`: where a value must begin, and an operator follows, the word is a name.
        operand = len(out) > 1 and out[-2].text in BEFORE_VALUES and a != "not" and b in OPERATORS
        name_before = name_before or operand
        connective = b in CONNECTIVES or (b == "only" and following == "if")
        joined = connective and following != ":" and (a, b) not in SECOND_WORDS
        two = (out[-2].text if len(out) > 1 else "", a)
        if brackets > 0 or a in "{(,[" or b == "}":
            token.gap = FREE
        elif kind == "arms" and a == "}":
            token.gap = FREE
        elif not token.line_before:
            operator = (a in OPERATORS or two in SECOND_WORDS) and not name_before and b != ":"
            token.gap = FREE if (operator or (joined and a != ".")) else STAY
        elif joined and (kind, b) != ("channel", "only"):
            token.gap = FREE
        elif (a in OPERATORS or two in SECOND_WORDS) and not name_before and a != "/":
            token.gap = FREE
        else:
            token.gap = END
            token.comma = kind in DATA and head != "reports"
            token.shared = kind in SHARED and token.kind == "word" and following != ":" and b != "at"
        if a == "{" or token.gap == END or (kind == "arms" and a == "}"):
            head = None
        if head is None and b not in ("off", "}", "{"):
            head = b
        if b == "{":
            blocks.append(block_kind(head, kind))
            brackets = 0
            token.head = head
            head = None
        elif b == "}":
            blocks.pop()
            opened = open_of(out)
            head = opened.head
        elif b in "([" and token.kind == "sign":
            brackets += 1
        elif b in ")]" and token.kind == "sign":
            brackets -= 1
        out.append(token)
    return out


def open_of(tokens):
    """The brace that the next `}` closes."""
    depth = 1
    for token in reversed(tokens):
        depth += (token.text == "}") - (token.text == "{")
        if depth == 0:
            return token
    raise ValueError("a brace too many")


class Layout:
    COMMENTS = ["", " why", " { \" } (", " }", " if x {", " stage b {", " , and", " \"\"\"", " Größe", " } }", " is one of \"a\","]

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.indent = self.random.choice(["none", "random", "random", "inverse", "tabs", "proper", "deep"])
        self.breaks = self.random.choice([0.0, 0.1, 0.3, 1.0])      # how often a line ends where it need not
        self.commas = self.random.choice([0.0, 0.3, 1.0])           # how often a comma stands for a line end
        self.shares = self.random.choice([0.0, 0.0, 0.5])           # how often nothing does
        self.comments = self.random.choice([0.0, 0.1, 0.5, 1.0])
        self.blanks = self.random.choice([0.0, 0.2, 0.8])           # how often there are blank lines
        self.many = self.random.choice([3, 3, 50])                  # how many at most
        self.crlf = self.random.random() < 0.2

    def chance(self, share):
        return self.random.random() < share

    def blank(self):
        return self.random.choice([" ", " ", " ", "  ", "\t", " \t  "])

    def indentation(self, depth):
        return {"none": "", "random": self.random.choice(["", " ", "  ", "\t", "       ", " " * self.random.randint(0, 20)]),
                "inverse": "  " * max(0, 6 - depth), "tabs": "\t" * self.random.randint(0, 4), "proper": "  " * depth,
                "deep": " " * (10 if depth == 0 else 1)}[self.indent]

    def comment(self):
        return "#" + self.random.choice(self.COMMENTS)

    def line_end(self, depth):
        out = self.random.choice(["", "", " ", "\t"]) + (self.comment() if self.chance(self.comments) else "") + "\n"
        if self.chance(self.blanks):
            for _ in range(self.random.randint(1, self.many)):
                kind = self.random.random()
                out += self.indentation(depth) + (self.comment() if kind < self.comments else "") + "\n"
        return out + self.indentation(depth)

    def gap(self, token):
        if token.gap == STAY:
            return self.blank() if token.blank_before else ""
        if token.gap == END:
            if token.comma and self.chance(self.commas):
                return self.random.choice(["", "", " "]) + "," + (
                    self.line_end(token.depth) if self.chance(self.breaks) else self.blank())
            if token.shared and self.chance(self.shares):
                return self.blank()
            return self.line_end(token.depth)
        if self.chance(self.breaks):
            return self.line_end(token.depth)
        return self.blank() if token.blank_before else ""

    def write(self, tokens):
        out = ""
        for i, token in enumerate(tokens):
            out += (self.gap(token) if i > 0 else self.random.choice(["", "\n", " ", "# c\n"])) + token.text
        out += self.random.choice(["", "\n", "\n\n  ", " # the end"])
        return out.replace("\r\n", "\n").replace("\n", "\r\n") if self.crlf else out


def stripped(tree):
    if isinstance(tree, dict):
        return {key: stripped(value) for key, value in tree.items() if key not in ("span", "comments", "broken")}
    return [stripped(item) for item in tree] if isinstance(tree, list) else tree


def trees(dump, paths):
    """The tree of each file, and what the parser says about it."""
    done = subprocess.run([dump, *map(str, paths)], capture_output=True)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{dump} ended with {done.returncode}\n{done.stderr.decode()}")
    said = {}
    for line in done.stderr.decode().splitlines():
        said.setdefault(line.split(":")[0], []).append(line)
    files = json.loads(done.stdout)["files"]
    return [(stripped(one["decls"]), said.get(one["name"], [])) for one in files]


SMALL = [
    'project "a" {\n timezone: "UTC"\n event id window: 24 hours\n keep 5% out\n}\nuser { a: text\n b: list of one of "a", "b" }',
    'channel email { template "a"\n to: team\n only if a is yes\n quiet hours 21:00 to 24:00\n only if b\n'
    ' at most 1 per calendar day, otherwise skip\n only if c or d\n deliver Monday to Friday, Sunday 00:00 to 24:00\n'
    ' template "b" { "X" as x: text, y: one of "p", "q", "Y Z" as z: number optional }\n off template "c"\n reports a, b }',
    'journey j {\n remember x: [1 day, x] * 3\n remember y: [a, user.b, (c)]\n remember z: text optional\n'
    ' owner: "x"\n limits { at most 3 per 7 days, otherwise hold up to 2 days\n at most 1 email per calendar week, otherwise skip }\n}',
    'event "A" { p: one of "a", "b", q: number\n "Order ID" as order_id: text\n r: one of "c",\n "d" }',
    'condition c: (count of event "A" in last 1 day 12 hours is at least 3 and a is not one of [1, -2, 2026-03-02 10:00,]) or\n'
    ' not b starts with "x" or time of day is between 09:00 and 17:00 or (day of week is one of Monday, Tuesday)',
    'journey j {\n stage a {\n  wait until 09:00\n  if past { stay } otherwise { exit as x }\n }\n}',
    'journey j {\n stage a "T" {\n  when event "A" where a is 1 and b is "x" once { stay }\n'
    '  send push "a" { n: user.n or "you", m: 1 if a otherwise 2 } or email "b" always\n  wait user.a, at most 9 days\n'
    '  wait until 3 days before user.x {\n   for event "B" where (a) { go on }\n   if past or unknown { go on }\n  }\n'
    '  split s { 50% a { stay } 50% b { exit as y } }\n  repeat up to 4 times { stop repeating }\n'
    '  remember x: """\n   a\n\n     b {{ c | default: "}" }}\n   """\n  start journey k { a: 1 }\n }\n}',
    'test "t" {\n only journey a, b\n given user { a: "x", b: [1, 2], yes: no }\n given event "A" { a: 1 } 40 days ago\n'
    ' start at 2026-03-02 10:00\n expect email "w" with a "x", b -3 at 2026-03-05 10:00\n user { or: 1, with: 2\n and: 3 }\n'
    ' expect skipped email "n" because moved on of journey j\n}',
    'journey j {\n enter when event "A" where plan is one of "a", "b"\n  only if user.a is yes and event.b is 1\n'
    ' goal event "B" within 14 days { milestone m }\n leave when (a is 1) becomes true as x\n enter again after 30 days\n'
    ' priority -5\n promise at most 3 emails in any 7 days\n when every day at 09:00 { stay }\n stage a { stay }\n}',
]


def main():
    dump, ways, paths = sys.argv[1], int(sys.argv[2]), [pathlib.Path(path) for path in sys.argv[3:]]
    scripts = [(str(path), path.read_bytes().decode()) for path in paths]
    scripts += [(f"small script {i}", "language 1\n" + text + "\n") for i, text in enumerate(SMALL)]
    failures = fine = 0
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for number, (name, text) in enumerate(scripts):
            files = [folder / f"{number}.{way}.journey" for way in range(ways + 1)]
            files[0].write_bytes(text.encode())
            tokens = classify(cut(text))
            for way in range(ways):
                files[way + 1].write_bytes(Layout(f"{pathlib.Path(name).name}/{way}").write(tokens).encode())
            (meant, said), *others = trees(dump, files)
            if said:
                raise SystemExit(f"{name}: not a valid script to begin with\n" + "\n".join(said))
            for way, (tree, complaints) in enumerate(others):
                if tree == meant and not complaints:
                    fine += 1
                    continue
                failures += 1
                if failures <= 5:
                    print(f"{name}, way {way}: " + (complaints[0] if complaints else "another tree"))
                    print(files[way + 1].read_text())
            for file in files:
                file.unlink()
    print(f"{fine} layouts of {len(scripts)} scripts say the same, {failures} do not")
    return 1 if failures or not fine else 0


if __name__ == "__main__":
    sys.exit(main())
