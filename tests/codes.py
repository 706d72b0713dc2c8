#!/usr/bin/env python3
"""Every message of the compiler is produced by a wrong script, and `journey explain` has something to say about each.

    tests/codes.py JOURNEY

The scripts are those of tests/errors, by their `# expect:` lines (tests/run.py checks that they are met). Messages about
bounds need scripts that are too large to keep: they are made here, checked, and must have the code that they are made for,
and no other error.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent

# Verdicts that are no mistakes, so that there is nothing wrong to show.
VERDICTS = {"J0702", "J0704"}

HEAD = 'language 1\nproject "P" { timezone: "UTC" }\nevent "E" { n: number, t: text }\nuser { seats: number }\nchannel email\n'


def lines(count, line):
    return "\n".join(line.format(i) for i in range(count)) + "\n"


def journey(body, head=""):
    return HEAD + f'journey j "J" {{\n  enter when event "E"\n{head}  stage first {{\n{body}\n    exit as done\n  }}\n}}\n'


def conditions(count, line):
    first = "condition c0: user.seats is 1\n"
    return first + "\n".join(line.format(i, i - 1) for i in range(1, count)) + "\n"


def made():
    """(code, script) of every message about a bound."""
    yield "J0801", HEAD + "# " + "x" * (17 << 20) + "\n"
    yield "J0804", HEAD + lines(30000, "oh dear {}")
    yield "J0810", HEAD + 'event "Wide" {\n' + lines(300, "  f{}: text") + "}\n"
    yield "J0850", journey(lines(66000, "    wait 1 day"))
    yield "J0851", journey('send email "a" {\n' + lines(70, "  f{}: entry.n") + "}")
    yield "J0852", journey(lines(25000, "    set user.seats: user.seats + {0} * (user.seats + {0}) * (user.seats - {0})"))
    yield "J0853", journey(
        "repeat up to 1000 times {\nrepeat up to 1000 times {\nrepeat up to 1000 times {\nmilestone m\n}\n}\n}\nwait 1 day"
    )
    deep = conditions(80, "condition c{0}: c{1} and user.seats is {0}")
    yield "J0854", deep + journey("if c79 { milestone x }")
    wide = conditions(40, "condition c{0}: (c{1} and user.seats is {0}) or (c{1} and user.seats is 7)")
    yield "J0859", wide + journey("if c39 { milestone x }")
    counts = lines(12, 'if count of event "E" where n is {} in last 7 days is at least 1000 {{ milestone x }}')
    yield "J0855", journey(counts)
    yield "J0856", journey("", lines(3000, "  remember v{}: 0"))
    yield "J0857", journey('send email "a" { t: "' + "x" * 5000 + '" }')
    # A condition of 350 KB of instructions in the functions of 1,000 stages.
    often = "condition wide: " + " or ".join(f"user.seats is {i}" for i in range(20000)) + "\n"
    stages = "\n".join(f"stage s{i} {{\nif wide {{ milestone m }}\nwait 1 day\ngo to s{i + 1}\n}}" for i in range(1000))
    yield "J0858", often + HEAD + f'journey j "J" {{\nenter when event "E"\n{stages}\nstage s1000 {{ stay }}\n}}\n'


def order(script):
    """Declarations may stand in any order, but `language` comes first."""
    head, found, rest = script.partition("language 1\n")
    return found + head + rest


def check(program, path):
    done = subprocess.run([program, "check", "--format", "json", path], capture_output=True, timeout=300)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{path.name}: ended with {done.returncode}\n{done.stderr.decode('utf-8', 'replace')[:2000]}")
    return json.loads(done.stdout.decode("utf-8", "replace"))["diagnostics"]


def declared():
    text = (ROOT / "compiler/diagnostics.def").read_text("utf-8")
    return re.findall(r"^D\((J\d{4}), SEVERITY_(\w+), (\w+)", text, re.M)


def expected():
    codes = set()
    for path in (ROOT / "tests/errors").rglob("*.journey"):
        codes |= set(re.findall(r"^\s*# expect: (J\d{4}) ", path.read_text("utf-8", "replace"), re.M))
    return codes


def made_codes(program, problems):
    codes = set()
    with tempfile.TemporaryDirectory() as folder:
        for code, script in made():
            path = pathlib.Path(folder) / f"{code}.journey"
            path.write_text(order(script), "utf-8")
            errors = [one for one in check(program, path) if one["severity"] == "error"]
            found = {one["code"] for one in errors}
            # A file of 30,000 mistakes has some of them reported.
            if code not in found or (found != {code} and code != "J0804"):
                first = errors[0]["summary"] if errors else "no error"
                problems.append(f"the script for {code} has {sorted(found)}: {first}")
            codes.add(code)
    return codes


def explained(program, code, severity):
    done = subprocess.run([program, "explain", code], capture_output=True, text=True, timeout=60)
    begins = done.stdout.startswith(f"{code} ({severity.lower()}): ")
    shown = "\nWrong:\n    " in done.stdout and "\nRight:\n    " in done.stdout
    return done.returncode == 0 and begins and (shown or code in VERDICTS)


def main():
    program, problems = sys.argv[1], []
    known = declared()
    if len({code for code, _, _ in known}) != len(known):
        problems.append("a code stands twice in diagnostics.def")
    produced = expected() | made_codes(program, problems)
    for code, severity, name in known:
        if code not in produced:
            problems.append(f"{code} {name}: no wrong script in tests/errors expects it")
        if not explained(program, code, severity):
            problems.append(f"{code} {name}: `journey explain` does not show a wrong and a right example")
    problems += [f"{code} is expected, and is no code" for code in sorted(produced - {code for code, _, _ in known})]
    print("\n".join(problems) or f"{len(known)} messages, all of them produced and explained")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
