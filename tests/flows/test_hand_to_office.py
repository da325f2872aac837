"""Deliveries to the office: every way to fail, two days of attempts, dead letters, and secrets."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Engine, select, update

from connector.domain.office_events import (
    DELAYS,
    LONGEST_WISH,
    DeliveryState,
    EventType,
    TargetState,
    Vendor,
)
from connector.domain.standard_webhooks import new_secret
from connector.errors import ConnectorError
from connector.flows.hand_to_office import hand_over
from connector.flows.keep_targets import (
    SecretKind,
    Wish,
    add_target,
    forget_old,
    reveal,
    rotate,
    send_test,
    set_state,
    wake,
)
from connector.flows.note_receipts import note_receipt
from connector.flows.office_words import OFFICE_TARGETS
from connector.flows.replay_deliveries import replay, replay_all
from connector.flows.send_report import send_report
from connector.reports.targets.email import EmailTarget, MailServer
from connector.reports.targets.office_mail import OfficeMail
from connector.store import audit, office_deliveries, office_lines
from connector.store.engine import reading
from connector.store.office_lines import Line
from connector.store.tables import audit_entries, connections, jobs
from connector.store.tables import office_deliveries as deliveries_table
from tests.office_house import ACTOR, Place, issue, office_house, report, take_over
from tests.office_receiver import Receiver, receiving
from tests.reports.targets.mail_server import Post, mail_server
from tests.web.place import SECRET, house

BEARER = "a-bearer-secret-that-is-invented-for-tests"
REPORTS = {EventType.REPORT_DELIVERED}
ISSUED = {EventType.CERTIFICATE_ISSUED}


@pytest.fixture
def place(engine: Engine, tmp_path: Path) -> Iterator[Place]:
    with house(engine) as opened:
        yield office_house(opened, tmp_path)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving(Receiver(secret=new_secret())) as opened:
        yield opened


def sent(place: Place, receiver: Receiver) -> int:
    """Put a report on its way; return the delivery."""
    made = place.webhook(receiver, REPORTS)
    [delivery] = send_report(place.office, report(place), [made.id], actor=ACTOR).deliveries
    return delivery


def line(place: Place, delivery: int) -> Line:
    with reading(place.engine) as connection:
        found = office_lines.line(connection, delivery)
    assert found is not None
    return found


def test_a_failure_comes_again_with_the_same_id_and_a_new_time(
    place: Place, receiver: Receiver
) -> None:
    receiver.next = ["500"]
    delivery = sent(place, receiver)
    place.work()
    one = line(place, delivery).delivery
    assert (one.state, one.code, one.attempts) == (DeliveryState.WAITING, "office_failed", 1)
    assert one.next_at is not None
    wait = one.next_at - place.office.clock()
    assert DELAYS[0] <= wait <= DELAYS[0] * 1.1
    assert place.work() == 0
    place.now(seconds=6)
    assert place.work() == 1
    assert line(place, delivery).delivery.state is DeliveryState.SENT
    first, second = receiver.requests
    assert first.id == second.id
    assert first.headers["webhook-timestamp"] < second.headers["webhook-timestamp"]
    told = [(one.number, one.outcome, one.status) for one in place.attempts(delivery)]
    assert told == [(1, "later", 500), (2, "sent", 204)]


def test_what_fails_for_two_days_is_a_dead_letter_and_can_be_sent_again(
    place: Place, receiver: Receiver
) -> None:
    receiver.next = ["500"] * 9
    delivery = sent(place, receiver)
    hours = 0.0
    while line(place, delivery).delivery.state is DeliveryState.WAITING:
        place.work()
        due = line(place, delivery).delivery.next_at
        if due is not None:
            ahead = due - place.office.clock()
            hours += ahead.total_seconds() / 3600
            place.house.clock.now = due
    one = line(place, delivery).delivery
    assert (one.state, one.attempts, one.code) == (DeliveryState.DEAD, 9, "office_failed")
    assert 47 < hours < 53
    assert len(receiver.requests) == 9
    assert audited(place, "office.dead") == 1
    place.now()
    again = replay(place.office, delivery, actor=ACTOR)
    place.work()
    assert line(place, again).delivery.state is DeliveryState.SENT
    assert line(place, again).delivery.turn == 2
    assert {one.id for one in receiver.requests} == {line(place, delivery).event.message_id}


def audited(place: Place, action: str) -> int:
    with reading(place.engine) as connection:
        rows = connection.execute(
            select(audit_entries).where(audit_entries.c.action == action)
        ).all()
    return len(rows)


def test_who_answers_410_is_switched_off_with_all_that_waits(
    place: Place, receiver: Receiver
) -> None:
    made = place.webhook(receiver, ISSUED)
    issue(place)
    place.tell()
    receiver.next = ["410"]
    place.work()
    assert len(receiver.requests) == 1
    assert place.target(made.id).options.state is TargetState.GONE
    assert {(one.delivery.state, one.delivery.code) for one in place.lines()} == {
        (DeliveryState.DEAD, "office_gone")
    }
    take_over(place)
    assert place.tell() == 0
    assert audited(place, "office.target_gone") == 1
    with pytest.raises(ConnectorError, match="office_target_off"):
        replay_all(place.office, made.id, actor=ACTOR)
    set_state(place.office, made.id, TargetState.ACTIVE, actor=ACTOR)
    assert replay_all(place.office, made.id, actor=ACTOR) == 2
    place.work()
    assert len(receiver.taken) == 2
    assert replay_all(place.office, made.id, actor=ACTOR) == 0


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_a_failure_and_nothing_private_goes_there(
    place: Place, receiver: Receiver, status: int
) -> None:
    made = place.webhook(receiver, REPORTS, bearer=True)
    with receiving(Receiver(secret=receiver.secret)) as elsewhere:
        receiver.next = [f"{status} {elsewhere.url}"]
        [delivery] = send_report(place.office, report(place), [made.id], actor=ACTOR).deliveries
        place.work()
        assert elsewhere.requests == []
    assert receiver.requests[0].headers["authorization"].startswith("Bearer ")
    one = line(place, delivery).delivery
    assert (one.state, one.code) == (DeliveryState.WAITING, "office_redirects")


def test_a_busy_receiver_is_left_alone_as_long_as_it_asks(place: Place, receiver: Receiver) -> None:
    made = place.webhook(receiver, ISSUED)
    receiver.timed = False
    issue(place)
    place.tell()
    receiver.next = ["429 Retry-After: 600"]
    place.work()
    assert len(receiver.requests) == 1, "the second one waits without being tried"
    rest = place.target(made.id).resting(place.office.clock())
    assert rest is not None
    assert timedelta(seconds=590) < rest - place.office.clock() <= timedelta(seconds=600)
    assert sorted(one.delivery.attempts for one in place.lines()) == [0, 1]
    place.now(seconds=590)
    place.work()
    assert len(receiver.requests) == 1
    place.now(seconds=700)
    place.work()
    assert len(receiver.taken) == 2
    assert place.target(made.id).health.failures == 0


@pytest.mark.parametrize("wish", ["999999999", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_no_receiver_is_left_alone_for_years(place: Place, receiver: Receiver, wish: str) -> None:
    receiver.next = [f"503 Retry-After: {wish}"]
    delivery = sent(place, receiver)
    place.work()
    target = line(place, delivery).delivery.connection_id
    rest = place.target(target).resting(place.office.clock())
    assert rest is not None
    assert rest <= place.office.clock() + LONGEST_WISH


@pytest.mark.parametrize("behaviour", ["stall", "drip", "cut"])
def test_a_receiver_that_is_slow_or_cuts_off_is_tried_again(
    place: Place, receiver: Receiver, behaviour: str
) -> None:
    receiver.next = [behaviour]
    delivery = sent(place, receiver)
    place.work()
    assert line(place, delivery).delivery.state is DeliveryState.WAITING
    place.now(seconds=20)
    place.work()
    assert line(place, delivery).delivery.state is DeliveryState.SENT
    assert len(receiver.taken) == 1


def test_a_target_that_is_away_for_two_days_costs_few_attempts(place: Place) -> None:
    """Hundreds of messages that wait for it must not keep the worker busy."""
    with receiving(Receiver()) as receiver:
        made = place.webhook(receiver, {*ISSUED, EventType.ROSTER_CONFIRMED})
    issue(place)  # the receiver is down from here on
    for _ in range(20):
        take_over(place)
    place.tell()
    assert len(place.lines()) == 22
    for minutes in range(0, 51 * 60, 30):
        place.now(minutes=minutes)
        place.work()
    states = [one.delivery.state for one in place.lines()]
    made_attempts = sum(len(place.attempts(one.delivery.id)) for one in place.lines())
    assert set(states) == {DeliveryState.DEAD}
    assert made_attempts < 22 * 9
    assert {one.delivery.code for one in place.lines()} <= {"office_away", "office_no_answer"}
    assert place.target(made.id).health.failing_since is not None


def test_a_paused_target_keeps_what_waits_until_it_goes_on(
    place: Place, receiver: Receiver
) -> None:
    made = place.webhook(receiver, ISSUED)
    set_state(place.office, made.id, TargetState.PAUSED, actor=ACTOR)
    issue(place)
    place.tell()
    place.work()
    assert receiver.requests == []
    assert {one.delivery.state for one in place.lines()} == {DeliveryState.WAITING}
    place.now(hours=100)
    place.tell()
    assert place.work() == 0, "what is paused is not forgotten"
    receiver.timed = False
    place.now(hours=200)
    set_state(place.office, made.id, TargetState.ACTIVE, actor=ACTOR)
    place.work()
    assert len(receiver.taken) == 2
    assert {one.delivery.attempts for one in place.lines()} == {1}


def test_what_waits_for_a_removed_target_is_sent_no_more(place: Place, receiver: Receiver) -> None:
    made = place.webhook(receiver, ISSUED)
    issue(place)
    place.tell()
    set_state(place.office, made.id, TargetState.REMOVED, actor=ACTOR)
    place.work()
    assert receiver.requests == []
    assert {one.delivery.code for one in place.lines()} == {"office_target_removed"}


def test_an_attempt_that_died_is_made_again_and_recognised(
    place: Place, receiver: Receiver
) -> None:
    """What kill -9 between sending and noting leaves behind: claimed, and taken by the receiver."""
    delivery = sent(place, receiver)
    place.work()
    with place.engine.begin() as connection:
        connection.execute(update(deliveries_table).values(state="sending", sent_at=None))
    hand_over(place.office, delivery, 0)
    assert line(place, delivery).delivery.state is DeliveryState.SENT
    assert (len(receiver.taken), receiver.repeats) == (1, 1)


def test_a_job_that_is_out_of_date_does_nothing(place: Place, receiver: Receiver) -> None:
    delivery = sent(place, receiver)
    hand_over(place.office, delivery, 1)
    hand_over(place.office, 999, 0)
    assert receiver.requests == []
    place.work()
    hand_over(place.office, delivery, 0)
    assert len(receiver.requests) == 1


def test_two_workers_at_once_make_one_attempt(place: Place, receiver: Receiver) -> None:
    delivery, together = sent(place, receiver), Barrier(4)

    def attempt(_: int) -> None:
        together.wait()
        hand_over(place.office, delivery, 0)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(attempt, range(4)))
    assert line(place, delivery).delivery.state is DeliveryState.SENT
    assert len(receiver.taken) == 1
    assert line(place, delivery).delivery.attempts == 1


def test_a_lost_job_is_missed_and_made_again(place: Place, receiver: Receiver) -> None:
    delivery, receiver.timed = sent(place, receiver), False
    with place.engine.begin() as connection:
        connection.execute(jobs.delete())
    place.now(minutes=30)
    place.tell()
    assert place.work() == 0
    place.now(hours=2)
    place.tell()
    place.tell()
    assert place.work() == 1
    assert line(place, delivery).delivery.state is DeliveryState.SENT


def test_a_test_message_is_tried_once(place: Place, receiver: Receiver) -> None:
    made = place.webhook(receiver)
    receiver.next = ["500"]
    first = send_test(place.office, made.id, actor=ACTOR)
    place.work()
    assert line(place, first).delivery.state is DeliveryState.DEAD
    second = send_test(place.office, made.id, actor=ACTOR)
    place.work()
    assert line(place, second).delivery.state is DeliveryState.SENT
    assert replay_all(place.office, made.id, actor=ACTOR) == 0
    with pytest.raises(ConnectorError, match="office_delivery_unknown"):
        replay(place.office, first, actor=ACTOR)


def test_a_person_may_ask_for_an_attempt_now(place: Place, receiver: Receiver) -> None:
    receiver.next = ["503 Retry-After: 86400"]
    delivery = sent(place, receiver)
    place.work()
    assert wake(place.office, line(place, delivery).delivery.connection_id, actor=ACTOR) == 1
    place.work()
    assert line(place, delivery).delivery.state is DeliveryState.SENT
    with pytest.raises(ConnectorError, match="office_target_unknown"):
        wake(place.office, "zoom-default", actor=ACTOR)


def test_what_is_under_way_is_not_sent_twice(place: Place, receiver: Receiver) -> None:
    delivery = sent(place, receiver)
    with pytest.raises(ConnectorError, match="office_delivery_under_way"):
        replay(place.office, delivery, actor=ACTOR)
    place.work()
    again = replay(place.office, delivery, actor=ACTOR)
    with pytest.raises(ConnectorError, match="office_delivery_under_way"):
        replay(place.office, delivery, actor=ACTOR)
    place.work()
    assert line(place, again).delivery.turn == 2
    assert (len(receiver.taken), receiver.repeats) == (1, 1)


def test_both_secrets_sign_for_a_day_after_a_change(place: Place, receiver: Receiver) -> None:
    made = place.webhook(receiver, REPORTS)
    old = receiver.secret
    rotate(place.office, made.id, SecretKind.SIGNING, actor=ACTOR)
    new = reveal(place.office, made.id, actor=ACTOR).signing[0]
    assert new != old
    for number, secret in enumerate((old, new), start=1):
        receiver.secret = secret
        [delivery] = send_report(
            place.office, _next_report(place), [made.id], actor=ACTOR
        ).deliveries
        place.work()
        assert line(place, delivery).delivery.state is DeliveryState.SENT, number
    signatures = receiver.requests[-1].headers["webhook-signature"].split(" ")
    assert len(signatures) == 2
    forget_old(place.office, made.id, actor=ACTOR)
    receiver.secret = old
    [delivery] = send_report(place.office, _next_report(place), [made.id], actor=ACTOR).deliveries
    place.work()
    assert line(place, delivery).delivery.state is DeliveryState.WAITING
    assert receiver.refused == 1


def _next_report(place: Place) -> int:
    return report(place)


def test_an_old_secret_ends_by_itself(place: Place, receiver: Receiver) -> None:
    made = place.webhook(receiver, REPORTS)
    rotate(place.office, made.id, SecretKind.SIGNING, actor=ACTOR)
    rotate(place.office, made.id, SecretKind.INBOUND, actor=ACTOR)
    keys = place.secrets(made.id)
    assert (len(keys.signing), len(keys.inbound)) == (2, 2)
    later = keys.at(place.office.clock() + timedelta(hours=24, seconds=1))
    assert (later.signing, later.inbound) == (keys.signing[:1], keys.inbound[:1])


def test_secrets_show_in_no_log_trail_repr_or_column(
    place: Place, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    made = place.webhook(receiver, bearer=True)
    rotate(place.office, made.id, SecretKind.BEARER, actor=ACTOR, given=BEARER)
    rotate(place.office, made.id, SecretKind.INBOUND, actor=ACTOR)
    receiver.next = ["500", "302 http://127.0.0.1:9/x"]
    issue(place)
    place.tell()
    place.work()
    keys = reveal(place.office, made.id, actor=ACTOR)
    with reading(place.engine) as connection:
        kept = [str(dict(row._mapping)) for row in connection.execute(select(connections))]
        kept += [str(dict(row._mapping)) for row in connection.execute(select(audit_entries))]
        kept += [str(dict(row._mapping)) for row in connection.execute(select(jobs))]
    kept += [repr(keys), repr(place.target(made.id)), repr(place.lines()), caplog.text]
    for secret in (*keys.signing, *keys.inbound, keys.bearer, BEARER):
        assert len(secret) > 20
        bare = secret.removeprefix("whsec_")
        assert not any(bare in one for one in kept)
    assert audited(place, "office.secret_shown") == 1


def test_no_address_shows_in_the_trail(place: Place, receiver: Receiver) -> None:
    made = place.webhook(receiver)
    with reading(place.engine) as connection:
        entries = audit.about(connection, f"connection:{made.id}")
    assert entries
    assert all(receiver.url not in str(one.details) for one in entries)


def test_a_mail_that_may_have_gone_out_is_never_repeated_by_itself(
    place: Place, tmp_path: Path
) -> None:
    post = Post()
    with mail_server(post) as port:
        server = MailServer("127.0.0.1", port, "none", "noreply@balai.example", per_minute=6000)
        mail = OfficeMail(EmailTarget(server, seconds=(30.0, 30.0)))
        ways = {**place.office.ways, Vendor.EMAIL: mail}
        place.office = replace(place.office, ways=ways)
        made = place.add(Vendor.EMAIL, "tu@kantor.example", "surat")
        version = report(place)
        post.at_content = ["cut"]
        [delivery] = send_report(place.office, version, [made.id], actor=ACTOR).deliveries
        place.work()
        assert line(place, delivery).delivery.state is DeliveryState.UNKNOWN
        place.now(hours=40)
        place.tell()
        place.work()
        assert len(post.taken) == 1
        again = replay(place.office, delivery, actor=ACTOR)
        place.work()
    assert line(place, again).delivery.state is DeliveryState.SENT
    [_first, (_to, mail_again)] = post.taken
    names = {part.get_filename() for part in mail_again.iter_attachments()}
    assert {name.rsplit(".", 1)[1] for name in names if name} == {"pdf", "xlsx"}
    assert line(place, again).event.message_id in str(mail_again.get_body())


def test_a_mail_whose_sender_died_is_unknown(place: Place) -> None:
    post = Post()
    with mail_server(post) as port:
        server = MailServer("127.0.0.1", port, "none", "noreply@balai.example", per_minute=6000)
        ways = {
            **place.office.ways,
            Vendor.EMAIL: OfficeMail(EmailTarget(server, seconds=(30.0, 30.0))),
        }
        place.office = replace(place.office, ways=ways)
        made = place.add(Vendor.EMAIL, "tu@kantor.example", "surat")
        [delivery] = send_report(place.office, report(place), [made.id], actor=ACTOR).deliveries
        with place.engine.begin() as connection:
            assert office_deliveries.claim(connection, delivery, 0, again=False)
        hand_over(place.office, delivery, 0)
    assert post.taken == []
    one = line(place, delivery).delivery
    assert (one.state, one.code) == (DeliveryState.UNKNOWN, "office_interrupted")


WRONG = (
    "office_receipt_empty", "office_receipt_long", "office_receipt_time", "office_receipt_there",
)  # fmt: skip


def test_a_receipt_is_noted_by_a_person_once(place: Place, receiver: Receiver) -> None:
    delivery = sent(place, receiver)
    now = place.office.clock()

    def noted(by: str = "Bu Tata Usaha", **wrong: timedelta) -> str:
        try:
            note_receipt(
                place.office, delivery, at=now + wrong.get("at", timedelta(0)), by=by,
                reference="TU.04/1182/2026", note="", actor=ACTOR,
            )  # fmt: skip
        except ConnectorError as error:
            return error.code
        return ""

    assert set(WRONG) <= set(OFFICE_TARGETS)
    assert noted(by=" ") == "office_receipt_empty"
    assert noted(by="x" * 301) == "office_receipt_long"
    assert noted(at=timedelta(hours=1)) == "office_receipt_time"
    assert noted(at=timedelta(days=-9)) == "office_receipt_time"
    assert noted() == ""
    assert noted() == "office_receipt_there"
    one = line(place, delivery).delivery
    assert one.receipt is not None
    assert (one.receipt.by, one.receipt_by) == ("Bu Tata Usaha", ACTOR)


@pytest.mark.parametrize(
    ("slug", "wish", "code"),
    [
        ("Kantor", Wish("K", "http://127.0.0.1/", ()), "office_slug_unfit"),
        ("../x", Wish("K", "http://127.0.0.1/", ()), "office_slug_unfit"),
        ("k", Wish(" ", "http://127.0.0.1/", ()), "office_name_unfit"),
        ("k", Wish("K" * 121, "http://127.0.0.1/", ()), "office_name_unfit"),
        ("k", Wish("K", "http://kantor.example/", ()), "office_address_open"),
        ("k", Wish("K", "https://a:b@kantor.example/", ()), "office_address_reveals"),
        ("k", Wish("K", "http://127.0.0.1/", (), audience="é"), "office_audience_unfit"),
    ],
)
def test_an_unfit_target_is_refused_in_words(
    place: Place, slug: str, wish: Wish, code: str
) -> None:
    with pytest.raises(ConnectorError) as caught:
        add_target(place.office, slug, Vendor.WEBHOOK, wish, actor=ACTOR)
    assert caught.value.code == code
    assert code in OFFICE_TARGETS


def test_a_short_name_is_taken_for_ever(place: Place, receiver: Receiver) -> None:
    made = place.webhook(receiver)
    set_state(place.office, made.id, TargetState.REMOVED, actor=ACTOR)
    with pytest.raises(ConnectorError, match="office_slug_taken"):
        place.webhook(receiver)
    assert SECRET not in repr(made)


def test_a_mailbox_is_never_told_of_single_people(place: Place) -> None:
    ways = {**place.office.ways, Vendor.EMAIL: OfficeMail(_NoMail())}
    place.office = replace(place.office, ways=ways)
    wish = Wish("Surat", "tu@kantor.example", list(EventType), numbers=True)
    made = add_target(place.office, "surat", Vendor.EMAIL, wish, actor=ACTOR)
    assert EventType.CERTIFICATE_ISSUED not in made.options.events
    assert made.options.numbers is False


class _NoMail(EmailTarget):
    def __init__(self) -> None:
        super().__init__(MailServer("127.0.0.1", 9, "none", "noreply@balai.example"))
