"""Asks one web service about many people in few calls; knows no function's answer.

Moodle has no bulk form of these functions, but can run several in one call: measured, four to
thirteen times faster than a call for each (most of a small call is Moodle waking up).
"""

import json
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from connector.errors import PermanentError, TemporaryError
from connector.lms.moodle.client import Fields, MoodleClient
from connector.lms.moodle.payloads import Answer
from connector.lms.moodle.refusals import TEMPORARY, settled_code

SEVERAL = "tool_mobile_call_external_functions"

REQUESTS_PER_CALL = 200
"""Two fields each; an answer of some 200 kB after two to four seconds. Measured for 1,000 people
and four questions: 100, 240 and 490 a call take equally long, so that fewer calls gain nothing
but the calls; at 490 one takes six seconds, too near to what a slow site may keep silent."""

FEWEST_REQUESTS = 20
"""A site that is silent over so few is not slow but away."""


@dataclass(frozen=True)
class Refused:
    """One request that was answered with an error that counts as an answer."""

    code: str


Told = Any | Refused
"""A function's JSON, or why it has none to give."""


class Asking:
    """Asks a site many like questions, in bulk where its token may, else one by one."""

    def __init__(self, client: MoodleClient, *, bulk: bool, connections: int) -> None:
        self.client, self.bulk, self.connections = client, bulk, connections
        self._most = REQUESTS_PER_CALL
        """Requests a call, halved each time the site takes too long over one."""

    def ask(
        self,
        function: str,
        questions: Sequence[Mapping[str, int]],
        *,
        answers: Collection[str] = (),
        ends: Collection[str] = (),
    ) -> list[Told]:
        """Return what the site tells of each question, in order.

        Error codes among `answers` count as an answer of that question; one among `ends` as the
        answer of every question of its call. Any other error is raised.
        """
        size = REQUESTS_PER_CALL
        batches = [questions[start : start + size] for start in range(0, len(questions), size)]

        def told(batch: Sequence[Mapping[str, int]]) -> list[Told]:
            return self._told(function, batch, answers, ends)

        with ThreadPoolExecutor(max_workers=self.connections) as pool:
            return [one for found in pool.map(told, batches) for one in found]

    def _told(
        self,
        function: str,
        batch: Sequence[Mapping[str, int]],
        answers: Collection[str],
        ends: Collection[str],
    ) -> list[Told]:
        """Ask again for what stands behind an error: Moodle stops at the first one."""
        found: list[Told] = []
        while len(found) < len(batch):
            found += self._in_time(function, batch[len(found) :])
            last = found[-1]
            if not isinstance(last, Refused):
                continue
            if last.code in ends:
                return [last] * len(batch)
            if last.code in TEMPORARY:
                raise TemporaryError("moodle", function, last.code)
            if last.code not in answers:
                raise PermanentError("moodle", function, last.code)
        return found

    def _in_time(self, function: str, batch: Sequence[Mapping[str, int]]) -> list[Told]:
        """Ask about fewer where the site is too slow for all; asking twice changes nothing."""
        while True:
            asked = batch[: self._most]
            try:
                return self._some(function, asked)
            except TemporaryError as error:
                if not self.bulk or error.remote_code != "timeout" or len(asked) <= FEWEST_REQUESTS:
                    raise
                self._most = min(self._most, len(asked) // 2)

    def _some(self, function: str, batch: Sequence[Mapping[str, int]]) -> list[Told]:
        """Return at least one answer; only the last may be Refused."""
        if not self.bulk:
            return [self._one(function, batch[0])]
        fields: dict[str, str | int] = {}
        for number, question in enumerate(batch):
            fields[f"requests[{number}][function]"] = function
            fields[f"requests[{number}][arguments]"] = json.dumps(dict(question))
        reader = Answer(SEVERAL)
        rows = reader.inside(self.client.read(SEVERAL, fields), "responses")
        found = [_read(function, row) for row in rows]
        whole = len(found) == len(batch) or (found and isinstance(found[-1], Refused))
        if not whole or any(isinstance(one, Refused) for one in found[:-1]):
            raise reader.unexpected()
        return found

    def _one(self, function: str, question: Fields) -> Told:
        try:
            return self.client.read(function, question)
        except PermanentError as error:
            return Refused(error.remote_code)


def _read(function: str, row: Mapping[str, Any]) -> Told:
    text = row.get("exception") if row.get("error") else row.get("data")
    try:
        content = json.loads(str(text))
    except (ValueError, RecursionError):
        raise Answer(function).unexpected() from None
    if not row.get("error"):
        return content
    given = content.get("errorcode") if isinstance(content, dict) else None
    return Refused(settled_code(str(given or "")))
