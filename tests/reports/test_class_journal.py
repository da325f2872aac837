"""The class journal: what happened when, who noted it, and nothing that vanishes."""

import re
from dataclasses import replace
from datetime import timedelta

from connector.domain.attendance import Denominator, Disruption
from connector.domain.sessions import SessionRecord
from connector.messages import Language
from connector.reports.class_journal import (
    WORDS,
    Entry,
    Journal,
    JournalSession,
    journal_of,
    journal_pdf,
)
from tests import pdf_reading
from tests.reports.class_day import (
    DAY,
    FIRST,
    OFFICE,
    PRINTED,
    SECOND,
    class_of,
    participants,
    training,
)


def entry(minutes: int, text: str, session: SessionRecord = FIRST) -> Entry:
    return Entry(session.start + timedelta(minutes=minutes), text, "user:3")


def cut(denominator: Denominator) -> Disruption:
    start = FIRST.start + timedelta(minutes=40)
    seats = frozenset({"seat:1", "seat:2"})
    return Disruption(1, start, start + timedelta(minutes=20), seats, "listrik padam", denominator)


def journal(*sessions: JournalSession, language: Language = "id") -> Journal:
    one = training(*participants(2))
    return journal_of(one, DAY, sessions, office=OFFICE, now=PRINTED, language=language)


def test_a_day_in_order_of_time_with_names_for_actors() -> None:
    struck = replace(
        entry(30, "salah catat"), struck_at=FIRST.start + timedelta(minutes=31), struck_by="user:9"
    )
    made = journal(
        JournalSession(SECOND, []),
        JournalSession(
            FIRST,
            [entry(20, "proyektor mati"), struck, entry(1, "kelas dibuka")],
            [cut(Denominator.OPEN)],
            class_of(20).totals,
        ),
    )
    first, second = made.sections
    assert (first.title, second.title) == (
        "08.00–10.15 WIB · Etika Publik",
        "13.00–15.15 WIB · Akuntabilitas",
    )
    assert [(note.time, note.text, note.author) for note in first.notes] == [
        ("08.01", "kelas dibuka", "Ani Pendamping"),
        ("08.20", "proyektor mati", "Ani Pendamping"),
        ("08.30", "salah catat", "Ani Pendamping"),
    ]
    assert [note.struck for note in first.notes] == ["", "", "dicoret staf 08.31"]
    assert first.disruptions == (
        "Gangguan 08.40–09.00, 2 peserta: listrik padam (perhitungan belum diputuskan)",
    )
    assert first.lines[0] == ("Pengajar", "Dr. Bambang Contoh, M.Si.; Wati Contoh")
    assert first.lines[2][1].startswith("H ")


def test_it_prints_everything_with_room_for_the_companions_signature() -> None:
    made = journal(
        JournalSession(FIRST, [entry(1, "kelas dibuka *tepat* waktu\nbaris kedua")]),
        JournalSession(SECOND, []),
    )
    content = journal_pdf(made, "id")
    said = pdf_reading.text(content)
    for part in (
        "JURNAL KELAS",
        "Senin, 5 Agustus 2024",
        "08.00–10.15 WIB · Etika Publik",
        "08.01 kelas dibuka *tepat* waktu baris kedua Ani Pendamping",
        "Tidak ada catatan.",
        "Semarang, 5 Agustus 2024 Pendamping, Ani Pendamping, S.E. NIP 19900131 201503 1 902",
        "Halaman 1 dari 1",
    ):
        assert part in said
    assert content == journal_pdf(made, "id")
    assert pdf_reading.claims_archival(content)


def test_english_is_complete() -> None:
    made = journal(JournalSession(FIRST, [], [cut(Denominator.DEDUCT)]), language="en")
    said = pdf_reading.text(journal_pdf(made, "en"))
    assert "CLASS JOURNAL" in said
    assert "Cut 08:40–09:00, 2 participants: listrik padam (taken off" in said
    assert "Nothing was noted." in said
    assert not re.search(r"dicetak|Halaman|Pengajar|Pendamping :|Ruang", said)
    assert [name for name, one in WORDS.items() if not one.id or not one.en] == []


def test_a_long_day_goes_over_pages_without_losing_a_note() -> None:
    notes = [entry(n, f"catatan {n:03}: " + "panjang " * 30) for n in range(60)]
    content = journal_pdf(journal(JournalSession(FIRST, notes)), "id")
    whole = pdf_reading.pages(content)
    assert len(whole) > 2
    assert re.findall(r"catatan (\d+):", " ".join(whole)) == [f"{n:03}" for n in range(60)]


def test_no_field_runs_over_the_edge() -> None:
    wide = "W" * 300
    one = JournalSession(
        replace(FIRST, subject=wide, room=wide, instructor_names=(wide,)),
        [replace(entry(1, wide), actor="user:3")],
        [replace(cut(Denominator.KEEP), reason=wide)],
    )
    made = replace(journal(one), organiser=wide, training=wide, cohort=wide, code=wide)
    lines = pdf_reading.pieces(journal_pdf(made, "id"))
    whole = [piece for piece in lines if set(piece.text) <= {"W", "\u200b"}]
    assert len(whole) > 30
    assert max(piece.widest for piece in whole) < (210 - 15) / 25.4 * 72 + 1


def test_the_fingerprint_is_of_the_content_and_not_of_the_print() -> None:
    made = journal(JournalSession(FIRST, [entry(1, "a")]))
    assert replace(made, printed_at=PRINTED + timedelta(1)).fingerprint == made.fingerprint
    assert journal(JournalSession(FIRST, [entry(1, "b")])).fingerprint != made.fingerprint
