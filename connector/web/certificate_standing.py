"""How far a training's certificates are, in one sentence for board and head; no queries."""

from datetime import date

from connector.domain.certificate_clock import due, still_reminded
from connector.store.office_pages import TrainingLine
from connector.web.language import day
from connector.web.standing import Standing
from connector.web.translation import _, ngettext


def certificate_standing(line: TrainingLine, today: date) -> Standing | None:
    """Say what is issued, what waits for a signature, or by when it is due; None while neither.

    `today` is the date where the training is.
    """
    issued, archived = line.certificates.issued, line.certificates.archived
    if issued and archived == issued:
        told = ngettext(
            "%(num)s certificate is signed.", "%(num)s certificates are signed.", archived
        )
        return Standing("ok", told)
    if line.last is None:
        return None
    if issued:
        told = _(
            "%(found)s of %(expected)s certificates are signed", found=archived, expected=issued
        )
        return Standing(_pressing(line.last, today), f"{told} · {_until(line.last, today)}")
    if not line.participants or not still_reminded(line.last, today):
        return None
    told = _("Certificates are not issued yet")
    return Standing(_pressing(line.last, today), f"{told} · {_until(line.last, today)}")


def _pressing(last: date, today: date) -> str:
    """Waiting while there is time, a decision from the last three days on."""
    return "waiting" if (due(last) - today).days > 3 else "decision"


def _until(last: date, today: date) -> str:
    left = (due(last) - today).days
    when = day(due(last))
    if left < 0:
        return ngettext(
            "due on %(day)s, %(num)s day late", "due on %(day)s, %(num)s days late", -left, day=when
        )
    return ngettext(
        "due on %(day)s, %(num)s day left", "due on %(day)s, %(num)s days left", left, day=when
    )
