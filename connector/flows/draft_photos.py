"""Portraits for certificates: taken in for a seat's draft, replaced, taken off.

A portrait is a restricted file of the training: administrators alone see it. A newer one
replaces the one before; what was approved with the earlier shows as a difference.
"""

from sqlalchemy import Connection

from connector.documents.media import JPEG, PNG
from connector.documents.pictures import kind_of
from connector.errors import ConnectorError
from connector.flows.office import Office
from connector.store import audit, papers, seats, trainings
from connector.store.keys import number_of
from connector.store.papers import EvidenceKind, NewEvidence

FILE_NAME = 200
"""Characters of a file's name that are kept, from its end."""


def put_photo(
    office: Office, code: str, seat: str, file_name: str, content: bytes, *, actor: str
) -> None:
    """Keep a portrait for a seat; the one before is taken off.

    Raises ConnectorError `training_unknown`, `seat_without_draft`, `photo_unusable` for anything
    but an intact JPEG or PNG of printable size.
    """
    _check(content)
    with office.engine.begin() as connection:
        now = office.clock()
        training_id = _alone(connection, code, seat)
        _take_off(connection, training_id, seat, actor, office)
        kept = papers.add_evidence(
            connection,
            NewEvidence(
                training_id=training_id,
                kind=EvidenceKind.PHOTO,
                file_name=file_name[-FILE_NAME:],
                content=content,
                seat_id=number_of(seat),
                restricted=True,
            ),
            actor=actor,
            now=now,
        )
        audit.note(connection, actor, "draft.photo_put", seat, now=now, evidence=kept.id)


def remove_photo(office: Office, code: str, seat: str, *, actor: str) -> None:
    """Take a seat's portrait off; nothing happens where there is none."""
    with office.engine.begin() as connection:
        training_id = _alone(connection, code, seat)
        if (gone := _take_off(connection, training_id, seat, actor, office)) is not None:
            audit.note(
                connection, actor, "draft.photo_removed", seat, now=office.clock(), evidence=gone
            )


def _check(content: bytes) -> None:
    try:
        kind = kind_of(content)
    except ConnectorError as error:
        raise ConnectorError("photo_unusable") from error
    if kind not in (JPEG, PNG):
        raise ConnectorError("photo_unusable")


def _take_off(
    connection: Connection, training_id: int, seat: str, actor: str, office: Office
) -> int | None:
    present = papers.photos_of(connection, training_id).get(number_of(seat))
    if present is None:
        return None
    papers.remove_evidence(connection, training_id, present.id, actor=actor, now=office.clock())
    return present.id


def _alone(connection: Connection, code: str, seat: str) -> int:
    stored = trainings.get(connection, code)
    if stored is None:
        raise ConnectorError("training_unknown", training=code)
    trainings.lock(connection, stored.id)
    own = seats.get(connection, number_of(seat))
    if own is None or own.training_id != stored.id or not own.accepted:
        raise ConnectorError("seat_without_draft", training=code)
    return stored.id
