"""Series of certificate numbers: what is open, how much is left; patterns, blocks, pasted lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from connector.domain.certificates import CertificateKind, NumberSource
from connector.domain.numbering import LONGEST_PATTERN, Token, read_pattern
from connector.errors import ConnectorError
from connector.flows import open_series
from connector.flows.open_series import SHOWN, NumbersRefused, SeriesPlace
from connector.store import number_series, office_pages, register
from connector.store.engine import reading
from connector.store.number_series import Series
from connector.web.access import Needs, actor, page
from connector.web.certificate_lines import kind_name
from connector.web.language import sentence
from connector.web.place import here
from connector.web.translation import _, ngettext

blueprint = Blueprint("number_series", __name__, url_prefix="/settings/numbers")

FEW = 50
"""Numbers; a block or list with fewer left is pointed out: a new one takes the registry days."""

MOST_SHOWN = 20
"""Faults of a pasted list that are said; the first ones tell what went wrong."""

DIGITS = 8
"""Of a number in a form; more are no number of a register."""


@dataclass(frozen=True)
class SeriesView:
    """One series as the page lists it."""

    series: Series
    following: tuple[str, ...]
    who: str

    @property
    def mark(self) -> str:
        """Which of the five states it is in."""
        if self.series.closed_at is not None:
            return "waiting"
        if self.series.last is None:
            return "ok"
        return "failed" if not self.series.left else "decision" if self.few else "ok"

    @property
    def few(self) -> bool:
        return self.series.last is not None and 0 < self.series.left < FEW


@page(blueprint, "", Needs.ADMINISTRATOR)
def show() -> ResponseReturnValue:
    """List all series and offer to open another; `?unit=&kind=` fill the form in."""
    return _list_page(_asked(request.args))


@page(blueprint, "/preview", Needs.ADMINISTRATOR, ("POST",))
def preview() -> ResponseReturnValue:
    """Show the next numbers of the pattern in the form, or what is wrong with it."""
    typed = _asked(request.form)
    shown, recurs, refused = _preview(typed)
    if request.headers.get("HX-Request"):
        return render_template(
            "parts/number_preview.html", shown=shown, recurs=recurs, refused=refused
        )
    return _list_page(typed, shown=shown, recurs=recurs, refused=refused)


@page(blueprint, "/pattern", Needs.ADMINISTRATOR, ("POST",))
def open_pattern() -> ResponseReturnValue:
    """Open a series that counts, with or without an end."""
    typed = _asked(request.form)
    try:
        place, first, last = _place(typed), _number(typed, "first"), _last(typed)
        open_series.open_pattern(here().office, place, typed["pattern"], first, last, actor=actor())
    except ConnectorError as error:
        return _list_page(typed, refused=_told(error), status=409)
    flash(_("The series is open; its next numbers stand in the list below."), "ok")
    return redirect(url_for("number_series.show"), 303)


@page(blueprint, "/list", Needs.ADMINISTRATOR, ("POST",))
def open_list() -> ResponseReturnValue:
    """Open a series of the pasted numbers."""
    typed = _asked(request.form)
    try:
        open_series.open_list(here().office, _place(typed), typed["numbers"], actor=actor())
    except ConnectorError as error:
        return _list_page(typed, refused=_told(error), status=409)
    flash(_("The list is taken; its numbers are given in the order of its lines."), "ok")
    return redirect(url_for("number_series.show"), 303)


@page(blueprint, "/<int:series_id>/close", Needs.ADMINISTRATOR, ("POST",))
def close(series_id: int) -> ResponseReturnValue:
    """Let a series give no more."""
    try:
        open_series.close_series(here().office, series_id, actor=actor())
    except ConnectorError as error:
        return _list_page(_asked({}), refused=_told(error), status=409)
    flash(_("The series is closed. What it gave stays given."), "ok")
    return redirect(url_for("number_series.show"), 303)


def _list_page(
    typed: Mapping[str, str],
    *,
    shown: list[str] | None = None,
    recurs: bool = False,
    refused: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    office = here().office
    with reading(office.engine) as connection:
        every = number_series.listing(connection)
        names = office_pages.user_names(connection)
        units = register.units(connection)
        views = [
            SeriesView(
                one,
                tuple(
                    open_series.following(
                        office, one, number_series.listed_next(connection, one, SHOWN)
                    )
                ),
                names.get(one.created_by, one.created_by),
            )
            for one in every
        ]
    answer = render_template(
        "number_series.html",
        opened=[one for one in views if one.series.closed_at is None],
        closed=[one for one in views if one.series.closed_at is not None],
        typed=typed,
        shown=shown,
        recurs=recurs,
        refused=refused,
        previewing=request.endpoint == "number_series.preview",
        kinds=CertificateKind,
        kind_name=kind_name,
        source_word=source_word,
        units=units,
        tokens=[(f"{{{token}}}", token_word(token)) for token in Token],
        longest=LONGEST_PATTERN,
        longest_unit=open_series.LONGEST_UNIT,
    )
    return answer, status


def source_word(source: NumberSource) -> str:
    """What the office calls the way in which a series came."""
    return {
        NumberSource.PATTERN: _("counted on"),
        NumberSource.BLOCK: _("block"),
        NumberSource.LIST: _("pasted list"),
    }[source]


def token_word(token: Token) -> str:
    """What a token stands for."""
    return {
        Token.SEQ: _("the number; {seq:3} fills it up to three digits"),
        Token.SEQ_IN_BATCH: _("place within the training, from 1"),
        Token.UNIT: _("the unit of this series"),
        Token.KLASIFIKASI: _("classification code of the training or its design"),
        Token.KODE_PELATIHAN: _("code of the training"),
        Token.ANGKATAN_ROMAN: _("cohort in Roman numerals"),
        Token.MONTH_ROMAN: _("month of the date in Roman numerals"),
        Token.MONTH2: _("month of the date in two digits"),
        Token.YEAR: _("year of the date"),
    }[token]


def _asked(given: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of the form, as they were typed or with what is usual."""
    year = str(here().office.clock().year)
    usual = {"unit": "", "kind": CertificateKind.STTP.value, "year": year, "first": "1"}
    names = ("unit", "kind", "year", "first", "last", "pattern", "numbers")
    return {name: given.get(name, usual.get(name, "")) for name in names}


def _place(typed: Mapping[str, str]) -> SeriesPlace:
    try:
        kind = CertificateKind(typed["kind"])
    except ValueError:
        abort(404)
    return SeriesPlace(typed["unit"], kind, _number(typed, "year"))


def _number(typed: Mapping[str, str], name: str) -> int:
    written = typed[name].strip()
    if not (written.isascii() and written.isdigit() and len(written) <= DIGITS):
        raise ConnectorError("series_number_unfit")
    return int(written)


def _last(typed: Mapping[str, str]) -> int | None:
    return _number(typed, "last") if typed["last"].strip() else None


def _preview(typed: Mapping[str, str]) -> tuple[list[str], bool, list[tuple[str, str]] | None]:
    """Return the next numbers, whether they come again next year, and what is wrong."""
    if not typed["pattern"].strip():
        return [], False, None
    try:
        place, first, last = _place(typed), _number(typed, "first"), _last(typed)
        shown = open_series.preview_pattern(here().office, place, typed["pattern"], first, last)
    except ConnectorError as error:
        return [], False, _told(error)
    pattern = read_pattern(typed["pattern"]).pattern
    return shown, pattern is not None and pattern.recurs, None


def _told(error: ConnectorError) -> list[tuple[str, str]]:
    """Say what was refused: the whole first, then every fault of a pattern or a list."""
    told = [sentence(error.code, error.params)]
    if isinstance(error, NumbersRefused):
        faults = error.problems[:MOST_SHOWN]
        told += [(sentence(one.code, one.values())[0], "") for one in faults]
        if (rest := len(error.problems) - len(faults)) > 0:
            told.append((ngettext("and %(num)s more", "and %(num)s more", rest), ""))
    return told
