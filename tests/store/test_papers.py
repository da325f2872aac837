"""Evidence, journal and archives: added, marked, numbered on; nothing is ever lost or changed."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, Table, update

from connector.errors import ConnectorError
from connector.store import papers
from connector.store.papers import EvidenceKind, NewArchive, NewEvidence
from connector.store.tables import archives, evidence
from tests.database import statements_of
from tests.store.samples import LATER, NOW, make_training

PDF = b"%PDF-1.7 a scan"
KEY = "2026-08-03/etika publik/1"
DAY = date(2026, 8, 3)


def attached(connection: Connection, training_id: int, **changes: Any) -> papers.Evidence:
    new = NewEvidence(training_id, EvidenceKind.SIGNED_SHEET, "daftar.pdf", PDF, session_key=KEY)
    return papers.add_evidence(connection, replace(new, **changes), actor="user:1", now=NOW)


def spoil(connection: Connection, table: Table) -> None:
    connection.execute(update(table).values(content=b"%PDF-1.7 another"))


def test_evidence_is_listed_without_its_content_and_read_by_number(engine: Engine) -> None:
    with engine.begin() as connection:
        one = make_training(connection).id
        added = attached(connection, one, note="lembar 1")
        other = attached(connection, one, session_key=None, content=b"\xff\xd8\xff\xe0jpeg")
    with engine.connect() as connection, statements_of(engine) as seen:
        assert papers.evidence_of(connection, one) == [added, other]
        assert papers.evidence_of(connection, one, KEY) == [added]
        assert papers.evidence_by_id(connection, one, added.id) == added
        assert not [statement for statement in seen if "content" in statement]
        assert papers.evidence_content(connection, one, added.id) == PDF
    assert (added.media_type, added.size) == ("application/pdf", len(PDF))
    assert added.sha256 == hashlib.sha256(PDF).hexdigest()
    assert (added.added_by, added.added_at, added.note) == ("user:1", NOW, "lembar 1")
    assert (other.media_type, other.session_key) == ("image/jpeg", None)


def test_a_file_that_only_claims_to_be_a_pdf_is_refused(engine: Engine) -> None:
    with engine.begin() as connection:
        one = make_training(connection).id
        with pytest.raises(ConnectorError, match="evidence_kind_unknown"):
            attached(connection, one, content=b"<html>", file_name="daftar.pdf")
        assert papers.evidence_of(connection, one) == []


def test_a_letter_is_always_restricted(engine: Engine) -> None:
    with engine.begin() as connection:
        one = make_training(connection).id
        assert attached(connection, one, kind=EvidenceKind.LETTER).restricted
        assert not attached(connection, one).restricted
        assert attached(connection, one, restricted=True).restricted


def test_removed_evidence_is_marked_and_keeps_its_content(engine: Engine) -> None:
    with engine.begin() as connection:
        one = make_training(connection).id
        number = attached(connection, one).id
        removed = papers.remove_evidence(connection, one, number, actor="user:2", now=LATER)
        again = papers.remove_evidence(
            connection, one, number, actor="user:3", now=LATER + timedelta(days=1)
        )
        assert (removed.removed_at, removed.removed_by) == (LATER, "user:2")
        assert again == removed
        assert papers.evidence_of(connection, one) == [removed]
        assert papers.evidence_content(connection, one, number) == PDF


def test_another_trainings_evidence_is_out_of_reach(engine: Engine) -> None:
    with engine.begin() as connection:
        mine, other = make_training(connection, "A-1").id, make_training(connection, "B-1").id
        number = attached(connection, mine).id
        assert papers.evidence_by_id(connection, other, number) is None
        with pytest.raises(ConnectorError, match="evidence_unknown"):
            papers.evidence_content(connection, other, number)
        with pytest.raises(ConnectorError, match="evidence_unknown"):
            papers.remove_evidence(connection, other, number, actor="user:1", now=NOW)
        [left] = papers.evidence_of(connection, mine)
        assert left.removed_at is None


def test_evidence_that_changed_under_us_is_not_handed_out(engine: Engine) -> None:
    with engine.begin() as connection:
        one = make_training(connection).id
        number = attached(connection, one).id
        spoil(connection, evidence)
        with pytest.raises(ConnectorError, match="evidence_damaged"):
            papers.evidence_content(connection, one, number)


def noted(connection: Connection, training_id: int, minutes: int, text: str) -> papers.JournalEntry:
    at = NOW + timedelta(minutes=minutes)
    return papers.add_entry(connection, training_id, KEY, at, text, actor="user:1", now=LATER)


def test_the_journal_is_in_order_of_what_happened(engine: Engine) -> None:
    with engine.begin() as connection:
        one, other = make_training(connection, "A-1").id, make_training(connection, "B-1").id
        late = noted(connection, one, 30, "proyektor mati")
        early = noted(connection, one, 1, "kelas dibuka")
        noted(connection, other, 2, "lain")
        assert papers.entries_of(connection, one) == [early, late]
        assert papers.entries_of(connection, one, KEY) == [early, late]
        assert papers.entries_of(connection, one, "2026-08-04/etika publik/1") == []
    assert (early.at, early.created_at, early.actor) == (
        NOW + timedelta(minutes=1),
        LATER,
        "user:1",
    )


def test_a_struck_entry_stays_and_the_first_striking_stands(engine: Engine) -> None:
    with engine.begin() as connection:
        one, other = make_training(connection, "A-1").id, make_training(connection, "B-1").id
        number = noted(connection, one, 1, "salah").id
        with pytest.raises(ConnectorError, match="entry_unknown"):
            papers.strike_entry(connection, other, number, actor="user:2", now=LATER)
        papers.strike_entry(connection, one, number, actor="user:2", now=LATER)
        again = papers.strike_entry(connection, one, number, actor="user:3", now=NOW)
        assert (again.text, again.struck_at, again.struck_by) == ("salah", LATER, "user:2")
        assert papers.entries_of(connection, one) == [again]


def an_archive(training_id: int, content: bytes, fingerprint: str | None = None) -> NewArchive:
    manifest: dict[str, Any] = {"fingerprint": fingerprint} if fingerprint else {"files": []}
    return NewArchive(training_id, "day", DAY, "arsip.zip", content, manifest)


def put(connection: Connection, new: NewArchive) -> papers.Archive:
    return papers.put_archive(connection, new, actor="job:archive", now=NOW)


def test_the_same_bytes_are_kept_once_and_others_get_the_next_number(engine: Engine) -> None:
    with engine.begin() as connection:
        one = make_training(connection).id
        first = put(connection, an_archive(one, b"A"))
        assert put(connection, an_archive(one, b"A")) == first
        second = put(connection, an_archive(one, b"B"))
        third = put(connection, an_archive(one, b"A"))
        assert [kept.number for kept in (first, second, third)] == [1, 2, 3]
        assert papers.archives_of(connection, one) == [first, second, third]
        contents = [papers.archive_content(connection, one, k.id) for k in (first, second, third)]
    assert contents == [b"A", b"B", b"A"]
    assert (first.size, first.sha256) == (1, hashlib.sha256(b"A").hexdigest())
    assert (first.created_by, first.manifest) == ("job:archive", {"files": []})


def test_a_repacked_day_with_the_same_fingerprint_is_not_kept_again(engine: Engine) -> None:
    with engine.begin() as connection:
        one = make_training(connection).id
        first = put(connection, an_archive(one, b"packed at ten", "f1"))
        assert put(connection, an_archive(one, b"packed at eleven", "f1")) == first
        assert put(connection, an_archive(one, b"packed at ten", "f2")).number == 2
        assert papers.archive_content(connection, one, first.id) == b"packed at ten"


def test_days_kinds_and_trainings_count_for_themselves(engine: Engine) -> None:
    with engine.begin() as connection:
        one, other = make_training(connection, "A-1").id, make_training(connection, "B-1").id
        new = an_archive(one, b"A")
        for changed in (
            new,
            replace(new, day=DAY + timedelta(1)),
            replace(new, kind="month"),
            replace(new, training_id=other),
        ):
            assert put(connection, changed).number == 1
        assert len(papers.archives_of(connection, one)) == 3


def test_two_at_once_get_two_numbers(engine: Engine) -> None:
    with engine.begin() as connection:
        one = make_training(connection).id

    def keep(number: int) -> int:
        with engine.begin() as connection:
            return put(connection, an_archive(one, f"state {number}".encode())).number

    with ThreadPoolExecutor(4) as threads:
        numbers = list(threads.map(keep, range(8)))
    assert sorted(numbers) == list(range(1, 9))


def test_an_archive_that_changed_under_us_is_not_handed_out(engine: Engine) -> None:
    with engine.begin() as connection:
        one = make_training(connection).id
        whole = put(connection, an_archive(one, b"A"))
        assert papers.damaged_archives(connection) == []
        spoil(connection, archives)
        with pytest.raises(ConnectorError, match="archive_damaged"):
            papers.archive_content(connection, one, whole.id)
        assert papers.damaged_archives(connection) == [whole]
        with pytest.raises(ConnectorError, match="archive_unknown"):
            papers.archive_content(connection, one + 1, whole.id)
