"""Laporan pelatihan (SOP S000 step 4): from its basis to its results and what follows; pure."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from connector.domain.attendance import Result
from connector.domain.certificate_clock import due
from connector.domain.certificates import CertificateKind
from connector.domain.completion import Verdict
from connector.domain.snapshots import UNKNOWN_DAY
from connector.reports import training_results as results
from connector.reports.attendance_recap_report import (
    archive_table,
    day_chart,
    disruption_table,
    figures,
    people_table,
    session_table,
    share_chart,
    summary,
)
from connector.reports.class_facts import ClassFacts
from connector.reports.content import Block, Column, Heading, Points, Table
from connector.reports.evaluation_blocks import evaluation_blocks
from connector.reports.participants_report import sex_word
from connector.reports.report_parts import (
    Written,
    by_unit,
    course_facts,
    course_title,
    mark_counts,
    masked_number,
    stacked,
    when,
)
from connector.reports.report_speech import Speech, unit_of
from connector.reports.teaching_facts import teachers


def blocks(facts: ClassFacts, written: Written, say: Speech) -> list[Block]:
    return [
        Heading(say("I. Pendahuluan", "I. Introduction")),
        written.section("background", say("Latar belakang", "Background"), _background(facts, say)),
        Heading(say("Dasar", "Basis"), 2),
        Points(tuple(_basis(facts, say))),
        written.section("purpose", say("Tujuan", "Purpose"), _purpose(facts, say)),
        Heading(say("II. Penyelenggaraan", "II. How it was run")),
        Heading(say("Waktu dan tempat", "Dates and place"), 2),
        course_facts(facts, say),
        Heading(say("Mata pelatihan", "Subjects"), 2),
        _subjects(facts, say),
        Heading(say("Peserta", "Participants"), 2),
        written.section("participants", "", _participants(facts, say)),
        _unit_chart(facts, say),
        Heading(say("Tenaga pengajar", "Instructors"), 2),
        _teachers(facts, say),
        written.section("organisation", "", _organisation(facts, say)),
        Heading(say("III. Kehadiran", "III. Attendance")),
        figures(facts, say),
        written.section("attendance", "", summary(facts, say)),
        share_chart(facts, say),
        day_chart(facts, say),
        archive_table(facts, say),
        Heading(say("IV. Hasil", "IV. Results")),
        *results.score_blocks(facts, say),
        *results.verdict_blocks(facts, written, say),
        Heading(say("V. Evaluasi", "V. Evaluation")),
        *evaluation_blocks(facts, written, say),
        Heading(say("VI. Kendala dan tindak lanjut", "VI. Difficulties and what follows")),
        disruption_table(facts, say),
        written.section("problems", say("Kendala", "Difficulties"), _problems(facts, say)),
        written.section("follow_up", say("Tindak lanjut", "What follows"), _follow_up(facts, say)),
        Heading(say("VII. Penutup", "VII. Close")),
        written.section("closing", "", _closing(facts, say)),
        Heading(
            say("Lampiran 1: peserta dan hasilnya", "Appendix 1: participants and their results"),
            appendix=True,
        ),
        results.people_table(facts, say),
        Heading(say("Lampiran 2: jadwal", "Appendix 2: timetable"), appendix=True),
        _timetable(facts, say),
        Heading(say("Lampiran 3: kehadiran per sesi", "Appendix 3: attendance"), appendix=True),
        session_table(facts, say),
        people_table(facts, say),
    ]


def _background(facts: ClassFacts, say: Speech) -> str:
    subjects = len(facts.course.subjects)
    if not subjects and not facts.participants:
        return say(
            "Jadwal dan peserta pelatihan belum dicatat.",
            "Timetable and participants are not on record yet.",
        )
    return say(
        "{training} mencakup {subjects} mata pelatihan sebanyak {jp} JP dan diikuti peserta dari "
        "{units} unit kerja.",
        "{training} covers {subjects} subjects in {jp} lesson hours, with participants from "
        "{units} units.",
        training=course_title(facts),
        subjects=say.number(subjects),
        jp=say.number(facts.course.jp),
        units=say.number(_units(facts)),
    )


def _units(facts: ClassFacts) -> int:
    return len({" ".join(unit_of(one).split()) for one in facts.participants if unit_of(one)})


def _basis(facts: ClassFacts, say: Speech) -> Iterator[str]:
    if facts.decree:
        yield say(
            "Surat keputusan penyelenggaraan {decree}", "Decree {decree}", decree=facts.decree
        )
    else:
        yield say(
            "Nomor surat keputusan penyelenggaraan belum dicatat.",
            "The number of the decree is not on record yet.",
        )
    yield from facts.procedure.basis
    if facts.procedure.title:
        number = facts.procedure.number
        yield say(
            "SOP {title}{number}",
            "SOP {title}{number}",
            title=facts.procedure.title,
            number=f" ({number})" if number else "",
        )


def _purpose(facts: ClassFacts, say: Speech) -> str:
    titles = [one.title for one in facts.course.subjects[:5]]
    if not titles:
        return say(
            "Tujuan pelatihan belum dicatat.", "The purpose of the training is not on record yet."
        )
    return say(
        "Peserta mengikuti pembelajaran tentang {subjects}{more}.",
        "Participants learn about {subjects}{more}.",
        subjects=say.listing(titles),
        more=say(", dan mata pelatihan lain", " and other subjects")
        if len(facts.course.subjects) > len(titles)
        else "",
    )


def _subjects(facts: ClassFacts, say: Speech) -> Table:
    subjects = facts.course.subjects
    total = sum((one.jp for one in subjects), Decimal(0))
    return Table(
        key="subjects",
        title=say("Mata pelatihan menurut jadwal", "Subjects by the timetable"),
        columns=(
            Column(say("No.", "No."), 0, "center"),
            Column(say("Mata pelatihan", "Subject"), 5),
            Column("JP", 0, "right"),
            Column(say("Pengajar", "Instructors"), 5),
        ),
        rows=tuple(
            (str(at), one.title, say.number(one.jp), "; ".join(one.instructors))
            for at, one in enumerate(subjects, start=1)
        ),
        totals=("", say("Jumlah", "Total"), say.number(total), "") if subjects else (),
        empty=say("Jadwal belum diambil alih.", "No timetable has been taken over yet."),
    )


def _participants(facts: ClassFacts, say: Speech) -> str:
    words = [sex_word(one, say) for one in facts.participants]
    male, female = (
        words.count(say(*pair)) for pair in (("laki-laki", "male"), ("perempuan", "female"))
    )
    if not words:
        return say("Belum ada peserta.", "There are no participants yet.")
    return say(
        "Pelatihan diikuti {count} peserta dari {units} unit kerja: {male} laki-laki, {female} "
        "perempuan{unknown}.",
        "{count} participants from {units} units took part: {male} male, {female} female{unknown}.",
        count=say.number(len(words)),
        units=say.number(_units(facts)),
        male=say.number(male),
        female=say.number(female),
        unknown=say(
            ", dan {count} tidak diketahui",
            ", {count} not known",
            count=say.number(len(words) - male - female),
        )
        if len(words) > male + female
        else "",
    )


def _unit_chart(facts: ClassFacts, say: Speech) -> Block:
    return stacked(
        "units",
        say("Peserta menurut unit kerja", "Participants by unit"),
        (say("Peserta", "Participants"),),
        [(unit, (len(seats),)) for unit, seats in by_unit(facts.participants, say)],
        say,
        unit=say("orang", "people"),
        empty=say("Belum ada peserta.", "There are no participants yet."),
        parts=False,
    )


def _teachers(facts: ClassFacts, say: Speech) -> Table:
    rows = tuple(
        (
            str(at),
            one.name,
            masked_number(one.seat.record) if one.seat else "",
            say.number(len(one.sessions)),
            say.number(one.jp),
        )
        for at, one in enumerate(teachers(facts), start=1)
    )
    return Table(
        key="teachers",
        title=say("Tenaga pengajar dan JP mengajar menurut jadwal", "Instructors by the timetable"),
        columns=(
            Column(say("No.", "No."), 0, "center"),
            Column(say("Nama", "Name"), 5),
            Column(say("Nomor induk", "Number"), 4),
            Column(say("Sesi", "Sessions"), 0, "right"),
            Column("JP", 0, "right"),
        ),
        rows=rows,
        note=say(
            "Sesi dengan beberapa pengajar dihitung penuh bagi masing-masing.",
            "A session with several instructors counts whole for each.",
        ),
        empty=say("Belum ada pengajar.", "There are no instructors yet."),
    )


def _organisation(facts: ClassFacts, say: Speech) -> str:
    names = [one.record.full_name for one in facts.companions]
    if not names:
        return say("Pendamping kelas belum dicatat.", "Class companions are not on record.")
    return say("Pendamping kelas: {names}.", "Class companions: {names}.", names=say.listing(names))


def _problems(facts: ClassFacts, say: Speech) -> str:
    sentences = []
    if facts.disruptions:
        sentences.append(
            say(
                "Tercatat {count} gangguan selama pelatihan.",
                "{count} disruptions are on record.",
                count=say.number(len(facts.disruptions)),
            )
        )
    undecided = sum(
        mark_counts(facts.cells(one.key))[Result.UNDECIDED.value] for one in facts.sessions
    )
    if undecided:
        sentences.append(
            say(
                "{count} isian daftar hadir belum diputuskan.",
                "{count} entries of the lists are undecided.",
                count=say.number(undecided),
            )
        )
    return " ".join(sentences) or say(
        "Tidak ada kendala yang tercatat.", "No difficulty is on record."
    )


def _follow_up(facts: ClassFacts, say: Speech) -> str:
    sentences = []
    waiting = sum(
        one.verdict in (Verdict.PENDING, Verdict.NEEDS_DECISION)
        for one in facts.judgements.values()
    )
    if facts.over and waiting:
        sentences.append(
            say(
                "Hasil {count} peserta perlu diputuskan.",
                "The results of {count} participants need a decision.",
                count=say.number(waiting),
            )
        )
    left = _unsigned(facts)
    if facts.over and left and facts.course.last != UNKNOWN_DAY:
        sentences.append(
            say(
                "STTP bagi {count} peserta diterbitkan paling lambat {day}.",
                "Certificates of {count} participants are due by {day}.",
                count=say.number(left),
                day=say.day(due(facts.course.last)),
            )
        )
    if not facts.over:
        return say(
            "Pelatihan belum selesai; tindak lanjut ditulis sesudahnya.",
            "The training is not over; what follows is written then.",
        )
    return " ".join(sentences) or say(
        "Tidak ada tindak lanjut yang tercatat.", "Nothing that follows is on record."
    )


def _unsigned(facts: ClassFacts) -> int:
    """Participants who have earned a certificate that is not signed yet."""
    signed = {
        one.seat for one in facts.certificates if one.kind is CertificateKind.STTP and one.signed
    }
    return sum(
        one.verdict is Verdict.EARNED and one.seat not in signed
        for one in facts.judgements.values()
    )


def _closing(facts: ClassFacts, say: Speech) -> str:
    dates = when(facts, say)
    return say(
        "Demikian laporan {training}{dates} ini dibuat sebagai pertanggungjawaban penyelenggaraan.",
        "This report of {training}{dates} is made to account for how it was run.",
        training=course_title(facts),
        dates=f" ({dates})" if dates else "",
    )


def _timetable(facts: ClassFacts, say: Speech) -> Table:
    slots = sorted(facts.training.sessions, key=lambda one: (one.start, one.end, one.key))
    return Table(
        key="timetable",
        title=say("Jadwal", "Timetable"),
        columns=(
            Column(say("Hari", "Day"), 4),
            Column(say("Pukul", "Time"), 3),
            Column(say("Kegiatan", "What"), 6),
            Column("JP", 0, "right"),
            Column(say("Pengajar", "Instructors"), 5),
        ),
        rows=tuple(
            (
                say.weekday(one.date),
                say.hours(one.start, one.end, one.zone),
                one.subject,
                say.number(one.jp) if one.jp else "",
                "; ".join(one.instructor_names),
            )
            for one in slots
        ),
        empty=say("Jadwal belum diambil alih.", "No timetable has been taken over yet."),
        landscape=True,
    )
