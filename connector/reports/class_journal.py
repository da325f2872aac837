"""The pendamping's class journal of one day as PDF (SOP S003 step 10); pure, from plain values.

Who taught, how many were there, what was cut off, and what was noted. A struck entry stays on
the paper, struck through.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from connector.documents.render import render
from connector.domain.attendance import Denominator, Disruption
from connector.domain.sessions import SessionRecord
from connector.domain.trainings import Training
from connector.messages import Language, Wording
from connector.reports.attendance_paper import short_id
from connector.reports.attendance_sheet import (
    Office,
    SheetTotals,
    Signer,
    companions_of,
    totals_sentence,
)
from connector.reports.paper_words import (
    date_line,
    day_line,
    hour,
    hours,
    labelled_hours,
    moment_line,
    phrase,
    word,
)
from connector.reports.sheet_values import fingerprint_of

TEMPLATE = Path(__file__).parent / "templates" / "class_journal"

WORDS = {
    "title": Wording("JURNAL KELAS", "CLASS JOURNAL"),
    "cohort": Wording("Angkatan {cohort}", "Cohort {cohort}"),
    "day": Wording("Hari, tanggal", "Day, date"),
    "companions": Wording("Pendamping", "Class companions"),
    "instructors": Wording("Pengajar", "Instructors"),
    "room": Wording("Ruang", "Room"),
    "attendance": Wording("Kehadiran", "Attendance"),
    "disruption": Wording(
        "Gangguan {hours}, {count} peserta: {reason} ({decision})",
        "Cut {hours}, {count} participants: {reason} ({decision})",
    ),
    "open": Wording("perhitungan belum diputuskan", "how to count is not decided"),
    "keep": Wording("lama sesi tetap", "the session's length stays"),
    "deduct": Wording("lama sesi dikurangi", "taken off the session's length"),
    "time": Wording("Pukul", "Time"),
    "entry": Wording("Kejadian dan catatan", "Events and notes"),
    "author": Wording("Dicatat oleh", "Noted by"),
    "no_entries": Wording("Tidak ada catatan.", "Nothing was noted."),
    "struck": Wording("dicoret {name} {time}", "struck by {name} {time}"),
    "staff": Wording("staf", "staff"),
    "page": Wording("Halaman", "Page"),
    "of": Wording("dari", "of"),
    "footer": Wording(
        "{code} · Dokumen {document} · dicetak {printed}",
        "{code} · Document {document} · printed {printed}",
    ),
}
"""What the journal says, in both languages."""


@dataclass(frozen=True)
class Entry:
    """One note of the journal."""

    at: datetime
    text: str
    actor: str
    struck_at: datetime | None = None
    struck_by: str = ""


@dataclass(frozen=True)
class JournalSession:
    """What one session's part of the journal is made of; `totals` None before it is measured."""

    session: SessionRecord
    entries: Sequence[Entry]
    disruptions: Sequence[Disruption] = ()
    totals: SheetTotals | None = None


@dataclass(frozen=True)
class Note:
    time: str
    text: str
    author: str
    struck: str = ""
    """Who struck it and when; "" for a note that stands."""


@dataclass(frozen=True)
class Section:
    """One session as printed."""

    title: str
    lines: tuple[tuple[str, str], ...]
    disruptions: tuple[str, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Journal:
    """A day's journal as printed; build it with `journal_of`."""

    organiser: str
    training: str
    cohort: str
    code: str
    day: str
    place_and_date: str
    companions: tuple[Signer, ...]
    sections: tuple[Section, ...]
    printed_at: datetime
    zone: str

    @property
    def fingerprint(self) -> str:
        """Digest of everything but the time of printing."""
        return fingerprint_of(self, without="printed_at")


def journal_of(
    training: Training,
    day: date,
    sessions: Sequence[JournalSession],
    *,
    office: Office,
    now: datetime,
    language: Language,
) -> Journal:
    """Put a day's notes in order of time, with names instead of actors."""
    cohort = phrase(WORDS, "cohort", language, cohort=training.cohort) if training.cohort else ""
    ordered = sorted(sessions, key=lambda one: (one.session.start, one.session.key))
    return Journal(
        organiser=office.organiser,
        training=training.title,
        cohort=cohort,
        code=training.code,
        day=day_line(day, language),
        place_and_date=f"{office.place or '.' * 24}, {date_line(day, language)}",
        companions=companions_of(training, language),
        sections=tuple(_section(one, office.actors, language) for one in ordered),
        printed_at=now,
        zone=training.zone,
    )


def journal_pdf(journal: Journal, language: Language) -> bytes:
    """Return the journal as PDF/A-2b; the same journal gives the same bytes."""
    return render(TEMPLATE, _values(journal, language), created=journal.printed_at)


def _section(of: JournalSession, actors: Mapping[str, str], language: Language) -> Section:
    session = of.session
    known = {
        "instructors": "; ".join(session.instructor_names),
        "room": session.room or "",
        "attendance": totals_sentence(of.totals, language) if of.totals else "",
    }
    when = labelled_hours(session.start, session.end, session.zone, language)
    return Section(
        title=f"{when} · {session.subject}",
        lines=tuple((word(WORDS, name, language), text) for name, text in known.items() if text),
        disruptions=tuple(
            _disruption(one, session.zone, language)
            for one in sorted(of.disruptions, key=lambda one: (one.start, one.id))
        ),
        notes=tuple(
            _note(one, session.zone, actors, language)
            for one in sorted(of.entries, key=lambda one: one.at)
        ),
    )


def _disruption(one: Disruption, zone: str, language: Language) -> str:
    decision = {
        Denominator.OPEN: "open",
        Denominator.KEEP: "keep",
        Denominator.DEDUCT: "deduct",
    }
    return phrase(
        WORDS,
        "disruption",
        language,
        hours=hours(one.start, one.end, zone, language),
        count=len(one.seats),
        reason=one.reason,
        decision=word(WORDS, decision[one.denominator], language),
    )


def _note(entry: Entry, zone: str, actors: Mapping[str, str], language: Language) -> Note:
    staff = word(WORDS, "staff", language)
    struck = ""
    if entry.struck_at is not None:
        name = actors.get(entry.struck_by, staff)
        time = hour(entry.struck_at, zone, language)
        struck = phrase(WORDS, "struck", language, name=name, time=time)
    return Note(hour(entry.at, zone, language), entry.text, actors.get(entry.actor, staff), struck)


def _values(journal: Journal, language: Language) -> dict[str, object]:
    return {
        "language": language,
        "title": word(WORDS, "title", language),
        "head": {
            "organiser": journal.organiser,
            "training": journal.training,
            "cohort": journal.cohort,
        },
        "facts": [
            (word(WORDS, "day", language), journal.day),
            (
                word(WORDS, "companions", language),
                "; ".join(one.name for one in journal.companions if one.name),
            ),
        ],
        "words": {
            name: word(WORDS, name, language)
            for name in ("time", "entry", "author", "no_entries", "page", "of")
        },
        "sections": [
            {
                "title": section.title,
                "lines": section.lines,
                "disruptions": section.disruptions,
                "notes": [vars(note) for note in section.notes],
            }
            for section in journal.sections
        ],
        "place_and_date": journal.place_and_date,
        "companions": [vars(one) for one in journal.companions],
        "footer": phrase(
            WORDS,
            "footer",
            language,
            code=journal.code,
            document=short_id(journal.fingerprint),
            printed=moment_line(journal.printed_at, journal.zone, language),
        ),
    }
