"""Values: what they are in Python, how they come out of JSON and go into it, and texts with insertions.

    text str   number Decimal   yes/no bool   list tuple   missing None
    time Time   duration Span   time of day Clock   day of the week Day   date without a time Date
"""
import dataclasses
import datetime
import decimal
import re

from . import zones

SIX = decimal.Decimal("0.000001")
decimal.getcontext().prec = 40


@dataclasses.dataclass(frozen=True, order=True)
class Time:
    ms: int


@dataclasses.dataclass(frozen=True, order=True)
class Span:
    ms: int


@dataclasses.dataclass(frozen=True, order=True)
class Clock:
    ms: int


@dataclasses.dataclass(frozen=True, order=True)
class Day:
    number: int


@dataclasses.dataclass(frozen=True, order=True)
class Date:
    """A date, with a clock time if it was written: an instant only once it is read on somebody's clock."""
    date: datetime.date
    clock: int

    def read(self, zone):
        return Time(zones.instant(zone, self.date, self.clock))


def number(value):
    """A number of six places."""
    return decimal.Decimal(value).quantize(SIX, decimal.ROUND_HALF_UP)


def plain(value):
    """A number as people write it."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


# ---- JSON in ----------------------------------------------------------------------------------------------------------

ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d)?)?$")


def parse_time(text):
    """An instant of ISO 8601, or a Date if it has no zone; None if it is neither."""
    match = ISO.match(text)
    if not match:
        return None
    year, month, day, hour, minute, second, part, offset = match.groups()
    try:
        date = datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None
    clock = ((int(hour or 0) * 60 + int(minute or 0)) * 60 + int(second or 0)) * 1000 + int(((part or "") + "000")[:3])
    if offset is None:
        return Date(date, clock)
    shift = 0
    if offset != "Z":
        shift = (int(offset[1:3]) * 60 + int(offset[4:6])) * 60_000 * (1 if offset[0] == "+" else -1)
    return Time((datetime.datetime.combine(date, datetime.time()) - zones.EPOCH) // zones.ONE_MS + clock - shift)


DURATION = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$")


def parse_duration(text):
    """A duration of ISO 8601 in weeks, days, hours, minutes, seconds; None if it is none."""
    match = DURATION.match(text)
    if not match or not any(match.groups()):
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return Span(((((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000)


def duration(ms):
    """As it is written: days, hours, minutes, seconds, those that are none left out."""
    seconds, rest = divmod(abs(ms), 1000)
    days, hours, minutes, seconds = seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60, seconds % 60
    shown = f"{seconds}.{rest:03d}".rstrip("0").rstrip(".") if rest else str(seconds)
    clock = "".join(f"{amount}{unit}" for amount, unit in ((hours, "H"), (minutes, "M"), (shown, "S")) if amount not in (0, "0"))
    date = f"{days}D" if days else ""
    return ("-" if ms < 0 else "") + "P" + date + (f"T{clock}" if clock else "" if date else "T0S")


def from_json(value, kind):
    """The value of a declared field or trait as it comes in; None if it does not fit."""
    name = kind["kind"]
    if value is None:
        return None
    if name == "yes_no":
        return value if isinstance(value, bool) else None
    if name == "number":
        fits = isinstance(value, (int, decimal.Decimal)) and not isinstance(value, bool)
        return number(value) if fits else None
    if name == "list":
        if not isinstance(value, list):
            return None
        items = tuple(from_json(item, kind["element"]) for item in value)
        return None if None in items else items
    if name == "duration" and isinstance(value, int) and not isinstance(value, bool):
        return Span(value)
    if not isinstance(value, str):
        return None
    if name == "duration":
        return parse_duration(value)
    if name in ("text", "timezone"):
        return value
    if name == "one_of":
        return value if value in kind["choices"] else None
    if name == "time":
        return parse_time(value)
    if name == "time_of_day":
        match = re.match(r"(\d\d):(\d\d)$", value)
        return Clock((int(match[1]) * 60 + int(match[2])) * 60_000) if match else None
    return None


# ---- JSON out ---------------------------------------------------------------------------------------------------------


def iso(ms):
    shown = zones.EPOCH + ms * zones.ONE_MS
    return shown.strftime("%Y-%m-%dT%H:%M:%S.") + f"{shown.microsecond // 1000:03d}Z"


def to_json(value, zone):
    if isinstance(value, decimal.Decimal):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, Date):
        value = value.read(zone)
    if isinstance(value, Time):
        return iso(value.ms)
    if isinstance(value, Clock):
        return f"{value.ms // 3_600_000:02d}:{value.ms // 60_000 % 60:02d}"
    if isinstance(value, Span):
        return duration(value.ms)
    if isinstance(value, tuple):
        return [to_json(item, zone) for item in value]
    return value


# ---- texts ------------------------------------------------------------------------------------------------------------


def shown(value, zone):
    """A value inserted into a text, without a filter."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, decimal.Decimal):
        return plain(value)
    if isinstance(value, tuple):
        return ", ".join(shown(item, zone) for item in value)
    if isinstance(value, (Clock, Time, Date)):
        return str(to_json(value, zone))
    return value


def filtered(value, name, argument, zone):
    """What a filter other than `default` makes of a value that is there."""
    if name == "round":
        places = int(argument or 0)
        return f"{value.quantize(decimal.Decimal(1).scaleb(-places), decimal.ROUND_HALF_UP):f}"
    if name == "date":
        moment = value.read(zone) if isinstance(value, Date) else value
        local = zones.local(zone, moment.ms)
        # Python fills the day of %e up with a space; in a sentence a day has as many digits as it needs.
        return re.sub("%(.)", lambda part: str(local.day) if part[1] == "e" else local.strftime(part[0]), argument)
    text = shown(value, zone)
    if name == "capitalize":
        return text[:1].upper() + text[1:]
    if name == "upcase":
        return text.upper()
    if name == "downcase":
        return text.lower()
    raise ValueError(f"no such filter: {name}")
