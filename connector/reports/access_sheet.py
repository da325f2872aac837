"""The access sheet: who gets which personal address; pure, from a training and login hints."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

import xlsxwriter

from connector.domain.indonesian import date_range, zone_label
from connector.domain.people import Role
from connector.domain.trainings import Seat, Training
from connector.messages import Language, Wording

WORDS = {
    "number": Wording("No", "No"),
    "name": Wording("Nama", "Name"),
    "unit": Wording("Unit kerja", "Unit"),
    "address": Wording("Alamat pribadi", "Personal address"),
    "hint": Wording("Masuk ke Moodle", "Signing in to Moodle"),
    "notes": Wording("Catatan", "Notes"),
    "sheet": Wording("Akses", "Access"),
    "no_email": Wording("belum memiliki alamat e-mail", "has no e-mail address yet"),
    "shared_email": Wording(
        "alamat e-mail dipakai bersama orang lain", "e-mail address is shared with somebody"
    ),
    "instructor": Wording("pengajar", "instructor"),
    "companion": Wording("pendamping", "class companion"),
    "organiser": Wording("panitia", "organiser"),
    "general": Wording(
        "Bapak/Ibu peserta dan pengajar, berikut alamat pribadi masing-masing. Alamat itu tetap "
        "selama pelatihan: jadwal, kelas Zoom hari ini, dan kursus Moodle ada di sana. Mohon "
        "tidak diteruskan kepada orang lain.",
        "Dear participants and instructors, below is everyone's personal address. It stays the "
        "same for the whole training: timetable, today's Zoom class and the Moodle course are "
        "there. Please do not pass it on.",
    ),
    "times": Wording("Semua waktu dalam", "All times are"),
}
"""What the sheet says, in both languages."""

COLUMNS = (("number", 6), ("name", 36), ("unit", 32), ("address", 64), ("hint", 48), ("notes", 36))
"""Column and its width in characters."""

LONGEST = 32_000
"""Characters a cell may hold; a workbook refuses more than 32,767."""


def workbook(training: Training, hints: Mapping[str, str], language: Language) -> bytes:
    """Return an XLSX with one row a person; every cell is text, so no cell is a formula.

    `hints` are sentences by seat key; who has none gets an empty cell.
    """
    content = BytesIO()
    book = xlsxwriter.Workbook(
        content,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    sheet = book.add_worksheet(_word("sheet", language))
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    plain = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    sheet.write_string(0, 0, _title(training), book.add_format({"bold": True, "font_size": 13}))
    for column, (name, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(2, column, _word(name, language), bold)
    shared = training.shared_addresses()
    for row, seat in enumerate(_ordered(training), start=3):
        for column, value in enumerate(_cells(seat, shared, hints, language)):
            sheet.write_string(row, column, value[:LONGEST], plain)
    sheet.freeze_panes(3, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    book.close()
    return content.getvalue()


def text(training: Training, hints: Mapping[str, str], language: Language) -> str:
    """Return a general message and one block a person, ready to be pasted."""
    zone = zone_label(training.zone)
    blocks = [
        f"{_title(training)}\n{_word('general', language)}\n{_word('times', language)} {zone}."
    ]
    shared = training.shared_addresses()
    for seat in _ordered(training):
        number, name, unit, address, hint, _notes = _cells(seat, shared, hints, language)
        first = ". ".join(part for part in (number, name) if part)
        blocks.append("\n".join(part for part in (first, unit, address, hint) if part))
    return "\n\n".join(blocks) + "\n"


def _title(training: Training) -> str:
    days = training.days
    when = f" · {date_range(days[0], days[-1])}" if days else ""
    return training.full_title + when


def _ordered(training: Training) -> list[Seat]:
    """Participants first, each role by its number on the roster."""
    order = list(Role)
    return sorted(
        training.accepted_seats,
        key=lambda seat: (order.index(seat.role), seat.number or 10**6, seat.record.full_name),
    )


def _cells(
    seat: Seat, shared: frozenset[str], hints: Mapping[str, str], language: Language
) -> tuple[str, str, str, str, str, str]:
    return (
        str(seat.number or ""),
        seat.record.full_name,
        seat.record.unit or seat.record.agency or "",
        seat.link,
        hints.get(seat.key, ""),
        "; ".join(_notes(seat, shared, language)),
    )


def _notes(seat: Seat, shared: frozenset[str], language: Language) -> list[str]:
    notes = [] if seat.role is Role.PARTICIPANT else [_word(seat.role.value, language)]
    if not seat.record.email:
        notes.append(_word("no_email", language))
    elif seat.record.email.lower() in shared:
        notes.append(_word("shared_email", language))
    return notes


def _word(name: str, language: Language) -> str:
    wording = WORDS[name]
    return wording.id if language == "id" else wording.en
