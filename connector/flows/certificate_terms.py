"""What a training's certificates are numbered under: date, design, officials, tokens' values."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from connector.domain.certificate_options import options_of
from connector.domain.certificates import CertificateKind, Design, Official
from connector.domain.numbering import Context
from connector.errors import ConnectorError
from connector.flows.design_certificates import design_for, officials_of
from connector.flows.office import Office
from connector.store import trainings
from connector.store.trainings import StoredTraining


@dataclass(frozen=True)
class Terms:
    """Everything of a number but the number, as it stands now."""

    design: Design
    officials: tuple[Official, ...]
    context: Context
    earliest: date | None
    """The last day of the training; None where it has none."""
    latest: date
    """Today, where the training is."""

    @property
    def dated(self) -> date:
        return self.context.dated

    def check(self) -> None:
        """Raise ConnectorError `date_before_end`, `date_ahead` or `officials_missing`."""
        if self.earliest is not None and self.dated < self.earliest:
            raise ConnectorError(
                "date_before_end", date=self.dated.isoformat(), last=self.earliest.isoformat()
            )
        if self.dated > self.latest:
            raise ConnectorError(
                "date_ahead", date=self.dated.isoformat(), today=self.latest.isoformat()
            )
        if not self.officials:
            raise ConnectorError("officials_missing", design=self.design.name)


def terms_of(
    connection: Connection,
    office: Office,
    training: StoredTraining,
    kind: CertificateKind,
    dated: date | None,
) -> Terms:
    """Read the terms; without `dated` the training's own STTP date counts, else today."""
    settings = training.settings
    options = options_of(settings.options)
    today = office.clock().astimezone(ZoneInfo(settings.zone)).date()
    design = design_for(connection, training.id, kind)
    days = [one.date for one in trainings.sessions_of(connection, training.id)]
    return Terms(
        design=design,
        officials=tuple(officials_of(connection, design)),
        context=Context(
            dated=dated or options.dated or today,
            unit=design.unit or settings.unit,
            klasifikasi=options.klasifikasi or str(design.options.get("klasifikasi") or ""),
            kode_pelatihan=settings.code,
            cohort=settings.cohort,
        ),
        earliest=max(days, default=options.last),
        latest=today,
    )
