"""What the sandbox Moodle holds: its settings, its tables, its tokens; and a file to keep them in.

No rules of web service functions; those are in `functions`.
"""

from __future__ import annotations

import json
import os
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from connector.sandbox.moodle.plugin.sender import Sender
from connector.sandbox.moodle.schema import SCHEMAS, new_category, new_course, new_user
from connector.sandbox.moodle.tables import Changed, Database, Row, Transaction

NEEDED_CAPABILITIES = frozenset(
    {
        "webservice/rest:use",
        "moodle/user:create",
        "moodle/user:update",
        "moodle/user:viewdetails",
        "moodle/user:viewalldetails",
        "moodle/site:viewuseridentity",
        "moodle/course:view",
        "moodle/course:create",
        "moodle/course:update",
        "moodle/course:managegroups",
        "moodle/course:overridecompletion",
        "moodle/course:enrolreview",
        "moodle/role:assign",
        "moodle/cohort:manage",
        "moodle/calendar:manageentries",
        "moodle/grade:viewall",
        "moodle/grade:edit",
        "enrol/manual:enrol",
        "enrol/manual:unenrol",
        "report/completion:view",
        "report/progress:view",
        "gradereport/user:view",
        "mod/quiz:view",
        "mod/quiz:viewreports",
    }
)
"""The 23 measured to be enough for a sync, and the one that lets a token call at all."""

RACE_DELAY = 0.002
"""Seconds between a check and its insert in which another call can do the same."""

GUEST_ID, ADMIN_ID, SERVICE_ID = 1, 2, 3

SITE_COURSE_ID = 1
"""The front page, which Moodle keeps as a course of its own."""

ROLES = {
    1: "manager",
    2: "coursecreator",
    3: "editingteacher",
    4: "teacher",
    5: "student",
    6: "guest",
    7: "user",
    8: "frontpage",
}
"""Role ids and short names of a fresh site; their sort order is their id."""


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Site:
    """Settings of the stand-in; a test changes them while it runs."""

    max_input_vars: int = 1000
    allow_same_email: bool = False
    password_policy: bool = True
    languages: tuple[str, ...] = ("en",)
    identity_fields: tuple[str, ...] = ("email",)
    assignable_roles: tuple[int, ...] = (3, 4, 5)
    web_services_enabled: bool = True
    maintenance: str = ""
    """"cli": an HTML page with 503; "web": the error sitemaintenance; "": none."""
    upgrading: bool = False
    database_down: bool = False
    debugging: bool = False
    messaging: bool = True
    release: str = "5.1"
    """Which Moodle it is like: "5.1" or "4.5"."""
    disabled_modules: tuple[str, ...] = ()
    """Kinds of activities that an administrator switched off."""
    max_bytes: int = 104857600
    """Of one file, as the site and PHP allow it."""
    post_max_size: int = 110_100_480
    """Bytes of a body that the site says PHP takes."""

    @property
    def names_tables(self) -> bool:
        """Whether an error says which record is missing."""
        return self.debugging or self.release.startswith("4")


@dataclass
class Account:
    """Whom a token stands for, what it may do everywhere, and which functions its service has."""

    user_id: int
    capabilities: set[str]
    functions: set[str] | None = None
    """None: all functions the sandbox has."""
    expired: bool = False
    wrong_ip: bool = False


class State:
    """Everything a call can read or change, safe under threads."""

    def __init__(
        self,
        *,
        token: str,
        race_delay: float,
        file: Path | None,
        site: Site,
        clock: Callable[[], datetime] = utc_now,
        capabilities: Iterable[str] = NEEDED_CAPABILITIES,
    ) -> None:
        self.database = Database(SCHEMAS, race_delay)
        self.site = site
        self.clock = clock
        self.sender = Sender(self.database, lambda: self.clock())
        self._capabilities = frozenset(capabilities)
        self.tokens: dict[str, Account] = {}
        self.mails: list[int] = []
        self.content_lock = threading.Lock()
        """Held while the plugin writes into courses."""
        self._first_site = Site(**asdict(site))
        self._first_token = token
        self._file = file
        self._file_lock = threading.Lock()
        self._changed = False
        self._seed()
        if file is not None:
            if file.exists():
                self._load(file)
            self.database.committed.append(self._note_change)

    @property
    def account(self) -> Account:
        """The account of the sandbox's own token."""
        return self.tokens[self._first_token]

    @property
    def now(self) -> int:
        """The site's time in epoch seconds."""
        return int(self.clock().timestamp())

    def transaction(self, by: int = ADMIN_ID) -> Transaction:
        """Begin a transaction; unless told otherwise it is the administrator, by hand."""
        return self.database.transaction(by)

    def rows(self, table: str) -> list[Row]:
        """Copies of all committed rows of a table (users, courses, enrolments, …), by id."""
        return [dict(row) for row in self.transaction().all(table)]

    def add_token(
        self,
        *,
        capabilities: Iterable[str] = NEEDED_CAPABILITIES,
        functions: Iterable[str] | None = None,
        user_id: int = SERVICE_ID,
    ) -> str:
        """Make another token with its own capabilities and service; return it."""
        token = secrets.token_hex(16)
        self.tokens[token] = Account(
            user_id, set(capabilities), None if functions is None else set(functions)
        )
        return token

    def add_user(self, username: str, email: str, **columns: Any) -> int:
        """Put a user there by hand, past all rules; return the id."""
        with self.transaction() as transaction:
            row = transaction.insert("users", new_user(username, email, **columns))
        self.save_if_changed()
        return int(row["id"])

    def add_category(self, name: str, **columns: Any) -> int:
        """Put a course category there by hand; return the id."""
        with self.transaction() as transaction:
            row = transaction.insert("categories", new_category(name, **columns))
            path = f"/{row['id']}"
            transaction.update("categories", row["id"], path=path)
            transaction.insert("contexts", {"level": 40, "instance": row["id"]})
        self.save_if_changed()
        return int(row["id"])

    def add_course(self, shortname: str, fullname: str = "", **columns: Any) -> int:
        """Put a course with its manual enrolment there by hand; return the id."""
        with self.transaction() as transaction:
            row = insert_course(
                transaction, new_course(shortname, fullname or shortname, **columns)
            )
        self.save_if_changed()
        return int(row["id"])

    def set_manual_enrolment(self, course_id: int, *, enabled: bool) -> None:
        """Switch a course's manual enrolment on or off, as an administrator does by hand."""
        with self.transaction() as transaction:
            for instance in transaction.find("instances", "course", course_id):
                transaction.update("instances", instance["id"], status=0 if enabled else 1)
        self.save_if_changed()

    def reset(self) -> None:
        """Back to a fresh site; settings and the token's capabilities too."""
        self.sender.forget()
        with self.database.lock:
            for name, value in asdict(self._first_site).items():
                setattr(self.site, name, value)
            self._seed()
        self.save()

    def as_json(self) -> dict[str, Any]:
        """All of it, as plain values."""
        with self.database.lock:
            return {
                "site": asdict(self.site),
                "tokens": {
                    token: {
                        **asdict(account),
                        "capabilities": sorted(account.capabilities),
                        "functions": None
                        if account.functions is None
                        else sorted(account.functions),
                    }
                    for token, account in self.tokens.items()
                },
                "mails": list(self.mails),
                "next_ids": {name: table.next_id for name, table in self.database.tables.items()},
                "tables": {
                    name: list(table.rows.values()) for name, table in self.database.tables.items()
                },
            }

    def _note_change(self, _: Sequence[Changed], __: int) -> None:
        self._changed = True

    def save_if_changed(self) -> None:
        """Write the state file when a transaction was committed since the last time."""
        if self._changed:
            self.save()

    def save(self) -> None:
        """Write the state file, if there is one, in one step."""
        if self._file is None:
            return
        with self._file_lock:
            self._changed = False
            content = json.dumps(self.as_json())
            fresh = self._file.with_name(self._file.name + ".new")
            fresh.write_text(content, encoding="utf-8")
            os.replace(fresh, self._file)

    def _load(self, file: Path) -> None:
        content = json.loads(file.read_text(encoding="utf-8"))
        for name, value in content["site"].items():
            setattr(self.site, name, tuple(value) if isinstance(value, list) else value)
        self.tokens = {
            token: Account(
                user_id=kept["user_id"],
                capabilities=set(kept["capabilities"]),
                functions=None if kept["functions"] is None else set(kept["functions"]),
                expired=kept["expired"],
                wrong_ip=kept["wrong_ip"],
            )
            for token, kept in content["tokens"].items()
        }
        self.tokens.setdefault(self._first_token, Account(SERVICE_ID, set(self._capabilities)))
        self.mails = list(content["mails"])
        self.database.clear()
        for name, rows in content["tables"].items():
            for row in rows:
                self.database.tables[name].put(row)
            self.database.tables[name].next_id = content["next_ids"][name]

    def _seed(self) -> None:
        """A fresh site: guest, administrator, service account, one category, the front page."""
        self.tokens = {self._first_token: Account(SERVICE_ID, set(self._capabilities))}
        self.mails = []
        self.database.clear()
        tables = self.database.tables
        people = (
            (GUEST_ID, "guest", "root@localhost", "Guest user", " "),
            (ADMIN_ID, "admin", "admin@example.org", "Admin", "User"),
            (SERVICE_ID, "simpul-service", "service@example.org", "Simpul", "Service"),
        )
        for row_id, username, email, first, last in people:
            row = new_user(username, email, firstname=first, lastname=last)
            tables["users"].put({"id": row_id, **row})
        tables["categories"].put({"id": 1, **new_category("Category 1", path="/1")})
        tables["contexts"].put({"id": 1, "level": 10, "instance": 0})
        tables["contexts"].put({"id": 2, "level": 50, "instance": SITE_COURSE_ID})
        tables["contexts"].put({"id": 3, "level": 40, "instance": 1})
        front = new_course("moodle", "Moodle tiruan", category=0, format="site", enablecompletion=0)
        front.update(summaryformat=0, newsitems=3, startdate=0, enddate=0)
        front.update(showactivitydates=False, showcompletionconditions=None)
        tables["courses"].put({"id": SITE_COURSE_ID, **front})


def insert_course(transaction: Transaction, values: Row) -> Row:
    """A course row with the context and the manual enrolment that each course gets."""
    row = transaction.insert("courses", values)
    transaction.insert("contexts", {"level": 50, "instance": row["id"]})
    transaction.insert(
        "instances",
        {"courseid": row["id"], "enrol": "manual", "status": 0, "timecreated": int(time.time())},
    )
    return row
