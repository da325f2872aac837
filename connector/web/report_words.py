"""The office's words for reports: their titles, states, turns, deeds, and what differs."""

from __future__ import annotations

from collections.abc import Mapping

from connector.domain.procedures import Words
from connector.domain.reports import KIND_OF, ReportDeed, ReportState, ReportType
from connector.flows.report_differences import Difference
from connector.store.reports import BUILD, EDIT, HAND_OUT, REOPEN, SEND, ReportEntry
from connector.store.training_pages import AuditLine
from connector.web.language import SYSTEM_NAMES, spoken
from connector.web.translation import _, ngettext
from connector.web.words import system_word

MARKS = {
    ReportState.DRAFT: "waiting",
    ReportState.RETURNED: "decision",
    ReportState.CHECKED: "running",
    ReportState.SIGNED: "running",
    ReportState.RECEIVED: "ok",
    ReportState.FILED: "ok",
    ReportState.DELIVERED: "ok",
}
"""State → which of the five marks."""


def said(words: Words) -> str:
    """A text in the language of this answer."""
    return words.id if spoken() == "id" else words.en


def title_of(type_: ReportType) -> str:
    return said(KIND_OF[type_].title)


def source_of(type_: ReportType) -> str:
    """`S002 langkah 5, 6`: the printed steps that a report is for."""
    kind = KIND_OF[type_]
    return _("%(sop)s step %(steps)s", sop=kind.procedure.upper(), steps=", ".join(kind.steps))


def turn_word(deed: ReportDeed) -> str:
    """What somebody is to do."""
    return {
        ReportDeed.CHECK: _("check"),
        ReportDeed.RETURN: _("return"),
        ReportDeed.SIGN: _("sign"),
        ReportDeed.RECEIVE: _("take note"),
        ReportDeed.FILE: _("put into the archive"),
        ReportDeed.DELIVER: _("hand over"),
    }[deed]


def deed_word(entry: ReportEntry) -> str:
    """What somebody did, for the trail."""
    return {
        BUILD: _("built version %(version)s", version=entry.version),
        EDIT: _("wrote in it: version %(version)s", version=entry.version),
        REOPEN: _("took it back to its draft"),
        HAND_OUT: _("took it along to be signed"),
        SEND: _("sent it to the office's systems"),
        ReportDeed.CHECK.value: _("checked version %(version)s", version=entry.version),
        ReportDeed.RETURN.value: _("returned version %(version)s", version=entry.version),
        ReportDeed.SIGN.value: _("signed version %(version)s", version=entry.version),
        ReportDeed.RECEIVE.value: _("took note of version %(version)s", version=entry.version),
        ReportDeed.FILE.value: _("put version %(version)s into the archive", version=entry.version),
        ReportDeed.DELIVER.value: _("handed over version %(version)s", version=entry.version),
    }.get(entry.deed, entry.deed)


def deed_mark(entry: ReportEntry) -> str:
    """Which icon stands beside a line of the trail."""
    return {
        ReportDeed.RETURN.value: "decision",
        REOPEN: "decision",
        BUILD: "running",
        EDIT: "pen",
        HAND_OUT: "down",
        SEND: "running",
    }.get(entry.deed, "ok")


def count_word(key: str) -> str:
    """What a number of a system counts."""
    return {
        "enrolled": _("people with access"),
        "suspended": _("people who left and have no access"),
        "rooms": _("meetings set up"),
        "held": _("meetings held and recorded here"),
    }.get(key, key)


def difference_told(found: Difference | Mapping[str, str]) -> tuple[str, str, str]:
    """Return what differs, as the report says it, and as it is now; also as the trail kept it."""
    one = found if isinstance(found, Difference) else Difference(**found)
    if one.source != "records":
        system = system_word(one.source)
        return (
            f"{system}: {count_word(one.key)}",
            _("%(count)s by our records", count=one.printed),
            _("%(count)s in %(system)s", count=one.found, system=system),
        )
    if one.key == "wording":
        return _("Wording of the report"), _("as built"), _("built anew, it would read otherwise")
    if one.key.startswith("table."):
        return (
            one.label,
            ngettext("%(num)s line is no longer so", "%(num)s lines are no longer so",
                     int(one.printed)),
            ngettext("%(num)s line is new", "%(num)s lines are new", int(one.found)),
        )  # fmt: skip
    return _labelled(one), one.printed, one.found


def _labelled(one: Difference) -> str:
    """Name a figure with its system, as the report groups them; a section may have no title."""
    system = one.key.partition(".")[0]
    if system in SYSTEM_NAMES and system_word(system) not in one.label:
        return f"{system_word(system)}: {one.label}"
    return one.label or _("A paragraph")


def report_sentences(entry: AuditLine) -> dict[str, str]:
    """Sentences about reports, for the history of a training; its trail tells the rest."""
    type_ = str(entry.details.get("type", ""))
    known = title_of(ReportType(type_)) if type_ in set(ReportType) else ""
    return {
        "report.viewed": _(
            "looked at a report: %(title)s, version %(version)s",
            title=known,
            version=entry.details.get("version", ""),
        )
    }
