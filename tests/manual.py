#!/usr/bin/env python3
"""Compares docs/journey.1 with what `journey help` says: subcommands, their options, and what an option may be.

Usage: manual.py JOURNEY
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHARED = {"help", "color"}  # options of every subcommand stand in the manual once


def ask(journey, *words):
    return subprocess.run([journey, "help", *words], capture_output=True, text=True, check=True).stdout


def of_help(journey):
    """For each subcommand its options with how the help calls their values, `a|b` for choices; None takes no value."""
    names = re.findall(r"^  ([a-z]+)  ", ask(journey), re.M)
    found = {}
    for name in names:
        options = re.findall(r"^  (?:-\w, |    )--([a-z-]+)(?: (\S+))?(?:  .*)?$", ask(journey, name), re.M) if name != "help" else []
        found[name] = {option: value or None for option, value in options if option not in SHARED}
    return found


def letters(journey, name):
    return dict(re.findall(r"^  -(\w), --([a-z-]+)", ask(journey, name), re.M))


def of_manual(text):
    """For each subcommand the options of its synopsis with what stands behind `Ar`; and those that its description names."""
    synopsis = text.split(".Sh SYNOPSIS")[1].split(".Sh DESCRIPTION")[0]
    shown = {}
    for part in synopsis.split(".Nm journey\n")[1:]:
        name = re.match(r"\.Cm (\w+)", part)[1]
        shown[name] = {option.lstrip("-"): value for option, value in re.findall(r"^\.(?:Op )?Fl (\S+)(?: Ar (\S+))?$", part, re.M)}
        shown[name] = {option: value or None for option, value in shown[name].items()}
    items = text.split(".Ss Subcommands")[1].split(".Ss ")[0].split(".It Cm ")[1:]
    told = {item.split("\n")[0]: set(re.findall(r"^\.Fl -?([a-z-]+)", item, re.M)) for item in items}
    return shown, told


def main():
    journey = sys.argv[1]
    shown, told = of_manual((ROOT / "docs/journey.1").read_text("utf-8"))
    problems = []
    helped = of_help(journey)
    if len(helped) < 10:
        sys.exit("the help is not read rightly any more")
    if set(shown) != set(helped):
        problems.append(f"subcommands: the manual has {sorted(shown)}, the help {sorted(helped)}")
    for name, options in helped.items():
        short = letters(journey, name)
        manual = {short.get(option, option): value for option, value in shown.get(name, {}).items()}
        if set(manual) != set(options):
            problems.append(f"{name}: the manual has {sorted(manual)}, the help {sorted(options)}")
        if name not in told and name != "help":
            problems.append(f"{name}: the manual does not describe it")
        described = {short.get(option, option) for option in told.get(name, set())}
        if missing := set(options) - described:
            problems.append(f"{name}: the manual does not say what {sorted(missing)} is for")
        for option, value in options.items():
            other = manual.get(option)
            choices = "|" in (value or "") + (other or "")
            if (value is None) != (other is None) or (choices and value != other):
                problems.append(f"{name} --{option}: {other} in the manual, {value} in the help")
    print("\n".join(problems) or f"{len(helped)} subcommands are the same in both")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
