"""What each report of a training would say now: collected, put into words, stored nowhere.

    collect   the records of one training, and what people wrote → the content of one report

The same records and texts give the same content, but for the moment it was collected.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import Connection

from connector.domain.reports import KIND_OF, ReportType
from connector.flows.office import Office
from connector.flows.report_facts import read_facts
from connector.reports import (
    administration_report,
    attendance_recap_report,
    participants_report,
    training_report,
    work_done_report,
)
from connector.reports.class_facts import ClassFacts
from connector.reports.content import Block, Head, ReportContent, check_tables
from connector.reports.report_parts import Written
from connector.reports.report_speech import Speech
from connector.reports.work_done_report import system_word

NUMBER = "number"
"""Key among a report's texts that holds the office's number of the report."""

_BLOCKS: Mapping[ReportType, Callable[[ClassFacts, Written, Speech], list[Block]]] = {
    ReportType.PARTICIPANTS: participants_report.blocks,
    ReportType.WORK_DONE: work_done_report.blocks,
    ReportType.ATTENDANCE: attendance_recap_report.blocks,
    ReportType.TRAINING: training_report.blocks,
    ReportType.ADMINISTRATION: administration_report.blocks,
}


def collect(
    connection: Connection,
    office: Office,
    code: str,
    type_: ReportType,
    texts: Mapping[str, str],
    now: datetime,
) -> ReportContent:
    """Return the content in the office's language; raises ConnectorError `training_unknown`.

    `texts` are what people wrote, by the key of its section (`number` for the report's own
    number); where nobody wrote, the section says what the records say.
    """
    kind, language = KIND_OF[type_], office.language
    facts = read_facts(connection, office, code, kind.procedure, now, language)
    say = Speech(language, facts.zone)
    blocks = _BLOCKS[type_](facts, Written(texts), say)
    check_tables(blocks)
    return ReportContent(
        type=type_,
        language=language,
        title=kind.title.id if language == "id" else kind.title.en,
        zone=facts.zone,
        head=Head(
            organiser=facts.organiser,
            training=facts.course.title,
            cohort=facts.course.cohort,
            code=facts.course.code,
            number=" ".join(texts.get(NUMBER, "").split()),
            procedure=facts.procedure.title,
            procedure_number=facts.procedure.number,
            steps=kind.steps,
            basis=facts.procedure.basis,
        ),
        blocks=tuple(blocks),
        collected_at=now,
        sources=tuple(_sources(facts, say)),
    )


def _sources(facts: ClassFacts, say: Speech) -> list[tuple[str, str]]:
    read = [
        (
            system_word(one.system),
            say("dibaca {moment}", "read {moment}", moment=say.moment(one.read_at)),
        )
        for one in facts.systems
    ]
    return [*read, (say("Catatan pelatihan", "Records of the training"), say.moment(facts.now))]
