"""Prints a report as PDF/A; every word and value goes to the template as data, nothing is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from connector.documents.render import render
from connector.domain.certificate_lines import cohort_line
from connector.domain.snapshots import plain as plain_number
from connector.messages import Wording
from connector.reports.attendance_paper import short_id
from connector.reports.content import (
    Block,
    Chart,
    Heading,
    Paragraph,
    ReportContent,
    Table,
    TextSection,
    to_json,
)
from connector.reports.paper_words import moment_line, phrase, word

TEMPLATE = Path(__file__).parent / "templates" / "report"

WORDS = {
    "draft": Wording("KONSEP", "DRAFT"),
    "page": Wording("Halaman", "Page"),
    "of": Wording("dari", "of"),
    "sources": Wording("Sumber data", "Sources"),
    "number": Wording("Nomor: {number}", "Number: {number}"),
    "procedure": Wording("SOP", "SOP"),
    "steps": Wording("Langkah", "Steps"),
    "basis": Wording("Dasar hukum", "Legal basis"),
    "without_number": Wording("tanpa nomor", "without a number"),
    "footer": Wording(
        "{code} · Dokumen {document} · versi {version} · dicetak {printed}",
        "{code} · Document {document} · version {version} · printed {printed}",
    ),
}
"""What the paper says itself, in both languages."""

LONGEST_NARROW = 16
"""Characters of the widest narrow column; longer values go on below, longer words are broken."""

SHORT_HEADING = 6
"""Characters of a heading that is not broken at its spaces."""

SHORT = 1500
"""Characters of last words that are kept together with the signature."""

_LETTER, _EDGES = 1.75, 3.4
"""Millimetres: an ordinary letter of a table, and both edges of a cell."""


@dataclass(frozen=True)
class PaperSigner:
    """A signature under the report, as printed."""

    title: str
    """`Kepala Pusat …`, with Plt. where it applies; lines stay lines."""
    name: str = ""
    """"" leaves a dotted line."""
    rank: str = ""
    identity: str = ""
    note: str = ""
    """Stands instead of a drawn signature; "" leaves room for ink."""
    place_and_date: str = ""


@dataclass(frozen=True)
class Standing:
    """Where the report stands when it is printed."""

    draft: bool
    """Marked KONSEP on every page."""
    version: int
    lines: tuple[str, ...] = ()
    """Who checked or received it and when, one sentence each."""
    signers: tuple[PaperSigner, ...] = ()


def report_pdf(content: ReportContent, standing: Standing, *, now: datetime) -> bytes:
    """Return the report as PDF/A-2b, A4; the same content, standing and moment: the same bytes."""
    return render(TEMPLATE, _values(content, standing, now), created=now)


def footer(content: ReportContent, version: int, now: datetime) -> str:
    return phrase(
        WORDS,
        "footer",
        content.language,
        code=content.head.code,
        document=short_id(content.fingerprint),
        version=version,
        printed=moment_line(now, content.zone, content.language),
    )


def procedure_lines(content: ReportContent) -> list[tuple[str, str]]:
    """Return label and value of the SOP that the report is written for."""
    head, language = content.head, content.language
    if not head.procedure:
        return []
    number = head.procedure_number or word(WORDS, "without_number", language)
    lines = [
        (word(WORDS, "procedure", language), f"{head.procedure} ({number})"),
        (word(WORDS, "steps", language), ", ".join(head.steps)),
    ]
    if head.basis:
        lines.append((word(WORDS, "basis", language), "; ".join(head.basis)))
    return lines


def _values(content: ReportContent, standing: Standing, now: datetime) -> dict[str, Any]:
    head, language = content.head, content.language
    number = phrase(WORDS, "number", language, number=head.number) if head.number else ""
    names = ("draft", "page", "of", "sources")
    return {
        "language": language,
        "title": content.title,
        "organiser": head.organiser,
        "training": head.training,
        "cohort": cohort_line(head.cohort),
        "number": number,
        "procedure": procedure_lines(content),
        "draft": standing.draft,
        "words": {name: word(WORDS, name, language) for name in names},
        "lines": standing.lines,
        "sources": content.sources,
        "signers": [asdict(one) for one in standing.signers],
        "footer": footer(content, standing.version, now),
        "parts": list(_parts(content)),
    }


def _parts(content: ReportContent) -> Iterator[dict[str, Any]]:
    """Part the blocks into pages upright and across; the signature closes the body."""
    plain = to_json(content)["blocks"]
    runs = _runs(content.blocks)
    closing = max((at for at, run in enumerate(runs) if not run.appendix), default=0)
    start, across = 0, True
    for at, run in enumerate(runs):
        blocks = [
            _drawn(block, one)
            for block, one in zip(run.blocks, plain[start : start + len(run.blocks)], strict=True)
        ]
        start += len(run.blocks)
        if run.empty:
            continue
        kept = _last_words(run.blocks) if at == closing else 0
        yield {
            "landscape": run.landscape,
            "first": at == 0,
            "turn": not run.landscape and not across,
            "close": at == closing,
            "blocks": blocks[: len(blocks) - kept],
            "last": blocks[len(blocks) - kept :],
        }
        across = run.landscape


def _last_words(blocks: Sequence[Block]) -> int:
    """Count the blocks that stay on the signature's page: the last words and their headings."""
    if not blocks or not _is_short(blocks[-1]):
        return 0
    count = 1
    while count < len(blocks) and isinstance(blocks[-1 - count], Heading):
        count += 1
    return count


def _is_short(block: Block) -> bool:
    return isinstance(block, Paragraph | TextSection) and len(block.text) <= SHORT


@dataclass
class _Run:
    """Blocks that follow each other on pages of one direction."""

    blocks: list[Block]
    landscape: bool = False
    appendix: bool = False

    @property
    def empty(self) -> bool:
        """An appendix that nobody needs: its tables have no rows yet."""
        rest = [one for one in self.blocks if not isinstance(one, Heading)]
        return self.appendix and all(isinstance(one, Table) and not one.rows for one in rest)


def _runs(blocks: Sequence[Block]) -> list[_Run]:
    runs = [_Run([])]
    for block in blocks:
        run = runs[-1]
        behind = isinstance(block, Heading) and block.appendix
        across = isinstance(block, Table) and block.landscape
        if behind:
            runs.append(_Run([block], appendix=True))
        elif across and not run.landscape:
            headings = _trailing_headings(run.blocks)
            runs.append(_Run([*headings, block], landscape=True, appendix=run.appendix))
        elif not across and run.landscape and not isinstance(block, Heading):
            headings = _trailing_headings(run.blocks)
            runs.append(_Run([*headings, block], appendix=run.appendix))
        else:
            run.blocks.append(block)
    return [run for at, run in enumerate(runs) if run.blocks or at == 0]


def _trailing_headings(blocks: list[Block]) -> list[Block]:
    """Take the headings that end a run: they go with what they are the headings of."""
    taken: list[Block] = []
    while blocks and isinstance(blocks[-1], Heading):
        taken.insert(0, blocks.pop())
    return taken


def _drawn(block: Block, plain: dict[str, Any]) -> dict[str, Any]:
    if isinstance(block, Table):
        return {**plain, "columns": [_column(block, at) for at in range(len(block.columns))]}
    if isinstance(block, Chart):
        return {**plain, "scale": _scale(block)}
    return plain


def _scale(chart: Chart) -> dict[str, str]:
    """What stands beside the bottom, the middle and the top line of columns."""
    top = Decimal(chart.maximum)
    return {"0": "0", "50": f"{plain_number(top / 2):f}", "100": f"{plain_number(top):f}"}


def _column(table: Table, at: int) -> dict[str, Any]:
    """Give a narrow column the room its longest word needs, as far as that is reasonable."""
    column = table.columns[at]
    cells = [row[at] for row in (*table.rows, *([table.totals] if table.totals else []))]
    short = [one for one in cells if len(one) <= LONGEST_NARROW]
    heading = [column.heading] if len(column.heading) <= SHORT_HEADING else column.heading.split()
    words = [part for one in cells for part in one.split()]
    widest = max((len(one) for one in (*short, *words, *heading)), default=1)
    longest = min(LONGEST_NARROW, widest)
    return {
        "heading": column.heading,
        "align": column.align,
        "to_sign": column.to_sign,
        "share": column.width,
        "millimetres": round(longest * _LETTER + _EDGES, 1),
        "longest": 24 if column.width else LONGEST_NARROW,
    }
