"""Prints one certificate as PDF; every word and value goes to the template as data.

Nothing is stored, numbered or signed here. The same certificate gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from connector.certificates.fields import FIELDS, Occasion, caption_of, fill, values_of
from connector.certificates.template_list import FOLDER, Template, template
from connector.documents import render as press
from connector.documents.pictures import SVG, as_svg, kind_of
from connector.domain import certificate_lines as lines
from connector.domain.certificates import Design, Official, Snapshot, Subject
from connector.domain.indonesian import decimal_comma, long_date
from connector.errors import ConnectorError

DRAFT: Final = "KONSEP"
"""Across every page of a draft."""
SAMPLE: Final = "CONTOH"
NO_CODE: Final = "kode QR setelah terbit"
NO_NUMBER: Final = "(diberikan setelah disetujui)"
NO_DATE: Final = "(tanggal terbit)"
NOT_SIGNED: Final = "(belum ditandatangani)"
SIGNED_BY: Final = "Ditandatangani secara elektronik oleh:"
"""Words of BSSN for a signature that no hand drew (facts: domain §6.3)."""

CODE_GROUP = 5
"""Characters of a verification code between dashes."""

SIGNERS_FRONT, SIGNERS_SPLIT = "front", "split"
"""`options["signers"]`: all officials in front, or the second one on the back."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """All that one printed certificate needs."""

    snapshot: Snapshot
    design: Design
    officials: tuple[Official, ...]
    number: str
    dated: date | None
    place: str
    organiser: tuple[str, ...]
    code: str
    address: str
    """What the QR code opens."""
    signed_by_machine: bool
    draft: bool = False
    photo: bytes | None = None
    issuer: str = ""
    """`BSrE`: named beside an electronic signature where it is known."""
    sample: bool = False
    """Marked CONTOH: a design shown with invented people."""

    def occasion(self) -> Occasion:
        return Occasion(
            snapshot=self.snapshot,
            organiser=self.organiser,
            number=NO_NUMBER if self.draft else self.number,
            dated=self.dated,
            place=self.place,
            officials=self.officials,
            issuer=self.issuer,
        )


def paper(
    snapshot: Snapshot,
    design: Design,
    officials: Sequence[Official],
    *,
    number: str,
    dated: date | None,
    place: str,
    organiser: Sequence[str],
    code: str,
    address: str,
    draft: bool,
    photo: bytes | None,
    created: datetime,
    signed_by_machine: bool,
    issuer: str = "",
) -> bytes:
    """Return the certificate as PDF/A-2b.

    A draft bears KONSEP on every page, no number and no QR code, whatever is given.
    Raises ConnectorError `template_unknown`, `photo_unusable` or `paper_failed`.
    """
    sheet = Sheet(
        snapshot=snapshot,
        design=design,
        officials=tuple(officials),
        number=number,
        dated=dated,
        place=place,
        organiser=tuple(organiser),
        code=code,
        address=address,
        draft=draft,
        photo=photo,
        signed_by_machine=signed_by_machine,
        issuer=issuer,
    )
    return sheet_pdf(sheet, created=created)


def sheet_pdf(sheet: Sheet, *, created: datetime) -> bytes:
    """Return a sheet as PDF/A-2b; the same sheet and moment give the same bytes."""
    folder = template(sheet.design.template).folder
    return press.render(folder, page_values(sheet), created=created, root=FOLDER)


def page_pictures(sheet: Sheet, *, created: datetime, dots: int) -> list[bytes]:
    """Return the pages of a certificate as PNG, `dots` to the inch: for a preview."""
    folder = template(sheet.design.template).folder
    return press.pictures(folder, page_values(sheet), created=created, dots=dots, root=FOLDER)


def page_values(sheet: Sheet) -> dict[str, Any]:
    """What a template's page reads: texts with fields put in, lines, signers, subjects, pictures.

    Made for every template alike: a new one picks from it and needs no Python.
    """
    layout = template(sheet.design.template)
    occasion = sheet.occasion()
    values = values_of(occasion)
    return {
        "mark": DRAFT if sheet.draft else SAMPLE if sheet.sample else "",
        "no_code": NO_CODE,
        "texts": texts_of(layout, sheet.design, values),
        "options": options_of(layout, sheet.design),
        "fields": values,
        "lines": [
            {"name": name, "label": caption_of(FIELDS[name], occasion), "value": values[name]}
            for name in layout.lines
            if values[name]
        ],
        "organiser": [line for line in sheet.organiser if line.strip()],
        "place_and_date": _place_and_date(sheet),
        "signers": [_signer(one, sheet) for one in sheet.officials],
        "by_machine": sheet.signed_by_machine and not sheet.draft,
        "subjects": [_subject(one) for one in sheet.snapshot.course.subjects],
        "subject_hours": decimal_comma(lines.total_hours(sheet.snapshot.course.subjects)),
        "taught": [_subject(one) for one in sheet.snapshot.taught],
        "taught_hours": decimal_comma(lines.total_hours(sheet.snapshot.taught)),
        "logo": as_svg(sheet.design.logo) if sheet.design.logo else "",
        "photo": _photo(sheet.photo),
        "qr": "" if sheet.draft or not sheet.address else press.qr(sheet.address),
        "code": "" if sheet.draft else grouped_code(sheet.code),
    }


def texts_of(layout: Template, design: Design, values: Mapping[str, str]) -> dict[str, str]:
    """Every text of a template, the design's own before the default, with fields put in."""
    return {one.name: fill(design.texts.get(one.name, one.default), values) for one in layout.texts}


def options_of(layout: Template, design: Design) -> dict[str, bool | str | int]:
    return {one.name: design.options.get(one.name, one.default) for one in layout.options}


def grouped_code(code: str) -> str:
    """`7K3QX-…`: a code without dashes in groups of five; any other stays as it is."""
    if "-" in code:
        return code
    return "-".join(code[at : at + CODE_GROUP] for at in range(0, len(code), CODE_GROUP))


def _place_and_date(sheet: Sheet) -> str:
    day = long_date(sheet.dated) if sheet.dated else NO_DATE
    return f"{sheet.place}, {day}" if sheet.place else day


def _signer(one: Official, sheet: Sheet) -> dict[str, str]:
    note = SIGNED_BY if sheet.signed_by_machine else ""
    return {
        "note": NOT_SIGNED if sheet.draft else note,
        "title": lines.official_title(one),
        "name": one.name,
        "rank": one.rank,
        "identity": lines.official_identity(one),
        "identity_label": lines.identity_label(one.identity_type),
        "identity_number": lines.identity_number(one.identity_type, one.identity),
    }


def _subject(one: Subject) -> dict[str, Any]:
    return {
        "title": one.title,
        "jp": decimal_comma(one.jp),
        "instructors": list(one.instructors),
    }


def _photo(content: bytes | None) -> str:
    """A portrait; raises ConnectorError `photo_unusable` for what is no PNG or JPEG."""
    if content is None:
        return ""
    try:
        if kind_of(content) == SVG:
            raise ConnectorError("photo_unusable")
        return as_svg(content)
    except ConnectorError:
        raise ConnectorError("photo_unusable") from None
