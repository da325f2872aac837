"""Which quiz of a course is which test of the training's rule; pure.

A training may name them: by the number at the end of the quiz's address (`view.php?id=173`), or
by exact name; several quizzes may be one test (the post test and its remedial). Unnamed, a test
is the one quiz whose name says so: "Pre-Test", "Pretes", "Prates", "Tes Awal"; "Post Test",
"Postes", "Pascates", "Tes Akhir". Two that say so are nobody's guess: a person names them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from connector.domain.completion import POSTTEST, PRETEST
from connector.lms.base import Noticed
from connector.lms.moodle.payloads import Quiz

_SAYS: Mapping[str, re.Pattern[str]] = {
    PRETEST: re.compile(r"\b(pre[\s_-]*tes[t]?|pra[\s_-]*tes|te[s]t?[\s_-]+awal)\b", re.IGNORECASE),
    POSTTEST: re.compile(
        r"\b(pos[t]?[\s_-]*tes[t]?|pasca[\s_-]*tes|te[s]t?[\s_-]+akhir)\b", re.IGNORECASE
    ),
}


@dataclass(frozen=True)
class Matched:
    """Quizzes by test, and what a person should know of the rest."""

    quizzes: Mapping[str, Sequence[Quiz]]
    noticed: Sequence[Noticed]


def match(quizzes: Sequence[Quiz], tests: Mapping[str, Sequence[str]]) -> Matched:
    """Give each wanted test its quizzes; a quiz is never two tests."""
    found: dict[str, Sequence[Quiz]] = {}
    noticed: list[Noticed] = []
    named = {name for names in tests.values() for name in names}
    free = [one for one in quizzes if not named & {str(one.cmid), one.name}]
    for test, names in tests.items():
        if names:
            own, missing = _named(quizzes, names)
            noticed += [Noticed("quiz_missing", {"test": test, "quiz": name}) for name in missing]
        else:
            own = [one for one in free if _says(one.name) == test]
            if len(own) > 1:
                noticed.append(Noticed("quiz_ambiguous", {"test": test, "count": len(own)}))
                continue
            missing = []
        if own and not missing:
            found[test] = own
        elif not names:
            noticed.append(Noticed("quiz_not_found", {"test": test}))
    return Matched(found, tuple(noticed))


def _named(quizzes: Sequence[Quiz], names: Sequence[str]) -> tuple[list[Quiz], list[str]]:
    """Return the quizzes that are named, and the names that fit none or more than one."""
    own, missing = [], []
    for name in names:
        fits = [one for one in quizzes if name in (str(one.cmid), one.name)]
        if len(fits) == 1:
            own.append(fits[0])
        else:
            missing.append(name)
    return own, missing


def _says(name: str) -> str:
    """Return the one test that a name speaks of, or ""."""
    said = [test for test, pattern in _SAYS.items() if pattern.search(name)]
    return said[0] if len(said) == 1 else ""
