"""The calls that a real Moodle and the sandbox are both asked, good ones and bad ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.live.parity import Asked, World, file_row, link_row

NOT_A_FUNCTION = "core_no_such_function"

NOBODY = 99_999_999
"""An id that nothing has."""

Parameters = Callable[[World], Mapping[str, Any]]

_USERS, _ENROLLED = "core_user_get_users_by_field", "core_enrol_get_enrolled_users"
_WHOLE = "core_completion_get_course_completion_status"
_PARTS = "core_completion_get_activities_completion_status"
_QUIZZES, _OLD = "mod_quiz_get_quizzes_by_courses", "mod_quiz_get_user_attempts"
_REPORT, _GRADE = "gradereport_user_get_grade_items", "core_grades_update_grades"
_EVENTS = "core_calendar_get_calendar_events"


def _calls() -> Iterator[tuple[str, str, Parameters]]:
    yield from _site()
    yield from _people()
    yield from _courses()
    yield from _enrolled()
    yield from _groups()
    yield from _calendar()
    yield from _learning()
    yield from _grades()
    yield from _plugin_content()
    yield from _plugin_reading()
    yield from _changes()


def _site() -> Iterator[tuple[str, str, Parameters]]:
    yield "site", "core_webservice_get_site_info", lambda w: {}
    yield "site, unknown key", "core_webservice_get_site_info", lambda w: {"x": 1}
    several = "tool_mobile_call_external_functions"
    info = {"function": "core_webservice_get_site_info"}
    yield "several", several, lambda w: {"requests": [info]}
    yield "several, one unknown", several, lambda w: {"requests": [{"function": "core_none"}]}
    yield "several, none", several, lambda w: {}


def _people() -> Iterator[tuple[str, str, Parameters]]:
    yield "found", _USERS, lambda w: {"field": "idnumber", "values": [f"{w.tag}-ana"]}
    yield (
        "found by mail",
        _USERS,
        lambda w: {"field": "email", "values": [f"{w.tag}.ana@example.com"]},
    )
    capital = "mail, other case"
    yield capital, _USERS, lambda w: {"field": "email", "values": [f"{w.tag}.Ana@example.com"]}
    yield "nobody found", _USERS, lambda w: {"field": "idnumber", "values": ["no-such-person"]}
    yield "no values", _USERS, lambda w: {"field": "idnumber"}
    yield "odd field", _USERS, lambda w: {"field": "phone1", "values": ["1"]}
    create, update = "core_user_create_users", "core_user_update_users"
    for name, columns in (
        ("taken username", {"username": "{tag}.ana"}),
        ("taken mail", {"email": "{tag}.ana@example.com"}),
        ("blank last name", {"lastname": " "}),
        ("tags in a name", {"firstname": "<b>x</b>"}),
        ("capital username", {"username": "{tag}.ANA"}),
        ("no mail", {"email": "none"}),
        ("odd auth", {"auth": "nowhere"}),
        ("webservice auth", {"auth": "webservice"}),
        ("manual without password", {"auth": "manual"}),
        ("odd language", {"lang": "xx"}),
    ):
        yield name, create, _with_person(columns)
    yield "nobody made", create, lambda w: {}
    yield "unknown user", update, lambda w: {"users": [{"id": NOBODY, "city": "x"}]}
    yield "updated", update, lambda w: {"users": [{"id": w.ids["dodi"], "idnumber": "x-1"}]}
    yield "cleared", update, lambda w: {"users": [{"id": w.ids["dodi"], "idnumber": ""}]}
    taken = "mail taken by another"
    yield (
        taken,
        update,
        lambda w: {"users": [{"id": w.ids["dodi"], "email": f"{w.tag}.ana@example.com"}]},
    )
    yield "bad bool", update, lambda w: {"users": [{"id": w.ids["dodi"], "suspended": "yes"}]}


def _with_person(columns: Mapping[str, str]) -> Parameters:
    def made(world: World) -> Mapping[str, Any]:
        told = {name: value.format(tag=world.tag) for name, value in columns.items()}
        return {"users": [world.person("emil", **told)]}

    return made


def _courses() -> Iterator[tuple[str, str, Parameters]]:
    by = "core_course_get_courses_by_field"
    yield "course found", by, lambda w: {"field": "idnumber", "value": f"{w.tag}-course"}
    yield "course by id", by, lambda w: {"field": "id", "value": w.ids["course"]}
    yield "no course", by, lambda w: {"field": "idnumber", "value": "none-such"}
    yield "no course id", by, lambda w: {"field": "id", "value": NOBODY}
    yield "odd course field", by, lambda w: {"field": "fullname", "value": "x"}
    create, update = "core_course_create_courses", "core_course_update_courses"
    row = {"fullname": "x", "categoryid": 1}
    yield "shortname taken", create, lambda w: {"courses": [row | {"shortname": f"{w.tag}-course"}]}
    yield (
        "idnumber taken",
        create,
        lambda w: {"courses": [row | {"shortname": f"{w.tag}-n", "idnumber": f"{w.tag}-course"}]},
    )
    yield (
        "no category",
        create,
        lambda w: {"courses": [row | {"shortname": f"{w.tag}-n", "categoryid": NOBODY}]},
    )
    yield (
        "blank fullname",
        create,
        lambda w: {"courses": [row | {"shortname": f"{w.tag}-n", "fullname": " "}]},
    )
    yield (
        "end before start",
        create,
        lambda w: {"courses": [row | {"shortname": f"{w.tag}-n", "startdate": 20, "enddate": 10}]},
    )
    yield "unknown course updated", update, lambda w: {"courses": [{"id": NOBODY, "fullname": "x"}]}
    yield (
        "course updated",
        update,
        lambda w: {"courses": [{"id": w.ids["course"], "summary": "a & b", "summaryformat": 1}]},
    )
    yield (
        "end without start",
        update,
        lambda w: {"courses": [{"id": w.ids["course"], "enddate": 1_900_000_000}]},
    )
    copy = "core_course_duplicate_course"
    yield (
        "copy of nothing",
        copy,
        lambda w: {"courseid": NOBODY, "fullname": "x", "shortname": f"{w.tag}-k", "categoryid": 1},
    )
    yield (
        "copy with a taken name",
        copy,
        lambda w: {
            "courseid": w.ids["empty"],
            "fullname": "x",
            "shortname": f"{w.tag}-course",
            "categoryid": 1,
            "options": [{"name": "users", "value": "0"}],
        },
    )
    yield (
        "copy, odd option",
        copy,
        lambda w: {
            "courseid": w.ids["empty"],
            "fullname": "x",
            "shortname": f"{w.tag}-k",
            "categoryid": 1,
            "options": [{"name": "odd", "value": "0"}],
        },
    )


def _enrolled() -> Iterator[tuple[str, str, Parameters]]:
    def options(**wanted: Any) -> Parameters:
        rows = [{"name": name, "value": value} for name, value in wanted.items()]
        return lambda w: {"courseid": w.ids["course"], "options": rows}

    fields = "id,username,email,idnumber,roles"
    yield "everybody", _ENROLLED, lambda w: {"courseid": w.ids["course"]}
    yield "the active", _ENROLLED, options(onlyactive=1, userfields=fields)
    yield "the suspended", _ENROLLED, options(onlysuspended=1, userfields=fields)
    yield "both at once", _ENROLLED, options(onlyactive=1, onlysuspended=1)
    yield "past the end", _ENROLLED, options(limitfrom=100, limitnumber=10)
    yield "an unknown option", _ENROLLED, options(nonsense=1)
    yield "odd order", _ENROLLED, options(sortby="email")
    yield "odd direction", _ENROLLED, options(sortdirection="up")
    yield "with a capability", _ENROLLED, options(withcapability="mod/quiz:attempt")
    yield "an unknown field", _ENROLLED, options(userfields="id,nonsense")
    yield (
        "a group",
        _ENROLLED,
        lambda w: {
            "courseid": w.ids["course"],
            "options": [{"name": "groupid", "value": w.ids["group"]}],
        },
    )
    yield "nobody there", _ENROLLED, lambda w: {"courseid": w.ids["empty"]}
    yield "no such course", _ENROLLED, lambda w: {"courseid": NOBODY}
    enrol = "enrol_manual_enrol_users"

    def enrolling(**columns: Any) -> Parameters:
        return lambda w: {
            "enrolments": [
                {"roleid": 5, "userid": w.ids["dodi"], "courseid": w.ids["course"], **columns}
            ]
        }

    yield "unknown role", enrol, enrolling(roleid=999)
    yield "manager role", enrol, enrolling(roleid=1)
    yield "unknown person", enrol, enrolling(userid=NOBODY)
    yield "unknown course", enrol, enrolling(courseid=NOBODY)
    yield "the guest", enrol, enrolling(userid=1)
    yield "the front page", enrol, enrolling(courseid=1)
    yield "nobody enrolled", enrol, lambda w: {}
    yield (
        "again",
        enrol,
        lambda w: {
            "enrolments": [{"roleid": 5, "userid": w.ids["ana"], "courseid": w.ids["course"]}]
        },
    )
    for name in ("assign", "unassign"):
        function, key = f"core_role_{name}_roles", f"{name}ments"

        def place(key: str = key, **columns: Any) -> Parameters:
            return lambda w: {
                key: [
                    {
                        "roleid": 4,
                        "userid": w.ids["ana"],
                        "contextlevel": "course",
                        "instanceid": w.ids["course"],
                        **columns,
                    }
                ]
            }

        yield f"{name} a role", function, place()
        yield f"{name} an unknown role", function, place(roleid=999)
        yield f"{name}, unknown course", function, place(instanceid=NOBODY)
        yield f"{name}, odd level", function, place(contextlevel="galaxy")
        yield f"{name}, unknown person", function, place(userid=NOBODY)


def _groups() -> Iterator[tuple[str, str, Parameters]]:
    create, add = "core_group_create_groups", "core_group_add_group_members"
    row = {"name": "A", "description": ""}
    yield "group again", create, lambda w: {"groups": [row | {"courseid": w.ids["course"]}]}
    yield (
        "blank group",
        create,
        lambda w: {"groups": [{"courseid": w.ids["course"], "name": " ", "description": ""}]},
    )
    yield "group of nothing", create, lambda w: {"groups": [row | {"courseid": NOBODY}]}
    yield "groups", "core_group_get_course_groups", lambda w: {"courseid": w.ids["course"]}
    yield "no groups", "core_group_get_course_groups", lambda w: {"courseid": w.ids["empty"]}
    yield "groups of nothing", "core_group_get_course_groups", lambda w: {"courseid": NOBODY}
    members = "core_group_get_group_members"
    yield "no members", members, lambda w: {"groupids": [w.ids["group"]]}
    yield "members of nothing", members, lambda w: {"groupids": [NOBODY]}
    yield (
        "member added",
        add,
        lambda w: {"members": [{"groupid": w.ids["group"], "userid": w.ids["ana"]}]},
    )
    yield (
        "member again",
        add,
        lambda w: {"members": [{"groupid": w.ids["group"], "userid": w.ids["ana"]}]},
    )
    yield (
        "member not enrolled",
        add,
        lambda w: {"members": [{"groupid": w.ids["group"], "userid": w.ids["dodi"]}]},
    )
    yield (
        "unknown member",
        add,
        lambda w: {"members": [{"groupid": w.ids["group"], "userid": NOBODY}]},
    )
    yield "members", members, lambda w: {"groupids": [w.ids["group"]]}


def _calendar() -> Iterator[tuple[str, str, Parameters]]:
    create, delete = "core_calendar_create_calendar_events", "core_calendar_delete_calendar_events"
    row = {"name": "x", "eventtype": "course", "timestart": 1_790_003_600, "timeduration": 3600}
    yield "no events", _EVENTS, lambda w: _course_events(w.ids["empty"])
    yield "event made", create, lambda w: {"events": [row | {"courseid": w.ids["course"]}]}
    yield "event of nothing", create, lambda w: {"events": [row | {"courseid": NOBODY}]}
    yield (
        "odd format",
        create,
        lambda w: {"events": [row | {"courseid": w.ids["course"], "format": 7}]},
    )
    yield "events", _EVENTS, lambda w: _course_events(w.ids["course"])
    yield "events of nothing", _EVENTS, lambda w: _course_events(NOBODY)
    yield "unknown event", delete, lambda w: {"events": [{"eventid": NOBODY, "repeat": 0}]}


def _course_events(course: int) -> Mapping[str, Any]:
    options = {"userevents": 0, "siteevents": 0, "ignorehidden": 0}
    return {"events": {"courseids": [course]}, "options": options}


def _learning() -> Iterator[tuple[str, str, Parameters]]:
    def who(person: str, course: str = "course") -> Parameters:
        return lambda w: {"courseid": w.ids[course], "userid": w.ids[person]}

    for function in (_WHOLE, _PARTS):
        short = function.split("_")[3]
        yield f"{short}, enrolled", function, who("ana")
        yield f"{short}, suspended", function, who("budi")
        yield f"{short}, teacher", function, who("cici")
        yield f"{short}, not enrolled", function, who("dodi")
        yield (
            f"{short}, unknown person",
            function,
            lambda w: {"courseid": w.ids["course"], "userid": NOBODY},
        )
        yield f"{short}, guest", function, lambda w: {"courseid": w.ids["course"], "userid": 1}
        yield (
            f"{short}, unknown course",
            function,
            lambda w: {"courseid": NOBODY, "userid": w.ids["ana"]},
        )
        yield f"{short}, front page", function, lambda w: {"courseid": 1, "userid": w.ids["ana"]}
        yield f"{short}, no person", function, lambda w: {"courseid": w.ids["course"]}
        yield f"{short}, taught, not enrolled", function, who("dodi", "taught")
        for number in range(3):
            yield f"{short}, learner {number}", function, _learner(number)
    yield "quizzes", _QUIZZES, lambda w: {"courseids": [w.ids["taught"]]}
    yield "no quizzes", _QUIZZES, lambda w: {"courseids": [w.ids["course"]]}
    yield "quizzes of nothing", _QUIZZES, lambda w: {"courseids": [NOBODY]}
    yield "quizzes everywhere", _QUIZZES, lambda w: {"courseids": [w.ids["taught"], NOBODY]}
    for function in (_OLD, "mod_quiz_get_user_quiz_attempts"):
        new = "new" if "quiz_attempts" in function else "old"
        for number in range(3):
            yield f"{new} attempts of {number}", function, _attempts(number)
        yield (
            f"{new} attempts of nobody",
            function,
            lambda w: {"quizid": w.ids["quiz"], "userid": NOBODY},
        )
        yield (
            f"{new} attempts of one not enrolled",
            function,
            lambda w: {"quizid": w.ids["quiz"], "userid": w.ids["dodi"]},
        )
        yield f"{new} attempts at nothing", function, lambda w: {"quizid": NOBODY}
        yield f"{new} odd status", function, lambda w: {"quizid": w.ids["quiz"], "status": "odd"}
        yield f"{new} own attempts", function, lambda w: {"quizid": w.ids["quiz"]}


def _learner(number: int) -> Parameters:
    return lambda w: {"courseid": w.ids["taught"], "userid": w.learners[number]}


def _attempts(number: int) -> Parameters:
    return lambda w: {"quizid": w.ids["quiz"], "userid": w.learners[number], "status": "all"}


def _grades() -> Iterator[tuple[str, str, Parameters]]:
    yield "report", _REPORT, _learner(0)
    yield (
        "report, not enrolled",
        _REPORT,
        lambda w: {"courseid": w.ids["taught"], "userid": w.ids["dodi"]},
    )
    yield (
        "report, unknown person",
        _REPORT,
        lambda w: {"courseid": w.ids["taught"], "userid": NOBODY},
    )
    yield "report, no course", _REPORT, lambda w: {"courseid": NOBODY, "userid": w.ids["ana"]}
    yield (
        "report, bare course",
        _REPORT,
        lambda w: {"courseid": w.ids["course"], "userid": w.ids["ana"]},
    )
    yield "report, everybody", _REPORT, lambda w: {"courseid": w.ids["course"]}
    yield "report, empty course", _REPORT, lambda w: {"courseid": w.ids["empty"]}

    def grading(**columns: Any) -> Parameters:
        row = {"source": "x", "component": "mod_quiz", "activityid": NOBODY, "itemnumber": 0}
        return lambda w: {"courseid": w.ids["taught"], **row, **columns}

    yield "grade of nothing", _GRADE, grading()
    yield "grade, odd component", _GRADE, grading(component="Quiz!")
    yield "grade, unknown component", _GRADE, grading(component="mod_nix")
    yield "grade missing", _GRADE, grading(grades=[{"studentid": 2}])
    yield "grade no number", _GRADE, grading(grades=[{"studentid": 2, "grade": "x"}])


def _plugin_content() -> Iterator[tuple[str, str, Parameters]]:
    links, files = "local_simpul_put_links", "local_simpul_put_files"
    modules, remove = "local_simpul_get_modules", "local_simpul_remove_modules"

    def put(kind: str, *rows: Mapping[str, Any]) -> Parameters:
        return lambda w: {"courseid": w.ids["course"], kind: list(rows)}

    yield "modules, none", modules, lambda w: {"courseid": w.ids["course"]}
    yield "links made", links, put("links", link_row("simpul:a"), link_row("simpul:b"))
    yield (
        "links again",
        links,
        put("links", link_row("simpul:a"), link_row("simpul:b", name="Lain")),
    )
    yield "files made", files, put("files", file_row("simpul:f"))
    yield "files again", files, put("files", file_row("simpul:f", b"%PDF-1.5"))
    yield "modules", modules, lambda w: {"courseid": w.ids["course"]}
    for name, row in (
        ("bad key", link_row("other")),
        ("only the mark", link_row("simpul:")),
        ("long key", link_row("simpul:" + "x" * 94)),
        ("blank name", link_row("simpul:c", name=" ")),
        ("long name", link_row("simpul:c", name="x" * 1400)),
        ("bad session", link_row("simpul:c", session="1/2")),
        ("key of a file", link_row("simpul:f")),
        ("unknown field", link_row("simpul:c", address="x")),
        ("bad truth", link_row("simpul:c", visible="true")),
    ):
        yield f"link, {name}", links, put("links", row)
    yield "link twice", links, put("links", link_row("simpul:c"), link_row("simpul:c"))
    yield "no links", links, put("links")
    for name, row in (
        ("wrong digest", file_row("simpul:g", sha256="0" * 64)),
        ("no base64", file_row("simpul:g", content="%%%")),
        ("empty", file_row("simpul:g", content="")),
        ("no file name", file_row("simpul:g", filename="///")),
        ("key of a link", file_row("simpul:a")),
    ):
        yield f"file, {name}", files, put("files", row)
    for course, name in ((NOBODY, "no course"), (1, "front page")):
        yield f"links, {name}", links, _into(course, "links", link_row("simpul:c"))
        yield f"files, {name}", files, _into(course, "files", file_row("simpul:g"))
    yield "modules of nothing", modules, lambda w: {"courseid": NOBODY}
    yield "modules, no number", modules, lambda w: {"courseid": "abc"}
    yield "remove what is gone", remove, lambda w: {"courseid": w.ids["course"], "cmids": [NOBODY]}
    yield "remove nothing", remove, lambda w: {"courseid": w.ids["course"]}


def _into(course: int, kind: str, row: Mapping[str, Any]) -> Parameters:
    return lambda w: {"courseid": course, kind: [row]}


def _plugin_reading() -> Iterator[tuple[str, str, Parameters]]:
    results, papers = "local_simpul_get_results", "local_simpul_get_papers"
    get, put = "local_simpul_get_gradebook", "local_simpul_put_gradebook"
    yield "results", results, lambda w: {"courseid": w.ids["taught"]}
    yield "results, a page", results, lambda w: {"courseid": w.ids["taught"], "limit": 2}
    yield "results, past the end", results, lambda w: {"courseid": w.ids["taught"], "after": NOBODY}
    yield "results, bare course", results, lambda w: {"courseid": w.ids["course"]}
    yield "results, empty course", results, lambda w: {"courseid": w.ids["empty"]}
    yield (
        "results, somebody",
        results,
        lambda w: {"courseid": w.ids["taught"], "userids": [w.learners[0], NOBODY]},
    )
    yield "results, no course", results, lambda w: {"courseid": NOBODY}
    yield "results, limit 0", results, lambda w: {"courseid": w.ids["taught"], "limit": 0}
    yield "results, limit 2001", results, lambda w: {"courseid": w.ids["taught"], "limit": 2001}
    yield "papers", papers, lambda w: {"quizid": w.ids["quiz"]}
    yield "papers, past the end", papers, lambda w: {"quizid": w.ids["quiz"], "after": NOBODY}
    yield "papers of nothing", papers, lambda w: {"quizid": NOBODY}
    yield "papers, limit 201", papers, lambda w: {"quizid": w.ids["quiz"], "limit": 201}

    def grades(*rows: tuple[str, str], **columns: Any) -> Parameters:
        sent = {"name": "Kehadiran", "maximum": "100", **columns}
        return lambda w: {
            "courseid": w.ids["course"],
            **sent,
            "grades": [{"userid": w.ids[name], "grade": grade} for name, grade in rows],
        }

    yield "gradebook, none", get, lambda w: {"courseid": w.ids["course"]}
    yield "grade put", put, grades(("ana", "80"), ("dodi", "1"))
    yield "gradebook", get, lambda w: {"courseid": w.ids["course"]}
    yield "grade too high", put, grades(("ana", "101"))
    yield "grade no decimal", put, grades(("ana", "1e1"))
    yield "grade twice", put, grades(("ana", "1"), ("ana", "2"))
    yield "maximum 0", put, grades(("ana", "0"), maximum="0")
    yield "column without a name", put, grades(("ana", "1"), name=" ")
    yield "no grades", put, grades()
    yield (
        "report with the column",
        _REPORT,
        lambda w: {"courseid": w.ids["course"], "userid": w.ids["ana"]},
    )
    yield "facts", "local_simpul_get_site_facts", lambda w: {}
    yield "facts, unknown key", "local_simpul_get_site_facts", lambda w: {"x": 1}
    yield "odd nonce", "local_simpul_send_test", lambda w: {"nonce": "a b"}
    yield "no nonce", "local_simpul_send_test", lambda w: {"nonce": ""}
    yield "long nonce", "local_simpul_send_test", lambda w: {"nonce": "x" * 65}


def _changes() -> Iterator[tuple[str, str, Parameters]]:
    """What leaves the site clean again as far as a token may."""
    enrol = "enrol_manual_enrol_users"
    yield (
        "suspended",
        enrol,
        lambda w: {
            "enrolments": [
                {"roleid": 5, "userid": w.ids["ana"], "courseid": w.ids["course"], "suspend": 1}
            ]
        },
    )
    yield (
        "results of the suspended",
        "local_simpul_get_results",
        lambda w: {"courseid": w.ids["course"]},
    )
    yield "unknown function", NOT_A_FUNCTION, lambda w: {}


CALLS = [Asked(name, function, parameters) for name, function, parameters in _calls()]
