"""Prints a daftar hadir as PDF; every word and value goes to the template as data."""

from __future__ import annotations

from pathlib import Path

from connector.documents.render import render
from connector.messages import Language
from connector.reports.attendance_sheet import (
    Form,
    Sheet,
    SheetHead,
    SheetRow,
    Signer,
    totals_sentence,
)
from connector.reports.attendance_words import WORDS
from connector.reports.paper_words import moment_line, phrase, word

TEMPLATE = Path(__file__).parent / "templates" / "attendance_sheet"

_LABELS = (
    "evidence_and_remark",
    "mark",
    "minutes",
    "number",
    "of",
    "page",
    "person",
    "signature",
    "totals",
    "undecided",
    "unit",
)
"""Words the template asks for by name."""


def attendance_pdf(sheet: Sheet, language: Language) -> bytes:
    """Return the list as PDF/A-2b, A4 upright; the same sheet gives the same bytes."""
    return render(TEMPLATE, _values(sheet, language), created=sheet.head.printed_at)


def short_id(fingerprint: str) -> str:
    """`3f9a-12bc-77de`: enough of a digest to find a paper by, printed at its foot."""
    return "-".join(fingerprint[start : start + 4] for start in (0, 4, 8))


def footer(head: SheetHead, fingerprint: str, language: Language) -> str:
    return phrase(
        WORDS,
        "footer",
        language,
        code=head.code,
        document=short_id(fingerprint),
        printed=moment_line(head.printed_at, head.zone, language),
    )


def notes(sheet: Sheet, language: Language) -> list[str]:
    """What stands under a filled list: the legend of marks, and the rule."""
    if sheet.form is Form.BLANK:
        return []
    rule = [phrase(WORDS, "rule", language, rule=sheet.head.rule)] if sheet.head.rule else []
    return [word(WORDS, "legend", language), *rule]


def facts(head: SheetHead, language: Language) -> list[tuple[str, str]]:
    """Label and value of everything known about the session, in the order of the office's form."""
    return [*_long_facts(head, language), *_short_facts(head, language)]


def _long_facts(head: SheetHead, language: Language) -> list[tuple[str, str]]:
    return _known(
        language,
        day=head.day,
        subject=head.subject,
        time=head.time,
        instructors="; ".join(head.instructors),
    )


def _short_facts(head: SheetHead, language: Language) -> list[tuple[str, str]]:
    return _known(
        language, session=head.session_number, lesson_hours=head.lesson_hours, room=head.room
    )


def _known(language: Language, **values: str) -> list[tuple[str, str]]:
    return [(word(WORDS, name, language), value) for name, value in values.items() if value]


def _values(sheet: Sheet, language: Language) -> dict[str, object]:
    filled = sheet.form is Form.FILLED
    return {
        "form": sheet.form.value,
        "language": language,
        "title": word(WORDS, "title", language),
        "head": {
            "organiser": sheet.head.organiser,
            "training": sheet.head.training,
            "cohort": sheet.head.cohort,
        },
        "long_facts": _long_facts(sheet.head, language),
        "short_facts": _short_facts(sheet.head, language),
        "status": {
            "draft": sheet.draft and filled,
            "label": word(WORDS, "draft", language),
            "reasons": sheet.draft_reasons,
        },
        "words": {name: word(WORDS, name, language) for name in _LABELS},
        "rows": [_row(index, row) for index, row in enumerate(sheet.rows)],
        "totals": totals_sentence(sheet.totals, language) if filled else "",
        "notes": notes(sheet, language),
        "signers": {
            "place_and_date": sheet.signers.place_and_date,
            "companions": [_signer(one) for one in sheet.signers.companions],
            "speakers": [_signer(one) for one in sheet.signers.speakers],
        },
        "footer": footer(sheet.head, sheet.fingerprint, language),
    }


def _row(index: int, row: SheetRow) -> dict[str, object]:
    return {
        "number": row.number,
        "name": row.name,
        "identity": row.identity,
        "unit": row.unit,
        "mark": row.mark,
        "undecided": row.undecided,
        "minutes": row.minutes,
        "evidence": row.evidence,
        "remark": row.remark,
        "to_sign": row.to_sign,
        "left": index % 2 == 0,
    }


def _signer(one: Signer) -> dict[str, str]:
    return {"title": one.title, "name": one.name, "identity": one.identity}
