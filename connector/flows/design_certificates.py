"""What certificates look like: an administrator's designs, the one that a training uses.

A design sets texts, options, logo and officials of a template, and nothing of its layout. What is
saved was printed once with sample data before it was stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection

from connector.certificates.fields import unknown_names
from connector.certificates.paper import Sheet, page_pictures, sheet_pdf
from connector.certificates.template_list import Option, Template, template, templates
from connector.documents.pictures import kind_of
from connector.documents.render import printable
from connector.domain.certificate_options import options_of
from connector.domain.certificates import CertificateKind, Design, Official, Replacement
from connector.errors import ConnectorError
from connector.flows.design_words import ISSUERS
from connector.flows.office import Office
from connector.store import audit, designs, officials, trainings
from connector.store.engine import reading

MAX_OFFICIALS = 2
"""Signatures on one certificate (facts: domain §4.2)."""

NAME_LENGTH, UNIT_LENGTH, PLAIN_OPTION_LENGTH = 80, 200, 40
"""Characters."""

LOGO_BYTES = 512 * 1024
"""A class of a thousand carries it a thousand times, in the archive for good."""

_SAMPLE_CREATED = datetime(2024, 8, 12, 3, tzinfo=UTC)
_SAMPLE_CODE: Final = "00000000000000000000"
"""Opens the page that says that no such certificate exists."""

_EVERY_TEMPLATE = (
    Option(
        "replacement",
        "Nomor sertifikat pengganti",
        "Number of a replacement",
        Replacement.NEW.value,
        {
            Replacement.NEW.value: ("Nomor baru", "A new number"),
            Replacement.KEEP.value: ("Nomor lama", "The old number"),
        },
    ),
)
"""Options that concern the office, not the layout: every template has them."""

PLAIN_OPTIONS = ("klasifikasi",)
"""Options that are a short text: the archive's classification code, for numbers."""


def design_for(connection: Connection, training_id: int, kind: CertificateKind) -> Design:
    """Return the design of a training's certificates.

    What the training chose; else the only design of the kind in use; else the first template of
    the kind as it comes, with id 0 and no officials.
    """
    training = trainings.by_id(connection, training_id)
    chosen = options_of(training.settings.options).kinds.get(kind, 0) if training else 0
    if chosen and (found := designs.get(connection, chosen)) and found.kind is kind:
        return found
    active = designs.active_of(connection, kind)
    return active[0] if len(active) == 1 else built_in(kind)


def built_in(kind: CertificateKind) -> Design:
    """The design of an office that has made none: a template's own texts."""
    first = next(one for one in templates().values() if one.kind is kind)
    return Design(name=first.title, kind=kind, template=first.name)


def officials_of(connection: Connection, design: Design) -> tuple[Official, ...]:
    """Return who signs, in order."""
    return tuple(one.official for one in officials.of_ids(connection, design.officials))


def issuer_of(signers: Iterable[str]) -> str:
    """Name who issued the electronic certificates, where all signers have the same known issuer."""
    names = {ISSUERS.get(one, "") for one in signers}
    return names.pop() if len(names) == 1 else ""


def options_offered(layout: Template) -> tuple[Option, ...]:
    return (*layout.options, *_EVERY_TEMPLATE)


def save_design(office: Office, design: Design, *, actor: str) -> Design:
    """Store a new design (id 0) or the next version of one; nothing changed writes nothing.

    Raises ConnectorError: `design_*` for what is wrong with it, `picture_*` for its logo.
    """
    tidied = _checked(design)
    now = office.clock()
    with office.engine.begin() as connection:
        _check_officials(connection, tidied)
        before = designs.get(connection, tidied.id) if tidied.id else None
        if before == tidied:
            return before
        if before is None and tidied.id:
            raise ConnectorError("design_unknown")
    trial(office, tidied)
    with office.engine.begin() as connection:
        write = designs.replace if before else designs.insert
        saved = write(connection, tidied, actor=actor, now=now)
        audit.note(
            connection,
            actor,
            "design.saved",
            f"design:{saved.id}",
            now=now,
            version=saved.version,
            kind=saved.kind.value,
            template=saved.template,
            changed=_changed(before, saved),
        )
    return saved


def retire_design(office: Office, design_id: int, active: bool, *, actor: str) -> None:
    """Offer a design to no further training, or offer it again; trainings that chose it keep it."""
    now = office.clock()
    with office.engine.begin() as connection:
        if designs.get(connection, design_id) is None:
            raise ConnectorError("design_unknown")
        if designs.set_active(connection, design_id, active, actor=actor, now=now):
            action = "design.restored" if active else "design.retired"
            audit.note(connection, actor, action, f"design:{design_id}", now=now)


def preview(office: Office, design: Design) -> bytes:
    """Return the design with invented people on it as PDF, marked CONTOH."""
    tidied = _checked(design)
    return sheet_pdf(_sample_sheet(office, tidied), created=_SAMPLE_CREATED)


def preview_pictures(office: Office, design: Design, *, dots: int = 60) -> list[bytes]:
    """Return the pages of the preview as PNG."""
    tidied = _checked(design)
    return page_pictures(_sample_sheet(office, tidied), created=_SAMPLE_CREATED, dots=dots)


def trial(office: Office, design: Design) -> None:
    """Print a design once; raises ConnectorError `design_unprintable`."""
    try:
        sheet_pdf(_sample_sheet(office, design), created=_SAMPLE_CREATED)
    except ConnectorError as error:
        if error.code != "paper_failed":
            raise
        raise ConnectorError("design_unprintable") from error


def _sample_sheet(office: Office, design: Design) -> Sheet:
    sample = template(design.template).sample
    with reading(office.engine) as connection:
        signing = officials.of_ids(connection, design.officials)
    return Sheet(
        snapshot=sample.snapshot,
        design=design,
        officials=tuple(one.official for one in signing) or sample.officials[:1],
        number=sample.number,
        dated=sample.dated,
        place=office.place or sample.place,
        organiser=office.organiser or sample.organiser,
        code=_SAMPLE_CODE,
        address=office.check_address(_SAMPLE_CODE),
        signed_by_machine=True,
        issuer=issuer_of(one.signer for one in signing),
        sample=True,
    )


def _checked(design: Design) -> Design:
    """Return the design as it is stored, or raise what is wrong with it."""
    layout = template(design.template)
    if layout.kind is not design.kind:
        raise ConnectorError("design_kind", template=layout.name)
    name = plain_line(design.name)
    if not 0 < len(name) <= NAME_LENGTH:
        raise ConnectorError("design_name", limit=NAME_LENGTH)
    if len(design.unit) > UNIT_LENGTH:
        raise ConnectorError("design_unit", limit=UNIT_LENGTH)
    if design.logo is not None:
        kind_of(design.logo, limit=LOGO_BYTES)
    if len(design.officials) > MAX_OFFICIALS or len(set(design.officials)) < len(design.officials):
        raise ConnectorError("design_officials", limit=MAX_OFFICIALS)
    return replace(
        design,
        name=name,
        unit=plain_line(design.unit),
        texts=_checked_texts(layout, design.texts),
        options=_checked_options(layout, design.options),
    )


def _checked_texts(layout: Template, texts: Mapping[str, str]) -> dict[str, str]:
    """Texts that differ from the template's own; plain text, with fields that exist."""
    known = {one.name: one for one in layout.texts}
    kept = {}
    for name, raw in texts.items():
        if name not in known:
            raise ConnectorError("design_text_unknown", text=name[:40], text_en=name[:40])
        text = plain_text(raw)
        label = {"text": known[name].label, "text_en": known[name].label_en}
        if printable(text) != text:
            raise ConnectorError("design_text_unprintable", **label)
        if len(text) > known[name].longest:
            raise ConnectorError("design_text_long", limit=known[name].longest, **label)
        if strange := unknown_names(text):
            raise ConnectorError("design_field_unknown", field=_in_braces(strange[0][:40]), **label)
        if text != known[name].default:
            kept[name] = text
    return kept


def _in_braces(name: str) -> str:
    return name if name in "{}" else f"{{{name}}}"


def _checked_options(
    layout: Template, options: Mapping[str, bool | str | int]
) -> dict[str, bool | str | int]:
    """Options that differ from the template's own."""
    known = {one.name: one for one in options_offered(layout)}
    kept: dict[str, bool | str | int] = {}
    for name, value in options.items():
        if name in PLAIN_OPTIONS:
            written = plain_line(str(value))
            if len(written) > PLAIN_OPTION_LENGTH or printable(written) != written:
                raise ConnectorError("design_option", option=name)
            if written:
                kept[name] = written
            continue
        option = known.get(name)
        if option is None or not _is_choice(option, value):
            raise ConnectorError("design_option", option=name[:40])
        if value != option.default:
            kept[name] = value
    return kept


def _is_choice(option: Option, value: bool | str | int) -> bool:
    return value in option.choices if option.choices else isinstance(value, bool)


def _check_officials(connection: Connection, design: Design) -> None:
    if len(officials.of_ids(connection, design.officials)) < len(design.officials):
        raise ConnectorError("official_unknown")


def _changed(before: Design | None, after: Design) -> list[str]:
    if before is None:
        return []
    names = ("name", "template", "unit", "texts", "options", "officials", "logo")
    return [name for name in names if getattr(before, name) != getattr(after, name)]


def plain_line(text: str) -> str:
    """One line without runs of blanks."""
    return " ".join(text.split())


def plain_text(text: str) -> str:
    """Lines without blanks around them, and no empty ones at either end."""
    return "\n".join(plain_line(line) for line in text.splitlines()).strip("\n")
