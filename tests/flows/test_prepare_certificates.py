"""Numbered certificates are printed once, whoever prints; a broken one stops no other."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, update

from connector.domain.certificates import CertificateState
from connector.errors import ConnectorError
from connector.flows import prepare_certificates, signing_batches
from connector.flows.sign_certificates import sign_one
from connector.store import audit, renditions, signings
from connector.store.engine import reading
from connector.store.signings import SigningState
from connector.store.tables import certificates as certificates_table
from connector.store.tables import jobs
from tests.pdf_reading import text as text_of
from tests.signed_class import STTP, TYPED, add_official, signing_class
from tests.web.place import CODE

AWAITING, NUMBERED = CertificateState.AWAITING, CertificateState.NUMBERED


def test_every_numbered_certificate_is_printed_and_waits(engine: Engine) -> None:
    with signing_class(engine) as place:
        assert prepare_certificates.prepare(place.office, CODE, STTP) == 3
        assert place.states() == [AWAITING] * 3
        with reading(engine) as connection:
            for one in place.rows():
                text = text_of(renditions.content(connection, one.id, 0))
                assert one.number in text
                assert one.content.holder.name in text


def test_printing_again_changes_nothing(engine: Engine) -> None:
    with signing_class(engine) as place:
        prepare_certificates.prepare(place.office, CODE, STTP)
        with reading(engine) as connection:
            before = renditions.newest(connection, place.training, STTP.value)
        assert prepare_certificates.prepare(place.office, CODE, STTP) == 0
        with reading(engine) as connection:
            assert renditions.newest(connection, place.training, STTP.value) == before


def test_the_same_certificate_prints_the_same_bytes(engine: Engine) -> None:
    with signing_class(engine, 1) as place:
        prepare_certificates.prepare(place.office, CODE, STTP)
        [one] = place.rows()
        with engine.begin() as connection:
            before = renditions.content(connection, one.id, 0)
            renditions.drop_unsigned(connection, [one.id])
            connection.execute(update(certificates_table).values(state=NUMBERED.value))
        prepare_certificates.prepare(place.office, CODE, STTP)
        with reading(engine) as connection:
            assert renditions.content(connection, one.id, 0) == before


def test_many_who_print_at_once_print_each_once(engine: Engine) -> None:
    with signing_class(engine, 12) as place:
        with ThreadPoolExecutor(4) as pool:
            counts = list(
                pool.map(lambda _: prepare_certificates.prepare(place.office, CODE, STTP), range(4))
            )
        assert sum(counts) == 12
        assert place.states() == [AWAITING] * 12


def test_one_that_cannot_be_printed_says_why_and_stops_no_other(engine: Engine) -> None:
    with signing_class(engine) as place:
        second = place.rows()[1]
        with engine.begin() as connection:
            broken = dict(name="x", kind="sttp", template="gone", unit="", texts={}, options={})
            connection.execute(
                update(certificates_table)
                .where(certificates_table.c.id == second.id)
                .values(design={**broken, "officials": [], "logo": None, "id": 0, "version": 0})
            )
        with pytest.raises(ConnectorError, match="certificates_unprinted count=1"):
            prepare_certificates.prepare(place.office, CODE, STTP)
        assert place.states() == [AWAITING, NUMBERED, AWAITING]
        with reading(engine) as connection:
            [entry] = audit.about(connection, f"certificate:{second.id}")
        assert (entry.action, entry.details) == (
            "certificate.not_printed", {"code": "template_unknown"}
        )  # fmt: skip


def test_another_official_before_the_first_signature_keeps_the_number(engine: Engine) -> None:
    with signing_class(engine) as place:
        place.prepared()
        batch = signing_batches.open_batch(place.office, CODE, STTP, 1, actor=place.actor())
        before = [(one.number, one.dated) for one in place.rows()]
        other = add_official(place.house, None, "local", 1)
        count = prepare_certificates.change_officials(
            place.office, CODE, STTP, [other], actor="user:1"
        )
        assert count == 3
        assert [(one.number, one.dated) for one in place.rows()] == before
        assert place.states() == [NUMBERED] * 3
        with reading(engine) as connection:
            queued = [row.kind for row in connection.execute(jobs.select())]
        assert queued == ["prepare_certificates"]
        with pytest.raises(ConnectorError, match="certificate_moved"):
            sign_one(place.office, batch.id, place.rows()[0].id, TYPED, actor=place.actor())
        place.prepared()
        with reading(engine) as connection:
            text = text_of(renditions.content(connection, place.rows()[0].id, 0))
        assert "Rudi Contoh" in text
        with pytest.raises(ConnectorError, match="official_changed"):
            sign_one(place.office, batch.id, place.rows()[0].id, TYPED, actor=place.actor())
        assert place.signer.calls == []


def test_whoever_signed_first_stays(engine: Engine) -> None:
    with signing_class(engine, 2) as place:
        place.prepared()
        first, second = (one.id for one in place.rows())
        batch = signing_batches.open_batch(place.office, CODE, STTP, 1, actor=place.actor())
        assert sign_one(
            place.office, batch.id, first, TYPED, actor=place.actor()
        ).state is SigningState.SIGNED  # fmt: skip
        other = add_official(place.house, None, "local", 1)
        change = prepare_certificates.change_officials
        assert change(place.office, CODE, STTP, [other], actor="user:1") == 1
        assert [one.officials[0].id for one in place.rows()] == [place.officials[0], other]
        assert second in {one.id for one in place.rows() if one.state is NUMBERED}


def test_no_official_changes_while_a_call_is_under_way_or_after_all_signed(engine: Engine) -> None:
    with signing_class(engine, 1) as place:
        place.prepared()
        [one] = place.rows()
        batch = signing_batches.open_batch(place.office, CODE, STTP, 1, actor=place.actor())
        with engine.begin() as connection:
            row = signings.in_batch(connection, batch.id, one.id)
            assert row is not None
            signings.claim(
                connection, row.id, sha_before="", actor="user:4", now=place.office.clock()
            )
        change = prepare_certificates.change_officials
        with pytest.raises(ConnectorError, match="signing_unsettled"):
            change(place.office, CODE, STTP, place.officials, actor="user:1")
        with engine.begin() as connection:
            signings.reopen(connection, [row.id], (SigningState.SENT,))
        sign_one(place.office, batch.id, one.id, TYPED, actor=place.actor())
        with pytest.raises(ConnectorError, match="signing_begun"):
            change(place.office, CODE, STTP, place.officials, actor="user:1")


@pytest.mark.parametrize(("chosen", "code"), [([], "officials_number"), ([99], "official_unknown")])
def test_officials_must_be_there(engine: Engine, chosen: list[int], code: str) -> None:
    with signing_class(engine, 1) as place, pytest.raises(ConnectorError, match=code):
        prepare_certificates.change_officials(place.office, CODE, STTP, chosen, actor="user:1")
