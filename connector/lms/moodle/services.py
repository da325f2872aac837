"""One function for each web service we use, with typed rows in and out; no decision here."""

from collections.abc import Iterator, Sequence

from connector.errors import PermanentError
from connector.lms.moodle import payloads
from connector.lms.moodle.client import FIXED_FIELDS, MoodleClient
from connector.lms.moodle.payloads import (
    Account,
    Course,
    Enrolment,
    Event,
    Group,
    Member,
    NewCourse,
    NewEvent,
    NewUser,
    Quiz,
    RoleChange,
    SentMessage,
    Site,
    Warned,
    form,
)
from connector.lms.moodle.plugin_values import NewGrade

READS = (
    "core_webservice_get_site_info",
    "core_user_get_users_by_field",
    "core_course_get_courses_by_field",
    "core_enrol_get_enrolled_users",
    "core_group_get_course_groups",
    "core_group_get_group_members",
    "core_calendar_get_calendar_events",
)
WRITES = (
    "core_user_create_users",
    "core_user_update_users",
    "core_course_create_courses",
    "core_course_update_courses",
    "enrol_manual_enrol_users",
    "core_role_assign_roles",
    "core_role_unassign_roles",
    "core_group_create_groups",
    "core_group_add_group_members",
    "core_calendar_create_calendar_events",
    "core_calendar_delete_calendar_events",
)
ATTEMPTS, OLD_ATTEMPTS = "mod_quiz_get_user_quiz_attempts", "mod_quiz_get_user_attempts"
"""The second is the older name; Moodle 6 will not have it."""

QUIZZES = "mod_quiz_get_quizzes_by_courses"
COMPLETION = "core_completion_get_course_completion_status"
ACTIVITIES = "core_completion_get_activities_completion_status"
MESSAGE = "core_message_send_instant_messages"

GRADE_REPORT, PUT_GRADES = "gradereport_user_get_grade_items", "core_grades_update_grades"
"""Needed only where attendance becomes the grade of an activity."""

RESULTS = (QUIZZES, COMPLETION, ACTIVITIES)
"""Needed only where results are read back; with them one of the two for attempts."""

COPYING = "core_course_duplicate_course"
"""Needed only where courses are copied from a template."""

LOOKUP_VALUES = 990
"""Values a look-up may carry: with field name and fixed fields it stays below 1,000."""

LISTED = "id,username,idnumber,roles"
"""Fields of an enrolled person. The address is left out: Moodle decides for each person anew
whether it may be shown, which takes longer than all the rest."""


def site_info(client: MoodleClient) -> Site:
    call = "core_webservice_get_site_info"
    return payloads.read_site(client.read(call), call)


def users_by_field(client: MoodleClient, field: str, values: Sequence[str]) -> list[Account]:
    """Look up to `LOOKUP_VALUES` users by id, idnumber, username or e-mail; exact, case counts.

    Never send an empty value: Moodle then reads its whole user table. Without
    `moodle/user:viewdetails` and two more capabilities the answer is empty, not an error.
    """
    call = "core_user_get_users_by_field"
    asked: dict[str, str | int] = {f"values[{n}]": value for n, value in enumerate(values)}
    return payloads.read_accounts(client.read(call, {"field": field, **asked}), call)


def create_users(client: MoodleClient, users: Sequence[NewUser]) -> dict[str, int]:
    """Create users, all or none; return username → id."""
    call = "core_user_create_users"
    return payloads.read_named_ids(client.write(call, form("users", users)), call, "username")


def write_idnumbers(client: MoodleClient, idnumbers: Sequence[tuple[int, str]]) -> list[Warned]:
    """Write idnumbers, each row by itself; return a warning for each row that was refused."""
    call = "core_user_update_users"
    fields: dict[str, str | int] = {}
    for number, (user, idnumber) in enumerate(idnumbers):
        fields[f"users[{number}][id]"] = user
        fields[f"users[{number}][idnumber]"] = idnumber
    return payloads.read_warnings(client.write(call, fields), call)


def courses_by_field(client: MoodleClient, field: str, value: str) -> list[Course]:
    """Look a course up by id, shortname or idnumber; empty when there is none."""
    call = "core_course_get_courses_by_field"
    return payloads.read_courses(client.read(call, {"field": field, "value": value}), call)


def create_course(client: MoodleClient, course: NewCourse) -> int:
    call = "core_course_create_courses"
    made = payloads.read_named_ids(client.write(call, form("courses", [course])), call, "shortname")
    return _only(list(made.values()), call)


def update_course(client: MoodleClient, course: NewCourse) -> list[Warned]:
    """Write the given fields of one course; return what was refused as warnings."""
    call = "core_course_update_courses"
    return payloads.read_warnings(client.write(call, form("courses", [course])), call)


def duplicate_course(
    client: MoodleClient, template: int, *, fullname: str, shortname: str, category: int, shown: int
) -> int:
    """Copy a course without its people; needs backup and restore capabilities; return the id."""
    fields: dict[str, str | int] = {
        "courseid": template,
        "fullname": fullname,
        "shortname": shortname,
        "categoryid": category,
        "visible": shown,
        "options[0][name]": "users",
        "options[0][value]": "0",
    }
    answer = client.write(COPYING, fields)
    reader = payloads.Answer(COPYING)
    if not isinstance(answer, dict):
        raise reader.unexpected()
    return reader.number(answer, "id")


def enrolled(
    client: MoodleClient, course: int, *, suspended: bool, page: int = 2000
) -> Iterator[Account]:
    """List who is enrolled, active or suspended, in pages; needs `moodle/course:enrolreview`.

    The list has no total: a page that is not full is the last.
    """
    call = "core_enrol_get_enrolled_users"
    options: dict[str, str] = {
        "onlysuspended" if suspended else "onlyactive": "1",
        "userfields": LISTED,
        "sortby": "id",
        "limitnumber": str(page),
    }
    start = 0
    while True:
        fields: dict[str, str | int] = {"courseid": course}
        for number, (name, value) in enumerate({**options, "limitfrom": str(start)}.items()):
            fields[f"options[{number}][name]"] = name
            fields[f"options[{number}][value]"] = value
        people = payloads.read_accounts(client.read(call, fields), call)
        yield from people
        if len(people) < page:
            return
        start += page


def enrol(client: MoodleClient, enrolments: Sequence[Enrolment]) -> None:
    """Enrol, change or suspend, all or none. Dates and status are overwritten; roles add up."""
    client.write("enrol_manual_enrol_users", form("enrolments", enrolments))


def assign_roles(client: MoodleClient, roles: Sequence[RoleChange]) -> None:
    """Add roles in the course, leaving dates and status of the enrolment alone."""
    client.write("core_role_assign_roles", form("assignments", roles))


def unassign_roles(client: MoodleClient, roles: Sequence[RoleChange]) -> None:
    """Take roles in the course away; one that is not held is no error."""
    client.write("core_role_unassign_roles", form("unassignments", roles))


def course_groups(client: MoodleClient, course: int) -> list[Group]:
    call = "core_group_get_course_groups"
    return payloads.read_groups(client.read(call, {"courseid": course}), call)


def create_group(client: MoodleClient, course: int, name: str) -> int:
    call = "core_group_create_groups"
    fields: dict[str, str | int] = {
        "groups[0][courseid]": course,
        "groups[0][name]": name,
        "groups[0][description]": "",  # required, though it may be empty
    }
    made = payloads.read_groups(client.write(call, fields), call)
    return _only([group.id for group in made], call)


def group_members(client: MoodleClient, group: int) -> frozenset[Member]:
    """List a group's members; an unknown group is `invalidrecordunknown`."""
    call = "core_group_get_group_members"
    return payloads.read_members(client.read(call, {"groupids[0]": group}), call)


def add_members(client: MoodleClient, members: Sequence[Member]) -> None:
    """Put enrolled people into groups, all or none; who is in already is no error."""
    client.write("core_group_add_group_members", form("members", members))


def course_events(client: MoodleClient, course: int) -> list[Event]:
    """Read a course's own calendar events, hidden ones included."""
    call = "core_calendar_get_calendar_events"
    fields: dict[str, str | int] = {
        "events[courseids][0]": course,
        "options[userevents]": 0,
        "options[siteevents]": 0,
        "options[ignorehidden]": 0,
    }
    return payloads.read_events(client.read(call, fields), call)


def create_events(client: MoodleClient, events: Sequence[NewEvent]) -> list[Event]:
    """Create course events, in order. Without the right Moodle makes none and only warns."""
    call = "core_calendar_create_calendar_events"
    answer = client.write(call, form("events", events))
    if payloads.read_warnings(answer, call):
        raise PermanentError("moodle", call, "nopermissions")
    return payloads.read_events(answer, call)


def delete_events(client: MoodleClient, ids: Sequence[int]) -> None:
    """Delete events, all or none; an unknown id is `invalidrecordunknown`."""
    fields: dict[str, str | int] = {}
    for number, event in enumerate(ids):
        fields[f"events[{number}][eventid]"] = event
        fields[f"events[{number}][repeat]"] = 0
    client.write("core_calendar_delete_calendar_events", fields)


def quizzes_of(client: MoodleClient, course: int) -> list[Quiz]:
    """List a course's quizzes. Without `mod/quiz:view` the list is empty, not an error."""
    answer = client.read(QUIZZES, {"courseids[0]": course})
    if payloads.read_warnings(answer, QUIZZES):  # the account may not enter the course
        raise PermanentError("moodle", QUIZZES, "requireloginerror")
    return payloads.read_quizzes(answer, QUIZZES)


def write_grades(
    client: MoodleClient, course: int, module: str, activity: int, grades: Sequence[NewGrade]
) -> None:
    """Write grades of one activity (its cmid), two fields each; people must be enrolled.

    Moodle answers with a number; any but 0 means that at least one grade was not taken.
    """
    fields: dict[str, str | int] = {
        "source": "simpul",
        "courseid": course,
        "component": f"mod_{module}",
        "activityid": activity,
        "itemnumber": 0,
    }
    for number, grade in enumerate(grades):
        fields[f"grades[{number}][studentid]"] = grade.userid
        fields[f"grades[{number}][grade]"] = grade.grade
    if client.write(PUT_GRADES, fields) != 0:
        raise PermanentError("moodle", PUT_GRADES, "grade_refused")


def send_message(client: MoodleClient, user: int, text: str) -> SentMessage:
    """Send plain text to one person.

    One a call, always: where one message of several fails, Moodle answers an error although it
    has sent the others. Moodle's own format makes links of addresses and keeps line breaks.
    """
    fields: dict[str, str | int] = {"messages[0][touserid]": user, "messages[0][text]": text}
    sent = payloads.read_sent(client.write(MESSAGE, fields), MESSAGE)
    if len(sent) != 1:
        raise payloads.Answer(MESSAGE).unexpected()
    return sent[0]


def fits(fields: int, limit: int) -> bool:
    """Tell whether a body of so many fields stays below the site's limit with the fixed ones."""
    return fields + FIXED_FIELDS < limit


def _only(ids: Sequence[int], call: str) -> int:
    if len(ids) != 1:
        raise payloads.Answer(call).unexpected()
    return ids[0]
