"""Clock times and calendar days of a time zone; instants are milliseconds since 1970 in UTC.

A clock time comes once a day: in a spring gap it is the first instant after the gap, in an autumn overlap the first of
the two.
"""
import datetime
import functools
import zoneinfo

DAY = 86_400_000
EPOCH = datetime.datetime(1970, 1, 1)
ONE_MS = datetime.timedelta(milliseconds=1)


@functools.lru_cache(maxsize=None)
def find(name):
    """The zone of that name, or None."""
    if not name:
        return None
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return None


def local(zone, instant):
    """What date and clock the zone shows, as a datetime without zone."""
    utc = (EPOCH + instant * ONE_MS).replace(tzinfo=datetime.timezone.utc)
    return utc.astimezone(zone).replace(tzinfo=None)


def date_of(zone, instant):
    return local(zone, instant).date()


def clock_of(zone, instant):
    """Milliseconds since the midnight that the clock shows."""
    shown = local(zone, instant)
    return ((shown.hour * 60 + shown.minute) * 60 + shown.second) * 1000 + shown.microsecond // 1000


@functools.lru_cache(maxsize=100_000)
def instant(zone, date, clock):
    """The instant at which the zone's clock reads that time of that date."""
    naive = datetime.datetime.combine(date, datetime.time()) + clock * ONE_MS
    wall = (naive - EPOCH) // ONE_MS
    before = naive.replace(tzinfo=zone, fold=0).utcoffset() // ONE_MS
    after = naive.replace(tzinfo=zone, fold=1).utcoffset() // ONE_MS
    if local(zone, wall - before) == naive:
        return wall - before
    low, high = wall - max(before, after), wall - min(before, after)
    while low < high:                         # the first instant whose clock shows that time or a later one
        middle = (low + high) // 2
        if local(zone, middle) >= naive:
            high = middle
        else:
            low = middle + 1
    return low


def days_around(zone, moment, before, behind):
    first = date_of(zone, moment)
    return [first + datetime.timedelta(days=shift) for shift in range(-before, behind + 1)]


def allowed(date, days):
    """Whether a date is one of the days; none at all means any day."""
    return not days or date.weekday() in days


def next_clock(zone, moment, clock, days):
    """The first instant strictly after a moment at which the clock reads that time on one of the days."""
    found = [instant(zone, date, clock) for date in days_around(zone, moment, 2, 9) if allowed(date, days)]
    return min(one for one in found if one > moment)


def civil_period(zone, moment, per):
    """The date of a moment, or of the Monday of its week."""
    date = date_of(zone, moment)
    return date if per == "calendar_day" else date - datetime.timedelta(days=date.weekday())


def spells(zone, moment, hours):
    """The stretches of time [from, to) around a moment that a line of quiet or delivery hours means."""
    for date in days_around(zone, moment, 3, 10):
        if allowed(date, hours.get("days")):
            begin = instant(zone, date, hours["from_ms"])
            wraps = hours["to_ms"] <= hours["from_ms"]
            end = instant(zone, date + datetime.timedelta(days=1) if wraps else date, hours["to_ms"])
            yield begin, end


def opening(zone, moment, quiet, deliver):
    """The first instant from a moment on at which these hours let a message through."""
    closed_spells = [spell for hours in quiet for spell in spells(zone, moment, hours)]
    open_spells = [spell for hours in deliver for spell in spells(zone, moment, hours)]

    def is_open(when):
        if any(begin <= when < end for begin, end in closed_spells):
            return False
        return not deliver or any(begin <= when < end for begin, end in open_spells)

    if is_open(moment):
        return moment
    edges = sorted(edge for spell in closed_spells + open_spells for edge in spell if edge > moment)
    return next(edge for edge in edges if is_open(edge))
