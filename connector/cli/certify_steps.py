"""Signs many certificates one after another, or several at once; stops where going on is futile."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from connector.documents.signing.base import Secret
from connector.flows.office import Office
from connector.flows.sign_certificates import Outcome, sign_one
from connector.store.signings import SigningState

FUTILE = 3
"""The same refusal so many times in a row: the next papers would be refused like these."""

NEVER_TWICE = ("passphrase", "totp")
"""A secret that was refused is not tried with another paper: services lock accounts for that."""


@dataclass(frozen=True)
class Steps:
    """What is to be signed, in this order."""

    batch: int
    certificates: Sequence[int]
    actor: str


def sign_lines(
    office: Office,
    steps: Steps,
    secret: Secret | None,
    *,
    threads: int,
    stop: threading.Event,
) -> Iterator[Outcome]:
    """Yield the outcome of each certificate as it comes; ends early when `stop` is set or when
    refusals say that the rest would be refused too."""
    waiting = iter(steps.certificates)
    futile = _Futility()
    running = set[Future[Outcome]]()
    with ThreadPoolExecutor(threads, thread_name_prefix="sign") as pool:
        while True:
            while len(running) < threads and not stop.is_set() and not futile.reached:
                following = next(waiting, None)
                if following is None:
                    break
                running.add(
                    pool.submit(sign_one, office, steps.batch, following, secret, actor=steps.actor)
                )
            if not running:
                return
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for one in done:
                outcome = one.result()
                futile.note(outcome)
                yield outcome


class _Futility:
    """Counts equal refusals in a row."""

    def __init__(self) -> None:
        self._code, self._times = "", 0
        self.reached = False

    def note(self, outcome: Outcome) -> None:
        if outcome.state is SigningState.SIGNED:
            self._code, self._times = "", 0
            return
        same = outcome.code == self._code
        self._code, self._times = outcome.code, self._times + 1 if same else 1
        secret = any(word in outcome.code for word in NEVER_TWICE)
        self.reached = self.reached or secret or self._times >= FUTILE
