"""Moodle's error codes as a table: which mean wait, stop, give up this kind, or one bad row."""

import re

TEMPORARY = frozenset({"sitemaintenance", "upgraderunning", "dbconnectionfailed", "busy"})
"""The site is away for a while, or our plugin waits for another call; nothing was executed."""

SITE_REFUSES = frozenset(
    {"invalidtoken", "accessexception", "webservices_off", "wrong_address", "http_404"}
)
"""Nothing more can be done on this site before an administrator acts."""

KIND_REFUSED = frozenset(
    {
        "nopermissions",
        "nopermission",
        "nopermissiontoviewgrades",
        "errorcoursecontextnotvalid",
        "requireloginerror",
        "wsnoinstance",
        "wscannotenrol",
        "usernotincourse",
        "cannotviewreport",
        "accessdenied",
        "quiz_blind",
        "disabled",
        "moduledisable",
        "codingerror",
        "unexpected_answer",
    }
)
"""The call itself is refused, whoever is in it: trying row by row would change nothing."""

MISSING = frozenset({"invalidrecordunknown", "invalidrecord"})
"""What was named by its id is not there. Up to 4.5, and wherever debugging is on, Moodle says of
which kind it is: the second, or one of their own for people, courses and activities."""

ROW_REFUSED = frozenset(
    {
        *MISSING,
        "invaliduser",
        "invalidparameter",
        "dmlwriteexception",
        "wsusercannotassign",
        "password_policy",
        "shortnametaken",
        "courseidnumbertaken",
        "errorcatcontextnotvalid",
        "groupnotexist",
        "filetoobig",
        "notours",
        "badcontent",
        "grade_refused",
        "invalidcoursemodule",
    }
)
"""One row may be the cause: the batch is halved until it stands alone."""

NO_CRITERIA, NOT_TRACKED = "nocriteriaset", "usernotenroled"
"""Not failures: the course has no completion rule; the person is no active participant of it."""

GONE = frozenset({"invalidrecordunknown", "invaliduser", "userdeleted", "usernotconfirmed"})
"""The account asked about was deleted, or nobody ever confirmed it."""

_SENTENCES = {
    "you do not have permissions to create this event": "nopermissions",
    "you do not have permissions to delete this event": "nopermissions",
}
"""Calendar functions put an English sentence where a code belongs."""

_CODE = re.compile(r"[a-z0-9_/]{1,60}")


def settled_code(given: str) -> str:
    """Return a short code that is safe to keep: never Moodle's HTML, never somebody's name."""
    if "<" in given:
        return "password_policy"  # the broken rules themselves, as HTML
    plain = given.strip().lower()
    if plain in _SENTENCES:
        return _SENTENCES[plain]
    return plain if _CODE.fullmatch(plain) else "unnamed_refusal"


def known(code: str) -> bool:
    """Tell whether the code is in one of the tables."""
    answers = {NO_CRITERIA, NOT_TRACKED, *GONE}
    return code in TEMPORARY | SITE_REFUSES | KIND_REFUSED | ROW_REFUSED | answers
