"""What a plan costs a site: calls by class and an estimate of time, from measured figures; pure."""

from collections import Counter
from collections.abc import Sequence
from math import ceil

from connector.lms.moodle.client import FIXED_FIELDS
from connector.lms.moodle.contents import LINKS_PER_CALL, REMOVED_PER_CALL
from connector.lms.moodle.events import EVENTS_PER_CALL
from connector.lms.moodle.grades import GRADES_PER_CALL
from connector.lms.moodle.options import MoodleOptions
from connector.lms.moodle.services import LOOKUP_VALUES
from connector.lms.moodle.wishes import (
    ACCOUNT,
    COURSE,
    ENROLMENT,
    EVENT,
    FILE,
    GRADE,
    LINK,
    MEMBER,
    PAGE,
)
from connector.reconcile.changes import Action, Change
from connector.reconcile.platform import Budget

SMALL_CALL = 0.02
"""Seconds of any call, measured on two cores."""

SECONDS = {
    (ACCOUNT, "manual"): 0.0055,
    (ACCOUNT, "oauth2"): 0.002,
    (ENROLMENT, ""): 0.003,
    (MEMBER, ""): 0.004,
    (EVENT, ""): 0.003,
    (LINK, ""): 0.03,
    (FILE, ""): 0.1,
    (GRADE, ""): 0.013,
}
"""Seconds a row over two connections; more on large sites, less on larger machines."""

READS_AROUND = 7
"""Reads of one look at a training: course, active, suspended, functions, group, events, and
what our plugin put there."""


def budget(changes: Sequence[Change], options: MoodleOptions) -> Budget:
    """Count writes, and the reads of applying and of reading back."""
    if not changes:
        return Budget({"read": 0, "write": 0}, 0.0)
    counts = Counter((one.kind, one.action) for one in changes)
    if counts[COURSE, Action.CREATE] and options.template is None:
        del counts[PAGE, Action.CREATE]  # a bare course is made with its page
    writes = sum(_writes(kind, action, count, options) for (kind, action), count in counts.items())
    new = counts[ACCOUNT, Action.CREATE]
    reads = 2 * READS_AROUND + 3 * ceil(new / LOOKUP_VALUES) + (1 if new else 0)
    seconds = SMALL_CALL * (reads + writes)
    for (kind, action), count in counts.items():
        if action is not Action.ADOPT:
            each = SECONDS.get((kind, options.auth if kind == ACCOUNT else ""), SMALL_CALL)
            seconds += count * each
    return Budget({"read": reads, "write": writes}, round(seconds, 1))


def _writes(kind: str, action: Action, count: int, options: MoodleOptions) -> int:
    """Count the writing calls of one kind and action; adopting is remembering and costs none."""
    if action is Action.ADOPT:
        return 0
    room = options.fields_per_call - 1 - FIXED_FIELDS
    if kind == ACCOUNT and action is Action.CREATE:
        size = min(options.users_per_call, room // 7)
        return 1 + ceil((count - 1) / size)
    if kind == ACCOUNT:
        return ceil(count / (room // 2))
    if kind == ENROLMENT:
        calls = ceil(count / min(options.enrolments_per_call, room // 6))
        return 2 * calls if action is Action.UPDATE else calls  # and the old role is taken away
    if kind == MEMBER:
        return ceil(count / (room // 2))
    if kind in (LINK, FILE) and action is Action.REMOVE:
        return ceil(count / REMOVED_PER_CALL)
    if kind == GRADE:
        return ceil(count / GRADES_PER_CALL)
    if kind == LINK:
        return ceil(count / min(LINKS_PER_CALL, room // 5))
    if kind == EVENT:
        calls = ceil(count / EVENTS_PER_CALL)
        return 2 * calls if action is Action.UPDATE else calls  # deleted and made anew
    return count
