"""What the plugin's functions share: its capabilities, how numbers are spelt, how it refuses."""

from __future__ import annotations

from decimal import Decimal

from connector.sandbox.moodle.errors import CORE, MoodleError

OURS = "simpul:"
"""How the ID number of a module that the plugin made begins."""

KEY_LENGTH = 100
"""Characters that Moodle's column for an ID number takes."""

READ_SITE = "local/simpul:readsite"
READ_RESULTS = "local/simpul:readresults"
MANAGE_CONTENT = "local/simpul:managecontent"
MANAGE_GRADES = "local/simpul:managegrades"
READ_PAPERS = "local/simpul:readpapers"

CAPABILITIES = frozenset(
    {
        READ_SITE,
        READ_RESULTS,
        MANAGE_CONTENT,
        MANAGE_GRADES,
        READ_PAPERS,
        "moodle/course:viewhiddencourses",
        "moodle/course:changefullname",
        "moodle/course:changeidnumber",
        "moodle/course:changesummary",
        "moodle/course:visibility",
        "moodle/backup:backupcourse",
        "moodle/restore:restorecourse",
        "moodle/site:accessallgroups",
        "moodle/course:manageactivities",
        "moodle/course:activityvisibility",
        "moodle/course:ignoreavailabilityrestrictions",
        "moodle/question:add",
        "moodle/question:managecategory",
        "moodle/backup:configure",
        "moodle/backup:userinfo",
        "mod/url:addinstance",
        "mod/resource:addinstance",
        "moodle/grade:viewhidden",
        "moodle/grade:manage",
        "moodle/site:sendmessage",
        "moodle/site:messageanyuser",
    }
)
"""What the prepared role holds beyond what a sync needs."""


def decimal(value: float | str | Decimal | None) -> str | None:
    """Spell a number as Moodle's database does, with five decimals; None stays None."""
    return None if value is None else f"{Decimal(str(value)):.5f}"


def refused(code: str, message: str) -> MoodleError:
    """Return a refusal of the plugin's own."""
    return MoodleError(code, message, exception=CORE)


def no_record() -> MoodleError:
    """Refuse a course or quiz that is not there, in the plugin's own wording for all versions."""
    return refused("invalidrecordunknown", "Can't find data record in database.")


def bad_content(key: str, reason: str) -> MoodleError:
    """Refuse what was sent, naming the link, file or person concerned."""
    return refused("badcontent", f"Nothing was changed. “{key}”: {reason}.")
