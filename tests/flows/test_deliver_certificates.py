"""Deliveries: to whom, what the message says, once a turn, and every end visible."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from threading import Barrier

import pytest
from sqlalchemy import Engine, select

from connector.app import CATALOGUE
from connector.domain.certificates import CertificateKind, CertificateState
from connector.domain.numbering import show_code
from connector.domain.trainings import Seat
from connector.errors import ConnectorError, PermanentError, TemporaryError
from connector.flows.check_connections import check_connections
from connector.flows.deliver_certificates import DELIVER_JOB, Queued, deliver, resend
from connector.flows.hand_over_certificate import MOST_ATTEMPTS, deliver_one
from connector.flows.office import Office
from connector.jobs.worker import work_off
from connector.lms.base import Messaged, MessageState
from connector.reconcile.platform import Bindings
from connector.reports.targets.email import EmailTarget, MailServer
from connector.store import archive, audit, certificates, deliveries
from connector.store.certificates import Certificate
from connector.store.deliveries import Channel, Delivery, DeliveryState
from connector.store.engine import reading
from connector.store.tables import jobs, seats
from tests.issued import SIGNED, Issue, issued
from tests.reports.targets.mail_server import Post, mail_server
from tests.web.place import CODE, House, PaperLearning, add_training, address, house, person

STTP, EMAIL = CertificateKind.STTP, Channel.EMAIL
ACTOR = "user:1"


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def place(engine: Engine) -> Iterator[House]:
    with house(engine) as opened:
        yield opened


@contextmanager
def mailing(place: House, post: Post, per_minute: int = 6000) -> Iterator[Office]:
    """The same office with a mail server on loopback."""
    with mail_server(post) as port:
        server = MailServer(
            "127.0.0.1", port, "none", "noreply@balai.example", per_minute=per_minute
        )
        yield replace(place.office, mail=EmailTarget(server, seconds=(30.0, 30.0)))


def run(office: Office) -> None:
    """Do the job of every delivery that waits, as a worker would."""
    handlers = {
        DELIVER_JOB: lambda job: deliver_one(
            office, int(job.body["delivery"]), attach=bool(job.body["attach"])
        )
    }
    with office.engine.begin() as connection:
        connection.execute(jobs.update().values(run_at=SIGNED))
    work_off(office.jobs, handlers)


def stored(office: Office, one: Certificate) -> list[Delivery]:
    with reading(office.engine) as connection:
        return deliveries.of_certificate(connection, one.id)


def told(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    content = body.get_content()
    assert isinstance(content, str)
    return content.replace("\r\n", "\n")


def test_everybody_with_an_address_of_their_own_gets_one_message(place: House, post: Post) -> None:
    add_training(place, [person(1), person(2)])
    first, _second = issued(place.office, CODE)
    with mailing(place, post) as office:
        assert deliver(office, CODE, STTP, [EMAIL], actor=ACTOR) == Queued(2, 0, 0)
        run(office)
        assert deliver(office, CODE, STTP, [EMAIL], actor=ACTOR) == Queued(0, 0, 2)
        run(office)
    assert sorted(recipients[0] for recipients, _ in post.taken) == [
        "peserta1@example.org", "peserta2@example.org",
    ]  # fmt: skip
    mail = next(mail for to, mail in post.taken if to == ["peserta1@example.org"])
    body = told(mail)
    assert place.settings.base_url + address(place, first.seat) in body
    assert f"/v/{show_code(first.code)}" in body
    assert body.index("Yth. Peserta Contoh 1, S.H.,") < body.index("Dear Peserta Contoh 1, S.H.,")
    for hidden in ("199001312015030001", "1990", "Kudus", "Lapas"):
        assert hidden not in mail.as_string() + body
    assert mail["Subject"] == "STTP Anda sudah terbit: Pelatihan Teknis Pelayanan Publik"
    assert not list(mail.iter_attachments())
    [sent] = stored(office, first)
    assert (sent.state, sent.turn, sent.attempts) == (DeliveryState.SENT, 1, 1)
    assert sent.sent_at == place.clock()
    assert sent.message_id == mail["Message-ID"]


def test_whoever_has_no_address_or_a_shared_one_is_shown_with_the_reason(
    place: House, post: Post
) -> None:
    everyone = [
        person(1, email=None),
        person(2, email="Bersama@example.org"),
        person(3, email="bersama@example.org"),
        person(4),
    ]
    add_training(place, everyone)
    made = issued(place.office, CODE)
    with mailing(place, post) as office:
        assert deliver(office, CODE, STTP, [EMAIL], actor=ACTOR) == Queued(1, 3, 0)
        run(office)
    codes = [stored(office, one)[0].code for one in made]
    assert codes == [
        "delivery_no_address", "delivery_shared_address", "delivery_shared_address", "",
    ]  # fmt: skip
    assert post.tried == ["peserta4@example.org"]


def test_an_address_that_came_later_is_used_at_the_next_request(place: House, post: Post) -> None:
    add_training(place, [person(1, email=None)])
    [one] = issued(place.office, CODE)
    with mailing(place, post) as office:
        deliver(office, CODE, STTP, [EMAIL], actor=ACTOR)
        give_address(place, "baru@example.org")
        assert deliver(office, CODE, STTP, [EMAIL], actor=ACTOR) == Queued(1, 0, 0)
        run(office)
    assert post.tried == ["baru@example.org"]
    assert [each.turn for each in stored(office, one)] == [2, 1]


def give_address(place: House, email: str) -> None:
    """Correct the roster's only seat."""
    with place.engine.begin() as connection:
        known = connection.scalars(select(seats.c.record)).one()
        connection.execute(seats.update().values(record={**known, "email": email}))


def test_only_what_is_signed_and_counts_is_delivered(place: House, post: Post) -> None:
    add_training(place, [person(1), person(2)])
    first, second = issued(place.office, CODE)
    with place.engine.begin() as connection:
        certificates.set_state(
            connection, first.id, (CertificateState.ARCHIVED,), CertificateState.REVOKED
        )
    with mailing(place, post) as office:
        assert deliver(office, CODE, STTP, [EMAIL], actor=ACTOR) == Queued(1, 0, 0)
        with place.engine.begin() as connection:  # revoked while its message waits
            certificates.set_state(
                connection, second.id, (CertificateState.ARCHIVED,), CertificateState.REVOKED
            )
        run(office)
        with pytest.raises(ConnectorError, match="delivery_withdrawn"):
            resend(office, CODE, first.id, EMAIL, actor=ACTOR)
    assert post.tried == []
    [kept] = stored(office, second)
    assert (kept.state, kept.code) == (DeliveryState.SKIPPED, "delivery_withdrawn")


def test_unsigned_certificates_are_never_delivered(place: House, post: Post) -> None:
    add_training(place, [person(1)])
    [one] = issued(place.office, CODE, Issue(signed=False))
    with mailing(place, post) as office:
        assert deliver(office, CODE, STTP, [EMAIL], actor=ACTOR) == Queued(0, 0, 0)
        with pytest.raises(ConnectorError, match="delivery_unsigned"):
            resend(office, CODE, one.id, EMAIL, actor=ACTOR)


def test_a_busy_server_is_asked_again_later_and_in_the_end_given_up(
    place: House, post: Post
) -> None:
    add_training(place, [person(1)])
    [one] = issued(place.office, CODE)
    with mailing(place, post) as office:
        deliver(office, CODE, STTP, [EMAIL], actor=ACTOR)
        [waiting] = stored(office, one)
        pauses = []
        for attempt in range(1, MOST_ATTEMPTS):
            post.at_recipient.append("451 4.7.1 greylisted")
            with pytest.raises(TemporaryError) as caught:
                deliver_one(office, waiting.id)
            assert caught.value.code == "mail_later"
            pauses.append(caught.value.retry_after)
            [kept] = stored(office, one)
            assert (kept.state, kept.attempts, kept.code) == (
                DeliveryState.WAITING, attempt, "mail_later",
            )  # fmt: skip
        post.at_recipient.append("451 4.7.1 greylisted")
        deliver_one(office, waiting.id)
    assert pauses[:3] == [300.0, 600.0, 1200.0]
    assert pauses[-1] == 21600.0
    [kept] = stored(office, one)
    assert (kept.state, kept.code) == (DeliveryState.REFUSED, "delivery_gave_up")
    assert kept.params == {"attempts": MOST_ATTEMPTS}
    assert post.taken == []


def test_greylisting_ends_well_by_itself(place: House, post: Post) -> None:
    add_training(place, [person(1)])
    [one] = issued(place.office, CODE)
    post.at_recipient.append("450 4.2.0 come back")
    with mailing(place, post) as office:
        deliver(office, CODE, STTP, [EMAIL], actor=ACTOR)
        run(office)
        assert stored(office, one)[0].state is DeliveryState.WAITING
        run(office)
    assert stored(office, one)[0].state is DeliveryState.SENT
    assert len(post.taken) == 1


def test_a_refused_address_is_shown_and_sent_again_only_on_request(
    place: House, post: Post
) -> None:
    add_training(place, [person(1)])
    [one] = issued(place.office, CODE)
    post.at_recipient.append("550 5.1.1 no such user")
    with mailing(place, post) as office:
        deliver(office, CODE, STTP, [EMAIL], actor=ACTOR)
        run(office)
        [kept] = stored(office, one)
        assert (kept.state, kept.code) == (DeliveryState.REFUSED, "mail_address_refused")
        assert deliver(office, CODE, STTP, [EMAIL], actor=ACTOR) == Queued(0, 0, 1)
        again = deliver(office, CODE, STTP, [EMAIL], actor=ACTOR, again=[DeliveryState.REFUSED])
        assert again == Queued(1, 0, 0)
        run(office)
    assert [each.state for each in stored(office, one)] == [
        DeliveryState.SENT, DeliveryState.REFUSED,
    ]  # fmt: skip


def test_silence_after_the_final_dot_is_never_repeated_by_itself(place: House, post: Post) -> None:
    add_training(place, [person(1)])
    [one] = issued(place.office, CODE)
    post.at_content.append("cut")
    with mailing(place, post) as office:
        deliver(office, CODE, STTP, [EMAIL], actor=ACTOR)
        run(office)
        run(office)
        deliver(office, CODE, STTP, [EMAIL], actor=ACTOR)
        run(office)
        [kept] = stored(office, one)
        assert (kept.state, kept.code) == (DeliveryState.UNKNOWN, "mail_unanswered")
        assert len(post.taken) == 1
        assert resend(office, CODE, one.id, EMAIL, actor=ACTOR) is DeliveryState.WAITING
        run(office)
    first, second = post.taken
    assert first[1]["Message-ID"] != second[1]["Message-ID"]
    assert [each.turn for each in stored(office, one)] == [2, 1]


def test_an_attempt_that_died_half_way_is_unknown(place: House, post: Post) -> None:
    add_training(place, [person(1)])
    [one] = issued(place.office, CODE)
    with mailing(place, post) as office:
        deliver(office, CODE, STTP, [EMAIL], actor=ACTOR)
        with office.engine.begin() as connection:
            assert deliveries.claim(connection, stored(office, one)[0].id) == 1
        run(office)  # the worker died; its job is offered again
        run(office)
    [kept] = stored(office, one)
    assert (kept.state, kept.code) == (DeliveryState.UNKNOWN, "delivery_interrupted")
    assert post.tried == []


def test_two_who_work_on_one_delivery_send_one_message(place: House, post: Post) -> None:
    add_training(place, [person(1)])
    [one] = issued(place.office, CODE)
    with mailing(place, post) as office:
        deliver(office, CODE, STTP, [EMAIL], actor=ACTOR)
        number = stored(office, one)[0].id
        deliver_one(office, number)
        deliver_one(office, number)
    assert len(post.taken) == 1
    assert stored(office, one)[0].state is DeliveryState.SENT


def test_a_turn_under_way_is_not_doubled(place: House, post: Post) -> None:
    add_training(place, [person(1)])
    [one] = issued(place.office, CODE)
    with mailing(place, post) as office:
        deliver(office, CODE, STTP, [EMAIL], actor=ACTOR)
        with pytest.raises(ConnectorError, match="delivery_pending"):
            resend(office, CODE, one.id, EMAIL, actor=ACTOR)
        with office.engine.begin() as connection:
            [known] = deliveries.of_certificate(connection, one.id)
            again = deliveries.add(
                connection, one.id, EMAIL, known.turn, deliveries.Ending(DeliveryState.WAITING),
                actor=ACTOR, now=place.clock(),
            )  # fmt: skip
        assert again is None


def test_two_who_press_the_button_at_once_queue_everybody_once(place: House, post: Post) -> None:
    add_training(place, [person(n) for n in range(1, 6)])
    made = issued(place.office, CODE)
    start = Barrier(2)

    def press(office: Office) -> Queued:
        start.wait()
        return deliver(office, CODE, STTP, [EMAIL], actor=ACTOR)

    with mailing(place, post) as office, ThreadPoolExecutor(2) as pool:
        both = list(pool.map(press, [office, office]))
        run(office)
    assert sorted(one.queued for one in both) == [0, 5]
    assert len(post.taken) == 5
    assert all(len(stored(office, one)) == 1 for one in made)


def test_a_class_is_spread_over_time_behind_what_waits(place: House, post: Post) -> None:
    add_training(place, [person(n) for n in range(1, 4)])
    add_training(place, [person(n) for n in range(4, 6)], code="LAIN-1")
    issued(place.office, CODE)
    issued(place.office, "LAIN-1")
    with mailing(place, post, per_minute=30) as office:
        deliver(office, CODE, STTP, [EMAIL], actor=ACTOR)
        deliver(office, "LAIN-1", STTP, [EMAIL], actor=ACTOR)
    with reading(place.engine) as connection:
        due = connection.scalars(
            select(jobs.c.run_at).where(jobs.c.kind == DELIVER_JOB).order_by(jobs.c.id)
        ).all()
    two = timedelta(seconds=2)
    assert [due[1] - due[0], due[2] - due[1], due[4] - due[3]] == [two, two, two]
    assert due[3] - due[0] >= 3 * two


def test_the_signed_pdf_is_attached_only_on_request(place: House, post: Post) -> None:
    add_training(place, [person(1)])
    [one] = issued(place.office, CODE)
    with mailing(place, post) as office:
        deliver(office, CODE, STTP, [EMAIL], actor=ACTOR, attach=True)
        run(office)
        with reading(office.engine) as connection:
            ours = archive.content(connection, one.sha256)
    [part] = post.taken[0][1].iter_attachments()
    assert part.get_payload(decode=True) == ours
    assert part.get_filename() == "STTP-W.13.sttp-1-1.pdf"
    assert "terlampir" in told(post.taken[0][1])


def test_without_a_mail_server_nothing_is_queued(place: House) -> None:
    add_training(place, [person(1)])
    issued(place.office, CODE)
    for wanted in ([EMAIL], []):
        with pytest.raises(ConnectorError, match="delivery_no_channel"):
            deliver(place.office, CODE, STTP, wanted, actor=ACTOR)


def test_a_certificate_of_another_training_is_none_of_this_one(place: House, post: Post) -> None:
    add_training(place, [person(1)])
    add_training(place, [person(2)], code="LAIN-1")
    [other] = issued(place.office, "LAIN-1")
    with (
        mailing(place, post) as office,
        pytest.raises(ConnectorError, match="delivery_unknown_certificate"),
    ):
        resend(office, CODE, other.id, EMAIL, actor=ACTOR)


def test_the_trail_knows_what_was_asked_and_how_it_ended_and_no_address(
    place: House, post: Post
) -> None:
    add_training(place, [person(1)])
    [one] = issued(place.office, CODE)
    with mailing(place, post) as office:
        deliver(office, CODE, STTP, [EMAIL], actor=ACTOR)
        run(office)
    with reading(office.engine) as connection:
        asked = audit.about(connection, "training:1")[0]
        ended = audit.about(connection, f"certificate:{one.id}")[0]
    assert (asked.actor, asked.action) == (ACTOR, "delivery.asked")
    assert (ended.actor, ended.action) == ("job:deliver", "delivery.sent")
    assert "@" not in str(asked.details) + str(ended.details)


class Courier(PaperLearning):
    """A learning system that answers messages as it is told to."""

    def __init__(self, answer: Messaged | ConnectorError) -> None:
        super().__init__("lms", "moodle-default")
        self.answer, self.taken = answer, list[tuple[str, str]]()

    def message(self, seat: Seat, text: str, bindings: Bindings) -> Messaged:
        self.taken.append((seat.key, text))
        if isinstance(self.answer, ConnectorError):
            raise self.answer
        return self.answer


@pytest.mark.parametrize(
    ("answer", "state", "code"),
    [
        (Messaged(MessageState.SENT, reference="7"), DeliveryState.SENT, ""),
        (Messaged(MessageState.NO_ACCOUNT), DeliveryState.SKIPPED, "delivery_no_account"),
        (Messaged(MessageState.REFUSED, "blocked"), DeliveryState.REFUSED, "blocked"),
        (TemporaryError("moodle", "send", "503"), DeliveryState.WAITING, "moodle_503"),
        (
            TemporaryError("moodle", "send", "timeout", ambiguous=True),
            DeliveryState.UNKNOWN,
            "moodle_timeout",
        ),
        (PermanentError("moodle", "send", "token"), DeliveryState.REFUSED, "moodle_token"),
    ],
)
def test_a_message_inside_the_learning_system(
    place: House, answer: Messaged | ConnectorError, state: DeliveryState, code: str
) -> None:
    add_training(place, [person(1, email=None)])
    [one] = issued(place.office, CODE)
    courier = Courier(answer)
    office = replace(place.office, lms=courier)
    assert deliver(office, CODE, STTP, [Channel.LMS], actor=ACTOR) == Queued(1, 0, 0)
    run(office)
    [kept] = stored(office, one)
    assert (kept.channel, kept.state, kept.code) == (Channel.LMS, state, code)
    [(seat, text)] = courier.taken
    assert seat == one.seat
    assert address(place, one.seat) in text


def test_doctor_signs_in_to_the_mail_server_and_sends_nothing(place: House, post: Post) -> None:
    with mailing(place, post) as office:
        [found] = check_connections(office, ["mail"])
    assert (found.system, found.ok, found.code) == ("mail", True, "mail_ready")
    assert post.tried == []
    [gone] = check_connections(office, ["mail"])
    assert (gone.ok, gone.code) == (False, "mail_no_answer")
    assert check_connections(place.office, ["mail"]) == []


def test_every_reason_has_its_sentence() -> None:
    for code in (
        "delivery_no_address", "delivery_shared_address", "delivery_withdrawn", "delivery_gave_up",
        "delivery_interrupted", "delivery_no_channel", "delivery_pending", "delivery_unsigned",
        "delivery_unknown_certificate", "delivery_no_account", "siasn_unfit", "mail_later",
        "mail_unanswered",
    ):  # fmt: skip
        assert code in CATALOGUE
