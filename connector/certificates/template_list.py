"""The templates that certificates are printed from: one folder each, read as data.

A folder holds `page.typ` (the layout), `template.toml` (title, kind, texts, options) and
`sample.json` (an invented certificate for the preview). A new folder is a new template.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from connector.certificates.fields import FIELDS, unknown_names
from connector.domain.certificates import (
    Acting,
    CertificateKind,
    Course,
    Holder,
    Official,
    Snapshot,
    Subject,
)
from connector.domain.people import Employment
from connector.errors import ConnectorError
from connector.messages import Language

FOLDER = Path(__file__).parent / "templates"
"""Pages may share what lies here (`parts.typ`)."""

LONGEST = 600
"""Characters of a text, where its template says nothing else."""


@dataclass(frozen=True)
class Text:
    """A text of a template that an administrator may replace."""

    name: str
    label: str
    label_en: str
    default: str
    longest: int = LONGEST

    def spoken_label(self, language: Language) -> str:
        return self.label if language == "id" else self.label_en


@dataclass(frozen=True)
class Option:
    """A yes or no, or one of several `choices`, that an administrator sets."""

    name: str
    label: str
    label_en: str
    default: bool | str
    choices: Mapping[str, tuple[str, str]]
    """Value → its words, Indonesian and English; empty for a yes or no."""

    def spoken_label(self, language: Language) -> str:
        return self.label if language == "id" else self.label_en

    def spoken_choices(self, language: Language) -> list[tuple[str, str]]:
        at = 0 if language == "id" else 1
        return [(value, words[at]) for value, words in self.choices.items()]


@dataclass(frozen=True)
class Sample:
    """What a preview shows; nobody in it exists."""

    snapshot: Snapshot
    officials: tuple[Official, ...]
    number: str
    dated: date
    place: str
    organiser: tuple[str, ...]


@dataclass(frozen=True)
class Template:
    """A layout with its texts and options; `name` is the folder's."""

    name: str
    kind: CertificateKind
    title: str
    title_en: str
    orientation: str
    """`landscape` or `portrait`."""
    lines: tuple[str, ...]
    """Fields printed with a label, in this order."""
    texts: tuple[Text, ...]
    options: tuple[Option, ...]
    sample: Sample

    @property
    def folder(self) -> Path:
        return FOLDER / self.name

    def spoken_title(self, language: Language) -> str:
        return self.title if language == "id" else self.title_en


@cache
def templates() -> Mapping[str, Template]:
    """Every template by its name."""
    found = sorted(path.parent for path in FOLDER.glob("*/template.toml"))
    return {folder.name: _read(folder) for folder in found}


def template(name: str) -> Template:
    """Return one template; raises ConnectorError `template_unknown`."""
    found = templates().get(name)
    if found is None:
        raise ConnectorError("template_unknown", template=name)
    return found


def _read(folder: Path) -> Template:
    said = tomllib.loads((folder / "template.toml").read_text(encoding="utf-8"))
    kind = CertificateKind(said["kind"])
    made = Template(
        name=folder.name,
        kind=kind,
        title=said["title"],
        title_en=said["title_en"],
        orientation=said["orientation"],
        lines=tuple(said["lines"]),
        texts=tuple(
            Text(name, one["label"], one["label_en"], one["default"], one.get("longest", LONGEST))
            for name, one in said["texts"].items()
        ),
        options=tuple(
            Option(
                name,
                one["label"],
                one["label_en"],
                one["default"],
                {value: (words[0], words[1]) for value, words in one.get("choices", {}).items()},
            )
            for name, one in said["options"].items()
        ),
        sample=_sample(json.loads((folder / "sample.json").read_text(encoding="utf-8")), kind),
    )
    strange = [name for name in made.lines if name not in FIELDS]
    strange += [name for text in made.texts for name in unknown_names(text.default)]
    if strange:
        raise ValueError(f"template {folder.name} names unknown fields: {strange}")
    return made


def _sample(said: Mapping[str, Any], kind: CertificateKind) -> Sample:
    holder, course = said["holder"], said["course"]
    return Sample(
        snapshot=Snapshot(
            kind=kind,
            holder=Holder(
                **{
                    **holder,
                    "employment": Employment(holder["employment"]),
                    "birth_date": date.fromisoformat(holder["birth_date"]),
                }
            ),
            course=Course(
                **{
                    **course,
                    "first": date.fromisoformat(course["first"]),
                    "last": date.fromisoformat(course["last"]),
                    "jp": Decimal(course["jp"]),
                    "subjects": _subjects(course["subjects"]),
                    "decree_date": date.fromisoformat(course["decree_date"]),
                }
            ),
            band=said.get("band", ""),
            taught=_subjects(said.get("taught", [])),
        ),
        officials=tuple(
            Official(**{**one, "acting": Acting(one["acting"])}) for one in said["officials"]
        ),
        number=said["number"],
        dated=date.fromisoformat(said["dated"]),
        place=said["place"],
        organiser=tuple(said["organiser"]),
    )


def _subjects(rows: list[Mapping[str, Any]]) -> tuple[Subject, ...]:
    return tuple(
        Subject(one["title"], Decimal(one["jp"]), tuple(one.get("instructors", ()))) for one in rows
    )
