"""`simpul report`: reports written from the records, checked, signed, handed over.

A deed is done in the name of a person (`--by`): whoever may run a command has the machine's
rights, but checks, signs and receives nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from connector.cli.commands.acting import actor_of, by_option, user_named
from connector.cli.commands.archive import write_file
from connector.cli.commands.options import ACTOR, Command, json_option, office
from connector.cli.commands.report_tables import (
    differences_answer,
    list_reports,
    report_answer,
    show_differences,
    show_trail,
    title_of,
)
from connector.cli.commands.typed_secret import typed_secret
from connector.cli.commands.unit_option import unit_named
from connector.cli.console import Exit, Voice
from connector.documents.signing.base import CallbackSigner
from connector.domain.reports import ReportType
from connector.errors import ConnectorError
from connector.flows import build_reports, carry_reports, move_reports, report_files, send_reports
from connector.flows.move_reports import ReportDiffers
from connector.flows.office import Office
from connector.flows.report_turns import report_of
from connector.flows.sign_reports import Settlement, Signed, settle_unknown
from connector.flows.sign_reports import sign as sign_report
from connector.store import officials
from connector.store.engine import reading
from connector.store.reports import StoredReport
from connector.store.signings import SigningState

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
TARGET = click.Path(dir_okay=False, writable=True, path_type=Path)
TYPES = click.Choice([one.value for one in ReportType])


@click.group()
def report() -> None:
    """Reports of a training: written from the records, checked, signed, delivered."""


def one_report(command: Command) -> Command:
    """Add what names one report."""
    for option in (
        json_option,
        by_option,
        click.argument("type_", metavar="TYPE", type=TYPES),
        click.argument("training"),
    ):
        command = option(command)
    return command


def version_option(command: Command) -> Command:
    return click.option(
        "--version", "version", type=int, default=None,
        help="The version that was looked at; the newest when left out.",
    )(command)  # fmt: skip


@report.command()
@one_report
@click.option("--unit", default="", help="Whose report it is, where no procedure says so.")
@click.option("--for-unit", default="", help="Whose head it is for, where that is another unit.")
@click.option("--reopen", default="", help="Why a checked report goes back to its draft.")
def build(
    training: str, type_: str, login: str, unit: str, for_unit: str, reopen: str, as_json: bool
) -> None:
    """Write a report from the records of this moment; a new version only if something is new."""
    with office(as_json) as (here, voice):
        with reading(here.engine) as connection:
            own, other = unit_named(connection, unit), unit_named(connection, for_unit)
        done = build_reports.build(
            here, training, ReportType(type_), actor=_actor(here, login, "build"), unit=own,
            for_unit=other, reopen=reopen,
        )  # fmt: skip
        code = "report_built" if done.fresh else "report_same"
        voice.line(code, title=title_of(done.report, voice), version=done.version.version)
        voice.result({**report_answer(training, done.report), "fresh": done.fresh})


@report.command()
@one_report
@version_option
@click.option("--accept", default="", help="Fingerprint of differences that are right so.")
@click.option("--official", type=int, default=None, help="Who signs, where several could.")
@click.option("--note", default="")
def check(
    training: str, type_: str, login: str, version: int | None, accept: str,
    official: int | None, note: str, as_json: bool,
) -> None:  # fmt: skip
    """Check a report: Moodle and Zoom are read again, then its paper stands.

    Exit 5 when something differs or cannot be read; nothing is checked then.
    """
    kind = ReportType(type_)
    with office(as_json) as (here, voice):
        looked_at = _version(here, training, kind, version)
        actor = _actor(here, login, "check")
        try:
            done = move_reports.check(
                here, training, kind, version=looked_at, actor=actor, accept=accept,
                official=official, note=note,
            )  # fmt: skip
        except ReportDiffers as found:
            show_differences(found.differences, voice)
            answer = {"error": found.code, "params": dict(found.params)}
            voice.result({**answer, **differences_answer(found.differences)})
            raise SystemExit(Exit.REFUSED) from found
        _tell(training, done, voice)


def _move(
    name: str, move: Callable[..., StoredReport], text: str, *, needs_note: bool = False
) -> None:
    """Add a command for a deed that takes a note and nothing else."""
    noted = click.option("--note", **({"required": True} if needs_note else {"default": ""}))

    @report.command(name=name, help=text)
    @one_report
    @version_option
    @noted
    def moved(
        training: str, type_: str, login: str, version: int | None, note: str, as_json: bool
    ) -> None:
        kind = ReportType(type_)
        with office(as_json) as (here, voice):
            looked_at = _version(here, training, kind, version)
            actor = _actor(here, login, name)
            done = move(here, training, kind, version=looked_at, note=note, actor=actor)
            _tell(training, done, voice)


_move("return", move_reports.return_report, "Send a report back, with notes.", needs_note=True)
_move("receive", move_reports.receive, "Note that the head received a report, unsigned.")
_move("file", move_reports.file_report, "Put a checked report into the training's archive.")


@report.command()
@one_report
@version_option
@click.option(
    "--passphrase-file", "secret_file", type=FILE, default=None,
    help="Holds the passphrase and nothing else; closed to others.",
)  # fmt: skip
@click.option("--totp", is_flag=True, help="Sign with a TOTP instead of a passphrase.")
@click.option("--retry-unknown", is_flag=True, help="Ask again where nobody knows how it ended.")
@click.option("--hand-out", "target", type=TARGET, default=None, help="ZIP to be signed outside.")
@click.option("--take-in", "returned", type=FILE, default=None, help="ZIP or PDF that came back.")
def sign(
    training: str, type_: str, login: str, version: int | None, secret_file: Path | None,
    totp: bool, retry_unknown: bool, target: Path | None, returned: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Sign a checked report in the official's own name. Exit 7 while it is not signed."""
    if target is not None and returned is not None:
        raise click.UsageError("give one of --hand-out and --take-in")
    kind = ReportType(type_)
    with office(as_json) as (here, voice):
        looked_at = _version(here, training, kind, version)
        actor = _actor(here, login, "sign")
        if target is not None:
            _name, content = carry_reports.hand_out(
                here, training, kind, version=looked_at, actor=actor
            )
            write_file(target, content)
            voice.line("report_handed_out", file=target.name)
            voice.result(_now(here, training, kind))
            raise SystemExit(Exit.INCOMPLETE)
        if returned is not None:
            done = carry_reports.take_in(
                here, training, kind, returned.read_bytes(), version=looked_at, actor=actor
            )
        else:
            if retry_unknown:
                again = Settlement.TRY_AGAIN
                settle_unknown(here, training, kind, again, version=looked_at, actor=actor)
            name = _official(here, voice, training, kind)
            secret = typed_secret(voice, name, secret_file, totp=totp)
            done = sign_report(here, training, kind, secret, version=looked_at, actor=actor)
        _tell_signed(here, training, kind, done, voice)


@report.command()
@one_report
@version_option
@click.option(
    "--to", "targets", multiple=True, metavar="TARGET", help="Id of a target; may be repeated."
)
@click.option("--by-hand", "note", default="", help="To whom a person handed it, and how.")
def deliver(
    training: str, type_: str, login: str, version: int | None, targets: tuple[str, ...],
    note: str, as_json: bool,
) -> None:  # fmt: skip
    """Hand a signed report over: to targets of the office, or note that a person did.

    A worker sends it. Exit 7 until a target has taken it.
    """
    if bool(targets) == bool(note):
        raise click.UsageError("give either --to or --by-hand")
    kind = ReportType(type_)
    with office(as_json) as (here, voice):
        looked_at = _version(here, training, kind, version)
        actor = _actor(here, login, "deliver")
        if note:
            done = move_reports.deliver_by_hand(
                here, training, kind, version=looked_at, note=note, actor=actor
            )
            _tell(training, done, voice)
            return
        done = send_reports.deliver(here, training, kind, targets, version=looked_at, actor=actor)
        voice.line("report_on_its_way", targets=", ".join(targets))
        voice.result({**report_answer(training, done), "targets": list(targets)})
        raise SystemExit(Exit.INCOMPLETE)


@report.command()
@click.argument("training", default="")
@click.argument("type_", metavar="[TYPE]", type=TYPES, required=False)
@version_option
@click.option("--output", "-o", "target", type=TARGET, default=None, help="Write its PDF or XLSX.")
@json_option
def show(
    training: str, type_: str | None, version: int | None, target: Path | None, as_json: bool
) -> None:
    """Show all reports, those of a training, or the trail of one; its paper with -o."""
    if target is not None and type_ is None:
        raise click.UsageError("--output needs TRAINING and TYPE")
    with office(as_json) as (here, voice):
        if type_ is None:
            list_reports(here, training, voice)
            return
        kind = ReportType(type_)
        if target is not None:
            number = _version(here, training, kind, version)
            wanted = report_files.sheet if target.suffix == ".xlsx" else report_files.paper
            _name, content = wanted(here, training, kind, number)
            write_file(target, content)
            voice.line("report_written", file=target.name)
        show_trail(here, training, kind, voice)


def _actor(here: Office, login: str, deed: str) -> str:
    """Return who acts; without `--by` that is the command itself."""
    if not login:
        return ACTOR
    with reading(here.engine) as connection:
        user = user_named(connection, login)
    return actor_of(here, user, f"report_{deed}")


def _version(here: Office, training: str, kind: ReportType, asked: int | None) -> int:
    if asked is not None:
        return asked
    with reading(here.engine) as connection:
        return report_of(connection, training, kind).version


def _official(here: Office, voice: Voice, training: str, kind: ReportType) -> str:
    """Name who signs; raises `report_moved` before a check, `report_outside` of an outside tool."""
    with reading(here.engine) as connection:
        found = report_of(connection, training, kind)
        named = officials.get(connection, found.official_id) if found.official_id else None
    if named is None:
        raise ConnectorError("report_moved", state=voice.text(f"report_state_{found.state.value}"))
    if isinstance(here.signers.get(named.signer), CallbackSigner):
        raise ConnectorError("report_outside")
    return named.official.name


def _tell(training: str, done: StoredReport, voice: Voice) -> None:
    state = voice.text(f"report_state_{done.state.value}")
    voice.line("report_stands", title=title_of(done, voice), version=done.version, state=state)
    voice.result(report_answer(training, done))


def _tell_signed(here: Office, training: str, kind: ReportType, done: Signed, voice: Voice) -> None:
    with reading(here.engine) as connection:
        found = report_of(connection, training, kind)
    answer: dict[str, Any] = report_answer(training, found)
    signature = {"signature": done.state.value, "code": done.code}
    if done.state is SigningState.SIGNED:
        title = title_of(found, voice)
        voice.line("report_signed_now", title=title, version=found.version)
        voice.result({**answer, **signature})
        return
    reason = voice.text(done.code, **done.params) if done.code else ""
    state = voice.text(f"certify_signing_{done.state.value}")
    voice.line("report_signature_open", state=state, reason=reason)
    voice.result({**answer, **signature})
    raise SystemExit(Exit.INCOMPLETE)


def _now(here: Office, training: str, kind: ReportType) -> dict[str, Any]:
    with reading(here.engine) as connection:
        return report_answer(training, report_of(connection, training, kind))
