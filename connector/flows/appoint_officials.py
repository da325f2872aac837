"""Who may sign certificates, as what, and how: the list of officials; nobody signs here.

The account an official signs under (a NIK, an address, the name of a key file) is stored sealed
and is shown to nobody again.
"""

from __future__ import annotations

import re
from dataclasses import replace

from sqlalchemy import Connection

from connector.documents.render import printable
from connector.domain.certificate_lines import NIK_DIGITS
from connector.domain.certificates import Official
from connector.domain.identities import IdentityType, read_identity
from connector.errors import ConnectorError
from connector.flows.design_certificates import plain_line, plain_text
from connector.flows.office import Office
from connector.store import audit, designs, officials, users
from connector.store.officials import NewOfficial, StoredOfficial

NAME_LENGTH, TITLE_LENGTH, RANK_LENGTH, ACCOUNT_LENGTH = 120, 300, 80, 200
"""Characters."""
TITLE_LINES = 5

_ACTING = re.compile(r"pl[th]\b\.?", re.IGNORECASE)


def save_official(
    office: Office,
    official: Official,
    *,
    user_id: int | None,
    signer: str,
    account: str | None,
    actor: str,
) -> StoredOfficial:
    """Add an official (id 0) or write what one is now.

    `signer` is a name in `Office.signers`, or "" where it is not chosen yet. `account` None keeps
    the stored one, "" removes it. What is printed already keeps what it says. Raises
    ConnectorError `official_*`, or what `read_identity` says of the number.
    """
    tidied = _checked(office, official)
    with office.engine.begin() as connection:
        before = officials.get(connection, tidied.id) if tidied.id else None
        if before is None and tidied.id:
            raise ConnectorError("official_unknown")
        _check_signer(office, signer, before)
        _check_user(connection, user_id, before)
        sealed = before.account if before and account is None else _sealed(office, account or "")
        new = NewOfficial(tidied, user_id, signer, sealed)
        if before and _same(before, new):
            return before
        now = office.clock()
        if before:
            saved = officials.replace(connection, new) or before
        else:
            saved = officials.insert(connection, new, actor=actor, now=now)
        audit.note(
            connection,
            actor,
            "official.saved",
            f"official:{saved.official.id}",
            now=now,
            changed=_changed(before, saved),
            signer=signer,
            user=user_id,
        )
    return saved


def retire_official(office: Office, official_id: int, active: bool, *, actor: str) -> None:
    """Take an official out of office, or back into it.

    Raises ConnectorError `official_in_use` while a design in use bears them.
    """
    now = office.clock()
    with office.engine.begin() as connection:
        if officials.get(connection, official_id) is None:
            raise ConnectorError("official_unknown")
        if not active:
            for one in designs.every(connection):
                if one.active and official_id in one.design.officials:
                    raise ConnectorError("official_in_use", design=one.design.name)
        if officials.set_active(connection, official_id, active):
            action = "official.restored" if active else "official.retired"
            audit.note(connection, actor, action, f"official:{official_id}", now=now)


def account_of(office: Office, stored: StoredOfficial) -> str:
    """Open the account for one signature; "" where there is none. Show and log it nowhere."""
    if not stored.account:
        return ""
    if office.secrets is None:
        raise ConnectorError("secrets_missing")
    return office.secrets.open(stored.account)


def _checked(office: Office, official: Official) -> Official:
    name, title = plain_line(official.name), plain_text(official.title)
    if not 3 <= len(name) <= NAME_LENGTH or printable(name) != name:
        raise ConnectorError("official_name", limit=NAME_LENGTH)
    lines = title.split("\n")
    if not 3 <= len(title) <= TITLE_LENGTH or len(lines) > TITLE_LINES or printable(title) != title:
        raise ConnectorError("official_title", limit=TITLE_LENGTH, lines=TITLE_LINES)
    if _ACTING.match(title):
        raise ConnectorError("official_acting_in_title")
    rank = plain_line(official.rank)
    if len(rank) > RANK_LENGTH or printable(rank) != rank:
        raise ConnectorError("official_rank", limit=RANK_LENGTH)
    kind, number = _checked_identity(office, official)
    return replace(official, name=name, title=title, rank=rank, identity_type=kind, identity=number)


def _checked_identity(office: Office, official: Official) -> tuple[str, str]:
    hint = IdentityType(official.identity_type) if official.identity_type else None
    found = read_identity(official.identity, hint, today=office.clock().date())
    if found.problem is not None:
        raise ConnectorError(found.problem.code, **found.problem.values())
    if found.identity is None:
        return "", ""
    if found.identity.type is IdentityType.NIK or len(found.identity.value) == NIK_DIGITS:
        raise ConnectorError("official_nik")
    return found.identity.type.value, found.identity.value


def _check_signer(office: Office, signer: str, before: StoredOfficial | None) -> None:
    kept = before is not None and before.signer == signer
    if signer and signer not in office.signers and not kept:
        raise ConnectorError("official_signer")


def _check_user(connection: Connection, user_id: int | None, before: StoredOfficial | None) -> None:
    if user_id is None or (before is not None and before.user_id == user_id):
        return
    if not any(one.id == user_id and one.active for one in users.listing(connection)):
        raise ConnectorError("official_user")


def _sealed(office: Office, account: str) -> str:
    written = account.strip()
    if not written:
        return ""
    if len(written) > ACCOUNT_LENGTH or not written.isprintable() or " " in written:
        raise ConnectorError("official_account", limit=ACCOUNT_LENGTH)
    if office.secrets is None:
        raise ConnectorError("secrets_missing")
    return office.secrets.seal(written)


def _same(before: StoredOfficial, new: NewOfficial) -> bool:
    return (before.official, before.user_id, before.signer, before.account) == (
        new.official,
        new.user_id,
        new.signer,
        new.account,
    )


def _changed(before: StoredOfficial | None, after: StoredOfficial) -> list[str]:
    if before is None:
        return ["account"] if after.account else []
    printed = ("name", "title", "acting", "identity", "rank")
    names = [
        name for name in printed if getattr(before.official, name) != getattr(after.official, name)
    ]
    rest = ("user_id", "signer", "account")
    return [*names, *(name for name in rest if getattr(before, name) != getattr(after, name))]
