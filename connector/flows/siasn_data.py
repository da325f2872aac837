"""What SIASN is told of a class: a sheet with everybody's fields, and the training's own part.

Nothing is sent to BKN: access is by agency and person (facts: domain §7). The office hands the
sheet to whoever has it, or people copy their own into MyASN.
"""

from __future__ import annotations

from dataclasses import replace

from connector.domain.certificates import CertificateKind, CertificateState
from connector.domain.draft_fields import is_printable
from connector.domain.numbering import show_code
from connector.errors import ConnectorError
from connector.flows.office import Office
from connector.messages import Language
from connector.reports.siasn_fields import (
    OPTION,
    STRUCTURAL_TYPES,
    TRAINING_TYPES,
    SiasnOptions,
    options_of,
    options_to_json,
)
from connector.reports.siasn_sheet import Finished, siasn_workbook
from connector.store import audit, certificates, trainings

INSTITUTION_LENGTH = 200
"""Characters of the organising institution."""


def set_siasn_options(office: Office, code: str, options: SiasnOptions, *, actor: str) -> None:
    """Store what a training says about its entry; raises `training_unknown`, `siasn_unfit`."""
    fits = (
        options.type in TRAINING_TYPES
        and options.structural in STRUCTURAL_TYPES
        and len(options.institution) <= INSTITUTION_LENGTH
        and is_printable(options.institution)
    )
    if not fits:
        raise ConnectorError("siasn_unfit", limit=INSTITUTION_LENGTH)
    with office.engine.begin() as connection:
        stored = trainings.get(connection, code)
        if stored is None:
            raise ConnectorError("training_unknown", training=code)
        trainings.lock(connection, stored.id)
        known = trainings.by_id(connection, stored.id) or stored
        settings = replace(
            known.settings, options={**known.settings.options, OPTION: options_to_json(options)}
        )
        trainings.change(connection, stored.id, settings)
        audit.note(
            connection, actor, "siasn.options_set", stored.key, now=office.clock(),
            type=options.type,
        )  # fmt: skip


def class_sheet(
    office: Office, code: str, kind: CertificateKind, language: Language, *, actor: str
) -> bytes:
    """Return the workbook of everybody whose certificate is signed; who took it is written down.

    Raises ConnectorError `training_unknown`.
    """
    now = office.clock()
    with office.engine.begin() as connection:
        stored = trainings.get(connection, code)
        if stored is None:
            raise ConnectorError("training_unknown", training=code)
        everyone = [
            Finished(one.content, one.number, office.check_address(show_code(one.code)))
            for one in certificates.of_training(connection, stored.id, kind)
            if one.state is CertificateState.ARCHIVED
        ]
        audit.note(
            connection, actor, "siasn.taken", stored.key, now=now,
            kind=kind.value, people=len(everyone),
        )  # fmt: skip
    options = options_of(stored.settings.options)
    return siasn_workbook(everyone, institution(office), options, language, created=now)


def institution(office: Office) -> str:
    """Return the office as SIASN is told of it: the last line of its letterhead."""
    return office.organiser[-1] if office.organiser else ""
