"""Reads the JSON of our own plugin for Moodle into its values; no call is made here.

The plugin is ours, so that every key of its answers is demanded: one that is missing is an
unexpected answer, never an empty one. Keys it may learn later are ignored.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from connector.lms.moodle.payloads import Answer, Quiz
from connector.lms.moodle.plugin_values import (
    CourseQuiz,
    Delivery,
    Gradebook,
    GradeItem,
    GradesPut,
    HeldCapability,
    HeldGrade,
    KeptPaper,
    Learner,
    OurModule,
    PaperQuestion,
    PapersPage,
    PutModule,
    RemovedModules,
    ResultsPage,
    SentTest,
    SiteFacts,
    SiteRole,
    SkippedGrade,
    TakenAttempt,
)


class PluginAnswer(Answer):
    """Reads our own plugin's JSON: every key is demanded, in the type it was agreed on."""

    def table(self, answer: Any, key: str) -> list[dict[str, Any]]:
        """Read a list of objects under a key that must be there."""
        if not isinstance(answer, dict) or key not in answer:
            raise self.unexpected()
        return self.rows(answer[key])

    def part(self, answer: Any, key: str) -> dict[str, Any]:
        found = answer.get(key) if isinstance(answer, dict) else None
        if not isinstance(found, dict):
            raise self.unexpected()
        return found

    def text(self, row: Mapping[str, Any], key: str) -> str:
        found = row.get(key)
        if not isinstance(found, str):
            raise self.unexpected()
        return found

    def truth(self, row: Mapping[str, Any], key: str) -> bool:
        found = row.get(key)
        if found not in (True, False):  # Moodle writes some as 1 and 0
            raise self.unexpected()
        return bool(found)

    def decimal(self, row: Mapping[str, Any], key: str) -> Decimal | None:
        """Read a decimal written as text; null stands for none."""
        if key in row and row[key] is None:
            return None
        try:
            found = Decimal(self.text(row, key))
        except ArithmeticError:
            raise self.unexpected() from None
        if not found.is_finite():
            raise self.unexpected()
        return found

    def numbers(self, answer: Any, key: str) -> tuple[int, ...]:
        found = answer.get(key) if isinstance(answer, dict) else None
        if not isinstance(found, list):
            raise self.unexpected()
        return tuple(self.number({key: one}, key) for one in found)


def read_site_facts(answer: Any, call: str) -> SiteFacts:
    reader = PluginAnswer(call)
    plugin, moodle = reader.part(answer, "plugin"), reader.part(answer, "moodle")
    php, web = reader.part(answer, "php"), reader.part(answer, "webservices")
    policy = reader.part(answer, "sitepolicy")
    auths = answer.get("auths")
    if not isinstance(auths, list) or not all(isinstance(one, str) for one in auths):
        raise reader.unexpected()
    return SiteFacts(
        plugin_version=reader.number(plugin, "version"),
        plugin_release=reader.text(plugin, "release"),
        moodle_release=reader.text(moodle, "release"),
        moodle_version=reader.text(moodle, "version"),
        php_version=reader.text(php, "version"),
        max_input_vars=reader.number(php, "maxinputvars"),
        post_max_size=reader.number(php, "postmaxsize"),
        memory_limit=reader.number(php, "memorylimit"),
        webservices_enabled=reader.truth(web, "enabled"),
        rest_enabled=reader.truth(web, "rest"),
        roles=tuple(_role(reader, row) for row in reader.table(answer, "roles")),
        capabilities=tuple(
            HeldCapability(reader.text(row, "name"), reader.truth(row, "held"))
            for row in reader.table(answer, "capabilities")
        ),
        auths=tuple(auths),
        cron_last_run=reader.number(reader.part(answer, "cron"), "lastrun"),
        emails_unique=reader.truth(policy, "emailsunique"),
        extended_usernames=reader.truth(policy, "extendedusernames"),
        delivery=_delivery(reader, reader.part(answer, "delivery")),
    )


def _role(reader: PluginAnswer, row: Mapping[str, Any]) -> SiteRole:
    return SiteRole(
        id=reader.number(row, "id"),
        shortname=reader.text(row, "shortname"),
        name=reader.text(row, "name"),
        archetype=reader.text(row, "archetype"),
        assignable=reader.truth(row, "assignable"),
    )


def _delivery(reader: PluginAnswer, row: Mapping[str, Any]) -> Delivery:
    return Delivery(
        address=reader.text(row, "address"),
        ready=reader.truth(row, "ready"),
        blocked=reader.truth(row, "blocked"),
        waiting=reader.number(row, "waiting"),
        parked=reader.number(row, "parked"),
        oldest=reader.number(row, "oldest"),
        last_sent=reader.number(row, "lastsent"),
        last_tried=reader.number(row, "lasttried"),
        last_status=reader.number(row, "laststatus"),
        last_error=reader.text(row, "lasterror"),
    )


def read_test_sent(answer: Any, call: str) -> SentTest:
    reader = PluginAnswer(call)
    row = reader.part({"": answer}, "")
    return SentTest(
        status=reader.number(row, "status"),
        error=reader.text(row, "error"),
        milliseconds=reader.number(row, "milliseconds"),
        body_sha256=reader.text(row, "bodysha256"),
    )


def read_modules(answer: Any, call: str) -> list[OurModule]:
    reader = PluginAnswer(call)
    return [
        OurModule(
            key=reader.text(row, "key"),
            cmid=reader.number(row, "cmid"),
            modname=reader.text(row, "modname"),
            name=reader.text(row, "name"),
            description=reader.text(row, "description"),
            section=reader.number(row, "section"),
            visible=reader.truth(row, "visible"),
            address=reader.text(row, "address"),
            filename=reader.text(row, "filename"),
            sha256=reader.text(row, "sha256"),
            modified=reader.number(row, "timemodified"),
        )
        for row in reader.table(answer, "modules")
    ]


def read_put_modules(answer: Any, call: str) -> list[PutModule]:
    reader = PluginAnswer(call)
    found = [
        PutModule(reader.text(row, "key"), reader.number(row, "cmid"), reader.text(row, "outcome"))
        for row in reader.table(answer, "modules")
    ]
    if any(one.outcome not in ("created", "updated", "unchanged") for one in found):
        raise reader.unexpected()
    return found


def read_removed(answer: Any, call: str) -> RemovedModules:
    reader = PluginAnswer(call)
    return RemovedModules(reader.numbers(answer, "removed"), reader.numbers(answer, "missing"))


def read_results_page(answer: Any, call: str) -> ResultsPage:
    reader = PluginAnswer(call)
    row = reader.part({"": answer}, "")
    return ResultsPage(
        criteria=reader.truth(row, "criteria"),
        quizzes=tuple(
            CourseQuiz(_quiz(reader, one), reader.truth(one, "visible"))
            for one in reader.table(row, "quizzes")
        ),
        users=tuple(_learner(reader, one) for one in reader.table(row, "users")),
        attempts=tuple(_attempt(reader, one) for one in reader.table(row, "attempts")),
        next=reader.number(row, "next"),
    )


def _quiz(reader: PluginAnswer, row: Mapping[str, Any]) -> Quiz:
    return Quiz(
        id=reader.number(row, "id"),
        cmid=reader.number(row, "cmid"),
        name=reader.text(row, "name"),
        marks=reader.decimal(row, "sumgrades"),
        grade=reader.decimal(row, "grade"),
    )


def _learner(reader: PluginAnswer, row: Mapping[str, Any]) -> Learner:
    if "completed" not in row:
        raise reader.unexpected()
    return Learner(
        id=reader.number(row, "id"),
        active=reader.truth(row, "active"),
        completed=None if row["completed"] is None else reader.truth(row, "completed"),
        time_completed=reader.number(row, "timecompleted"),
        done=reader.number(row, "done"),
        activities=reader.number(row, "activities"),
        grade=reader.decimal(row, "grade"),
        grade_maximum=reader.decimal(row, "grademax"),
    )


def _attempt(reader: PluginAnswer, row: Mapping[str, Any]) -> TakenAttempt:
    return TakenAttempt(
        id=reader.number(row, "id"),
        user=reader.number(row, "userid"),
        quiz=reader.number(row, "quizid"),
        number=reader.number(row, "number"),
        state=reader.text(row, "state"),
        marks=reader.decimal(row, "sumgrades"),
        started=reader.number(row, "timestart"),
        finished=reader.number(row, "timefinish"),
    )


def read_papers_page(answer: Any, call: str) -> PapersPage:
    reader = PluginAnswer(call)
    quiz = reader.part(answer, "quiz")
    return PapersPage(
        quiz=_quiz(reader, quiz),
        course=reader.number(quiz, "courseid"),
        papers=tuple(_paper(reader, row) for row in reader.table(answer, "attempts")),
        next=reader.number(answer, "next"),
    )


def _paper(reader: PluginAnswer, row: Mapping[str, Any]) -> KeptPaper:
    return KeptPaper(
        id=reader.number(row, "id"),
        user=reader.number(row, "userid"),
        number=reader.number(row, "number"),
        state=reader.text(row, "state"),
        started=reader.number(row, "timestart"),
        finished=reader.number(row, "timefinish"),
        marks=reader.decimal(row, "sumgrades"),
        questions=tuple(_question(reader, one) for one in reader.table(row, "questions")),
    )


def _question(reader: PluginAnswer, row: Mapping[str, Any]) -> PaperQuestion:
    return PaperQuestion(
        slot=reader.number(row, "slot"),
        number=reader.text(row, "number"),
        type=reader.text(row, "type"),
        name=reader.text(row, "name"),
        text=reader.text(row, "text"),
        answer=reader.text(row, "answer"),
        right=reader.text(row, "right"),
        mark=reader.decimal(row, "mark"),
        maximum=reader.decimal(row, "maxmark"),
        state=reader.text(row, "state"),
    )


def read_gradebook(answer: Any, call: str) -> Gradebook:
    reader = PluginAnswer(call)
    whole = reader.part({"": answer}, "")
    # Moodle 4.1 leaves an object that is null out of its answer.
    item = None if whole.get("item") is None else _grade_item(reader, reader.part(whole, "item"))
    grades = tuple(
        HeldGrade(
            user=reader.number(row, "userid"),
            grade=reader.decimal(row, "grade"),
            locked=reader.truth(row, "locked"),
            overridden=reader.truth(row, "overridden"),
        )
        for row in reader.table(whole, "grades")
    )
    return Gradebook(item, grades)


def _grade_item(reader: PluginAnswer, row: Mapping[str, Any]) -> GradeItem:
    return GradeItem(
        id=reader.number(row, "id"),
        name=reader.text(row, "name"),
        maximum=reader.decimal(row, "maximum"),
        locked=reader.truth(row, "locked"),
    )


def read_grades_put(answer: Any, call: str) -> GradesPut:
    reader = PluginAnswer(call)
    skipped = tuple(
        SkippedGrade(reader.number(row, "userid"), reader.text(row, "reason"))
        for row in reader.table(answer, "skipped")
    )
    return GradesPut(reader.number(answer, "itemid"), reader.number(answer, "written"), skipped)
