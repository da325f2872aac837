"""`simpul certify archive`: the archive taken along, proved, and proved again elsewhere."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from connector.cli.commands.options import ACTOR, json_option, office
from connector.cli.console import Exit, Voice
from connector.domain.certificates import CertificateKind
from connector.errors import ConnectorError
from connector.flows import archive_certificates
from connector.flows.archive_certificates import Exported, Fault
from connector.flows.office import Office

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
TARGET = click.Path(dir_okay=False, writable=True, path_type=Path)
KINDS = click.Choice([kind.value for kind in CertificateKind])


@click.command()
@click.option("--training", "code", default="", help="Code of the training; all for --check.")
@click.option("--kind", type=KINDS, default=None, help="Of this kind alone.")
@click.option("--output", "-o", "target", type=TARGET, default=None, help="Write this ZIP.")
@click.option("--check", is_flag=True, help="Read every file again; hold the register against it.")
@click.option(
    "--test-restore", "restored", type=FILE, default=None,
    help="Prove that this ZIP holds what register and archive say.",
)  # fmt: skip
@json_option
def archive(
    code: str, kind: str | None, target: Path | None, check: bool, restored: Path | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Write the signed certificates of a training as a ZIP, or prove the archive. Exit 5 when a
    file or an entry is not what it should be."""
    if sum((target is not None, check, restored is not None)) != 1:
        raise click.UsageError("give one of --output, --check and --test-restore")
    if target is not None and not code:
        raise click.UsageError("--output needs --training")
    with office(as_json) as (here, voice):
        if target is not None:
            chosen = None if kind is None else CertificateKind(kind)
            _export(here, voice, code, chosen, target)
        elif restored is not None:
            _restore_test(here, voice, restored)
        else:
            _check(here, voice, code or None)


def _export(
    here: Office, voice: Voice, code: str, kind: CertificateKind | None, target: Path
) -> None:
    """Write beside the file and move it into place: nobody finds half a ZIP under its name."""
    done = _written(here, code, kind, target)
    voice.line(
        "certify_archive_exported", file=target.name, count=done.files, without=done.without_file,
        fingerprint=done.fingerprint[:12],
    )  # fmt: skip
    voice.result(
        {
            "training": code,
            "kind": None if kind is None else kind.value,
            "file": target.name,
            "files": done.files,
            "without_file": done.without_file,
            "manifest_sha256": done.fingerprint,
        }
    )


def _written(here: Office, code: str, kind: CertificateKind | None, target: Path) -> Exported:
    try:
        descriptor, name = tempfile.mkstemp(dir=target.parent, suffix=".part")
    except OSError as error:
        raise ConnectorError("file_not_written", file=target.name) from error
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            done = archive_certificates.export_archive(here, code, kind, file, actor=ACTOR)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except OSError as error:
        raise ConnectorError("file_not_written", file=target.name) from error
    finally:
        beside.unlink(missing_ok=True)
    return done


def _check(here: Office, voice: Voice, code: str | None) -> None:
    report = archive_certificates.check_integrity(here, code, actor=ACTOR)
    if report.intact:
        voice.line("certify_archive_whole", files=report.files, certificates=report.certificates)
    else:
        voice.line("certify_archive_faulty", files=report.files, count=len(report.faults))
        _show_faults(report.faults, voice)
    voice.result(
        {
            "training": code,
            "intact": report.intact,
            "files": report.files,
            "bytes": report.size,
            "certificates": report.certificates,
            "faults": _faults_answer(report.faults),
        }
    )
    if not report.intact:
        raise SystemExit(Exit.REFUSED)


def _restore_test(here: Office, voice: Voice, restored: Path) -> None:
    with restored.open("rb") as source:
        report = archive_certificates.restore_test(here, source)
    if report.intact:
        voice.line("certify_restore_whole", file=restored.name, files=report.files)
    else:
        voice.line(
            "certify_restore_faulty", file=restored.name, files=report.files,
            count=len(report.faults),
        )  # fmt: skip
        _show_faults(report.faults, voice)
    voice.result(
        {
            "file": restored.name,
            "intact": report.intact,
            "files": report.files,
            "faults": _faults_answer(report.faults),
        }
    )
    if not report.intact:
        raise SystemExit(Exit.REFUSED)


def _show_faults(faults: Sequence[Fault], voice: Voice) -> None:
    rows = [
        [voice.text(one.code, sha256=one.sha256[:16]), one.sha256[:16],
         ", ".join(map(str, one.certificates))]
        for one in faults
    ]  # fmt: skip
    headings = ("certify_heading_problem", "column_sha", "certify_heading_certificates")
    voice.table("certify_faults_title", headings, rows)


def _faults_answer(faults: Sequence[Fault]) -> list[dict[str, Any]]:
    return [
        {"code": one.code, "sha256": one.sha256, "certificates": list(one.certificates)}
        for one in faults
    ]
