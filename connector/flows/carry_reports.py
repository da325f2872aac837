"""Reports signed outside: the checked paper goes out as a ZIP and comes back signed.

hand_out   the paper for who signs with a tool of their own; who took it is written down
take_in    what came back: known by its pages, judged on its bytes, kept where it holds
"""

from __future__ import annotations

from sqlalchemy import Connection

from connector.documents.signing.base import CallbackSigner
from connector.documents.signing.same_pages import shows_same
from connector.domain.reports import KIND_OF, ReportDeed, ReportState, ReportType
from connector.errors import ConnectorError
from connector.flows.accept_signature import judge
from connector.flows.office import Office
from connector.flows.report_files import file_name
from connector.flows.report_signature import ONE_SIGNATURE, Paper, Signed, checked, keep, prepared
from connector.flows.report_turns import check_version, report_of
from connector.flows.signing_batches import carries, signer_of
from connector.flows.whose_turn import may_act, today, user_of
from connector.store import audit, report_signings, reports
from connector.store.engine import reading
from connector.store.reports import HAND_OUT, NewEntry, StoredReport


def hand_out(
    office: Office, code: str, type_: ReportType, *, version: int, actor: str
) -> tuple[str, bytes]:
    """Return the paper to be signed outside, as a ZIP with a name; the same again when asked.

    For the head, whoever delivers the report, and administrators: they carry a file. Raises
    `signer_direct` where the official signs here, `report_signing_unsettled`, and what `sign`
    raises.
    """
    now = office.clock()
    with office.engine.begin() as connection:
        paper, signer = _outside(connection, office, code, type_, version, actor, lock=True)
        signing = prepared(connection, paper, signer.name, actor)
        if not report_signings.hand_out(connection, signing.id, actor=actor, now=now):
            raise ConnectorError("report_signing_unsettled")
        digest = paper.version.pdf_sha256
        entry = NewEntry(version, HAND_OUT, paper.report.state, actor, now)
        reports.note(connection, paper.report.id, entry)
        audit.note(
            connection, actor, "report.handed_out", f"report:{paper.report.id}", now=now,
            version=version, sha256=digest,
        )  # fmt: skip
    name = file_name(code, type_, version, "pdf")
    return name.removesuffix("pdf") + "zip", signer.hand_out([(name, paper.content)])


def take_in(
    office: Office,
    code: str,
    type_: ReportType,
    returned: bytes,
    *,
    version: int,
    actor: str,
) -> Signed:
    """Take a signed paper back: a ZIP or a PDF; kept where it is this version's, signed.

    Its file name proves nothing; its pages do. Raises `returned_foreign` where no file of it
    shows this paper, the code of `judge` where it is not as asked for, and what the signer says
    of a file that cannot be opened.
    """
    with reading(office.engine) as connection:
        paper, signer = _outside(connection, office, code, type_, version, actor)
        signing = report_signings.of_version(connection, paper.version.id)
    if signing is None:
        raise ConnectorError("report_not_handed_out")
    files = [content for _name, content in signer.take_in(returned)]
    ours = [one for one in files if shows_same(one, paper.content)]
    if not ours:
        raise ConnectorError("returned_foreign")
    judged = judge(office, paper.content, ours[0], ONE_SIGNATURE, brought=True)
    if judged.code:
        raise ConnectorError(judged.code)
    return keep(office, paper, signing, judged, actor)


def _outside(
    connection: Connection,
    office: Office,
    code: str,
    type_: ReportType,
    version: int,
    actor: str,
    *,
    lock: bool = False,
) -> tuple[Paper, CallbackSigner]:
    """Return the paper and what carries it; refuses whoever may not, and who signs here."""
    report = report_of(connection, code, type_, lock=lock)
    if report.state is not ReportState.CHECKED:
        raise ConnectorError("report_moved", state=report.state.value)
    check_version(report, version)
    if not _carries(connection, office, report, actor):
        raise ConnectorError("report_not_yours")
    paper = checked(connection, report, version)
    if not paper.official.active:
        raise ConnectorError("official_inactive")
    signer = signer_of(office, paper.official)
    if not isinstance(signer, CallbackSigner):
        raise ConnectorError("signer_direct", signer=paper.official.signer)
    return paper, signer


def _carries(connection: Connection, office: Office, report: StoredReport, actor: str) -> bool:
    """Tell whether somebody may carry the paper: its head, who delivers it, an administrator."""
    if carries(connection, actor):
        return True
    user, day = user_of(actor), today(office, office.clock())
    roles = {
        one.actor
        for one in KIND_OF[report.type].moves
        if one.deed in (ReportDeed.SIGN, ReportDeed.DELIVER)
    }
    return user is not None and may_act(connection, user, report.unit_id, roles, day) is not None
