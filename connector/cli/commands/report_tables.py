"""Reports as tables on a terminal, and as parts of a command's JSON object."""

from __future__ import annotations

from typing import Any

from connector.cli.console import Voice
from connector.domain.reports import KIND_OF, ReportDeed, ReportType
from connector.flows.office import Office
from connector.flows.report_differences import Differences
from connector.flows.report_turns import report_of, training_of, turns
from connector.store import reports, trainings, units
from connector.store.engine import reading
from connector.store.reports import StoredReport

_LISTED = ("training", "type", "state", "version", "unit", "turn")
_TRAIL = ("when", "version", "deed", "state", "actor", "note")
_DIFFERING = ("source", "what", "printed", "found")


def _headings(names: tuple[str, ...]) -> list[str]:
    return [f"report_heading_{name}" for name in names]


def title_of(report: StoredReport, voice: Voice) -> str:
    title = KIND_OF[report.type].title
    return title.id if voice.language == "id" else title.en


def report_answer(training: str, report: StoredReport) -> dict[str, Any]:
    """Return a report for machines; moments are UTC."""
    return {
        "training": training,
        "type": report.type.value,
        "state": report.state.value,
        "version": report.version,
        "moved": report.moved_at.isoformat(),
        "next": _next(report),
    }


def list_reports(here: Office, training: str, voice: Voice) -> None:
    """Tell all reports, or those of one training, with what comes next."""
    with reading(here.engine) as connection:
        if training:
            found = reports.of_training(connection, training_of(connection, training).id)
        else:
            found = reports.every(connection)
        codes = {one.id: one.code for one in trainings.listing(connection)}
        names = {one.id: one.label for one in units.every(connection)}
    if training and not found:
        voice.line("report_none", training=training)
    rows = [
        [
            codes[one.training_id],
            title_of(one, voice),
            voice.text(f"report_state_{one.state.value}"),
            one.version,
            names.get(one.unit_id or 0, ""),
            ", ".join(voice.text(f"report_deed_{deed}") for deed in _next(one)),
        ]
        for one in found
    ]
    voice.table("", _headings(_LISTED), rows)
    answers = [report_answer(codes[one.training_id], one) for one in found]
    voice.result({"reports": answers})


def _next(report: StoredReport) -> list[str]:
    """Deeds that lead on: a return is always possible and never what is waited for."""
    deeds = [one.deed for one in turns(report) if one.deed is not ReportDeed.RETURN]
    return list(dict.fromkeys(one.value for one in deeds))


def show_trail(here: Office, training: str, kind: ReportType, voice: Voice) -> None:
    """Tell what became of one report, oldest first."""
    with reading(here.engine) as connection:
        found = report_of(connection, training, kind)
        trail = reports.entries(connection, found.id)
    rows = [
        [
            one.at.isoformat(timespec="minutes"),
            one.version,
            voice.text(f"report_deed_{one.deed}"),
            voice.text(f"report_state_{one.state}"),
            one.actor,
            one.note,
        ]
        for one in trail
    ]
    state = voice.text(f"report_state_{found.state.value}")
    title = title_of(found, voice)
    voice.line("report_stands", title=title, version=found.version, state=state)
    voice.table("", _headings(_TRAIL), rows)
    entries = [
        {
            "at": one.at.isoformat(),
            "version": one.version,
            "deed": one.deed,
            "state": one.state,
            "actor": one.actor,
            "note": one.note,
        }
        for one in trail
    ]
    voice.result({**report_answer(training, found), "trail": entries})


def show_differences(found: Differences, voice: Voice) -> None:
    """Tell what differs, what could not be read, and how to say that it is right so."""
    for one in found.read.unread:
        reason = voice.said(one.system, one.code, one.params)
        voice.line("report_unread", system=one.system, reason=reason)
    rows = [[one.source, one.label or one.key, one.printed, one.found] for one in found.lines]
    if rows:
        voice.table("report_differences", _headings(_DIFFERING), rows)
    voice.line("report_accept", fingerprint=found.fingerprint)


def differences_answer(found: Differences) -> dict[str, Any]:
    return {"accept": found.fingerprint, **found.to_json()}
