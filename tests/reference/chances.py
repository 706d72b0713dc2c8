"""What random cases are made of: the lengths, clocks and names that scripts and timelines have in common, and a die."""

DURATIONS = ["30 minutes", "1 hour", "2 hours", "6 hours", "12 hours", "1 day", "1 day 12 hours", "2 days", "3 days", "1 week"]
SHORT = DURATIONS[:6]
CLOCKS = ["00:30", "02:15", "02:30", "08:00", "09:00", "12:00", "21:00", "23:30"]
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe", "Pacific/Kiritimati", "Asia/Kolkata"]
STARTS = ["2026-03-02T08:00", "2026-03-27T20:00", "2026-03-28T22:30", "2026-10-24T12:00", "2026-10-31T20:00", "2026-06-15T06:30",
          "2026-12-30T21:00", "2028-02-27T09:00"]
TEMPLATES = {"email": ["welcome", "tip"], "push": ["ping", "tip"], "in_app": ["tour"], "task": ["call"]}
REPORTS = ["delivered", "opened", "clicked", "replied", "dismissed", "bounced", "failed", "unsubscribed"]
EMAIL_EVENTS = ["Email Delivered", "Email Opened", "Email Link Clicked", "Email Bounced", "Unsubscribed"]
ISO_DURATIONS = ["PT30M", "PT1H", "PT12H", "P1D", "P1DT12H", "P2D", "P1W", 7_200_000, 0]
UNITS = {"minute": 60, "hour": 3600, "day": 86400, "week": 604800}


def seconds(duration):
    words = duration.split()
    return sum(int(amount) * UNITS[unit.rstrip("s")] for amount, unit in zip(words[::2], words[1::2]))


class Chances:
    """Throws the die of one case."""

    def __init__(self, die):
        self.random = die

    def chance(self, share):
        return self.random.random() < share

    def pick(self, *choices):
        return self.random.choice(choices)
