"""`simpul certify verdicts|approve|issue|revoke`: from attendance to a number, and out again.

`sign`, `verify` and `archive` stand in modules of their own; the group is put together here.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import click

from connector.cli.commands import certify_archive, certify_check, certify_signing
from connector.cli.commands.acting import actor_of, by_option, user_named
from connector.cli.commands.options import json_option, office, training_option
from connector.cli.commands.sync import FINGERPRINT_SHOWN
from connector.cli.console import Exit, Voice
from connector.domain.certificates import CertificateKind
from connector.domain.completion import Judgement, Verdict
from connector.domain.numbering import read_code, show_code
from connector.domain.revocations import Revocation
from connector.errors import ConnectorError
from connector.flows import issue_certificates, prepare_certificates, withdraw_certificates
from connector.flows.approval_list import ApprovalList, LeftOut, pending_list
from connector.flows.approve_certificates import approve as approve_list
from connector.flows.class_completion import ClassCompletion, read_completion
from connector.flows.completion_words import rule_words, say_reason
from connector.flows.issue_certificates import Outlook
from connector.flows.office import Office
from connector.store import certificates
from connector.store.certificates import Certificate
from connector.store.engine import reading
from connector.store.users import User

KINDS = click.Choice([kind.value for kind in CertificateKind])


def kind_option(command: Any) -> Any:
    return click.option("--kind", type=KINDS, default="sttp", show_default=True)(command)


@click.group()
def certify() -> None:
    """From attendance to a signed, archived, verifiable certificate."""


certify.add_command(certify_signing.sign)
certify.add_command(certify_check.verify)
certify.add_command(certify_archive.archive)


@certify.command()
@training_option
@click.option("--number", "numbers", multiple=True, type=int, help="Number on the roster.")
@json_option
def verdicts(code: str, numbers: tuple[int, ...], as_json: bool) -> None:
    """Show who has earned a certificate, and of everybody else why not yet.

    Exit 7 while somebody needs a decision or the class is not over.
    """
    with office(as_json) as (here, voice):
        with reading(here.engine) as connection:
            found = read_completion(connection, here, code)
        shown = [key for key, seat in found.seats.items() if not numbers or seat.number in numbers]
        if numbers and len(shown) < len(set(numbers)):
            raise ConnectorError("seat_unknown", training=code)
        rows = [_verdict_row(found, key, voice) for key in shown]
        voice.table("certify_verdicts_title", VERDICT_HEADINGS, rows)
        rule = rule_words(found.rule, voice.language, found.training.zone)
        voice.console.print(rule, markup=False)
        counts = Counter(found.judgements[key].verdict for key in shown)
        told = {verdict.value: counts[verdict] for verdict in Verdict}
        voice.line("certify_verdicts_counts", **told)
        voice.result(
            {
                "training": code,
                "over": found.over,
                "counts": told,
                "seats": {key: _verdict_answer(found.judgements[key]) for key in shown},
            }
        )
        if counts[Verdict.NEEDS_DECISION] or counts[Verdict.PENDING]:
            raise SystemExit(Exit.INCOMPLETE)


@certify.command()
@training_option
@kind_option
@by_option
@click.option("--note", default="", help="Kept with the approval.")
@click.option("--fingerprint", default="", help="Of the list that was seen; then nobody is asked.")
@json_option
def approve(code: str, kind: str, login: str, note: str, fingerprint: str, as_json: bool) -> None:
    """Show the list of who gets a certificate; with --by approve it in that approver's name.

    What is approved is the list with this fingerprint and no other. Exit 5 when it cannot be
    approved or nobody was there to agree, 7 when it is shown and not approved.
    """
    chosen = CertificateKind(kind)
    with office(as_json) as (here, voice):
        with reading(here.engine) as connection:
            user = user_named(connection, login)
            found = pending_list(connection, here, code, chosen)
        if fingerprint and not found.fingerprint.startswith(_plain_fingerprint(fingerprint)):
            raise ConnectorError("list_changed", training=code)
        _show_list(found, voice)
        version = found.latest.version if found.latest and found.approved else None
        if user is not None and (fingerprint or _agreed(found, user, voice)):
            actor = actor_of(here, user, "approve")
            made = approve_list(here, code, chosen, found.fingerprint, note, actor=actor)
            version = made.version
            voice.line(
                "certify_list_given", login=user.login, count=len(made.rows), version=version
            )
        elif version is None:
            voice.line("certify_list_not_approved")
        voice.result(_list_answer(found, code, version))
        if version is None:
            raise SystemExit(Exit.REFUSED if user else Exit.INCOMPLETE)


@certify.command()
@training_option
@kind_option
@click.option(
    "--date", "dated", type=click.DateTime(["%Y-%m-%d"]), default=None,
    help="Date the certificates bear; else the training's own, else today.",
)  # fmt: skip
@by_option
@click.option("--yes", is_flag=True, help="Number them without asking.")
@click.option("--prepare", is_flag=True, help="Print the PDFs now, instead of by the worker.")
@json_option
def issue(
    code: str, kind: str, dated: datetime | None, login: str, yes: bool, prepare: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Give everybody on the approved list a number and a date, in one step. Exit 5 when not."""
    chosen, day = CertificateKind(kind), dated.date() if dated else None
    with office(as_json) as (here, voice):
        with reading(here.engine) as connection:
            user = user_named(connection, login)
            outlook = issue_certificates.outlook(connection, here, code, chosen, day)
        _show_outlook(outlook, voice)
        if outlook.rows and not yes and not _asked(voice, "certify_issue_ask"):
            voice.line("certify_not_done_asked")
            voice.result({"training": code, "kind": kind, "numbered": 0})
            raise SystemExit(Exit.REFUSED)
        actor = actor_of(here, user, "issue")
        done = issue_certificates.issue(here, code, chosen, dated=day, actor=actor)
        voice.line("certify_issue_done", numbered=done.numbered, already=done.already)
        printed = _print_now(here, code, chosen, voice) if prepare else None
        if done.numbered and not prepare:
            voice.line("certify_issue_printing")
        voice.result(
            {
                "training": code,
                "kind": kind,
                "numbered": done.numbered,
                "already": done.already,
                "dated": outlook.terms.dated.isoformat(),
                "printed": printed,
            }
        )


@certify.command()
@click.argument("given", metavar="CODE")
@click.option("--reason", required=True, help="Kept in the house; the public page says --category.")
@click.option(
    "--category", type=click.Choice([one.value for one in Revocation]), default=None,
    help="What the public page says; other, or wrong_data with --replace, when left out.",
)  # fmt: skip
@click.option("--replace", is_flag=True, help="Issue a new one with what the draft says now.")
@click.option("--force", is_flag=True, help="Replace it although nothing it states has changed.")
@by_option
@click.option("--yes", is_flag=True, help="Do it without asking.")
@json_option
def revoke(
    given: str, reason: str, category: str | None, replace: bool, force: bool, login: str,
    yes: bool, as_json: bool,
) -> None:  # fmt: skip
    """Revoke the certificate with the verification code CODE; number and page stay for ever."""
    with office(as_json) as (here, voice):
        with reading(here.engine) as connection:
            user = user_named(connection, login)
            found = certificates.by_code(connection, read_code(given) or "-")
        if found is None:
            raise ConnectorError("certify_code_unknown", given=given)
        question = "certify_replace_ask" if replace else "certify_revoke_ask"
        if not yes and not _asked(voice, question, number=found.number):
            voice.line("certify_not_done_asked")
            voice.result({"code": show_code(found.code), "state": found.state.value})
            raise SystemExit(Exit.REFUSED)
        actor = actor_of(here, user, "replace" if replace else "revoke")
        if replace:
            chosen = Revocation(category or Revocation.WRONG_DATA)
            new = withdraw_certificates.replace(
                here, found.id, reason, actor=actor, category=chosen, force=force
            )
            voice.line("certify_replace_done", number=found.number, new=new.number)
        else:
            chosen, new = Revocation(category or Revocation.OTHER), None
            withdraw_certificates.revoke(here, found.id, reason, actor=actor, category=chosen)
            voice.line("certify_revoke_done", number=found.number)
        voice.result(_withdrawn_answer(found, new))


VERDICT_HEADINGS = (
    "column_number", "column_who", "certify_heading_verdict", "certify_heading_jp",
    "certify_heading_score", "certify_heading_qualification", "heading_why",
)  # fmt: skip


def _verdict_row(found: ClassCompletion, key: str, voice: Voice) -> list[Any]:
    seat, one = found.seats[key], found.judgements[key]
    total = found.results[key].attendance
    return [
        seat.number or "",
        seat.record.full_name,
        voice.text(f"certify_verdict_{one.verdict.value}"),
        f"{total.attended_jp}/{total.counted_jp}",
        "" if one.score is None else one.score,
        one.band,
        reasons_text(one.reasons, voice, found.training.zone),
    ]


def reasons_text(reasons: Sequence[Any], voice: Voice, zone: str) -> str:
    """Return what stands behind a verdict, in words."""
    return " ".join(say_reason(one, voice.language, zone)[0] for one in reasons)


def _verdict_answer(one: Judgement) -> dict[str, Any]:
    return {
        "verdict": one.verdict.value,
        "automatic": one.automatic.value,
        "reasons": [reason.code for reason in one.reasons],
        "score": None if one.score is None else str(one.score),
        "band": one.band,
        "decided_by": one.decided_by or None,
        "stale": one.stale,
    }


def _show_list(found: ApprovalList, voice: Voice) -> None:
    """Tell who is on the list, who is not and why, and what is other than was approved."""
    listed = [[at, row.snapshot.holder.name] for at, row in enumerate(found.rows, start=1)]
    voice.table("certify_list_title", ("column_number", "column_who"), listed)
    if found.left_out:
        rows = [_left_out_row(one, voice, found.training.zone) for one in found.left_out]
        voice.table("certify_list_left_out", ("column_who", "heading_why"), rows)
    if found.differences:
        rows = [
            [one.name, voice.text(f"certify_change_{one.change.value}"),
             ", ".join(field.name for field in one.fields)]
            for one in found.differences
        ]  # fmt: skip
        headings = ("column_who", "certify_heading_change", "heading_why")
        voice.table("certify_list_differences", headings, rows)
    voice.line(
        "certify_list_head",
        count=len(found.rows),
        kind=voice.text(f"certify_kind_{found.kind.value}"),
        fingerprint=found.fingerprint[:FINGERPRINT_SHOWN],
    )
    for obstacle in found.obstacles:
        voice.line(obstacle.code, **{"training": found.training.code, **obstacle.values()})
    if found.approved and found.latest:
        voice.line("certify_list_approved", version=found.latest.version)


def _left_out_row(one: LeftOut, voice: Voice, zone: str) -> list[Any]:
    """Reasons of a verdict have words of their own; those of a draft stand in the catalogue."""
    words = " ".join(
        say_reason(reason, voice.language, zone)[0]
        if one.judgement is not None and reason in one.judgement.reasons
        else voice.text(reason.code, **reason.values())
        for reason in one.reasons
    )
    return [one.draft.snapshot.holder.name, words]


def _agreed(found: ApprovalList, user: User, voice: Voice) -> bool:
    if found.approved or found.obstacles:
        return not found.obstacles
    return _asked(voice, "certify_list_ask", count=len(found.rows), login=user.login)


def _asked(voice: Voice, code: str, **params: str | int) -> bool:
    """Ask where somebody can answer; without a terminal the answer is no."""
    return sys.stdin.isatty() and voice.agrees(code, **params)


def _plain_fingerprint(given: str) -> str:
    """At least what a list shows of its own; shorter ones would fit too much."""
    wanted = given.strip().lower()
    if len(wanted) < FINGERPRINT_SHOWN:
        raise click.UsageError(f"--fingerprint needs {FINGERPRINT_SHOWN} characters or more.")
    return wanted


def _list_answer(found: ApprovalList, code: str, version: int | None) -> dict[str, Any]:
    return {
        "training": code,
        "kind": found.kind.value,
        "fingerprint": found.fingerprint,
        "approved": version is not None,
        "version": version,
        "seats": [row.seat for row in found.rows],
        "left_out": {
            one.draft.seat: [reason.code for reason in one.reasons] for one in found.left_out
        },
        "differences": {one.seat: one.change.value for one in found.differences},
        "obstacles": [one.code for one in found.obstacles],
    }


def _show_outlook(outlook: Outlook, voice: Voice) -> None:
    voice.line(
        "certify_issue_outlook", count=len(outlook.rows), already=outlook.already,
        dated=outlook.terms.dated.isoformat(),
    )  # fmt: skip
    drawn = outlook.foreseen.drawn
    if drawn:
        voice.line("certify_issue_range", first=drawn[0].number, last=drawn[-1].number)
    if outlook.rows and outlook.foreseen.missing:
        voice.line("certify_issue_short", missing=outlook.foreseen.missing)


def _print_now(here: Office, code: str, kind: CertificateKind, voice: Voice) -> int:
    voice.line("certify_preparing")
    count = prepare_certificates.prepare(here, code, kind)
    voice.line("certify_prepared", count=count)
    return count


def _withdrawn_answer(old: Certificate, new: Certificate | None) -> dict[str, Any]:
    return {
        "code": show_code(old.code),
        "number": old.number,
        "state": "replaced" if new else "revoked",
        "replacement": None if new is None else show_code(new.code),
        "replacement_number": None if new is None else new.number,
        "date": None if new is None else _iso(new.dated),
    }


def _iso(day: date) -> str:
    return day.isoformat()
