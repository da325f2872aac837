"""Laporan penyelesaian pekerjaan (SOP S001 steps 4, 6, 7): enrolled, registered, missing; pure."""

from __future__ import annotations

from collections.abc import Iterator

from connector.domain.people import Role
from connector.domain.trainings import Seat
from connector.reconcile.changes import Action
from connector.reconcile.status import SeatState, SeatStatus
from connector.reports.class_facts import ClassFacts, SystemFacts
from connector.reports.content import Block, Column, Figures, Heading, Paragraph, Points, Table
from connector.reports.report_parts import Written, course_facts, course_title, stacked, when
from connector.reports.report_speech import UNKNOWN, Speech, unit_of
from connector.store.rosters import RosterKind

SYSTEMS = {"lms": "Moodle", "meetings": "Zoom"}
"""What the office calls a system, as its pages do."""

_DEEDS = (Action.CREATE, Action.ADOPT, Action.UPDATE, Action.REACTIVATE, Action.SUSPEND)


def blocks(facts: ClassFacts, written: Written, say: Speech) -> list[Block]:
    return [
        Heading(say("I. Dasar dan tugas", "I. Task")),
        course_facts(facts, say),
        written.section("task", "", _task(facts, say)),
        Heading(say("II. Hasil pekerjaan", "II. What was done")),
        *_systems(facts, say),
        written.section("result", "", _result(facts, say)),
        _written(facts, say),
        Heading(say("Jadwal dan kelas virtual", "Timetable and virtual classes"), 2),
        Points(tuple(_timetable(facts, say))),
        Heading(say("Yang belum ada", "What is missing"), 2),
        _missing(facts, say),
        Heading(say("III. Waktu pengerjaan", "III. When it was done")),
        _works(facts, say),
        Heading(say("IV. Kendala dan penutup", "IV. Difficulties and close")),
        written.section("problems", say("Kendala", "Difficulties"), _problems(facts, say)),
        written.section("closing", say("Penutup", "Close"), _closing(facts, say)),
        Heading(
            say("Lampiran: peserta dan pengajar", "Appendix: participants and instructors"),
            appendix=True,
        ),
        _people(facts, say),
    ]


def _task(facts: ClassFacts, say: Speech) -> str:
    decree = facts.decree
    return say(
        "{basis} diminta agar {participants} peserta dan {instructors} pengajar {training}{dates} "
        "didaftarkan pada kelas virtual, dan jadwalnya diunggah.",
        "{basis} {participants} participants and {instructors} instructors of {training}{dates} "
        "are to be enrolled in the virtual class, and its timetable uploaded.",
        basis=say(
            "Berdasarkan keputusan penyelenggaraan {decree},", "By decree {decree}", decree=decree
        )
        if decree
        else say(
            "Berdasarkan disposisi dan daftar yang diambil alih,",
            "By disposition and the lists that were taken over,",
        ),
        participants=say.number(len(facts.participants)),
        instructors=say.number(len(facts.instructors)),
        training=course_title(facts),
        dates=f" ({when(facts, say)})" if when(facts, say) else "",
    )


def _systems(facts: ClassFacts, say: Speech) -> Iterator[Block]:
    if not facts.systems:
        yield Paragraph(
            say(
                "Belum ada sistem yang dibaca ulang: hasil pekerjaan belum dapat dibuktikan.",
                "No system has been read back yet: nothing is proven.",
            )
        )
    for one in facts.systems:
        status, name = one.status, system_word(one.system)
        known = not status.unread

        def figure(
            what: str, label: str, number: int, of: str = one.system, sure: bool = known
        ) -> tuple[str, str, int | None]:
            return f"{of}.{what}", label, number if sure else None

        yield Figures(
            f"systems.{one.system}",
            tuple(
                say.figure(*given)
                for given in (
                    figure("expected", f"{name}: {say('diharapkan', 'expected')}", status.expected),
                    figure("found", say("ditemukan", "found"), status.found),
                    figure("missing", say("belum ada", "missing"), status.missing),
                    figure("undecided", say("perlu keputusan", "undecided"), status.undecided),
                )
            ),
        )
    yield stacked(
        "systems",
        say("Hasil pembacaan ulang", "Read back"),
        (
            say("Ditemukan", "Found"),
            say("Belum ada", "Missing"),
            say("Perlu keputusan", "Undecided"),
        ),
        [
            (
                system_word(one.system),
                (one.status.found, one.status.missing, one.status.undecided),
            )
            for one in facts.systems
            if not one.status.unread
        ],
        say,
        unit=say("orang", "people"),
        empty=say("Belum ada hasil pembacaan ulang.", "Nothing has been read back."),
    )


def _result(facts: ClassFacts, say: Speech) -> str:
    return " ".join(_result_of(one, say) for one in facts.systems) or say(
        "Pendaftaran belum dibaca ulang.", "The enrolment has not been read back yet."
    )


def _result_of(one: SystemFacts, say: Speech) -> str:
    status, name = one.status, system_word(one.system)
    if status.unread:
        return say(
            "{system} tidak dapat dibaca sehingga hasilnya belum diketahui.",
            "{system} could not be read, so nothing is known of it.",
            system=name,
        )
    if status.in_line and not status.undecided:
        return say(
            "Pada {system} seluruh {expected} orang ditemukan sebagaimana mestinya.",
            "In {system} all {expected} people were found as they should be.",
            system=name,
            expected=say.number(status.expected),
        )
    return say(
        "Pada {system} ditemukan {found} dari {expected} orang; {missing} belum ada dan "
        "{undecided} menunggu keputusan.",
        "In {system} {found} of {expected} people were found; {missing} are missing and "
        "{undecided} wait for a decision.",
        system=name,
        found=say.number(status.found),
        expected=say.number(status.expected),
        missing=say.number(status.missing),
        undecided=say.number(status.undecided),
    )


def system_word(system: str) -> str:
    return SYSTEMS.get(system, system)


def kind_word(kind: str, say: Speech) -> str:
    """What kind of thing was written; one we have no word for is called what it is."""
    words = {
        "account": say("akun", "accounts"),
        "course": say("kursus", "courses"),
        "course_page": say("halaman kursus dengan jadwal", "course pages with the timetable"),
        "group": say("kelompok angkatan", "cohort groups"),
        "enrolment": say("pendaftaran pada kursus", "course enrolments"),
        "group_member": say("anggota kelompok", "group members"),
        "event": say("jadwal pada kalender", "calendar events"),
        "session_link": say("tautan sesi di kursus", "session links in the course"),
        "course_file": say("berkas di kursus", "files in the course"),
        "attendance_grade": say("nilai kehadiran di kursus", "attendance grades in the course"),
        "meeting": say("kelas virtual", "virtual classes"),
        "registrant": say("pendaftaran pada kelas virtual", "registrations in virtual classes"),
    }
    return words.get(kind, kind)


def _written(facts: ClassFacts, say: Speech) -> Table:
    kinds = dict.fromkeys((system, kind) for system, kind, _ in sorted(facts.written))
    return Table(
        key="written",
        title=say("Yang dikerjakan", "What was written"),
        columns=(
            Column(say("Sistem", "System"), 0),
            Column(say("Yang dikerjakan", "What"), 5),
            Column(say("Dibuat", "Made"), 0, "right"),
            Column(say("Diambil alih", "Taken over"), 0, "right"),
            Column(say("Diperbarui", "Changed"), 0, "right"),
            Column(say("Diaktifkan lagi", "Reactivated"), 0, "right"),
            Column(say("Dinonaktifkan", "Suspended"), 0, "right"),
        ),
        rows=tuple(
            (
                system_word(system),
                kind_word(kind, say),
                *(say.number(_count(facts, system, kind, deed)) for deed in _DEEDS),
            )
            for system, kind in kinds
        ),
        note=say(
            "Dihitung dari semua rencana yang diterapkan; yang dikerjakan dua kali dihitung "
            "sekali. Dinonaktifkan: ditangguhkan atau dikeluarkan.",
            "Over all plans that were applied; what was done twice counts once. Suspended: "
            "suspended or taken off.",
        ),
        empty=say("Belum ada yang dikerjakan oleh sistem.", "Nothing has been written yet."),
    )


def _count(facts: ClassFacts, system: str, kind: str, deed: Action) -> int:
    count = facts.written.get((system, kind, deed), 0)
    if deed is Action.SUSPEND:
        count += facts.written.get((system, kind, Action.REMOVE), 0)
    return count


def _timetable(facts: ClassFacts, say: Speech) -> Iterator[str]:
    taken = facts.newest(RosterKind.TIMETABLE)
    if taken is None:
        yield say("Jadwal belum diambil alih.", "No timetable has been taken over.")
    else:
        yield say(
            "Jadwal versi {version} ({file}) diambil alih {moment}: {sessions} sesi pada {days} "
            "hari.",
            "Timetable version {version} ({file}) was taken over {moment}: {sessions} sessions on "
            "{days} days.",
            version=taken.version,
            file=taken.file_name,
            moment=say.moment(taken.at),
            sessions=say.number(len(facts.sessions)),
            days=say.number(len(facts.days)),
        )
    for one in facts.systems:
        lacking = [kind_word(kind, say) for kind in dict.fromkeys(one.status.things_missing)]
        if one.status.unread:
            yield say(
                "{system} belum dapat dibaca.",
                "{system} could not be read.",
                system=system_word(one.system),
            )
        elif lacking:
            yield say(
                "Pada {system} belum sebagaimana mestinya: {things}.",
                "In {system} not as it should be: {things}.",
                system=system_word(one.system),
                things=say.listing(lacking),
            )
        else:
            yield say(
                "Pada {system} kelas dan jadwalnya ditemukan sebagaimana mestinya.",
                "In {system} the class and its timetable were found as they should be.",
                system=system_word(one.system),
            )
    if facts.rooms.needed:
        yield say(
            "Kelas virtual yang sudah ada: {made} dari {needed}.",
            "Virtual classes that exist: {made} of {needed}.",
            made=say.number(facts.rooms.made),
            needed=say.number(facts.rooms.needed),
        )


def _lacking(facts: ClassFacts) -> Iterator[tuple[SystemFacts, SeatStatus, Seat]]:
    seats = {one.key: one for one in facts.training.seats}
    order = {one.key: at for at, one in enumerate(_everybody(facts))}
    for system in facts.systems:
        rows = [one for one in system.status.seats if one.state is not SeatState.OK]
        for row in sorted(rows, key=lambda one: order.get(one.seat, len(order))):
            if row.seat in seats:
                yield system, row, seats[row.seat]


def _missing(facts: ClassFacts, say: Speech) -> Table:
    return Table(
        key="missing",
        title=say("Yang belum ditemukan, dengan sebabnya", "Who is missing, and why"),
        columns=(
            Column(say("Sistem", "System"), 0),
            Column(say("Nama", "Name"), 4),
            Column(say("Sebagai", "As"), 0),
            Column(say("Keadaan", "State"), 0),
            Column(say("Sebab", "Why"), 6),
        ),
        rows=tuple(
            (
                system_word(system.system),
                seat.record.full_name,
                role_word(seat.role, say),
                state_word(row.state, say),
                facts.reason(system.system, row.code, row.params) if row.code else "",
            )
            for system, row, seat in _lacking(facts)
        ),
        empty=say("Tidak ada yang kurang.", "Nobody is missing.")
        if facts.systems
        else say("Belum dibaca ulang.", "Not read back yet."),
    )


def role_word(role: Role, say: Speech) -> str:
    return {
        Role.PARTICIPANT: say("peserta", "participant"),
        Role.INSTRUCTOR: say("pengajar", "instructor"),
        Role.COMPANION: say("pendamping", "class companion"),
        Role.ORGANISER: say("panitia", "organiser"),
    }[role]


def state_word(state: SeatState, say: Speech) -> str:
    return {
        SeatState.OK: say("ditemukan", "found"),
        SeatState.WAITING: say("menunggu", "waits"),
        SeatState.MISSING: say("belum ada", "missing"),
        SeatState.UNDECIDED: say("perlu keputusan", "undecided"),
        SeatState.FAILED: say("ditolak", "refused"),
    }[state]


def _works(facts: ClassFacts, say: Speech) -> Table:
    return Table(
        key="works",
        title=say("Rencana yang disetujui dan diterapkan", "Plans that were let through"),
        columns=(
            Column(say("Rencana", "Plan"), 0, "center"),
            Column(say("Perubahan", "Changes"), 0, "right"),
            Column(say("Disetujui", "Let through"), 4),
            Column(say("Oleh", "By"), 3),
            Column(say("Selesai ditulis dan dibaca ulang", "Written and read back"), 4),
        ),
        rows=tuple(
            (
                str(one.number),
                say.number(one.changes),
                say.moment(one.approved_at) if one.approved_at else UNKNOWN,
                facts.names.get(one.approved_by, say("sistem", "the system")),
                say.moment(one.finished_at) if one.finished_at else say("belum", "not yet"),
            )
            for one in facts.works
        ),
        empty=say("Belum ada rencana yang diterapkan.", "No plan has been applied yet."),
    )


def _problems(facts: ClassFacts, say: Speech) -> str:
    count = len({seat.key for _, _, seat in _lacking(facts)})
    if not facts.systems:
        return say("Belum ada hasil yang dapat dinilai.", "There is nothing to judge yet.")
    if not count and not any(one.status.things_missing for one in facts.systems):
        return say("Tidak ada kendala yang tercatat.", "No difficulty is on record.")
    return say(
        "{count} orang belum ditemukan pada salah satu sistem; nama dan sebabnya tercantum di "
        "atas.",
        "{count} people are missing from one of the systems; their names and reasons stand above.",
        count=say.number(count),
    )


def _closing(facts: ClassFacts, say: Speech) -> str:
    return say(
        "Demikian laporan penyelesaian pekerjaan ini dibuat untuk digunakan sebagaimana mestinya.",
        "This report is made to be used as fit.",
    )


def _everybody(facts: ClassFacts) -> list[Seat]:
    rest = [
        one
        for one in facts.training.accepted_seats
        if one.role not in (Role.PARTICIPANT, Role.INSTRUCTOR)
    ]
    return [*facts.participants, *facts.instructors, *rest]


def _people(facts: ClassFacts, say: Speech) -> Table:
    states = {
        (system.system, one.seat): one.state
        for system in facts.systems
        for one in system.status.seats
    }
    everybody = _everybody(facts)
    return Table(
        key="people",
        title=say("Keadaan setiap orang pada setiap sistem", "Everybody in every system"),
        columns=(
            Column(say("No.", "No."), 0, "center"),
            Column(say("Nama", "Name"), 5),
            Column(say("Unit kerja", "Unit"), 5),
            Column(say("Sebagai", "As"), 0),
            *(Column(system_word(one.system), 2) for one in facts.systems),
        ),
        rows=tuple(
            (
                str(at),
                seat.record.full_name,
                unit_of(seat),
                role_word(seat.role, say),
                *(
                    state_word(state, say)
                    if (state := states.get((one.system, seat.key))) is not None
                    else UNKNOWN
                    for one in facts.systems
                ),
            )
            for at, seat in enumerate(everybody, start=1)
        ),
        empty=say("Belum ada peserta atau pengajar.", "Nobody is on the lists yet."),
    )
