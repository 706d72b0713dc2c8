#!/usr/bin/env python3
"""Checks what `journey check` and `journey test` print for machines against the grammar of each format.

    tests/formats.py JOURNEY

JSON is checked against the schemas in docs/, SARIF against the one that is published (tests/schemas), with the part of JSON
Schema that they use, and against rules of its text that no schema says: places, fingerprints, lengths. JUnit, TAP and
workflow commands are parsed. The scripts are those of tests/errors and tests/golden, and a few of its own with awkward names.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

ROOT = pathlib.Path(__file__).resolve().parent.parent
AWKWARD = 'language 1\nproject "P" { timezone: "UTC" }\nevent "é 🎉"\njourney j {\n\tenter when event "é 🎊"\n\tstage a { exit as b }\n}\n'


class Wrong(Exception):
    """The output breaks a rule of its format."""


def demand(holds, message):
    if not holds:
        raise Wrong(message)


# ---- JSON Schema: the part that the schemas use ------------------------------------------------------------------------

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
KNOWN = {"$schema", "$defs", "$ref", "title", "description", "type", "required", "properties", "items", "enum", "anyOf",
         "pattern", "minimum", "maximum", "minLength", "minItems", "uniqueItems", "additionalProperties", "oneOf", "format",
         "default", "definitions"}


def has_type(value, name):
    if name in ("integer", "number"):
        return isinstance(value, int if name == "integer" else (int, float)) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def validate(value, schema, root, where="$"):
    demand(set(schema) <= KNOWN, f"{where}: the schema uses what this check does not know: {set(schema) - KNOWN}")
    if "$ref" in schema:
        target = root
        for part in schema["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        validate(value, target, root, where)
    for choice in ("anyOf", "oneOf"):
        problems = []
        for one in schema.get(choice, []):
            try:
                validate(value, one, root, where)
            except Wrong as problem:
                problems.append(str(problem))
        fitting = len(schema.get(choice, [])) - len(problems)
        demand(choice not in schema or fitting >= 1, f"{where}: fits nothing of {problems}")
        demand(choice == "anyOf" or fitting <= 1, f"{where}: fits several, and may fit one")
    if "type" in schema:
        names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        demand(any(has_type(value, name) for name in names), f"{where}: {value!r} is no {names}")
    demand("enum" not in schema or value in schema["enum"], f"{where}: {value!r} is none of {schema.get('enum')}")
    if isinstance(value, str):
        demand(re.search(schema.get("pattern", ""), value), f"{where}: {value!r} does not match")
        demand(len(value) >= schema.get("minLength", 0), f"{where}: too short")
    if has_type(value, "integer"):
        demand(value >= schema.get("minimum", value), f"{where}: {value} is too small")
        demand(value <= schema.get("maximum", value), f"{where}: {value} is too large")
    if isinstance(value, dict):
        for name in schema.get("required", []):
            demand(name in value, f"{where}: {name} is missing")
        for name, one in schema.get("properties", {}).items():
            if name in value:
                validate(value[name], one, root, f"{where}.{name}")
        more = schema.get("additionalProperties", "properties" not in schema)
        for name in set(value) - set(schema.get("properties", {})):
            demand(more is not False, f"{where}: {name} is not in the schema")
            if isinstance(more, dict):
                validate(value[name], more, root, f"{where}.{name}")
    if isinstance(value, list):
        demand(len(value) >= schema.get("minItems", 0), f"{where}: too few")
        texts = [json.dumps(one, sort_keys=True) for one in value]
        demand(not schema.get("uniqueItems") or len(set(texts)) == len(texts), f"{where}: something is there twice")
        for index, one in enumerate(value):
            validate(one, schema.get("items", {}), root, f"{where}[{index}]")


def check_json(text, schema_name):
    schema = json.loads((ROOT / "docs" / schema_name).read_text("utf-8"))
    document = json.loads(text)
    validate(document, schema, schema)
    return document


# ---- SARIF 2.1.0 -------------------------------------------------------------------------------------------------------


def check_region(region, where):
    demand(set(region) >= {"startLine", "startColumn", "endLine", "endColumn"}, f"{where}: all four members are there")
    start, end = (region["startLine"], region["startColumn"]), (region["endLine"], region["endColumn"])
    demand(min(start + end) >= 1, f"{where}: lines and columns begin at 1")
    demand(end >= start, f"{where}: it ends before it begins")


def check_sarif(text):
    document = json.loads(text)
    schema = json.loads((ROOT / "tests" / "schemas" / "sarif-2.1.0.json").read_text("utf-8"))
    validate(document, schema, schema)
    run = document["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    demand(len({rule["id"] for rule in rules}) == len(rules), "a rule is there twice")
    for rule in rules:
        demand(all(rule[name]["text"] for name in ("shortDescription", "fullDescription", "help")), "a rule without its texts")
        demand(len(rule["fullDescription"]["text"]) <= 1024, "a description that is too long for code scanning")
    prints = set()
    for result in run["results"]:
        demand(rules[result["ruleIndex"]]["id"] == result["ruleId"], "a rule index that names another rule")
        demand(result["level"] in ("error", "warning", "note"), "another level")
        demand(len(result["locations"]) == 1, "one place is shown, and one must be there")
        for place in result["locations"] + result.get("relatedLocations", []):
            check_region(place["physicalLocation"]["region"], result["ruleId"])
            uri = place["physicalLocation"]["artifactLocation"]["uri"]
            demand(re.fullmatch(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri), f"{uri} is no URI")
        prints.add((uri, result["ruleId"], result["partialFingerprints"]["primaryLocationLineHash"]))
    demand(len(prints) == len(run["results"]), "two findings have one fingerprint")
    return document


# ---- JUnit, TAP, workflow commands -------------------------------------------------------------------------------------


def check_junit(text):
    root = xml.etree.ElementTree.fromstring(text)
    demand(root.tag == "testsuites", "the root is testsuites")
    cases = 0
    for suite in root:
        demand(suite.tag == "testsuite" and suite.get("name"), "a suite with its name")
        demand(int(suite.get("tests")) == len(suite), "the number of tests is another")
        demand(int(suite.get("failures")) == len(suite.findall("testcase/failure")), "the number of failures is another")
        demand(suite.get("errors") == "0", "there are no errors beside failures")
        for case in suite:
            demand(case.tag == "testcase" and case.get("name") and case.get("classname"), "a case with its names")
            demand({one.tag for one in case} <= {"failure", "system-out"}, "something else in a case")
            for failure in case.findall("failure"):
                demand(failure.get("message") and failure.get("type"), "a failure with message and type")
            cases += 1
    return cases


def check_tap(text):
    lines = text.splitlines()
    demand(lines[0] == "TAP version 13", "the version comes first")
    plan = re.fullmatch(r"1\.\.(\d+)", lines[1])
    demand(plan, "then the plan")
    number, details = 0, False
    for line in lines[2:]:
        if details:
            demand(line.startswith("  "), f"details are indented: {line!r}")
            details = line != "  ..."
            continue
        point = re.fullmatch(r"(?:not )?ok (\d+) - (?:[^#\\]|\\.)+", line)
        demand(point or line.startswith("# ") or line == "  ---", f"no line of TAP: {line!r}")
        details = line == "  ---"
        if point:
            number += 1
            demand(int(point.group(1)) == number, "numbers follow one another")
    demand(not details and number == int(plan.group(1)), "as many as planned, and the last details are ended")
    return number


COMMAND = re.compile(r"::(error|warning|notice) (?:file=[^,:]+,line=\d+,endLine=\d+,(?:col=\d+,endColumn=\d+,)?)?title=J\d{4} [^,:]+::.+")


def check_github(text):
    order = []
    for line in text.splitlines():
        match = COMMAND.fullmatch(line)
        demand(match, f"no workflow command: {line!r}")
        demand(not re.search(r"%(?!25|0A|0D|3A|2C)", line), f"a sign that is not escaped: {line!r}")
        order.append(["error", "warning", "notice"].index(match.group(1)))
    demand(order == sorted(order), "errors come first")
    return len(order)


SHORT = re.compile(r"(?:.+:\d+:\d+|journey): (?:error|warning|note): .+ \[J\d{4}\]|\.\.\. and \d+ more; --all shows them too")


def check_short(text):
    for line in text.splitlines():
        demand(SHORT.fullmatch(line), f"not in GNU's form: {line!r}")
    return len(text.splitlines())


# ---- the scripts -------------------------------------------------------------------------------------------------------


class Caller:
    """Runs the command, and counts what was looked at."""

    def __init__(self, journey):
        self.journey = journey
        self.outputs = 0

    def __call__(self, *words):
        done = subprocess.run([self.journey, *map(str, words)], capture_output=True, timeout=120)
        demand(done.returncode in (0, 1), f"{words}: ended with {done.returncode}: {done.stderr.decode()}")
        self.outputs += 1
        return done.stdout.decode("utf-8")


def check_findings(call, path):
    document = check_json(call("check", path, "--format", "json"), "diagnostics.schema.json")
    count = len(document["diagnostics"])
    demand(document["valid"] == (document["error_count"] == 0), "valid means without errors")
    total = document["error_count"] + document["warning_count"] + document["note_count"]
    demand(total == count, "the counts don't add up")
    sarif = check_sarif(call("check", path, "--format", "sarif"))
    demand(len(sarif["runs"][0]["results"]) == count, "SARIF has another number of findings")
    demand(check_github(call("check", path, "--format", "github", "--notes")) == count, "there is another number of commands")
    demand(check_junit(call("check", path, "--format", "junit")) >= count, "JUnit has fewer cases than findings")
    demand(check_short(call("check", path, "--format", "short", "--all", "--notes")) == count, "there is another number of lines")


def check_tests(call, path):
    document = check_json(call("test", path, "--format", "json", "--coverage"), "tests.schema.json")
    count = len(document["tests"])
    demand(document["passed"] + document["failed"] == count, "the counts don't add up")
    demand(count == check_tap(call("test", path, "--format", "tap", "--coverage")), "TAP has another number of tests")
    demand(count == check_junit(call("test", path, "--format", "junit")), "JUnit has another number of tests")
    coverage = document["coverage"]
    demand(coverage["total"] - coverage["reached"] == len(coverage["missing"]), "what is missing is not all listed")


def main():
    call = Caller(sys.argv[1])
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        awkward = pathlib.Path(folder) / "a, b: 100% é.journey"
        awkward.write_text(AWKWARD, "utf-8")
        wrong = sorted((ROOT / "tests/errors").glob("*.journey")) + sorted((ROOT / "tests/golden/check").glob("*.journey"))
        tested = [ROOT / "tests/golden/test", ROOT / "examples/winback"]
        jobs = [(check_findings, one) for one in wrong + [awkward]] + [(check_tests, one) for one in tested]
        for check, path in jobs:
            try:
                check(call, path)
            except (Wrong, ValueError, xml.etree.ElementTree.ParseError) as problem:
                failed += 1
                print(f"{path.name}: {problem}")
    print(f"{call.outputs} outputs looked at, {failed} of {len(jobs)} projects with a problem")
    return 1 if failed or call.outputs < 50 else 0


if __name__ == "__main__":
    sys.exit(main())
