"""`simpul certify sign`: a class's signatures, one after another or several at once.

A run that ends early, for whatever reason, is run again: what is signed is never asked for twice.
The passphrase is typed without echo or read from a file of one's own, never given as an argument,
and is kept by this process alone, until it ends.
"""

import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from connector.cli.certify_steps import Steps, sign_lines
from connector.cli.commands.acting import actor_of, by_option, user_named
from connector.cli.commands.archive import write_file
from connector.cli.commands.options import json_option, office, training_option
from connector.cli.commands.typed_secret import typed_secret
from connector.cli.console import Exit, Voice
from connector.cli.progress import counting
from connector.documents.signing.base import CallbackSigner, Secret
from connector.documents.signing.local import LocalSigner
from connector.domain.certificates import CertificateKind
from connector.errors import ConnectorError
from connector.flows import prepare_certificates, sign_by_hand, signing_batches
from connector.flows.office import Office
from connector.flows.sign_certificates import Outcome, Settlement, settle_unknown
from connector.flows.signing_batches import Line, Place
from connector.store import trainings
from connector.store.engine import reading
from connector.store.signings import CLAIMABLE, Batch, SigningState
from connector.store.users import User

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
TARGET = click.Path(dir_okay=False, writable=True, path_type=Path)
KINDS = click.Choice([kind.value for kind in CertificateKind])


@click.command()
@training_option
@click.option("--kind", type=KINDS, default="sttp", show_default=True)
@by_option
@click.option("--slot", type=int, default=None, help="Place on the paper; the next when left out.")
@click.option(
    "--passphrase-file", "secret_file", type=FILE, default=None,
    help="Holds the passphrase and nothing else; closed to others.",
)  # fmt: skip
@click.option("--totp", is_flag=True, help="Sign with a TOTP instead of a passphrase.")
@click.option(
    "--retry-unknown", is_flag=True, help="Ask again where nobody knows what became of it."
)
@click.option("--hand-out", "target", type=TARGET, default=None, help="ZIP to be signed outside.")
@click.option("--take-in", "returned", type=FILE, default=None, help="ZIP or PDF that came back.")
@click.option(
    "--at-once", type=click.IntRange(1, 16), default=1, show_default=True,
    help="Papers that are asked for at the same time, where a service takes its time.",
)  # fmt: skip
@json_option
def sign(
    code: str, kind: str, login: str, slot: int | None, secret_file: Path | None, totp: bool,
    retry_unknown: bool, target: Path | None, returned: Path | None, at_once: int, as_json: bool,
) -> None:  # fmt: skip
    """Sign what of a class waits for one official's signature, in that official's own name.

    Run again, it goes on where it ended. Exit 7 while something of it is not signed.
    """
    if target is not None and returned is not None:
        raise click.UsageError("give one of --hand-out and --take-in")
    chosen = CertificateKind(kind)
    with office(as_json) as (here, voice):
        with reading(here.engine) as connection:
            user = user_named(connection, login)
        prepare_certificates.prepare(here, code, chosen)
        place = _place(here, code, chosen, slot, user)
        actor = actor_of(here, user, "sign")
        batch = signing_batches.open_batch(
            here, code, chosen, place.slot, actor=actor, official=place.official.official.id
        )
        if isinstance(here.signers[batch.signer], CallbackSigner):
            _outside(here, voice, batch, place, actor, target, returned)
        else:
            job = _Run(here, voice, batch, place, actor)
            if retry_unknown:
                job.ask_again()
            name = place.official.official.name
            job.sign(lambda: typed_secret(voice, name, secret_file, totp=totp), at_once)
        told = _told(here, batch)
        voice.result({"training": code, "kind": kind, "batch": batch.id, **told})
        if told["left"]:
            raise SystemExit(Exit.INCOMPLETE)


class _Run:
    """One run over a batch that is signed here."""

    def __init__(self, here: Office, voice: Voice, batch: Batch, place: Place, actor: str) -> None:
        self._here, self._voice, self._batch = here, voice, batch
        self._place, self._actor = place, actor

    def ask_again(self) -> None:
        """Open again what nobody knows the end of; the person at the terminal wants it so."""
        for line in self._lines():
            if line.state is SigningState.UNKNOWN:
                settle_unknown(self._here, line.signing.id, Settlement.TRY_AGAIN, actor=self._actor)

    def sign(self, secret: Callable[[], Secret | None], at_once: int) -> None:
        """Sign what is open, then once more what was refused before; tell how it went."""
        lines = sorted(
            (line for line in self._lines() if line.state in CLAIMABLE),
            key=lambda line: line.state is SigningState.REFUSED,
        )
        name = self._place.official.official.name
        self._voice.line("certify_sign_head", batch=self._batch.id, official=name, count=len(lines))
        if not lines:
            return
        steps = Steps(self._batch.id, [line.certificate.id for line in lines], self._actor)
        outcomes = list[Outcome]()
        with ExitStack() as stack:
            office, typed = self._opened(stack, secret())
            step = stack.enter_context(counting(self._voice, "certify_signing_bar", len(lines)))
            stop = stack.enter_context(finishing())
            for outcome in sign_lines(office, steps, typed, threads=at_once, stop=stop):
                outcomes.append(outcome)
                step()
        self._tell({line.certificate.id: line.certificate.number for line in lines}, outcomes)

    def _opened(self, stack: ExitStack, secret: Secret | None) -> tuple[Office, Secret | None]:
        """Open a local key once for the whole run; others get what was typed with each paper."""
        signer = self._here.signers[self._batch.signer]
        if not isinstance(signer, LocalSigner) or secret is None:
            return self._here, secret
        account = signing_batches.account_of(self._here, self._place.official)
        batch = stack.enter_context(signer.opened(account, secret))
        return replace(self._here, signers={**self._here.signers, batch.name: batch}), None

    def _lines(self) -> list[Line]:
        with reading(self._here.engine) as connection:
            return signing_batches.batch_lines(connection, self._batch.id, self._here.clock())

    def _tell(self, numbers: dict[int, str], outcomes: Sequence[Outcome]) -> None:
        """Show everybody whose signature was not had, and why."""
        rows = [
            [numbers[one.certificate_id], self._voice.text(f"certify_signing_{one.state.value}"),
             self._voice.text(one.code, **one.params) if one.code else ""]
            for one in outcomes
            if one.state is not SigningState.SIGNED
        ]  # fmt: skip
        if rows:
            headings = ("certify_heading_certificate_number", "certify_heading_signing",
                        "heading_why")  # fmt: skip
            self._voice.table("", headings, rows)
        counts = Counter(one.state for one in outcomes)
        self._voice.line(
            "certify_sign_done",
            signed=counts[SigningState.SIGNED],
            refused=counts[SigningState.REFUSED],
            unknown=counts[SigningState.UNKNOWN],
            left=len(numbers) - len(outcomes),
        )
        if len(outcomes) < len(numbers):
            self._voice.line("certify_sign_stopped")


def _place(
    here: Office, code: str, kind: CertificateKind, slot: int | None, user: User | None
) -> Place:
    """Return where to sign: the place asked for, else the person's own next, else the next."""
    with reading(here.engine) as connection:
        stored = trainings.get(connection, code)
        if stored is None:
            raise ConnectorError("training_unknown", training=code)
        found = signing_batches.places(connection, stored.id, kind)
    found = [one for one in found if slot in (None, one.slot)]
    own = [one for one in found if user is not None and one.official.user_id == user.id]
    for places in (own, found):
        waiting = [one for one in places if one.waiting] or places
        if waiting:
            return waiting[0]
    raise ConnectorError("nothing_to_sign")


def _outside(
    here: Office, voice: Voice, batch: Batch, place: Place, actor: str,
    target: Path | None, returned: Path | None,
) -> None:  # fmt: skip
    """Hand out what is to be signed elsewhere, or take in what came back."""
    if target is not None:
        write_file(target, sign_by_hand.hand_out(here, batch.id, actor=actor))
        voice.line("certify_sign_handed_out", file=target.name)
    elif returned is not None:
        results = sign_by_hand.take_in(here, batch.id, returned.read_bytes(), actor=actor)
        rows = [
            [one.name, one.certificate.number if one.certificate else "",
             voice.text(one.code) if one.code else voice.text("certify_taken")]
            for one in results
        ]  # fmt: skip
        headings = ("certify_heading_file", "certify_heading_certificate_number", "heading_why")
        voice.table("", headings, rows)
        taken = sum(one.taken for one in results)
        voice.line("certify_sign_taken_in", taken=taken, refused=len(results) - taken)
    else:
        voice.line("certify_sign_outside", official=place.official.official.name)


def _told(here: Office, batch: Batch) -> dict[str, Any]:
    """Return where every certificate of a batch stands, by number; no names."""
    with reading(here.engine) as connection:
        lines = signing_batches.batch_lines(connection, batch.id, here.clock())
    counts = Counter(line.state for line in lines)
    return {
        "states": {state.value: counts[state] for state in SigningState},
        "left": len(lines) - counts[SigningState.SIGNED],
        "unsigned": {
            line.certificate.number: {"state": line.state.value, "code": line.code}
            for line in lines
            if line.state is not SigningState.SIGNED
        },
    }


@contextmanager
def finishing() -> Iterator[threading.Event]:
    """Turn Ctrl-C into an event: the paper in hand is finished, so that nothing stays unknown."""
    stop = threading.Event()
    before = signal.signal(signal.SIGINT, lambda *_: stop.set())
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
