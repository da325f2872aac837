"""The Moodle platform against the sandbox: one training's life, told through diff and apply."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connector.domain.people import Role
from connector.domain.trainings import Training
from connector.errors import PermanentError, RemoteError
from connector.lms.moodle.courses import find_course
from connector.lms.moodle.options import MoodleOptions
from connector.lms.moodle.payloads import Course
from connector.reconcile.changes import Action, Item, Result
from connector.sandbox.faults import KINDS
from tests.lms import people
from tests.lms.contract import functions
from tests.lms.site import Place, open_place
from tests.reconcile.memory import plan, sync

PAGE_CAPABILITIES = {
    "moodle/course:changefullname",
    "moodle/course:changeidnumber",
    "moodle/course:changesummary",
}
"""Beyond the 23: without them a course keeps the title and timetable it was made with."""


@pytest.fixture
def place() -> Iterator[Place]:
    with open_place() as one:
        one.box.state.account.capabilities |= PAGE_CAPABILITIES
        yield one


def planned(place: Place, training: Training) -> list[tuple[str, str, str]]:
    part, _ = plan(place.platform(), training, place.memory)
    return [(one.kind, one.action.value, one.key) for one in part.changes]


def undecided(place: Place, training: Training) -> dict[str, str]:
    part, _ = plan(place.platform(), training, place.memory)
    return {one.key: one.code for one in part.undecided}


def settle(place: Place, training: Training) -> None:
    done = sync(place.platform(), training, place.memory)
    assert {one.result for one in done.outcomes} <= {Result.DONE, Result.ALREADY}, done.outcomes
    assert planned(place, training) == []


class TestFirstSync:
    def test_everybody_is_enrolled_with_role_group_and_timetable(self, place: Place) -> None:
        before = len(place.rows("users"))
        settle(place, people.training(people.seats(3, instructors=1)))
        state = place.state()
        code = "PKA-2026-1"
        assert (code, code) in state["courses"]
        assert len(state["users"]) == before + 4
        assert [(course, status) for course, _, status, _, _ in state["enrolments"]] == [
            (code, 0)
        ] * 4
        assert Counter(role for _, _, role in state["roles"]) == {5: 3, 3: 1}
        assert state["groups"] == ["Angkatan I"]
        assert len(state["members"]) == 4
        assert len(state["events"]) == 4

    def test_the_second_plan_is_empty_and_only_reads(self, place: Place) -> None:
        training = people.training(people.seats(3))
        settle(place, training)
        place.calls.clear()
        assert planned(place, training) == []
        assert place.count(writes=True) == 0
        assert place.count(writes=False) <= 6

    def test_the_course_summary_keeps_what_people_wrote(self, place: Place) -> None:
        training = people.training(people.seats(1))
        settle(place, training)
        course = int(place.memory.bound["course", "training:1"])
        platform = place.platform()
        summary = "<p>Kata sambutan</p>" + place.rows("courses")[-1]["summary"]
        platform.client.write(
            "core_course_update_courses",
            {"courses[0][id]": course, "courses[0][summary]": summary},
        )
        assert planned(place, training) == []
        settle(place, replace(training, sessions=people.sessions(3)))
        written = next(row["summary"] for row in place.rows("courses") if row["id"] == course)
        assert written.startswith("<p>Kata sambutan</p>")
        assert "Kebijakan 3" in written

    def test_a_nik_never_reaches_moodle(self, place: Place) -> None:
        record = people.person(7, nip=False)
        settle(place, people.training([people.seat(7, record)]))
        nik = record.identities[0].value
        assert nik not in str(place.state())
        assert ("budi.7@example.org", "budi.7@example.org", "simpul-7") in place.state()["users"]


class TestWhoIsWho:
    def test_one_hit_on_the_idnumber_is_adopted_and_left_as_it_is(self, place: Place) -> None:
        one = people.seat(1, people.person(1))
        number = one.record.identities[0].value
        user = place.box.state.add_user("lama", "lama@example.org", idnumber=number)
        training = people.training([one])
        assert ("account", "adopt", "person:1") in planned(place, training)
        settle(place, training)
        assert place.memory.bound["account", "person:1"] == str(user)
        assert ("lama", "lama@example.org", number) in place.state()["users"]

    def test_two_hits_on_the_idnumber_are_a_decision(self, place: Place) -> None:
        one = people.seat(1, people.person(1))
        number = one.record.identities[0].value
        for name in ("a", "b"):
            place.box.state.add_user(name, f"{name}@example.org", idnumber=number)
        assert undecided(place, people.training([one])) == {"person:1": "idnumber_twice"}

    def test_a_hit_on_the_address_alone_is_a_decision(self, place: Place) -> None:
        place.box.state.add_user("orang", "budi.1@example.org")
        training = people.training([people.seat(1, people.person(1))])
        before = place.state()
        assert undecided(place, training) == {"person:1": "email_taken"}
        assert not [c for c in planned(place, training) if c[0] in ("account", "enrolment")]
        assert place.state() == before

    def test_a_hit_on_the_username_alone_is_a_decision(self, place: Place) -> None:
        one = people.seat(1, people.person(1))
        place.box.state.add_user(one.record.identities[0].value, "x@example.org")
        assert undecided(place, people.training([one])) == {"person:1": "username_taken"}

    def test_an_address_in_other_capitals_fails_alone_and_says_so(self, place: Place) -> None:
        place.box.state.add_user("orang", "Budi.2@Example.org")
        done = sync(place.platform(), people.training(people.seats(8)), place.memory)
        accounts = {
            one.change.key: (one.result, one.code)
            for one in done.outcomes
            if one.change.kind == "account"
        }
        assert accounts.pop("person:2") == (Result.FAILED, "moodle_invalidparameter")
        assert set(accounts.values()) == {(Result.DONE, "")}
        seats = {o.change.key for o in done.outcomes if o.change.kind == "enrolment"}
        waiting = [o for o in done.outcomes if o.result is Result.WAITING]
        assert len(seats) == 8
        assert {o.change.key for o in waiting} == {"seat:2"}

    def test_missing_and_shared_addresses_wait_for_a_person(self, place: Place) -> None:
        seats = [
            people.seat(1, people.person(1, email=None)),
            people.seat(2, people.person(2, email="sama@example.org")),
            people.seat(3, people.person(3, email="sama@example.org")),
            people.seat(4, people.person(4)),
        ]
        training = people.training(seats)
        settle(place, training)
        assert undecided(place, training) == {
            "person:1": "email_missing",
            "person:2": "email_shared",
            "person:3": "email_shared",
        }
        assert [user for _, user, *_ in place.state()["enrolments"]] == [
            seats[3].record.identities[0].value
        ]

    def test_whoever_shares_an_address_but_is_known_by_number_is_enrolled(
        self, place: Place
    ) -> None:
        one, two = (people.seat(n, people.person(n, email="sama@example.org")) for n in (1, 2))
        number = one.record.identities[0].value
        place.box.state.add_user("lama", "lama@example.org", idnumber=number)
        training = people.training([one, two])
        settle(place, training)
        assert undecided(place, training) == {"person:2": "email_shared"}
        assert [user for _, user, *_ in place.state()["enrolments"]] == ["lama"]

    def test_a_suspended_account_found_by_number_is_a_decision(self, place: Place) -> None:
        one = people.seat(1, people.person(1))
        number = one.record.identities[0].value
        place.box.state.add_user("lama", "lama@example.org", idnumber=number, suspended=True)
        assert undecided(place, people.training([one])) == {"person:1": "account_suspended"}

    def test_our_marker_on_another_persons_account_is_a_decision(self, place: Place) -> None:
        place.box.state.add_user("lain", "lain@example.org", idnumber="simpul-7")
        training = people.training([people.seat(7, people.person(7, nip=False))])
        assert undecided(place, training) == {"person:7": "marker_of_other"}

    def test_a_bound_account_that_was_deleted_is_a_decision(self, place: Place) -> None:
        training = people.training(people.seats(2))
        settle(place, training)
        user = int(place.memory.bound["account", "person:1"])
        place.box.state.account.capabilities.add("moodle/user:delete")
        place.platform().client.write("core_user_delete_users", {"userids[0]": user})
        assert undecided(place, training) == {"person:1": "account_gone"}
        assert planned(place, training) == []

    def test_an_idnumber_is_filled_only_where_it_is_empty(self, place: Place) -> None:
        training = people.training(people.seats(2))
        settle(place, training)
        for key, idnumber in (("person:1", ""), ("person:2", "KANTOR-9")):
            place.platform().client.write(
                "core_user_update_users",
                {
                    "users[0][id]": int(place.memory.bound["account", key]),
                    "users[0][idnumber]": idnumber,
                },
            )
        assert planned(place, training) == [("account", "update", "person:1")]
        settle(place, training)
        numbers = {number for *_, number in place.state()["users"]}
        assert "KANTOR-9" in numbers
        assert training.seats[0].record.identities[0].value in numbers

    def test_a_name_moodle_cannot_hold_is_said_before_anything_is_sent(self, place: Place) -> None:
        long = people.person(1, name="Panjang " + "a" * 101)
        training = people.training([people.seat(1, long), people.seat(2, people.person(2))])
        settle(place, training)
        assert undecided(place, training) == {"person:1": "value_long"}


class TestSeatsThatChange:
    def test_a_new_role_replaces_the_old_one(self, place: Place) -> None:
        training = people.training(people.seats(2))
        settle(place, training)
        changed = [replace(training.seats[0], role=Role.INSTRUCTOR), training.seats[1]]
        training = replace(training, seats=changed)
        assert planned(place, training) == [("enrolment", "update", "seat:1")]
        settle(place, training)
        assert sorted(role for _, _, role in place.state()["roles"]) == [3, 5]

    def test_a_seat_that_left_is_suspended_and_may_come_back(self, place: Place) -> None:
        training = people.training(people.seats(2))
        settle(place, training)
        full = place.state()
        gone = replace(training, seats=[people.withdrawn(training.seats[0]), training.seats[1]])
        settle(place, gone)
        assert sorted(status for _, _, status, *_ in place.state()["enrolments"]) == [0, 1]
        assert place.state()["members"] == full["members"]
        settle(place, training)
        assert place.state() == full

    def test_a_role_that_people_added_stays(self, place: Place) -> None:
        training = people.training(people.seats(1))
        settle(place, training)
        course = int(place.memory.bound["course", "training:1"])
        user = int(place.memory.bound["account", "person:1"])
        platform = place.platform()
        platform.client.write(
            "core_role_assign_roles",
            {
                "assignments[0][roleid]": 4,
                "assignments[0][userid]": user,
                "assignments[0][contextlevel]": "course",
                "assignments[0][instanceid]": course,
            },
        )
        assert planned(place, training) == []
        teacher = replace(training, seats=[replace(training.seats[0], role=Role.INSTRUCTOR)])
        settle(place, teacher)
        assert sorted(role for _, _, role in place.state()["roles"]) == [3, 4]

    def test_an_enrolment_made_by_hand_is_left_alone_or_adopted_in_words(
        self, place: Place
    ) -> None:
        training = people.training(people.seats(1))
        settle(place, training)
        course = int(place.memory.bound["course", "training:1"])
        wanted = people.seat(2, people.person(2))
        number = wanted.record.identities[0].value
        users = [
            place.box.state.add_user("tamu", "tamu@example.org"),
            place.box.state.add_user("dua", "dua@example.org", idnumber=number),
        ]
        for user in users:
            place.platform().client.write(
                "enrol_manual_enrol_users",
                {
                    "enrolments[0][roleid]": 5,
                    "enrolments[0][userid]": user,
                    "enrolments[0][courseid]": course,
                    "enrolments[0][timeend]": 1900000000,
                },
            )
        assert planned(place, training) == []
        both = replace(training, seats=[*training.seats, wanted])
        assert ("enrolment", "adopt", "seat:2") in planned(place, both)
        settle(place, both)
        assert [end for *_, end in place.state()["enrolments"]].count(1900000000) == 2

    def test_dates_survive_a_new_role_a_suspension_and_a_return(self, place: Place) -> None:
        place.options = MoodleOptions(window_before=7, window_after=30)
        training = people.training(people.seats(1))
        settle(place, training)
        first = training.sessions[0].start - timedelta(days=7)
        last = training.sessions[-1].end + timedelta(days=30)
        dates = {(int(first.timestamp()), int(last.timestamp()))}

        def written() -> set[tuple[int, int]]:
            return {(start, end) for *_, start, end in place.state()["enrolments"]}

        assert written() == dates
        settle(place, replace(training, seats=[replace(training.seats[0], role=Role.INSTRUCTOR)]))
        assert written() == dates
        settle(place, replace(training, seats=[people.withdrawn(training.seats[0])]))
        assert [status for _, _, status, *_ in place.state()["enrolments"]] == [1]
        assert written() == dates
        settle(place, training)
        assert [status for _, _, status, *_ in place.state()["enrolments"]] == [0]
        assert written() == dates

    def test_one_person_in_two_seats_loses_only_the_role_of_the_seat_that_went(
        self, place: Place
    ) -> None:
        one = people.seat(1, people.person(1))
        two = replace(one, key="seat:2", role=Role.COMPANION)
        training = people.training([one, two])
        settle(place, training)
        assert sorted(role for _, _, role in place.state()["roles"]) == [4, 5]
        settle(place, replace(training, seats=[one, people.withdrawn(two)]))
        assert [role for _, _, role in place.state()["roles"]] == [5]
        assert [status for _, _, status, *_ in place.state()["enrolments"]] == [0]

    def test_a_moved_session_moves_its_event_and_a_dropped_one_goes(self, place: Place) -> None:
        training = people.training(people.seats(1))
        settle(place, training)
        moved = people.session(people.FIRST_DAY, 13, "Etika & Integritas")
        sessions = [moved, *training.sessions[1:-1]]
        settle(place, replace(training, sessions=sessions))
        assert [(name, start) for name, start, _ in place.state()["events"]] == sorted(
            (one.subject, int(one.start.timestamp())) for one in sessions
        )

    def test_a_group_that_somebody_deleted_is_made_again(self, place: Place) -> None:
        training = people.training(people.seats(2))
        settle(place, training)
        before = place.state()
        group = int(place.memory.bound["group", "training:1"])
        place.platform().client.write("core_group_delete_groups", {"groupids[0]": group})
        assert not place.state()["members"]
        settle(place, training)
        assert place.state() == before

    def test_a_course_made_by_hand_is_adopted_by_its_idnumber(self, place: Place) -> None:
        place.box.state.add_course("HAND", "Buatan tangan", idnumber="PKA-2026-1")
        training = people.training(people.seats(1))
        lines = planned(place, training)
        assert lines[:2] == [
            ("course", "adopt", "training:1"),
            ("group", "create", "training:1"),
        ]
        assert ("course_page", "update", "training:1") in lines
        courses = len(place.rows("courses"))
        settle(place, training)
        assert len(place.rows("courses")) == courses

    def test_a_page_the_site_will_not_change_holds_up_nobody(self, place: Place) -> None:
        place.box.state.account.capabilities -= PAGE_CAPABILITIES
        training = people.training(people.seats(1))
        settle(place, training)
        more = replace(training, seats=people.seats(2), title="Judul baru")
        done = sync(place.platform(), more, place.memory)
        failed = [o for o in done.outcomes if o.result is not Result.DONE]
        assert [(o.change.kind, o.code) for o in failed] == [("course_page", "page_refused")]
        assert len(place.state()["enrolments"]) == 2

    def test_a_short_name_of_another_course_is_a_decision(self, place: Place) -> None:
        place.box.state.add_course("PKA-2026-1", "Lain", idnumber="LAIN")
        assert undecided(place, people.training(people.seats(1))) == {
            "training:1": "shortname_of_other"
        }

    def test_a_course_that_comes_between_two_looks_is_ours(
        self, place: Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A create that nobody answered takes effect while we look for its result."""
        client = place.platform().client
        looked = client.read

        def read(call: str, params: Mapping[str, Any]) -> Any:
            answer = looked(call, params)
            if params.get("field") == "idnumber":
                place.box.state.add_course("PKA-2026-1", "Ini", idnumber="PKA-2026-1")
            return answer

        monkeypatch.setattr(client, "read", read)
        wish = Item("course", "training:1", {"code": "PKA-2026-1"})
        found = find_course(client, wish, None)
        assert isinstance(found, Course)
        assert found.idnumber == "PKA-2026-1"

    def test_a_course_is_copied_from_a_template(self, place: Place) -> None:
        template = place.box.state.add_course("TPL", "Templat")
        place.box.state.account.capabilities |= {
            "moodle/backup:backupcourse",
            "moodle/backup:configure",
            "moodle/backup:userinfo",
            "moodle/restore:restorecourse",
        }
        place.options = MoodleOptions(template=template)
        settle(place, people.training(people.seats(1)))
        assert "core_course_duplicate_course" in place.names(writes=True)
        assert ("PKA-2026-1", "PKA-2026-1") in place.state()["courses"]


class TestBlindness:
    @pytest.mark.parametrize(
        "missing",
        ["moodle/user:viewdetails", "moodle/user:viewalldetails", "moodle/site:viewuseridentity"],
    )
    def test_on_a_new_site_one_account_is_the_whole_damage(
        self, place: Place, missing: str
    ) -> None:
        place.box.state.account.capabilities.discard(missing)
        users = len(place.rows("users"))
        with pytest.raises(PermanentError, match="lookup_blind"):
            sync(place.platform(), people.training(people.seats(5)), place.memory)
        assert len(place.rows("users")) == users + 1

    @pytest.mark.parametrize(
        "missing",
        ["moodle/user:viewdetails", "moodle/user:viewalldetails", "moodle/site:viewuseridentity"],
    )
    def test_with_people_bound_nothing_is_written_at_all(self, place: Place, missing: str) -> None:
        training = people.training(people.seats(5))
        settle(place, training)
        place.box.state.account.capabilities.discard(missing)
        before = place.state()
        more = replace(training, seats=people.seats(9))
        with pytest.raises(PermanentError, match="lookup_blind"):
            sync(place.platform(), more, place.memory)
        assert place.state() == before

    @pytest.mark.parametrize("missing", ["moodle/course:view", "moodle/course:update"])
    def test_a_course_without_its_idnumber_stops_everything(
        self, place: Place, missing: str
    ) -> None:
        training = people.training(people.seats(2))
        settle(place, training)
        place.box.state.account.capabilities.discard(missing)
        with pytest.raises(PermanentError, match="course_blind"):
            plan(place.platform(), training, place.memory)

    def test_a_body_cut_by_php_is_noticed(self, place: Place) -> None:
        settle(place, people.training(people.seats(3)))
        place.box.state.site.max_input_vars = 100
        with pytest.raises(PermanentError, match="lookup_blind"):
            plan(place.platform(), people.training(people.seats(300)), place.memory)


class TestRefusals:
    @pytest.mark.parametrize(
        ("missing", "kind"),
        [
            ("moodle/user:create", "account"),
            ("moodle/course:create", "course"),
            ("enrol/manual:enrol", "enrolment"),
            ("moodle/course:managegroups", "group"),
            ("moodle/calendar:manageentries", "event"),
        ],
    )
    def test_a_missing_capability_fails_its_kind_in_one_call(
        self, place: Place, missing: str, kind: str
    ) -> None:
        place.box.state.account.capabilities.discard(missing)
        training = people.training(people.seats(6))
        sync(place.platform(), training, place.memory)
        failed = [o for o in place.memory.outcomes if o.result is Result.FAILED]
        assert {o.change.kind for o in failed} == {kind}
        assert {o.code for o in failed} == {"moodle_nopermissions"}
        assert not [o for o in place.memory.outcomes if not o.code and o.result is not Result.DONE]

    def test_a_bad_token_stops_the_site(self, place: Place) -> None:
        place.box.state.tokens.clear()
        with pytest.raises(PermanentError, match="invalidtoken"):
            plan(place.platform(), people.training(people.seats(1)), place.memory)

    def test_a_role_that_may_not_be_assigned_is_named(self, place: Place) -> None:
        place.box.state.site.assignable_roles = (4, 5)
        done = sync(place.platform(), people.training(people.seats(4, instructors=1)), place.memory)
        failed = [o for o in done.outcomes if o.result is Result.FAILED]
        assert {(o.change.key, o.code) for o in failed} == {("seat:5", "moodle_wsusercannotassign")}


WRITES = (
    ("core_course_create_courses", 0),
    ("core_group_create_groups", 0),
    ("core_user_create_users", 0),
    ("core_user_create_users", 1),
    ("enrol_manual_enrol_users", 0),
    ("enrol_manual_enrol_users", 1),
    ("core_group_add_group_members", 0),
    ("core_calendar_create_calendar_events", 0),
)
"""Each writing call of a first sync, and how many of its kind go before the one that is hit."""

LATER_WRITES = (
    "core_role_assign_roles",
    "core_role_unassign_roles",
    "enrol_manual_enrol_users",
    "core_calendar_delete_calendar_events",
    "core_calendar_create_calendar_events",
    "core_course_update_courses",
)
FAULTS = tuple(kind for kind in KINDS if kind != "slow")


def until_done(place: Place, training: Training, *, forgetful_first: bool = False) -> int:
    """Plan and apply until nothing is left; return the number of rounds."""
    for round_number in range(1, 8):
        place.memory.forgetful = forgetful_first and round_number == 1
        try:
            sync(place.platform(), training, place.memory)
            if not planned(place, training):
                return round_number
        except RemoteError:
            place.box.faults.release()
    raise AssertionError("never done")


@pytest.fixture(scope="module")
def exact() -> tuple[dict[str, object], dict[str, object]]:
    """The states a site ends in when nothing goes wrong: at first, and after the changes."""
    with open_place() as one:
        one.box.state.account.capabilities |= PAGE_CAPABILITIES
        settle(one, people.training(people.seats(8)))
        first = one.state()
        settle(one, changed(people.training(people.seats(8))))
        return first, one.state()


class TestFaults:
    @pytest.fixture
    def place(self) -> Iterator[Place]:
        with open_place(silence=0.4) as one:
            one.options = MoodleOptions(users_per_call=3, enrolments_per_call=4)
            one.box.state.account.capabilities |= PAGE_CAPABILITIES
            yield one

    @pytest.mark.parametrize(("write", "after"), WRITES)
    @pytest.mark.parametrize("kind", FAULTS)
    def test_any_fault_at_any_first_write_ends_in_exactly_the_wanted_state(
        self, place: Place, exact: tuple[object, object], kind: str, write: str, after: int
    ) -> None:
        training = people.training(people.seats(8))
        place.box.faults.arm(kind, match=write, after=after, seconds=1.0)
        until_done(place, training)
        assert place.state() == exact[0]

    @pytest.mark.parametrize("write", LATER_WRITES)
    @pytest.mark.parametrize("kind", FAULTS)
    def test_any_fault_at_any_later_write_ends_in_exactly_the_wanted_state(
        self, place: Place, exact: tuple[object, object], kind: str, write: str
    ) -> None:
        training = people.training(people.seats(8))
        settle(place, training)
        place.box.faults.arm(kind, match=write, seconds=1.0)
        until_done(place, changed(training))
        assert place.state() == exact[1]

    def test_a_crash_before_anything_was_remembered_ends_in_adoption(
        self, place: Place, exact: tuple[object, object]
    ) -> None:
        training = people.training(people.seats(8))
        until_done(place, training, forgetful_first=True)
        assert place.state() == exact[0]
        assert {o.change.action for o in place.memory.outcomes if o.change.kind == "account"} == {
            Action.ADOPT
        }

    def test_after_an_unanswered_create_nothing_more_of_its_kind_is_sent(
        self, place: Place
    ) -> None:
        place.box.faults.arm("timeout_after", match="core_user_create_users", after=1, seconds=1.0)
        place.options = replace(place.options, connections=1)
        done = sync(place.platform(), people.training(people.seats(8)), place.memory)
        results = Counter((o.result, o.code) for o in done.outcomes if o.change.kind == "account")
        assert results == {
            (Result.DONE, ""): 1,
            (Result.UNKNOWN, "unanswered_write"): 3,
            (Result.WAITING, "unanswered_write"): 4,
        }


def changed(training: Training) -> Training:
    """The same training later: one new role, one left, one session moved, one dropped."""
    first, second, *others = training.seats
    seats = [replace(first, role=Role.INSTRUCTOR), people.withdrawn(second), *others]
    moved = people.session(people.FIRST_DAY, 13, "Etika & Integritas")
    return replace(training, seats=seats, sessions=[moved, *training.sessions[1:-1]])


def test_the_contract_is_there_to_judge_requests() -> None:
    if not functions():
        pytest.skip("the contract of a real Moodle is not present: requests were not judged")
    assert "core_user_create_users" in functions()
