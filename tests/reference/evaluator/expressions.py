"""Values and conditions of the language, evaluated over the syntax tree.

A comparison with something missing is false; `is not` is exactly `not (... is ...)`. Arithmetic with something missing is
missing.
"""
import dataclasses
import datetime
import decimal
import json

from . import values, zones
from .values import Clock, Date, Day, Span, Time

LOGIC = ("compare", "not", "and", "happened", "report", "in_journey", "truth")


@dataclasses.dataclass(frozen=True)
class Scope:
    """Where an expression stands: whose, in which run, with which event, and at what time."""
    user: object
    now: int
    run: object = None
    event: object = None                      # the event that fired an arm or a `when`
    entry: object = None                      # the event that entered
    fields: object = None                     # the event whose fields are bare names in `where`

    def within(self, event):
        return dataclasses.replace(self, fields=event)

    @property
    def zone(self):
        return self.user.zone


def is_condition(expr, scope):
    """Whether an expression is a condition and no value, which decides what `or` means."""
    kind = expr["kind"]
    if kind == "or":
        return all(is_condition(item, scope) for item in expr["items"])
    if kind == "path" and expr["root"] == "name":
        return find_name(expr["name"], scope) == "condition"
    return kind in LOGIC


def find_name(name, scope):
    """What a bare name is: in `where` a field of the event, else a variable, else a condition."""
    if scope.fields is not None and name in scope.user.project.events.get(scope.fields.name, {}):
        return "field"
    if scope.run is not None and name in scope.run.variables:
        return "variable"
    return "condition"


def of_event(event, name):
    if event is None:
        return None
    if name == "time":
        return Time(event.stamp)
    if name == "id":
        return event.id
    return event.fields.get(name)


def path(expr, scope):
    root, name = expr["root"], expr["name"]
    if root == "user":
        return scope.user.id if name == "id" else scope.user.traits.get(name)
    if root == "account":
        return scope.user.account_id if name == "id" else scope.user.account.get(name)
    if root == "event":
        return of_event(scope.event, name)
    if root == "entry":
        return of_event(scope.entry if scope.run is None else scope.run.entry, name)
    what = find_name(name, scope)
    if what == "field":
        return of_event(scope.fields, name)
    if what == "variable":
        return scope.run.variables[name]
    # A condition looks at the user, at its run and at the time, never at the event that is compared.
    return evaluate(scope.user.project.conditions[name], dataclasses.replace(scope, fields=None))


# ---- values -----------------------------------------------------------------------------------------------------------


def text(expr, scope):
    pieces = []
    for part in expr["parts"]:
        if part["kind"] == "plain":
            pieces.append(part["text"])
            continue
        value = evaluate(part["value"], scope)
        for filter_ in part["filters"]:
            argument = None if filter_["argument"] is None else evaluate(filter_["argument"], scope)
            if filter_["kind"] == "default":
                value = argument if value is None else value
            elif value is not None:
                value = values.filtered(value, filter_["kind"], argument, scope.zone)
        if value is not None:                 # one that should be there and is not adds nothing
            pieces.append(values.shown(value, scope.zone))
        elif len(expr["parts"]) == 1:
            return None
    return "".join(pieces)


def instant_of(value, scope):
    return value.read(scope.zone) if isinstance(value, Date) else value


def arithmetic(kind, left, right, scope):
    left, right = instant_of(left, scope), instant_of(right, scope)
    if left is None or right is None:
        return None
    if isinstance(left, decimal.Decimal) and isinstance(right, decimal.Decimal):
        if kind == "add":
            return values.number(left + right)
        if kind == "subtract":
            return values.number(left - right)
        if kind == "multiply":
            return values.number(left * right)
        return None if right == 0 else values.number(left / right)
    if kind == "divide" and isinstance(right, Span):
        return None if right.ms == 0 else values.number(decimal.Decimal(left.ms) / right.ms)
    if kind in ("multiply", "divide"):
        factor, span = (left, right) if isinstance(left, decimal.Decimal) else (right, left)
        if kind == "multiply":
            return Span(int((span.ms * factor).quantize(decimal.Decimal(1), decimal.ROUND_HALF_UP)))
        return None if factor == 0 else Span(int((span.ms / factor).quantize(decimal.Decimal(1), decimal.ROUND_HALF_UP)))
    sign = 1 if kind == "add" else -1
    if isinstance(left, Time) and isinstance(right, Time):
        return Span(left.ms - right.ms)
    result = left.ms + sign * right.ms
    return Time(result) if isinstance(left, Time) or isinstance(right, Time) else Span(result)


def choice(expr, scope):
    """`or`: of conditions the logic, of values the first that is there."""
    if is_condition(expr, scope):
        return any(evaluate(item, scope) is True for item in expr["items"])
    for item in expr["items"]:
        value = evaluate(item, scope)
        if value is not None:
            return value
    return None


# ---- comparisons ------------------------------------------------------------------------------------------------------


def clock_between(value, low, high):
    """Half open, and over midnight where the second is not later than the first."""
    if low.ms < high.ms:
        return low.ms <= value.ms < high.ms
    return value.ms >= low.ms or value.ms < high.ms


def same(left, right, scope):
    return instant_of(left, scope) == instant_of(right, scope)


def compare(expr, scope):
    op = expr["op"]
    left = instant_of(evaluate(expr["left"], scope), scope)
    if op == "known":
        return left is not None
    if op == "unknown":
        return left is None
    if op == "is_not":
        return not compare({**expr, "op": "is"}, scope)
    if op == "not_one_of":
        return not compare({**expr, "op": "one_of"}, scope)
    right = instant_of(evaluate(expr["right"], scope), scope)
    if left is None or right is None:
        return False
    if op == "is":
        return left == right
    if op == "one_of":
        return any(item is not None and same(left, item, scope) for item in right)
    if op == "between":
        upper = instant_of(evaluate(expr["upper"], scope), scope)
        if upper is None:
            return False
        return clock_between(left, right, upper) if isinstance(left, Clock) else right <= left <= upper
    if op == "within":
        return scope.now <= left.ms <= scope.now + right.ms
    return {
        "at_least": lambda: left >= right,
        "at_most": lambda: left <= right,
        "more_than": lambda: left > right,
        "less_than": lambda: left < right,
        "before": lambda: left < right,
        "after": lambda: left > right,
        "contains": lambda: right in left,
        "starts_with": lambda: left.startswith(right),
        "ends_with": lambda: left.endswith(right),
    }[op]()


# ---- what an expression says -------------------------------------------------------------------------------------------

LAYOUT = {"span", "parenthesised", "off", "follow"}


def plainly(node, project):
    """A tree without where things stand, and with conditions in the place of their names."""
    if isinstance(node, list):
        return [plainly(one, project) for one in node]
    if not isinstance(node, dict):
        return node
    if node.get("kind") == "path" and node["root"] == "name" and node["name"] in project.conditions:
        return plainly(project.conditions[node["name"]], project)
    return {name: plainly(one, project) for name, one in node.items() if name not in LAYOUT}


def said(node, project):
    """What a tree says, as a text: two that say the same have the same."""
    return json.dumps(plainly(node, project), sort_keys=True)


# ---- history ----------------------------------------------------------------------------------------------------------


def occurrences(expr, scope):
    """The events of the user's history that a query speaks of."""
    low = None
    if expr["window"] == "last":
        low = scope.now - expr["last_ms"]
    elif expr["window"] == "since_entry":
        low = scope.run.entered
    for event in known_history(expr, scope):
        if event.stamp <= scope.now and (low is None or event.stamp > low):
            yield event


def matching(expr, scope, events):
    for event in events:
        if event.name == expr["event"] and (expr["where"] is None or evaluate(expr["where"], scope.within(event)) is True):
            yield event


def known_history(expr, scope):
    """What is known of an event's history: of the time before a takeover, what the older version kept."""
    user, memory = scope.user, scope.user.memory
    if memory is None:
        return matching(expr, scope, user.history)
    before = list(matching(expr, scope, user.history[:memory.events]))
    after = list(matching(expr, scope, user.history[memory.events:]))
    key = said([expr["event"], expr["where"]], user.project)
    if expr["window"] == "since_entry":
        if scope.run.tallies is not None and key not in scope.run.tallies:
            before = []
    elif expr["kind"] != "count" or expr["window"] != "ever" or key not in memory.counted:
        kept = memory.rings.get(key, 0)
        before = sorted(before, key=lambda event: event.stamp)[-kept:] if kept else []
    return before + after


def is_missing(expr, scope):
    """Whether a history that a new version began to read is not known yet, because nothing of it has come since."""
    memory = scope.user.memory
    if memory is None:
        return False
    key = said([expr["event"], expr["where"]], scope.user.project)
    if any(True for _ in known_history(expr, scope)):
        return False
    if expr["window"] == "since_entry":
        return scope.run.tallies is not None and key not in scope.run.tallies
    if expr["kind"] == "count" and expr["window"] == "ever":
        return key not in memory.counted
    if memory.rings.get(key, 0) > 0:          # it would have kept one
        return False
    return expr["window"] != "last" or memory.at > scope.now - expr["last_ms"]


def history(expr, scope):
    if is_missing(expr, scope):
        return None if expr["kind"] != "happened" else False
    found = list(occurrences(expr, scope))
    if expr["kind"] == "count":
        return values.number(len(found))
    if expr["kind"] == "happened":
        return not found if expr["never"] else bool(found)
    return Span(scope.now - max(event.stamp for event in found)) if found else None


# ---- the whole --------------------------------------------------------------------------------------------------------


def evaluate(expr, scope):
    """The value of an expression, None if it is missing; of a condition True or False."""
    kind = expr["kind"]
    if kind == "number":
        return decimal.Decimal(expr["micros"]) / 1_000_000
    if kind == "truth":
        return expr["value"]
    if kind == "unknown":
        return None
    if kind == "text":
        return text(expr, scope)
    if kind == "list":
        return tuple(evaluate(item, scope) for item in expr["items"])
    if kind == "duration":
        return Span(expr["ms"])
    if kind == "clock":
        return Clock(expr["clock_ms"])
    if kind == "day":
        return Day(expr["day"])
    if kind in ("date", "instant"):
        return Date(datetime.date(expr["year"], expr["month"], expr["day"]), expr.get("clock_ms", 0))
    if kind == "path":
        return path(expr, scope)
    if kind == "now":
        return Time(scope.now)
    if kind == "time_of_day":
        return Clock(zones.clock_of(scope.zone, scope.now))
    if kind == "day_of_week":
        return Day(zones.date_of(scope.zone, scope.now).weekday())
    if kind == "negate":
        value = evaluate(expr["left"], scope)
        return None if value is None else Span(-value.ms) if isinstance(value, Span) else -value
    if kind in ("add", "subtract", "multiply", "divide"):
        return arithmetic(kind, evaluate(expr["left"], scope), evaluate(expr["right"], scope), scope)
    if kind == "compare":
        return compare(expr, scope)
    if kind == "not":
        asked, turned = expr, False
        while asked["kind"] == "not":
            asked, turned = asked["left"], not turned
        if asked["kind"] == "happened":
            return history({**asked, "never": asked["never"] != turned}, scope)
        return evaluate(expr["left"], scope) is not True
    if kind == "and":
        return all(evaluate(item, scope) is True for item in expr["items"])
    if kind == "or":
        return choice(expr, scope)
    if kind == "if":
        return evaluate(expr["left"] if evaluate(expr["condition"], scope) is True else expr["right"], scope)
    if kind in ("count", "happened", "time_since"):
        return history(expr, scope)
    if kind == "report":
        return scope.run is not None and (expr["channel"], expr["template"], expr["report"]) in scope.run.reports
    if kind == "in_journey":
        return any(run.journey.name == expr["journey"] for run in scope.user.runs)
    raise ValueError(f"no such expression: {kind}")


def holds(expr, scope):
    """Whether a condition, or none at all, is true."""
    return expr is None or evaluate(expr, scope) is True


# ---- when a condition may turn by itself -------------------------------------------------------------------------------


def pieces(expr, project):
    """All expressions inside one, with the conditions that it names."""
    if isinstance(expr, dict):
        if "kind" in expr:
            yield expr
        for name, inner in expr.items():
            if name != "follow":              # what comes next stands elsewhere too
                yield from pieces(inner, project)
        if expr.get("kind") == "path" and expr["root"] == "name" and expr["name"] in project.conditions:
            yield from pieces(project.conditions[expr["name"]], project)
    elif isinstance(expr, list):
        for inner in expr:
            yield from pieces(inner, project)


def turning_points(expr, scope):
    """Instants after the scope's now at which a condition may turn by the passing of time alone, in order."""
    anchors, lengths = set(), {0}
    for piece in pieces(expr, scope.user.project):
        kind = piece["kind"]
        if kind == "duration":
            lengths.add(piece["ms"])
        if kind in ("count", "happened", "time_since"):
            lengths.add(piece.get("last_ms") or 0)
            anchors.update(event.stamp for event in scope.user.history if event.name == piece["event"])
            if scope.user.memory is not None:
                anchors.add(scope.user.memory.at)
        if kind in ("date", "instant", "path"):
            try:
                value = instant_of(evaluate(piece, scope), scope)
            except (KeyError, ValueError):
                continue
            if isinstance(value, Time):
                anchors.add(value.ms)
            if isinstance(value, Span):
                lengths.add(value.ms)
    steps = {sign * length + extra for length in lengths for sign in (1, -1) for extra in (0, 1)}
    return sorted({anchor + step for anchor in anchors for step in steps if anchor + step > scope.now})
