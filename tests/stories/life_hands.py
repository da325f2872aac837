"""What people do by hand in Moodle and Zoom, behind our back and within their rights."""

from collections.abc import Callable
from typing import Any, Protocol

from connector.sandbox.moodle.schema import new_user
from connector.sandbox.zoom.state import Meeting, Registrant
from tests.stories.life_judge import Hand
from tests.stories.place import NAMES, Place

Row = dict[str, Any]


class Chance(Protocol):
    def below(self, limit: int) -> int: ...
    def chance(self, percent: int) -> bool: ...


class Hands:
    """The Moodle administrator and the owner of the Zoom account."""

    def __init__(self, place: Place, dice: Chance, hand: Hand) -> None:
        self.place, self.dice, self.hand = place, dice, hand
        self.tables = place.moodle.state.database.tables
        self.made = 0

    def something(self, course: int | None) -> str:
        acts: tuple[Callable[[int], object], ...] = (
            self.suspend, self.unenrol, self.enrol_known, self.enrol_stranger, self.second_role,
            self.rename_course, self.delete_event, self.add_event, self.delete_user,
            self.suspend_account, self.make_user, self.group_in, self.group_out,
            self.rename_user, self.drop_role, self.delete_course,
        )  # fmt: skip
        others: tuple[Callable[[], object], ...] = (
            self.deny, self.deny, self.approve, self.delete_registrant, self.delete_registrant,
            self.delete_meeting, self.add_host, self.drop_hosts, self.rename_meeting,
            self.move_meeting, self.self_registration, self.make_meeting, self.settings,
        )  # fmt: skip
        if course is not None and self.dice.chance(55):
            act = acts[self.dice.below(len(acts))]
            if act == self.delete_course and not self.dice.chance(20):
                return "nothing"
            return f"{act.__name__} {act(course)}"
        other = others[self.dice.below(len(others))]
        return f"{other.__name__} {other()}"

    def _pick(self, rows: list[Any]) -> Any:
        return rows[self.dice.below(len(rows))] if rows else None

    def _people(self) -> list[Row]:
        return [
            row for n, row in sorted(self.tables["users"].rows.items())
            if n > 100 and not row["deleted"]
        ]  # fmt: skip

    def _instance(self, course: int) -> int:
        rows = self.tables["instances"].rows.values()
        return next(int(row["id"]) for row in rows if row["courseid"] == course)

    def _context(self, course: int) -> int:
        rows = self.tables["contexts"].rows.values()
        return next(int(r["id"]) for r in rows if (r["level"], r["instance"]) == (50, course))

    def _places(self, course: int) -> list[Row]:
        own = self._instance(course)
        rows = self.tables["enrolments"].rows
        return [rows[n] for n in sorted(rows) if rows[n]["enrolid"] == own]

    def suspend(self, course: int) -> object:
        if row := self._pick(self._places(course)):
            self.tables["enrolments"].put({**row, "status": 1 - row["status"]})
            return row["userid"]
        return None

    def unenrol(self, course: int) -> object:
        row = self._pick(self._places(course))
        if row is None:
            return None
        self.tables["enrolments"].remove(row["id"])
        context = self._context(course)
        groups = {n for n, one in self.tables["groups"].rows.items() if one["courseid"] == course}
        self._drop("role_assignments", lambda one: one["contextid"] == context, row["userid"])
        self._drop("members", lambda one: one["groupid"] in groups, row["userid"])
        return row["userid"]

    def _drop(self, table: str, of: Callable[[Row], bool], user: int) -> None:
        for one in list(self.tables[table].rows.values()):
            if one["userid"] == user and of(one):
                self.tables[table].remove(one["id"])

    def _insert(self, table: str, **values: Any) -> int:
        number = self.place.moodle.state.database.take_id(table)
        self.tables[table].put({"id": number, **values})
        return number

    def enrol_known(self, course: int) -> object:
        row = self._pick([one for one in self._people() if not one["suspended"]])
        return row and self._enrol(course, row, 5)

    def enrol_stranger(self, course: int) -> object:
        self.made += 1
        email = f"tamu{self.made}@luar.example"
        number = self._insert("users", **new_user(f"tamu{self.made}", email))
        self.hand.users.add(number)
        self.hand.strangers.add(email)
        return self._enrol(course, self.tables["users"].rows[number], (5, 3)[self.dice.below(2)])

    def _enrol(self, course: int, user: Row, role: int) -> object:
        pair = (self._instance(course), user["id"])
        if self.tables["enrolments"].find("pair", pair):
            return None
        row = {"timestart": 0, "timeend": 0, "status": 0, "timemodified": 0, "timecreated": 0}
        self.hand.enrolments.add(self._insert("enrolments", enrolid=pair[0], userid=pair[1], **row))
        self._role(course, user["id"], role)
        return user["id"]

    def _role(self, course: int, user: int, role: int) -> None:
        context = self._context(course)
        held = self.tables["role_assignments"].find("place", (context, user))
        if all(row["roleid"] != role for row in held):
            number = self._insert(
                "role_assignments", roleid=role, userid=user, contextid=context, timemodified=0
            )
            self.hand.roles.add(number)

    def second_role(self, course: int) -> object:
        if row := self._pick(self._places(course)):
            self._role(course, row["userid"], (4, 1)[self.dice.below(2)])
            return row["userid"]
        return None

    def drop_role(self, course: int) -> object:
        context = self._context(course)
        rows = self.tables["role_assignments"].rows.values()
        if row := self._pick([one for one in rows if one["contextid"] == context]):
            self.tables["role_assignments"].remove(row["id"])
            return row["userid"]
        return None

    def rename_course(self, course: int) -> object:
        row = self.tables["courses"].rows[course]
        self.tables["courses"].put({**row, "fullname": "Nama lain"})
        return course

    def delete_course(self, course: int) -> object:
        own, context = self._instance(course), self._context(course)
        groups = {n for n, one in self.tables["groups"].rows.items() if one["courseid"] == course}
        for table, gone in (
            ("enrolments", lambda row: row["enrolid"] == own),
            ("role_assignments", lambda row: row["contextid"] == context),
            ("members", lambda row: row["groupid"] in groups),
            ("groups", lambda row: row["courseid"] == course),
            ("events", lambda row: row["courseid"] == course),
            ("instances", lambda row: row["courseid"] == course),
            ("contexts", lambda row: row["id"] == context),
            ("courses", lambda row: row["id"] == course),
        ):
            for row in list(self.tables[table].rows.values()):
                if gone(row):
                    self.tables[table].remove(row["id"])
        return course

    def _events(self, course: int) -> list[Row]:
        rows = self.tables["events"].rows.values()
        return [row for row in rows if row["courseid"] == course]

    def delete_event(self, course: int) -> object:
        if row := self._pick(self._events(course)):
            self.tables["events"].remove(row["id"])
            return row["name"]
        return None

    def add_event(self, course: int) -> object:
        if row := self._pick(self._events(course)):
            values = {name: value for name, value in row.items() if name != "id"}
            number = self._insert("events", **{**values, "name": f"Acara {self.made}"})
            self.made += 1
            self.hand.events.add(number)
            return number
        return None

    def delete_user(self, course: int) -> object:
        row = self._pick(self._people())
        if row is None or not self.dice.chance(50):
            return None
        for table in ("enrolments", "role_assignments", "members"):
            self._drop(table, lambda one: True, row["id"])
        self.tables["users"].put(
            {**row, "deleted": True, "username": f"{row['email']}.1{row['id']}", "idnumber": "",
             "email": f"deleted{row['id']}"}
        )  # fmt: skip
        return row["email"]

    def suspend_account(self, course: int) -> object:
        """Somebody's account, on the whole site, whoever they are in a course."""
        if row := self._pick(self._people()):
            self.tables["users"].put({**row, "suspended": not row["suspended"]})
            return row["email"]
        return None

    def rename_user(self, course: int) -> object:
        """Another name, another address, or no idnumber any more."""
        if row := self._pick(self._people()):
            self.made += 1
            change = (
                {"firstname": "Lain"}, {"email": f"pribadi{self.made}@luar.example"},
                {"idnumber": ""},
            )[self.dice.below(3)]  # fmt: skip
            self.tables["users"].put({**row, **change})
            return f"{row['email']} {change}"
        return None

    def make_user(self, course: int) -> object:
        """An account for somebody of the pool, with the idnumber, the address, or both."""
        n = self.dice.below(12)
        number, name = f"19900101201503{1 + n % 2}{n + 101}", f"buatan{self.made}"
        self.made += 1
        email = f"{NAMES[n].split()[0].lower()}@contoh.example"
        kind = self.dice.below(3)
        if kind == 1 or self.tables["users"].find("email_lower", email):
            email = f"{name}@luar.example"
        if kind == 2 or self.tables["users"].find("idnumber", number):
            number = ""
        made = self._insert("users", **new_user(name, email, idnumber=number))
        self.hand.users.add(made)
        return f"{email} {number}"

    def group_in(self, course: int) -> object:
        groups = [one for one in self.tables["groups"].rows.values() if one["courseid"] == course]
        group, place = self._pick(groups), self._pick(self._places(course))
        if group is None or place is None:
            return None
        pair = (group["id"], place["userid"])
        if not self.tables["members"].find("pair", pair):
            self.hand.members.add(
                self._insert("members", groupid=pair[0], userid=pair[1], timeadded=0)
            )
        return place["userid"]

    def group_out(self, course: int) -> object:
        if row := self._pick(list(self.tables["members"].rows.values())):
            self.tables["members"].remove(row["id"])
            return row["userid"]
        return None

    # Zoom.

    def _meeting(self) -> Meeting | None:
        found: Meeting | None = self._pick(
            [
                one for number, one in sorted(self.place.zoom.state.meetings.items())
                if number not in self.hand.meetings
            ]
        )  # fmt: skip
        return found

    def _registrant(self) -> tuple[Meeting, Registrant] | tuple[None, None]:
        meeting = self._meeting()
        row = self._pick(meeting.registrants) if meeting else None
        return (meeting, row) if meeting and row else (None, None)

    def deny(self) -> object:
        _, row = self._registrant()
        if row:
            row.status = "denied"
        return row and row.email

    def approve(self) -> object:
        _, row = self._registrant()
        if row:
            row.status = "approved"
        return row and row.email

    def delete_registrant(self) -> object:
        meeting, row = self._registrant()
        if meeting and row:
            meeting.registrants.remove(row)
        return row and row.email

    def delete_meeting(self) -> object:
        meeting = self._meeting() if self.dice.chance(60) else None
        if meeting:
            del self.place.zoom.state.meetings[meeting.id]
        return meeting and meeting.id

    def add_host(self) -> object:
        meeting = self._meeting()
        if meeting:
            listed = str(meeting.settings.get("alternative_hosts") or "")
            added = "ratna.wulandari@pusdiklat.example"
            meeting.settings["alternative_hosts"] = ";".join(x for x in (listed, added) if x)
        return meeting and meeting.id

    def drop_hosts(self) -> object:
        meeting = self._meeting()
        if meeting:
            meeting.settings["alternative_hosts"] = ""
        return meeting and meeting.id

    def rename_meeting(self) -> object:
        meeting = self._meeting()
        if meeting:
            meeting.topic = "Judul lain"
        return meeting and meeting.id

    def move_meeting(self) -> object:
        meeting = self._meeting()
        if meeting and meeting.start_time:
            hour = f"{self.dice.below(10) + 1:02}"
            meeting.start_time = f"{meeting.start_time[:11]}{hour}{meeting.start_time[13:]}"
        return meeting and meeting.start_time

    def settings(self) -> object:
        meeting = self._meeting()
        if meeting:
            meeting.settings["waiting_room"] = True
        return meeting and meeting.id

    def self_registration(self) -> object:
        meeting = self._meeting()
        if meeting:
            self.made += 1
            email = f"sendiri{self.made}@luar.example"
            self.hand.strangers.add(email)
            meeting.registrants.append(
                Registrant(f"sendiri{self.made}", email, "Sendiri", "", "pending",
                           "2026-01-01T00:00:00Z", f"kunci{self.made}")
            )  # fmt: skip
        return meeting and meeting.id

    def make_meeting(self) -> object:
        """A meeting of somebody else, at a time of its own."""
        meeting = self._meeting()
        if meeting is None:
            return None
        number = self.place.zoom.state.new_meeting_id()
        values = {name: getattr(meeting, name) for name in Meeting.__slots__}
        values |= {
            "id": number, "agenda": "rapat", "topic": "Rapat", "registrants": [],
            "start_time": "2030-01-01T00:00:00Z", "settings": dict(meeting.settings),
        }  # fmt: skip
        self.place.zoom.state.meetings[number] = Meeting(**values)
        self.hand.meetings.add(number)
        return number
