"""Audit entries as sentences; an entry without words of its own is shown as its code."""

from collections.abc import Mapping
from datetime import date

from connector.domain.attendance import Denominator
from connector.store.training_pages import AuditLine
from connector.web.cells import denominator_word
from connector.web.language import day
from connector.web.report_words import report_sentences
from connector.web.run_history import run_sentences
from connector.web.translation import _, ngettext
from connector.web.words import roster_kind


def told(entry: AuditLine, people: Mapping[str, str]) -> str:
    """Say what an entry records; `people` are names by seat key."""
    number = entry.details.get("plan", "")
    name = people.get(entry.subject, _("somebody who has left the roster"))
    sentences = {
        "training.created": _("added the training"),
        "roster.imported": _(
            "imported %(kind)s, version %(version)s",
            kind=roster_kind(str(entry.details.get("kind", ""))),
            version=entry.details.get("version", ""),
        ),
        "plan.made": _("made plan %(number)s", number=number),
        "plan.followed": _("plan %(number)s finishes an approved one", number=number),
        "plan.approved": _("let plan %(number)s through", number=number),
        "plan.discarded": _("discarded plan %(number)s", number=number),
        "plan.applying": _("plan %(number)s began to be applied", number=number),
        "plan.verified": _("plan %(number)s was applied and everything read back", number=number),
        "plan.partly": _("plan %(number)s was applied, not everything is there", number=number),
        "number.revealed": _("looked at the whole number of %(name)s", name=name),
        "link.renewed": _("renewed the personal address of %(name)s", name=name),
        "account.released": _("let go of a Moodle account"),
        "access_sheet.made": _("downloaded the access sheet"),
        **_attendance(entry, people, name),
        **_completion(entry, people),
        **_papers(entry),
        **_course(entry),
        **_drafts(entry, name),
        **_deliveries(entry),
        **report_sentences(entry),
        **run_sentences(entry),
    }
    return sentences.get(entry.action, entry.action)


def _attendance(entry: AuditLine, people: Mapping[str, str], name: str) -> dict[str, str]:
    """Sentences about attendance; who was meant is looked up, the trail holds keys alone."""
    details = entry.details
    whom = _whom(details.get("seats"), people)
    mark = str(details.get("mark", ""))
    nobody = details.get("verdict") == "nobody"
    decision = str(details.get("denominator", ""))
    return {
        "attendance.decided": _("decided that a name in Zoom belongs to nobody here")
        if nobody
        else _("decided that a name in Zoom was %(names)s", names=whom),
        "attendance.undone": _("took a decision about a name in Zoom back"),
        "attendance.marked": _("marked %(names)s %(mark)s", names=whom, mark=mark)
        if mark
        else _("took marks by hand back: %(names)s", names=whom),
        "attendance.approved": _("approved a mark by hand"),
        "attendance.disrupted": _("noted a disruption"),
        "attendance.disruption_decided": _("took a disruption back")
        if decision == "undone"
        else _("decided on a disruption: %(decision)s", decision=_denominator(decision)),
        "attendance.rule_set": _(
            "changed the attendance rule: minimum %(share)s %%, late after %(minutes)s minutes",
            share=details.get("minimum_percent", ""),
            minutes=details.get("grace_minutes", ""),
        ),
        "attendance.signed": _("%(name)s signed the list of a session", name=name),
        "attendance.imported": _("imported a participant list exported from Zoom"),
        "email.confirmed": _("confirmed an e-mail address"),
    }


def _completion(entry: AuditLine, people: Mapping[str, str]) -> dict[str, str]:
    """Sentences about verdicts, scores and documents."""
    details = entry.details
    whom = _whom(details.get("seats") or [details.get("seat", "")], people)
    earned = details.get("result") == "earned"
    document = str(details.get("document", ""))
    return {
        "completion.rule_set": _("changed the rule of the STTP"),
        "completion.decided": _("decided that %(names)s have earned it", names=whom)
        if earned
        else _("decided that %(names)s have not earned it", names=whom),
        "completion.undone": _("took decisions back: %(names)s", names=whom),
        "completion.scored": _("noted a score of %(names)s by hand", names=whom),
        "completion.score_removed": _("removed a score"),
        "completion.scores_imported": _(
            "imported scores from a file: %(count)s new", count=details.get("added", 0)
        ),
        "completion.document": _(
            "noted a document (%(document)s) of %(names)s", document=document, names=whom
        ),
        "completion.taken": _("downloaded the list of verdicts"),
        "evaluation.kept": _(
            "kept results of the evaluation: %(added)s new, %(changed)s corrected",
            added=details.get("added", 0),
            changed=details.get("changed", 0),
        ),
        "evaluation.removed": _("took a result of the evaluation back"),
    }


def _drafts(entry: AuditLine, name: str) -> dict[str, str]:
    """Sentences about drafts and approved lists; what a line said is nowhere in the trail."""
    version, people = entry.details.get("version", ""), entry.details.get("people", "")
    return {
        "draft.confirmed": _("confirmed the draft of %(name)s", name=name),
        "draft.proposed": _("proposed to correct the draft of %(name)s", name=name),
        "draft.accepted": _("accepted a proposed correction of %(name)s", name=name),
        "draft.refused": _("refused a proposed correction of %(name)s", name=name),
        "draft.corrected": _("corrected the draft of %(name)s", name=name),
        "draft.undone": _("took a correction of %(name)s back", name=name),
        "draft.photo_put": _("kept a portrait of %(name)s", name=name),
        "draft.photo_removed": _("took the portrait of %(name)s off", name=name),
        "draft.printed": _("opened the draft of %(name)s as PDF", name=name),
        "certificates.options_set": _("changed the STTP settings"),
        "approval.given": _(
            "approved the list of certificates, version %(version)s: %(people)s people",
            version=version,
            people=people,
        ),
        "approval.withdrawn": _(
            "withdrew the approval of the list of certificates, version %(version)s",
            version=version,
        ),
        "certificates.issued": ngettext(
            "gave %(num)s certificate its number, dated %(day)s",
            "gave %(num)s certificates their numbers, dated %(day)s",
            _many(entry.details.get("certificates")),
            day=_day(entry.details.get("dated")),
        ),
    }


def _many(named: object) -> int:
    """Count the rows an entry names; an entry of another kind may hold a number there."""
    return len(named) if isinstance(named, list) else 0


def _deliveries(entry: AuditLine) -> dict[str, str]:
    """Sentences about how signed certificates reached people, and what SIASN is told."""
    details = entry.details
    queued, people = details.get("queued", 0), details.get("people", 0)
    return {
        "delivery.asked": _("had certificates delivered: %(queued)s messages", queued=queued),
        "delivery.messages_taken": _(
            "downloaded messages to paste, with personal addresses: %(people)s people",
            people=people,
        ),
        "siasn.taken": _("downloaded the data for MyASN: %(people)s people", people=people),
        "siasn.options_set": _("changed what SIASN is told of this training"),
    }


def _papers(entry: AuditLine) -> dict[str, str]:
    """Sentences about what is kept and handed out beside attendance."""
    details = entry.details
    number, evidence = details.get("number", ""), details.get("evidence", "")
    when = _day(details.get("day"))
    return {
        "evidence.added": _("attached evidence no. %(number)s", number=evidence),
        "evidence.viewed": _(
            "opened a restricted letter (evidence no. %(number)s)", number=evidence
        ),
        "evidence.removed": _("took evidence no. %(number)s off the list", number=evidence),
        "journal.noted": _("wrote in the class journal"),
        "journal.struck": _("struck a note in the class journal"),
        "day.archived": _("archived %(day)s as #%(number)s", day=when, number=number),
        "test_papers.kept": _(
            "kept the questions and answer sheets of a test: %(attempts)s sheets",
            attempts=details.get("attempts", ""),
        ),
        "test_papers.requested": _("had the papers of the tests read"),
        "test_papers.read": _("read the papers of the tests: %(new)s new", new=details.get("new")),
        "test_papers.refused": _("could not read the papers of the tests"),
        "test_papers.taken": _("downloaded the answer sheets of a test"),
        "archive.taken": _("downloaded archive #%(number)s of %(day)s", day=when, number=number),
        "paper.taken": _("downloaded a paper: %(paper)s", paper=_paper(entry)),
    }


def _course(entry: AuditLine) -> dict[str, str]:
    """Sentences about what participants find in the course."""
    guide = entry.details.get("kind") == "guide"
    return {
        "course_file.put": _("put a guide (pedoman) for the course")
        if guide
        else _("put a timetable file (jadwal) for the course"),
        "course_file.taken_away": _("took the guide (pedoman) for the course away")
        if guide
        else _("took the timetable file (jadwal) for the course away"),
        "course_links.shown": _("wants links into the sessions in the course"),
        "course_links.hidden": _("wants no links into the sessions in the course"),
    }


def _paper(entry: AuditLine) -> str:
    """Say which paper was taken, of which session or day."""
    kind = {
        "list": _("attendance list"),
        "blank": _("blank attendance list"),
        "workbook": _("attendance lists (XLSX)"),
        "journal": _("class journal"),
    }.get(str(entry.details.get("paper", "")), "")
    when, number = _day(entry.details.get("day")), entry.details.get("session")
    session = _("session %(number)s", number=number) if number else ""
    return ", ".join(part for part in (kind, when, session) if part)


def _day(text: object) -> str:
    try:
        return day(date.fromisoformat(str(text)))
    except ValueError:
        return ""


MOST_NAMES = 3
"""Names said in one sentence; of more the rest is counted."""


def _whom(seats: object, people: Mapping[str, str]) -> str:
    keys = [str(key) for key in seats] if isinstance(seats, list) else []
    gone = _("somebody who has left the roster")
    names = [people.get(key, gone) for key in keys[:MOST_NAMES]]
    rest = len(keys) - len(names)
    if rest:
        names.append(ngettext("and %(num)s more", "and %(num)s more", rest))
    return ", ".join(names)


def _denominator(decision: str) -> str:
    try:
        return denominator_word(Denominator(decision))
    except ValueError:
        return decision
