"""Rekapitulasi kehadiran dan arsip harian (SOP S003 step 19): by day, session and person; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from connector.domain.attendance import Cell, Result
from connector.domain.sessions import SessionRecord, number_in_day
from connector.reports.class_facts import ClassFacts
from connector.reports.content import (
    Block,
    Column,
    Figures,
    Heading,
    Paragraph,
    Table,
)
from connector.reports.report_parts import (
    MARKS,
    Written,
    attending,
    columns_chart,
    course_facts,
    mark_counts,
    over_cells,
    stacked,
)
from connector.reports.report_speech import UNKNOWN, Speech, numbered, share, unit_of
from connector.store.papers import Archive

SESSIONS_A_TABLE = 12
"""Columns of sessions that fit beside the names on a page across."""

COLUMNS_AT_MOST = 40
"""Sessions that one chart shows; a longer training is drawn by day."""

DAY = "day"
"""Kind of an archive that holds one class day."""


def blocks(facts: ClassFacts, written: Written, say: Speech) -> list[Block]:
    return [
        Heading(say("I. Pelatihan", "I. Training")),
        course_facts(facts, say),
        Paragraph(say("Aturan kehadiran: {rule}", "Rule: {rule}", rule=facts.attendance_rule)),
        Heading(say("II. Ringkasan", "II. Summary")),
        figures(facts, say),
        written.section("summary", "", summary(facts, say)),
        share_chart(facts, say),
        day_chart(facts, say),
        Heading(say("III. Kehadiran per hari dan arsip harian", "III. By day, with its archive")),
        _days(facts, say),
        archive_table(facts, say),
        Heading(say("IV. Kehadiran per sesi", "IV. By session")),
        session_table(facts, say),
        Heading(say("V. Catatan", "V. Notes")),
        disruption_table(facts, say),
        written.section("notes", "", _notes(facts, say)),
        Heading(
            say("Lampiran 1: kehadiran setiap peserta", "Appendix 1: everybody's attendance"),
            appendix=True,
        ),
        people_table(facts, say),
        *_matrix(facts, say),
    ]


def figures(facts: ClassFacts, say: Speech) -> Figures:
    """The numbers of the whole class; every report that speaks of attendance has the same."""
    held = [one for one in facts.sessions if facts.held(one)]
    counts = _all_counts(facts)
    archived = {one.day for one in facts.archives if one.kind == DAY}
    return Figures(
        "attendance",
        (
            say.figure(
                "attendance.people", say("Peserta", "Participants"), len(facts.participants)
            ),
            say.figure(
                "attendance.sessions",
                say("Sesi berlangsung", "Sessions held"),
                len(held),
                say("dari {count} sesi", "of {count}", count=say.number(len(facts.sessions))),
            ),
            say.figure(
                "attendance.share",
                say("Kehadiran", "Attendance"),
                share(attending(counts), over_cells(counts)),
                say("hadir atau terlambat", "present or late"),
                "%",
            ),
            say.figure(
                "attendance.undecided",
                say("Belum diputuskan", "Undecided"),
                counts[Result.UNDECIDED.value],
                say("isian daftar hadir", "entries of the lists"),
            ),
            say.figure(
                "attendance.archived",
                say("Hari diarsipkan", "Days archived"),
                len(archived & set(facts.days)),
                say("dari {count} hari", "of {count}", count=say.number(len(facts.days))),
            ),
        ),
    )


def summary(facts: ClassFacts, say: Speech) -> str:
    counts = _all_counts(facts)
    of = over_cells(counts)
    if not of:
        return say("Belum ada sesi yang berlangsung.", "No session has been held yet.")
    marks = [say.number(counts[one]) for one in MARKS]
    return say(
        "Dari {of} isian daftar hadir pada sesi yang sudah berlangsung, {present} hadir, {late} "
        "terlambat, {sick} sakit, {excused} izin, {duty} dinas luar, {absent} tanpa keterangan, "
        "dan {undecided} belum diputuskan.",
        "Of {of} entries of the lists of sessions that were held, {present} were present, {late} "
        "late, {sick} sick, {excused} excused, {duty} on duty elsewhere, {absent} absent without "
        "notice, and {undecided} are undecided.",
        of=say.number(of),
        present=marks[0],
        late=marks[1],
        sick=marks[2],
        excused=marks[3],
        duty=marks[4],
        absent=marks[5],
        undecided=say.number(counts[Result.UNDECIDED.value]),
    )


def _all_counts(facts: ClassFacts) -> Counter[str]:
    return sum((mark_counts(facts.cells(one.key)) for one in facts.sessions), Counter[str]())


def _by_day(facts: ClassFacts) -> Iterator[tuple[date, list[SessionRecord], Counter[str]]]:
    for day in facts.days:
        slots = [one for one in facts.sessions if one.date == day]
        yield day, slots, sum((mark_counts(facts.cells(one.key)) for one in slots), Counter[str]())


def _short_day(day: date) -> str:
    return f"{day.day}/{day.month}"


def share_chart(facts: ClassFacts, say: Speech) -> Block:
    """How many per cent were there: by session, or by day where there are many sessions."""
    by_session = len(facts.sessions) <= COLUMNS_AT_MOST
    if by_session:
        bars = [
            (
                f"{_short_day(one.date)}·{number_in_day(one, facts.training.sessions)}",
                _share_of(mark_counts(facts.cells(one.key))),
            )
            for one in facts.sessions
        ]
    else:
        bars = [(_short_day(day), _share_of(counts)) for day, _, counts in _by_day(facts)]
    title = (
        say("Kehadiran per sesi (hari/bulan·sesi)", "Attendance by session (day/month·session)")
        if by_session
        else say("Kehadiran per hari", "Attendance by day")
    )
    return columns_chart(
        "attendance.share",
        title,
        bars,
        say,
        maximum=100,
        unit="%",
        series=say("Hadir atau terlambat", "Present or late"),
        empty=say("Belum ada jadwal.", "There is no timetable yet."),
    )


def _share_of(counts: Mapping[str, int]) -> int | None:
    return share(attending(counts), over_cells(counts))


def mark_words(say: Speech) -> tuple[str, ...]:
    """What the marks mean, in the order of the office's list, and undecided last."""
    return (
        say("Hadir", "Present"),
        say("Terlambat", "Late"),
        say("Sakit", "Sick"),
        say("Izin", "Excused"),
        say("Dinas luar", "On duty"),
        say("Tanpa keterangan", "Absent"),
        say("Belum diputuskan", "Undecided"),
    )


def day_chart(facts: ClassFacts, say: Speech) -> Block:
    return stacked(
        "attendance.days",
        say("Isian daftar hadir per hari", "Entries of the lists by day"),
        mark_words(say),
        [
            (say.day(day), [counts[one] for one in (*MARKS, Result.UNDECIDED.value)])
            for day, _, counts in _by_day(facts)
        ],
        say,
        unit=say("isian", "entries"),
        empty=say("Belum ada jadwal.", "There is no timetable yet."),
        parts=False,
    )


def _mark_columns(say: Speech) -> tuple[Column, ...]:
    undecided = Column(say("Belum", "Open"), 0, "right")
    return (*(Column(one, 0, "right") for one in MARKS), undecided, Column("%", 0, "right"))


def _mark_values(counts: Mapping[str, int], say: Speech) -> tuple[str, ...]:
    values = [say.number(counts.get(one, 0)) for one in (*MARKS, Result.UNDECIDED.value)]
    percent = _share_of(counts)
    return (*values, UNKNOWN if percent is None else say.number(percent))


def _legend(say: Speech) -> str:
    return say(
        "H hadir, T terlambat, S sakit, I izin, DL dinas luar, TK tanpa keterangan; Belum: belum "
        "diputuskan. %: hadir atau terlambat dari semua isian sesi yang sudah berlangsung, "
        "dibulatkan ke bawah.",
        "H present, T late, S sick, I excused, DL on duty, TK absent without notice; open: "
        "undecided. %: present or late of all entries of sessions that were held, rounded down.",
    )


def _days(facts: ClassFacts, say: Speech) -> Table:
    totals = _all_counts(facts)
    newest = _newest_archives(facts)
    return Table(
        key="days",
        title=say("Kehadiran per hari", "Attendance by day"),
        columns=(
            Column(say("Hari", "Day"), 5),
            Column(say("Sesi", "Sessions"), 0, "right"),
            *_mark_columns(say),
            Column(say("Arsip", "Archive"), 0, "center"),
        ),
        rows=tuple(
            (
                say.weekday(day),
                say.number(len(slots)),
                *_mark_values(counts, say),
                f"#{newest[day].number}" if day in newest else say("belum", "none"),
            )
            for day, slots, counts in _by_day(facts)
        ),
        totals=(
            say("Jumlah", "Total"),
            say.number(len(facts.sessions)),
            *_mark_values(totals, say),
            say.number(len(newest)),
        )
        if facts.days
        else (),
        note=_legend(say),
        empty=say("Belum ada jadwal.", "There is no timetable yet."),
    )


def _newest_archives(facts: ClassFacts) -> dict[date, Archive]:
    known = [one for one in facts.archives if one.kind == DAY and one.day in set(facts.days)]
    return {one.day: one for one in sorted(known, key=lambda one: one.number)}


def archive_table(facts: ClassFacts, say: Speech) -> Table:
    """Every archive ever written, with its digest: what is archived is never overwritten."""
    kept = sorted(
        (one for one in facts.archives if one.kind == DAY), key=lambda one: (one.day, one.number)
    )
    return Table(
        key="archives",
        title=say("Arsip harian", "Daily archives"),
        columns=(
            Column(say("Hari", "Day"), 3),
            Column(say("Ke", "No."), 0, "center"),
            Column(say("Ditulis", "Written"), 4),
            Column("SHA-256", 6),
        ),
        rows=tuple(
            (say.day(one.day), str(one.number), say.moment(one.created_at), one.sha256)
            for one in kept
        ),
        empty=say("Belum ada hari yang diarsipkan.", "No day has been archived yet."),
    )


def session_table(facts: ClassFacts, say: Speech) -> Table:
    return Table(
        key="sessions",
        title=say("Kehadiran per sesi", "Attendance by session"),
        columns=(
            Column(say("Hari", "Day"), 3),
            Column(say("Pukul", "Time"), 3),
            Column(say("Mata pelatihan", "Subject"), 5),
            Column("JP", 0, "right"),
            *_mark_columns(say),
        ),
        rows=tuple(
            (
                say.day(one.date),
                say.hours(one.start, one.end, one.zone),
                one.subject,
                say.number(one.jp),
                *_mark_values(mark_counts(facts.cells(one.key)), say),
            )
            for one in facts.sessions
        ),
        note=_legend(say),
        empty=say("Belum ada jadwal.", "There is no timetable yet."),
        landscape=True,
    )


def disruption_table(facts: ClassFacts, say: Speech) -> Table:
    cut = sorted(facts.disruptions, key=lambda one: (one.start, one.id))
    return Table(
        key="disruptions",
        title=say("Gangguan yang tercatat", "Disruptions on record"),
        columns=(
            Column(say("Hari", "Day"), 3),
            Column(say("Pukul", "Time"), 3),
            Column(say("Peserta", "People"), 0, "right"),
            Column(say("Sebab", "Why"), 6),
        ),
        rows=tuple(
            (
                say.moment(one.start).rpartition(" ")[0].rpartition(" ")[0],
                say.hours(one.start, one.end),
                say.number(len(one.seats)),
                one.reason,
            )
            for one in cut
        ),
        empty=say("Tidak ada gangguan yang tercatat.", "No disruption is on record."),
    )


def _notes(facts: ClassFacts, say: Speech) -> str:
    standing = [one for one in facts.journal if one.struck_at is None]
    if not standing:
        return say(
            "Tidak ada catatan lain pada jurnal kelas.", "The class journal holds no other notes."
        )
    return say(
        "Jurnal kelas memuat {count} catatan; isinya tersimpan pada arsip setiap hari.",
        "The class journal holds {count} notes; they are kept in each day's archive.",
        count=say.number(len(standing)),
    )


def people_table(facts: ClassFacts, say: Speech) -> Table:
    rows = []
    for number, seat in numbered(facts.participants):
        cells = [
            cell
            for one in facts.sessions
            if (cell := facts.matrix.cells.get((seat.key, one.key))) is not None
        ]
        counts, total = mark_counts(cells), facts.matrix.totals[seat.key]
        rows.append(
            (
                number,
                seat.record.full_name,
                unit_of(seat),
                *(say.number(counts[one]) for one in (*MARKS, Result.UNDECIDED.value)),
                say.number(total.attended_jp),
                say.number(total.counted_jp),
                UNKNOWN if total.percent is None else say.number(total.percent),
            )
        )
    return Table(
        key="people",
        title=say("Rekapitulasi kehadiran peserta", "Attendance of participants"),
        columns=(
            Column(say("No.", "No."), 0, "center"),
            Column(say("Nama", "Name"), 6),
            Column(say("Unit kerja", "Unit"), 5),
            *(Column(one, 0, "right") for one in MARKS),
            Column(say("Belum", "Open"), 0, "right"),
            Column(say("JP hadir", "JP attended"), 0, "right"),
            Column(say("JP dihitung", "JP counted"), 0, "right"),
            Column("% JP", 0, "right"),
        ),
        rows=tuple(rows),
        note=_legend(say),
        empty=say("Belum ada peserta.", "No participants yet."),
        landscape=True,
    )


def _matrix(facts: ClassFacts, say: Speech) -> Iterator[Block]:
    parts = [
        facts.sessions[at : at + SESSIONS_A_TABLE]
        for at in range(0, len(facts.sessions), SESSIONS_A_TABLE)
    ]
    if not parts or not facts.participants:
        return
    yield Heading(say("Lampiran 2: tanda setiap sesi", "Appendix 2: every mark"), appendix=True)
    for number, slots in enumerate(parts, start=1):
        yield _matrix_table(facts, slots, number, len(parts), say)


def _matrix_table(
    facts: ClassFacts, slots: Sequence[SessionRecord], number: int, of: int, say: Speech
) -> Table:
    headings = [
        f"{_short_day(one.date)}·{number_in_day(one, facts.training.sessions)}" for one in slots
    ]
    part = f" ({number}/{of})" if of > 1 else ""
    return Table(
        key=f"marks.{number}",
        title=say("Tanda per sesi (hari/bulan·sesi)", "Marks by session (day/month·session)")
        + part,
        columns=(
            Column(say("No.", "No."), 0, "center"),
            Column(say("Nama", "Name"), 4),
            *(Column(one, 1, "center") for one in headings),
        ),
        rows=tuple(
            (
                at,
                seat.record.full_name,
                *(_sign(facts.matrix.cells.get((seat.key, one.key))) for one in slots),
            )
            for at, seat in numbered(facts.participants)
        ),
        note=say(
            "? belum diputuskan; titik: sesi belum berlangsung; kosong: tidak dihitung.",
            "? undecided; dot: the session is ahead; empty: not counted.",
        ),
        landscape=True,
    )


def _sign(cell: Cell | None) -> str:
    if cell is None or cell.result is Result.NOT_COUNTED:
        return ""
    if cell.result is Result.MARKED and cell.mark is not None:
        return cell.mark.value
    return "?" if cell.result is Result.UNDECIDED else "·"
