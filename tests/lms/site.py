"""A sandbox Moodle with our platform on it, and its state in words that hold no ids."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from connector.lms.moodle.client import MoodleClient
from connector.lms.moodle.options import MoodleOptions
from connector.lms.moodle.platform import MoodlePlatform
from connector.sandbox.moodle import SandboxMoodle
from tests.lms.contract import Witness, watched_session
from tests.reconcile.memory import Memory

NOW = datetime(2026, 7, 1, tzinfo=UTC)
COURSE_LEVEL = 50


@dataclass
class Place:
    """One sandbox site, what we remember of it, and every call that was made."""

    box: SandboxMoodle
    witness: Witness
    options: MoodleOptions = field(default_factory=MoodleOptions)
    memory: Memory = field(default_factory=Memory)
    calls: list[tuple[str, bool]] = field(default_factory=list)
    clients: list[MoodleClient] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    """Content of files for courses, by SHA-256."""

    def platform(self, **changed: Any) -> MoodlePlatform:
        """A fresh platform, as every run of ours has one."""
        client = MoodleClient(
            lambda: watched_session(self.witness),
            self.box.url,
            self.box.token,
            count=lambda name, write: self.calls.append((name, write)),
            write_timeout=None,
        )
        self.clients.append(client)
        options = changed.get("options", self.options)
        return MoodlePlatform(
            client,
            connection="default",
            options=options,
            now=lambda: NOW,
            content_of=self.files.__getitem__,
        )

    def count(self, *, writes: bool) -> int:
        return sum(write is writes for _, write in self.calls)

    def names(self, *, writes: bool) -> list[str]:
        return [name for name, write in self.calls if write is writes]

    def rows(self, table: str) -> list[dict[str, Any]]:
        return self.box.state.rows(table)

    def usernames(self) -> dict[int, str]:
        return {row["id"]: row["username"] for row in self.rows("users") if not row["deleted"]}

    def state(self) -> dict[str, Any]:
        """Everything that counts, without ids or times of making."""
        people = self.usernames()
        courses = {row["id"]: row["shortname"] for row in self.rows("courses")}
        contexts = {
            row["id"]: courses.get(row["instance"])
            for row in self.rows("contexts")
            if row["level"] == COURSE_LEVEL
        }
        instances = {row["id"]: courses.get(row["courseid"]) for row in self.rows("instances")}
        groups = {row["id"]: row["name"] for row in self.rows("groups")}
        return {
            "users": sorted((u["username"], u["email"], u["idnumber"]) for u in self.rows("users")),
            "courses": sorted((c["shortname"], c["idnumber"]) for c in self.rows("courses")),
            "enrolments": sorted(
                (
                    instances[e["enrolid"]],
                    people[e["userid"]],
                    e["status"],
                    e["timestart"],
                    e["timeend"],
                )
                for e in self.rows("enrolments")
            ),
            "roles": sorted(
                (contexts[r["contextid"]], people[r["userid"]], r["roleid"])
                for r in self.rows("role_assignments")
                if r["contextid"] in contexts
            ),
            "groups": sorted(groups.values()),
            "members": sorted(
                (groups[m["groupid"]], people[m["userid"]]) for m in self.rows("members")
            ),
            "events": sorted(
                (e["name"], e["timestart"], e["timeduration"]) for e in self.rows("events")
            ),
        }


@contextmanager
def open_place(silence: float = 5.0, *, plugin: bool = False) -> Iterator[Place]:
    """Start a site of one's own; `silence` is how many seconds an answer may take.

    With `plugin` it has ours, and both share a key.
    """
    witness = Witness((2.0, silence))
    with SandboxMoodle(race_delay=0, plugin=plugin) as box:
        place = Place(box, witness, MoodleOptions(keyed=plugin))
        try:
            yield place
        finally:
            for client in place.clients:
                client.close()
    assert not witness.violations, witness.violations
