"""The same calls to a real Moodle and to the sandbox, and what they answer in comparable words.

Ids, times and texts differ from site to site; which keys there are, what is empty or null, and
which error is told, must not.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import requests

from connector.sandbox.moodle import SandboxMoodle, learning
from tests.sandbox.moodle_calls import php_fields

TIMEOUT = 60

VOLATILE = frozenset({"gradednotificationsenttime"})
"""Keys that depend on when cron ran last."""

TELLING = frozenset({"warningcode", "outcome", "reason"})
"""Keys whose values must be equal too."""

Shape = Any
"""A word for a value, a set of shapes for a list, a mapping for an object."""


@dataclass
class World:
    """One site with the same things in it; ids by name."""

    url: str
    token: str = field(repr=False)
    tag: str = ""
    ids: dict[str, int] = field(default_factory=dict)
    learners: list[int] = field(default_factory=list)

    def __call__(self, function: str, parameters: Mapping[str, Any]) -> Any:
        """Call a function; what is not JSON fails the test."""
        form = {
            "wstoken": self.token,
            "wsfunction": function,
            "moodlewsrestformat": "json",
        }
        answer = requests.post(
            f"{self.url}/webservice/rest/server.php",
            data=[*form.items(), *php_fields(parameters)],
            timeout=TIMEOUT,
            allow_redirects=False,
        )
        return answer.json()

    def done(self, function: str, **parameters: Any) -> Any:
        """Call a function that must succeed."""
        answer = self(function, parameters)
        assert not (isinstance(answer, dict) and "exception" in answer), (function, answer)
        return answer

    def person(self, name: str, **columns: Any) -> dict[str, Any]:
        row = {
            "username": f"{self.tag}.{name}",
            "auth": "oauth2",
            "firstname": name.title(),
            "lastname": "Paritas",
            "email": f"{self.tag}.{name}@example.com",
            "idnumber": f"{self.tag}-{name}",
        }
        return {**row, **columns}

    def build(self) -> None:
        """Make people, a course with some of them in it, a group and an event."""
        for name in ("ana", "budi", "cici", "dodi"):
            made = self.done("core_user_create_users", users=[self.person(name)])
            self.ids[name] = made[0]["id"]
        for name in ("course", "empty"):
            course = {"fullname": f"{self.tag} {name}", "shortname": f"{self.tag}-{name}"}
            row = {**course, "categoryid": 1, "idnumber": f"{self.tag}-{name}"}
            made = self.done("core_course_create_courses", courses=[{**row, "enablecompletion": 1}])
            self.ids[name] = made[0]["id"]
        for name, columns in (
            ("ana", {"roleid": 5}),
            ("budi", {"roleid": 5, "suspend": 1}),
            ("cici", {"roleid": 3}),
        ):
            row = {"userid": self.ids[name], "courseid": self.ids["course"], **columns}
            self.done("enrol_manual_enrol_users", enrolments=[row])
        group = {"courseid": self.ids["course"], "name": "A", "description": ""}
        self.ids["group"] = self.done("core_group_create_groups", groups=[group])[0]["id"]

    def choose_learners(self, users: Iterable[int]) -> None:
        """Find one whose test is marked, one whose is not, and one who is still at it."""
        found: dict[str, int] = {}
        for user in users:
            asked = {"quizid": self.ids["quiz"], "userid": user, "status": "all"}
            for attempt in self.done("mod_quiz_get_user_attempts", **asked)["attempts"]:
                marked = "marked" if attempt["sumgrades"] is not None else "unmarked"
                found.setdefault(marked if attempt["state"] == "finished" else "begun", user)
        assert set(found) == {"marked", "unmarked", "begun"}, f"only {sorted(found)} attempts there"
        self.learners = [found[kind] for kind in ("marked", "unmarked", "begun")]


@dataclass(frozen=True)
class Asked:
    """One call, with parameters for the ids of the site it is made on."""

    name: str
    function: str
    parameters: Callable[[World], Mapping[str, Any]]


def shape(answer: Any) -> Shape:
    """Say what an answer is like, without saying what is in it."""
    if isinstance(answer, dict):
        if "exception" in answer:
            return f"error {answer.get('errorcode', '')}"
        return {
            name: f"={value}" if name in TELLING else shape(value)
            for name, value in answer.items()
            if name not in VOLATILE
        }
    if isinstance(answer, list):
        return [merged([shape(each) for each in answer])] if answer else []
    if answer is None:
        return "null"
    if isinstance(answer, bool):
        return "truth"
    return "number" if isinstance(answer, int | float) else "text"


def merged(shapes: list[Shape]) -> Shape:
    """Join the shapes of a list's elements: keys that some lack are marked with `?`."""
    if all(isinstance(each, dict) for each in shapes):
        names = {name: None for each in shapes for name in each}
        return {
            name if all(name in each for each in shapes) else f"{name}?": merged(
                [each[name] for each in shapes if name in each]
            )
            for name in names
        }
    if all(isinstance(each, list) for each in shapes):
        inner = [one for each in shapes for one in each]
        return [merged(inner)] if inner else []
    texts = (each if isinstance(each, str) else "list" for each in shapes)
    return "|".join(sorted({word for text in texts for word in text.split("|")}))


def differences(real: Shape, ours: Shape, where: str = "") -> list[str]:
    """Say where two shapes differ: `real` first, then ours."""
    if isinstance(real, dict) and isinstance(ours, dict):
        found = []
        for name in {**real, **ours}:
            here = f"{where}.{name}"
            if name not in ours:
                found.append(f"{here}: only there")
            elif name not in real:
                found.append(f"{here}: only here")
            else:
                found += differences(real[name], ours[name], here)
        return found
    if isinstance(real, list) and isinstance(ours, list) and real and ours:
        return differences(real[0], ours[0], f"{where}[]")
    return [] if real == ours else [f"{where}: {_short(real)} there, {_short(ours)} here"]


def _short(value: Shape) -> str:
    return str(value)[:80]


def file_row(key: str, raw: bytes = b"%PDF-1.4", **columns: Any) -> dict[str, Any]:
    row = {"key": key, "name": "Jadwal", "description": "", "filename": "j.pdf", "visible": 1}
    sent = base64.b64encode(raw).decode()
    digest = hashlib.sha256(raw).hexdigest()
    return {**row, "content": sent, "sha256": digest, **columns}


def link_row(key: str, **columns: Any) -> dict[str, Any]:
    row = {"key": key, "name": "Sesi", "description": "x", "session": "1", "visible": 1}
    return {**row, **columns}


def learn_in_sandbox(moodle: SandboxMoodle, world: World) -> None:
    """Put into the sandbox what a real course with tests holds."""
    state = moodle.state
    world.ids["taught"] = state.add_course("taught", "Taught", idnumber="T")
    page = learning.add_activity(state, world.ids["taught"], "Reading", criterion=True)
    quizzes = [
        learning.add_quiz(state, world.ids["taught"], name, criterion=True, marks=3)
        for name in ("Pre-test", "Post-test")
    ]
    world.ids["quiz"] = quizzes[1]
    teacher = state.add_user("seedteacher", "seedteacher@example.com")
    row = {"userid": teacher, "courseid": world.ids["taught"], "roleid": 3}
    world.done("enrol_manual_enrol_users", enrolments=[row])
    learners: list[int] = []
    for number, marks in enumerate((2, None, None, 3)):
        user = state.add_user(f"seed{number}", f"seed{number}@example.com")
        row = {"userid": user, "courseid": world.ids["taught"], "roleid": 5}
        world.done("enrol_manual_enrol_users", enrolments=[row])
        learning.take_quiz(state, quizzes[0], user, 3)
        outcome = "inprogress" if number == 2 else "finished"
        learning.take_quiz(state, quizzes[1], user, marks, outcome=outcome)
        if number == 0:
            learning.complete(state, page, user)
        learners.append(user)
    world.choose_learners(learners)
