"""The rights (capabilities) our calls need in Moodle, and what each is for; no call.

Found one by one on a real site: each of `NEEDED` was left out once and something failed.
"""

from collections.abc import Mapping

PROVEN_BY_WRITING = (
    "moodle/user:create",
    "moodle/user:update",
    "moodle/course:create",
    "enrol/manual:enrol",
    "moodle/role:assign",
    "moodle/calendar:manageentries",
)
"""Needed; without our plugin only the first write shows which one is missing."""

NEEDED = frozenset(
    {
        *PROVEN_BY_WRITING,
        "webservice/rest:use",
        "moodle/user:viewdetails",
        "moodle/user:viewalldetails",
        "moodle/site:viewuseridentity",
        "moodle/course:view",
        "moodle/course:update",
        "moodle/course:enrolreview",
        "moodle/course:managegroups",
    }
)
"""Without one of them trainings cannot be kept."""

FOR_COURSE_PAGES = (
    "moodle/course:changefullname",
    "moodle/course:changeidnumber",
    "moodle/course:changesummary",
)
"""Wanted beyond those: without them a course keeps the title and timetable it was made with."""

FOR_MESSAGES = "moodle/site:messageanyuser"
"""Wanted only where certificates are announced by Moodle message; without it few can be written
to, and only trying tells who."""

FOR_RESULTS = (
    "mod/quiz:view",
    "mod/quiz:viewreports",
    "report/completion:view",
    "report/progress:view",
    "moodle/grade:viewall",
    "moodle/grade:viewhidden",
    "gradereport/user:view",
    "moodle/course:ignoreavailabilityrestrictions",
    "local/simpul:readresults",
)
"""Wanted to read completion and test scores."""

FOR_COPIES = (
    "moodle/backup:backupcourse",
    "moodle/backup:configure",
    "moodle/backup:userinfo",
    "moodle/restore:restorecourse",
)
"""Wanted where courses are copied from a template."""

FOR_GRADES = ("moodle/grade:edit", "moodle/grade:manage", "local/simpul:managegrades")
"""Wanted where attendance is written into the gradebook."""

FOR_CONTENT = (
    "moodle/course:manageactivities",
    "moodle/course:activityvisibility",
    "mod/url:addinstance",
    "mod/resource:addinstance",
    "local/simpul:managecontent",
)
"""Wanted for session links and files in the course."""

FOR_PAPERS = ("local/simpul:readpapers",)
"""Wanted to keep the question and answer sheets of tests."""

PURPOSES: Mapping[str, str] = {
    **dict.fromkeys(NEEDED, "capability_unheld"),
    **dict.fromkeys(FOR_COURSE_PAGES, "capability_for_page"),
    **dict.fromkeys((FOR_MESSAGES, "moodle/site:sendmessage"), "capability_for_messages"),
    **dict.fromkeys(FOR_RESULTS, "capability_for_results"),
    **dict.fromkeys(FOR_COPIES, "capability_for_copies"),
    **dict.fromkeys(FOR_GRADES, "capability_for_grades"),
    **dict.fromkeys(FOR_CONTENT, "capability_for_content"),
    **dict.fromkeys(FOR_PAPERS, "capability_for_papers"),
}
"""Right → the sentence said where it is not held."""
