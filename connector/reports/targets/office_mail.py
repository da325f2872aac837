"""Sends parcels to the office's mailbox through the mail server of the house; not to people."""

from __future__ import annotations

import re
from datetime import datetime

from connector.reports.targets.base import Message, Outcome, Target
from connector.reports.targets.office import Addressee, Answer, Parcel

_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")

LATER_TOO = frozenset({"mail_no_host", "mail_no_answer", "mail_no_tls"})
"""Failures of our own mail server: everything else that waits for it had better wait too."""


class OfficeMail:
    """Fulfils `OfficeTarget`; a mailbox does not recognise a repeat."""

    knows_repeats = False
    takes_files = True

    def __init__(self, mail: Target | None) -> None:
        """None where no mail server is set: then every address is refused."""
        self._mail = mail

    def unfit(self, address: str) -> str:
        if self._mail is None:
            return "office_mail_unset"
        return "" if _ADDRESS.fullmatch(address) else "office_mail_unfit"

    def hand_over(self, parcel: Parcel, to: Addressee, now: datetime) -> Answer:
        code = self.unfit(to.address)
        if code or self._mail is None:
            return Answer(Outcome.REFUSED, code)
        told = self._mail.hand_over(
            Message(
                id=self._mail.message_id(f"office {parcel.message_id}"),
                to=to.address,
                name=to.name,
                subject=parcel.subject,
                text=parcel.text,
                at=now,
                attachment=parcel.files[0] if parcel.files else None,
                further=tuple(parcel.files[1:]),
            )
        )
        return Answer(told.outcome, told.code, told.params, tired=told.code in LATER_TOO)
