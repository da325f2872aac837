"""Laporan data peserta pelatihan (SOP S002 steps 5 and 6): who was asked, and who comes; pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from connector.domain.identities import IdentityType, birth_hint
from connector.domain.people import Employment
from connector.domain.ranks import PPPK_GRADES, RANKS, printed_rank
from connector.domain.snapshots import service_of
from connector.domain.trainings import Seat, SeatState
from connector.reports.class_facts import ClassFacts
from connector.reports.content import Block, Column, Figures, Heading, Paragraph, Table
from connector.reports.report_parts import (
    Written,
    by_unit,
    course_facts,
    course_title,
    masked_number,
    stacked,
    tallied,
    when,
)
from connector.reports.report_speech import Speech, numbered, share, unit_of
from connector.store.completion import DocumentState
from connector.store.rosters import RosterKind

SEX_DIGIT = 14
"""Place of the digit of a NIP or NI PPPK that says 1 for a man, 2 for a woman."""

_NIPS = frozenset({IdentityType.NIP_PNS, IdentityType.NI_PPPK})

WILLING = frozenset({SeatState.CONFIRMED, SeatState.ACTIVE})


def blocks(facts: ClassFacts, written: Written, say: Speech) -> list[Block]:
    return [
        Heading(say("I. Pelatihan", "I. Training")),
        course_facts(facts, say),
        written.section("purpose", "", _purpose(facts, say)),
        Heading(say("II. Kesediaan calon peserta", "II. Willingness of the nominees")),
        _figures(facts, say),
        written.section("summary", "", _summary(facts, say)),
        _unit_chart(facts, say),
        _unit_table(facts, say),
        Heading(say("III. Susunan peserta", "III. Who they are")),
        *_composition(facts, say),
        Heading(say("IV. Kelengkapan data", "IV. Completeness of the records")),
        _gaps(facts, say),
        *_documents(facts, say),
        _uploads(facts, say),
        Heading(say("V. Tindak lanjut", "V. What follows")),
        written.section("follow_up", "", _follow_up(facts, say)),
        Heading(say("Lampiran: daftar calon peserta", "Appendix: nominees"), appendix=True),
        _people(facts, say),
    ]


def answer_word(seat: Seat, say: Speech) -> str:
    """What a nominee answered, as the report calls it."""
    if seat.state in WILLING:
        return say("bersedia", "willing")
    if seat.state is SeatState.DECLINED:
        return say("tidak bersedia", "not willing")
    if seat.state is SeatState.INVITED:
        return say("belum menjawab", "no answer")
    if seat.state is SeatState.REPLACED:
        return say("diganti", "replaced")
    return say("tidak lagi terdaftar", "no longer listed")


def _split(seats: Sequence[Seat]) -> tuple[int, int, int]:
    """Willing, not willing, no answer."""
    return (
        sum(one.state in WILLING for one in seats),
        sum(one.state is SeatState.DECLINED for one in seats),
        sum(one.state is SeatState.INVITED for one in seats),
    )


def _purpose(facts: ClassFacts, say: Speech) -> str:
    dates = when(facts, say)
    return say(
        "Laporan ini memuat data calon peserta {training}{dates} menurut daftar yang diambil alih "
        "dan jawaban kesediaan yang tercatat.",
        "This report holds the data of the nominees of {training}{dates} by the list that was "
        "taken over and the answers on record.",
        training=course_title(facts),
        dates=f" ({dates})" if dates else "",
    )


def _figures(facts: ClassFacts, say: Speech) -> Figures:
    willing, declined, silent = _split(facts.listed)
    listed = len(facts.listed)

    def of(part: int) -> str:
        return say.percent(share(part, listed)) if listed else ""

    return Figures(
        "confirmation",
        (
            say.figure("participants.listed", say("Calon peserta", "Nominees"), listed),
            say.figure("participants.willing", say("Bersedia", "Willing"), willing, of(willing)),
            say.figure(
                "participants.declined",
                say("Tidak bersedia", "Not willing"),
                declined,
                of(declined),
            ),
            say.figure(
                "participants.silent", say("Belum menjawab", "No answer"), silent, of(silent)
            ),
            say.figure(
                "participants.gone",
                say("Tidak lagi terdaftar", "No longer listed"),
                len(facts.gone),
                say("diganti atau dikeluarkan", "replaced or taken off"),
            ),
        ),
    )


def _summary(facts: ClassFacts, say: Speech) -> str:
    willing, declined, silent = _split(facts.listed)
    if not facts.listed:
        return say("Belum ada calon peserta pada daftar.", "There are no nominees on the list yet.")
    return say(
        "Dari {listed} calon peserta yang berasal dari {units} unit kerja, {willing} menyatakan "
        "bersedia, {declined} tidak bersedia, dan {silent} belum menjawab.",
        "Of {listed} nominees from {units} units, {willing} are willing, {declined} are not, and "
        "{silent} have not answered.",
        listed=say.number(len(facts.listed)),
        units=say.number(len({unit_of(one) for one in facts.listed if unit_of(one)})),
        willing=say.number(willing),
        declined=say.number(declined),
        silent=say.number(silent),
    )


def _answers(say: Speech) -> tuple[str, str, str]:
    return (
        say("Bersedia", "Willing"),
        say("Tidak bersedia", "Not willing"),
        say("Belum menjawab", "No answer"),
    )


def _unit_chart(facts: ClassFacts, say: Speech) -> Block:
    return stacked(
        "units",
        say("Kesediaan menurut unit kerja", "Willingness by unit"),
        _answers(say),
        [(unit, _split(seats)) for unit, seats in by_unit(facts.listed, say)],
        say,
        unit=say("orang", "people"),
        empty=say("Belum ada calon peserta.", "No nominees yet."),
    )


def _unit_table(facts: ClassFacts, say: Speech) -> Table:
    groups = by_unit(facts.listed, say)
    return Table(
        key="units",
        title=say("Calon peserta menurut unit kerja", "Nominees by unit"),
        columns=(
            Column(say("No.", "No."), 0, "center"),
            Column(say("Unit kerja", "Unit"), 6),
            Column(say("Calon", "Nominees"), 0, "right"),
            *(Column(one, 0, "right") for one in _answers(say)),
        ),
        rows=tuple(
            (str(at), unit, *(say.number(one) for one in (len(seats), *_split(seats))))
            for at, (unit, seats) in enumerate(groups, start=1)
        ),
        totals=_sum_line(facts.listed, say) if groups else (),
        empty=say("Belum ada calon peserta.", "No nominees yet."),
    )


def _sum_line(seats: Sequence[Seat], say: Speech) -> tuple[str, ...]:
    counts = (len(seats), *_split(seats))
    return ("", say("Jumlah", "Total"), *(say.number(one) for one in counts))


def _composition(facts: ClassFacts, say: Speech) -> list[Block]:
    unknown = say("tidak diketahui", "not known")
    seats = facts.listed
    return [
        Paragraph(
            say(
                "Jenis kelamin dibaca dari NIP atau NIK; peserta dengan nomor lain atau tanpa "
                "nomor tercatat sebagai tidak diketahui.",
                "Sex is read from the NIP or NIK; people with another number or none count as not "
                "known.",
            )
        ),
        _tally("sex", say("Jenis kelamin", "Sex"), seats, lambda one: sex_word(one, say), say),
        _tally(
            "employment",
            say("Status kepegawaian", "Employment"),
            seats,
            lambda one: employment_word(service_of(one.record), say),
            say,
        ),
        _tally(
            "ranks",
            say("Pangkat dan golongan", "Rank and grade"),
            seats,
            lambda one: _rank(one, unknown),
            say,
            order=_rank_order,
        ),
    ]


def sex_word(seat: Seat, say: Speech) -> str:
    """Sex as the person's number tells, or that it is not known."""
    for one in seat.record.identities:
        hint = birth_hint(one)
        if hint is None or (one.type in _NIPS and one.value[SEX_DIGIT] not in "12"):
            continue
        return say("perempuan", "female") if hint.female else say("laki-laki", "male")
    return say("tidak diketahui", "not known")


def employment_word(employment: Employment, say: Speech) -> str:
    return {
        Employment.PNS: "PNS",
        Employment.PPPK: "PPPK",
        Employment.TNI_POLRI: "TNI/Polri",
        Employment.NON_ASN: say("bukan ASN", "not a civil servant"),
        Employment.UNKNOWN: say("tidak diketahui", "not known"),
    }[employment]


def _rank(seat: Seat, unknown: str) -> str:
    written = printed_rank(seat.record.rank, seat.record.grade)
    return unknown if written == "-" else written


_GRADES = (*reversed(RANKS), *reversed(PPPK_GRADES))


def _rank_order(word: str) -> tuple[int, str]:
    """The highest grade of a PNS first, then PPPK, then ranks without a grade."""
    grade = word.rpartition("(")[2].rstrip(")") if "(" in word else word
    return (_GRADES.index(grade) if grade in _GRADES else len(_GRADES), word)


def _tally(
    key: str,
    heading: str,
    seats: Sequence[Seat],
    word_of: Callable[[Seat], str],
    say: Speech,
    *,
    order: Callable[[str], tuple[int, str]] | None = None,
) -> Table:
    last = say("tidak diketahui", "not known")
    counts = tallied(seats, word_of, last)
    if order is not None:
        place = order
        counts = sorted(counts, key=lambda one: (one[0] == last, place(one[0])))
    return Table(
        key=key,
        title=say("Menurut {what}", "By {what}", what=heading.lower()),
        columns=(
            Column(heading, 6),
            Column(say("Jumlah", "Number"), 0, "right"),
            Column("%", 0, "right"),
        ),
        rows=tuple(
            (word, say.number(count), say.number(share(count, len(seats))))
            for word, count in counts
        ),
        totals=(say("Jumlah", "Total"), say.number(len(seats)), "") if counts else (),
        empty=say("Belum ada calon peserta.", "No nominees yet."),
    )


def _gaps(facts: ClassFacts, say: Speech) -> Table:
    """What is missing from the records of those who take part, with the names."""
    shared = facts.training.shared_addresses()
    lacking = (
        (
            say("Nomor induk (NIP, NI PPPK, NRP, NIK)", "Personal number"),
            [one for one in facts.participants if not one.record.identities],
        ),
        (
            say("Alamat e-mail", "E-mail address"),
            [one for one in facts.participants if not one.record.email],
        ),
        (
            say("Alamat e-mail sendiri (dipakai bersama)", "An e-mail address of one's own"),
            [one for one in facts.participants if (one.record.email or "").lower() in shared],
        ),
        (
            say("Unit kerja", "Unit"),
            [one for one in facts.participants if not unit_of(one)],
        ),
        (
            say("Pangkat atau golongan", "Rank or grade"),
            [one for one in facts.participants if not (one.record.rank or one.record.grade)],
        ),
    )
    return Table(
        key="gaps",
        title=say("Data peserta yang belum lengkap", "What is missing from the records"),
        columns=(
            Column(say("Yang belum ada", "Missing"), 4),
            Column(say("Peserta", "People"), 0, "right"),
            Column(say("Nama", "Names"), 8),
        ),
        rows=tuple(
            (what, say.number(len(seats)), ", ".join(one.record.full_name for one in seats))
            for what, seats in lacking
        ),
        note=say(
            "Dihitung dari {count} peserta yang bersedia atau belum menjawab.",
            "Counted over {count} people who are willing or have not answered.",
            count=say.number(len(facts.participants)),
        ),
    )


def _documents(facts: ClassFacts, say: Speech) -> list[Block]:
    asked = facts.completion_rule.documents
    if not asked:
        return [
            Paragraph(
                say(
                    "Aturan pelatihan ini tidak mensyaratkan dokumen dari peserta.",
                    "The rule of this training asks for no documents.",
                )
            )
        ]
    people = {one.key for one in facts.participants}
    ticked = {
        (one.document, state): {
            tick.seat
            for tick in facts.documents
            if tick.document == one.document and tick.state is state and tick.seat in people
        }
        for one in facts.documents
        for state in DocumentState
    }
    rows = []
    for name in asked:
        received = ticked.get((name, DocumentState.RECEIVED), set())
        waived = ticked.get((name, DocumentState.WAIVED), set()) - received
        missing = len(people) - len(received | waived)
        rows.append((name, *(say.number(one) for one in (len(received), len(waived), missing))))
    return [
        Table(
            key="documents",
            title=say("Dokumen peserta", "Documents"),
            columns=(
                Column(say("Dokumen", "Document"), 6),
                Column(say("Diterima", "Received"), 0, "right"),
                Column(say("Dibebaskan", "Waived"), 0, "right"),
                Column(say("Belum ada", "Missing"), 0, "right"),
            ),
            rows=tuple(rows),
        )
    ]


def _uploads(facts: ClassFacts, say: Speech) -> Table:
    taken = [one for one in facts.uploads if one.kind is RosterKind.PARTICIPANTS]
    return Table(
        key="uploads",
        title=say("Daftar yang diambil alih", "Lists that were taken over"),
        columns=(
            Column(say("Versi", "Version"), 0, "center"),
            Column(say("Berkas", "File"), 5),
            Column(say("Baris", "Rows"), 0, "right"),
            Column(say("Ditolak", "Refused"), 0, "right"),
            Column(say("Waktu", "When"), 4),
        ),
        rows=tuple(
            (
                str(one.version),
                one.file_name,
                say.number(one.rows_read),
                say.number(one.rows_refused),
                say.moment(one.at),
            )
            for one in taken
        ),
        empty=say("Belum ada daftar yang diambil alih.", "No list has been taken over yet."),
    )


def _follow_up(facts: ClassFacts, say: Speech) -> str:
    willing, declined, silent = _split(facts.listed)
    steps = []
    if silent:
        steps.append(
            say(
                "{count} calon peserta belum menjawab dan perlu dihubungi.",
                "{count} nominees have not answered and need to be asked.",
                count=say.number(silent),
            )
        )
    if declined:
        steps.append(
            say(
                "{count} calon peserta tidak bersedia; penggantinya ditetapkan unit kerja "
                "masing-masing.",
                "{count} nominees are not willing; their units name replacements.",
                count=say.number(declined),
            )
        )
    if not steps and facts.listed:
        steps.append(
            say(
                "Semua {count} calon peserta bersedia; tidak ada yang perlu ditindaklanjuti.",
                "All {count} nominees are willing; nothing is left to do.",
                count=say.number(willing),
            )
        )
    return " ".join(steps) or say(
        "Daftar calon peserta perlu diunggah.", "The list of nominees needs to be uploaded."
    )


def _people(facts: ClassFacts, say: Speech) -> Table:
    asked = facts.completion_rule.documents
    settled = {(one.seat, one.document) for one in facts.documents}
    columns = [
        Column(say("No.", "No."), 0, "center"),
        Column(say("Nama", "Name"), 6),
        Column(say("Nomor induk", "Number"), 4),
        Column(say("Pangkat (golongan)", "Rank (grade)"), 4),
        Column(say("Jabatan", "Position"), 4),
        Column(say("Unit kerja", "Unit"), 5),
        Column(say("L/P", "Sex"), 0, "center"),
        Column(say("Kesediaan", "Answer"), 0),
    ]
    if asked:
        columns.append(Column(say("Dokumen", "Documents"), 0, "center"))
    letters = {"laki-laki": "L", "perempuan": "P", "male": "M", "female": "F"}
    rows = []
    for number, seat in numbered(facts.listed):
        person = seat.record
        row = [
            number,
            person.full_name,
            masked_number(person),
            _rank(seat, ""),
            person.position or "",
            unit_of(seat),
            letters.get(sex_word(seat, say), ""),
            answer_word(seat, say),
        ]
        if asked:
            there = sum((seat.key, name) in settled for name in asked)
            row.append(f"{there}/{len(asked)}")
        rows.append(tuple(row))
    gone = say.listing([one.record.full_name for one in facts.gone])
    return Table(
        key="people",
        title=say("Daftar calon peserta", "Nominees"),
        columns=tuple(columns),
        rows=tuple(rows),
        note=say("Tidak lagi terdaftar: {names}.", "No longer listed: {names}.", names=gone)
        if gone
        else "",
        empty=say("Belum ada calon peserta.", "No nominees yet."),
        landscape=True,
    )
