#!/usr/bin/env python3
"""Writes tests/unit/zones_table.h: what Python's zoneinfo, which shares no code with ours, says of clocks around the world.

Usage: python3 tests/unit/zones_table.py >tests/unit/zones_table.h
"""
import datetime as dt
import random
import zoneinfo

ZONES = """UTC Europe/Lisbon Europe/London Europe/Dublin Europe/Berlin Europe/Moscow Europe/Istanbul Europe/Kyiv
Africa/Casablanca Africa/El_Aaiun Africa/Cairo Africa/Lagos Africa/Windhoek Asia/Kathmandu Asia/Kolkata Asia/Tokyo
Asia/Tehran Asia/Gaza Asia/Pyongyang Asia/Manila Australia/Lord_Howe Australia/Adelaide Australia/Sydney Pacific/Apia
Pacific/Chatham Pacific/Kiritimati Pacific/Auckland Pacific/Norfolk America/New_York America/Los_Angeles America/St_Johns
America/Caracas America/Sao_Paulo America/Santiago America/Asuncion America/Nuuk America/Havana America/Godthab
Antarctica/Troll Antarctica/Casey Etc/GMT+5 Etc/GMT-14 Asia/Dhaka America/Metlakatla""".split()
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
SECOND = dt.timedelta(seconds=1)


def aware(ms):
    return EPOCH + dt.timedelta(milliseconds=ms)


def local_ms(zone, ms):
    wall = aware(ms).astimezone(zone).replace(tzinfo=dt.timezone.utc)
    return (wall - EPOCH) // dt.timedelta(milliseconds=1)


def transitions(zone, first, last):
    """Instants, in ms, at which the offset changes between two years, found by looking every 12 hours and halving."""
    step = 12 * 3600 * 1000
    at = int((dt.datetime(first, 1, 1, tzinfo=dt.timezone.utc) - EPOCH) / SECOND) * 1000
    end = int((dt.datetime(last, 1, 1, tzinfo=dt.timezone.utc) - EPOCH) / SECOND) * 1000
    offset = local_ms(zone, at) - at
    while at < end:
        later = local_ms(zone, at + step) - at - step
        if later != offset:
            low, high = at, at + step
            while high - low > 1000:
                middle = (low + high) // 2000 * 1000
                if local_ms(zone, middle) - middle == offset:
                    low = middle
                else:
                    high = middle
            yield high
            offset = later
        at += step


def utc_ms(zone, local, changes):
    """The smallest instant whose clock is at or after `local`, by trying every span of constant offset."""
    best = None
    for begin, end in zip([None] + changes, changes + [None]):
        inside = begin if begin is not None else end - 1000
        offset = local_ms(zone, inside) - inside
        at = local - offset
        if begin is not None and at < begin:
            at = begin
        if (end is None or at < end) and (best is None or at < best):
            best = at
    return best


# Morocco announces its clock changes year by year: what lies ahead differs between editions of the data.
ANNOUNCED = {"Africa/Casablanca", "Africa/El_Aaiun"}
SETTLED = 1767225600000  # 2026-01-01


def settled(name, ms):
    return name not in ANNOUNCED or ms < SETTLED


def main():
    draw = random.Random(8536)
    print("/* Made by zones_table.py. Each row: zone, UTC ms, its clock in ms; or a clock and the first instant it reads it. */")
    print("static const struct row to_local_rows[] = {")
    back = []
    for name in ZONES:
        zone = zoneinfo.ZoneInfo(name)
        rows = [draw.randrange(0, 2524608000) * 1000 + draw.randrange(1000) for _ in range(6)]
        rows += [draw.randrange(2524608000, 4133980800) * 1000 for _ in range(3)]
        rows += [draw.randrange(4133980800, 20000000000) * 1000 for _ in range(2)]
        for first, last in ((1996, 1998), (2011, 2013), (2023, 2025), (2061, 2062)):
            found = list(transitions(zone, first, last))
            for change in found:
                rows += [change - 1, change]
            wide = list(transitions(zone, first - 1, last + 1))
            for change in found:
                for shift in (-5400, -1800, -1, 0, 1, 1800, 3600, 5400):
                    local = local_ms(zone, change) + shift * 1000
                    if draw.random() < 0.35:
                        back.append((name, local, utc_ms(zone, local, wide)))
        for ms in filter(lambda ms: settled(name, ms), rows):
            print(f'    {{"{name}", {ms}ll, {local_ms(zone, ms)}ll}},')
    print("};\n")
    print("static const struct row to_utc_rows[] = {")
    for name, local, utc in back:
        if not settled(name, local):
            continue
        print(f'    {{"{name}", {local}ll, {utc}ll}},')
    print("};")


if __name__ == "__main__":
    main()
