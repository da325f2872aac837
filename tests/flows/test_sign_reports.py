"""The signature on a report: the official's own, on the bytes that were checked, asked once."""

import hashlib
import io
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import Engine, func, select

from connector.clock import utc_now
from connector.documents.signing.base import Secret, SecretKind
from connector.domain.certificates import Acting, Official
from connector.domain.reports import ReportState
from connector.errors import ConnectorError, TemporaryError
from connector.flows import build_reports, move_reports, report_files, sign_reports
from connector.flows.carry_reports import hand_out, take_in
from connector.flows.sign_reports import Settlement, Signed, settle_unknown
from connector.reports.content import from_json
from connector.reports.report_paper import Standing, report_pdf
from connector.store import archive, audit, officials, report_signings, reports
from connector.store.engine import reading
from connector.store.officials import NewOfficial
from connector.store.report_signings import ReportSigning
from connector.store.signings import SigningState
from connector.store.tables import archived_files, report_versions
from tests.flows.reported_class import (
    HEAD,
    LEAD,
    MEMBER,
    STRANGER,
    WORK,
    Reported,
    reported_class,
)
from tests.signed_class import TYPED, sign_bytes
from tests.signing_keys import PASSPHRASE, authority
from tests.web.place import CODE, MORNING

OPEN, SENT, SIGNED = SigningState.OPEN, SigningState.SENT, SigningState.SIGNED
REFUSED, UNKNOWN, HANDED = SigningState.REFUSED, SigningState.UNKNOWN, SigningState.HANDED


@pytest.fixture
def place(engine: Engine) -> Iterator[Reported]:
    """A class with a checked report whose head signs here."""
    with reported_class(engine) as opened:
        opened.build()
        opened.check()
        yield opened


@pytest.fixture
def outside(engine: Engine) -> Iterator[Reported]:
    """The same, whose head signs outside."""
    with reported_class(engine, signer="manual") as opened:
        opened.build()
        opened.check()
        yield opened


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(ConnectorError) as caught:
        call()
    return caught.value.code


def signing_of(place: Reported) -> ReportSigning:
    with reading(place.house.engine) as connection:
        found = report_signings.of_version(connection, place.version().id)
    assert found is not None
    return found


def frozen(place: Reported) -> bytes:
    with reading(place.house.engine) as connection:
        found = reports.frozen_paper(connection, place.version().id)
    assert found is not None
    return found


def unanswered(pdf: bytes) -> None:
    raise TemporaryError("local", "sign", "timeout", ambiguous=True)


def away(pdf: bytes) -> None:
    raise TemporaryError("local", "sign", "timeout")


def archived(place: Reported) -> int:
    with reading(place.house.engine) as connection:
        return connection.execute(select(func.count()).select_from(archived_files)).scalar_one()


def test_what_is_signed_is_what_was_checked_and_it_is_archived(place: Reported) -> None:
    assert place.sign() == Signed(SIGNED)
    version = place.version()
    assert place.signer.calls == [version.pdf_sha256]
    with reading(place.house.engine) as connection:
        signed = archive.content(connection, version.signed_sha256)
        assert reports.printed(connection, version.id) == signed
    assert signed.startswith(frozen(place))
    assert report_files.paper(place.office, CODE, WORK, 1)[1] == signed
    assert place.state() is ReportState.SIGNED
    entry = place.trail()[-1]
    assert (entry.deed, entry.actor, entry.detail["role"]) == ("sign", place.actor(HEAD), "head")
    row = signing_of(place)
    assert (row.state, row.sha_before, row.sha_after) == (
        SIGNED, version.pdf_sha256, version.signed_sha256,
    )  # fmt: skip
    assert "report.work_done.signed" in place.reached()


def test_what_is_signed_is_not_asked_for_again(place: Reported) -> None:
    place.sign()
    assert place.sign() == Signed(SIGNED)
    assert len(place.signer.calls) == 1


@pytest.mark.parametrize("login", [LEAD, MEMBER, STRANGER, "ratna"])
def test_nobody_signs_for_the_head(place: Reported, login: str) -> None:
    assert code_of(lambda: place.sign(login=login)) == "report_not_yours"
    assert place.signer.calls == []
    assert place.state() is ReportState.CHECKED


def test_a_head_who_is_not_the_official_on_the_paper_does_not_sign(place: Reported) -> None:
    with place.house.engine.begin() as connection:
        found = officials.get(connection, place.official)
        assert found is not None
        other = Official(place.official, "Orang Lain", "Kepala Balai Contoh", Acting.PLT)
        officials.replace(connection, NewOfficial(other, place.users[LEAD], "local", found.account))
    assert code_of(place.sign) == "report_other_official"
    assert place.signer.calls == []


def test_a_draft_is_not_signed(engine: Engine) -> None:
    with reported_class(engine) as place:
        place.build()
        assert code_of(place.sign) == "report_moved"


def test_a_wrong_passphrase_may_be_typed_again(place: Reported) -> None:
    wrong = Secret(SecretKind.PASSPHRASE, "salah")

    def sign(secret: Secret | None) -> Signed:
        return sign_reports.sign(
            place.office, CODE, WORK, secret, version=1, actor=place.actor(HEAD)
        )

    assert code_of(lambda: sign(None)) == "secret_missing"
    assert code_of(lambda: sign(Secret(SecretKind.TOTP, "123456"))) == "secret_missing"
    assert sign(wrong) == Signed(REFUSED, "local_passphrase_wrong", sign(wrong).params)
    assert place.state() is ReportState.CHECKED
    assert sign(TYPED).state is SIGNED
    assert signing_of(place).attempts == 3


def test_a_signer_that_is_away_may_be_asked_again(place: Reported) -> None:
    place.signer.before = away
    assert place.sign().state is REFUSED
    place.signer.before = lambda pdf: None
    assert place.sign().state is SIGNED


def test_no_answer_is_never_asked_again_by_itself_and_holds_the_report(place: Reported) -> None:
    place.signer.before = unanswered
    assert place.sign().state is UNKNOWN
    assert place.sign().state is UNKNOWN
    assert len(place.signer.calls) == 1

    def send_back() -> object:
        return move_reports.return_report(
            place.office, CODE, WORK, version=1, note="Salah", actor=place.actor(HEAD)
        )

    def build_anew() -> object:
        return build_reports.build(
            place.office, CODE, WORK, actor=place.actor(LEAD), reopen="Salah"
        )

    assert code_of(send_back) == "report_signing_unsettled"
    assert code_of(build_anew) == "report_signing_unsettled"
    assert place.state() is ReportState.CHECKED


def settle(
    place: Reported, settlement: Settlement, signed: bytes = b"", login: str = HEAD
) -> Signed:
    return settle_unknown(
        place.office, CODE, WORK, settlement, version=1, actor=place.actor(login), signed=signed
    )


def test_a_person_settles_what_nobody_knows_by_asking_once_more(place: Reported) -> None:
    place.signer.before = unanswered
    place.sign()
    assert code_of(lambda: settle(place, Settlement.TRY_AGAIN, login=MEMBER)) == "report_not_yours"
    assert settle(place, Settlement.TRY_AGAIN).state is OPEN
    assert code_of(lambda: settle(place, Settlement.TRY_AGAIN)) == "signing_settled"
    place.signer.before = lambda pdf: None
    assert place.sign().state is SIGNED


def test_a_person_settles_with_the_signed_file_and_with_no_other(place: Reported) -> None:
    place.signer.before = unanswered
    place.sign()
    wrong = (b"", b"not a PDF", frozen(place), sign_bytes(draft_paper(place)))
    codes = [code_of(partial(settle, place, Settlement.SIGNED, one)) for one in wrong]
    assert codes == ["pdf_unreadable", "pdf_unreadable", "signed_unsigned", "signed_other"]
    assert place.state() is ReportState.CHECKED
    assert (
        settle(place, Settlement.SIGNED, sign_bytes(frozen(place)), login="ratna").state is SIGNED
    )
    assert place.state() is ReportState.SIGNED


def test_who_died_between_claim_and_answer_leaves_an_unknown_behind(place: Reported) -> None:
    def die(pdf: bytes) -> None:
        raise SystemExit(137)

    place.signer.before = die
    with pytest.raises(SystemExit):
        place.sign()
    assert signing_of(place).state is SENT
    place.signer.before = lambda pdf: None
    assert place.sign().state is SENT  # perhaps it is still being asked for
    assert code_of(lambda: settle(place, Settlement.TRY_AGAIN)) == "signing_settled"
    place.later(minutes=6)
    assert place.sign() == Signed(UNKNOWN, "signing_lost")
    assert len(place.signer.calls) == 1
    settle(place, Settlement.TRY_AGAIN)
    assert place.sign().state is SIGNED


def test_a_late_answer_after_a_second_asking_is_dropped_and_noted(place: Reported) -> None:
    """The first call hangs; a person asks again meanwhile; both come back."""
    waits, goes = threading.Event(), threading.Event()

    def hang(pdf: bytes) -> None:
        if len(place.signer.calls) == 1:
            waits.set()
            assert goes.wait(60)

    place.signer.before = hang
    told: list[Signed] = []
    first = threading.Thread(target=lambda: told.append(place.sign()))
    first.start()
    assert waits.wait(60)
    place.later(minutes=6)
    settle(place, Settlement.TRY_AGAIN)
    assert place.sign().state is SIGNED
    kept = place.version().signed_sha256
    goes.set()
    first.join()
    assert told == [Signed(SIGNED)]
    assert place.version().signed_sha256 == kept
    assert archived(place) == 1
    with reading(place.house.engine) as connection:
        actions = [one.action for one in audit.about(connection, f"report:{place.report().id}")]
    assert "report.signature_late" in actions


def test_two_askings_at_once_make_one_call(place: Reported) -> None:
    barrier = threading.Barrier(2)
    told: list[SigningState] = []

    def ask() -> None:
        barrier.wait()
        told.append(place.sign().state)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(place.signer.calls) == 1
    assert SIGNED in told
    assert set(told) <= {SIGNED, SENT}


def test_an_answer_that_is_another_document_is_refused(place: Reported) -> None:
    place.signer.after = lambda signed: sign_bytes(signed)  # one signature too many
    assert place.sign() == Signed(REFUSED, "signed_too_often")
    place.signer.after = lambda signed: signed.replace(b"%%EOF", b"%%EOX")
    assert place.sign().state is REFUSED
    assert archived(place) == 0
    assert place.state() is ReportState.CHECKED


def test_a_paper_that_was_changed_in_the_store_is_not_signed(place: Reported) -> None:
    with place.house.engine.begin() as connection:
        connection.execute(report_versions.update().values(pdf=frozen(place) + b"\n"))
    assert code_of(place.sign) == "report_damaged"
    assert place.signer.calls == []


def test_handed_out_and_taken_in_by_whoever_carries(outside: Reported) -> None:
    place = outside
    assert code_of(place.sign) == "signer_not_direct"
    for login in (STRANGER, LEAD, "budi"):
        assert code_of(partial(carry_out, place, login)) == "report_not_yours"
    name, packed = carry_out(place, MEMBER)
    assert name.endswith("-v1.zip")
    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        [inside] = [one for one in opened.namelist() if one.endswith(".pdf")]
        content = opened.read(inside)
    assert hashlib.sha256(content).hexdigest() == place.version().pdf_sha256
    assert signing_of(place).state is HANDED
    assert carry_in(place, sign_bytes(content), "ratna").state is SIGNED
    assert place.state() is ReportState.SIGNED
    assert [one.deed for one in place.trail()][-2:] == ["hand_out", "sign"]
    assert code_of(lambda: carry_out(place, MEMBER)) == "report_moved"


def carry_out(place: Reported, login: str) -> tuple[str, bytes]:
    return hand_out(place.office, CODE, WORK, version=1, actor=place.actor(login))


def carry_in(place: Reported, content: bytes, login: str = MEMBER) -> Signed:
    return take_in(place.office, CODE, WORK, content, version=1, actor=place.actor(login))


def test_what_comes_back_is_known_by_its_pages(outside: Reported) -> None:
    place = outside
    carry_out(place, MEMBER)
    other = sign_bytes(draft_paper(place))
    assert code_of(lambda: carry_in(place, other)) == "returned_foreign"
    assert code_of(lambda: carry_in(place, frozen(place))) == "signed_unsigned"
    twice = sign_bytes(sign_bytes(frozen(place)))
    assert code_of(lambda: carry_in(place, twice)) == "signed_too_often"
    assert place.state() is ReportState.CHECKED
    assert archived(place) == 0


def draft_paper(place: Reported) -> bytes:
    """The same report as a draft: other pages."""
    content = from_json(place.version().content)
    return report_pdf(content, Standing(draft=True, version=1), now=MORNING)


def test_a_signed_paper_of_a_report_that_went_back_is_not_taken(outside: Reported) -> None:
    place = outside
    carry_out(place, MEMBER)
    signed = sign_bytes(frozen(place))
    move_reports.return_report(
        place.office, CODE, WORK, version=1, note="Tunggu", actor=place.actor(HEAD)
    )
    assert code_of(lambda: carry_in(place, signed)) == "report_moved"
    place.build()
    place.check()

    def late() -> Signed:
        return take_in(place.office, CODE, WORK, signed, version=2, actor=place.actor(MEMBER))

    assert code_of(late) == "report_not_handed_out"
    hand_out(place.office, CODE, WORK, version=2, actor=place.actor(MEMBER))
    assert code_of(late) == "returned_foreign"
    assert place.state() is ReportState.CHECKED


def trusting(place: Reported, *roots: bytes) -> Reported:
    office = replace(place.office, roots=roots, clock=utc_now)
    return replace(place, house=replace(place.house, office=office))


def test_a_brought_file_is_signed_by_somebody_the_office_trusts(outside: Reported) -> None:
    carry_out(outside, MEMBER)
    signed = sign_bytes(frozen(outside))
    strange = trusting(outside, authority("Lain").der)
    assert code_of(lambda: carry_in(strange, signed)) == "signed_untrusted"
    assert carry_in(trusting(outside, authority().der), signed).state is SIGNED


def test_the_passphrase_is_in_no_row(place: Reported) -> None:
    place.signer.before = unanswered
    place.sign()
    with reading(place.house.engine) as connection:
        found = audit.about(connection, f"report:{place.report().id}")
    assert PASSPHRASE not in repr(found) + repr(signing_of(place)) + repr(place.trail())
