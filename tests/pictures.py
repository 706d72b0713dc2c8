#!/usr/bin/env python3
"""Checks what `journey graph`, `journey doc` and `journey diff` print for whole projects.

    tests/pictures.py JOURNEY

Pictures: every stage and every `exit as` of the scripts is in them, every arrow joins two boxes, labels in Mermaid hold no sign
that Mermaid would take for its own, and SVG is whole, with a colour for dark pages in place of each that it uses; those in
docs/pictures are up to date. Pages are well-formed. The JSON of `diff` fits docs/changes.schema.json. The projects are the examples, one with awkward names, and one of
40 stages.
"""
import html.parser
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

from formats import ROOT, Wrong, check_json, demand

# Graphviz and the libraries that it loads keep memory for themselves until the process ends.
ENVIRONMENT = dict(os.environ, ASAN_OPTIONS="exitcode=99:detect_leaks=0")
NAME = r'"(?:\\.|[^"\\])*"'
AWKWARD = r'''language 1
project "N" { timezone: "UTC" }
event "end" { q: text }
event "1. \"List\" <b>#x & `y` [z] {w} (v) | $a$"
channel email
journey end "graph end; subgraph \"x\" <script>" {
  enter when event "1. \"List\" <b>#x & `y` [z] {w} (v) | $a$"
  stage end "x --> y ``` # 1. item" {
    send email "o\"x</b>" { body: """
      # Heading | <i>

      ```
      {{ entry.id | default: "no | one" }}
      """ }
    wait up to 3 days {
      for event "end" where q is "a\"b] --> c" { go to x }
      otherwise { exit as o }
    }
  }
  stage x {
    if entry.time is after now and "x" is not """
      - a
      | b
      """ { exit as never }
    exit as class
  }
}
'''


def long_script(stages):
    """A chain of stages, each of which also leads further on or out."""
    lines = ["language 1", 'project "Long" { timezone: "UTC" }', 'event "Begun"', 'event "Done"', "channel email",
             "journey long {", '  enter when event "Begun"']
    for i in range(stages - 1):
        other = f"go to s{min(stages - 1, i + 4)}" if i % 2 else "exit as lost"
        lines += [f'  stage s{i} "Number {i}" {{', f'    send email "m{i}"', "    wait up to 3 days {",
                  f'      for event "Done" {{ go to s{i + 1} }}', f"      otherwise {{ {other} }}", "    }", "  }"]
    return "\n".join(lines + [f"  stage s{stages - 1} {{ exit as done }}", "}", ""])


def run(journey, *arguments, code=0):
    done = subprocess.run([journey, *arguments], env=ENVIRONMENT, capture_output=True)
    demand(done.returncode == code, f"{arguments} ended with {done.returncode}: {done.stderr.decode()}")
    return done.stdout.decode("utf-8")


def scripts_of(project):
    files = [project] if project.is_file() else sorted(project.glob("*.journey"))
    text = "\n".join(one.read_text("utf-8") for one in files)
    return re.sub(r'#.*', "", re.sub(NAME, '""', text))


def names_of(project):
    """The stages and outcomes that a project's scripts name."""
    text = scripts_of(project).split("\ntest ")[0] if project.is_file() else scripts_of(project)
    text = re.sub(r'(?ms)^test "" \{.*?^\}', "", text)
    return set(re.findall(r"\bstage (\w+)", re.sub(r"\bpromise .*|renamed .*", "", text))), set(re.findall(r"\bexit as (\w+)", text))


# ---- Mermaid -----------------------------------------------------------------------------------------------------------

BOX = re.compile(r'    ([bsage]\d+)(\(\[|\[)"((?:[^"])*)"(\]\)|\])$')
ARROW = re.compile(r'  ([bsage]\d+) (?:-->|-\.->)(?:\|"([^"]*)"\|)? ([bsage]\d+)$')
STYLE = re.compile(r"  (?:style ([bsage]\d+|legend) |linkStyle ([\d,]+) )(?:fill:none,)?stroke:(?:none|#\w{6}(?:,stroke-\w+:[\w ]+)*)$")
PLAIN = re.compile(r"(?:</?[bi]>|<br/>|#(?:quot|\d+);|[^<>#`\[\]{}|\\$])*$")


def check_mermaid(text, stages, outcomes):
    lines = text.splitlines()
    demand(lines[0] == "flowchart TD", f"it begins with {lines[0]!r}")
    boxes, arrows, labels = {}, [], []
    for line in lines[1:]:
        box, arrow = BOX.match(line), ARROW.match(line)
        if box:
            demand((box[2] == "([") == (box[4] == "])"), f"brackets don't match: {line}")
            demand(box[1] not in boxes, f"two boxes are called {box[1]}")
            boxes[box[1]] = box[3]
        elif arrow:
            arrows.append((arrow[1], arrow[3]))
            labels.append(arrow[2] or "")
        elif STYLE.match(line):
            box, links = STYLE.match(line).groups()
            demand(box in boxes or box == "legend" or links, f"what has this style? {line}")
            demand(all(int(one) < len(arrows) for one in (links or "0").split(",")), f"which arrow is it? {line}")
        elif line.startswith('  legend["<i>'):
            labels.append(line[len('  legend["'):-len('"]')])
        else:
            demand(line == "  end" or re.match(r'  subgraph j\d+\["[^"]+"\]$', line), f"what is this? {line}")
    for label in list(boxes.values()) + labels:
        demand(PLAIN.match(label), f"a sign of Mermaid's own in {label!r}")
    demand(all(one in boxes for arrow in arrows for one in arrow), "an arrow leads nowhere")
    titles = {re.match(r"<b>(.*?)</b>", label)[1] for label in boxes.values()}
    demand(stages <= titles, f"stages that are missing: {stages - titles}")
    demand(outcomes <= titles, f"outcomes that are missing: {outcomes - titles}")
    for one in boxes:
        demand(one[0] == "a" or any(one in arrow for arrow in arrows), f"{one} stands alone")


# ---- SVG and HTML ------------------------------------------------------------------------------------------------------

SVG = "{http://www.w3.org/2000/svg}"


def check_svg(text, stages):
    root = xml.etree.ElementTree.fromstring(text.encode("utf-8"))
    demand(root.tag == SVG + "svg", "it is no SVG")
    style = root.find(SVG + "style").text
    shown = "".join("".join(one.itertext()) + "\n" for one in root.iter(SVG + "text"))
    for name in stages:
        demand(name in shown, f"stage {name} is missing")
    for one in root.iter():
        for member in ("fill", "stroke"):
            colour = one.get(member, "none")
            known = colour in ("none", "transparent") or f'[{member}="{colour}"]' in style
            # Outlines of coloured cells have the colour of the cell, or none.
            demand(known, f"{member} {colour} has no colour for dark pages")


def check_markdown(text):
    """Outside of pictures nothing is HTML, rows of a table have its cells, and a line is what it begins as."""
    outside = re.sub(r"```mermaid\n.*?\n```\n", "", text, flags=re.S)
    demand("<" not in outside, "there is a sign of HTML's in it")
    cells = 0
    for line in outside.splitlines():
        demand(re.match(r"(?:#+ | *- |\| |\*\*|$)", line), f"what is this line? {line!r}")
        if not line.startswith("| "):
            cells = 0
            continue
        count = len(re.findall(r"(?<!\\)\|", line))
        cells = cells or count
        demand(count == cells, f"a row has {count - 1} cells and not {cells - 1}: {line!r}")


def texts_of(svg):
    return sorted("".join(one.itertext()) for one in xml.etree.ElementTree.fromstring(svg).iter(SVG + "text"))


def check_drawn(name, svg):
    """The picture in docs/ is the present one, but for where things stand; that depends on the machine's fonts."""
    path = ROOT / "docs/pictures" / f"{name}.svg"
    demand(path.exists() and texts_of(path.read_text("utf-8")) == texts_of(svg), f"{path.name} is not up to date: make pictures")
    for page in (ROOT / "docs/pictures/README.md", ROOT / "examples" / name / "README.md"):
        demand(f"{name}.svg)" in page.read_text("utf-8"), f"{page} does not show the picture")


class Page(html.parser.HTMLParser):
    """Are all elements closed, and in order?"""

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attributes):
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        pass

    def handle_endtag(self, tag):
        demand(self.open and self.open.pop() == tag, f"</{tag}> closes what is not open, line {self.getpos()[0]}")


def check_page(text):
    page = Page()
    page.feed(text)
    demand(not page.open, f"{page.open} are not closed")
    demand("<svg" in text, "there is no picture")


# ---- the whole ---------------------------------------------------------------------------------------------------------


def check_project(journey, project, elsewhere):
    stages, outcomes = names_of(project)
    demand(stages, "the test finds no stage in the scripts")
    check_mermaid(run(journey, "graph", project, "--format", "mermaid"), stages, outcomes)
    drawn = run(journey, "graph", project)
    check_svg(drawn, stages)
    # The examples' tests come to everything; the other projects have none.
    tested = run(journey, "graph", project, "--format", "mermaid", "--coverage")
    check_mermaid(tested, stages, outcomes)
    is_example = project.parent.name == "examples"
    demand(("no test" in tested) != is_example, "it marks what is tested, or does not mark what is not")
    demand(("every box" in tested.replace("<br/>", " ")) == is_example, "its legend says something else")
    check_svg(run(journey, "graph", project, "--coverage"), stages)
    if is_example:
        check_drawn(project.name, drawn)
    check_page(run(journey, "doc", project, "--format", "html"))
    check_markdown(run(journey, "doc", project))
    same = check_json(run(journey, "diff", project, project, "--format", "json"), "changes.schema.json")
    demand(same["changes"] == [] and same["users"] == [], "a project differs from itself")
    other = check_json(run(journey, "diff", project, elsewhere, "--format", "json", code=1), "changes.schema.json")
    demand(other["ends_users"] and other["users"][0]["effect"] == "ends", "journeys vanish, and users stay")


def main():
    journey = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        made = {"awkward.journey": AWKWARD, "long.journey": long_script(40), "other.journey": long_script(2).replace("long", "other")}
        for name, text in made.items():
            pathlib.Path(folder, name).write_text(text, "utf-8")
        projects = [one for one in sorted((ROOT / "examples").iterdir()) if any(one.glob("*.journey"))]
        projects += [pathlib.Path(folder, "awkward.journey"), pathlib.Path(folder, "long.journey")]
        for project in projects:
            try:
                check_project(journey, project, pathlib.Path(folder, "other.journey"))
            except Wrong as problem:
                sys.exit(f"{project.name}: {problem}")
    print(f"{len(projects)} projects")


if __name__ == "__main__":
    main()
