"""Moodle's exceptions as its web services show them: class, errorcode, message, debuginfo."""

from __future__ import annotations

CORE = "core\\exception\\moodle_exception"

CAPABILITY_NAMES = {
    "moodle/user:create": "Create users",
    "moodle/user:update": "Update user profiles",
    "moodle/user:delete": "Delete users",
    "moodle/course:create": "Create courses",
    "moodle/course:update": "Update course settings",
    "moodle/course:changecategory": "Change course category",
    "moodle/course:changefullname": "Change course full name",
    "moodle/course:changeshortname": "Change course short name",
    "moodle/course:changeidnumber": "Change course ID number",
    "moodle/course:changesummary": "Change course summary",
    "moodle/course:visibility": "Hide/show courses",
    "moodle/course:managegroups": "Manage groups",
    "moodle/course:enrolreview": "Review course enrolments",
    "moodle/course:viewparticipants": "View participants",
    "moodle/course:setforcedlanguage": "Force course or activity language",
    "moodle/role:assign": "Assign roles to users",
    "moodle/role:review": "Review permissions for others",
    "moodle/site:accessallgroups": "Access all groups",
    "moodle/backup:backupcourse": "Backup courses",
    "moodle/restore:restorecourse": "Restore courses",
    "enrol/manual:enrol": "Enrol users",
    "enrol/manual:unenrol": "Unenrol users from the course",
    "local/simpul:readsite": "Read facts about the site for Simpul",
    "local/simpul:readresults": "Read results in bulk for Simpul",
    "local/simpul:readpapers": "Read test papers for Simpul",
    "local/simpul:managecontent": "Put links and files of Simpul into courses",
    "local/simpul:managegrades": "Write attendance grades of Simpul",
}
"""English names of capabilities, as they stand in `nopermissions` messages."""


_MISSING = {"user": "invaliduser", "course_modules": "invalidcoursemodule"}
"""Codes of missing records where the table is told; any other is `invalidrecord`."""

_NAMED = {"users": "user", "courses": "course", "activities": "course_modules", "events": "event"}
"""Moodle's names of tables that are called otherwise here."""


class MoodleError(Exception):
    """One refusal; `debuginfo` is sent only while the site debugs."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        exception: str = CORE,
        debuginfo: str = "",
        table: str = "",
    ) -> None:
        self.code, self.message = code, message
        self.exception, self.debuginfo = exception, debuginfo
        self.table = table
        """The table in which a record is missing, in Moodle's word; "" for any other error."""
        super().__init__(message)

    def naming_the_table(self) -> MoodleError:
        """Return what Moodle tells that says which record is missing: before 5, or debugging."""
        if not self.table:
            return self
        code = _MISSING.get(self.table, "invalidrecord")
        message = f"Can't find data record in database table {self.table}."
        return MoodleError(
            code, message, exception=self.exception, debuginfo=self.debuginfo, table=self.table
        )


def invalid_parameter(reason: str) -> MoodleError:
    return MoodleError(
        "invalidparameter",
        "Invalid parameter value detected",
        exception="core\\exception\\invalid_parameter_exception",
        debuginfo=reason,
    )


def invalid_response() -> MoodleError:
    return MoodleError(
        "invalidresponse",
        "Invalid response value detected",
        exception="core\\exception\\invalid_response_exception",
    )


def missing_record(table: str) -> MoodleError:
    return MoodleError(
        "invalidrecordunknown",
        "Can't find data record in database.",
        exception="dml_missing_record_exception",
        debuginfo=f"table {table}",
        table=_NAMED.get(table, table),
    )


def write_failed(reason: str) -> MoodleError:
    return MoodleError(
        "dmlwriteexception",
        "Error writing to database",
        exception="dml_write_exception",
        debuginfo=reason,
    )


def no_permission(capability: str) -> MoodleError:
    name = CAPABILITY_NAMES.get(capability, capability)
    return MoodleError(
        "nopermissions",
        f"Sorry, but you do not currently have permissions to do that ({name}).",
        exception="core\\exception\\required_capability_exception",
    )


def access_refused(reason: str) -> MoodleError:
    return MoodleError(
        "accessexception",
        "Access control exception",
        exception="webservice_access_exception",
        debuginfo=reason,
    )


def login_required(reason: str) -> MoodleError:
    return MoodleError(
        "requireloginerror",
        "Course or activity not accessible.",
        exception="core\\exception\\require_login_exception",
        debuginfo=reason,
    )


def coding_error(reason: str) -> MoodleError:
    return MoodleError(
        "codingerror",
        f"Coding error detected, it must be fixed by a programmer: {reason}",
        exception="core\\exception\\coding_exception",
    )


def invalid_token() -> MoodleError:
    return MoodleError("invalidtoken", "Invalid token - token not found")


def course_context_refused(course_id: int, cause: MoodleError) -> MoodleError:
    return MoodleError(
        "errorcoursecontextnotvalid",
        f"You cannot execute functions in the course context (course id:{course_id}). "
        f"The context error message was: {cause.message}",
    )


def category_context_refused(category_id: int, cause: MoodleError) -> MoodleError:
    return MoodleError(
        "errorcatcontextnotvalid",
        f"You cannot execute functions in the category context (category id:{category_id}). "
        f"The context error message was: {cause.message}",
    )
