"""Random conditions of scripts: of fields, history, traits, times."""
import datetime

from chances import CLOCKS, DURATIONS, REPORTS, STARTS, WEEKDAYS, Chances


class Conditions(Chances):
    """Makes conditions that the compiler takes."""

    def where(self, event, variables=()):
        """A `where` of fields and literals, or nothing."""
        rng = self.random
        if event == "A":
            return self.pick("", "", "", f" where n is at least {rng.randint(0, 3)}", ' where w is "x"',
                             f' where n is {rng.randint(0, 3)} and w is not "y"', f" where n is one of {rng.randint(0, 1)}, 2",
                             f" where n is between {rng.randint(0, 2)} and {rng.randint(2, 4)}", ' where k is not one of "p", "q"',
                             f' where n is at most {rng.randint(0, 3)} or (w is "x" and k is "p")', ' where not (w is "x")',
                             ' where tags contains "a"', ' where k starts with "p" or k ends with "q"',
                             " where clock is between 08:00 and 12:00", " where tags is unknown")
        if event == "B":
            return self.pick("", "", f" where n is more than {rng.randint(0, 2)}", " where n is known",
                             f" where span is at least {self.pick(*DURATIONS)}", " where due is known")
        if event == "Page Viewed":
            return self.pick("", ' where url contains "x"', ' where name is "home"')
        return ""

    def history(self, turning, journey=None):
        rng = self.random
        event = self.pick("A", "B", "C")
        asked = f'event "{event}"{self.where(event)}'
        window = "" if not turning and self.chance(0.3) else f" in last {rng.choice(DURATIONS)}"
        if journey is not None and not turning and self.chance(0.3):
            window = " since entry"
        kind = self.pick("count", "happened", "never", "since")
        if kind == "count":
            return f"count of {asked}{window} {self.pick('is at least', 'is less than', 'is')} {rng.randint(1, 3)}"
        if kind == "happened":
            return f"{asked} happened{window}"
        if kind == "never":
            return f"{asked} never happened{window}"
        return f"time since {asked} {self.pick('is more than', 'is at least', 'is less than')} {rng.choice(DURATIONS)}"

    def trait(self, journey=None):
        rng = self.random
        choices = [f'user.plan is "{self.pick("free", "pro", "gold")}"', 'user.plan is one of "pro", "gold"',
                   'user.plan is not one of "pro", "gold"',
                   f"user.score {self.pick('is at least', 'is less than', 'is not', 'is')} {rng.randint(0, 4)}",
                   f"user.score is between {rng.randint(0, 2)} and {rng.randint(2, 4)}", "user.score is unknown",
                   "user.name is known", 'user.name starts with "a"', 'user.name contains "n"', "user.opt is yes",
                   "user.opt is not yes", 'account.tier is "gold"', "user.opt is no", 'user.name ends with "a"',
                   f"user.lag is {self.pick('at least', 'at most', 'less than')} {self.pick(*DURATIONS)}", "user.lag is unknown",
                   "user.best is between 09:00 and 17:00", 'user.tags contains "a"', 'user.name is one of ["ana", "bo"]',
                   'user.label is user.name', 'user.plan is not user.label', f"account.size is at most {rng.randint(0, 3)}",
                   "account.id is known", "-(user.score or 1) is less than -1", "user.score is more than account.size"]
        if journey is None or not journey.setter:
            choices.append(f"user.step is {rng.randint(1, 3)}")
        return rng.choice(choices)

    def moment(self, turning=True):
        """A condition that asks for the time; one that must turn by it speaks of no sums with now."""
        if not turning and self.chance(0.3):
            return self.pick(f"(user.ends or now) + {self.pick(*DURATIONS)} is before now",
                             f"(user.ends or now) - now is more than {self.pick(*DURATIONS)}")
        return self.pick("user.ends is before now", "user.ends is after now", f"user.ends is within {self.pick(*DURATIONS)}",
                         "now is after user.ends", f"now is after {self.date()}", f"user.ends is before {self.date()}",
                         "account.renews is before now")

    def date(self):
        """A literal day or instant near one of the times at which cases begin."""
        start = datetime.datetime.fromisoformat(self.random.choice(STARTS)) + datetime.timedelta(days=self.random.randint(0, 9))
        return f"{start:%Y-%m-%d}" + self.pick("", " 09:00", " 02:30", " 23:30")

    def turning(self, journey=None, depth=0):
        """A condition that `becomes true` may ask."""
        if depth < 1 and self.chance(0.3):
            word = self.pick(" and ", " or ")
            return word.join(self.atom(self.turning(journey, depth + 1)) for _ in range(2))
        return self.pick(self.trait(journey), self.history(True), self.history(True), self.moment())

    @staticmethod
    def atom(text):
        return f"({text})"

    def condition(self, journey, depth=0):
        rng = self.random
        if depth < 2 and self.chance(0.3):
            word = self.pick(" and ", " or ")
            return word.join(self.atom(self.condition(journey, depth + 1)) for _ in range(2))
        if depth < 2 and self.chance(0.15):
            return f"not {self.atom(self.condition(journey, depth + 1))}"
        choices = [self.trait(journey), self.history(False, journey), self.moment(False)]
        choices.append(f"time of day is between {' and '.join(rng.sample(CLOCKS, 2))}")
        choices.append(f"day of week is one of {', '.join(rng.sample(WEEKDAYS, 3))}")
        choices.append(f"day of week is {rng.choice(WEEKDAYS)}")
        choices.append("time of day is between (user.best or 09:00) and 17:00")
        if journey is not None:
            choices += ["c1", "c2", "count_of is at least 2", f'email "tip" was {rng.choice(REPORTS)}', "seen is known",
                        f"gap is at least {rng.choice(DURATIONS)}", 'list contains "a"', "pick is between 08:00 and 12:00"]
            choices.append(f"in journey j{rng.randint(0, journey.index)}")
            if journey.entered_by_event:
                choices += ["entry.n is at least 2"] if "n" in journey.entries else []
        return rng.choice(choices)
