"""Which rules of the grammar does no script in tests/lang use? Prints them; exit code 1 if there are any.

The parser is built once more with bison's trace, and parses every script; what it reduces is used. A rule that only leads to a
message (`error`, and what people write instead of the right words) is asked of tests/errors instead.
Usage: rules.py BUILD
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SWITCH = "extern int jdl_debug; __attribute__((constructor)) static void on(void) { jdl_debug = 1; }\n"


def grammar(folder):
    """Makes the parser with its trace; the rules by their number, as texts."""
    report = folder / "rules.output"
    subprocess.run(["bison", "-Dparse.trace", "--report=states", f"--report-file={report}", "-d", "-o",
                    str(folder / "journey.tab.c"), str(ROOT / "grammar/journey.y")], check=True)
    rules, left = {}, ""
    text = report.read_text()
    begin = text.index("\nGrammar\n")
    for line in text[begin:text.index("\nTerminals", begin)].splitlines():
        match = re.match(r"\s*(\d+)\s+(?:(\S+):|\|)\s*(.*)", line)
        if match:
            left = match[2] or left
            rules[int(match[1])] = f"{left}: {match[3]}"
    return rules


def parser(folder, build):
    (folder / "switch.c").write_text(SWITCH)
    program = folder / "parse"
    subprocess.run([os.environ.get("CC", "cc"), "-w", "-D_DEFAULT_SOURCE", "-iquote", str(ROOT / "compiler"), "-iquote",
                    str(ROOT / "runtime"), "-iquote", str(ROOT / "grammar"), "-iquote", str(folder), "-o", str(program),
                    str(folder / "switch.c"), str(folder / "journey.tab.c"), str(ROOT / "tests/reference/dump_ast.c"),
                    f"{build}/libjdl.a", f"{build}/libengine.a", f"{build}/libjrt.a", "-ljansson", "-lgvc", "-lcgraph",
                    "-lcdt", "-lm", "-pthread"], check=True)
    return program


def used(program, scripts):
    found = set()
    for script in scripts:
        trace = subprocess.run([program, script], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False).stderr
        found.update(int(rule) for rule in re.findall(rb"Reducing stack by rule (\d+)", trace))
    return found


def random_cases(folder, program, rules, right, cases):
    sys.path.insert(0, str(ROOT / "tests/reference"))
    import generate
    reached = set()
    for seed in range(cases):
        generate.case(seed).write(folder / "case")
        reached |= used(program, [folder / "case" / "project.journey"])
    for number in sorted(right - reached):
        print(f"no random case uses rule {number}  {rules[number]}")
    print(f"rules that tests/lang uses: {len(right)}, of these {cases} random cases use {len(right & reached)}")
    return 0


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        rules = grammar(folder)
        program = parser(folder, sys.argv[1])
        right = used(program, sorted((ROOT / "tests/lang").rglob("*.journey")))
        if len(sys.argv) > 2:
            return random_cases(folder, program, rules, right, int(sys.argv[2]))
        wrong = used(program, sorted((ROOT / "tests/errors").rglob("*.journey")))
    for number, rule in rules.items():
        if number > 0 and number not in right and number not in wrong:
            print(f"no script uses rule {number}  {rule}")
        elif number > 0 and number not in right and "something broken" not in rule:
            print(f"a mistake, and only in tests/errors: rule {number}  {rule}")
    numbers = set(rules) - {0}
    print(f"rules of the grammar: {len(numbers)}, used by tests/lang {len(numbers & right)}, by tests/errors alone "
          f"{len(numbers & wrong - right)}, by none {len(numbers - right - wrong)}")
    return 1 if numbers - right - wrong else 0


sys.exit(main())
