"""Berkas administrasi peserta dan tenaga pengajar (SOP S000 step 5); pure.

Participants with documents, attendance and lesson hours; instructors with the hours they taught,
by the timetable and as recorded; lists on which receipt is signed by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from connector.reports.class_facts import ClassFacts
from connector.reports.content import (
    Bar,
    Block,
    Chart,
    Column,
    Figures,
    Heading,
    Paragraph,
    Table,
)
from connector.reports.report_parts import (
    Written,
    attending,
    course_facts,
    mark_counts,
    masked_number,
)
from connector.reports.report_speech import UNKNOWN, Speech, numbered, unit_of
from connector.reports.teaching_facts import Taught, Teacher, teachers
from connector.reports.training_results import verdict_words


def blocks(facts: ClassFacts, written: Written, say: Speech) -> list[Block]:
    return [
        Heading(say("I. Pelatihan", "I. Training")),
        course_facts(facts, say),
        _figures(facts, say),
        written.section("summary", "", _summary(facts, say)),
        Heading(say("II. Tenaga pengajar", "II. Instructors")),
        *_teaching(facts, say),
        Heading(say("III. Catatan", "III. Notes")),
        written.section("notes", "", _notes(facts, say)),
        Heading(say("Lampiran 1: peserta", "Appendix 1: participants"), appendix=True),
        _people(facts, say),
        Heading(
            say("Lampiran 2: rincian JP mengajar", "Appendix 2: lesson hours taught in detail"),
            appendix=True,
        ),
        _sessions(facts, say),
        *_receipts(facts, say),
    ]


def _complete(facts: ClassFacts) -> int:
    """Participants of whom every document of the rule was received or waived."""
    asked = set(facts.completion_rule.documents)
    people = {one.key for one in facts.participants}
    settled: dict[str, set[str]] = {}
    for one in facts.documents:
        settled.setdefault(one.seat, set()).add(one.document)
    return sum(asked <= settled.get(seat, set()) for seat in people)


def _figures(facts: ClassFacts, say: Speech) -> Figures:
    asked = facts.completion_rule.documents
    found = teachers(facts)
    return Figures(
        "administration",
        (
            say.figure(
                "administration.people", say("Peserta", "Participants"), len(facts.participants)
            ),
            say.figure(
                "administration.complete",
                say("Dokumen lengkap", "Documents complete"),
                _complete(facts) if asked else None,
                say("{count} dokumen disyaratkan", "{count} documents asked", count=len(asked)),
            ),
            say.figure("administration.teachers", say("Pengajar", "Instructors"), len(found)),
            say.figure(
                "administration.jp",
                say("JP menurut jadwal", "JP by the timetable"),
                facts_jp(facts),
            ),
        ),
    )


def facts_jp(facts: ClassFacts) -> Decimal:
    """Lesson hours of the sessions that are taught, each once."""
    sessions = {
        one.session.key: one.session for teacher in teachers(facts) for one in teacher.sessions
    }
    return sum((one.jp for one in sessions.values()), Decimal(0))


def _summary(facts: ClassFacts, say: Speech) -> str:
    asked = facts.completion_rule.documents
    if not facts.participants:
        return say("Belum ada peserta.", "There are no participants yet.")
    if not asked:
        return say(
            "Aturan pelatihan ini tidak mensyaratkan dokumen dari {count} peserta.",
            "The rule of this training asks the {count} participants for no documents.",
            count=say.number(len(facts.participants)),
        )
    return say(
        "Dokumen {complete} dari {count} peserta lengkap ({documents}).",
        "The documents of {complete} of {count} participants are complete ({documents}).",
        complete=say.number(_complete(facts)),
        count=say.number(len(facts.participants)),
        documents=", ".join(asked),
    )


def _teaching(facts: ClassFacts, say: Speech) -> Iterator[Block]:
    found = teachers(facts)
    yield _teaching_chart(found, say)
    yield Table(
        key="teaching",
        title=say("Rekapitulasi JP mengajar", "Lesson hours taught"),
        columns=(
            Column(say("No.", "No."), 0, "center"),
            Column(say("Nama", "Name"), 5),
            Column(say("Nomor induk", "Number"), 4),
            Column(say("Sesi", "Sessions"), 0, "right"),
            Column(say("JP jadwal", "JP planned"), 0, "right"),
            Column(say("JP berlangsung", "JP held"), 0, "right"),
            Column(say("JP tercatat di kelas", "JP recorded"), 0, "right"),
        ),
        rows=tuple(_teacher_row(at, one, facts, say) for at, one in enumerate(found, start=1)),
        note=say(
            "Sesi dengan beberapa pengajar dihitung penuh bagi masing-masing. Tercatat di kelas: "
            "pengajar terekam pada sesi itu; yang tidak terekam dapat saja mengajar sebagai host.",
            "A session with several instructors counts whole for each. Recorded: the instructor "
            "was seen in that session; who was not may have taught as the host.",
        ),
        empty=say("Belum ada pengajar.", "There are no instructors yet."),
    )


def _teaching_chart(found: list[Teacher], say: Speech) -> Block:
    bars = tuple(Bar(one.name, (str(one.jp),), f"{say.number(one.jp)} JP") for one in found)
    largest = max((one.jp for one in found), default=Decimal(1))
    return Chart(
        "teaching",
        say("JP mengajar menurut jadwal", "Lesson hours by the timetable"),
        "bars",
        ("JP",),
        bars,
        str(max(largest, Decimal(1))),
        "JP",
        say("Belum ada pengajar.", "There are no instructors yet."),
    )


def _teacher_row(at: int, one: Teacher, facts: ClassFacts, say: Speech) -> tuple[str, ...]:
    held = one.held(facts)
    return (
        str(at),
        one.name,
        masked_number(one.seat.record) if one.seat else say("tidak pada daftar", "not listed"),
        say.number(len(one.sessions)),
        say.number(one.jp),
        say.number(sum((each.session.jp for each in held), Decimal(0))),
        say.number(one.recorded_jp) if one.seat else UNKNOWN,
    )


def _notes(facts: ClassFacts, say: Speech) -> str:
    unlisted = [one.name for one in teachers(facts) if one.seat is None]
    if unlisted:
        return say(
            "Nama pada jadwal yang tidak ada pada daftar pengajar: {names}.",
            "Names in the timetable that are not on the list of instructors: {names}.",
            names=say.listing(unlisted),
        )
    return say("Tidak ada catatan.", "No notes.")


def _people(facts: ClassFacts, say: Speech) -> Table:
    asked = facts.completion_rule.documents
    settled = {(one.seat, one.document) for one in facts.documents}
    rows = []
    for number, seat in numbered(facts.participants):
        cells = [
            cell
            for one in facts.sessions
            if (cell := facts.matrix.cells.get((seat.key, one.key))) is not None
        ]
        total, judged = facts.matrix.totals[seat.key], facts.judgements.get(seat.key)
        missing = [name for name in asked if (seat.key, name) not in settled]
        documents = [
            f"{len(asked) - len(missing)}/{len(asked)}",
            ", ".join(missing),
        ]
        rows.append(
            (
                number,
                seat.record.full_name,
                masked_number(seat.record),
                unit_of(seat),
                *(documents if asked else ()),
                say.number(attending(mark_counts(cells))),
                say.number(total.attended_jp),
                say.number(total.percent),
                verdict_words(say)[judged.verdict] if judged else UNKNOWN,
            )
        )
    return Table(
        key="people",
        title=say("Dokumen, kehadiran, dan JP peserta", "Documents, attendance, lesson hours"),
        columns=(
            Column(say("No.", "No."), 0, "center"),
            Column(say("Nama", "Name"), 5),
            Column(say("Nomor induk", "Number"), 4),
            Column(say("Unit kerja", "Unit"), 5),
            *(
                (
                    Column(say("Dokumen", "Documents"), 0, "center"),
                    Column(say("Belum ada", "Missing"), 4),
                )
                if asked
                else ()
            ),
            Column(say("Sesi dihadiri", "Sessions attended"), 0, "right"),
            Column(say("JP", "JP"), 0, "right"),
            Column(say("% JP", "% JP"), 0, "right"),
            Column(say("Hasil", "Verdict"), 0),
        ),
        rows=tuple(rows),
        empty=say("Belum ada peserta.", "There are no participants yet."),
        landscape=True,
    )


def _sessions(facts: ClassFacts, say: Speech) -> Table:
    taught = [(one, each) for one in teachers(facts) for each in one.sessions]
    ordered = sorted(taught, key=lambda pair: (pair[1].session.start, pair[1].session.key))
    return Table(
        key="sessions",
        title=say("Sesi dan pengajarnya", "Sessions and who taught them"),
        columns=(
            Column(say("Hari", "Day"), 3),
            Column(say("Pukul", "Time"), 3),
            Column(say("Mata pelatihan", "Subject"), 5),
            Column("JP", 0, "right"),
            Column(say("Pengajar", "Instructor"), 5),
            Column(say("Tercatat di kelas", "Recorded"), 0, "right"),
        ),
        rows=tuple(
            (
                say.day(each.session.date),
                say.hours(each.session.start, each.session.end, each.session.zone),
                each.session.subject,
                say.number(each.session.jp),
                one.name,
                _recorded(each, facts, say),
            )
            for one, each in ordered
        ),
        empty=say("Jadwal belum memuat pengajar.", "The timetable names no instructors."),
        landscape=True,
    )


def _recorded(taught: Taught, facts: ClassFacts, say: Speech) -> str:
    if not facts.held(taught.session):
        return say("belum berlangsung", "ahead")
    if taught.minutes:
        return say("{minutes} menit", "{minutes} minutes", minutes=say.number(taught.minutes))
    return UNKNOWN


def _receipts(facts: ClassFacts, say: Speech) -> Iterator[Block]:
    """Lists to print and sign: whoever got something signs behind their name."""
    columns = (
        Column(say("No.", "No."), 0, "center"),
        Column(say("Nama", "Name"), 5),
        Column(say("Unit kerja", "Unit"), 5),
        Column(say("Yang diterima", "What"), 4, to_sign=True),
        Column(say("Tanggal", "Date"), 2, to_sign=True),
        Column(say("Tanda tangan", "Signature"), 4, to_sign=True),
    )
    yield Heading(
        say("Lampiran 3: tanda terima peserta", "Appendix 3: receipts of participants"),
        appendix=True,
    )
    yield Table(
        key="receipts.participants",
        title=say("Tanda terima peserta", "Receipts of participants"),
        columns=columns,
        rows=tuple(
            (number, one.record.full_name, unit_of(one), "", "", "")
            for number, one in numbered(facts.participants)
        ),
        empty=say("Belum ada peserta.", "There are no participants yet."),
    )
    yield Heading(
        say("Lampiran 4: tanda terima pengajar", "Appendix 4: receipts of instructors"),
        appendix=True,
    )
    yield Table(
        key="receipts.teachers",
        title=say("Tanda terima pengajar", "Receipts of instructors"),
        columns=columns,
        rows=tuple(
            (str(at), one.name, unit_of(one.seat) if one.seat else "", "", "", "")
            for at, one in enumerate(teachers(facts), start=1)
        ),
        empty=say("Belum ada pengajar.", "There are no instructors yet."),
    )
    yield Paragraph(
        say(
            "Kolom yang kosong diisi dan ditandatangani dengan tangan.",
            "Empty columns are filled in and signed by hand.",
        )
    )
