"""Random timelines: the lines of input of one case, and until when time goes on after them."""
import datetime

from chances import CLOCKS, DURATIONS, EMAIL_EVENTS, ISO_DURATIONS, REPORTS, STARTS, TEMPLATES, ZONES, Chances, seconds


class Timelines(Chances):
    """Makes what comes in: events, updates, reports, as several kinds of sources write them, in time and late."""

    def timeline(self):
        rng = self.random
        users = [f"u{rng.randint(1, 999)}" for _ in range(rng.choice([1, 1, 2, 3]))]
        now = datetime.datetime.fromisoformat(rng.choice(STARTS))
        lines, ids = [], []
        for user in users:
            if self.chance(0.9):
                lines.append(self.line(user, now, "identify", traits=self.profile()))
        for number in range(rng.randint(5, 40)):
            now += datetime.timedelta(seconds=self.step())
            stamp = now
            if self.chance(0.06):
                stamp = now - datetime.timedelta(seconds=seconds(rng.choice(DURATIONS)))
            line = self.incoming(rng.choice(users), stamp, now)
            if self.chance(0.95):
                line["messageId"] = f"e{number}"
                if ids and self.chance(0.08):
                    line["messageId"] = rng.choice(ids)
                ids.append(line["messageId"])
            lines.append(self.disguise(line))
        until = now + datetime.timedelta(seconds=self.pick(0, 3600, 86400 * 3, 86400 * 20))
        return lines, self.iso(until)

    def step(self):
        """The time from one line to the next: often none, often one of the lengths that scripts speak of."""
        rng = self.random
        return rng.choice([0, 0, 60, rng.randint(1, 100_000), *(seconds(rng.choice(DURATIONS)) for _ in range(6))])

    @staticmethod
    def iso(moment):
        return moment.isoformat(timespec="seconds") + "Z"

    def disguise(self, line):
        """The same line as other sources write it; now and then one that can't be used, or says what nobody knows."""
        rng = self.random
        kind = rng.choice(["plain"] * 24 + ["offset", "original", "anonymous", "cloud", "cloud", "page", "email", "wrong",
                                            "unknown"])
        if kind == "offset":
            shift = rng.choice([-5, 2, 14])
            moment = datetime.datetime.fromisoformat(line["timestamp"][:-1]) + datetime.timedelta(hours=shift)
            return {**line, "timestamp": f"{moment.isoformat()}.000{shift:+03d}:00"}
        if kind == "original":
            return {**{name: value for name, value in line.items() if name != "timestamp"}, "originalTimestamp": line["timestamp"]}
        if kind == "anonymous":
            return {**{name: value for name, value in line.items() if name != "userId"}, "anonymousId": line["userId"]}
        if kind == "cloud" and line["type"] == "track":
            cloud = {"specversion": "1.0", "type": line["event"], "source": "/test", "time": line["timestamp"],
                     "data": line["properties"], rng.choice(["subject", "userid"]): line["userId"]}
            return {**cloud, "id": line["messageId"]} if "messageId" in line else cloud
        if kind == "page":
            return {**self.line(line["userId"], None, rng.choice(["page", "page", "screen"]), name=rng.choice(["home", "shop"])),
                    "timestamp": line["timestamp"], "properties": {"url": rng.choice(["/x", "/y"])}}
        if kind == "email":
            channel = rng.choice(list(TEMPLATES))
            return {**line, "type": "track", "event": rng.choice(EMAIL_EVENTS), "properties": {
                "campaign_name": rng.choice(TEMPLATES[channel]), **({} if channel == "email" else {"channel": channel})}}
        if kind == "wrong":
            return self.spoil(line)
        if kind == "unknown" and line["type"] in ("track", "message"):
            return {**line, **({"event": "Nobody Knows"} if line["type"] == "track" else {"template": "nobody-knows"})}
        return line

    def spoil(self, line):
        """Without a user or a time, or with values that do not fit."""
        without = self.pick("userId", "timestamp", None, None, None)
        if without is not None:
            return {name: value for name, value in line.items() if name != without}
        if line["type"] == "track":
            wrong = {self.pick("n", "k", "w", "due", "span"): self.pick("many", 7, True)}
            return {**line, "properties": {**line["properties"], **wrong}}
        if line["type"] == "identify":
            return {**line, "traits": {**line["traits"], self.pick("plan", "score", "opt", "ends", "best"): self.pick("many", 7)}}
        return line

    def line(self, user, stamp, kind, **more):
        return {"type": kind, "userId": user, "timestamp": None if stamp is None else self.iso(stamp), **more}

    def profile(self):
        rng = self.random
        traits = {"plan": rng.choice(["free", "pro"]), "opt": rng.random() < 0.8}
        if self.chance(0.5):
            traits["score"] = rng.randint(0, 4)
        if self.chance(0.5):
            traits["name"] = rng.choice(["ana", "bo", "nina"])
        if self.chance(0.5):
            traits["timezone"] = rng.choice(ZONES)
        return traits

    def incoming(self, user, stamp, now):
        rng = self.random
        kind = rng.choice(["track"] * 10 + ["identify"] * 4 + ["message"] * 3 + ["group"])
        if kind == "track":
            return self.track(user, stamp)
        if kind == "identify":
            return self.line(user, stamp, "identify", traits=self.changes(now))
        if kind == "group":
            return self.line(user, stamp, "group", groupId=self.pick("g1", "g1", "g2"), traits=self.of_account(now))
        channel = rng.choice(list(TEMPLATES))
        status = rng.choice(["delivered", "opened", "clicked", *REPORTS] + (["seen"] * 4 if channel == "in_app" else []))
        return self.line(user, stamp, "message", channel=channel, template=rng.choice(TEMPLATES[channel]), status=status)

    def track(self, user, stamp):
        rng = self.random
        event = rng.choice("AAABBCCD")
        properties = {}
        if event == "A":
            properties = {"n": rng.randint(0, 4), "k": rng.choice("pqr"), "w": rng.choice("xy")}
            if self.chance(0.2):
                properties |= {"Order Tags": rng.choice([[], ["a"], ["b", "a"]]), "clock": rng.choice(CLOCKS)}
        elif event == "B":
            properties = {name: value for name, value in (("n", rng.randint(0, 4)), ("k", rng.choice("pqr"))) if self.chance(0.6)}
            if self.chance(0.2):
                properties |= {"due": self.time(stamp), "span": rng.choice(ISO_DURATIONS)}
        elif event == "D":
            properties = {"k": rng.choice("pqr")}
        return self.line(user, stamp, "track", event=event, properties=properties)

    def changes(self, now):
        rng = self.random
        kind = rng.choice(["plan", "plan", "score", "score", "opt", "name", "ends", "ends", "ends", "timezone", "lag", "best",
                           "tags", "Plan Name"])
        made = {kind: {"plan": rng.choice(["free", "pro", "gold"]), "score": rng.choice([0, 1, 2, 3, 4, None]),
                       "opt": rng.random() < 0.6, "name": rng.choice(["ana", "bo", None]), "ends": self.time(now),
                       "timezone": rng.choice([*ZONES, "Nowhere/Land"]), "lag": rng.choice([*ISO_DURATIONS, None]),
                       "best": rng.choice([*CLOCKS, None]), "tags": rng.choice([["a"], ["b", "c"], [], None]),
                       "Plan Name": rng.choice(["pro", "ana", None])}[kind]}
        return {**made, **self.changes(now)} if self.chance(0.1) else made

    def time(self, now):
        """An instant around now, often without an offset: then it is one of the user's clock; or none."""
        if self.chance(0.15):
            return None
        shift = seconds(self.random.choice(DURATIONS)) * self.random.choice([-1, 0, 1, 1, 2, 3])
        moment = now + datetime.timedelta(seconds=shift)
        return self.pick(self.iso(moment), self.iso(moment), self.iso(moment), self.iso(moment)[:-1], self.iso(moment)[:10])

    def of_account(self, now):
        rng = self.random
        traits = {"tier": rng.choice(["gold", "plain", None])}
        if self.chance(0.3):
            traits |= {"size": rng.randint(0, 4), "renews": self.time(now)}
        return traits
