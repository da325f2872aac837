"""Sends changes in batches over several connections and judges refusals; knows no function.

A refused batch is halved until the bad row stands alone. An unanswered one is *unknown*, and
nothing more of its kind is sent: the next plan reads what happened.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from connector.errors import PermanentError, RemoteError, TemporaryError
from connector.lms.moodle.refusals import KIND_REFUSED, SITE_REFUSES
from connector.reconcile.changes import Change, Outcome, Result

Write = Callable[[Sequence[Change]], Sequence[Outcome]]
"""Sends one batch and says what became of each change in it, or raises RemoteError."""

UNANSWERED = "unanswered_write"
"""Code of whatever was sent without an answer, and of what was held back for that reason."""

MAX_REFUSED = 25
"""Rows refused one by one before the rest waits: so many have a common cause, and each costs a
handful of calls to find."""


class _Rest:
    """What becomes of the changes that are not sent, and the error to raise after all."""

    def __init__(self) -> None:
        self.refused = 0
        self.reason: tuple[Result, str, dict[str, str | int]] | None = None
        self.error: RemoteError | None = None

    @property
    def stopped(self) -> bool:
        return self.reason is not None or self.error is not None


def send(
    changes: Sequence[Change],
    size: int,
    write: Write,
    connections: int = 1,
    scout: Callable[[Outcome], None] | None = None,
) -> Iterator[Sequence[Outcome]]:
    """Write all changes, at most `size` a call, and yield the outcomes of each answered call.

    With a `scout` changes go alone until one has worked and the scout, told of it, has not
    raised. Raises RemoteError when the site as a whole says no; calls under way are waited for
    and their outcomes yielded first.
    """
    queue = _batches(changes, size, alone=1 if scout else 0)
    rest = _Rest()
    running: dict[Future[Sequence[Outcome]], Sequence[Change]] = {}
    with ThreadPoolExecutor(max_workers=connections) as pool:
        while True:
            while queue and not rest.stopped and len(running) < (1 if scout else connections):
                batch = _one_of(queue) if scout else queue.popleft()
                running[pool.submit(write, batch)] = batch
            if not running:
                break
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                outcomes = _outcomes(future, running.pop(future), queue, rest)
                if outcomes:
                    yield outcomes
                if scout and any(one.result is Result.DONE for one in outcomes):
                    scout(outcomes[0])
                    scout = None
    if rest.error is not None:
        raise rest.error
    if rest.reason is not None and queue:
        result, code, params = rest.reason
        yield [Outcome(one, result, code=code, params=params) for batch in queue for one in batch]


def _batches(changes: Sequence[Change], size: int, alone: int) -> deque[Sequence[Change]]:
    """Cut the changes into batches, the first few standing alone."""
    single = [changes[index : index + 1] for index in range(min(alone, len(changes)))]
    rest = [changes[start : start + size] for start in range(alone, len(changes), size)]
    return deque([*single, *rest])


def _one_of(queue: deque[Sequence[Change]]) -> Sequence[Change]:
    """Take a single change from the head of the queue."""
    batch = queue.popleft()
    if len(batch) > 1:
        queue.appendleft(batch[1:])
    return batch[:1]


def _outcomes(
    future: Future[Sequence[Outcome]],
    batch: Sequence[Change],
    queue: deque[Sequence[Change]],
    rest: _Rest,
) -> Sequence[Outcome]:
    try:
        return future.result()
    except RemoteError as error:
        return _judge(error, batch, queue, rest)


def _judge(
    error: RemoteError, batch: Sequence[Change], queue: deque[Sequence[Change]], rest: _Rest
) -> list[Outcome]:
    """Decide what a failed call means for its batch and for all that follows."""
    params: dict[str, str | int] = dict(error.params)
    if isinstance(error, TemporaryError) and error.ambiguous:
        rest.reason = (Result.WAITING, UNANSWERED, params)
        return [Outcome(one, Result.UNKNOWN, code=UNANSWERED, params=params) for one in batch]
    if not isinstance(error, PermanentError) or error.remote_code in SITE_REFUSES:
        rest.error = error
        queue.appendleft(batch)
        return []
    if error.remote_code in KIND_REFUSED:
        rest.reason = (Result.FAILED, error.code, params)
        return [Outcome(one, Result.FAILED, code=error.code, params=params) for one in batch]
    if len(batch) > 1:
        middle = len(batch) // 2
        queue.extendleft([batch[middle:], batch[:middle]])
        return []
    rest.refused += 1
    if rest.refused >= MAX_REFUSED:
        rest.reason = (Result.WAITING, "too_many_refused", {**params, "count": rest.refused})
    return [Outcome(batch[0], Result.FAILED, code=error.code, params=params)]


def done(change: Change, remote_id: str = "", **also: str) -> Outcome:
    """An outcome that worked, keeping the id known before where no new one is given."""
    kept = {name: value for name, value in also.items() if value}
    return Outcome(change, Result.DONE, remote_id=remote_id or change.remote_id, also=kept)
