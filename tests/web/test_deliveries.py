"""The delivery page: who got theirs and how, who did not and why; only administrators send."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from connector.app import CATALOGUE
from connector.domain.certificates import CertificateKind, CertificateState
from connector.reports.siasn_fields import SiasnOptions, options_of
from connector.reports.targets.email import EmailTarget, MailServer
from connector.store import audit, certificates, deliveries, trainings
from connector.store.certificates import Certificate
from connector.store.deliveries import Channel, DeliveryState, Ending
from connector.store.engine import reading
from connector.store.tables import jobs
from connector.web import create_web
from tests.issued import Issue, issued
from tests.web.place import CODE, House, add_training, address, person, seat_keys

URL = f"/trainings/{CODE}/certificates/deliveries"
NIP = "199001312015030001"


@pytest.fixture
def mailing(place_on_both: House) -> Iterator[House]:
    """An office with a mail server that nobody talks to here."""
    with _mailing(place_on_both) as place:
        yield place


@contextmanager
def _mailing(place: House) -> Iterator[House]:
    target = EmailTarget(MailServer("127.0.0.1", 9, "none", "noreply@balai.example"))
    place.office = replace(place.office, mail=target, organiser=("Balai Contoh",))
    place.app = create_web(place.office, place.settings, CATALOGUE)
    yield place


def class_of(place: House) -> list[Certificate]:
    add_training(place, [person(1), person(2, email=None), person(3)])
    return issued(place.office, CODE)


def note(place: House, one: Certificate, state: DeliveryState, code: str = "") -> None:
    """Let a delivery that waits have ended so."""
    with place.engine.begin() as connection:
        waiting = deliveries.of_certificate(connection, one.id)[0]
        attempt = deliveries.claim(connection, waiting.id)
        assert attempt
        assert deliveries.end(
            connection, waiting.id, attempt, Ending(state, code, {"reply": "550 5.1.1"}),
            now=place.clock(),
        )  # fmt: skip


def states(place: House, one: Certificate) -> list[DeliveryState]:
    with reading(place.engine) as connection:
        return [each.state for each in deliveries.of_certificate(connection, one.id)]


def test_a_class_is_sent_from_one_button(mailing: House) -> None:
    first, second, third = class_of(mailing)
    browser = mailing.administrator()
    assert 'name="channel" value="email"' in browser.get(URL).text
    answer = browser.post(URL, channel="email")
    assert (answer.status_code, answer.location) == (303, URL)
    assert states(mailing, first) == states(mailing, third) == [DeliveryState.WAITING]
    assert states(mailing, second) == [DeliveryState.SKIPPED]
    with reading(mailing.engine) as connection:
        bodies = connection.scalars(select(jobs.c.body)).all()
    assert [body["attach"] for body in bodies] == [False, False]
    page = browser.get(f"{URL}?lang=en").text
    assert "This person has no e-mail address; nothing was sent." in page
    assert 'http-equiv="refresh"' in page


def test_whoever_was_reached_is_told_apart(mailing: House) -> None:
    first, second, third = class_of(mailing)
    browser = mailing.administrator()
    browser.post(URL, channel="email")
    note(mailing, first, DeliveryState.SENT)
    note(mailing, third, DeliveryState.REFUSED, "mail_address_refused")
    page = browser.get(f"{URL}?lang=en").text
    assert "The recipient&#39;s address was refused (reply 550 5.1.1)" in page
    assert "p***@example.org" in page
    assert "peserta1@example.org" not in page
    left = browser.get(f"{URL}?left=1").text
    assert first.number not in left
    assert second.number in left
    assert third.number in left
    assert 'name="again"' in left


def test_refused_ones_are_sent_again_only_when_that_is_ticked(mailing: House) -> None:
    first, _second, _third = class_of(mailing)
    browser = mailing.administrator()
    browser.post(URL, channel="email")
    note(mailing, first, DeliveryState.REFUSED, "mail_later")
    browser.post(URL, channel="email")
    assert states(mailing, first) == [DeliveryState.REFUSED]
    browser.post(URL, channel="email", again="1", attach="1")
    assert states(mailing, first) == [DeliveryState.WAITING, DeliveryState.REFUSED]


def test_one_is_sent_once_more_on_purpose(mailing: House) -> None:
    first, _second, _third = class_of(mailing)
    browser = mailing.administrator()
    browser.post(URL, channel="email")
    refused = browser.post(f"{URL}/{first.id}", channel="email")
    assert refused.status_code == 409
    note(mailing, first, DeliveryState.UNKNOWN, "mail_unanswered")
    assert "second message" in browser.get(f"{URL}?lang=en").text
    assert browser.post(f"{URL}/{first.id}", channel="email").status_code == 303
    assert states(mailing, first) == [DeliveryState.WAITING, DeliveryState.UNKNOWN]
    assert browser.post(f"{URL}/999", channel="email").status_code == 404


def test_staff_see_where_each_stands_and_no_personal_address(mailing: House) -> None:
    first, _second, _third = class_of(mailing)
    link = address(mailing, seat_keys(mailing)[0])
    page = mailing.staff().get(URL).text
    assert first.number in page
    assert link not in page
    assert "data-copy" not in page
    assert 'name="channel"' not in page
    assert link in mailing.administrator().get(URL).text


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", ""),
        ("POST", "/1"),
        ("GET", ".txt"),
        ("GET", "/../myasn.xlsx"),
        ("POST", "/../myasn"),
    ],
)
def test_only_administrators_send_and_take_numbers_along(
    mailing: House, method: str, path: str
) -> None:
    class_of(mailing)
    where = (URL + path).replace("/deliveries/..", "")
    for browser in (mailing.staff(), mailing.companion()):
        answer = browser.get(where) if method == "GET" else browser.post(where, channel="email")
        assert answer.status_code == 403
    with reading(mailing.engine) as connection:
        assert connection.execute(select(jobs.c.id)).all() == []


def test_messages_to_paste_are_for_whom_nothing_reached(mailing: House) -> None:
    first, second, third = class_of(mailing)
    browser = mailing.administrator()
    browser.post(URL, channel="email")
    note(mailing, first, DeliveryState.SENT)
    answer = browser.get(f"{URL}.txt")
    links = [address(mailing, seat) for seat in seat_keys(mailing)]
    assert answer.mimetype == "text/plain"
    assert [link in answer.text for link in links] == [False, True, True]
    assert "Yth. Peserta Contoh 2, S.H." in answer.text
    assert NIP[:8] not in answer.text
    with reading(mailing.engine) as connection:
        assert audit.about(connection, "training:1")[0].action == "delivery.messages_taken"
    assert second.number not in answer.text
    assert third.number not in answer.text


def test_the_workbook_for_siasn_holds_the_signed_ones_and_is_written_down(mailing: House) -> None:
    first, second, third = class_of(mailing)
    with mailing.engine.begin() as connection:
        certificates.set_state(
            connection, third.id, (CertificateState.ARCHIVED,), CertificateState.REVOKED
        )
    browser = mailing.administrator()
    answer = browser.get(f"/trainings/{CODE}/certificates/myasn.xlsx")
    page = load_workbook(BytesIO(answer.data))["Data MyASN"]
    rows = list(page.iter_rows(values_only=True))
    assert [row[2] for row in rows[2:]] == [NIP, NIP[:-1] + "2"]
    named = dict(zip(rows[1], rows[2], strict=True))
    assert (named["nomorSertipikat"], named["jenisDiklatId"]) == (first.number, 17)
    assert named["institusiPenyelenggara"] == "Balai Contoh"
    assert second.number in rows[3]
    with reading(mailing.engine) as connection:
        [taken] = [
            one for one in audit.about(connection, "training:1") if one.action == "siasn.taken"
        ]
    assert taken.details == {"kind": "sttp", "people": 2}


def test_what_siasn_is_told_is_kept_with_the_training(mailing: House) -> None:
    class_of(mailing)
    browser = mailing.administrator()
    where = f"/trainings/{CODE}/certificates/myasn"
    assert browser.post(where, type="3", institution="  BPSDM  Contoh ").status_code == 303
    with reading(mailing.engine) as connection:
        stored = trainings.get(connection, CODE)
    assert stored is not None
    assert options_of(stored.settings.options) == SiasnOptions(3, 8, "BPSDM Contoh")
    for form in ({"type": "99"}, {"type": "x"}, {"type": "3", "institution": "\u202ex"}):
        assert browser.post(where, **form).status_code == 409
    assert '<option value="3" selected>' in browser.get(URL).text


def test_every_kind_has_a_page_of_its_own(mailing: House) -> None:
    class_of(mailing)
    [other, *_rest] = issued(mailing.office, CODE, Issue(kind=CertificateKind.PARTICIPATION))
    browser = mailing.administrator()
    assert other.number not in browser.get(URL).text
    assert other.number in browser.get(f"{URL}?kind=participation").text
    answer = browser.post(URL, kind="participation", channel="email")
    assert answer.location == f"{URL}?kind=participation"
    assert browser.get(f"{URL}?kind=nonsense").status_code == 404


def test_without_a_mail_server_the_page_says_so(place_on_both: House) -> None:
    place = place_on_both
    place.office = replace(place.office, lms=None)
    place.app = create_web(place.office, place.settings, CATALOGUE)
    class_of(place)
    browser = place.administrator()
    page = browser.get(f"{URL}?lang=en").text
    assert "Neither e-mail nor Moodle is set up" in page
    assert browser.post(URL, channel="email").status_code == 409


def test_before_anything_is_signed_there_is_nothing_to_deliver(mailing: House) -> None:
    add_training(mailing, [person(1)])
    issued(mailing.office, CODE, Issue(signed=False))
    page = mailing.administrator().get(f"{URL}?lang=en").text
    assert "Nothing is signed yet" in page
    assert Channel.EMAIL.value not in page.replace("e-mail", "")
