"""Counts what reports say once more, from the raw tables alone, with its own SQL and own rules.

Nothing of the product is used but the database: no query module, no domain, no flow.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import Connection, Row, text

GRACE, ENOUGH = timedelta(minutes=15), 75
"""The default rule of attendance."""

LISTED = ("invited", "confirmed", "active", "declined")
COMING = ("invited", "confirmed", "active")
SIGNS = ("H", "T", "S", "I", "DL", "TK")
EXCUSED = ("S", "I", "DL")


def moment(value: Any) -> datetime:
    """A moment of either database as aware UTC."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def day(value: Any) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def plain(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


class Recount:
    """One training, from the tables."""

    def __init__(self, connection: Connection, code: str, now: datetime) -> None:
        self._connection, self.now = connection, now
        row = self._rows("SELECT id, options FROM trainings WHERE code = :code", code=code)[0]
        self.id = row.id
        self.rule: dict[str, Any] = plain(row.options).get("completion", {})
        self.seats = self._of("SELECT * FROM seats WHERE training_id = :id ORDER BY id")
        self.sessions = self._of(
            "SELECT * FROM sessions WHERE training_id = :id AND removed_at IS NULL "
            "ORDER BY starts_at"
        )
        self.counted = [one for one in self.sessions if one.kind in ("class", "test")]
        self._links = {
            row.remote_id: int(row.key.split("@")[0].removeprefix("seat:"))
            for row in self._of(
                "SELECT key, remote_id FROM bindings "
                "WHERE training_id = :id AND kind = 'registrant'"
            )
        }
        self._stays = self._rows("SELECT * FROM stays")
        self._marks = {
            (row.seat_id, row.session_key): row.mark
            for row in self._of(
                "SELECT * FROM marks WHERE training_id = :id AND undone_at IS NULL ORDER BY id"
            )
        }

    def _rows(self, statement: str, **values: Any) -> Sequence[Row[Any]]:
        return self._connection.execute(text(statement), values).all()

    def _of(self, statement: str) -> Sequence[Row[Any]]:
        return self._rows(statement, id=self.id)

    def count(self, statement: str) -> int:
        return int(self._of(statement)[0][0])

    # ---- people

    def people(self, *states: str, role: str = "participant") -> list[Row[Any]]:
        return [one for one in self.seats if one.role == role and one.state in states]

    def by_unit(self, *states: str) -> Counter[str]:
        return Counter(plain(one.record)["unit"] for one in self.people(*states))

    def sexes(self, *states: str) -> Counter[str]:
        """By the fifteenth digit of the NIP."""
        found = Counter[str]()
        for one in self.people(*states):
            numbers = [each for each in self._numbers(one) if len(each) == 18]
            digit = numbers[0][14] if numbers else ""
            found[{"1": "laki-laki", "2": "perempuan"}.get(digit, "tidak diketahui")] += 1
        return found

    def _numbers(self, seat: Row[Any]) -> list[str]:
        rows = self._rows(
            "SELECT value FROM identities WHERE person_id = :person", person=seat.person_id
        )
        return [row.value for row in rows]

    # ---- attendance

    def cell(self, seat: int, session: Row[Any]) -> str:
        """H … TK, `?` for undecided, `·` for a session ahead."""
        if moment(session.ends_at) > self.now:
            return "·"
        if (seat, session.key) in self._marks:
            return str(self._marks[seat, session.key])
        seconds, first = self.seconds(seat, session)
        of = sum((end - start).total_seconds() for start, end in self._windows(session))
        if seconds and 100 * seconds >= ENOUGH * of and first is not None:
            return "H" if first - moment(session.starts_at) <= GRACE else "T"
        return "?"

    def seconds(self, seat: int, session: Row[Any]) -> tuple[float, datetime | None]:
        """How long a seat's own stays were inside, each minute once, and when first."""
        inside = set[datetime]()
        first: datetime | None = None
        for stay in self._stays:
            if self._links.get(stay.registrant_id) != seat or not self._own(seat, stay):
                continue
            for start, end in self._windows(session):
                begin = max(start, moment(stay.joined_at))
                until = min(end, moment(stay.left_at))
                while begin < until:
                    inside.add(begin)
                    first = begin if first is None else min(first, begin)
                    begin += timedelta(seconds=60)
        return 60.0 * len(inside), first

    def _own(self, seat: int, stay: Row[Any]) -> bool:
        """Whether the name shown shares a word with the name on the roster."""
        [record] = [plain(one.record) for one in self.seats if one.id == seat]
        shown = set(" ".join(plain(stay.names)).casefold().replace(",", " ").split())
        return bool(shown & set(record["bare_name"].casefold().replace(",", " ").split()))

    def _windows(self, session: Row[Any]) -> list[tuple[datetime, datetime]]:
        spans = [(moment(session.starts_at), moment(session.ends_at))]
        for pause in self.sessions:
            if pause.kind == "break":
                start, end = moment(pause.starts_at), moment(pause.ends_at)
                spans = [
                    part
                    for low, high in spans
                    for part in ((low, min(high, start)), (max(low, end), high))
                    if part[0] < part[1]
                ]
        return spans

    def marks(self, sessions: Iterable[Row[Any]] | None = None) -> Counter[str]:
        chosen = self.counted if sessions is None else list(sessions)
        return Counter(
            self.cell(seat.id, session) for seat in self.people(*COMING) for session in chosen
        )

    def share(self, counts: Counter[str]) -> int | None:
        of = sum(counts[one] for one in (*SIGNS, "?"))
        return 100 * (counts["H"] + counts["T"]) // of if of else None

    def hours(self, seat: int) -> tuple[Decimal, Decimal, Decimal]:
        """JP attended, JP that count, JP undecided; excused sessions leave both."""
        attended = counted = waiting = Decimal(0)
        for session in self.counted:
            sign = self.cell(seat, session)
            if sign in ("H", "T"):
                attended += Decimal(session.jp)
            if sign in ("H", "T", "TK"):
                counted += Decimal(session.jp)
            if sign == "?":
                waiting += Decimal(session.jp)
        return attended, counted, waiting

    # ---- results

    def scores(self, test: str) -> dict[int, Decimal]:
        """The best attempt of each participant, per cent with two decimals."""
        best: dict[int, Decimal] = {}
        coming = {one.id for one in self.people(*COMING)}
        for row in self._of("SELECT * FROM scores WHERE training_id = :id AND removed_at IS NULL"):
            if row.test == test and row.seat_id in coming:
                share = 100 * Decimal(row.value) / Decimal(row.maximum)
                best[row.seat_id] = max(best.get(row.seat_id, Decimal(-1)), share)
        return {seat: half_up(value) for seat, value in best.items()}

    def documents(self) -> dict[int, set[str]]:
        """Seat → documents received or waived."""
        there: dict[int, set[str]] = {}
        for row in self._of(
            "SELECT * FROM document_checks WHERE training_id = :id AND undone_at IS NULL"
        ):
            there.setdefault(row.seat_id, set()).add(row.document)
        return there

    def verdicts(self) -> Counter[str]:
        """By the rule of `report_class`: all asked for is met, else a person decides."""
        decided = {
            row.seat_id: row.result
            for row in self._of(
                "SELECT * FROM verdict_decisions WHERE training_id = :id AND undone_at IS NULL"
            )
        }
        post, papers = self.scores("posttest"), self.documents()
        found = Counter[str]()
        for seat in self.people(*COMING):
            attended, counted, waiting = self.hours(seat.id)
            enough = counted + waiting and 100 * attended >= 80 * (counted + waiting)
            met = (
                enough
                and post.get(seat.id, Decimal(-1)) >= 70
                and set(self.rule["documents"]) <= papers.get(seat.id, set())
            )
            found[decided.get(seat.id, "earned" if met else "needs_decision")] += 1
        return found

    # ---- teaching

    def taught(self, name: str) -> tuple[int, Decimal, Decimal]:
        """Sessions and JP somebody is named for, and JP with a minute on record."""
        mine = [one for one in self.counted if name in plain(one.instructors)]
        seats = [
            one.id
            for one in self.people(*COMING, role="instructor")
            if plain(one.record)["full_name"] == name
        ]
        recorded = [one for one in mine if seats and self.seconds(seats[0], one)[0] >= 60]
        return len(mine), total(mine), total(recorded)


def total(sessions: Iterable[Row[Any]]) -> Decimal:
    return sum((Decimal(one.jp) for one in sessions), Decimal(0))


def half_up(value: Decimal, places: str = "0.01") -> Decimal:
    return value.quantize(Decimal(places), rounding=ROUND_HALF_UP)
