"""Where a training stands as one mark and one sentence; from counts already read, no queries."""

from dataclasses import dataclass

from connector.store.office_pages import TrainingLine
from connector.web.translation import _, ngettext

ACTIVE_PLANS = frozenset({"approved", "applying", "applied"})
"""States in which a worker is at it, or about to be."""


@dataclass(frozen=True)
class Standing:
    """`mark` is one of the five; `sentence` says whose turn it is."""

    mark: str
    sentence: str


def standing(line: TrainingLine, failed: int) -> Standing:
    """Say what is wrong and whose turn it is; the first that applies, worst first."""
    plan = line.plan
    systems = line.systems.values()
    undecided = sum(one.undecided for one in systems)
    missing = sum(one.missing for one in systems)
    drift = sum(one.drift for one in systems)
    if plan and plan.state in ACTIVE_PLANS:
        return Standing("running", _("Plan %(number)s is being applied.", number=plan.number))
    if failed:
        told = ngettext(
            "%(num)s person was refused by Moodle or Zoom.",
            "%(num)s people were refused by Moodle or Zoom.",
            failed,
        )
        return Standing("failed", told)
    if plan and plan.state == "held":
        return Standing(
            "decision", _("Plan %(number)s is held and waits for you.", number=plan.number)
        )
    if not line.people:
        return Standing("waiting", _("No participants yet: upload the list."))
    if not line.first:
        return Standing("waiting", _("No timetable yet: upload it."))
    if plan and plan.state == "drafted" and plan.changes:
        return Standing("waiting", _("Plan %(number)s waits to be applied.", number=plan.number))
    if undecided:
        told = ngettext(
            "%(num)s case waits for a decision.", "%(num)s cases wait for a decision.", undecided
        )
        return Standing("decision", told)
    if plan and plan.state == "verified" and (missing or drift):
        told = _(
            "It is no longer as plan %(number)s left it: make a new plan to see what differs.",
            number=plan.number,
        )
        return Standing("decision", told)
    if plan and (missing or drift or plan.state == "partly"):
        return Standing("decision", _("Not everything is there: make a new plan."))
    if not systems or missing:
        return Standing("waiting", _("Nothing sent to Moodle or Zoom yet: make a plan."))
    return Standing("ok", _("Everything that was read back is in place."))
