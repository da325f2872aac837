"""`simpul certify verify`: what the signatures of any PDF are worth, and whether it is ours."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from connector.cli.commands.options import json_option, office
from connector.cli.console import Exit, Voice, told
from connector.documents.signing import verify as verifying
from connector.documents.signing.base import Signature, Verification
from connector.documents.signing.trust import read_roots
from connector.domain.numbering import show_code
from connector.errors import ConnectorError
from connector.flows.office import Office
from connector.settings import spoken_language
from connector.store import certificates
from connector.store.certificates import Certificate
from connector.store.engine import reading


@dataclass(frozen=True)
class Checked:
    """One file, judged; `ours` is what stands in the register under its digest."""

    name: str
    found: Verification
    ours: Sequence[Certificate] = ()
    alone: bool = False

    @property
    def exit(self) -> Exit:
        if not self.found.intact or self.found.problems:
            return Exit.REFUSED
        known = self.alone or any(one.valid for one in self.ours)
        return Exit.DONE if self.found.trusted and known else Exit.INCOMPLETE


@click.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--trust", type=click.Path(exists=True, path_type=Path), default=None,
    help="Root certificates (PEM or DER, file or folder) instead of SIMPUL_SIGN_TRUST.",
)  # fmt: skip
@click.option("--alone", is_flag=True, help="Judge the files alone: no settings, no archive.")
@json_option
def verify(files: tuple[Path, ...], trust: Path | None, alone: bool, as_json: bool) -> None:
    """Judge the signatures of PDFs; nothing is fetched from anywhere.

    Exit 5 when one is not intact or not signed; 7 when all are intact and one is not trusted, or
    is not a certificate of this archive that is valid now.
    """
    with _judging(as_json, alone=alone) as (here, voice):
        chosen = read_roots(trust) if trust else here.roots if here else ()
        checked = [_checked(here, file, chosen) for file in files]
        for one in checked:
            _show(one, voice)
        voice.line(verifying.REVOCATION)
        voice.result({"files": [_answer(one) for one in checked]})
        worst = {one.exit for one in checked}
        for code in (Exit.REFUSED, Exit.INCOMPLETE):
            if code in worst:
                raise SystemExit(code)


@contextmanager
def _judging(as_json: bool, *, alone: bool) -> Iterator[tuple[Office | None, Voice]]:
    """Open the office, or nothing at all: any machine can judge a file."""
    if not alone:
        with office(as_json) as opened:
            yield opened
        return
    voice = Voice(spoken_language(), as_json)
    with told(voice):
        yield None, voice


def _checked(here: Office | None, file: Path, roots: Sequence[bytes]) -> Checked:
    try:
        with file.open("rb") as source:
            content = source.read(verifying.LARGEST + 1)
    except OSError as error:
        raise ConnectorError("certify_verify_file_unreadable", file=file.name) from error
    if here is None:
        return Checked(file.name, verifying.verify(content, roots), alone=True)
    found = verifying.verify(content, roots, now=here.clock())
    with reading(here.engine) as connection:
        ours = certificates.by_sha256(connection, found.sha256)
    return Checked(file.name, found, ours)


def _show(one: Checked, voice: Voice) -> None:
    """Say what a file is worth, who signed it, and what is wrong with it."""
    good = one.exit is not Exit.REFUSED
    voice.line(
        "certify_verify_intact" if good else "certify_verify_broken",
        file=one.name, count=len(one.found.signatures),
    )  # fmt: skip
    for problem in one.found.problems:
        voice.line(problem)
    if one.found.signatures:
        headings = ("certify_heading_signer", "certify_heading_issuer", "certify_heading_time",
                    "certify_heading_level", "certify_heading_problem")  # fmt: skip
        voice.table("", headings, [_row(each, voice) for each in one.found.signatures])
    for certificate in one.ours:
        state = voice.text(f"certify_certificate_state_{certificate.state.value}")
        voice.line("certify_verify_ours", number=certificate.number, state=state)
    if not one.ours:
        voice.line("certify_verify_alone" if one.alone else "certify_verify_foreign")
    voice.console.print(f"sha256 {one.found.sha256}", markup=False)


def _row(one: Signature, voice: Voice) -> list[Any]:
    at = one.stamped_at or one.claimed_at
    problems = " ".join(voice.parts(code, {})[0] for code in one.problems)
    return [
        one.signer,
        one.issuer,
        at.strftime("%Y-%m-%d %H:%M:%S") if at else "",
        one.level,
        problems,
    ]


def _answer(one: Checked) -> dict[str, Any]:
    return {
        "file": one.name,
        "sha256": one.found.sha256,
        "intact": one.found.intact,
        "trusted": one.found.trusted,
        "problems": list(one.found.problems),
        "signatures": [_signature_answer(each) for each in one.found.signatures],
        "certificates": [
            {"code": show_code(each.code), "number": each.number, "state": each.state.value}
            for each in one.ours
        ],
        "archived": None if one.alone else bool(one.ours),
    }


def _signature_answer(one: Signature) -> dict[str, Any]:
    return {
        "signer": one.signer,
        "issuer": one.issuer,
        "intact": one.intact,
        "trusted": one.trusted,
        "covers_all": one.covers_all,
        "claimed_at": _iso(one.claimed_at),
        "stamped_at": _iso(one.stamped_at),
        "level": one.level,
        "problems": list(one.problems),
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
