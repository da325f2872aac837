"""One signature is asked for once; its answer is kept, refused or left to a person."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from connector.documents.signing.base import Readiness, Secret, SecretKind
from connector.domain.certificates import CertificateState
from connector.errors import ConnectorError, PermanentError, TemporaryError
from connector.flows.sign_certificates import Outcome, Settlement, settle_unknown, sign_one
from connector.flows.signing_batches import batch_lines, open_batch, places
from connector.store import archive, audit, renditions, signings
from connector.store.engine import reading
from connector.store.signings import SigningState
from connector.store.tables import audit_entries
from connector.store.tables import signings as signings_table
from tests.signed_class import HEAD, SECOND, STTP, TYPED, Signing, sign_bytes, signing_class
from tests.signing_keys import PASSPHRASE
from tests.web.place import CODE

ARCHIVED, AWAITING = CertificateState.ARCHIVED, CertificateState.AWAITING
OPEN, SENT, SIGNED = SigningState.OPEN, SigningState.SENT, SigningState.SIGNED
REFUSED, UNKNOWN = SigningState.REFUSED, SigningState.UNKNOWN


def batch_for(place: Signing, login: str = HEAD, slot: int = 1) -> int:
    return open_batch(place.office, CODE, STTP, slot, actor=place.actor(login)).id


def sign(place: Signing, batch: int, certificate: int, login: str = HEAD) -> Outcome:
    return sign_one(place.office, batch, certificate, TYPED, actor=place.actor(login))


def states(place: Signing, batch: int) -> list[SigningState]:
    with reading(place.house.engine) as connection:
        return [one.state for one in batch_lines(connection, batch, place.office.clock())]


def unanswered(pdf: bytes) -> None:
    raise TemporaryError("local", "sign", "timeout", ambiguous=True)


def test_a_signed_certificate_is_archived_with_the_bytes_that_came_back(engine: Engine) -> None:
    with signing_class(engine) as place:
        batch = batch_for(place.prepared())
        [first, *_] = place.rows()
        assert sign(place, batch, first.id) == Outcome(first.id, SIGNED)
        [after, *others] = place.rows()
        assert (after.state, after.archived_at) == (ARCHIVED, place.office.clock())
        assert after.signed_at is not None
        assert [one.state for one in others] == [AWAITING] * 2
        with reading(engine) as connection:
            content = archive.content(connection, after.sha256)
            assert content.startswith(renditions.content(connection, first.id, 0))
            row = signings.in_batch(connection, batch, first.id)
            assert row is not None
            assert row.sha_after == after.sha256
            assert row.verification is not None
            [signature] = row.verification["signatures"]
            assert (signature["signer"], signature["intact"]) == ("Dra. Siti Contoh, M.Si.", True)
        assert states(place, batch) == [SIGNED, OPEN, OPEN]


def test_a_whole_batch_is_signed_and_closed_and_a_second_one_finds_nothing(engine: Engine) -> None:
    with signing_class(engine) as place:
        batch = batch_for(place.prepared())
        for one in place.rows():
            sign(place, batch, one.id)
        assert place.states() == [ARCHIVED] * 3
        with reading(engine) as connection:
            closed = signings.batch(connection, batch)
            assert closed is not None
            assert closed.closed_at is not None
        for one in place.rows():
            assert sign(place, batch, one.id).state is SIGNED
        assert len(place.signer.calls) == 3
        with pytest.raises(ConnectorError, match="nothing_to_sign"):
            batch_for(place)


def test_a_partial_batch_is_resumed_never_repeated(engine: Engine) -> None:
    with signing_class(engine) as place:
        batch = batch_for(place.prepared())
        first, second, third = (one.id for one in place.rows())
        sign(place, batch, second)
        assert batch_for(place) == batch
        with reading(engine) as connection:
            left = [
                one.certificate.id
                for one in batch_lines(connection, batch, place.office.clock())
                if one.state is OPEN
            ]
        assert left == [first, third]
        for one in left:
            sign(place, batch, one)
        assert len(place.signer.calls) == len(set(place.signer.calls)) == 3


def test_what_is_printed_later_joins_the_open_batch(engine: Engine) -> None:
    with signing_class(engine, 2) as place:
        place.prepared()
        late = place.rows()[1].id
        with engine.begin() as connection:
            renditions.drop_unsigned(connection, [late])
        batch = batch_for(place)
        assert states(place, batch) == [OPEN]
        with engine.begin() as connection:
            renditions.put(
                connection, late, 0, renditions.content(connection, place.rows()[0].id, 0) + b"\n",
                now=place.office.clock(),
            )  # fmt: skip
        assert batch_for(place) == batch
        assert states(place, batch) == [OPEN, OPEN]


def test_a_refusal_says_why_and_may_be_asked_again(engine: Engine) -> None:
    with signing_class(engine) as place:
        batch = batch_for(place.prepared())
        first = place.rows()[0].id
        wrong = Secret(SecretKind.PASSPHRASE, "bukan ini")
        told = sign_one(place.office, batch, first, wrong, actor=place.actor())
        assert (told.state, told.code) == (REFUSED, "local_passphrase_wrong")
        assert states(place, batch)[0] is REFUSED
        assert sign(place, batch, first).state is SIGNED
        with reading(engine) as connection:
            row = signings.in_batch(connection, batch, first)
            assert row is not None
            assert (row.attempts, row.code) == (2, "")


def test_nobody_answering_before_sending_is_no_doubt(engine: Engine) -> None:
    with signing_class(engine) as place:
        batch = batch_for(place.prepared())

        def unreachable(pdf: bytes) -> None:
            raise TemporaryError("local", "sign", "unreachable")

        place.signer.before = unreachable
        told = sign(place, batch, place.rows()[0].id)
        assert (told.state, told.code) == (REFUSED, "local_unreachable")


def test_a_timeout_is_unknown_and_never_asked_again_by_itself(engine: Engine) -> None:
    with signing_class(engine) as place:
        batch = batch_for(place.prepared())
        first = place.rows()[0].id
        place.signer.before = unanswered
        assert sign(place, batch, first).state is UNKNOWN
        place.signer.before = lambda pdf: None
        assert sign(place, batch, first).state is UNKNOWN
        assert batch_for(place) == batch
        assert states(place, batch)[0] is UNKNOWN
        assert len(place.signer.calls) == 1


def test_a_person_lets_an_unknown_one_be_asked_again(engine: Engine) -> None:
    with signing_class(engine) as place:
        batch = batch_for(place.prepared())
        first = place.rows()[0].id
        place.signer.before = unanswered
        sign(place, batch, first)
        place.signer.before = lambda pdf: None
        with reading(engine) as connection:
            row = signings.in_batch(connection, batch, first)
            assert row is not None
        with pytest.raises(ConnectorError, match="not_your_signature"):
            settle_unknown(place.office, row.id, Settlement.TRY_AGAIN, actor=place.actor(SECOND))
        settle_unknown(place.office, row.id, Settlement.TRY_AGAIN, actor=place.actor())
        with pytest.raises(ConnectorError, match="signing_settled"):
            settle_unknown(place.office, row.id, Settlement.TRY_AGAIN, actor=place.actor())
        assert sign(place, batch, first).state is SIGNED


def test_an_unknown_one_is_settled_with_the_signed_file(engine: Engine) -> None:
    with signing_class(engine) as place:
        batch = batch_for(place.prepared())
        first, second, _ = (one.id for one in place.rows())
        place.signer.before = unanswered
        sign(place, batch, first)
        with reading(engine) as connection:
            row = signings.in_batch(connection, batch, first)
            assert row is not None
            own, other = (renditions.content(connection, one, 0) for one in (first, second))
        settle = settle_unknown
        for wrong, code in ((own, "signed_unsigned"), (sign_bytes(other), "signed_other")):
            with pytest.raises(ConnectorError, match=code):
                settle(place.office, row.id, Settlement.SIGNED, actor="user:1", signed=wrong)
        assert states(place, batch)[0] is UNKNOWN
        told = settle(
            place.office, row.id, Settlement.SIGNED, actor="user:1", signed=sign_bytes(own)
        )
        assert told.state is SIGNED
        assert place.rows()[0].state is ARCHIVED
        assert len(place.signer.calls) == 1


def test_a_call_whose_process_died_is_unknown_after_some_minutes(engine: Engine) -> None:
    with signing_class(engine) as place:
        batch = batch_for(place.prepared())
        first = place.rows()[0].id

        class Killed(BaseException):
            """What nobody catches: the process is gone."""

        def killed(pdf: bytes) -> None:
            raise Killed

        place.signer.before = killed
        with pytest.raises(Killed):
            sign(place, batch, first)
        place.signer.before = lambda pdf: None
        assert states(place, batch)[0] is SENT
        with reading(engine) as connection:
            row = signings.in_batch(connection, batch, first)
            assert row is not None
        with pytest.raises(ConnectorError, match="signing_settled"):
            settle_unknown(place.office, row.id, Settlement.TRY_AGAIN, actor=place.actor())
        place.house.clock.now += timedelta(minutes=6)
        assert states(place, batch)[0] is UNKNOWN
        assert sign(place, batch, first).state is UNKNOWN
        settle_unknown(place.office, row.id, Settlement.TRY_AGAIN, actor=place.actor())
        assert sign(place, batch, first).state is SIGNED
        assert len(place.signer.calls) == 2


def test_a_late_answer_counts_as_long_as_nobody_asked_again(engine: Engine) -> None:
    with signing_class(engine) as place:
        batch = batch_for(place.prepared())
        first = place.rows()[0].id

        def given_up_meanwhile(pdf: bytes) -> None:
            with engine.begin() as connection:
                row = signings.in_batch(connection, batch, first)
                assert row is not None
                later = place.office.clock() + timedelta(minutes=10)
                assert signings.give_up(connection, row.id, later, "signing_lost")

        place.signer.before = given_up_meanwhile
        assert sign(place, batch, first).state is SIGNED


def test_a_late_answer_to_a_call_that_was_made_again_is_dropped_and_noted(engine: Engine) -> None:
    with signing_class(engine) as place:
        batch = batch_for(place.prepared())
        first = place.rows()[0].id

        def somebody_signs_meanwhile(pdf: bytes) -> None:
            place.signer.before = lambda pdf: None
            with engine.begin() as connection:
                row = signings.in_batch(connection, batch, first)
                assert row is not None
                later = place.office.clock() + timedelta(minutes=10)
                signings.give_up(connection, row.id, later, "signing_lost")
            settle_unknown(place.office, row.id, Settlement.TRY_AGAIN, actor=place.actor())
            assert sign(place, batch, first).state is SIGNED

        place.signer.before = somebody_signs_meanwhile
        assert sign(place, batch, first).state is SIGNED
        with reading(engine) as connection:
            actions = [one.action for one in audit.about(connection, f"certificate:{first}")]
            kept = connection.execute(select(signings_table.c.sha_after)).scalars().all()
        assert actions.count("certificate.archived") == 1
        assert "signature.late" in actions
        assert place.rows()[0].sha256 in kept


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda signed: signed[:-700], "pdf_unreadable"),
        (lambda signed: signed[:400] + b"X" + signed[401:], "signed_altered"),
        (lambda signed: b"<html>galat</html>", "pdf_unreadable"),
        (lambda signed: sign_bytes(signed), "signed_too_often"),
    ],
    ids=["cut", "altered", "no pdf", "twice"],
)
def test_bytes_that_do_not_hold_are_not_kept(engine: Engine, spoil: object, code: str) -> None:
    with signing_class(engine, 1) as place:
        batch = batch_for(place.prepared())
        [one] = place.rows()
        assert callable(spoil)
        place.signer.after = lambda signed: bytes(spoil(signed))
        told = sign(place, batch, one.id)
        assert (told.state, told.code) == (REFUSED, code)
        assert place.states() == [AWAITING]


def test_another_document_that_is_signed_well_is_refused(engine: Engine) -> None:
    with signing_class(engine, 2) as place:
        batch = batch_for(place.prepared())
        first, second = (one.id for one in place.rows())
        with reading(engine) as connection:
            foreign = sign_bytes(renditions.content(connection, second, 0))
        place.signer.after = lambda signed: foreign
        assert sign(place, batch, first).code == "signed_other"


def test_the_second_official_signs_what_the_first_one_signed(engine: Engine) -> None:
    with signing_class(engine, 2, signers=("local", "local")) as place:
        place.prepared()
        with pytest.raises(ConnectorError, match="nothing_to_sign"):
            batch_for(place, SECOND, 2)
        first = batch_for(place)
        ids = [one.id for one in place.rows()]
        for one in ids:
            sign(place, first, one)
        assert place.states() == [AWAITING] * 2
        second = batch_for(place, SECOND, 2)
        with pytest.raises(ConnectorError, match="not_your_signature"):
            sign(place, second, ids[0], HEAD)
        for one in ids:
            assert sign(place, second, one, SECOND).state is SIGNED
        assert place.states() == [ARCHIVED] * 2
        with reading(engine) as connection:
            for row in place.rows():
                content = archive.content(connection, row.sha256)
                assert content.startswith(renditions.content(connection, row.id, 1))
                found = signings.of_certificates(connection, [row.id])[row.id][-1].verification
                assert found is not None
                assert [one["signer"] for one in found["signatures"]] == [
                    "Dra. Siti Contoh, M.Si.", "Rudi Contoh, S.H.",
                ]  # fmt: skip
            waiting = [
                (one.slot, one.waiting, one.later, one.signed)
                for one in places(connection, place.training, STTP)
            ]
        assert waiting == [(1, 0, 0, 2), (2, 0, 0, 2)]


@pytest.mark.parametrize("login", [SECOND, "ratna", "budi", "sari"])
def test_nobody_signs_for_another(engine: Engine, login: str) -> None:
    with signing_class(engine, 1) as place:
        batch = batch_for(place.prepared())
        with pytest.raises(ConnectorError, match="not_your_signature"):
            batch_for(place, login)
        with pytest.raises(ConnectorError, match="not_your_signature"):
            sign(place, batch, place.rows()[0].id, login)
        with pytest.raises(ConnectorError, match="not_your_signature"):
            sign_one(place.office, batch, place.rows()[0].id, TYPED, actor="cli")
        assert place.signer.calls == []
        assert states(place, batch) == [OPEN]


@pytest.mark.parametrize(
    "secret", [None, Secret(SecretKind.PASSPHRASE, ""), Secret(SecretKind.TOTP, "123456")]
)
def test_without_what_the_signer_asks_for_nobody_is_called(
    engine: Engine, secret: Secret | None
) -> None:
    with signing_class(engine, 1) as place:
        batch = batch_for(place.prepared())
        with pytest.raises(ConnectorError, match="secret_missing"):
            sign_one(place.office, batch, place.rows()[0].id, secret, actor=place.actor())
        assert place.signer.calls == []


def test_an_account_that_may_not_sign_opens_no_batch(engine: Engine) -> None:
    with signing_class(engine, 1) as place:
        place.prepared()
        place.signer.readiness = Readiness(False, "key_absent")
        with pytest.raises(PermanentError, match="key_absent") as caught:
            batch_for(place)
        assert caught.value.code == "local_key_absent"
        with reading(engine) as connection:
            assert signings.batches_of(connection, place.training) == []


def test_two_browsers_ask_for_each_signature_once(engine: Engine) -> None:
    with signing_class(engine, 8) as place:
        batch = batch_for(place.prepared())
        ids = [one.id for one in place.rows()]
        start = threading.Barrier(2)

        def browser(order: list[int]) -> None:
            start.wait()
            for one in order:
                sign(place, batch, one)

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(browser, (ids, list(reversed(ids)))))
        assert place.states() == [ARCHIVED] * 8
        assert len(place.signer.calls) == len(set(place.signer.calls)) == 8


def test_what_was_typed_is_in_no_row_and_no_entry(engine: Engine) -> None:
    with signing_class(engine, 2) as place:
        batch = batch_for(place.prepared())
        for one in place.rows():
            sign(place, batch, one.id)
        with engine.connect() as connection:
            rows = [
                *connection.execute(signings_table.select()),
                *connection.execute(audit_entries.select()),
            ]
        assert rows
        assert not [row for row in rows if PASSPHRASE in repr(row)]
        assert all(PASSPHRASE not in repr(one) for one in place.signer.seen)
