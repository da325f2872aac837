"""Audit entries about runs of procedures as sentences; reasons and notes stand in no trail."""

from connector.store.training_pages import AuditLine
from connector.web.translation import _


def run_sentences(entry: AuditLine) -> dict[str, str]:
    """Return what each action about a run or its steps says."""
    details = entry.details
    sop = str(details.get("procedure", "")).upper()
    step = str(details.get("printed", ""))
    by_records = str(details.get("cause", "")).startswith("milestone:")
    return {
        "run.begun": _(
            "began procedure %(sop)s, version %(version)s",
            sop=sop,
            version=details.get("version", ""),
        ),
        "run.handed": _("handed procedure %(sop)s to another unit", sop=sop),
        "run.stopped": _("stopped procedure %(sop)s", sop=sop),
        "run.paused": _("paused procedure %(sop)s", sop=sop),
        "run.resumed": _("resumed procedure %(sop)s", sop=sop),
        "step.done": _("%(sop)s step %(step)s is done by what the records show", sop=sop, step=step)
        if by_records
        else _("recorded %(sop)s step %(step)s as done", sop=sop, step=step),
        "step.skipped": _("left out %(sop)s step %(step)s", sop=sop, step=step),
        "step.reopened": _(
            "%(sop)s step %(step)s is open again: the records show it undone", sop=sop, step=step
        )
        if by_records
        else _("reopened %(sop)s step %(step)s", sop=sop, step=step),
        "step.paused": _("paused %(sop)s step %(step)s", sop=sop, step=step),
        "step.resumed": _("resumed %(sop)s step %(step)s", sop=sop, step=step),
    }
