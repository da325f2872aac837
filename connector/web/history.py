"""Audit entries as sentences; an entry without words of its own is shown as its code."""

from collections.abc import Mapping

from connector.store.training_pages import AuditLine
from connector.web.translation import _
from connector.web.words import roster_kind


def told(entry: AuditLine, people: Mapping[str, str]) -> str:
    """Say what an entry records; `people` are names by seat key."""
    number = entry.details.get("plan", "")
    name = people.get(entry.subject, _("somebody who has left the roster"))
    sentences = {
        "training.created": _("added the training"),
        "roster.imported": _(
            "imported %(kind)s, version %(version)s",
            kind=roster_kind(str(entry.details.get("kind", ""))),
            version=entry.details.get("version", ""),
        ),
        "plan.made": _("made plan %(number)s", number=number),
        "plan.followed": _("plan %(number)s finishes an approved one", number=number),
        "plan.approved": _("let plan %(number)s through", number=number),
        "plan.discarded": _("discarded plan %(number)s", number=number),
        "plan.applying": _("plan %(number)s began to be applied", number=number),
        "plan.verified": _("plan %(number)s was applied and everything read back", number=number),
        "plan.partly": _("plan %(number)s was applied, not everything is there", number=number),
        "number.revealed": _("looked at the whole number of %(name)s", name=name),
        "link.renewed": _("renewed the personal address of %(name)s", name=name),
        "account.released": _("let go of a Moodle account"),
        "access_sheet.made": _("downloaded the access sheet"),
    }
    return sentences.get(entry.action, entry.action)
