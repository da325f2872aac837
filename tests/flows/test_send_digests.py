"""Digests: once a person and working day, never twice, nothing private, and silence for nobody."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from threading import Barrier

import pytest
from sqlalchemy import Engine

from connector.app import CATALOGUE
from connector.errors import SettingsError
from connector.flows.assign_work import Recipient, Work, send
from connector.flows.digest_text import MOST_LINES, digest_of, due_day, short_text, subject
from connector.flows.keep_units import set_address
from connector.flows.office import Office
from connector.flows.run_procedures import complete, pause
from connector.flows.send_digests import MOST_ATTEMPTS, send_digests
from connector.reports.targets.base import Handover, Message, Outcome
from connector.reports.targets.email import EmailTarget, MailServer
from connector.settings import read_settings
from connector.store import calendar_days, digests, users
from connector.store.calendar_days import LocalDays, LocalKind
from connector.store.digests import DigestState, StoredDigest
from connector.store.engine import reading
from tests.flows.appointed import MAKER
from tests.flows.assigned import CODE, Hands
from tests.reports.targets.mail_server import Post, mail_server

MONDAY = date(2026, 8, 3)
HALF_PAST = datetime(2026, 8, 3, 0, 30, tzinfo=UTC)
"""07.30 WIB on that Monday."""
DUE = HALF_PAST + timedelta(hours=3)
WEEK_LATER = HALF_PAST + timedelta(days=7)


class Morning(Hands):
    """The office at the hour of its digests, with a mail server and everybody's address."""

    def __init__(self, engine: Engine, post: Post, port: int) -> None:
        super().__init__(engine)
        server = MailServer("127.0.0.1", port, "none", "noreply@balai.example", per_minute=6000)
        mail = EmailTarget(server, seconds=(30.0, 30.0))
        self.post, base_url = post, "https://simpul.example"
        self.office = replace(self.office, mail=mail, base_url=base_url)
        for login, number in self.people.users.items():
            set_address(self.office, number, f"{login}@balai.example", actor=MAKER)
        complete(self.office, CODE, self.run, "assign-lead", actor=self.actor("agus"))
        complete(self.office, CODE, self.run, "assign-members", actor=self.actor("tini"))
        self.now = HALF_PAST

    def sent(self) -> dict[str, EmailMessage]:
        """Run the tick; return what the server has taken until now, by login."""
        send_digests(self.office)
        return {to[0].partition("@")[0]: mail for to, mail in self.post.taken}

    def stored(self, login: str) -> StoredDigest | None:
        with reading(self.office.engine) as connection:
            day = digests.of_day(connection, self.now.date())
        return day.get(self.people.users[login])

    def give(self, *to: str, due: datetime | None = DUE) -> None:
        """Give work that nothing else tells of."""
        people = [Recipient(self.people.users[one], None) for one in to]
        work = Work("Mohon difasilitasi.", people, due_at=due)
        send(self.office, work, actor=self.actor("agus"))


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def morning(engine: Engine, post: Post) -> Iterator[Morning]:
    with mail_server(post) as port:
        yield Morning(engine, post, port)


def body_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_who_has_something_due_is_told_once_in_one_message(morning: Morning) -> None:
    morning.give("andi")
    morning.give("andi", due=HALF_PAST + timedelta(hours=4))
    mails = morning.sent()
    assert list(mails) == ["andi"]
    assert mails["andi"]["Subject"] == "Simpul: 2 jatuh tempo hari ini"
    body = body_of(mails["andi"])
    assert "Disposisi · tenggat Senin, 3 Agustus 2026 10.30 WIB" in body
    assert "https://simpul.example/tasks" in body
    stored = morning.stored("andi")
    assert stored is not None
    assert (stored.state, stored.lines, stored.sent_at) == (DigestState.SENT, 2, HALF_PAST)
    morning.now += timedelta(minutes=5)
    morning.give("andi")
    morning.sent()
    assert len(morning.post.taken) == 1


def test_who_had_nothing_to_be_told_in_the_morning_is_left_alone_all_day(morning: Morning) -> None:
    assert morning.sent() == {}
    assert morning.stored("andi") == StoredDigest(
        morning.people.users["andi"], MONDAY, DigestState.NOTHING, ""
    )
    morning.give("andi")
    morning.now += timedelta(minutes=5)
    assert morning.sent() == {}
    morning.now += timedelta(days=1)
    assert "andi" in morning.sent()


def test_the_superior_is_told_what_is_overdue_in_one_message(morning: Morning) -> None:
    morning.now = WEEK_LATER
    mails = morning.sent()
    assert sorted(mails) == ["agus", "andi", "maya"]
    assert mails["agus"]["Subject"] == "Simpul: 1 terlambat di unit Anda"
    told = body_of(mails["agus"])
    assert "TERLAMBAT DI UNIT ANDA (1)\n- S001 · 4 · " in told
    assert "Pelatihan Contoh · Puspenkom · tenggat " in told
    assert "Simpul: 1 terlambat" in mails["andi"]["Subject"]


def test_a_message_holds_titles_and_due_dates_and_nobody_s_name(morning: Morning) -> None:
    morning.assign(
        "agus", "andi", run_id=None, step="", due_at=DUE, training_id=morning.training
    )  # fmt: skip
    morning.now = WEEK_LATER
    for login, mail in morning.sent().items():
        body = body_of(mail)
        for hidden in ("Mohon difasilitasi", "@", "Maya", "Tini"):
            assert hidden not in body.replace(morning_name(morning, login), "")
        assert body.count("https://") == 1


def morning_name(morning: Morning, login: str) -> str:
    with reading(morning.office.engine) as connection:
        user = users.by_id(connection, morning.people.users[login])
    assert user is not None
    return user.name


@pytest.mark.parametrize(
    ("moment", "sends"),
    [
        (HALF_PAST - timedelta(minutes=1), False),
        (HALF_PAST, True),
        (HALF_PAST + timedelta(hours=8), True),
        (HALF_PAST + timedelta(hours=8, minutes=30), False),
        (HALF_PAST - timedelta(days=1), False),
        (datetime(2026, 8, 17, 1, tzinfo=UTC), False),
    ],
    ids=["too early", "the hour", "the worker was down", "the day is over", "sunday", "holiday"],
)
def test_digests_go_out_in_the_hours_of_a_working_day(
    morning: Morning, moment: datetime, sends: bool
) -> None:
    morning.now = moment - timedelta(days=1)
    morning.give("andi", due=moment + timedelta(minutes=20))
    morning.now = moment
    assert list(morning.sent()) == (["andi"] if sends else [])


def test_a_day_off_of_the_office_s_own_sends_nothing(morning: Morning) -> None:
    morning.give("andi")
    with morning.office.engine.begin() as connection:
        calendar_days.insert(
            connection, LocalDays(LocalKind.CLOSED, MONDAY, MONDAY, "Libur kantor"), actor=MAKER,
            now=morning.now,
        )  # fmt: skip
    assert morning.sent() == {}


def test_nobody_without_an_address_or_a_right_is_written_to(morning: Morning) -> None:
    morning.give("andi", "maya", "tini")
    set_address(morning.office, morning.people.users["andi"], "", actor=MAKER)
    with morning.office.engine.begin() as connection:
        users.set_active(connection, morning.people.users["maya"], False)
    assert list(morning.sent()) == ["tini"]
    assert morning.stored("andi") is morning.stored("maya") is None


def test_without_a_mail_server_nothing_is_claimed(morning: Morning) -> None:
    morning.give("andi")
    assert send_digests(replace(morning.office, mail=None)) == 0
    assert morning.stored("andi") is None


def test_paused_steps_and_far_dates_are_counted_and_wake_nobody(morning: Morning) -> None:
    pause(morning.office, CODE, morning.run, "menunggu SK", actor=morning.actor("tini"))
    morning.now = WEEK_LATER
    assert morning.sent() == {}
    morning.now = WEEK_LATER + timedelta(days=1)
    morning.give("andi", due=morning.now + timedelta(days=30))
    body = body_of(morning.sent()["andi"])
    assert "DISPOSISI BARU (1)" in body
    assert "Selain itu ada 1 tugas lain tanpa tenggat hari ini." in body


def test_an_unanswered_message_is_unknown_and_never_repeated(morning: Morning) -> None:
    morning.give("andi")
    morning.post.at_content = ["cut"]
    morning.sent()
    stored = morning.stored("andi")
    assert stored is not None
    assert (stored.state, stored.code) == (DigestState.UNKNOWN, "mail_unanswered")
    for _tick in range(3):
        morning.now += timedelta(minutes=40)
        morning.sent()
    assert len(morning.post.taken) == 1


def test_a_server_that_asks_to_come_again_is_asked_again_with_the_same_id(
    morning: Morning,
) -> None:
    morning.give("andi")
    morning.post.at_recipient = ["451 4.7.1 greylisted"]
    assert morning.sent() == {}
    waiting = morning.stored("andi")
    assert waiting is not None
    assert waiting.state is DigestState.WAITING
    morning.now += timedelta(minutes=5)
    mail = morning.sent()["andi"]
    stored = morning.stored("andi")
    assert stored is not None
    assert (stored.state, stored.attempts) == (DigestState.SENT, 2)
    target = morning.office.mail
    assert target is not None
    number = morning.people.users["andi"]
    assert mail["Message-ID"] == target.message_id(f"digest:{number}:2026-08-03")


def test_a_server_that_never_takes_it_is_given_up(morning: Morning) -> None:
    morning.give("andi")
    morning.post.at_recipient = ["451 4.7.1 greylisted"] * MOST_ATTEMPTS
    for _tick in range(MOST_ATTEMPTS + 2):
        morning.sent()
        morning.now += timedelta(minutes=5)
    stored = morning.stored("andi")
    assert stored is not None
    assert (stored.state, stored.code) == (DigestState.REFUSED, "digest_gave_up")
    assert morning.post.taken == []


def test_a_refused_address_is_not_tried_again_that_day(morning: Morning) -> None:
    morning.give("andi")
    morning.post.at_recipient = ["550 5.1.1 unknown"]
    morning.sent()
    morning.now += timedelta(minutes=5)
    morning.sent()
    stored = morning.stored("andi")
    assert stored is not None
    assert stored.state is DigestState.REFUSED
    assert stored.code in CATALOGUE
    assert morning.post.tried == ["andi@balai.example"]


class Deaf:
    """A mail server that is down: it puts everything off and counts."""

    name, per_minute = "email", 6000

    def __init__(self) -> None:
        self.asked = 0

    def message_id(self, key: str) -> str:
        return f"<{key}@x>"

    def hand_over(self, message: Message) -> Handover:
        self.asked += 1
        return Handover(Outcome.LATER, "mail_no_answer")

    def check(self) -> Handover:
        return Handover(Outcome.LATER, "mail_no_answer")


def test_a_server_that_is_down_is_not_asked_for_everybody(morning: Morning) -> None:
    morning.give("andi", "maya", "tini", "hesti")
    deaf = Deaf()
    assert send_digests(replace(morning.office, mail=deaf)) == 0
    assert deaf.asked == 3
    assert sorted(morning.sent()) == ["andi", "hesti", "maya", "tini"]


class Killed(Exception):
    """The process ends here."""


class Dying(Deaf):
    """Hands over, and dies before it can say so."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self._real = office.mail

    def message_id(self, key: str) -> str:
        assert self._real is not None
        return self._real.message_id(key)

    def hand_over(self, message: Message) -> Handover:
        assert self._real is not None
        self._real.hand_over(message)
        raise Killed


def test_a_worker_killed_over_a_message_leaves_it_unknown_and_never_sent_twice(
    morning: Morning,
) -> None:
    morning.give("andi")
    with pytest.raises(Killed):
        send_digests(replace(morning.office, mail=Dying(morning.office)))
    claimed = morning.stored("andi")
    assert claimed is not None
    assert claimed.state is DigestState.SENDING
    morning.sent()
    morning.now += timedelta(minutes=31)
    morning.sent()
    stored = morning.stored("andi")
    assert stored is not None
    assert (stored.state, stored.code) == (DigestState.UNKNOWN, "digest_interrupted")
    assert len(morning.post.taken) == 1
    morning.now += timedelta(days=1)
    morning.sent()
    assert [to for to, _mail in morning.post.taken].count(["andi@balai.example"]) == 2


def test_two_workers_at_once_send_everything_once(morning: Morning) -> None:
    morning.give("andi", "maya", "tini", "hesti")
    both = Barrier(2)

    def work(_number: int) -> int:
        both.wait()
        return send_digests(morning.office)

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(work, range(2))) == 4
    assert sorted(to[0] for to, _mail in morning.post.taken) == [
        f"{login}@balai.example" for login in ("andi", "hesti", "maya", "tini")
    ]


def test_a_digest_that_still_waits_the_next_day_is_written_off(morning: Morning) -> None:
    morning.give("andi", due=HALF_PAST + timedelta(days=2))
    morning.post.at_recipient = ["451 4.7.1 greylisted"]
    morning.sent()
    morning.now += timedelta(days=1)
    assert "andi" in morning.sent()
    with reading(morning.office.engine) as connection:
        old = digests.of_day(connection, MONDAY)[morning.people.users["andi"]]
        newest = digests.latest(connection)[morning.people.users["andi"]]
    assert (old.state, old.code) == (DigestState.REFUSED, "digest_gave_up")
    assert (newest.day, newest.state) == (date(2026, 8, 4), DigestState.SENT)


def test_the_reader_s_language_is_spoken(morning: Morning) -> None:
    with morning.office.engine.begin() as connection:
        users.set_language(connection, morning.people.users["andi"], "en")
    morning.give("andi")
    mail = morning.sent()["andi"]
    assert mail["Subject"] == "Simpul: 1 due today"
    assert "Assignment · due Monday, 3 August 2026 10:30 WIB" in body_of(mail)


def test_midnight_is_the_end_of_the_day_before() -> None:
    midnight = datetime(2026, 8, 16, 17, tzinfo=UTC)
    assert due_day(midnight, "Asia/Jakarta") == date(2026, 8, 16)
    assert due_day(midnight + timedelta(seconds=1), "Asia/Jakarta") == date(2026, 8, 17)


def test_long_lists_are_cut_and_counted(morning: Morning) -> None:
    for _number in range(MOST_LINES + 3):
        morning.now += timedelta(minutes=3)
        morning.give("andi", due=HALF_PAST + timedelta(hours=5))
    digest = digest_of(morning.tasks("andi"), morning.office.zone, morning.now)
    text = short_text(digest, "https://x", morning.office.zone, morning.now, "id")
    assert f"JATUH TEMPO HARI INI ({MOST_LINES + 3})" in text
    assert "- dan 3 lainnya" in text
    assert subject(digest, "id") == f"Simpul: {MOST_LINES + 3} jatuh tempo hari ini"


@pytest.mark.parametrize(
    ("given", "read"), [("07.30", time(7, 30)), ("6:05", time(6, 5)), ("8", time(8))]
)
def test_the_hour_is_read_as_people_write_it(given: str, read: time) -> None:
    settings = read_settings({"SIMPUL_SECRET_KEY": "k" * 43, "SIMPUL_DIGEST_HOUR": given})
    assert settings.digest_hour == read


@pytest.mark.parametrize("given", ["04.59", "12.01", "25.00", "pagi", "7.5x"])
def test_an_hour_outside_the_morning_is_refused(given: str) -> None:
    with pytest.raises(SettingsError, match="SIMPUL_DIGEST_HOUR"):
        read_settings({"SIMPUL_SECRET_KEY": "k" * 43, "SIMPUL_DIGEST_HOUR": given})
