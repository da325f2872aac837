"""Revoked and replaced certificates keep number and file; a correction is issued anew."""

from collections.abc import Iterator
from dataclasses import replace as changed

import pytest
from sqlalchemy import Engine, update

from connector.domain.certificates import CertificateState
from connector.domain.completion import Verdict
from connector.domain.revocations import Revocation
from connector.errors import ConnectorError
from connector.flows.approve_certificates import approve, pending_list
from connector.flows.decide_completion import decide
from connector.flows.draft_certificates import correct_draft
from connector.flows.issue_certificates import issue
from connector.flows.prepare_certificates import prepare
from connector.flows.sign_certificates import sign_one
from connector.flows.signing_batches import open_batch
from connector.flows.withdraw_certificates import replace, revoke
from connector.store import archive, audit, signings
from connector.store.certificates import Certificate
from connector.store.engine import reading
from connector.store.secrets import Secrets
from connector.store.tables import officials as officials_table
from tests.flows.certificate_class import APPROVER, STTP, office_of, user
from tests.flows.numbered_class import (
    ADMINISTRATOR,
    add_design,
    add_series,
    approved_class,
    certificates_of,
)
from tests.signed_class import TYPED, KeySigner
from tests.web.place import CODE, SECRET, House

ARCHIVED, REPLACED = CertificateState.ARCHIVED, CertificateState.REPLACED
REVOKED = CertificateState.REVOKED


@pytest.fixture
def place(engine: Engine) -> Iterator[House]:
    """Three numbered certificates whose official is the user `ketua`."""
    with office_of(engine) as opened:
        box = Secrets([SECRET])
        office = changed(opened.office, signers={"local": KeySigner()}, secrets=box)
        here = changed(opened, office=office)
        approved_class(here)
        add_design(here)
        add_series(here)
        issue(office, CODE, STTP, dated=None, actor=ADMINISTRATOR)
        with engine.begin() as connection:
            number = int(user(here, APPROVER).removeprefix("user:"))
            account = box.seal("Dr. Pejabat Contoh, M.Si.")
            connection.execute(update(officials_table).values(user_id=number, account=account))
        yield here


def sign_all(place: House) -> list[Certificate]:
    """Print and sign whatever waits; return all certificates."""
    prepare(place.office, CODE, STTP)
    official = user(place, APPROVER)
    batch = open_batch(place.office, CODE, STTP, 1, actor=official)
    with reading(place.engine) as connection:
        waiting = [one.certificate_id for one in signings.of_batch(connection, batch.id)]
    for one in waiting:
        sign_one(place.office, batch.id, one, TYPED, actor=official)
    return certificates_of(place)


def put_right(place: House, one: Certificate, name: str = "Nama Yang Betul, S.H.") -> None:
    """Correct a draft, and have the corrected list approved."""
    correct_draft(place.office, CODE, one.seat, {"name": name}, "salah eja", actor=ADMINISTRATOR)
    with reading(place.engine) as connection:
        found = pending_list(connection, place.office, CODE, STTP)
    approve(place.office, CODE, STTP, found.fingerprint, actor=user(place, APPROVER))


def test_a_revoked_certificate_keeps_number_file_and_reason(place: House) -> None:
    first, *_ = sign_all(place)
    revoke(
        place.office, first.id, "  diterbitkan\ndua kali ", actor="user:1",
        category=Revocation.NOT_EARNED,
    )  # fmt: skip
    now, *others = certificates_of(place)
    assert (now.state, now.number, now.sha256) == (REVOKED, first.number, first.sha256)
    assert (now.revoked_by, now.revoked_reason) == ("user:1", "not_earned: diterbitkan dua kali")
    assert [one.state for one in others] == [ARCHIVED, ARCHIVED]
    with reading(place.engine) as connection:
        assert archive.content(connection, now.sha256)
        entry = audit.about(connection, f"certificate:{now.id}")[0]
    assert (entry.action, entry.details["category"]) == ("certificate.revoked", "not_earned")
    with pytest.raises(ConnectorError, match="certificate_withdrawn"):
        revoke(place.office, first.id, "lagi", actor="user:1")


def test_a_reason_is_asked_for(place: House) -> None:
    one = certificates_of(place)[0]
    for deed in (revoke, replace):
        with pytest.raises(ConnectorError, match="reason_missing"):
            deed(place.office, one.id, " \n ", actor="user:1")
    assert certificates_of(place)[0].state is CertificateState.NUMBERED


def test_an_unsigned_certificate_may_be_revoked_and_is_signed_by_nobody(place: House) -> None:
    first, *_ = certificates_of(place)
    revoke(place.office, first.id, "salah orang", actor="user:1")
    assert [one.state for one in sign_all(place)] == [REVOKED, ARCHIVED, ARCHIVED]


def test_a_replacement_states_what_the_draft_says_now_and_both_point_at_each_other(
    place: House,
) -> None:
    first, *_ = sign_all(place)
    put_right(place, first)
    new = replace(place.office, first.id, "salah eja nama", actor="user:1")
    assert new.content.holder.name == "Nama Yang Betul, S.H."
    old, *_, made = sign_all(place)
    assert (old.state, made.state) == (REPLACED, ARCHIVED)
    assert (old.replaced_by_id, made.replaces_id) == (made.id, old.id)
    assert old.revoked_reason == "wrong_data: salah eja nama"
    assert old.sha256 == first.sha256 != made.sha256
    assert (made.generation, made.person_id) == (2, old.person_id)


def test_a_correction_that_nobody_approved_makes_no_certificate(place: House) -> None:
    first, *_ = sign_all(place)
    correct_draft(
        place.office, CODE, first.seat, {"name": "Orang Lain"}, "coba", actor=ADMINISTRATOR
    )
    for force in (False, True):
        with pytest.raises(ConnectorError, match="replacement_not_approved"):
            replace(place.office, first.id, "coba", actor=ADMINISTRATOR, force=force)
    assert certificates_of(place)[0].state is ARCHIVED


def test_a_draft_that_says_the_same_replaces_nothing_unless_forced(place: House) -> None:
    first, *_ = sign_all(place)
    with pytest.raises(ConnectorError, match="replacement_same"):
        replace(place.office, first.id, "coba", actor="user:1")
    assert certificates_of(place)[0].state is ARCHIVED
    new = replace(
        place.office, first.id, "kunci bocor", actor="user:1", category=Revocation.LOST_KEY,
        force=True,
    )  # fmt: skip
    assert new.content == first.content
    assert certificates_of(place)[0].revoked_reason == "lost_key: kunci bocor"


def test_an_old_approval_makes_no_new_certificate_for_who_has_not_earned_it(place: House) -> None:
    first, *_ = sign_all(place)
    revoke(place.office, first.id, "titip absen", actor="user:1", category=Revocation.NOT_EARNED)
    decide(
        place.office, CODE, [first.seat], Verdict.NOT_EARNED, reason="titip absen",
        actor=ADMINISTRATOR,
    )  # fmt: skip
    with pytest.raises(ConnectorError, match="replacement_not_earned"):
        replace(place.office, first.id, "coba", actor="user:1", force=True)
    assert [one.state for one in certificates_of(place)] == [REVOKED, ARCHIVED, ARCHIVED]


def test_what_was_replaced_is_neither_revoked_nor_replaced_again(place: House) -> None:
    first, *_ = sign_all(place)
    put_right(place, first)
    replace(place.office, first.id, "salah eja", actor="user:1")
    put_right(place, first, "Lain Lagi, S.H.")
    for deed in (revoke, replace):
        with pytest.raises(ConnectorError, match="certificate_withdrawn"):
            deed(place.office, first.id, "lagi", actor="user:1")
    assert len(certificates_of(place)) == 4


def test_a_revoked_one_may_be_replaced_and_keeps_why_it_was_revoked(place: House) -> None:
    first, *_ = sign_all(place)
    revoke(place.office, first.id, "salah eja", actor="user:1")
    put_right(place, first)
    replace(place.office, first.id, "diperbaiki", actor="user:2")
    old = certificates_of(place)[0]
    assert (old.state, old.revoked_by, old.revoked_reason) == (
        REPLACED, "user:1", "other: salah eja",
    )  # fmt: skip


def test_nothing_is_withdrawn_while_its_signature_is_under_way(place: House) -> None:
    prepare(place.office, CODE, STTP)
    batch = open_batch(place.office, CODE, STTP, 1, actor=user(place, APPROVER))
    first, *_ = certificates_of(place)
    put_right(place, first)
    with place.engine.begin() as connection:
        row = signings.in_batch(connection, batch.id, first.id)
        assert row is not None
        signings.claim(connection, row.id, sha_before="", actor="x", now=place.clock())
    for deed in (revoke, replace):
        with pytest.raises(ConnectorError, match="signing_unsettled"):
            deed(place.office, first.id, "salah", actor="user:1")
    assert certificates_of(place)[0].state is CertificateState.AWAITING


def test_a_batch_of_which_the_rest_was_revoked_is_done(place: House) -> None:
    prepare(place.office, CODE, STTP)
    official = user(place, APPROVER)
    batch = open_batch(place.office, CODE, STTP, 1, actor=official)
    first, second, third = certificates_of(place)
    revoke(place.office, third.id, "salah orang", actor="user:1")
    for one in (first, second):
        sign_one(place.office, batch.id, one.id, TYPED, actor=official)
    with reading(place.engine) as connection:
        closed = signings.batch(connection, batch.id)
    assert closed is not None
    assert closed.closed_at is not None


def test_an_unknown_certificate_is_refused(place: House) -> None:
    with pytest.raises(ConnectorError, match="certificate_unknown"):
        revoke(place.office, 999, "salah", actor="user:1")
